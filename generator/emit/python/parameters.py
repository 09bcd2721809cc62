"""Parameters: what a type checker is told, and which TypedDicts that takes."""

from __future__ import annotations

import keyword
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ...api import UNSET, Json, WireName
from ...api.file_encoding import FileEncoding
from ...api.fits import DoesNotFit, read_scalar
from ...api.kinds import Kind
from ...api.limits import Limits
from ...api.prose import NO_PROSE, Prose
from ...api.types import (
    ANY,
    FileInput,
    ListOf,
    MapOf,
    Object,
    Optional,
    Property,
    QueryObject,
    Reference,
    Scalar,
    Type,
    Union,
    Variants,
    options_of,
    place_of_object,
)
from ...api.wire_format import boolean_format, deciding, takes_single
from ...text import clean
from .imports import ImportedNames
from .literals import literal, quoted
from .names import Identifier, distinct, pascal, snake
from .statements import conditions, left
from .text import Line, docstring, short
from .tree import RESERVED_CLASSES, RESERVED_FOLDERS

# Characters of a page's own words on a parameter, a key or an attribute.
SHORT: Final = 200

# What callers may pass for a value of a kind. `object` is "anything" without switching the checker off.
_PLAIN: Final[Mapping[Kind, str]] = {
    Kind.INTEGER: "int",
    Kind.NUMBER: "float",
    Kind.STRING: "str",
    Kind.BOOLEAN: "bool",
    Kind.ANY: "object",
}

# A signature shows that many values itself.
_FEW: Final = 4
# A docstring names that many keys of a query; its TypedDict has all.
_MOST_KEYS: Final = 12


@dataclass(frozen=True)
class KeyPlan:
    """A key of a TypedDict.

    Args:
        name: The key, as a literal where it is no identifier.
        annotation: Of the value.
        declared: The same, with whether the key is required.
        note: A docstring, or "".
    """

    name: str
    annotation: str
    declared: str
    note: str


@dataclass(frozen=True)
class NamesPlan:
    """Documented names, as an alias: a signature would be as long as they are."""

    name: Identifier
    docstring: str
    literal: str


@dataclass(frozen=True)
class TypedDictPlan:
    """`functional`: some key is no identifier, so that class syntax cannot name it."""

    name: Identifier
    docstring: str
    keys: tuple[KeyPlan, ...]
    functional: bool


