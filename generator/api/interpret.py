"""What a documented parameter or result is, with every doubt decided: the one place that interprets a spec's `Field`.

`type` says what the documentation states, `wire` and `format` what its example shows. In results what is shown decides
which converter reads the value; for parameters both are accepted, because both are known to work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from ..problems import Problems
from ..spec.model import UNSET, Field, Json, MethodSpec, TypeSpec, Unset
from ..spec.names import WireName
from .kinds import Kind, TypeName, UnknownType, alternatives, is_reference, kind_of

Direction: TypeAlias = Literal["params", "results"]


@dataclass(frozen=True)
class Scalar:
    """A single value; `values` are the documented ones, for a boolean its two forms, true first."""

    kind: Kind
    values: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Array:
    item: Shape


@dataclass(frozen=True)
class Table:
    """An object whose keys are data, not names."""

    value: Shape


@dataclass(frozen=True)
class Member:
    """`place`: where it stands in the specs."""

    shape: Shape
    required: bool = False
    read_only: bool = False
    deprecated: bool = False
    default: Json | Unset = UNSET
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Record:
    """An object with documented fields, by wire name. `is_open`: others may be among them, such as custom fields."""

    members: Mapping[str, Member]
    is_open: bool = False


@dataclass(frozen=True)
class Open:
    """What a query is made of: its keys are the documented fields, with signs before them too (`>=DATE`)."""

    members: Mapping[str, Member]


@dataclass(frozen=True)
class Cases:
    """An object that has one of several documented sets of fields, by the title of the case."""

    records: Mapping[str, Record]


@dataclass(frozen=True)
class Ref:
    """A shared type. `is_open`: as of its record."""

    name: WireName
    is_open: bool = False


@dataclass(frozen=True)
class Union:
    options: tuple[Shape, ...]


@dataclass(frozen=True)
class Nullable:
    inner: Shape


# How a file goes on the wire: the members of the core's `WireFormat` that are for files.
FileForm: TypeAlias = Literal["BASE64", "NAMED_FILE", "FILE_DATA", "VALUE_FILE_DATA"]


@dataclass(frozen=True)
class Filing:
    """How a parameter takes files; `many`: a list of them."""

    form: FileForm
    many: bool = False


@dataclass(frozen=True)
class Upload:
    """A parameter that takes files; `inner`: what it takes by its documented type, files put in that form too."""

    filing: Filing
    inner: Shape


Shape: TypeAlias = "Scalar | Array | Table | Record | Open | Cases | Ref | Union | Nullable | Upload"

ANY: Final = Scalar(Kind.ANY)
# A field whose name holds one of these stands for any number of names (`UF_*`, `ufCrm...`); it is reached as an item.
_WILDCARDS: Final = ("*", "...")
# A field of this name stands for all of the object's fields: its keys are data, and those of the example are such keys.
_PLACEHOLDER: Final = re.compile(r"/?\{\w+/?\}\Z", re.ASCII)
# How a type says that there may be nothing.
_NOTHING: Final = frozenset({"null", "undefined"})

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
_AS_SHOWN: Final[Mapping[str, Shape]] = {
    "integer": Scalar(Kind.INTEGER),
    "number": Scalar(Kind.NUMBER),
    "double": Scalar(Kind.NUMBER),
    "string": Scalar(Kind.STRING),
    "boolean": Scalar(Kind.BOOLEAN),
    "array": Array(ANY),
    "object": Table(ANY),
}
# Names of what has no fields that a page says, and of objects whose keys are data.
_OBJECTS: Final[Mapping[str, Shape]] = {
    "object": Table(ANY),
    "lang_map": Table(Scalar(Kind.STRING)),  # texts by language: crm/data-types.html
    "recurring_params": Table(ANY),  # its fields depend on the object: crm/data-types.html
    "crm_activity_communication": Array(Table(ANY)),  # always sent as a list, though the type names one
    # crm/timeline/activities/configurable/structure: a text, or texts by language.
    "textwithtranslation": Union((Scalar(Kind.STRING), Table(Scalar(Kind.STRING)))),
    "footermenudto": Table(ANY),
    "tagdto": Table(ANY),
}
# Of these, `[]` means a map: the page calls it an associative array.
_KEYED: Final = frozenset({"tagdto"})
# Parameters whose keys, or values, are the names of fields.
_QUERIES: Final = frozenset({"filter", "order", "sort", "select"})
_IDENTIFIER: Final = re.compile(r"(?:_ID|I[dD])\Z")
_FORMATS: Final = {"date": Kind.DATE, "datetime": Kind.DATETIME}
# Parameters of these kinds are annotated with the JSON type too, so that what the example shows needs no word.
_BOTH_FORMS: Final = frozenset({Kind.DATE, Kind.DATETIME, Kind.TIMESTAMP, Kind.FILE, Kind.ANY})


class Shaper:
    """Makes shapes of fields. What cannot be decided goes into `problems`, and `any` stands in for it."""

    def __init__(self, types: Mapping[WireName, TypeSpec], problems: Problems) -> None:
        self._types = types
        self._by_name: Mapping[str, WireName] = {str(name): name for name in types}
        self._problems = problems
        self._decided: dict[str, Shape] = {}
        self._files: dict[str, Filing] = {}

    def decide(self, shapes: Mapping[str, Shape]) -> None:
        """What results are, by place, whatever is documented."""
        self._decided.update(shapes)

    def take_files(self, filings: Mapping[str, Filing]) -> None:
        """Which parameters take files, by place, beside what is documented."""
        self._files.update(filings)

    def record(self, fields: Mapping[str, Field], direction: Direction, where: str) -> Record:
        return Record(
            {
                name: Member(
                    self._member(name, field, direction, f"{where}.{name}"),
                    field.required,
                    field.read_only,
                    field.deprecated,
                    field.default,
                    f"{where}.{name}",
                )
                for name, field in fields.items()
                if not _is_wildcard(name)
            },
            is_open=_is_open(fields),
        )

    def shared(self, name: WireName) -> Record:
        """The fields of a shared type as results have them."""
        return self.record(self._types[name].fields, "results", str(name))

    def _member(self, name: str, field: Field, direction: Direction, where: str) -> Shape:
        if direction == "params" and name.lower() in _QUERIES:
            if field.fields and field.type.lower() == "string":  # the name of one of them
                field = replace(field, fields={})
            return _opened(self.shape(field, direction, where))
        return self.shape(field, direction, where)

    def shape(self, field: Field, direction: Direction, where: str) -> Shape:
        if direction == "results" and where in self._decided:
            return self._with_decided(self._decided[where])
        try:
            names = alternatives(field.type)
        except UnknownType as error:
            self._problems.add(where, str(error))
            return ANY
        options = [name for name in names if name.name.lower() not in _NOTHING]
        shape = _union(self._options(field, options, direction, where))
        if field.wire is not None:
            shape = self._shown(shape, field.wire, direction, where)
        if field.format is not None:
            shape = self._formatted(shape, field.format, where)
        nullable = field.nullable or len(options) < len(names) or "null" in (field.wire or "") or None in field.values
        shape = Nullable(shape) if nullable and shape != ANY else shape
        return Upload(self._files[where], shape) if direction == "params" and where in self._files else shape

    def _with_decided(self, shape: Shape) -> Shape:
        """A decided shape, with what was decided of what is in it."""
        if isinstance(shape, Nullable):
            return Nullable(self._with_decided(shape.inner))
        if isinstance(shape, Array):
            return Array(self._with_decided(shape.item))
        if isinstance(shape, Table):
            return Table(self._with_decided(shape.value))
        if isinstance(shape, Union):
            return _union(map(self._with_decided, shape.options))
        if isinstance(shape, Record):
            members = {name: self._decided_member(member) for name, member in shape.members.items()}
            return replace(shape, members=members)
        return shape

    def _decided_member(self, member: Member) -> Member:
        return replace(member, shape=self._with_decided(self._decided.get(member.place, member.shape)))

    def _options(self, field: Field, names: Sequence[TypeName], direction: Direction, where: str) -> list[Shape]:
        """One shape for each alternative; the documented structure stands for the alternative that it describes."""
        structure = self._structure(field, names, direction, where)
        shapes: list[Shape] = []
        for name in names:
            if structure is None:
                shapes.append(self._named(name, field, where))
            elif structure not in shapes and (len(names) == 1 or self._is_structural(name)):
                shapes.append(structure)
            elif not self._is_structural(name):
                shapes.append(self._named(name, field, where))
        if structure is not None and structure not in shapes:
            shapes.insert(0, structure)
        return shapes or [ANY]

    def _structure(self, field: Field, names: Sequence[TypeName], direction: Direction, where: str) -> Shape | None:
        listed = field.wire == "array" or (field.wire != "object" and any(name.depth for name in names))
        by_id = any(self._is_of_member(name) or _is_id(name, where) for name in names)
        if direction == "params" and any(_is_file(name) for name in names):
            return None  # the type it links to describes the file in results
        if field.ref is not None and not by_id:
            inner: Shape = self._ref(field.ref, where)
        elif field.variants:
            records = {title: self.record(fields, direction, where) for title, fields in field.variants.items()}
            inner = merged(records) if direction == "results" else Cases(records)
        elif placeholder := next(filter(_PLACEHOLDER.match, field.fields), None):
            inner = Table(self.shape(field.fields[placeholder], direction, f"{where}.{placeholder}"))
        elif field.fields:
            inner = self.record(field.fields, direction, where)
        elif field.items is not None:
            item = self.shape(field.items, direction, f"{where}[]")
            return Table(item) if not listed and any(name.name.lower() == "object" for name in names) else Array(item)
        else:
            return None
        return Array(inner) if listed else inner

    def _is_of_member(self, name: TypeName) -> bool:
        """`catalog_document.id` is the id of a document, though the page links to the document."""
        return "." in name.name and name.name not in self._by_name

    def _is_structural(self, name: TypeName) -> bool:
        return name.depth > 0 or name.name.lower() == "object" or name.name in self._by_name

    def _named(self, name: TypeName, field: Field, where: str) -> Shape:
        shape = self._bare(name.name, field.values, where)
        for _ in range(name.depth):
            shape = Table(shape) if name.name.lower() in _KEYED else Array(shape)
        return shape

    def _bare(self, name: str, values: tuple[Json, ...], where: str) -> Shape:
        if name in self._by_name:
            return self._shared(self._by_name[name])
        if name.lower() in _OBJECTS:
            return _OBJECTS[name.lower()]
        try:
            kind = kind_of(name)
        except UnknownType as error:
            self._problems.add(where, str(error))
            return ANY
        if kind is Kind.ENUM or (kind is Kind.ANY and values):
            kind = _kind_of_values(values)
        return Scalar(kind, _fitting(kind, tuple(value for value in values if value is not None)))

    def _ref(self, name: str, where: str) -> Shape:
        if name not in self._by_name:
            self._problems.add(where, f"ref {name!r}: there is no such shared type")
            return ANY
        return self._shared(self._by_name[name])

    def _shared(self, name: WireName) -> Ref:
        return Ref(name, is_open=_is_open(self._types[name].fields))

    def _shown(self, shape: Shape, wire: str, direction: Direction, where: str) -> Shape:
        """`wire`: one JSON type, or several that examples show."""
        names = [name.strip() for name in wire.split("|")]
        unknown = [name for name in names if name != "null" and name not in _AS_SHOWN]
        if unknown:
            self._problems.add(where, f"wire {wire!r} is no JSON type")
            return shape
        others = [name for name in names if name != "null" and not _shows(shape, name, direction)]
        if len(others) < len(names) - ("null" in names):
            return _union((*alternatives_of(shape), *(_AS_SHOWN[name] for name in others)))
        return _union(self._replaced(shape, name, direction) for name in others) if others else shape

    @staticmethod
    def _replaced(shape: Shape, wire: str, direction: Direction) -> Shape:
        """What a value is that is documented as that shape, and always shown as another JSON type."""
        shown = _AS_SHOWN[wire]
        if direction == "params" and isinstance(shape, Scalar) and isinstance(shown, Scalar):
            return Union((shape, shown))
        if (
            direction == "results"
            and isinstance(shape, Scalar)
            and shape.kind in _FORMATS.values()
            and wire == "integer"
        ):
            return Scalar(Kind.TIMESTAMP)
        return shown

    def _formatted(self, shape: Shape, form: str, where: str) -> Shape:
        kind = _FORMATS.get(form)
        if kind is None:
            self._problems.add(where, f"format {form!r} is unknown")
            return shape
        if isinstance(shape, Scalar) and shape.kind not in (Kind.DATE, Kind.DATETIME):
            return Scalar(kind)
        return shape


def _is_wildcard(name: str) -> bool:
    return any(sign in name for sign in _WILDCARDS)


def _is_open(fields: Iterable[str]) -> bool:
    return any(map(_is_wildcard, fields))


def _is_id(name: TypeName, where: str) -> bool:
    """`CURRENCY_ID` is the id of a currency, though its type is called like the object."""
    return name.depth == 0 and is_reference(name.name) and _IDENTIFIER.search(where) is not None


def _is_file(name: TypeName) -> bool:
    return is_reference(name.name) and kind_of(name.name) is Kind.FILE


def _opened(shape: Shape) -> Shape:
    """Of a query: any key, of objects with documented ones."""
    if isinstance(shape, Nullable):
        return Nullable(_opened(shape.inner))
    if isinstance(shape, Union):
        return _union(map(_opened, shape.options))
    if isinstance(shape, Record):
        return Open(shape.members)
    return Open(merged(shape.records).members) if isinstance(shape, Cases) else shape


def place_of(spec: MethodSpec, part: str) -> str:
    """How problems, and shapes decided by evidence, name a part of a method's spec."""
    version = "" if spec.rest == 2 else f" (REST {spec.rest})"
    return f"{spec.method}{version}: {part}"


