"""What a documented parameter or result is, with every doubt decided: the one place that interprets a spec's `Field`.

`type` says what the documentation states, `wire` and `format` what its example shows. In results what is shown decides
which converter reads the value; for parameters both are accepted, because both are known to work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from ..problems import Problems
from ..spec.grammar import InvalidType, TypeName, alternatives
from ..spec.model import Field, Json, TypeSpec
from ..spec.names import WireName
from ..text import words
from .file_encoding import FileEncoding
from .fits import fits
from .kinds import Kind, UnknownType, is_reference, kind_of
from .limits import limits_of
from .patterns import ISO, InvalidPattern, Pattern
from .places import elements_of
from .queries import as_query
from .shown import NOTHING_SHOWN, Shown
from .types import (
    ALWAYS,
    ANY,
    Documented,
    FileInput,
    ListOf,
    MapOf,
    Object,
    Objects,
    Optional,
    Property,
    Reference,
    Scalar,
    Terms,
    Type,
    Union,
    Variant,
    Variants,
    merged,
    options_of,
    union,
)

Direction: TypeAlias = Literal["params", "results"]

# How a type says that there may be nothing.
NOTHING: Final = frozenset({"null", "undefined"})
_NOTHING_IN_RESULTS: Final = NOTHING | {"false"}

# The JSON types in which a value of each kind may come without being anything else.
_SHOWN_AS: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.INTEGER: frozenset({"integer", "string"}),
    Kind.NUMBER: frozenset({"number", "double", "integer", "string"}),
    Kind.STRING: frozenset({"string", "integer", "number", "double"}),
    Kind.BOOLEAN: frozenset({"boolean", "string", "integer"}),
    Kind.DATE: frozenset({"string"}),
    Kind.DATETIME: frozenset({"string"}),
    Kind.TIMESTAMP: frozenset({"integer", "number", "double", "string"}),
}
_AS_SHOWN: Final[Mapping[str, Type]] = {
    "integer": Scalar(Kind.INTEGER),
    "number": Scalar(Kind.NUMBER),
    "double": Scalar(Kind.NUMBER),
    "string": Scalar(Kind.STRING),
    "boolean": Scalar(Kind.BOOLEAN),
    "array": ListOf(ANY),
    "object": MapOf(ANY),
}
# Names of what has no fields that a page says, and of objects whose keys are data.
NAMED_OBJECTS: Final[Mapping[str, Type]] = {
    "object": MapOf(ANY),
    "lang_map": MapOf(Scalar(Kind.STRING)),  # texts by language: crm/data-types.html
    "recurring_params": MapOf(ANY),  # its fields depend on the object: crm/data-types.html
    "crm_activity_communication": ListOf(MapOf(ANY)),  # always sent as a list, though the type names one
    # crm/timeline/activities/configurable/structure: a text, or texts by language.
    "textwithtranslation": Union((Scalar(Kind.STRING), MapOf(Scalar(Kind.STRING)))),
    "footermenudto": MapOf(ANY),
    "tagdto": MapOf(ANY),
}
# Of these, `[]` means a map: the page calls it an associative array.
_KEYED: Final = frozenset({"tagdto"})
# Parameters whose keys, or values, are the names of fields.
_QUERIES: Final = frozenset({"filter", "order", "sort", "select"})
_OBJECT: Final = TypeName("object")
_PART: Final = re.compile(r"[.\[]")
# What a whole result or data that has no more properties than these is there for.
_WHOLE: Final = (": returns", ": data", ": data.FIELDS")
_MOST_AROUND: Final = 3
# Where portals say no by leaving a flag out, and where any value is as documented, None needs no word.
_ALWAYS: Final = frozenset({Kind.BOOLEAN, Kind.ANY, Kind.FILE})
_YES_AND_NO: Final = ("Y", "N")
_MOMENTS: Final = frozenset({"date", "time", "timestamp"})
# The words of the time of creation, which whatever was created has: DATE_CREATE, createdTime, createdDate.
_CREATION: Final = frozenset({"create", "date"})
_STEMS: Final = {"created": "create", "time": "date"}
_IDENTIFIER: Final = re.compile(r"(?:_ID|I[dD])\Z")
_FORMATS: Final = {"date": Kind.DATE, "datetime": Kind.DATETIME}
_MAY_BE_MOMENTS: Final = frozenset({Kind.STRING, Kind.ANY, Kind.DATE, Kind.DATETIME})
# Parameters of these kinds are annotated with the JSON type too, so that what the example shows needs no word.
_BOTH_FORMS: Final = frozenset({Kind.DATE, Kind.DATETIME, Kind.TIMESTAMP, Kind.FILE, Kind.ANY})


def _terms(field: Field) -> Terms:
    terms = Terms(field.when, field.since, field.on_premise, field.required_for, field.left)
    return ALWAYS if terms == ALWAYS else terms


class Interpreter:
    """Makes types of fields. What cannot be decided goes into `problems`, and `any` stands in for it.

    Args:
        direction: What the fields are of: parameters, or results.
        types: The shared types: as specs, or as that direction has them.
        decided: What results are, by place, whatever is documented.
        files: Which parameters take files, by place, beside what is documented.
        booleans: What parameters take for true and for false, by place, beside what is documented.
        keys: The names of the fields that a filter, an order or a select is about, by place, beside those it lists.
        shown: What examples show of results beside what is documented.
        given: Which properties of results always have a value, by place, beside those that say so themselves.
    """

    def __init__(
        self,
        direction: Direction,
        types: Mapping[WireName, TypeSpec] | Objects,
        problems: Problems,
        *,
        decided: Mapping[str, Type] = MappingProxyType({}),
        files: Mapping[str, FileEncoding] = MappingProxyType({}),
        booleans: Mapping[str, tuple[Json, Json]] = MappingProxyType({}),
        keys: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        shown: Shown = NOTHING_SHOWN,
        given: Set[str] = frozenset(),
    ) -> None:
        self._direction: Direction = direction
        self._types = types
        self._by_name: Mapping[str, WireName] = {str(name): name for name in types}
        self._problems = problems
        self._decided = decided
        self._files = files
        self._booleans = booleans
        self._keys = keys
        self._evidence = shown
        self._given = given
        self._known: dict[str, Type] = {}
        # Most fields have a type and little else.
        self._plain: dict[str, Type] = {}
        self.shared = _Shared(self, types)
        """The shared types."""

    def with_decided(self, decided: Mapping[str, Type]) -> Interpreter:
        """One that knows this too; what has nothing to do with it is not interpreted again."""
        both = {**self._decided, **decided}
        other = Interpreter(
            self._direction,
            self._types,
            self._problems,
            decided=both,
            files=self._files,
            shown=self._evidence,
            given=self._given,
        )
        outermost = set(map(_outermost, decided))
        other._known = {place: type for place, type in self._known.items() if place not in outermost}
        other._plain = self._plain
        in_types = [place for place in decided if _outermost(place) is None]
        other.shared = self.shared.unless_in(in_types, other) if in_types else self.shared
        return other

    def object_of(self, fields: Mapping[str, Field], where: str) -> Object:
        properties = (
            Property(
                name,
                self._type_of_property(name, field, fields, where),
                field.required,
                field.read_only,
                field.deprecated or field.left is not None,
                field.default,
                _documented(
                    field.ref or field.type,
                    field.wire,
                    limits_of(field),
                    written(field) if self._direction == "results" else None,
                ),
                f"{where}.{name}",
                _terms(field),
            )
            for name, field in fields.items()
            if not is_wildcard(name)
        )
        if not _is_open(fields):
            return Object(tuple(properties))
        other_files = (self._files.get(f"{where}.{name}") for name in fields if is_wildcard(name))
        return Object(tuple(properties), True, next(filter(None, other_files), None))

    def _type_of_property(self, name: str, field: Field, beside: Mapping[str, Field], owner: str) -> Type:
        where = f"{owner}.{name}"
        if self._direction == "results":
            return self._that_may_be_empty(self._interpreted(field, where), name, field, beside, owner)
        if name.lower() in _QUERIES:
            if field.fields and field.type.lower() == "string":  # the name of one of them
                field = replace(field, fields={})
            return as_query(self._interpreted(field, where), self._keys.get(where, ()), where, prefixes=field.prefixes)
        return self._interpreted(field, where)

    def _that_may_be_empty(self, type: Type, name: str, field: Field, beside: Mapping[str, Field], owner: str) -> Type:
        """The type or None, unless a fact says that there always is a value; lists and maps are empty then."""
        if isinstance(type, MapOf) and type.value == ANY and not _MOMENTS.isdisjoint(words(name)):
            return Optional(Scalar(Kind.DATETIME))  # PHP's date, written out as {}
        if isinstance(type, Optional):
            return type.inner if _is_collection(type.inner) else type
        if _is_collection(type) or type == ANY:
            return type
        if isinstance(type, Scalar) and type.kind in _ALWAYS and field.when is None:
            return type
        is_known = field.when is None and (
            field.required
            or _is_always_there(name)
            or (len(beside) <= _MOST_AROUND and owner.endswith(_WHOLE))
            or f"{owner}.{name}" in self._given
        )
        return type if is_known else Optional(type)

    def type_of(self, field: Field, where: str) -> Type:
        """What the field at that place is."""
        if where not in self._known:
            self._known[where] = self._interpreted(field, where)
        return self._known[where]

    def _interpreted(self, field: Field, where: str) -> Type:
        if where in self._decided:
            return self._with_decided(self._decided[where])
        if where in self._booleans:
            return _boolean(field, self._booleans[where])
        if field.type in self._plain and _says_no_more_than_its_type(field) and where not in self._evidence:
            known = self._plain[field.type]
            return FileInput(self._files[where], known) if where in self._files else known
        try:
            names = alternatives(field.type)
        except InvalidType:
            return ANY  # `unknown_words` tells of it
        nothing = NOTHING if self._direction == "params" else _NOTHING_IN_RESULTS
        options = [name for name in names if name.name.lower() not in nothing]
        found = union(self._options(field, options, where))
        if field.wire is not None:
            found = self._shown(found, field.wire, where)
        if field.format is not None or field.pattern is not None:
            found = self._formatted(found, self._moment(field, where))
        nullable = field.nullable or len(options) < len(names) or "null" in (field.wire or "") or None in field.values
        found = Optional(found) if nullable and found != ANY else found
        if found is not ANY and _says_no_more_than_its_type(field) and where not in self._evidence:
            # What is not known is told at every place.
            self._plain[field.type] = found
        return FileInput(self._files[where], found) if where in self._files else found

    def _with_decided(self, type: Type) -> Type:
        """A decided type, with what was decided of what is in it."""
        if isinstance(type, Optional):
            return Optional(self._with_decided(type.inner))
        if isinstance(type, ListOf):
            return ListOf(self._with_decided(type.item))
        if isinstance(type, MapOf):
            return MapOf(self._with_decided(type.value))
        if isinstance(type, Union):
            return union(map(self._with_decided, type.options))
        if isinstance(type, Object):
            properties = (
                replace(each, type=self._with_decided(self._decided.get(each.place, each.type)))
                for each in type.properties
            )
            return replace(type, properties=tuple(properties))
        return type

    def _options(self, field: Field, names: Sequence[TypeName], where: str) -> list[Type]:
        """One type for each alternative; the documented structure stands for the alternative that it describes."""
        structure = self._structure(field, names, where)
        found: list[Type] = []
        for name in names:
            if structure is None:
                found.append(self._named(name, field, where))
            elif name.depth and name.name == "object" and _OBJECT in names and field.fields:
                found.append(ListOf(structure))  # `object | object[]`: one, or several of its kind
            elif structure not in found and (len(names) == 1 or self._is_structural(name)):
                found.append(structure)
            elif not self._is_structural(name):
                found.append(self._named(name, field, where))
        if structure is not None and structure not in found:
            found.insert(0, structure)
        return found or [ANY]

    def _structure(self, field: Field, names: Sequence[TypeName], where: str) -> Type | None:
        if self._direction == "params" and any(_is_file(name) for name in names):
            return None  # the type it links to describes the file in results
        may_be_list = any(name.depth for name in names)
        is_list = field.wire == "array" or (field.wire != "object" and may_be_list and _OBJECT not in names)
        if field.ref is not None and not any(self._is_of_member(name) or _is_id(name, where) for name in names):
            inner: Type = self._ref(field.ref, where)
        elif field.variants:
            cases = (
                Variant(title, self.object_of({**field.fields, **own}, where)) for title, own in field.variants.items()
            )
            variants = Variants(tuple(cases))
            inner = merged(variants) if self._direction == "results" else variants
        elif field.fields:
            known = self.object_of(field.fields, where)
            is_open = known.is_open or field.map_of is not None or (field.open and self._direction == "params")
            inner = replace(known, is_open=is_open)
        elif element := next(elements_of(field), None):
            inside = self._interpreted(element, f"{where}[]")
            both = field.items is not None and field.map_of is not None
            if both or (field.wire is None and may_be_list and _OBJECT in names):
                # Of a parameter, the example's list says nothing of an object in its place.
                is_of_list_alone = field.map_of is None and self._direction == "params"
                return Union((ListOf(inside), MapOf(ANY if is_of_list_alone else inside)))
            return MapOf(inside) if field.map_of is not None else ListOf(inside)
        else:
            return None
        return ListOf(inner) if is_list else inner

    def _is_of_member(self, name: TypeName) -> bool:
        """`catalog_document.id` is the id of a document, though the page links to the document."""
        return "." in name.name and name.name not in self._by_name

    def _is_structural(self, name: TypeName) -> bool:
        return name.depth > 0 or name.name.lower() == "object" or name.name in self._by_name

    def _named(self, name: TypeName, field: Field, where: str) -> Type:
        found = self._bare(name.name, field, where)
        for _ in range(name.depth):
            found = MapOf(found) if name.name.lower() in _KEYED else ListOf(found)
        return found

    def _bare(self, name: str, field: Field, where: str) -> Type:
        if name in self._by_name:
            return self._reference(self._by_name[name])
        if name.lower() in NAMED_OBJECTS:
            return NAMED_OBJECTS[name.lower()]
        try:
            kind = kind_of(name)
        except UnknownType:
            return ANY  # `unknown_words` tells of it
        values = _values_of_kind(kind, field)
        stated = tuple(value for value in values if value is not None)
        if self._direction == "results":
            if set(stated) == {*_YES_AND_NO} or where in self._evidence.flags:
                return Scalar(Kind.BOOLEAN, _YES_AND_NO)
            if where in self._evidence.numbers:
                return Scalar(Kind.INTEGER)
        if kind is Kind.ENUM or (kind is Kind.ANY and values) or self._is_choice(kind, stated):
            kind = _kind_of_values(values)
        fitting = _fitting(kind, stated)
        if not fitting:
            return Scalar(kind)
        return Scalar(
            kind, fitting, open=field.open, labels=tuple(field.labels.items()), left=tuple(field.left_values.items())
        )

    def _is_choice(self, kind: Kind, values: tuple[Json, ...]) -> bool:
        """In results: a boolean of two words that nobody can read as true and false."""
        forms = _fitting(kind, values) if kind is Kind.BOOLEAN and self._direction == "results" else ()
        return not all(fits(Scalar(kind), value, {}) for value in forms)

    def _ref(self, name: str, where: str) -> Type:
        if name not in self._by_name:
            self._problems.add(where, f"ref {name!r}: there is no such shared type")
            return ANY
        return self._reference(self._by_name[name])

    def _reference(self, name: WireName) -> Reference:
        type = self._types[name]
        return Reference(name, is_open=type.is_open if isinstance(type, Object) else _is_open(type.fields))

    def _shown(self, documented: Type, wire: str, where: str) -> Type:
        """`wire`: one JSON type, or several that examples show."""
        names = _names_of(wire)
        unknown = [name for name in names if name != "null" and name not in _AS_SHOWN]
        if unknown:
            self._problems.add(where, f"wire {wire!r} is no JSON type")
            return documented
        others = [name for name in names if name != "null" and not _shows(documented, name, self._direction)]
        if len(others) < len(names) - ("null" in names):
            return union((*options_of(documented), *(_AS_SHOWN[name] for name in others)))
        return union(self._replaced(documented, name) for name in others) if others else documented

    def _replaced(self, documented: Type, wire: str) -> Type:
        """What a value is that is documented as that type, and always shown as another JSON type."""
        shown = _AS_SHOWN[wire]
        if not isinstance(documented, Scalar):
            return shown
        if self._direction == "params":
            return Union((documented, shown)) if isinstance(shown, Scalar) else shown
        return Scalar(Kind.TIMESTAMP) if documented.kind in _FORMATS.values() and wire == "integer" else shown

    def _formatted(self, documented: Type, moment: Scalar | None) -> Type:
        """What is documented as a text, or as a date of no pattern, is that moment."""
        if moment is None:
            return documented
        if isinstance(documented, Union):
            return union(moment if option == Scalar(Kind.STRING) else option for option in documented.options)
        if not isinstance(documented, Scalar) or documented.kind not in _MAY_BE_MOMENTS:
            return documented
        is_longer = (documented.kind, moment.kind, self._direction) == (Kind.DATE, Kind.DATETIME, "results")
        says_no_more = documented.kind in _FORMATS.values() and moment.pattern is None and not is_longer
        return documented if says_no_more else moment

    def _moment(self, field: Field, where: str) -> Scalar | None:
        """What the example shows a value to be, or the page says of how it is written; the example goes first."""
        kind = _FORMATS.get(field.format or "")
        if field.format is not None and kind is None:
            self._problems.add(where, f"format {field.format!r} is unknown")
        try:
            pattern = Pattern(field.pattern) if field.pattern is not None else None
        except InvalidPattern as error:
            self._problems.add(where, str(error))
            pattern = None
        if pattern is None:
            return Scalar(kind) if kind is not None else None
        is_sent_so = self._direction == "params" and not pattern.is_iso and kind in (None, pattern.kind)
        return Scalar(kind or pattern.kind, pattern=pattern if is_sent_so else None)


class _Shared(Mapping[WireName, Object]):
    """The shared types of an interpreter, each interpreted when it is first asked for."""

    def __init__(self, interpreter: Interpreter, types: Mapping[WireName, TypeSpec] | Objects) -> None:
        self._interpreter = interpreter
        self._types = types
        self._known: dict[WireName, Object] = {}

    def unless_in(self, places: Iterable[str], interpreter: Interpreter) -> _Shared:
        """The same for another interpreter, which interprets anew the types that these places are in."""
        other = _Shared(interpreter, self._types)
        other._known = {
            name: known
            for name, known in self._known.items()
            if not any(place.startswith(f"{name}.") for place in places)
        }
        return other

    def __getitem__(self, name: WireName) -> Object:
        if name not in self._known:
            type = self._types[name]
            if isinstance(type, Object):
                self._known[name] = type
            else:
                made = self._interpreter.object_of(type.fields, str(name))
                self._known[name] = replace(made, cases=tuple(type.cases.items())) if type.cases else made
        return self._known[name]

    def __iter__(self) -> Iterator[WireName]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)


def _says_no_more_than_its_type(field: Field) -> bool:
    return not (
        field.values
        or field.wire
        or field.fields
        or field.ref
        or field.items
        or field.map_of
        or field.nullable
        or field.format
        or field.pattern
        or field.variants
    )


@cache
def _is_always_there(name: str) -> bool:
    """The id, and the time of creation."""
    return name.casefold() == "id" or _CREATION.issubset(_STEMS.get(word, word) for word in words(name))


def _is_collection(type: Type) -> bool:
    if isinstance(type, Scalar):  # as most are
        return False
    return all(isinstance(option, (ListOf, MapOf)) for option in options_of(type))


def _boolean(field: Field, forms: tuple[Json, Json]) -> Type:
    """A boolean of these forms, or a text that may be one."""
    options: tuple[Type, ...] = (Scalar(Kind.BOOLEAN, forms),)
    if kind_of(field.type) is not Kind.BOOLEAN:
        options = (Scalar(Kind.STRING), *options)
    elif field.wire is not None:  # what the example shows is accepted too
        options = (*options, *(_AS_SHOWN[name] for name in _names_of(field.wire) if name not in ("null", "boolean")))
    return Optional(union(options)) if field.nullable else union(options)


def _names_of(wire: str) -> list[str]:
    return [name.strip() for name in wire.split("|")]


def is_wildcard(name: str) -> bool:
    """Does it stand for any number of names (`UF_*`, `ufCrm...`)? These are reached as items."""
    return "*" in name or "..." in name


def written(field: Field) -> str | None:
    """How a date or a time is written where that is not ISO 8601."""
    return None if field.pattern in ISO else field.pattern


_documented: Final = cache(Documented)


def _is_open(fields: Iterable[str]) -> bool:
    return any(map(is_wildcard, fields))


def _is_id(name: TypeName, where: str) -> bool:
    """`CURRENCY_ID` is the id of a currency, though its type is called like the object."""
    return name.depth == 0 and is_reference(name.name) and _IDENTIFIER.search(where) is not None


def _is_file(name: TypeName) -> bool:
    return is_reference(name.name) and kind_of(name.name) is Kind.FILE


def _outermost(place: str) -> str | None:
    """The result or data that a place lies in; None if it lies in a shared type."""
    owner, colon, part = place.partition(": ")
    return f"{owner}: {_PART.split(part)[0]}" if colon else None


def _shows(documented: Type, wire: str, direction: Direction) -> bool:
    if isinstance(documented, Union):
        return any(_shows(option, wire, direction) for option in documented.options)
    if isinstance(documented, Scalar):
        if documented.kind in (Kind.ANY, Kind.FILE):
            return True
        if direction == "params":
            in_two_forms = documented.kind is Kind.BOOLEAN and bool(documented.values)
            return in_two_forms or documented.kind in _BOTH_FORMS or documented.kind.value == wire
        return wire in _SHOWN_AS[documented.kind]
    return wire == ("array" if isinstance(documented, ListOf) else "object")


def _kind_of_values(values: tuple[Json, ...]) -> Kind:
    """An enumeration without values, or with values of several types, is text: that is what directories use."""
    return Kind.INTEGER if values and all(type(value) is int for value in values) else Kind.STRING


def _values_of_kind(kind: Kind, field: Field) -> tuple[Json, ...]:
    """Of `integer | string`, the numbers are values of the one and the texts of the other."""
    if " | " not in field.type or kind not in (Kind.INTEGER, Kind.STRING, Kind.BOOLEAN):
        return field.values
    if kind is Kind.BOOLEAN:
        return tuple(value for value in field.values if isinstance(value, bool)) or field.values
    others = tuple(value for value in field.values if not isinstance(value, bool))
    whole = tuple(value for value in others if isinstance(value, int))
    if kind is Kind.INTEGER:
        return whole or others
    return tuple(value for value in others if value not in whole) or others


def _fitting(kind: Kind, values: tuple[Json, ...]) -> tuple[Json, ...]:
    """The values as that kind has them; none if one cannot be had: a type must not forbid what is documented."""
    if kind is Kind.STRING and all(isinstance(value, (str, int)) and not isinstance(value, bool) for value in values):
        return tuple(dict.fromkeys(str(value) for value in values))
    if kind is Kind.INTEGER:
        try:
            return tuple(dict.fromkeys(int(str(value)) for value in values))
        except ValueError:
            return ()
    return values if kind is Kind.BOOLEAN and len(values) == 2 else ()
