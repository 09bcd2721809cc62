# Copied from generator/runtime/typegen/description.py by "python -m generator generate". Edit that file.
"""What a portal has that no documentation knows, as a value, and as the JSON that is kept of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, TypeVar, cast, get_args

from .._core.json_types import is_list, is_map

__all__ = [
    "Choice",
    "DescriptionError",
    "Directory",
    "EntityFacts",
    "FieldFacts",
    "Kind",
    "LeftOut",
    "Names",
    "Pipeline",
    "PortalDescription",
    "dumped",
    "loaded",
]

T = TypeVar("T")

FORMAT: Final = 1
"""Of the JSON; another one is refused."""

# Whose methods read and write such records.
Kind: TypeAlias = Literal["crm.item", "tasks.task", "user", "lists.element", "catalog.product"]

# By scope, and in it by what is named: the name in use, then those that it had before. In a scope no name is there
# twice.
Names: TypeAlias = Mapping[str, Mapping[str, tuple[str, ...]]]


class DescriptionError(ValueError):
    """A text is no description of a portal."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value out of a list that the portal keeps: `code` goes over the wire, `label` is what people see."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """
    Args:
        wire: The field's name on the wire.
        type: As the portal calls it.
        label: What people see.
        custom: A person has declared it on this portal.
        directory: The directory of the CRM that has its values.
        targets: The types of the records of the CRM that it points at.
        choices: The values of a list field.
    """

    wire: str
    type: str
    label: str
    custom: bool = False
    multiple: bool = False
    required: bool = False
    read_only: bool = False
    directory: str = ""
    targets: tuple[int, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """
    Args:
        directory: The directory of the CRM that has its stages.
    """

    id: int
    label: str
    directory: str


@dataclass(frozen=True, slots=True)
class EntityFacts:
    """One kind of record.

    Args:
        id: Among its kind: the `entityTypeId` of the CRM, the number of a list; 0 where there is but one.
        list_type: Of a list, the type of lists to which it belongs.
        product_rows: It has goods in rows.
    """

    kind: Kind
    id: int
    label: str
    fields: tuple[FieldFacts, ...]
    pipelines: tuple[Pipeline, ...] = ()
    list_type: str = ""
    product_rows: bool = False

    @property
    def key(self) -> str:
        """It alone has it: `crm.item:2`."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory of the CRM, `SOURCE` say, with its statuses."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part that the portal did not tell of.

    Args:
        part: For a person: `tasks`.
        reason: The portal's own, where no scope is missing.
        scope: Those of which one would bring it.
    """

    part: str
    reason: str
    scope: tuple[str, ...] = ()

    def __str__(self) -> str:
        missing = f"it needs the scope {' or '.join(self.scope)}" if self.scope else self.reason
        return f"{self.part}: left out: {missing}"


@dataclass(frozen=True, slots=True)
class PortalDescription:
    """
    Args:
        portal: Its host.
        names: Those in a module that was made of it.
    """

    portal: str
    entities: tuple[EntityFacts, ...]
    directories: tuple[Directory, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    names: Names = field(default_factory=lambda: dict[str, Mapping[str, tuple[str, ...]]]())


def dumped(description: PortalDescription) -> str:
    """As JSON, the same on every run, to be committed and compared line by line."""
    value = {
        "format": FORMAT,
        "portal": description.portal,
        "left_out": [_filled(part=each.part, reason=each.reason, scope=each.scope) for each in description.left_out],
        "entities": [_of_entity(each) for each in description.entities],
        "directories": {each.name: _of_choices(each.choices) for each in description.directories},
        "names": {scope: dict(sorted(names.items())) for scope, names in sorted(description.names.items())},
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _of_entity(entity: EntityFacts) -> dict[str, Any]:
    return _filled(
        kind=entity.kind,
        id=entity.id,
        label=entity.label,
        list_type=entity.list_type,
        product_rows=entity.product_rows,
        pipelines=[{"id": each.id, "label": each.label, "directory": each.directory} for each in entity.pipelines],
        fields=[_of_field(each) for each in entity.fields],
    )


def _of_field(field: FieldFacts) -> dict[str, Any]:
    return _filled(
        wire=field.wire,
        type=field.type,
        label=field.label,
        custom=field.custom,
        multiple=field.multiple,
        required=field.required,
        read_only=field.read_only,
        directory=field.directory,
        targets=field.targets,
        choices=_of_choices(field.choices),
    )


def _of_choices(choices: tuple[Choice, ...]) -> list[list[str]]:
    return [[each.code, each.label] for each in choices]


def _filled(**values: Any) -> dict[str, Any]:
    """Without what says nothing; a number always says something."""
    return {name: value for name, value in values.items() if type(value) is int or value}


def loaded(text: str) -> PortalDescription:
    """
    Raises:
        DescriptionError: It is none, or of another version.
    """
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        raise DescriptionError("no description of a portal: it is no JSON") from None
    found = _Part(value, "")
    if found.number("format") != FORMAT:
        raise DescriptionError(f"a description of another version: format {found.number('format')}, not {FORMAT}")
    directories, names = found.within("directories"), found.within("names")
    return PortalDescription(
        portal=found.text("portal"),
        entities=found.several("entities", _entity),
        directories=tuple(Directory(name, directories.choices(name)) for name in directories),
        left_out=found.several("left_out", _left_out),
        names={scope: {key: names.within(scope).texts(key) for key in names.within(scope)} for scope in names},
    )


class _Part:
    """An object in the JSON, and where it is."""

    def __init__(self, value: object, place: str) -> None:
        if not is_map(value):
            raise _wrong(place or "the whole", "object")
        self._value: Final = value
        self._place: Final = place

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def text(self, name: str) -> str:
        return _text(self._value.get(name, ""), self._at(name))

    def number(self, name: str) -> int:
        return _number(self._value.get(name, 0), self._at(name))

    def flag(self, name: str) -> bool:
        value = self._value.get(name, False)
        if not isinstance(value, bool):
            raise _wrong(self._at(name), "true or false")
        return value

    def within(self, name: str) -> _Part:
        return _Part(self._value.get(name, {}), self._at(name))

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(_text(value, place) for value, place in self._items(name))

    def numbers(self, name: str) -> tuple[int, ...]:
        return tuple(_number(value, place) for value, place in self._items(name))

    def choices(self, name: str) -> tuple[Choice, ...]:
        pairs = [value for value, _ in self._items(name)]
        found = [Choice(*map(str, pair)) for pair in pairs if is_list(pair) and list(map(type, pair)) == [str, str]]
        if len(found) < len(pairs):
            raise _wrong(self._at(name), "list of pairs of texts")
        return tuple(found)

    def several(self, name: str, read: Callable[[_Part], T]) -> tuple[T, ...]:
        return tuple(read(_Part(value, place)) for value, place in self._items(name))

    def _items(self, name: str) -> list[tuple[object, str]]:
        found = self._value.get(name, [])
        if not is_list(found):
            raise _wrong(self._at(name), "list")
        return [(each, f"{self._at(name)}[{number}]") for number, each in enumerate(found)]

    def _at(self, name: str) -> str:
        return f"{self._place}.{name}" if self._place else name


def _entity(part: _Part) -> EntityFacts:
    kind = part.text("kind")
    if kind not in get_args(Kind):
        raise _wrong("entities", f"list of {', '.join(get_args(Kind))}")
    return EntityFacts(
        kind=cast("Kind", kind),
        id=part.number("id"),
        label=part.text("label"),
        fields=part.several("fields", _field),
        pipelines=part.several(
            "pipelines", lambda each: Pipeline(each.number("id"), each.text("label"), each.text("directory"))
        ),
        list_type=part.text("list_type"),
        product_rows=part.flag("product_rows"),
    )


def _field(part: _Part) -> FieldFacts:
    return FieldFacts(
        wire=part.text("wire"),
        type=part.text("type"),
        label=part.text("label"),
        custom=part.flag("custom"),
        multiple=part.flag("multiple"),
        required=part.flag("required"),
        read_only=part.flag("read_only"),
        directory=part.text("directory"),
        targets=part.numbers("targets"),
        choices=part.choices("choices"),
    )


def _left_out(part: _Part) -> LeftOut:
    return LeftOut(part.text("part"), part.text("reason"), part.texts("scope"))


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise _wrong(place, "text")
    return value


def _number(value: object, place: str) -> int:
    # Python takes True for a number.
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(place, "number")
    return value


def _wrong(place: str, what: str) -> DescriptionError:
    return DescriptionError(f"no description of a portal: {place} is no {what}")
