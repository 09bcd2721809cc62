"""Results: which views there are, what their attributes are to a type checker, and which converter reads each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...api import WireName
from ...api.kinds import Kind
from ...api.prose import NO_PROSE, Prose
from ...api.types import (
    ListOf,
    MapOf,
    Object,
    Optional,
    Property,
    Reference,
    Scalar,
    Type,
    Union,
    parts_of,
    place_of_object,
    reading_order,
)
from ...text import clean
from .imports import ImportedNames
from .literals import literal
from .names import Identifier, distinct, pascal, snake, unique
from .parameters import literal_type, module_of_type, note, type_class, type_section
from .statements import conditions, left
from .text import Line, docstring

# What a view has for itself.
RESERVED_ATTRIBUTES: Final = frozenset({"raw", "decimal", "get", "items", "keys", "to_dict", "values"})

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
class AttributePlan:
    """`name: annotation = function(wire, converter)`; `wire` is a literal, `annotation` "" where it can be inferred.

    `note`: a docstring, or "".
    """

    name: Identifier
    function: str
    wire: str
    converter: str
    annotation: str
    note: str = ""


@dataclass(frozen=True)
class LatePlan:
    """A function that makes a shared type's view; shared types may hold each other, so it imports when it is called."""

    name: str
    view: Identifier
    module: str
    """Where to import the view from, or "" for the module's own."""


@dataclass(frozen=True)
class ViewPlan:
    """A class.

    Args:
        also: Other names of it.
        read_by: The class that it is when a program runs, where only checkers tell the two apart; else "".
    """

    name: Identifier
    docstring: str
    attributes: tuple[AttributePlan, ...]
    also: tuple[Identifier, ...] = ()
    read_by: str = ""


@dataclass(frozen=True)
class NamedView:
    """
    Args:
        about: What its docstring says it is.
        leads: It names the class, if others are alike.
        source: What describes it: the page's title and address.
        said: In the page's own words, what it is.
        case_of: The object of which it is one case.
    """

    object: Object
    name: Identifier
    about: str
    leads: bool
    source: str = ""
    said: str = ""
    case_of: Object | None = None


class ViewNames:
    """The names of the views of one module; `reserved`: names that none of them may have."""

    def __init__(self, reserved: Collection[str] = ()) -> None:
        self._taken: set[str] = set(reserved)
        self._views: list[NamedView] = []
        self._named: set[int] = set()

    @property
    def views(self) -> tuple[NamedView, ...]:
        """In the order in which their classes can be defined."""
        return tuple(self._views)

    def add_case(self, case: Type, type: Type, name: str, about: str, *, leads: bool = False) -> None:
        """Names the view of one case, where it is an object that is another type where no case is known."""
        if case is not type and isinstance(case, Object) and isinstance(type, Object):
            self.add_as(case, distinct(pascal(name), self._taken), about, leads=leads, case_of=type)

    def add(self, type: Type, name: str, about: str, *, leads: bool = False) -> None:
        """Names the views of all objects in the type. `name` and `about` are of the outermost."""
        if isinstance(type, Optional):
            self.add(type.inner, name, about, leads=leads)
        elif isinstance(type, ListOf):
            self.add(type.item, name, f"{about}, one of the list", leads=leads)
        elif isinstance(type, MapOf):
            self.add(type.value, name, f"{about}, one of the map", leads=leads)
        elif isinstance(type, Union):
            for option in type.options:
                self.add(option, name, about, leads=leads)
        elif isinstance(type, Object) and id(type) not in self._named:  # a list or a map of the same rows
            self.add_as(type, distinct(pascal(name), self._taken), about, leads=leads)

    def add_as(
        self,
        object: Object,
        identifier: Identifier,
        about: str,
        *,
        leads: bool = False,
        source: str = "",
        said: str = "",
        case_of: Object | None = None,
    ) -> None:
        """Names the view of an object exactly so."""
        self._taken.add(identifier)
        self._named.add(id(object))
        inner = about[:-1] if about.endswith("`") else f"{about} `"
        stem = identifier.removesuffix("Result") or identifier
        for each in object.properties:
            self.add(each.type, f"{stem} {each.name}", f"{inner}.{clean(each.name)}`", leads=leads)
        self._views.append(NamedView(object, identifier, about, leads, source, said, case_of))


