"""Every spec tree that differs from a given one in a single fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import partial
from typing import Any

from generator.spec.model import UNSET, Error, EventSpec, Example, Field, MethodSpec, SpecTree, TypeSpec
from generator.spec.names import Replacement, WireName

# Facts of which not every value is one, with some that are; of the others, any value of their Python type will do.
_POSSIBLE: Mapping[tuple[type, str], tuple[object, ...]] = {
    (Field, "type"): ("string", "date", "object"),
    (Field, "wire"): (None, "array"),
    (Field, "format"): (None, "datetime"),
    (Field, "ref"): (None,),
    (Field, "values"): ((), ("p", "q")),
    (Field, "labels"): ({}, dict.fromkeys(("NEW", "P", "asc", "ASC"), "a label")),
    (Field, "file"): (None, "base64"),
    (Field, "keys_of"): (None, "params"),
    (Field, "default"): (UNSET, "a default"),
    (Field, "unit"): (None, "seconds"),
    (Field, "min"): (None, 1),
    (Field, "max"): (None, 9),
    (Field, "max_length"): (None, 90),
    (Field, "max_items"): (None, 10),
    (Field, "max_bytes"): (None, 900),
    (MethodSpec, "rest"): (2, 3),
    (MethodSpec, "status"): ("active", "deprecated", "removed"),
    (MethodSpec, "replaced_by"): (None, Replacement("some.other")),
    (MethodSpec, "aliases"): ((), (WireName("some.Spelling"),)),
    (MethodSpec, "who"): (None, "administrator"),
    (MethodSpec, "context"): (None, "application"),
    (MethodSpec, "since"): (None, "21.800.0"),
    (MethodSpec, "one_of"): ((), (("ONE", "OTHER"),)),
    (MethodSpec, "forms"): ((), (("ONE",), ("OTHER", "THIRD"))),
    (MethodSpec, "examples"): ((), (Example({"id": 12}),), (Example({"id": 12}, {"result": None}),)),
    (Field, "when"): (None, "OTHER", {"OTHER": "Y"}),
    (Field, "since"): (None, "21.800.0"),
    (EventSpec, "status"): ("active", "deprecated", "removed"),
    (EventSpec, "replaced_by"): (None, Replacement("some.other")),
    (EventSpec, "who"): (None, "administrator"),
    (Error, "message"): (None, "Another message"),
    (Error, "status"): (None, 500),
    (Error, "field"): (None, "field"),
}
# Facts of the values, which nothing is made of where there are none.
_OF_VALUES = frozenset({"open", "labels"})
# Facts of which nothing is made but where a parameter has one of these names.
_OF_QUERIES: Mapping[str, tuple[str, ...]] = {
    "Field.keys_of": ("filter", "order", "sort", "select"),
    "Field.prefixes": ("filter",),
}
# Our own words about the pages, of which nothing is made.
_NO_FACTS = frozenset({"defects"})
# Facts whose keys are theirs, not names of attributes: parameters, fields, cases, JSON.
_ABSENT: Mapping[str, object] = {"params": {}, "example": {"id": 5}, "response": {"result": None}}


@dataclass(frozen=True)
class Change:
    """`fact`: the attribute of the spec's class, such as `Field.type`. `place`: where in the tree.

    There are thousands, of which a test takes a few: a tree is made when somebody asks.
    """

    fact: str
    place: str
    _tree: Callable[[], SpecTree] = field(repr=False)

    @property
    def tree(self) -> SpecTree:
        return self._tree()


_Made = Callable[[], Any]


def changes(tree: SpecTree) -> Iterator[Change]:
    for part in ("methods", "events", "types"):
        specs = getattr(tree, part)
        for key, spec in specs.items():
            for fact, place, other in _changed(spec):
                yield Change(fact, f"{key}{place}", partial(_tree, tree, part, key, other))


def _tree(tree: SpecTree, part: str, key: object, other: _Made) -> SpecTree:
    """With the other spec instead of the one of this key."""
    spec = other()
    others = {name: each for name, each in getattr(tree, part).items() if name != key}
    return replace(tree, **{part: {**others, _key(spec): spec}})


def _key(spec: MethodSpec | EventSpec | TypeSpec) -> object:
    if isinstance(spec, MethodSpec):
        return (spec.rest, spec.method)
    return spec.event if isinstance(spec, EventSpec) else spec.type


def _changed(spec: Any) -> Iterator[tuple[str, str, _Made]]:
    """The dataclass with one fact changed, in every way."""
    for each in fields(spec):
        of_nothing = isinstance(spec, Field) and not spec.values and each.name in _OF_VALUES
        if each.name not in _NO_FACTS and not of_nothing:
            value = getattr(spec, each.name)
            for fact, place, other in _others(type(spec), each.name, value):
                yield fact, f".{each.name}{place}", partial(_with, spec, each.name, other)


def _with(spec: Any, name: str, other: _Made) -> Any:
    return replace(spec, **{name: other()})


def _others(owner: type, name: str, value: Any) -> Iterator[tuple[str, str, _Made]]:
    fact = f"{owner.__name__}.{name}"
    if (owner, name) in _POSSIBLE:
        yield from ((fact, "", _given(other)) for other in _POSSIBLE[owner, name] if repr(other) != repr(value))
    elif is_dataclass(value):
        unnamed = name in ("items", "map_of", "returns", "data")
        yield from (
            each for each in _changed(value) if not unnamed or each[0] not in _OF_QUERIES or each[1].count(".") > 1
        )
        if name in ("items", "returns", "data", "list", "id"):
            yield fact, "", _given(None)
    elif isinstance(value, Mapping):
        yield from _of_mapping(owner, name, value)
    elif isinstance(value, (tuple, list)):
        for index, item in enumerate(value):
            for inner, place, other in _others(owner, name, item):
                yield inner, f"[{index}]{place}", partial(_with_item, value, index, other)
        yield fact, " without the last", _given(
            value[:-1] if value else type(value)(("more",) if name in ("scope", "by_name") else ())
        )
    elif value is None:
        if name in _ABSENT:
            yield fact, "", _given(_ABSENT[name])
    elif isinstance(value, bool):
        yield fact, "", _given(not value)
    elif isinstance(value, (int, float)):
        yield fact, "", _given(value + 1)
    elif isinstance(value, str):
        yield fact, "", _given(type(value)(f"{value}X"))


def _given(value: object) -> _Made:
    return lambda: value


def _with_item(value: Any, index: int, other: _Made) -> Any:
    return type(value)((*value[:index], other(), *value[index + 1 :]))


def _of_mapping(owner: type, name: str, value: Mapping[str, Any]) -> Iterator[tuple[str, str, _Made]]:
    fact = f"{owner.__name__}.{name}"
    for key, item in value.items():
        without = {each: value[each] for each in value if each != key}
        renamed = {f"{each}X" if each == key else each: value[each] for each in value}
        yield f"{fact} without", f" without {key}", _given(without)
        yield f"{fact} renamed", f" renamed {key}", _given(renamed)
        for inner, place, other in _others(owner, name, item):
            if place.count(".") > 1 or key.lower() in _OF_QUERIES.get(inner, (key.lower(),)):
                yield inner, f".{key}{place}", partial(_with_entry, value, key, other)
    if len(value) > 1:
        yield f"{fact} in another order", " in another order", _given(dict(reversed(list(value.items()))))


def _with_entry(value: Mapping[str, Any], key: str, other: _Made) -> Any:
    return {**value, key: other()}
