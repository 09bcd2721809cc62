"""Filters, orders and selects: what their rows say of fields, with the fields found where the row says they are.

A name that the row itself lists stands in the spec at its place, as a key of the filter or order or as a value of the
select's items; where the row refers to a list, `keys_of` says to which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from typing import Final

from ..site.page import PagePath
from ..spec.keys_of import EACH, KeysPlace
from ..spec.model import Field, Json
from ..spec.names import WireName
from .examples.samples import Samples
from .fields.node import Fields, Node, with_missing
from .fields.query_words import FILTER, GROUP, NO_QUERY, ORDERS, QUERIES, SELECT, FieldsLink, query_name
from .fields.reconcile import is_list
from .page_facts import MethodFacts
from .shared_objects import SharedObjects, Target, provisional_name, target_of

_SIGNS: Final = re.compile(r"\A[!=<>@%?~]{1,4}")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIGNED: Final = re.compile(r"[!=<>@%?~]{1,4}[A-Za-z_]")
_WRITING: Final = re.compile(r"(?:add|update|create|set|register)\Z", re.IGNORECASE)
_WRITTEN: Final = frozenset({"fields", "data"})
_FEW: Final = 3
_ALIKE: Final = 0.6
"""How much of two lists of fields is in both, if they are about the same object."""


@dataclass(frozen=True)
class _Known:
    """The fields that a link leads to: where they stand in specs, or what they are called."""

    keys_of: str | None = None
    names: tuple[str, ...] = ()


_NOTHING: Final = _Known()
_ANY: Final = Node(Field("any"))


def with_queries(facts: MethodFacts, page: PagePath, objects: SharedObjects, types: Set[WireName]) -> Fields:
    """The parameters of the method with what is known of their keys.

    Args:
        facts: Parameters and answer are linked and held against the examples.
        types: The shared types that have a spec. The fields of others are listed at the parameter.
    """
    reader = _Reader(facts, page, objects, types)
    return {name: reader.read(name, node, ("params",), facts.sent.at(name)) for name, node in facts.params.items()}


@dataclass(frozen=True)
class _Reader:
    facts: MethodFacts
    page: PagePath
    objects: SharedObjects
    types: Set[WireName]

    def read(self, name: str, node: Node, outer: tuple[str, ...], samples: Samples) -> Node:
        """The node at that place with what is known of its keys, or of those of what is in it."""
        query = query_name(name)
        is_signed = query == FILTER and _are_signed(samples)
        if query in QUERIES and (node.hints.query != NO_QUERY or is_signed):
            return self._query(query, node, outer, samples)
        path = (*outer, name)
        fields = {inner: self.read(inner, each, path, samples.at(inner)) for inner, each in node.fields.items()}
        return replace(node, fields=fields) if fields else node

    def _query(self, name: str, node: Node, outer: tuple[str, ...], samples: Samples) -> Node:
        query = node.hints.query
        if node.type == "string" and name in ORDERS and query.same_as:
            return self._one_field(node, outer)
        known = self._same(query.same_as, outer)
        if known is None and (query.open or not query.names):
            known = self._linked(name, node, query.links)
        known = known or _NOTHING
        if known.keys_of is not None:
            node = node.with_facts(keys_of=known.keys_of)
        if name in ORDERS:
            node = node.with_facts(ref=None)  # of the type it has the names, not the values
        names = query.names or _as_sent(known.names, samples)
        if name in (SELECT, GROUP):
            return _select(node, names, query.open or not query.names, samples)
        if name == FILTER:
            node = node.with_facts(prefixes=not query.conditions and (query.prefixes or _are_signed(samples)))
            if query.conditions:
                return _conditions(node, names)
            return _with_required(_with_keys(node, names, samples), query.required)
        return _order(node, names, query.directions, samples)

    def _one_field(self, node: Node, outer: tuple[str, ...]) -> Node:
        """The name of one field that the parameter beside it has."""
        query = node.hints.query
        other = next((each for name, each in self._beside(outer).items() if name.lower() == query.same_as), None)
        names = tuple(name for name in other.fields if name not in query.not_these) if other else ()
        return node.with_facts(values=names) if names and not node.facts.values else node

    # Where the fields are

    def _same(self, other: str, outer: tuple[str, ...]) -> _Known | None:
        """The same as those of another parameter beside it."""
        found = next((each for each in self._beside(outer) if each.lower() == other), None) if other else None
        return _Known(str(KeysPlace((*outer, found)))) if found else None

    def _beside(self, outer: tuple[str, ...]) -> Fields:
        """The parameters at that place."""
        beside = self.facts.params
        for step in outer[1:]:
            beside = beside[step].fields
        return beside

    def _linked(self, name: str, node: Node, links: tuple[FieldsLink, ...]) -> _Known:
        found = (self._behind(name, node, link) for link in links)
        return next((each for each in found if each != _NOTHING), _NOTHING)

    def _behind(self, name: str, node: Node, link: FieldsLink) -> _Known:
        target = target_of(link.href, self.page)
        if target is None:
            return _NOTHING
        if target.page == self.page:
            return self._on_own_page(name, node, target)
        method = self.objects.pages[target.page].method if target.page in self.objects.pages else None
        if link.is_parameter:
            return _as_there(method, name) if method else _NOTHING
        found = self.objects.find(target) or self.objects.named(link.text.lower(), [target.page])
        if found is not None:
            type_ = provisional_name(found.target)
            return _Known(type_) if type_ in self.types else _Known(names=tuple(found.facts.fields))
        return _of_method(method, self.facts.identity.rest) if method else _NOTHING

    def _on_own_page(self, name: str, node: Node, target: Target) -> _Known:
        found = self.objects.find(target) if target.anchor else None
        if found is None or node.fields:  # its fields are there already
            return _NOTHING
        type_ = provisional_name(found.target)
        if type_ in self.types:
            return _Known(type_)
        names = found.facts.fields.keys()
        for path, fields in _objects_in(Node(Field("object"), fields=self.facts.params), ("params",)):
            if path[-1].lower() == FILTER != name and fields.keys() >= names:
                return _Known(str(KeysPlace(path)))
        for path, fields in _objects_in(self.facts.returns, ("returns",)) if self.facts.returns else ():
            is_element = path[-1] == EACH  # of others, a section may have been taken for that of a sister
            if is_element and len(names) >= _FEW and _ALIKE * len(names | fields.keys()) <= len(names & fields.keys()):
                return _Known(str(KeysPlace(path)))
        return _Known(names=tuple(names))


def _objects_in(node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Fields]]:
    """Every object in it with its path, the outer ones first."""
    waiting = [(path, node)]
    while waiting:
        path, node = waiting.pop(0)
        if node.fields:
            yield path, node.fields
        waiting += [((*path, name), each) for name, each in node.fields.items()]
        waiting += [((*path, EACH), each) for each in (node.items, node.map_of) if each]


def _as_there(method: MethodFacts, name: str) -> _Known:
    """The keys of the other method's parameter of the same name."""
    found = next((each for each in method.params if each.lower() == name), None)
    return _Known(str(KeysPlace(("params", found), str(method.identity.method)))) if found else _NOTHING