class ParameterTypes:
    """The annotations of the parameters of one module, and the TypedDicts in `params.py` beside it."""

    def __init__(
        self, imports: ImportedNames, module: str, reserved: Collection[str] = (), prose: Prose = NO_PROSE
    ) -> None:
        """
        Args:
            module: Where the TypedDicts are imported from, in the spelling of `Imports`.
            reserved: Names that none of them may have.
        """
        self.imports = imports
        self.prose = prose
        self._module = module
        self._names: set[str] = set(reserved)
        self._plans: list[TypedDictPlan] = []
        self._names_plans: list[NamesPlan] = []
        self._of: dict[int, TypedDictPlan] = {}
        self.places: dict[str, str] = {}
        """Where what each TypedDict is of stands in the specs."""

    @property
    def plans(self) -> tuple[TypedDictPlan, ...]:
        return tuple(self._plans)

    @property
    def names_plans(self) -> tuple[NamesPlan, ...]:
        return tuple(self._names_plans)

    def plan_of(self, object: Object) -> TypedDictPlan:
        """The TypedDict that was planned for the object."""
        return self._of[id(object)]

    def known(self, object: Object, imports: ImportedNames) -> str:
        """The TypedDict that was planned for the object, for a module in which an annotation stands."""
        name = self.plan_of(object).name
        return name if imports is self.imports else imports.hint(self._module, name)

    def annotation(self, type: Type, name: str, about: str, imports: ImportedNames) -> str:
        """The annotation of a value.

        Args:
            name: What a TypedDict made for it is called.
            about: What the TypedDict's docstring says it is.
            imports: Of the module in which the annotation stands.
        """
        return " | ".join(dict.fromkeys(self._options(type, name, about, imports)))

    def _options(self, type: Type, name: str, about: str, imports: ImportedNames) -> tuple[str, ...]:
        """The annotations of what the value may be, one of which it is."""
        if isinstance(type, Scalar):
            if type.open and len(type.values) > _FEW:
                return (self._alias(type, name, about, imports), imports.builtin(_PLAIN[type.kind]))
            return self._scalar(type, imports)
        if isinstance(type, Optional):
            return (*self._options(type.inner, name, about, imports), "None")
        if isinstance(type, FileInput):
            return self._file(type, name, about, imports)
        if isinstance(type, ListOf):
            # Of anything, one alone would be `object`; texts, which are sequences, may stand alone as they are.
            or_one = takes_single(type) and type.item != ANY
            return self._list(type, name, about, imports, or_one=or_one)
        if isinstance(type, MapOf):
            value = self.annotation(type.value, name, about, imports)
            return (f"{imports.hint('collections.abc', 'Mapping')}[{imports.builtin('str')}, {value}]",)
        if isinstance(type, Union):
            known = deciding(type.options)
            return tuple(
                each
                for option in type.options
                for each in (
                    self._list(option, name, about, imports)
                    if isinstance(option, ListOf) and option not in known
                    else self._options(option, name, about, imports)
                )
            )
        if isinstance(type, Reference):
            return _opened((imports.hint(*import_of_dict(type.name)),), type.is_open, imports)
        if isinstance(type, QueryObject):
            return self._query(type, name, about, imports)
        if isinstance(type, Variants):
            cases = (
                self._dict(case.object, f"{name} {case.title}", f"{about}, {case.title}", imports)
                for case in type.cases
            )
            return _opened(tuple(cases), any(case.object.is_open for case in type.cases), imports)
        return _opened((self._dict(type, name, about, imports),), type.is_open, imports)

    def _scalar(self, scalar: Scalar, imports: ImportedNames) -> tuple[str, ...]:
        if scalar.values and (scalar.kind is not Kind.BOOLEAN or _needs_words(scalar)):
            takes_bool = boolean_format(scalar) is not None
            known = literal_type(scalar.values, imports)
            others = (imports.builtin(_PLAIN[scalar.kind]),) if scalar.open and scalar.kind is not Kind.BOOLEAN else ()
            return (*((imports.builtin("bool"),) if takes_bool else ()), known, *others)
        if scalar.kind is Kind.DATE:
            return (imports.date("date"), imports.builtin("str"))
        if scalar.kind is Kind.DATETIME:
            return (imports.date("datetime"), imports.builtin("str"))
        if scalar.kind is Kind.TIMESTAMP:
            return (imports.date("datetime"), imports.builtin("int"))
        if scalar.kind is Kind.FILE:  # an id, base64, [name, base64], a list of these, or {"fileData": …}
            anything = imports.builtin("object")
            sequence = f"{imports.hint('collections.abc', 'Sequence')}[{anything}]"
            return (imports.builtin("str"), imports.builtin("int"), sequence, _mapping(imports))
        return (imports.builtin(_PLAIN[scalar.kind]),)

    def _query(self, query: QueryObject, name: str, about: str, imports: ImportedNames) -> tuple[str, ...]:
        """Editors know the keys of a TypedDict, or what lies under any; checkers take all others too."""
        if query.properties:
            known: tuple[str, ...] = (self._dict(query, name, about, imports),)
        elif query.value != ANY:
            known = self._options(MapOf(query.value), name, about, imports)
        else:
            known = ()
        return (*known, _mapping(imports))

    def _alias(self, scalar: Scalar, name: str, about: str, imports: ImportedNames) -> str:
        identifier = distinct(pascal(name), self._names)
        self._names.add(identifier)
        text = docstring([Line(f"{about}: the documented names.")], width=110)
        values = ", ".join(literal(value) for value in scalar.values)
        self._names_plans.append(NamesPlan(identifier, text, f"{self.imports.use('typing', 'Literal')}[{values}]"))
        self.imports.hint("typing", "TypeAlias")
        return identifier if imports is self.imports else imports.hint(self._module, identifier)

    def _list(
        self, list: ListOf, name: str, about: str, imports: ImportedNames, *, or_one: bool = False
    ) -> tuple[str, ...]:
        """`or_one`: an item alone is sent as a list of it."""
        item = self.annotation(list.item, name, about, imports)
        if isinstance(list.item, Scalar) and item.endswith("str") and not or_one:
            # A str is a Sequence[str] too, and passing one is the classic mistake.
            return (f"{imports.builtin('list')}[{item}]", f"{imports.builtin('tuple')}[{item}, ...]")
        return (*((item,) if or_one else ()), f"{imports.hint('collections.abc', 'Sequence')}[{item}]")

    def _file(self, file: FileInput, name: str, about: str, imports: ImportedNames) -> tuple[str, ...]:
        encoding, inner = file.encoding, file.inner
        if encoding.many and isinstance(inner, ListOf) and not isinstance(inner.item, Scalar):
            # One list of both, for checkers take a mixed list for neither of two.
            items = (*_files(encoding, imports), *self._options(inner.item, name, about, imports))
            return (_sequence(items, imports),)
        if isinstance(inner, ListOf):
            documented = self._list(inner, name, about, imports)
        else:
            documented = self._options(inner, name, about, imports)
        if documented == (imports.builtin("object"),):
            return documented
        files = _files(encoding, imports)
        return (*((_sequence(files, imports),) if encoding.many else files), *documented)

    def _dict(self, object: Object | QueryObject, name: str, about: str, imports: ImportedNames) -> str:
        identifier = self.add(object, distinct(pascal(name), self._names), about)
        return identifier if imports is self.imports else imports.hint(self._module, identifier)

    def add(
        self, object: Object | QueryObject, identifier: Identifier, about: str, source: str = "", said: str = ""
    ) -> Identifier:
        """Plans the TypedDict of an object under that name; those of its inner objects before it.

        Args:
            source: What describes it: the page's title and address.
            said: In the page's own words, what it is.
        """
        self._names.add(identifier)
        self.places[identifier] = place_of_object(object)
        properties = [each for each in object.properties if not each.read_only]
        functional = not all(_is_key(each.name) for each in properties)
        keys = tuple(self._key(each, identifier, about, functional) for each in properties)
        self.imports.use("typing_extensions", "TypedDict")
        lines = [Line(f"{about}."), *([Line(said)] if said else []), *([Line(source)] if source else [])]
        if functional:
            lines += self._said_of_keys(properties)
        text = docstring(lines, width=106)
        self._of[id(object)] = TypedDictPlan(identifier, text, keys, functional)
        self._plans.append(self._of[id(object)])
        return identifier

    def _key(self, each: Property, owner: str, about: str, functional: bool) -> KeyPlan:
        inner = about[:-1] if about.endswith("`") else f"{about} `"
        annotation = self.annotation(each.type, f"{owner} {each.name}", f"{inner}.{clean(each.name)}`", self.imports)
        # The functional form is evaluated at import, so what is only imported for checkers has to be quoted, in one
        # piece.
        declared = quoted(annotation) if functional else annotation
        if not each.required:
            known = self.imports.use if functional else self.imports.hint
            declared = f"{known('typing_extensions', 'NotRequired')}[{declared}]"
        if functional:
            return KeyPlan(quoted(each.name), annotation, declared, "")
        return KeyPlan(
            each.name, annotation, declared, note(facts(each, in_annotation=True), self.prose.of(each.place))
        )

    def _said_of_keys(self, properties: Iterable[Property]) -> list[Line]:
        """Keys that class syntax cannot name have no docstrings of their own."""
        said = [(each.name, short(self.prose.of(each.place), SHORT)) for each in properties]
        lines = [Line(f"`{clean(name)}`: {text}", 1) for name, text in said if text]
        return [Line("Keys:"), *lines] if lines else []


