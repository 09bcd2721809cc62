"""Sample values: of their type, distinct, the same every time, never empty; and nothing that an answer leaves out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generator.api import Api, Json
from generator.api.fits import read
from generator.api.samples import Sampler
from generator.api.types import Object, Type, parts_of
from generator.api.unshown import Unshown
from tests.fragments import FRAGMENTS
from tests.making import api_of, documented_api


def results(api: Api) -> Iterator[tuple[str, Type]]:
    for method in api.methods.values():
        yield str(method.name), method.returns
    for type in api.types.values():
        yield str(type.name), type.as_result


def leaves(value: Json) -> Iterator[Json]:
    if isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves(item)
    else:
        yield value


def has_values(type: Type) -> bool:
    """Are some of its values documented, or is it a boolean? Only of other values no two need be equal."""
    return bool(getattr(type, "values", ())) or "BOOLEAN" in repr(type) or any(map(has_values, parts_of(type)))


def _are_of_their_type(api: Api) -> bool:
    shared = {name: type.as_result for name, type in api.types.items()}
    for name, type in results(api):
        sample = Unshown(shared).sample(type)
        assert read(type, sample, shared).mismatches == (), name
        assert sample == Unshown(shared).sample(type)
    return bool(shared)


def test_they_are_of_their_type() -> None:
    assert _are_of_their_type(api_of(*FRAGMENTS.values()))


@pytest.mark.slow
def test_those_of_the_whole_documentation_are_of_their_type() -> None:
    assert _are_of_their_type(documented_api())


def test_no_two_are_equal_and_none_is_empty() -> None:
    api = api_of(*FRAGMENTS.values())
    shared = {name: type.as_parameter for name, type in api.types.items()}
    for method in api.methods.values():
        sampler = Sampler("params", shared)
        found = [sampler.value(each.type, each.name) for each in method.parameters if not has_values(each.type)]
        texts = [repr(leaf) for leaf in leaves(found)]
        assert len(set(texts)) == len(texts), method.name
        assert all(leaves(found))


@pytest.mark.parametrize(
    ("shown", "left_out"),
    [
        ("{ID: 1, ROWS: [{A: 1, B: 2}], LIST: [1]}", None),
        ("{ID: 1, ROWS: [{A: 1}, {B: 2}], LIST: [1]}", None),
        ("{ID: 1, ROWS: [{A: 1}], LIST: [1]}", {"ROWS": [{"B": "1001"}]}),
        ("{ID: 1, ROWS: [{A: 1, B: 2}]}", {"LIST": ["1001"]}),
        ("{ROWS: [], LIST: []}", {"ID": "1001", "ROWS": [{"A": "1002", "B": "1003"}], "LIST": ["1004"]}),
    ],
)
def test_what_an_answer_leaves_out(shown: str, left_out: Json) -> None:
    rows = "{type: array, items: {type: object, fields: {A: {type: integer}, B: {type: integer}}}}"
    fields = f"{{ID: {{type: integer}}, ROWS: {rows}, LIST: {{type: 'integer[]'}}}}"
    (method,) = api_of(
        f"method: a.b\nreturns: {{type: object, fields: {fields}}}\nresponse: {{result: {shown}}}"
    ).methods.values()
    assert isinstance(method.returns, Object)
    assert method.response is not None
    sample = Unshown({}).of(method.returns, method.response["result"])
    assert (sample.value if sample is not None else None) == left_out
