"""Events as the portal posts them: brackets to any depth, tokens compared and never shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24.convert import integer, list_of
from bitrix24.errors import Bitrix24Error
from bitrix24.events import EventError, parse_event, parse_form

POSTED = {
    "event": "ONCRMDEALADD",
    "event_handler_id": "11",
    "data[FIELDS][ID]": "42",
    "data[FIELDS][TAGS][0]": "7",
    "data[FIELDS][TAGS][1]": "9",
    "ts": "1724916611",
    "auth[application_token]": "app-token-123",
    "auth[access_token]": "access-secret",
    "auth[domain]": "portal.bitrix24.com",
    "auth[user_id]": "5",
}
TREES = st.recursive(
    st.text(st.characters(codec="utf-8")),
    lambda inner: st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_characters="[]"), min_size=1), inner, min_size=1, max_size=3
    ),
    max_leaves=8,
)


def test_an_event() -> None:
    event = parse_event(urlencode(POSTED).encode())
    assert (event.name, event.handler_id) == ("ONCRMDEALADD", 11)
    assert event.data["FIELDS"]["ID"] == "42"
    assert list_of(integer)(event.data["FIELDS"]["TAGS"]) == [7, 9]
    assert event.sent_at.year == 2024
    assert (event.auth.domain, event.auth.user_id, event.auth.access_token) == (
        "portal.bitrix24.com",
        5,
        "access-secret",
    )


@pytest.mark.parametrize(
    ("token", "expected"), [("app-token-123", True), ("app-token-124", False), ("", False), ("ключ", False)]
)
def test_the_sender_is_known_by_the_application_token(token: str, expected: bool) -> None:
    assert parse_event(urlencode(POSTED)).is_from(token) is expected


@pytest.mark.parametrize(
    "body", ["event=X", "event=X&auth=app-token-123", "event=X&auth[application_token][x]=app-token-123"]
)
def test_without_a_token_nobody_is_the_sender(body: str) -> None:
    assert not parse_event(body).is_from("app-token-123")


def test_reprs_show_no_token() -> None:
    event = parse_event(urlencode(POSTED))
    assert repr(event.auth) == "EventAuth(***, domain='portal.bitrix24.com')"
    for shown in (repr(event), repr([event]), str(event.auth)):
        assert "secret" not in shown
        assert "app-token" not in shown


@pytest.mark.parametrize("body", [b"", b"x=1", b"event[a]=1", b"event=%FF", b"\xff", "&".join(["a=1"] * 10_001)])
def test_what_is_no_event(body: bytes | str) -> None:
    with pytest.raises(EventError, match=r"not an event|not a form") as caught:
        parse_event(body)
    assert isinstance(caught.value, Bitrix24Error)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a[b][c]=1&a[b][d]=2", {"a": {"b": {"c": "1", "d": "2"}}}),
        ("a[]=x&a[]=y&a[7]=z&a[]=w", {"a": {"0": "x", "1": "y", "7": "z", "8": "w"}}),
        ("a[][b]=1", {"a": {"0": {"b": "1"}}}),
        ("a=1&a[b]=2", {"a": {"b": "2"}}),
        ("a[b]=2&a=1", {"a": "1"}),
        ("a[b=1", {"a[b": "1"}),
        ("a=", {"a": ""}),
    ],
)
def test_brackets(body: str, expected: dict[str, Any]) -> None:
    assert parse_form(body) == expected


def test_depth_has_no_end() -> None:
    form: Any = parse_form("a" + "[b]" * 5_000 + "=1")
    for _ in range(5_000):
        (form,) = form.values()
    assert form == {"b": "1"}


@given(st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="[]"), min_size=1), TREES, max_size=4))
def test_a_form_comes_back_as_it_was_posted(tree: dict[str, Any]) -> None:
    assert parse_form("&".join(pairs_of("", tree))) == tree


def pairs_of(prefix: str, tree: dict[str, Any]) -> list[str]:
    pairs: list[str] = []
    for key, value in tree.items():
        name = f"{prefix}[{key}]" if prefix else key
        pairs += pairs_of(name, value) if isinstance(value, dict) else [f"{quote_plus(name)}={quote_plus(value)}"]
    return pairs


@given(st.binary() | st.text())
def test_any_body_is_a_form_or_an_error(body: bytes | str) -> None:
    try:
        form = parse_form(body)
    except EventError:
        return
    assert isinstance(form, dict)
