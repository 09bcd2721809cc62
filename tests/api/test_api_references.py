"""The shared types to which methods, events and other types lead: all that they hold, to any depth, and no others."""

from __future__ import annotations

import re

import pytest

from generator.api import Api, resolve
from generator.api.entities import with_entities
from generator.api.types import references_in
from generator.spec.model import Field, SpecTree
from tests.fragments import FRAGMENTS
from tests.making import api_of, documented, documented_api, tree_of

pytestmark = pytest.mark.slow

TYPES = (
    "type: a\nfields: {b: {type: object, ref: b}, self: {type: 'a[]'}}",
    "type: b\nfields: {c: {type: c}}",
    "type: c",
)


def held_and_reached(returns: str) -> tuple[set[str], list[str]]:
    """What a method of that result holds itself, and what that leads to."""
    api = api_of(f"method: m.n\nreturns: {returns}", *TYPES)
    (method,) = api.methods.values()
    return set(method.references), list(api.reached(method.references))


def test_a_type_is_reached_by_its_name_as_a_type_and_as_a_reference_at_any_depth() -> None:
    deep = "{type: object, fields: {x: {type: array, items: {type: object, variants: {one: {y: {type: b | null}}}}}}}"
    assert held_and_reached(deep) == ({"b"}, ["b", "c"])
    assert held_and_reached("{type: 'a[]'}") == ({"a"}, ["a", "b", "c"])
    assert held_and_reached("{type: object, items: {type: object, ref: c}}") == ({"c"}, ["c"])
    assert held_and_reached("{type: string | integer}") == (set(), [])


def test_of_parameters_too() -> None:
    api = api_of("method: m.n\nparams: {filter: {type: object, fields: {x: {type: 'b[]'}}}, y: {type: c}}", *TYPES)
    (method,) = api.methods.values()
    assert method.references == {"b", "c"}


@pytest.mark.parametrize(
    ("text", "in_parameters", "in_results"),
    [
        ("method: m.n\nparams: {x: {type: b}}", {"b", "c"}, {"a", "b", "c"}),
        ("method: m.n\nreturns: {type: b}", set(), {"a", "b", "c"}),
        ("method: m.n\nparams: {x: {type: a}}", {"a", "b", "c"}, set()),
        ("event: onX\ndata: {type: object, fields: {x: {type: a}}}", set(), {"a", "b", "c"}),
    ],
)
def test_a_type_knows_whether_parameters_or_results_lead_to_it(
    text: str, in_parameters: set[str], in_results: set[str]
) -> None:
    """One that nothing leads to counts as in results."""
    types = api_of(text, *TYPES).types
    assert {name for name, each in types.items() if each.in_parameters} == in_parameters
    assert {name for name, each in types.items() if each.in_results} == in_results


def _named(value: object, names: set[str]) -> set[str]:
    """Shared types that a value of the Api names, found in its text: a reference that nobody looks for is there too."""
    return {name for name in re.findall(r"Reference\(name='([^']*)'", repr(value)) if name in names}


def _is_complete(api: Api) -> bool:
    """And some are found."""
    names = set(map(str, api.types))
    found = 0
    for method in api.methods.values():
        assert method.references == _named((method.parameters, method.returns, method.paging), names), method.name
        found += len(method.references)
    for name, type in api.types.items():
        assert type.references == _named((type.as_parameter, type.as_result), names), name
        reached = api.reached([name])
        assert name in reached
        assert all(each.references <= reached.keys() for each in reached.values()), name
        assert list(reached) == sorted(reached)
    for event in api.events.values():
        held = set(references_in(event.data)) if event.data is not None else set()
        assert held == _named(event.data, names), event.name
        found += len(held)
    return found > 0


def test_what_is_reached_is_all_that_is_held() -> None:
    assert _is_complete(api_of(*FRAGMENTS.values()))


@pytest.mark.slow
def test_what_is_reached_is_all_that_is_held_in_the_whole_documentation() -> None:
    assert _is_complete(documented_api())


def _in_fields(fields: dict[str, Field]) -> set[str]:
    """The shared types that specs name: at least those that are held then."""
    found: set[str] = set()
    for field in fields.values():
        found |= {*re.split(r"[\s|\[\]<>]+", field.type), *([field.ref] if field.ref else [])}
        found |= _in_fields(dict(field.fields))
        for case in field.variants.values():
            found |= _in_fields(dict(case))
        for element in (field.items, field.map_of):
            if element is not None:
                found |= _in_fields({"": element})
    return found


def _holds_nothing_else(api: Api, specs: SpecTree) -> bool:
    for key, method in api.methods.items():
        if not method.is_alias:
            spec = specs.methods[key]
            named = _in_fields({**spec.params, **({"": spec.returns} if spec.returns is not None else {})})
            assert method.references <= named, method.name
    for name, type in api.types.items():
        assert type.references <= _in_fields(dict(specs.types[name].fields)), name
    return True


def test_nothing_is_held_that_no_spec_names() -> None:
    specs = tree_of(*FRAGMENTS.values())
    assert _holds_nothing_else(resolve(specs), with_entities(specs))


def test_nothing_is_held_that_no_spec_of_the_documentation_names() -> None:
    assert _holds_nothing_else(documented_api(), with_entities(documented()))