@dataclass(frozen=True)
class ViewClass:
    """A class for several views that are alike to a reader; the first gives it its name."""

    views: tuple[NamedView, ...]

    @property
    def name(self) -> Identifier:
        return self.views[0].name


def a_class_each(views: Iterable[NamedView]) -> tuple[ViewClass, ...]:
    return tuple(ViewClass((view,)) for view in views)


def a_class_for_those_alike(views: Iterable[NamedView]) -> tuple[ViewClass, ...]:
    """Named after a view of a `get` before others, then one that lies less deep, then the first by its letters."""
    alike: dict[Hashable, list[NamedView]] = defaultdict(list)
    for view in views:
        alike[structure(view.object)].append(view)
    return tuple(ViewClass(tuple(sorted(several, key=_precedence))) for several in alike.values())


class ResultTypes:
    """The types and converters of the results of one module, and its views."""

    def __init__(
        self,
        classes: Sequence[ViewClass],
        imports: ImportedNames,
        module: str,
        in_types: bool = False,
        prose: Prose = NO_PROSE,
    ) -> None:
        """
        Args:
            classes: Of all its views, in the order in which they can be defined.
            module: Where the views are imported from, in the spelling of `Imports`.
            in_types: It is a module of shared types, which may hold each other.
        """
        self.imports = imports
        self._classes = classes
        self._module = module
        self._in_types = in_types
        self._prose = prose
        self._late: dict[str, LatePlan] = {}
        self._names = {id(view.object): each.name for each in classes for view in each.views}

    def plans(self) -> tuple[ViewPlan, ...]:
        return tuple(map(self.plan, self._classes))

    @property
    def places(self) -> dict[str, str]:
        """Where what each view is of stands in the specs."""
        views = (view for each in self._classes for view in each.views)
        return {view.name: place_of_object(view.object) for view in views if view.case_of is None}

    @property
    def late(self) -> tuple[LatePlan, ...]:
        return tuple(self._late[name] for name in sorted(self._late))

    def plan(self, each: ViewClass) -> ViewPlan:
        object = each.views[0].object
        self.imports.use(".views", "View")
        names = attributes(object)
        planned = tuple(
            self.attribute(
                names[one.name],
                one.name,
                one.type,
                stated=(*_conditions(each, one.name), *_stated(one)),
                said=self._said(each, one.name),
            )
            for one in object.properties
        )
        about = "; ".join(dict.fromkeys(view.about for view in each.views))
        sources = dict.fromkeys(view.source for view in each.views if view.source)
        said = dict.fromkeys(view.said for view in each.views if view.said)
        text = docstring([Line(f"{about}."), *map(Line, said), *map(Line, sources)], width=106)
        also = tuple(sorted(view.name for view in each.views[1:]))
        case_of = each.views[0].case_of
        if case_of is not None:
            self.imports.use("typing", "TYPE_CHECKING")
        return ViewPlan(each.name, text, planned, also, "" if case_of is None else self._names[id(case_of)])

    def _said(self, views: ViewClass, wire: str) -> str:
        """What a page says of the attribute: the first of those that say something."""
        if not self._prose:
            return ""
        texts = (self._prose.of(view.object.by_name[wire].place) for view in views.views)
        return next(filter(None, texts), "")

    def attribute(
        self,
        name: Identifier,
        wire: str,
        type: Type,
        *,
        overrides: bool = False,
        stated: Sequence[str] = (),
        said: str = "",
    ) -> AttributePlan:
        """
        Args:
            stated: What is to be said of it.
            overrides: A base class has it too, and checkers would take its type for granted.
            said: In the page's own words, what it is.
        """
        function, filled = ("field", type.inner) if isinstance(type, Optional) else ("always", type)
        converter = self.converter(filled, self.imports)
        annotation = ""
        if needs_annotation(type) or overrides:
            annotation = f"{self.imports.hint('.views', 'Field')}[{self.annotation(type, self.imports)}]"
        use = self.imports.use(".views", function)
        return AttributePlan(name, use, literal(wire), converter, annotation, note(stated, said))

    def annotation(self, type: Type, imports: ImportedNames) -> str:
        return " | ".join(dict.fromkeys(self._options(type, imports)))

    def _options(self, type: Type, imports: ImportedNames) -> tuple[str, ...]:
        """The annotations of what the value may be, one of which it is."""
        if isinstance(type, Scalar):
            return self._scalar(type, imports)
        if isinstance(type, Optional):
            return (*self._options(type.inner, imports), "None")
        if isinstance(type, ListOf):
            return (f"{imports.builtin('list')}[{self.annotation(type.item, imports)}]",)
        if isinstance(type, MapOf):
            return (f"{imports.builtin('dict')}[{imports.builtin('str')}, {self.annotation(type.value, imports)}]",)
        if isinstance(type, Union):
            return tuple(each for option in reading_order(type) for each in self._options(option, imports))
        if isinstance(type, Reference):
            return (imports.hint(*import_of_view(type)),)
        assert isinstance(type, Object)
        return (self._view(type, imports, checking=True),)

    def _scalar(self, scalar: Scalar, imports: ImportedNames) -> tuple[str, ...]:
        _, name = _READ[scalar.kind]
        if name == "Any":
            return (imports.hint("typing", "Any"),)
        if name in ("date", "datetime"):
            return (imports.date(name),)
        plain = imports.builtin(name)
        if scalar.values and scalar.kind is not Kind.BOOLEAN:
            return (literal_type(scalar.values, imports), plain)
        return (plain,)

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
            return self._maker(type.name) if self._in_types else imports.use(*import_of_view(type))
        assert isinstance(type, Object)
        return self._view(type, imports, checking=False)

    def _view(self, object: Object, imports: ImportedNames, *, checking: bool) -> str:
        name = self._names[id(object)]
        if imports is self.imports:
            return name
        return imports.hint(self._module, name) if checking else imports.use(self._module, name)

    def _maker(self, name: WireName) -> str:
        view = type_view(name)
        own = self.imports.hint(*import_of_view(Reference(name))) == view and module_of_type(name) == self._module
        plan = LatePlan(f"_{snake(name)}", view, "" if own else type_section(name))
        self._late[plan.name] = plan
        return plan.name