def place_of_data(event: WireName) -> str:
    """The same, for the data of an event."""
    return f"event {event}: data"


def alternatives_of(shape: Shape) -> tuple[Shape, ...]:
    """The options of a union, else the shape itself."""
    return shape.options if isinstance(shape, Union) else (shape,)


def _union(options: Iterable[Shape]) -> Shape:
    distinct: list[Shape] = []
    for option in options:
        if option not in distinct:
            distinct.append(option)
    if len(distinct) == 1:
        return distinct[0]
    return ANY if ANY in distinct else Union(tuple(distinct))


def _shows(shape: Shape, wire: str, direction: Direction) -> bool:
    if isinstance(shape, Union):
        return any(_shows(option, wire, direction) for option in shape.options)
    if isinstance(shape, Scalar):
        if shape.kind in (Kind.ANY, Kind.FILE):
            return True
        if direction == "params":
            formed = shape.kind is Kind.BOOLEAN and bool(shape.values)
            return formed or shape.kind in _BOTH_FORMS or shape.kind.value == wire
        return wire in _SHOWN_AS[shape.kind]
    return wire == ("array" if isinstance(shape, Array) else "object")


def _kind_of_values(values: tuple[Json, ...]) -> Kind:
    """An enumeration without values, or with values of several types, is text: that is what directories use."""
    return Kind.INTEGER if values and all(type(value) is int for value in values) else Kind.STRING


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


