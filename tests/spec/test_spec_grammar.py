"""How documented types are written: read, spelled, and brought into one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.spec.grammar import InvalidType, TypeName, alternatives, normalise, spelled

pytestmark = pytest.mark.slow

words = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}(\.[A-Za-z_]{1,4})?", fullmatch=True)
# Between two types, `or` is no name.
names = words.filter(lambda word: "or" not in word.split(".")) | st.sampled_from(["array", "List", "int"])
terms = st.recursive(
    names, lambda inner: inner.map("{}[]".format) | inner.map("array<{}>".format) | inner.map("Array < {} >".format)
)
# Longer ones are cut, and what is left need be no type.
types = (
    st.lists(terms, min_size=1, max_size=4)
    .flatmap(lambda parts: st.sampled_from([" | ", "|", " |"]).map(lambda bar: bar.join(parts)))
    .filter(lambda text: len(text) <= 200)
)
fragments = st.sampled_from(
    ["array", "<", ">", "[]", "[", "]", "|", ",", " or ", "or", " ", "int", "Integer", "list", "x"]
)
cells = (
    st.lists(fragments, max_size=12).map("".join)
    | st.lists(fragments, min_size=60, max_size=90).map("".join)
    | st.text()
)


@pytest.mark.parametrize(
    ("documented", "names"),
    [
        ("integer", (TypeName("integer"),)),
        ("string | null", (TypeName("string"), TypeName("null"))),
        ("integer|integer[]", (TypeName("integer"), TypeName("integer", 1))),
        ("string[][]", (TypeName("string", 2),)),
        ("array", (TypeName("any", 1),)),
        ("array<object>", (TypeName("object", 1),)),
        ("Array< array<int> >[]", (TypeName("int", 3),)),
        ("catalog_product.id[]", (TypeName("catalog_product.id", 1),)),
    ],
)
def test_notations(documented: str, names: tuple[TypeName, ...]) -> None:
    assert alternatives(documented) == names


@pytest.mark.parametrize(
    "documented", ["", "a b", "integer |", "[]", "array<", "array<a | b>", 'x"""', "string[", "{{ x }}", "é"]
)
def test_what_is_not_written_like_a_type_is_refused(documented: str) -> None:
    with pytest.raises(InvalidType, match="is not written like a type"):
        alternatives(documented)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Integer", "integer"),
        ("int", "integer"),
        ("bool", "boolean"),
        ("float", "double"),
        ("string|null", "string | null"),
        ("string | null", "string | null"),
        ("integer or string", "integer | string"),
        ("integer, string", "integer | string"),
        ("integer|integer", "integer"),
        ("string []", "string[]"),
        ("int[][]", "integer[][]"),
        ("array<object>", "object[]"),
        ("Array< int >", "integer[]"),
        ("array<array<int>>", "integer[][]"),
        ("a sentence about it", "a sentence about it"),
        ("crm_status", "crm_status"),
        ("catalog_product.id", "catalog_product.id"),
        ("CRM_Status", "CRM_Status"),
        ("color", "color"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_normalise(text: str, normal: str) -> None:
    assert normalise(text) == normal
    assert normalise(normal) == normal


@settings(deadline=None)
@given(types)
def test_a_type_that_is_spelled_is_read_as_the_same(text: str) -> None:
    read = alternatives(text)

    assert alternatives(spelled(read)) == read


@settings(deadline=None)
@given(types)
def test_a_normal_type_is_still_one(text: str) -> None:
    normal = normalise(text)

    assert alternatives(normal)
    assert normalise(spelled(alternatives(normal))) == spelled(alternatives(normal))


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(cells)
def test_normalising_is_done_once(text: str) -> None:
    normal = normalise(text)

    assert normalise(normal) == normal
    assert len(normal) <= 200
