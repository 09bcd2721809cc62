"""How Python values go on the wire."""

from __future__ import annotations

import datetime as dt
import enum
import json
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24._core.encode import encode
from bitrix24._core.omitted import OMIT
from bitrix24._core.views import View
from bitrix24._core.wire_format import Pattern, WireFormat, WireFormats

PLUS3 = dt.timezone(dt.timedelta(hours=3))
AWARE = dt.datetime(2024, 8, 29, 10, 30, 11, 999, tzinfo=PLUS3)
NAIVE = dt.datetime(2024, 8, 29, 10, 30, 11)


class Stage(enum.Enum):
    NEW = "N"


class Level(enum.IntEnum):
    HIGH = 2


def one(value: object, form: WireFormat | WireFormats | None = None) -> object:
    return encode({"p": value}, {"p": form} if form is not None else {})["p"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        (None, None),
        (5, 5),
        (1.5, 1.5),
        ("Ж", "Ж"),
        (AWARE, "2024-08-29T10:30:11+03:00"),
        (NAIVE, "2024-08-29T10:30:11"),
        (dt.date(2024, 8, 29), "2024-08-29"),
        (Decimal("10.50"), "10.50"),
        (Decimal("1E+3"), "1000"),
        (Stage.NEW, "N"),
        (Level.HIGH, 2),
        ((1, 2), [1, 2]),
        (range(3), [0, 1, 2]),
        (frozenset({7}), [7]),
        (View({"a": 1}), {"a": 1}),
        (MappingProxyType({"a": (1,)}), {"a": [1]}),
        ({5: "x", Stage.NEW: "y"}, {"5": "x", "N": "y"}),
    ],
)
def test_defaults(value: object, expected: object) -> None:
    result = one(value)
    assert result == expected
    assert type(result) is type(expected)


def test_a_generator_is_a_list() -> None:
    assert one(number for number in (1, 2)) == [1, 2]


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (True, WireFormat.YN, "Y"),
        (False, WireFormat.YN, "N"),
        ("Y", WireFormat.YN, "Y"),
        (None, WireFormat.YN, None),
        (True, WireFormat.ONE_ZERO, 1),
        (False, WireFormat.ONE_ZERO, 0),
        (5, WireFormat.TEXT, "5"),
        (True, WireFormat.TEXT, "1"),
        (AWARE, WireFormat.DATE, "2024-08-29T10:30:11+03:00"),
        (NAIVE, WireFormat.DATE, "2024-08-29T10:30:11"),
        (dt.datetime(2024, 8, 29), WireFormat.DATE, "2024-08-29"),
        (dt.datetime(2024, 8, 29, tzinfo=PLUS3), WireFormat.DATE, "2024-08-29T00:00:00+03:00"),
        (dt.date(2024, 8, 29), WireFormat.DATE, "2024-08-29"),
        (dt.date(2024, 8, 29), WireFormat.DATETIME, "2024-08-29T00:00:00"),
        (AWARE, WireFormat.DATETIME, "2024-08-29T10:30:11+03:00"),
        (AWARE, WireFormat.TIMESTAMP, 1724916611),
        (1724916611, WireFormat.TIMESTAMP, 1724916611),
        ([True, False], WireFormat.YN, ["Y", "N"]),
        ("id", WireFormat.LIST, ["id"]),
        (7, WireFormat.LIST, [7]),
        (Stage.NEW, WireFormat.LIST, ["N"]),
        (dt.date(2024, 8, 29), WireFormat.LIST, ["2024-08-29"]),
        (["id", "title"], WireFormat.LIST, ["id", "title"]),
        (("id",), WireFormat.LIST, ["id"]),
        ({"a": "id"}, WireFormat.LIST, {"a": "id"}),
        (None, WireFormat.LIST, None),
    ],
)
def test_forms(value: object, form: WireFormat, expected: object) -> None:
    result = one(value, form)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        (dt.date(2024, 8, 9), "dd.mm.yyyy", "09.08.2024"),
        (dt.datetime(2024, 8, 9), "dd.mm.yyyy", "09.08.2024"),
        (dt.date(2024, 8, 9), "mm/dd/yyyy", "08/09/2024"),
        (NAIVE, "yyyy-mm-dd hh:mi:ss", "2024-08-29 10:30:11"),
        (dt.datetime(2024, 8, 29, 10, 30), "dd.mm.yyyy hh:mi", "29.08.2024 10:30"),
        (dt.datetime(2024, 8, 29, 10, 30, 11, 5), "dd.mm.yyyy hh:mi:ss", "29.08.2024 10:30:11"),
        (dt.date(2024, 8, 9), "yyyy-mm-dd hh:mi:ss", "2024-08-09 00:00:00"),
        (dt.date(33, 8, 9), "dd.mm.yyyy", "09.08.0033"),
        ("tomorrow", "dd.mm.yyyy", "tomorrow"),
        (None, "dd.mm.yyyy", None),
        (5, "dd.mm.yyyy", 5),
        ([dt.date(2024, 8, 9), "x"], "dd.mm.yyyy", ["09.08.2024", "x"]),
        ({">=": dt.date(2024, 8, 9)}, "dd.mm.yyyy", {">=": "09.08.2024"}),
    ],
)
def test_patterns(value: object, pattern: str, expected: object) -> None:
    assert encode({"a": value}, {"a": Pattern(pattern)}) == {"a": expected}


