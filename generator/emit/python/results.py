"""Results: which views there are, what their attributes are to a type checker, and which converter reads each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from ...api import WireName
from ...api.kinds import Kind
from ...api.types import ListOf, MapOf, Object, Optional, Reference, Scalar, Type, Union, reading_order
from ...text import clean
from .imports import ImportedNames
from .literals import literal
from .names import Identifier, distinct, pascal, unique
from .parameters import literal_type, module_of_type, type_module
from .text import Line, docstring

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
        imports: ImportedNames,
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
        self._views: dict[int, Identifier] = {}
        self._late: dict[Identifier, LatePlan] = {}

    @property
    def plans(self) -> tuple[ViewPlan, ...]:
        return tuple(self._plans)

    @property
    def late(self) -> tuple[LatePlan, ...]:
        return tuple(self._late[name] for name in sorted(self._late))

    def plan(self, type: Type, name: str, about: str) -> None:
        """Plans the views of all objects in the type: inner ones first. `name` and `about` are of the outermost."""
        if isinstance(type, Optional):
            self.plan(type.inner, name, about)
        elif isinstance(type, ListOf):
            self.plan(type.item, name, f"{about}, one of the list")
        elif isinstance(type, MapOf):
            self.plan(type.value, name, f"{about}, one of the map")
        elif isinstance(type, Union):
            for option in type.options:
                self.plan(option, name, about)
        elif isinstance(type, Object):
            self.add(type, distinct(pascal(name), self._names), about)

    def add(self, object: Object, identifier: Identifier, about: str) -> None:
        """Plans the view of an object under that name."""
        self._names.add(identifier)
        self._views[id(object)] = identifier
        inner = about[:-1] if about.endswith("`") else f"{about} `"
        stem = identifier.removesuffix("Result") or identifier
        for each in object.properties:
            self.plan(each.type, f"{stem} {each.name}", f"{inner}.{clean(each.name)}`")
        names = attributes(object)
        planned = tuple(self.attribute(names[each.name], each.name, each.type) for each in object.properties)
        self.imports.use(".views", "View")
        text = docstring([Line(f"{about}.")], width=106)
        reader = self.reader() if planned else ""
        self._plans.append(ViewPlan(identifier, text, reader, planned))

    def reader(self) -> str:
        """The name of the function that makes a field."""
        return self.imports.use(self._descriptor.module, self._descriptor.function)

    def attribute(self, name: Identifier, wire: str, type: Type, *, overrides: bool = False) -> AttributePlan:
        """`overrides`: a base class has it too, and checkers would take its type for granted."""
        converter = self.converter(type, self.imports)
        annotation = ""
        if needs_annotation(type) or overrides:
            name_of_class = self.imports.hint(self._descriptor.module, self._descriptor.class_name)
            annotation = f"{name_of_class}[{self.annotation(type, self.imports)}]"
        return AttributePlan(name, literal(wire), converter, annotation)

    def annotation(self, type: Type, imports: ImportedNames) -> str:
        if isinstance(type, Scalar):
            return self._scalar(type, imports)
        if isinstance(type, Optional):
            return f"{self.annotation(type.inner, imports)} | None"
        if isinstance(type, ListOf):
            return f"{imports.builtin('list')}[{self.annotation(type.item, imports)}]"
        if isinstance(type, MapOf):
            return f"{imports.builtin('dict')}[{imports.builtin('str')}, {self.annotation(type.value, imports)}]"
        if isinstance(type, Union):
            return " | ".join(dict.fromkeys(self.annotation(option, imports) for option in reading_order(type)))
        if isinstance(type, Reference):
            return imports.hint(*import_of_view(type.name))
        assert isinstance(type, Object)
        return self._view(type, imports, checking=True)

    def _scalar(self, scalar: Scalar, imports: ImportedNames) -> str:
        _, name = _READ[scalar.kind]
        if name == "Any":
            return imports.hint("typing", "Any")
        if name in ("date", "datetime"):
            return imports.date(name)
        plain = imports.builtin(name)
        if scalar.values and scalar.kind is not Kind.BOOLEAN:
            return f"{literal_type(scalar.values, imports)} | {plain}"
        return plain

    def converter(self, type: Type, imports: ImportedNames) -> str:
        """The expression that makes the converter."""
        if isinstance(type, Scalar):
            return imports.use(".convert", _READ[type.kind][0])
        if isinstance(type, Optional):
            return f"{imports.use('.convert', 'optional')}({self.converter(type.inner, imports)})"
        if isinstance(type, ListOf):
            return f"{imports.use('.convert', 'list_of')}({self.converter(type.item, imports)})"
        if isinstance(type, MapOf):
            return f"{imports.use('.convert', 'map_of')}({self.converter(type.value, imports)})"
        if isinstance(type, Union):
            options = dict.fromkeys(self.converter(option, imports) for option in reading_order(type))
            return f"{imports.use('.convert', 'one_of')}({', '.join(options)})"
        if isinstance(type, Reference):
            return self._maker(type.name) if self._in_types else imports.use(*import_of_view(type.name))
        assert isinstance(type, Object)
        return self._view(type, imports, checking=False)

    def _view(self, object: Object, imports: ImportedNames, *, checking: bool) -> str:
        name = self._views[id(object)]
        if imports is self.imports:
            return name
        return imports.hint(self._module, name) if checking else imports.use(self._module, name)

    def _maker(self, name: WireName) -> str:
        module = type_module(name)
        plan = LatePlan(f"_{module}", type_view(name), "" if name == self._own_type else module)
        if plan.module:
            self.imports.hint(f"..{module}", plan.view)
        self._late[module] = plan
        return plan.name


def import_of_view(name: WireName) -> tuple[str, str]:
    """Module and name of a shared type's view."""
    return module_of_type(name), type_view(name)


def attributes(object: Object) -> dict[str, Identifier]:
    """The attributes of an object's view, by wire name."""
    return unique((each.name for each in object.properties), RESERVED_ATTRIBUTES)


def type_view(name: WireName) -> Identifier:
    return pascal(name)


def needs_annotation(type: Type) -> bool:
    """Is the documented type narrower than what the converter's own type says?"""
    if isinstance(type, Scalar):
        return bool(type.values) and type.kind is not Kind.BOOLEAN
    if isinstance(type, Optional):
        return needs_annotation(type.inner)
    if isinstance(type, (ListOf, MapOf)):
        return needs_annotation(type.item if isinstance(type, ListOf) else type.value)
    return isinstance(type, Union)  # checkers do not see through every `one_of`