def _stated(property: Property) -> tuple[str, ...]:
    return (left(property.terms.left),) if property.terms.left is not None else ()


def import_of_view(type: Reference) -> tuple[str, str]:
    """Module and name of a shared type's view."""
    return module_of_type(type.name), type_view(type.name, type.case)


def _conditions(views: ViewClass, wire: str) -> tuple[str, ...]:
    """When the attribute is there, where that is so in all the views."""
    first, *others = [tuple(conditions(view.object.by_name[wire])) for view in views.views]
    return tuple(each for each in first if all(each in other for other in others))


def attributes(object: Object) -> dict[str, Identifier]:
    """The attributes of an object's view, by wire name."""
    return unique((each.name for each in object.properties), RESERVED_ATTRIBUTES)


def type_view(name: WireName, case: str = "") -> Identifier:
    """The view of a shared type, or of one case of it: `Item`, `ItemDeal`."""
    return Identifier(f"{type_class(name)}{pascal(case.lower())}") if case else type_class(name)


def _precedence(view: NamedView) -> tuple[bool, int, str]:
    return (not view.leads, view.about.count("."), view.name)


def structure(type: Type) -> Hashable:
    """Equal for types that are alike to a reader: what is documented beside names and types does not count."""
    if isinstance(type, Object):
        return ("object", *((each.name, structure(each.type)) for each in type.properties))
    if isinstance(type, Scalar):
        return (type.kind, *map(repr, type.values))
    if isinstance(type, Reference):
        return (type.name, type.case)
    return (type.__class__.__name__, *map(structure, parts_of(type)))


def needs_annotation(type: Type) -> bool:
    """Is the documented type narrower than what the converter's own type says?"""
    if isinstance(type, Scalar):
        return bool(type.values) and type.kind is not Kind.BOOLEAN
    if isinstance(type, Optional):
        return needs_annotation(type.inner)
    if isinstance(type, (ListOf, MapOf)):
        return needs_annotation(type.item if isinstance(type, ListOf) else type.value)
    return isinstance(type, Union)  # checkers do not see through every `one_of`