@pytest.mark.parametrize(
    ("value", "pattern", "what"),
    [
        (NAIVE, "dd.mm.yyyy", r"a: dd\.mm\.yyyy has no place for the time of 2024-08-29T10:30:11"),
        (NAIVE, "dd.mm.yyyy hh:mi", "no place for the time of"),
        (
            AWARE,
            "yyyy-mm-dd hh:mi:ss",
            "no place for the time zone of 2024-08-29T10:30:11[+]03:00: pass the time there, without one",
        ),
        (dt.datetime(2024, 8, 29, tzinfo=PLUS3), "dd.mm.yyyy", "no place for the time zone"),
    ],
)
def test_what_a_pattern_has_no_place_for_is_refused(value: object, pattern: str, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        encode({"a": value}, {"a": Pattern(pattern)})


def test_forms_nest_through_objects_and_lists() -> None:
    forms: WireFormats = {"fields": {"OPENED": WireFormat.YN, "ROWS": {"DONE": WireFormat.ONE_ZERO}}}
    params = {"fields": {"OPENED": True, "OTHER": True, "ROWS": [{"DONE": True}, {"DONE": False}]}}
    assert encode(params, forms) == {"fields": {"OPENED": "Y", "OTHER": True, "ROWS": [{"DONE": 1}, {"DONE": 0}]}}


def test_a_filter_prefix_does_not_hide_the_form() -> None:
    forms: WireFormats = {"filter": {"DATE": WireFormat.DATE, "OPENED": WireFormat.YN}}
    day = dt.datetime(2024, 8, 29)
    params = {"filter": {">=DATE": day, "!OPENED": True, "DATE": day}}
    assert encode(params, forms) == {"filter": {">=DATE": "2024-08-29", "!OPENED": "Y", "DATE": "2024-08-29"}}


def test_conditions_under_numbers_are_a_list_of_conditions() -> None:
    forms: WireFormats = {"filter": {"OPENED": WireFormat.YN}}
    params = {"filter": {"0": {"logic": "OR", 0: {"OPENED": True}, 1: {"!OPENED": True}}, "OPENED": False}}
    assert encode(params, forms) == {
        "filter": {"0": {"logic": "OR", "0": {"OPENED": "Y"}, "1": {"!OPENED": "Y"}}, "OPENED": "N"}
    }
    assert encode({"filter": [{"OPENED": True}]}, forms) == {"filter": [{"OPENED": "Y"}]}


def test_omitted_is_left_out_at_any_depth_and_none_is_sent() -> None:
    params = {"a": OMIT, "b": None, "c": {"d": OMIT, "e": [1, OMIT, 2]}}
    assert encode(params, {}) == {"b": None, "c": {"e": [1, 2]}}
    assert repr(OMIT) == "OMIT"


def test_what_was_given_is_not_changed() -> None:
    params = {"a": {"b": [True, OMIT]}}
    encode(params, {"a": WireFormat.YN})
    assert params == {"a": {"b": [True, OMIT]}}


@pytest.mark.parametrize("value", [b"x", bytearray(b"x"), object(), dt.timedelta(1), 1j])
def test_the_unknown_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(TypeError, match=r"fields\.ROWS\[1\]\.X: a "):
        encode({"fields": {"ROWS": [{}, {"X": value}]}}, {})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("nan")])
def test_what_json_has_no_word_for_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"a\.b: JSON has no "):
        encode({"a": {"b": value}}, {"a": {"b": WireFormat.TEXT}})


def test_a_naive_datetime_is_no_timestamp() -> None:
    with pytest.raises(ValueError, match=r"a\.b: a timestamp needs a datetime with a time zone"):
        encode({"a": {"b": NAIVE}}, {"a": {"b": WireFormat.TIMESTAMP}})


@pytest.mark.parametrize("key", [True, 1.5, None, (1,)])
def test_a_key_must_be_text_or_a_number(key: object) -> None:
    with pytest.raises(TypeError, match=r"a: .* cannot be a key"):
        encode({"a": {key: 1}}, {})


@given(
    st.dictionaries(
        st.text(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
            max_leaves=15,
        ),
    )
)
@pytest.mark.slow
def test_json_is_encoded_as_itself(params: dict[str, object]) -> None:
    assert encode(params, {}) == params
    assert encode(params, {"no such": WireFormat.YN}) == params
    json.dumps(encode(params, {}), allow_nan=False)


def test_one_form_for_whatever_name_the_caller_takes() -> None:
    forms: WireFormats = {"*": {"multiple": WireFormat.YN}}

    assert one({"colour": {"multiple": True}, "size": {"multiple": False}}, forms) == {
        "colour": {"multiple": "Y"},
        "size": {"multiple": "N"},
    }


HALF = "\ud83d"  # of an emoji, as text has that was cut between its two halves


class Named(enum.Enum):
    HALF = HALF


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({"a": HALF}, "a"),
        ({"a": {"b": ["x", HALF]}}, r"a\.b\[1\]"),
        ({"a": Named.HALF}, "a"),
        ({"a": {HALF: 1}}, "a"),
        ({HALF: 1}, "a parameter's name"),
    ],
)
def test_half_of_a_character_is_refused_with_its_place(params: dict[str, object], place: str) -> None:
    with pytest.raises(ValueError, match=f"^{place}: .* holds half of a character") as caught:
        encode(params, {})
    assert str(caught.value).isascii()


def test_whole_characters_of_any_kind_are_sent() -> None:
    assert encode({"a": "ключ 🔑"}, {}) == {"a": "ключ 🔑"}