def note(facts: Iterable[str], prose: str) -> str:
    """The docstring of a key or an attribute, or ""."""
    stated, said = "; ".join(facts), short(prose, SHORT)
    text = " ".join(filter(None, (f"{stated}." if stated else "", said)))
    return docstring([Line(text)], width=106) if text else ""


def _mapping(imports: ImportedNames) -> str:
    return f"{imports.hint('collections.abc', 'Mapping')}[{imports.builtin('str')}, {imports.builtin('object')}]"


def _sequence(options: Iterable[str], imports: ImportedNames) -> str:
    return f"{imports.hint('collections.abc', 'Sequence')}[{' | '.join(dict.fromkeys(options))}]"


def _opened(known: tuple[str, ...], is_open: bool, imports: ImportedNames) -> tuple[str, ...]:
    """With any other keys too: checkers have no way yet to add them to a TypedDict (PEP 728)."""
    return (*known, _mapping(imports)) if is_open else known


def _files(encoding: FileEncoding, imports: ImportedNames) -> tuple[str, ...]:
    """What a file may be: where it has to have a name, a `File` or a path, else any content."""
    content = imports.hint(".files", "Content") if encoding.format == "BASE64" else imports.hint("pathlib", "Path")
    return (imports.hint(".files", "File"), content)


