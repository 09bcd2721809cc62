"""Names that callers may have imported, and what is called otherwise now: each leads to what stands in its place.

A class is known by the place in the specs of what it is of: `crm.deal.get: returns.contact`, `crm.deal.logo`, with a
word behind it where it is the TypedDict of a shared type. The class of a place changes its name where the method does,
or where pages describe anew what stands there. A constant of an error's code is known by the code.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from ...api import Api, Error, Event, Method, SharedType, WireName
from ...api.places import owner_of_method, place_of_data
from ...api.types import Object, Objects, QueryObject, Reference, Type, Variants, merged, parts_of, place_of_object
from .codes import plans
from .events import NamedEvent, grouped, named, planned
from .former_name import ANY_DICT, ANY_VIEW, FormerName
from .imports import Imports
from .names import Identifier
from .namespaces import classes_of_types, methods_of, names_at_top, sections
from .parameters import module_of_type, type_dict
from .results import type_view
from .runtime import PACKAGE
from .tree import Node

CODES: Final = f"{PACKAGE}.codes"
EVENTS: Final = f"{PACKAGE}.events"
_GIVEN: Final = " (given)"


@dataclass(frozen=True)
class _Module:
    """What can be imported of a module, or of those that belong to a namespace.

    Args:
        made_of: Equal where the names are.
        names: Makes them: each with its module, and its place.
    """

    made_of: str
    names: Callable[[], dict[str, str]]


class Names:
    """What can be imported of the generated modules of a client."""

    def __init__(self, api: Api, nodes: Iterable[Node]) -> None:
        self._api = api
        self._nodes = list(nodes)
        self._known: dict[str, dict[str, str]] = {}

    @cached_property
    def _modules(self) -> Mapping[str, _Module]:
        codes = tuple(dict.fromkeys(error.code for each in self._errors() for error in each))
        found = {
            _package(node): _Module(repr(node.alone), partial(_names_of_node, node, _package(node)))
            for node in self._nodes
        }
        for section, types in sections(self._api.types).items():
            module = f"{PACKAGE}.types.{section}"
            found[module] = _Module(repr(types), partial(_names_of_types, types, module))
        events = tuple(self._api.events.values())
        return {
            **found,
            EVENTS: _Module(repr(events), partial(_names_of_events, events)),
            CODES: _Module(repr(codes), partial(_names_of_codes, codes)),
        }

    def _errors(self) -> Iterator[Iterable[Error]]:
        yield self._api.errors
        yield from (method.errors for method in self._api.methods.values())

    def _names(self, module: str) -> Mapping[str, str]:
        if module not in self._known:
            known = self._modules.get(module)
            self._known[module] = known.names() if known is not None else {}
        return self._known[module]

    def all(self) -> dict[str, str]:
        """Every name, with its place."""
        return {name: place for module in self._modules for name, place in self._names(module).items()}

    def importable(self, beside: Names) -> frozenset[str]:
        """Every name with its module, and what the modules of namespaces offer beside their parameters and results.

        Args:
            beside: Of another client; what a module is made of that is the same there is left out.
        """
        there = beside._modules
        modules = [
            name for name, each in self._modules.items() if name not in there or each.made_of != there[name].made_of
        ]
        found = {name for module in modules for name in self._names(module)}
        found.update(name.rpartition(".")[0] for name in found.copy())
        for node in self._nodes:
            if node.path or node.rest != 2:  # that one is the client itself
                found.update((_package(node), *(f"{_package(node)}.{name}" for name in names_at_top(node))))
        return frozenset(found)

    def missing_in(self, new: Names, known: Mapping[str, str]) -> dict[str, str]:
        """The names here, and those known, that are not in the new client; with their places."""
        gone = dict(known)
        for module, each in self._modules.items():
            other = new._modules.get(module)
            if other is None or other.made_of != each.made_of:
                gone.update(self._names(module))
        return {name: place for name, place in sorted(gone.items()) if name not in new._names(_module_of(name))}

    def now(self, former: Mapping[str, str]) -> dict[str, tuple[FormerName, ...]]:
        """By module, what former names lead to now."""
        found: dict[str, list[FormerName]] = {}
        for name, place in sorted(former.items()):
            module, _, own = name.rpartition(".")
            if module != CODES and name not in self._names(_module_of(name)):
                is_dict = module.endswith(".params") or place.endswith(_GIVEN)
                now = self._class_at(place.removesuffix(_GIVEN), is_dict) or (ANY_DICT if is_dict else ANY_VIEW)
                found.setdefault(module, []).append(FormerName(own, now))
        return {module: tuple(names) for module, names in found.items()}

    def _class_at(self, place: str, is_dict: bool) -> str | None:
        owner, _, part = place.partition(": ")
        if owner.startswith("event "):
            return self._class_of_event(owner.removeprefix("event "), place)
        if not part:
            return self._class_of_type(place, is_dict)
        method = self._methods.get(owner)
        node = self._node_of.get((method.rest, method.name)) if method is not None else None
        if method is None or node is None:
            return None
        here = owner_of_method(method.name, method.rest)
        type = Object(method.parameters) if is_dict else method.returns
        top = "params" if is_dict else "returns"
        return self._found(type, f"{here}: {top}", f"{here}: {part}", _package(node), is_dict)

    def _found(self, type: Type, here: str, place: str, module: str, is_dict: bool) -> str | None:
        """The class of what lies at the place, below a type that lies here."""
        wanted = _bare(place) + (_GIVEN if is_dict and ": " not in place else "")
        same = next((name for name, other in self._names(module).items() if _bare(other) == wanted), None)
        if same is not None:
            return same
        at = _below(type, _bare(place).removeprefix(_bare(here)), self._objects(is_dict))
        if at is None:
            return None
        if isinstance(at, Reference):
            name = f"{PACKAGE}{module_of_type(at.name)}.{type_dict(at.name) if is_dict else type_view(at.name)}"
            return name if name in self._names(_module_of(name)) else None
        where = place_of_object(at)
        if ": " in where:
            return next((name for name, other in self._names(module).items() if other == where), None)
        return self._class_of_type(where, is_dict) if where != place else None

    def _objects(self, is_dict: bool) -> Objects:
        return {name: each.as_parameter if is_dict else each.as_result for name, each in self._api.types.items()}

    def _class_of_type(self, place: str, is_dict: bool) -> str | None:
        name = max((each for each in self._types if _is_in(place, each)), key=len, default=None)
        if name is None:
            return None
        now = self._types[name]
        below = f"{now}{place.removeprefix(name)}"
        return self._found(Reference(now), str(now), below, f"{PACKAGE}{module_of_type(now)}", is_dict)

    def _class_of_event(self, name: str, place: str) -> str | None:
        same = (each for each, other in self._names(EVENTS).items() if other == place and each.count(".") > 2)
        event = self._api.events.get(WireName(name))
        found = next(same, None)
        if found is not None or event is None or event.data is None:
            return found
        return self._found(event.data, place_of_data(event.name), place, EVENTS, is_dict=False)

    @cached_property
    def _methods(self) -> Mapping[str, Method]:
        """By what places of theirs begin with, under former names too."""
        methods = self._api.methods
        found = {owner_of_method(each.name, each.rest): each for each in methods.values()}
        for each in methods.values():
            if each.is_alias and each.replaced_by is not None:
                found[owner_of_method(each.name, each.rest)] = methods[each.rest, WireName(each.replaced_by)]
        return found

    @cached_property
    def _node_of(self) -> Mapping[tuple[int, WireName], Node]:
        return {(node.rest, method.name): node for node in self._nodes for method in node.own}

    @cached_property
    def _types(self) -> Mapping[str, WireName]:
        """The names of shared types, by these and former ones."""
        types = self._api.types.values()
        aliases = {str(alias): each.name for each in types for alias in each.aliases}
        return {**aliases, **{str(each.name): each.name for each in types}}


def _package(node: Node) -> str:
    return ".".join((PACKAGE, f"v{node.rest}", *node.path))


def _module_of(name: str) -> str:
    """Under which a name is among the modules."""
    module = name.rpartition(".")[0]
    if module.startswith(EVENTS):
        return EVENTS
    return module.removesuffix(".params").removesuffix(".results")


def _names_of_node(node: Node, package: str) -> dict[str, str]:
    plans = methods_of(node, Imports(PACKAGE))
    return {
        **{f"{package}.params.{name}": place for name, place in plans.params.places.items()},
        **{f"{package}.results.{name}": place for name, place in plans.results.places.items()},
    }


def _names_of_types(types: tuple[SharedType, ...], module: str) -> dict[str, str]:
    dicts, views = classes_of_types(types, Imports(PACKAGE))
    return {
        **{f"{module}.{name}": f"{place}{_GIVEN}" for name, place in dicts.places.items()},
        **{f"{module}.{name}": place for name, place in views.places.items()},
    }


def _names_of_events(events: tuple[Event, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for module, group in grouped(named(events), _module_of_event).items():
        views, _ = planned(group, Imports(PACKAGE))
        found.update({f"{EVENTS}.{module}.{name}": place for name, place in views.places.items()})
        for each in group:
            found[f"{EVENTS}.{module}.{each.name}"] = found[f"{EVENTS}.{each.name}"] = f"event {each.event.name}"
    return found


def _module_of_event(event: NamedEvent) -> Identifier:
    return event.module


def _names_of_codes(codes: tuple[str, ...]) -> dict[str, str]:
    return {f"{CODES}.{plan.name}": str(ast.literal_eval(plan.code)) for plan in plans(codes)}


def _bare(place: str) -> str:
    """Without what tells a list's items from the list: a page may say anew that there are several."""
    return place.replace("[]", "")


def _is_in(place: str, type: str) -> bool:
    return place == type or place.startswith((f"{type}.", f"{type}["))


def _below(
    type: Type, path: str, shared: Objects, inside: tuple[WireName, ...] = ()
) -> Object | QueryObject | Reference | None:
    """The object or reference that lies at the path: `.contact.name`, or "" for the type itself."""
    if isinstance(type, Reference):
        if not path or type.name in inside:
            return type
        return _below(shared[type.name], path, shared, (*inside, type.name))
    if isinstance(type, Variants):
        type = merged(type)
    if not isinstance(type, (Object, QueryObject)):
        found = (_below(part, path, shared, inside) for part in parts_of(type))
        return next((each for each in found if each is not None), None)
    if not path:
        return type
    for each in sorted(type.properties, key=lambda each: -len(each.name)):
        rest = path.removeprefix(f".{each.name}")
        if rest != path and (not rest or rest.startswith(".")):
            return _below(each.type, rest, shared, inside)
    return None
