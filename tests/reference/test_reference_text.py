"""How signatures, calls and JSON are written."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generator.emit.python.literals import Call, Code
from generator.emit.python.methods import ParameterPlan, SignaturePlan
from generator.reference.calls import laid_out, signature
from generator.reference.html import json_text


def test_a_long_signature_has_a_parameter_to_a_line() -> None:
    extra = ParameterPlan("extra", "Mapping[str, object] | None", "None")
    short = SignaturePlan((ParameterPlan("id", "int"),), (), extra)
    assert signature(("crm", "deal", "get"), short, "Deal") == "b24.crm.deal.get(id: int) -> Deal"
    keywords = tuple(
        ParameterPlan(name, "str", "OMIT", "Omitted") for name in ("first_of_several", "second_of_several")
    )
    long = SignaturePlan((ParameterPlan("id", "int"),), keywords, extra)
    assert signature(("crm", "deal", "get"), long, "dict[str, list[Deal]]").splitlines() == [
        "b24.crm.deal.get(",
        "    id: int,",
        "    *,",
        "    first_of_several: str = ...,",
        "    second_of_several: str = ...,",
        ") -> dict[str, list[Deal]]",
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=30), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_a_call_says_the_value_however_it_is_laid_out(value: Any) -> None:
    text = laid_out(Call("f", keywords={"first": value, "second": [value, Code("date")]}))
    assert eval(text, {"f": lambda first, second: (first, second), "date": "a date"}) == (value, [value, "a date"])


@given(VALUES)
def test_json_says_the_value_and_hides_nothing(value: Any) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert all(letter.isprintable() or letter == "\n" for letter in text)