def facts(parameter: Property, *, in_annotation: bool) -> list[str]:
    """What is documented beside the type: default, and what the annotation does not show where it is shown."""
    found: list[str] = []
    found += limits_said(parameter.documented.limits)
    found += values_said(parameter.type, in_annotation=in_annotation)
    if isinstance(parameter.type, FileInput) and not in_annotation:
        found.append("takes a list of `File`" if parameter.type.encoding.many else "takes a `File`")
    keys = [f"`{clean(name)}`" for option in options_of(parameter.type) for name in _keys_of(option)]
    if keys:
        others = f" and {len(keys) - _MOST_KEYS} others" if len(keys) > _MOST_KEYS else ""
        found.append(f"keys {', '.join(keys[:_MOST_KEYS])}{others}")
    found += [said for option in options_of(parameter.type) for said in query_said(option)]
    found += [f"written `{pattern}`" for pattern in patterns_of(parameter.type)]
    if parameter.default is not UNSET:
        found.append(f"default `{literal(default_of(parameter.type, parameter.default))}`")
    found += conditions(parameter)
    if parameter.deprecated and parameter.terms.left is None:
        found.append("deprecated")
    return found


def default_of(type: Type, documented: Json) -> Json:
    """The documented default as a caller would pass it: of a boolean "Y" is True."""
    inner = type.inner if isinstance(type, Optional) else type
    if not isinstance(inner, Scalar) or inner.kind is not Kind.BOOLEAN or _needs_words(inner):
        return documented
    try:
        return bool(read_scalar(Kind.BOOLEAN, documented))
    except DoesNotFit:
        return documented


def _keys_of(type: Type) -> Iterable[str]:
    return [each.name for each in type.properties] if isinstance(type, QueryObject) else ()


def query_said(type: Type) -> list[str]:
    """What there is to say of a query beside its keys: their signs, and what lies under those that no page lists."""
    inner = type.inner if isinstance(type, Optional) else type
    if not isinstance(inner, QueryObject):
        return []
    signs = ["signs before keys (`>=`, `!`, `%`)"] if inner.prefixes else []
    values = inner.value.values if isinstance(inner.value, Scalar) else ()
    return [*signs, *(["values " + ", ".join(f"`{literal(value)}`" for value in values)] if values else [])]


