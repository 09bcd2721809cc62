"""Commands of a batch as PHP reads them: what a query can say comes back as it was, and the rest is known."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24._core.query_string import RawText, fits_query, query_of

pytestmark = pytest.mark.slow


def php(query: str) -> dict[str, Any]:
    """What PHP's parse_str makes of a query, with lists as maps of their indices."""
    result: dict[str, Any] = {}
    for pair in query.split("&") if query else []:
        name, _, text = pair.partition("=")
        head, *rest = name.split("[")
        keys = [unquote_plus(head), *(unquote_plus(part.removesuffix("]")) for part in rest)]
        place = result
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        place[keys[-1]] = unquote_plus(text)
    return result


def as_php(value: Any) -> Any:
    if isinstance(value, list):
        return {str(index): as_php(item) for index, item in enumerate(value)}
    if isinstance(value, dict):
        return {key: as_php(item) for key, item in value.items()}
    return {True: "1", False: "0"}[value] if isinstance(value, bool) else str(value)


NAMES = st.text(st.characters(codec="utf-8"), min_size=1)
VALUES = st.recursive(
    st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(NAMES, VALUES))
def test_php_reads_what_was_written(params: dict[str, object]) -> None:
    assert php(query_of(params)) == as_php(params)


def test_the_documented_forms() -> None:
    params: dict[str, object] = {
        "fields": {"TITLE": "John&Martin", "PHONE": [{"VALUE": "1 2"}]},
        "done": True,
        "no": False,
    }
    expected = "fields[TITLE]=John%26Martin&fields[PHONE][0][VALUE]=1%202&done=1&no=0"
    assert query_of(params) == expected
    assert query_of({"ID": RawText("$result[get_user][UF_DEPARTMENT][0]")}) == "ID=$result[get_user][UF_DEPARTMENT][0]"
    assert query_of({"filter": {">=ID": 5}}) == "filter[%3E%3DID]=5"


@pytest.mark.parametrize("value", [None, [], {}, [None], {"a": None}, {"a": [{}]}, "x $result[a] y", ["$result["]])
def test_what_a_query_cannot_say(value: object) -> None:
    assert not fits_query(value)


@pytest.mark.parametrize("value", ["", 0, False, "$results", [0], {"a": ""}])
def test_what_a_query_can_say(value: object) -> None:
    assert fits_query(value)
