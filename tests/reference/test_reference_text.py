"""How annotations, calls and JSON are written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.emit.python.literals import Call, Code
from generator.reference.annotations import named, readable
from generator.reference.calls import laid_out, signature
from generator.reference.html import json_text
from generator.reference.surface import Parameter, Signature


@pytest.mark.parametrize(
    ("annotation", "read"),
    [
        ("_list[_str] | tuple[_str, ...] | Omitted", "list[str] | tuple[str, ...]"),
        ("int | _Omitted | None", "int | None"),
        ("dt.datetime | _dt.date", "datetime | date"),
        ('Literal["_a", "dt.x", "a\\" _b"] | str', 'Literal["_a", "dt.x", "a\\" _b"] | str'),
        ("Mapping[str, object]", "Mapping[str, object]"),
    ],
)
def test_annotations_are_read_without_the_aliases_of_a_module(annotation: str, read: str) -> None:
    assert readable(annotation) == read


def test_classes_are_found_in_annotations_and_not_in_texts_that_look_like_one() -> None:
    pieces = list(named('list[Deal] | Literal["Deal"]', {"Deal": "crm.deal"}))
    assert [piece for piece in pieces if piece.name] == [("Deal", "crm.deal")]
    assert "".join(piece.text for piece in pieces) == 'list[Deal] | Literal["Deal"]'


def test_a_long_signature_has_a_parameter_to_a_line() -> None:
    short = Signature((Parameter("id", "int", ""),), (), "Deal")
    assert signature(("crm", "deal", "get"), short) == "b24.crm.deal.get(id: int) -> Deal"
    keywords = tuple(Parameter(name, "str | Omitted", "OMIT") for name in ("first_of_several", "second_of_several"))
    long = Signature((Parameter("id", "int", ""),), keywords, "dict[str, list[Deal]]")
    assert signature(("crm", "deal", "get"), long).splitlines() == [
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
