"""What anyone may post to an application before it is known who did: read in little time and memory, or refused."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest

from bitrix24._core import convert
from bitrix24._core.convert import ConvertError
from bitrix24.apps import Request, parse_call, parse_installation
from bitrix24.errors import EventError
from bitrix24.events import parse_event

MB = 1_000_000
# The body itself may be 4 MB, and is held as bytes, as text and in pieces.
MOST_MEMORY = 48 * MB


def peak(work: Callable[[], object]) -> int:
    """Bytes that Python held at once; tracing also counts what a slow reading would do again and again."""
    tracemalloc.start()
    try:
        work()
    finally:
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return size


def repeated(piece: str, size: int) -> str:
    return piece * (size // len(piece))


# Each refused, by every door: raw, and said to be JSON where it is.
FORMS: dict[str, Callable[[], str]] = {
    "one key of 600,000 levels": lambda: "event=X&data" + repeated("[a]", 1_800_000) + "=1",
    "one key of open brackets": lambda: "event=X&data" + repeated("[", 1_800_000) + "=1",
    "one key of encoded brackets": lambda: "event=X&data" + repeated("%5Ba%5D", 1_800_000) + "=1",
    "keys of 64 levels, none alike": lambda: "&".join(f"a{number}" + "[b]" * 64 + "=1" for number in range(9_000)),
    "keys of 65 levels": lambda: "event=X&data" + "[a]" * 65 + "=1",
    "a million fields": lambda: repeated("a=1&", 4 * MB - 8),
    "a million fields without a name": lambda: repeated("=&", 4 * MB - 8),
    "ampersands": lambda: "&" * (4 * MB - 8) + "event=X",
    "numbered without an end": lambda: repeated("a[]=1&", 4 * MB - 8),
    "larger than any": lambda: "event=X&data=" + "x" * 5 * MB,
}
JSON: dict[str, Callable[[], str]] = {
    "lists in lists": lambda: "[" * (4 * MB - 8),
    "maps in maps": lambda: repeated('{"a":', 4 * MB - 8),
    "empty lists": lambda: '{"event": [' + repeated("[],", 4 * MB - 100) + "1]}",
    "numbers": lambda: '{"event": [' + repeated("1,", 4 * MB - 100) + "1]}",
    "keys": lambda: "{" + ",".join(f'"{number}":1' for number in range(300_000)) + "}",
    "larger than any": lambda: '{"event": "' + "x" * 5 * MB + '"}',
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("parse", [parse_event, parse_call, parse_installation])
@pytest.mark.parametrize("encode", [str, str.encode], ids=["text", "bytes"])
def test_a_form_that_no_portal_posts_is_refused(
    name: str, parse: Callable[[Any], object], encode: Callable[[str], Any]
) -> None:
    body = encode(FORMS[name]())
    with pytest.raises(EventError):
        parse(body)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_takes_little_memory(name: str) -> None:
    body = FORMS[name]().encode()

    def parse() -> None:
        with pytest.raises(EventError):
            parse_event(body)

    assert peak(parse) < MOST_MEMORY


@pytest.mark.parametrize("name", JSON)
def test_json_that_no_portal_posts_is_refused(name: str) -> None:
    body = JSON[name]().encode()

    def parse() -> None:
        with pytest.raises(EventError):
            parse_call(Request(body, content_type="application/json"))
        with pytest.raises(EventError):
            parse_call({"AUTH_ID": "x", "member_id": "m1", "PLACEMENT_OPTIONS": body.decode()})

    assert peak(parse) < MOST_MEMORY


@pytest.mark.parametrize("name", JSON)
def test_json_in_a_form_is_bounded_alike(name: str) -> None:
    with pytest.raises(EventError):
        parse_call(f"AUTH_ID=x&member_id=m1&PLACEMENT_OPTIONS={quote(JSON[name]())}")


def nested(depth: int) -> Any:
    value: Any = "1"
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "form",
    [
        {"event": "X", "data": nested(65)},
        {"event": "X", "data": nested(5_000)},
        {"event": "X", "data" + "[a]" * 70: "1"},
        {f"a{number}" + "[b]" * 60: "1" for number in range(2_000)},
        {f"a{number}": "1" for number in range(20_000)},
        {"event": ["1"] * 20_000},
        {"event": "X", "data": "x" * 5 * MB},
    ],
    ids=["65 levels", "5,000 levels", "a key of 70", "many deep keys", "many", "many of one name", "large"],
)
@pytest.mark.parametrize("parse", [parse_event, parse_call])
def test_what_a_framework_has_parsed_is_bounded_alike(form: Any, parse: Callable[[Any], object]) -> None:
    with pytest.raises(EventError):
        parse(form)


def test_the_largest_that_a_portal_may_post_is_read() -> None:
    fields = "".join(f"&data[FIELDS][F{number}][0][VALUE]=x" for number in range(5_000))
    event = parse_event(f"event=X{fields}&auth[application_token]=t0ken")
    assert len(event.data["FIELDS"]) == 5_000
    assert parse_event("event=X&data[TEXT]=" + "x" * 3 * MB).data["TEXT"] == "x" * 3 * MB


@pytest.mark.parametrize("kept", ["", None, 0, False, b"", b"t0ken", [], {}])
@pytest.mark.parametrize(
    "sent", ["&auth[application_token]=", "", "&auth=", "&auth[application_token][]=", "&auth[application_token]=t0ken"]
)
def test_nothing_is_no_application_token(sent: str, kept: Any) -> None:
    assert not parse_event(f"event=X{sent}").is_from(kept)
    call = "&document_id[]=crm&document_id[]=D&document_id[]=DEAL_7&event_token=x&code=c"
    if "[]=" not in sent:
        robot = parse_call(f"auth[member_id]=m1{sent if 'auth[' in sent else ''}{call}")
        assert not robot.is_from(kept)


# 80,000 blanks took 14 s; a pattern that is not linear does not end here within the patience of anyone.
BLANKS = " " * 400_000
DATES = [
    f"2024-01-01 10:30{BLANKS}x",
    f"2024-01-01 10:30:11.5{BLANKS}+",
    f"2024-01-01{BLANKS}x",
    f"{BLANKS}x",
    f"2024-01-01{BLANKS}10:30{BLANKS}x",
    f"29.08.2024 10:30{BLANKS}Zx",
    f"2024-01-01T10:30:11.{'1' * 400_000}x",
    f"2024-01-01T10:30\t{BLANKS}\n{BLANKS}x",
    "2024-01-01T10:30:11+03:00" + "0" * 400_000,
]


@pytest.mark.parametrize("text", DATES, ids=range(len(DATES)))
@pytest.mark.parametrize(
    "read",
    [
        convert.datetime,
        convert.date,
        convert.timestamp,
        convert.integer,
        convert.number,
        convert.decimal,
        convert.boolean,
    ],
)
def test_no_text_makes_reading_a_value_slow(read: Callable[[object], object], text: str) -> None:
    with pytest.raises(ConvertError):
        read(text)


@pytest.mark.parametrize("blanks", ["", " ", "\t\n", BLANKS])
def test_blanks_around_a_date_are_none_of_it(blanks: str) -> None:
    text = f"{blanks}2024-08-29T10:30:11+03:00{blanks}"
    assert convert.datetime(text).isoformat() == "2024-08-29T10:30:11+03:00"


def test_a_body_of_json_is_read() -> None:
    form = {"event": "ONAPPTEST", "data": {"A": {"B": "1"}}, "auth": {"member_id": "m1", "application_token": "t"}}
    call = parse_call(Request(json.dumps(form).encode(), content_type="application/json; charset=utf-8"))
    assert call.is_from("t")


@pytest.mark.parametrize("shift", range(3))
def test_a_long_value_is_decoded_as_a_short_one(shift: int) -> None:
    text = "x" * shift + "\u044f+ %&=\U0001f600" * 60_000
    body = f"event=X&data[TEXT]={quote(text)}".encode()
    found = parse_event(body)
    assert found.data["TEXT"] == text
    assert peak(lambda: parse_event(body)) < MOST_MEMORY


@pytest.mark.parametrize("text", ["%", "%4", "%zz", "100%", "a+b", "%2B", "+", "%2525", "a%00b", "%F0%9F%98%80"])
def test_a_value_is_decoded_as_browsers_encode_it(text: str) -> None:
    assert parse_event(f"event=X&data[TEXT]={text}").data["TEXT"] == parse_qsl(f"a={text}")[0][1]


@pytest.mark.parametrize("text", ["%FF", "%D1", "%ED%A0%80", "x" * 40_000 + "%FF"])
def test_what_is_not_in_utf_8_is_refused(text: str) -> None:
    with pytest.raises(EventError, match="UTF-8"):
        parse_event(f"event=X&data[TEXT]={text}")