def _of_method(method: MethodFacts, rest: int) -> _Known:
    """What the other method describes: the fields that it answers with, or those that it writes."""
    if method.identity.rest != rest:
        return _NOTHING
    if _WRITING.search(method.identity.method):
        inner = next((each for each in method.params if each.lower() in _WRITTEN), None)
        path: tuple[str, ...] | None = ("params", inner) if inner else ("params",)
    else:
        path = _descriptions(method.answered)
    return _Known(str(KeysPlace(path, str(method.identity.method)))) if path else _NOTHING


def _descriptions(answered: Samples) -> tuple[str, ...] | None:
    """Where an answer has a map of descriptions by field: at the top, or under its only key."""
    for value in answered.objects():
        if _describes(value):
            return ("returns",)
        if len(value) == 1:
            key, inner = next(iter(value.items()))
            return ("returns", key) if isinstance(inner, dict) and _describes(inner) else None
        return None
    return None


def _describes(value: dict[str, Json]) -> bool:
    return len(value) > 1 and all(isinstance(each, dict) and each for each in value.values())


# What is said at the parameter


def _as_sent(names: tuple[str, ...], samples: Samples) -> tuple[str, ...]:
    """The names of another method's answer as the examples write those that they have: `GROUP_ID` for `groupId`."""
    shown = {_SIGNS.sub("", each) for each in (*samples.names(), *samples.elements().values) if isinstance(each, str)}
    upper = tuple(_HUMP.sub("_", name).upper() for name in names)
    return upper if shown and shown <= set(upper) and shown.isdisjoint(names) else names


def _are_signed(samples: Samples) -> bool:
    return any(isinstance(value, dict) and any(map(_SIGNED.match, value)) for value in samples.values)


def _select(node: Node, names: tuple[str, ...], is_open: bool, samples: Samples) -> Node:
    item = node.items or Node(Field("string"))
    if not names and node.facts.keys_of is not None and node.is_bare and node.type == "array" and is_list(node):
        return replace(node, items=item)
    if not names or not is_list(node) or item.type not in ("string", "any"):
        return node
    shown = {each for each in samples.elements().values if isinstance(each, str)}
    facts = replace(item.facts, type="string", values=names, open=is_open or not shown <= set(names))
    return replace(node, items=Node(facts))


def _with_keys(node: Node, names: tuple[str, ...], samples: Samples, each: Node = _ANY) -> Node:
    """An object with keys of these names. PHP calls an array what has keys."""
    if not names or node.facts.ref or node.items or node.variants or any(map(_is_a_list, samples.values)):
        return node
    if is_list(node) and node.facts.wire is None:
        node = node.with_facts(wire="object")
    return replace(node, fields=with_missing(node.fields, dict.fromkeys(names, each)))


def _with_required(node: Node, names: tuple[str, ...]) -> Node:
    """The filter with the keys that it must have marked, beside which it may have others."""
    if not names or node.facts.ref or node.items or node.variants:
        return node
    marked = {name: node.fields.get(name, _ANY).with_facts(required=True) for name in names}
    return replace(node.with_facts(open=True), fields={**node.fields, **marked})


def _order(node: Node, names: tuple[str, ...], directions: tuple[str, ...], samples: Samples) -> Node:
    if any(map(_is_a_list, samples.values)) or node.items:
        return node
    if node.type == "string":  # the direction itself
        return node.with_facts(values=directions) if directions and not node.facts.values else node
    shown = {value for value in samples.under_keys().values if isinstance(value, str)}
    is_open = bool(directions) and not shown <= set(directions)
    each = Node(Field("string", values=directions, open=is_open))
    node = _with_keys(node, names, samples, each)
    if not directions:
        return node
    if not node.fields:
        return replace(node, map_of=each) if node.is_bare else node
    fields = {name: known if known.facts.values else each for name, known in node.fields.items()}
    return replace(node, fields=fields)


def _conditions(node: Node, names: tuple[str, ...]) -> Node:
    """A list of conditions: the name of a field is one part of each."""
    condition = node.items
    part = condition.items if condition else None
    if not names or not condition or not part or "string" not in part.type.split(" | "):
        return node
    return replace(node, items=replace(condition, items=part.with_facts(values=names, open=True)))


def _is_a_list(value: Json) -> bool:
    return isinstance(value, list) and bool(value)
