"""Results: which views there are, what their attributes are to a type checker, and which converter reads each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from ...api.interpret import Array, Nullable, Record, Ref, Scalar, Shape, Table, Union
from ...api.kinds import Kind
from ...spec.names import WireName
from .imports import Imports
from .literals import literal
from .names import Identifier, distinct, pascal, unique
from .parameters import literal_type, type_module
from .text import Line, clean, docstring

# What a view keeps for itself.
RESERVED_ATTRIBUTES: Final = frozenset({"raw"})

# Converter and annotation of each kind. A file comes as an id, a link, a map or a list: the documentation says no more.
_READ: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.INTEGER: ("integer", "int"),
    Kind.NUMBER: ("number", "float"),
    Kind.STRING: ("string", "str"),
    Kind.BOOLEAN: ("boolean", "bool"),
    Kind.DATE: ("date", "date"),
    Kind.DATETIME: ("datetime", "datetime"),
    Kind.TIMESTAMP: ("timestamp", "datetime"),
    Kind.FILE: ("anything", "Any"),
    Kind.ANY: ("anything", "Any"),
}


@dataclass(frozen=True)
class Descriptor:
    """The class of a view's fields, and the function that makes one."""

    module: str
    class_name: str
    function: str


FIELD: Final = Descriptor(".views", "Field", "field")


@dataclass(frozen=True)
class AttributePlan:
    """`name: annotation = field(wire, converter)`; `wire` is a literal, `annotation` "" where it can be inferred."""

    name: Identifier
    wire: str
    converter: str
    annotation: str


@dataclass(frozen=True)
class LatePlan:
    """A function that makes a shared type's view; shared types may hold each other, so it imports when it is called."""

    name: str
    view: Identifier
    module: str
    """Where to import the view from, or "" for the module's own."""


@dataclass(frozen=True)
class ViewPlan:
    name: Identifier
    docstring: str
    field: str
    """The name under which the module knows `field`."""
    attributes: tuple[AttributePlan, ...]