def merged(records: Mapping[str, Record]) -> Record:
    """An object of any of the cases: all fields, and where two cases disagree about one, either of its shapes."""
    members: dict[str, Member] = {}
    for record in records.values():
        for name, member in record.members.items():
            known = members.get(name)
            if known is not None and known.shape != member.shape:
                both = (*alternatives_of(known.shape), *alternatives_of(member.shape))
                member = replace(known, shape=_union(both))
            members[name] = member
    return Record(members, is_open=any(record.is_open for record in records.values()))


def inner_shapes(shape: Shape) -> tuple[Shape, ...]:
    """What a shape is directly made of."""
    if isinstance(shape, (Nullable, Upload)):
        return (shape.inner,)
    if isinstance(shape, Array):
        return (shape.item,)
    if isinstance(shape, Table):
        return (shape.value,)
    if isinstance(shape, Union):
        return shape.options
    if isinstance(shape, (Record, Open)):
        return tuple(member.shape for member in shape.members.values())
    return tuple(shape.records.values()) if isinstance(shape, Cases) else ()


def refs_in(shape: Shape) -> list[WireName]:
    """The shared types in a shape; what these hold is not looked at."""
    if isinstance(shape, Ref):
        return [shape.name]
    return [name for inner in inner_shapes(shape) for name in refs_in(inner)]


def records_in(shape: Shape) -> list[Record]:
    """All records in a shape, the outermost first; shared types are not followed."""
    own = [shape] if isinstance(shape, Record) else []
    return [*own, *(record for inner in inner_shapes(shape) for record in records_in(inner))]
