"""With orjson, answers are read faster, and as `json` reads them: each value, and each refusal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from types import ModuleType

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bitrix24._core import envelope, fast_json
from bitrix24._core.effects import Reply
from bitrix24.errors import BadAnswer
from bitrix24.response import Response

DIGITS = st.text("0123456789", min_size=1, max_size=30)
NUMBERS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "-"]),
    st.one_of(st.just("0"), st.integers(1, 10**25).map(str), st.integers(1, 2**65).map(str)),
    st.one_of(st.just(""), DIGITS.map(".{}".format)),
    st.one_of(st.just(""), st.builds("{}{}".format, st.sampled_from(["e", "E+", "e-"]), st.integers(0, 400))),
)
# What a text may be made of: escapes, halves of characters, what is not to stand in one.
PIECES = st.sampled_from(
    [
        *(
            b"a",
            b"1",
            b"\\n",
            b"\\u0416",
            b"\\ud83d\\ude00",
            b"\\ud83d",
            b"\\udc00",
            b"\\u0000",
            b"\\/",
            b"\\x",
            b"\x7f",
        ),
        *(b"\xd0\x96", b"\xf0\x9f\x98\x80", b"\xed\xa0\xbd", b"\xff", b"\xc3", b"\x01", b"\n", b"9" * 19),
    ]
)
TEXTS = st.lists(PIECES, max_size=5).map(lambda pieces: b'"' + b"".join(pieces) + b'"')
WORDS = st.sampled_from([b"null", b"true", b"false", b"NaN", b"Infinity", b"-Infinity", b"nan", b"01", b"+1", b".5"])
SPACE = st.sampled_from([b"", b" ", b"\r\n\t", b"\x0b", b"\xc2\xa0", b"\xef\xbb\xbf"])


def nested(inner: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    pairs = st.tuples(st.sampled_from([b'"a"', b'"b"', b'"\\u0061"', b'""']), inner).map(b":".join)
    return st.one_of(
        st.builds(lambda space, items: b"[" + space + b",".join(items) + b"]", SPACE, st.lists(inner, max_size=4)),
        st.builds(lambda space, items: b"{" + b",".join(items) + space + b"}", SPACE, st.lists(pairs, max_size=4)),
    )


BODIES = st.recursive(st.one_of(NUMBERS.map(str.encode), TEXTS, WORDS), nested, max_leaves=12)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])


@pytest.fixture(autouse=True)
def loaded_anew() -> Iterator[None]:
    fast_json._loads.cache_clear()
    yield
    fast_json._loads.cache_clear()


def same(body: bytes) -> bool:
    """By their looks: 1 is not 1.0 then, nor 0.0 -0.0, and NaN is NaN; the order of keys counts."""
    found = fast_json.decoded(body)
    return found is None or repr(found) == repr(json.loads(body))


@given(st.one_of(BODIES, st.binary(max_size=20)))
@example(b"18446744073709551615")
@example(b"18446744073709551616")
@example(b"-9223372036854775809")
@example(b"[1e400, -1e400]")
@example(b"0.30000000000000004440892098500626")
@example(b"123456789012345678.9012345678901234567890")
@example(b'{"a": 1, "b": 2, "a": 3}')
@example(b'"\\ud800"')
@example(b'"\xed\xa0\x80"')
def test_nothing_is_read_as_anything_else(body: bytes) -> None:
    assert same(body)


@given(NUMBERS)
def test_numbers_are_the_same_to_the_last_digit(number: str) -> None:
    assert same(number.encode())
    assert same(f"[{number},{number}0]".encode())


@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**18) + 1, 10**18 - 1)))
def test_what_a_portal_sends_as_numbers_need_not_be_read_twice(number: float) -> None:
    body = json.dumps([number]).encode()
    assert repr(fast_json.decoded(body)) == repr([number])


@given(BODIES.map(lambda body: body.decode("utf-8", "replace")), ENCODINGS)
def test_other_encodings_are_read_as_ever(text: str, encoding: str) -> None:
    body = text.encode(encoding)
    assert outcome(body) == outcome(body, without)


def without(_: bytes | bytearray) -> None:
    """As where there is no orjson."""


def outcome(body: bytes, decoded: Callable[[bytes | bytearray], object] = fast_json.decoded) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast_json, "decoded", decoded)
        found = envelope.read("some.method", Reply(200, httpx.Headers(), b'{"result":%b}' % body), str)
    return repr(found.result) if isinstance(found, Response) else repr(found)


@given(BODIES)
def test_answers_are_the_same_results_and_errors(body: bytes) -> None:
    assert outcome(body) == outcome(body, without)


@pytest.mark.parametrize("bracket", [b"[", b'{"a":'])
def test_what_is_nested_without_end_is_no_answer(bracket: bytes) -> None:
    found = envelope.read("some.method", Reply(200, httpx.Headers(), bracket * 200_000), str)
    assert isinstance(found, BadAnswer)


def test_long_fractions_are_no_long_integers() -> None:
    body = b'{"duration":0.00027990341186523438,"id":"12.12345678901234567890"}'
    assert fast_json.decoded(body) == json.loads(body)
    assert fast_json.decoded(body[:-1] + b',"n":1234567890123456789}') is None


def test_large_answers_are_left_to_json() -> None:
    assert fast_json.decoded(b'["%b"]' % (b"a" * fast_json._LARGEST)) is None


@pytest.mark.parametrize(("version", "is_used"), [("3.8.3", False), ("3.9.15", False), ("3.10.0", True), ("4.0", True)])
def test_versions_without_a_limit_of_depth_are_not_used(
    version: str, is_used: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("orjson")
    vars(module).update(__version__=version, loads=json.loads)
    monkeypatch.setitem(sys.modules, "orjson", module)
    assert (fast_json.decoded(b"[1]") == [1]) is is_used


def test_it_need_not_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "orjson", None)
    assert fast_json.decoded(b"[1]") is None
    assert outcome(b"[1]") == "[1]"