class ResultTypes:
    """The types and converters of the results of one module, and the views in `results.py` beside it."""

    def __init__(
        self,
        imports: Imports,
        module: str,
        reserved: Collection[str] = (),
        own_type: WireName | None = None,
        descriptor: Descriptor = FIELD,
    ) -> None:
        """
        Args:
            module: Where the views are imported from, in the spelling of `Imports`.
            reserved: Names that none of them may have.
            own_type: The shared type whose module this is.
            descriptor: Of their fields.
        """
        self.imports = imports
        self._module = module
        self._names: set[str] = set(reserved)
        self._own_type = own_type
        self._descriptor = descriptor
        self._in_types = own_type is not None
        self._plans: list[ViewPlan] = []
        self._records: dict[int, Identifier] = {}
        self._late: dict[Identifier, LatePlan] = {}

    @property
    def plans(self) -> tuple[ViewPlan, ...]:
        return tuple(self._plans)

    @property
    def late(self) -> tuple[LatePlan, ...]:
        return tuple(self._late[name] for name in sorted(self._late))

    def plan(self, shape: Shape, name: str, about: str) -> None:
        """Plans the views of all records in the shape: inner ones first. `name` and `about` are of the outermost."""
        if isinstance(shape, Nullable):
            self.plan(shape.inner, name, about)
        elif isinstance(shape, Array):
            self.plan(shape.item, name, f"{about}, one of the list")
        elif isinstance(shape, Table):
            self.plan(shape.value, name, f"{about}, one of the map")
        elif isinstance(shape, Union):
            for option in shape.options:
                self.plan(option, name, about)
        elif isinstance(shape, Record):
            self.add(shape, distinct(pascal(name), self._names), about)

    def add(self, record: Record, identifier: Identifier, about: str) -> None:
        """Plans the view of a record under that name."""
        self._names.add(identifier)
        self._records[id(record)] = identifier
        inner = about[:-1] if about.endswith("`") else f"{about} `"
        for wire, member in record.members.items():
            stem = identifier.removesuffix("Result") or identifier
            self.plan(member.shape, f"{stem} {wire}", f"{inner}.{clean(wire)}`")
        names = attributes(record)
        planned = tuple(self.attribute(names[wire], wire, member.shape) for wire, member in record.members.items())
        self.imports.use(".views", "View")
        text = docstring([Line(f"{about}.")], width=106)
        reader = self.reader() if planned else ""
        self._plans.append(ViewPlan(identifier, text, reader, planned))

    def reader(self) -> str:
        """The name of the function that makes a field."""
        return self.imports.use(self._descriptor.module, self._descriptor.function)

    def attribute(self, name: Identifier, wire: str, shape: Shape, *, overrides: bool = False) -> AttributePlan:
        """`overrides`: a base class has it too, and checkers would take its type for granted."""
        converter = self.converter(shape, self.imports)
        annotation = ""
        if needs_annotation(shape) or overrides:
            name_of_class = self.imports.hint(self._descriptor.module, self._descriptor.class_name)
            annotation = f"{name_of_class}[{self.annotation(shape, self.imports)}]"
        return AttributePlan(name, literal(wire), converter, annotation)

    def annotation(self, shape: Shape, imports: Imports) -> str:
        if isinstance(shape, Scalar):
            return self._scalar(shape, imports)
        if isinstance(shape, Nullable):
            return f"{self.annotation(shape.inner, imports)} | None"
        if isinstance(shape, Array):
            return f"{imports.builtin('list')}[{self.annotation(shape.item, imports)}]"
        if isinstance(shape, Table):
            return f"{imports.builtin('dict')}[{imports.builtin('str')}, {self.annotation(shape.value, imports)}]"
        if isinstance(shape, Union):
            return " | ".join(dict.fromkeys(self.annotation(option, imports) for option in converter_order(shape)))
        if isinstance(shape, Ref):
            return self._shared(shape.name, imports)
        assert isinstance(shape, Record)
        return self._view(shape, imports, checking=True)

    def _scalar(self, scalar: Scalar, imports: Imports) -> str:
        _, name = _READ[scalar.kind]
        if name == "Any":
            return imports.hint("typing", "Any")
        if name in ("date", "datetime"):
            return f"{imports.dates()}.{name}"
        plain = imports.builtin(name)
        if scalar.values and scalar.kind is not Kind.BOOLEAN:
            return f"{literal_type(scalar.values, imports)} | {plain}"
        return plain

    def converter(self, shape: Shape, imports: Imports) -> str:
        """The expression that makes the converter."""
        if isinstance(shape, Scalar):
            return imports.use(".convert", _READ[shape.kind][0])
        if isinstance(shape, Nullable):
            return f"{imports.use('.convert', 'optional')}({self.converter(shape.inner, imports)})"
        if isinstance(shape, Array):
            return f"{imports.use('.convert', 'list_of')}({self.converter(shape.item, imports)})"
        if isinstance(shape, Table):
            return f"{imports.use('.convert', 'map_of')}({self.converter(shape.value, imports)})"
        if isinstance(shape, Union):
            options = dict.fromkeys(self.converter(option, imports) for option in converter_order(shape))
            return f"{imports.use('.convert', 'one_of')}({', '.join(options)})"
        if isinstance(shape, Ref):
            return self._maker(shape.name) if self._in_types else imports.use(*_place(shape.name))
        assert isinstance(shape, Record)
        return self._view(shape, imports, checking=False)

    def _view(self, record: Record, imports: Imports, *, checking: bool) -> str:
        name = self._records[id(record)]
        if imports is self.imports:
            return name
        return imports.hint(self._module, name) if checking else imports.use(self._module, name)

    def _shared(self, name: WireName, imports: Imports) -> str:
        return type_view(name) if name == self._own_type else imports.hint(*_place(name))

    def _maker(self, name: WireName) -> str:
        module = type_module(name)
        plan = LatePlan(f"_{module}", type_view(name), "" if name == self._own_type else module)
        if plan.module:
            self.imports.hint(f"..{module}", plan.view)
        self._late[module] = plan
        return plan.name


def _place(name: WireName) -> tuple[str, str]:
    """Module and name of a shared type's view."""
    return f".types.{type_module(name)}", type_view(name)


def attributes(record: Record) -> dict[str, Identifier]:
    """The attributes of a record's view, by wire name."""
    return unique(record.members, RESERVED_ATTRIBUTES)


def type_view(name: WireName) -> Identifier:
    return pascal(name)


# A union's converters are tried in this order: the picky ones first. `string` takes numbers, `boolean` takes "1".
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


def converter_order(union: Union) -> tuple[Shape, ...]:
    return tuple(sorted(union.options, key=_pickiness))


def _pickiness(shape: Shape) -> int:
    if isinstance(shape, Scalar):
        return 10 + _PICKY_FIRST.index(shape.kind)
    if isinstance(shape, Array):
        return 1
    # An empty object comes as [], which is a list first.
    return 3 if isinstance(shape, Table) else 2


def needs_annotation(shape: Shape) -> bool:
    """Is the documented type narrower than what the converter's own type says?"""
    if isinstance(shape, Scalar):
        return bool(shape.values) and shape.kind is not Kind.BOOLEAN
    if isinstance(shape, Nullable):
        return needs_annotation(shape.inner)
    if isinstance(shape, (Array, Table)):
        return needs_annotation(shape.item if isinstance(shape, Array) else shape.value)
    return isinstance(shape, Union)  # checkers do not see through every `one_of`
