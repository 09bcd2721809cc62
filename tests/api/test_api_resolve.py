"""Resolving: one frozen value, the same for equal specs in any order, with no fact of them forgotten."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import generator.api.file_encoding
import generator.api.model
import generator.api.paging
import generator.api.types
from generator.api import Api, WireName, resolve
from generator.problems import GenerateError
from generator.spec.model import Error, Field, MethodSpec, SpecTree
from tests.changes import changes
from tests.fragments import FRAGMENTS
from tests.making import api_of, documented, documented_api, tree_of

VALUES = (generator.api.file_encoding, generator.api.model, generator.api.paging, generator.api.types)


def same(one: Api, other: Api) -> bool:
    """Equal, with what equality leaves out; and in the same order."""
    return one == other and repr(one) == repr(other)


def test_equal_specs_give_equal_values() -> None:
    assert same(api_of(*FRAGMENTS.values()), api_of(*FRAGMENTS.values()))


@pytest.mark.slow
def test_the_specs_of_the_whole_documentation_give_equal_values_and_stay_as_they_are() -> None:
    specs = documented()
    before = repr(specs)
    assert same(resolve(specs), documented_api())
    assert repr(specs) == before


def test_specs_are_not_changed() -> None:
    specs = tree_of(*FRAGMENTS.values())
    before = copy.deepcopy(specs)
    resolve(specs)
    assert specs == before
    assert repr(specs) == repr(before)


def _permuted(draw: Callable[..., Any], specs: Mapping[Any, Any]) -> dict[Any, Any]:
    return dict(draw(st.permutations(list(specs.items()))))


@st.composite
def permutations(draw: Callable[..., Any], specs: SpecTree) -> SpecTree:
    """The same specs in another order; what is in a spec has the order of its page."""
    return SpecTree(
        _permuted(draw, specs.methods), _permuted(draw, specs.events), _permuted(draw, specs.types), specs.errors
    )


# Answers that disagree about a shared type: the last in the order of names has its way.
DISPUTE = (
    "type: disputed\nfields: {x: {type: integer}}",
    "method: dispute.one\nreturns: {type: disputed}\nresponse: {result: {x: [1]}}",
    "method: dispute.two\nreturns: {type: disputed}\nresponse: {result: {x: {k: 1}}}",
)
SPECS = tree_of(*FRAGMENTS.values(), *DISPUTE)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(permutations(SPECS))
def test_the_order_of_the_specs_decides_nothing(permuted: SpecTree) -> None:
    assert same(resolve(permuted), resolve(SPECS))


def test_what_other_specs_hold_decides_nothing_of_a_method() -> None:
    """Shared types, which answers decide together, are the one way from spec to spec."""
    whole = api_of(*FRAGMENTS.values())
    for name, text in FRAGMENTS.items():
        if text.startswith("\nmethod") and "ref:" not in text:
            for key, method in api_of(text).methods.items():
                assert repr(whole.methods[key]) == repr(method), name


def test_every_class_of_its_values_is_frozen() -> None:
    classes: set[Any] = {kind for module in VALUES for kind in vars(module).values() if dataclasses.is_dataclass(kind)}
    assert classes >= {generator.api.model.Api, generator.api.types.Property}
    assert [kind for kind in classes if not kind.__dataclass_params__.frozen] == []


def _mutable(value: object, place: str = "") -> list[str]:
    """Where a value is held that is neither frozen nor plain data."""
    if dataclasses.is_dataclass(value):
        inner = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
        return [found for name, item in inner.items() for found in _mutable(item, f"{place}.{name}")]
    if isinstance(value, Mapping):
        return [found for name, item in value.items() for found in _mutable(item, f"{place}[{name!r}]")]
    if isinstance(value, (tuple, list)):
        return [found for index, item in enumerate(value) for found in _mutable(item, f"{place}[{index}]")]
    plain = value is None or isinstance(value, (str, int, float, generator.api.types.Kind, generator.api.Unset))
    return [] if plain else [f"{place}: {type(value)}"]


def test_it_holds_nothing_but_such_values_and_json() -> None:
    """No spec, no interpreter, nothing that is worked out later."""
    assert _mutable(api_of(*FRAGMENTS.values())) == []
    assert _mutable(SPECS.methods[2, WireName("deal.get")]) == []
    assert _mutable(object()) != []


def test_no_fact_of_a_method_or_of_its_parameters_is_forgotten() -> None:
    specs = tree_of(
        "method: a.b\nscope: [crm]\nparams: {x: {type: string}, filter: {type: object}, order: {type: object}}\n"
        "returns: {type: object, fields: {x: {type: string}}}\nexample: {x: 1}\nresponse: {result: {x: 1}}\n"
        "list: {paging: start, rows: x, id: {row: id, filter: id, order: id}}\nerrors: [{code: A}, {code: B}]",
    )
    before = outcome(specs)
    named = re.compile(r"\.(?:params|fields)\.x\.\w+\Z")
    found = [each for each in changes(specs) if not each.fact.startswith("Field.") or named.search(each.place)]
    assert {each.fact for each in found} >= {"MethodSpec.page", "Error.status", "Field.required", "Listing.rows"}
    unread = [each.place for each in found if outcome(each.tree) == before]
    assert unread == ["(2, 'a.b').returns.fields.x.file"]  # a file is given, and not answered


def outcome(specs: SpecTree) -> str:
    try:
        return repr(resolve(specs))
    except GenerateError as error:
        return str(error)


def test_all_that_is_wrong_is_said_at_once() -> None:
    methods = [
        MethodSpec(
            WireName("a.b"), 2, "p.html", "t", params={"x": Field("a", wire="b")}, returns=Field("c", format="d")
        ),
        MethodSpec(WireName("a.d"), 2, "p.html", "t", returns=Field("integer"), response={"error": 1}),
    ]
    with pytest.raises(GenerateError) as raised:
        resolve(SpecTree(methods={(2, spec.method): spec for spec in methods}))
    assert raised.value.lines == (
        "a.b: params.x: wire 'b' is no JSON type",
        "a.b: returns: format 'd' is unknown",
        "a.d: response: has no `result`",
    )


def test_two_alternatives_that_go_on_the_wire_differently_are_a_problem() -> None:
    cases = "variants: {One: {x: {type: boolean, values: [Y, N]}}, Two: {x: {type: boolean, values: [1, 0]}}}"
    with pytest.raises(GenerateError) as raised:
        api_of(f"method: a.b\nparams: {{p: {{type: object, {cases}}}}}")
    assert raised.value.lines == ("a.b: params.p.x: two cases of the object put its value on the wire differently",)


def test_an_earlier_spelling_is_a_deprecated_method_where_it_is_of_other_words() -> None:
    api = api_of(FRAGMENTS["earlier spellings"])
    assert {
        str(method.name): (method.is_alias, method.status, method.replaced_by) for method in api.methods.values()
    } == {
        "spelled.getFields": (False, "active", None),
        "spelled.getfields": (True, "deprecated", "spelled.getFields"),
    }


def test_a_spelling_that_is_a_method_itself_is_no_alias() -> None:
    api = api_of("method: a.getItems\naliases: [a.getitems]", "method: a.getitems\nreturns: {type: integer}")
    assert [method.is_alias for method in api.methods.values()] == [False, False]


def test_methods_are_in_order_of_version_and_name() -> None:
    keys = list(api_of("method: b.b", "method: a.a\nrest: 3", "method: a.a", "method: B.b").methods)
    assert keys == [(2, "B.b"), (2, "a.a"), (2, "b.b"), (3, "a.a")]


def test_an_error_is_told_once_and_knows_its_class() -> None:
    (method,) = api_of(
        "method: a.b\nerrors: [{code: NOT_FOUND}, {code: X, status: 403}, {code: NOT_FOUND}]"
    ).methods.values()
    assert [(error.code, error.class_name) for error in method.errors] == [
        ("NOT_FOUND", "NotFound"),
        ("X", "PermissionDenied"),
    ]


def test_errors_of_every_method_are_the_api_s() -> None:
    specs = dataclasses.replace(tree_of("method: a.b"), errors=(Error("expired_token", status=401),))
    assert [error.class_name for error in resolve(specs).errors] == ["TokenExpired"]


def test_everything_but_a_batch_can_be_in_a_batch() -> None:
    api = api_of("method: batch", "method: a.batch")
    assert [(str(method.name), method.can_be_batched) for method in api.methods.values()] == [
        ("a.batch", True),
        ("batch", False),
    ]
