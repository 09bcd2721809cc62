"""What a value can be, with every doubt decided: the types that parameters and results are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal, TypeAlias

from ..cache import digest
from ..spec.model import PARAMETER as PARAMETER
from ..spec.model import UNSET, Json, Unset, When
from ..spec.names import WireName
from .file_encoding import FileEncoding
from .kinds import Kind
from .limits import NO_LIMITS, Limits
from .patterns import Pattern


@dataclass(frozen=True)
class Scalar:
    """A single value.

    Args:
        values: The documented ones, for a boolean its two forms, true first.
        pattern: How a parameter is written where that is not ISO 8601.
        open: There may be values beside `values`.
        labels: What the page calls a value, with the value as text before it.
        left: Those of the values that the pages no longer list, as text, each with the day from which on.
    """

    kind: Kind
    values: tuple[Json, ...] = ()
    pattern: Pattern | None = None
    open: bool = False
    labels: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    left: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ListOf:
    item: Type


@dataclass(frozen=True)
class MapOf:
    """An object whose keys are data, not names."""

    value: Type


@dataclass(frozen=True)
class Documented:
    """How a page states a type, beside what it was decided to be.

    Args:
        type: The documented type, or the shared type that stands for it.
        shown: The JSON type of the examples where that is another.
        written: How a date or a time is written where that is not ISO 8601.
    """

    type: str
    shown: str | None = None
    limits: Limits = NO_LIMITS
    written: str | None = None

    def __str__(self) -> str:
        remarks = [f"shown as {self.shown}"] if self.shown else []
        remarks += [f"written {self.written}"] if self.written else []
        return f"{self.type} ({', '.join(remarks)})" if remarks else self.type


_ANY_TYPE: Final = Documented("any")


@dataclass(frozen=True)
class Terms:
    """When a value means something.

    Args:
        when: Only together with that parameter, or only where it has that value, or one of these.
        since: From this version of the portal's module on.
        on_premise: Only on portals that their owners host.
        required_for: Of a parameter that is not required otherwise: the authorization with which it is.
        left: The day from which on the pages no longer state it.
    """

    when: When | None = None
    since: str | None = None
    on_premise: bool = False
    required_for: Literal["webhook"] | None = None
    left: str | None = None


ALWAYS: Final = Terms()


@dataclass(frozen=True, init=False)
class Property:
    """A named value: a property of an object, or a parameter of a method.

    Args:
        name: The wire name.
        place: Where it stands in the specs, for messages.
    """

    name: str
    type: Type
    required: bool = False
    read_only: bool = False
    deprecated: bool = False
    default: Json | Unset = UNSET
    documented: Documented = field(default=_ANY_TYPE, compare=False)
    place: str = field(default="", compare=False)
    terms: Terms = field(default=ALWAYS, compare=False)

    def __init__(
        self,
        name: str,
        type: Type,
        required: bool = False,
        read_only: bool = False,
        deprecated: bool = False,
        default: Json | Unset = UNSET,
        documented: Documented = _ANY_TYPE,
        place: str = "",
        terms: Terms = ALWAYS,
    ) -> None:
        # There are tens of thousands: to assign what is frozen one by one would take four times as long.
        self.__dict__.update(
            name=name,
            type=type,
            required=required,
            read_only=read_only,
            deprecated=deprecated,
            default=default,
            documented=documented,
            place=place,
            terms=terms,
        )


@dataclass(frozen=True)
class Object:
    """An object with documented properties.

    Args:
        is_open: Others may be among them, such as custom fields.
        other_files: How a file goes into one of those others, where that is not the client's default.
        cases: Of a shared type, by the name of a type of CRM objects: which properties it has as one of these.
    """

    properties: tuple[Property, ...]
    is_open: bool = False
    other_files: FileEncoding | None = None
    cases: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Property]:
        return {each.name: each for each in self.properties}

    def of_case(self, name: str) -> Object:
        """What it is in that case."""
        own = frozenset(dict(self.cases)[name])
        return replace(self, properties=tuple(each for each in self.properties if each.name in own), cases=())

    @cached_property
    def references(self) -> frozenset[WireName]:
        """The shared types in it; what these hold is not looked at."""
        return frozenset(references_in(self))

    @cached_property
    def digest(self) -> str:
        """Of all that it is."""
        return digest(repr(self))


@dataclass(frozen=True)
class QueryObject:
    """What a query is made of: its keys are the documented properties, and others.

    Args:
        value: What lies under the others.
        prefixes: The keys take signs of a comparison before them (`>=DATE`).
    """

    properties: tuple[Property, ...]
    value: Type = Scalar(Kind.ANY)
    prefixes: bool = False

    @cached_property
    def by_name(self) -> Mapping[str, Property]:
        return {each.name: each for each in self.properties}


def place_of_object(object: Object | QueryObject) -> str:
    """Where it stands in the specs; "" for one without properties."""
    first = next(iter(object.properties), None)
    return "" if first is None else first.place[: -len(first.name) - 1]


@dataclass(frozen=True)
class Variant:
    title: str
    object: Object


@dataclass(frozen=True)
class Variants:
    """An object that has one of several documented sets of properties."""

    cases: tuple[Variant, ...]


@dataclass(frozen=True)
class Reference:
    """A shared type. `is_open`: as of its object; `case`: the one in which it is, "" where that is not known."""

    name: WireName
    is_open: bool = False
    case: str = ""


@dataclass(frozen=True)
class Union:
    options: tuple[Type, ...]


@dataclass(frozen=True)
class Optional:
    """The value, or null."""

    inner: Type


@dataclass(frozen=True)
class FileInput:
    """A parameter that takes files; `inner`: what it takes by its documented type, files put in that encoding too."""

    encoding: FileEncoding
    inner: Type


Type: TypeAlias = "Scalar | ListOf | MapOf | Object | QueryObject | Variants | Reference | Union | Optional | FileInput"
# Shared types by name, as parameters or as results have them.
Objects: TypeAlias = Mapping[WireName, Object]

ANY: Final = Scalar(Kind.ANY)

# A union's options are tried in this order: the picky ones first. Text takes numbers, a boolean takes "1".
_PICKY_FIRST: Final = (
    Kind.DATETIME,
    Kind.DATE,
    Kind.INTEGER,
    Kind.NUMBER,
    Kind.TIMESTAMP,
    Kind.STRING,
    Kind.BOOLEAN,
    Kind.ENUM,
    Kind.FILE,
    Kind.ANY,
)


def union(options: Iterable[Type]) -> Type:
    """Of the distinct options; one alone is no union, and with `any` among them it is `any`."""
    distinct: list[Type] = []
    for option in options:
        distinct += [each for each in options_of(option) if each not in distinct]
    if len(distinct) == 1:
        return distinct[0]
    return ANY if ANY in distinct else Union(tuple(distinct))


def options_of(type: Type) -> tuple[Type, ...]:
    """The options of a union, else the type itself."""
    return type.options if isinstance(type, Union) else (type,)


def reading_order(union: Union) -> tuple[Type, ...]:
    """The options in the order in which a value that was read is held against them."""
    return tuple(sorted(union.options, key=_pickiness))


def _pickiness(type: Type) -> int:
    if isinstance(type, Scalar):
        return 10 + _PICKY_FIRST.index(type.kind)
    if isinstance(type, ListOf):
        return 1
    # An empty object comes as [], which is a list first.
    return 3 if isinstance(type, MapOf) else 2


def merged(variants: Variants) -> Object:
    """An object of any of the cases: all properties, and where two cases disagree about one, either of its types."""
    properties: dict[str, Property] = {}
    for case in variants.cases:
        for each in case.object.properties:
            known = properties.get(each.name)
            if known is not None and known.type != each.type:
                each = replace(known, type=union((*options_of(known.type), *options_of(each.type))))
            properties[each.name] = each
    objects = [case.object for case in variants.cases]
    other_files = next((object.other_files for object in objects if object.other_files is not None), None)
    return Object(tuple(properties.values()), any(object.is_open for object in objects), other_files)


def parts_of(type: Type) -> tuple[Type, ...]:
    """What a type is directly made of."""
    if isinstance(type, (Optional, FileInput)):
        return (type.inner,)
    if isinstance(type, ListOf):
        return (type.item,)
    if isinstance(type, MapOf):
        return (type.value,)
    if isinstance(type, Union):
        return type.options
    if isinstance(type, QueryObject):
        return (*(each.type for each in type.properties), type.value)
    if isinstance(type, Object):
        return tuple(each.type for each in type.properties)
    return tuple(case.object for case in type.cases) if isinstance(type, Variants) else ()


def references_in(type: Type) -> Iterator[WireName]:
    """The shared types in a type; what these hold is not looked at."""
    if isinstance(type, Reference):
        yield type.name
    for part in parts_of(type):
        yield from references_in(part)


def objects_in(type: Type) -> Iterator[Object]:
    """All objects in a type, the outermost first; shared types are not followed."""
    if isinstance(type, Object):
        yield type
    for part in parts_of(type):
        yield from objects_in(part)
