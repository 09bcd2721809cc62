"""Events as the portal posts them: brackets to any depth, tokens compared and never shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24 import Event, EventError, View, events, parse_event
from bitrix24._core.convert import integer, list_of, map_of, string
from bitrix24._core.form_body import parse_form
from bitrix24._core.views import always, field
from bitrix24.errors import Bitrix24Error

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
    event = parse_event(urlencode({**POSTED, "event": "ONSOMETHINGNEW"}).encode())
    assert type(event) is Event
    assert (event.name, event.handler_id) == ("ONSOMETHINGNEW", 11)
    assert event.data["FIELDS"]["ID"] == "42"
    assert list_of(integer)(event.data["FIELDS"]["TAGS"]) == [7, 9]
    assert event.sent_at.year == 2024
    assert (event.auth.domain, event.auth.user_id, event.auth.access_token) == (
        "portal.bitrix24.com",
        5,
        "access-secret",
    )


def test_an_event_in_the_form_of_a_framework() -> None:
    as_posted = parse_event(urlencode(POSTED))
    assert parse_event(POSTED) == parse_event({key: [value] for key, value in POSTED.items()}) == as_posted
    assert parse_event(as_posted.raw) == as_posted
    with pytest.raises(EventError, match="no text, but object"):
        parse_event({"event": object()})


@pytest.mark.parametrize("name", ["ONCRMDEALADD", "onCrmDealAdd", "oncrmdealadd"])
def test_a_documented_event_has_its_own_class(name: str) -> None:
    event = parse_event(urlencode({**POSTED, "event": name}))
    assert isinstance(event, events.OnCrmDealAdd)
    assert not isinstance(event, events.OnCrmDealUpdate)
    assert (event.name, event.data.fields.id) == (name, 42)


def test_the_package_knows_every_event_by_name_and_no_other() -> None:
    assert {"OnCrmDealAdd", "OnTaskAdd", "Event", "parse_event"} <= set(dir(events))
    with pytest.raises(AttributeError, match="OnCrmDealAdded"):
        events.OnCrmDealAdded  # noqa: B018


@pytest.mark.parametrize(("data", "expected"), [("data[a]=1", {"a": "1"}), ("data=7", "7"), ("", {}), ("data=", {})])
def test_the_data_of_an_unknown_event_is_as_it_was_posted(data: str, expected: object) -> None:
    assert parse_event(f"event=ONSOMETHINGNEW&{data}").data == expected


class Data(View):
    """As a form may have it."""

    ids = always("ids", list_of(integer))
    names = always("names", map_of(string))
    parent = field("parent", integer)
    title = always("title", string)


def test_what_a_form_leaves_out_is_empty() -> None:
    data = Data({})
    assert (data.ids, data.names, data.parent) == ([], {}, None)
    assert data.title is None  # though the type says that it is there


@pytest.mark.parametrize(
    ("token", "expected"),
    [("app-token-123", True), ("app-token-124", False), ("", False), ("ключ", False), ("\ud800", False)],
)
def test_the_sender_is_known_by_the_application_token(token: str, expected: bool) -> None:
    assert parse_event(urlencode(POSTED)).is_from(token) is expected


@pytest.mark.parametrize(
    "body",
    [
        "event=X",
        "event=X&auth=app-token-123",
        "event=X&auth[application_token][x]=app-token-123",
        "event=X&auth[application_token]=app-token-123&auth[application_token]=\ud800",
    ],
)
def test_without_a_token_nobody_is_the_sender(body: str) -> None:
    assert not parse_event(body).is_from("app-token-123")


def test_reprs_show_no_token() -> None:
    event = parse_event(urlencode(POSTED))
    assert repr(event.auth) == "EventAuth(***, domain='portal.bitrix24.com')"
    for shown in (repr(event), repr([event]), str(event.auth)):
        assert "secret" not in shown
        assert "app-token" not in shown


def test_tokens_in_the_data_are_not_shown_either() -> None:
    event = parse_event("event=ONIMBOTMESSAGEADD&data[BOT][5][access_token]=secret&data[BOT][5][BOT_CODE]=b")
    assert isinstance(event, events.OnImbotMessageAdd)
    bot = event.data.bot["5"]
    assert bot.access_token == "secret"
    assert "secret" not in f"{event} {event.data} {bot}"
    assert "***" in repr(bot)


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
        ("a[][b]=1&a[][b]=2", {"a": {"0": {"b": "1"}, "1": {"b": "2"}}}),
        ("a[07]=x&a[]=y&a[-3]=z&a[]=w", {"a": {"07": "x", "0": "y", "-3": "z", "1": "w"}}),
        ("a[9]=x&a=y&a[]=z", {"a": {"0": "z"}}),
        ("a=1&a[b]=2", {"a": {"b": "2"}}),
        ("a[b]=2&a=1", {"a": "1"}),
        ("a[b=1", {"a[b": "1"}),
        ("a=", {"a": ""}),
    ],
)
def test_brackets(body: str, expected: dict[str, Any]) -> None:
    assert parse_form(body) == expected


def test_a_form_is_read_as_deep_as_php_reads_it() -> None:
    event = parse_event("event=X&data" + "[b]" * 64 + "=1")
    form: Any = event.data
    for _ in range(64):
        (form,) = form.values()
    assert form == "1"
    assert repr(event) == "Event('X', data={'b': {'b': {...}}})"
    with pytest.raises(EventError, match="deeper than 64"):
        parse_event("event=X&data" + "[b]" * 65 + "=1")


def test_a_number_of_any_length_is_a_key() -> None:
    number = "9" * 5_000
    assert parse_form(f"a[{number}]=x&a[]=y") == {"a": {number: "x", "0": "y"}}


def test_as_many_places_as_a_form_may_have_are_counted_on_from_one_another() -> None:
    assert parse_form("&".join(["a[]=x"] * 10_000)) == {"a": {str(number): "x" for number in range(10_000)}}


@given(st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="[]"), min_size=1), TREES, max_size=4))
def test_a_form_comes_back_as_it_was_posted(tree: dict[str, Any]) -> None:
    assert parse_form("&".join(pairs_of("", tree))) == tree


def pairs_of(prefix: str, tree: dict[str, Any]) -> list[str]:
    pairs: list[str] = []
    for key, value in tree.items():
        name = f"{prefix}[{key}]" if prefix else key
        pairs += pairs_of(name, value) if isinstance(value, dict) else [f"{quote_plus(name)}={quote_plus(value)}"]
    return pairs


@given(st.binary() | st.text() | st.text("a[]=&%+019\0\ud800"))
def test_any_body_is_an_event_or_an_error(body: bytes | str) -> None:
    posted = b"event=X&" + body if isinstance(body, bytes) else f"event=X&{body}"
    try:
        event = parse_event(posted)
    except EventError:
        return
    assert repr(event)
    assert not event.is_from("app-token-123")
    places: list[Any] = [event.raw]
    while places:
        place = places.pop()
        assert all(isinstance(key, str) for key in place)
        places += [inner for inner in place.values() if not isinstance(inner, str)]