def values_said(type: Type, *, in_annotation: bool) -> list[str]:
    """The documented values, with what the page calls them; where the annotation shows them, no more than that."""
    inner = type.inner if isinstance(type, Optional) else type
    return [
        each
        for scalar in map(_of_each, options_of(inner))
        if isinstance(scalar, Scalar) and scalar.kind is not Kind.BOOLEAN and scalar.values
        for each in _of_scalar(scalar, in_annotation=in_annotation)
    ]


def _of_each(type: Type) -> Type:
    """Of a list or a map: what is in it."""
    return type.item if isinstance(type, ListOf) else type.value if isinstance(type, MapOf) else type


def _of_scalar(scalar: Scalar, *, in_annotation: bool) -> list[str]:
    labels = {value: clean(label) for value, label in scalar.labels}
    for value, day in scalar.left:
        labels[value] = f"{labels.get(value, '')} ({left(day)})".lstrip()
    if in_annotation:
        called = [f"`{value}` {labels[value]}" for value in map(str, scalar.values) if value in labels]
        return [*([", ".join(called)] if called else []), *(["other values too"] if scalar.open else [])]
    said = [f"`{literal(value)}` {labels.get(str(value), '')}".rstrip() for value in scalar.values]
    # Without a word on any of them the type alone says as much.
    told = said if labels else said[:_MOST_KEYS]
    others = f" and {len(said) - len(told)} others" if len(told) < len(said) else ""
    return [f"{'such as' if scalar.open else 'one of'} {', '.join(told)}{others}"]


def limits_said(limits: Limits) -> list[str]:
    """What a value counts, and how much it may be."""
    found = [f"in {clean(limits.unit)}"] if limits.unit is not None else []
    if limits.min is not None and limits.max is not None:
        found.append(f"{limits.min} to {limits.max}")
    elif limits.min is not None:
        found.append(f"at least {limits.min}")
    elif limits.max is not None:
        found.append(f"at most {limits.max}")
    most = ((limits.max_length, "characters"), (limits.max_items, "items"), (limits.max_bytes, "bytes"))
    return [*found, *(f"at most {number} {what}" for number, what in most if number is not None)]


def patterns_of(type: Type) -> list[str]:
    """How its dates and times are written where that is not ISO 8601."""
    inner = type.inner if isinstance(type, Optional) else type
    options = [option.item if isinstance(option, ListOf) else option for option in options_of(inner)]
    return [each.pattern for each in options if isinstance(each, Scalar) and each.pattern is not None]


def literal_type(values: tuple[Json, ...], imports: ImportedNames) -> str:
    return f"{imports.hint('typing', 'Literal')}[{', '.join(literal(value) for value in values)}]"


def type_section(name: WireName) -> Identifier:
    """The module of a shared type, under `bitrix24.types`: `crm` of `crm.deal`."""
    return snake(name.segments[0], RESERVED_FOLDERS)


def type_class(name: WireName) -> Identifier:
    """What a shared type is called in its module: `Deal`."""
    return pascal("_".join(name.segments[1:] or name.segments), RESERVED_CLASSES)


def module_of_type(name: WireName) -> str:
    """Where the classes of a shared type are imported from, in the spelling of `Imports`."""
    return f".types.{type_section(name)}"


def type_dict(name: WireName) -> Identifier:
    """The TypedDict of a shared type; its view has the name without `Dict`."""
    return Identifier(f"{type_class(name)}Dict")


def import_of_dict(name: WireName) -> tuple[str, str]:
    """Module and name of a shared type's TypedDict."""
    return module_of_type(name), type_dict(name)


def _needs_words(scalar: Scalar) -> bool:
    """Its two values are no boolean's in any of the known formats, so they have to be passed as they are."""
    return bool(scalar.values) and scalar.values != (True, False) and boolean_format(scalar) is None


def _is_key(wire: str) -> bool:
    """Can class syntax name this key? Names with two underscores in front would be mangled."""
    return wire.isascii() and wire.isidentifier() and not keyword.iskeyword(wire) and not wire.startswith("__")
