"""What each converter accepts, and what it says of the rest."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24._core import convert
from bitrix24._core.convert import ConvertError

UTC = dt.timezone.utc
PLUS3 = dt.timezone(dt.timedelta(hours=3))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
ALL = (
    convert.integer,
    convert.number,
    convert.string,
    convert.boolean,
    convert.date,
    convert.datetime,
    convert.timestamp,
    convert.list_of(convert.integer),
    convert.map_of(convert.boolean),
    convert.optional(convert.datetime),
    convert.one_of(convert.integer, convert.date),
)


@pytest.mark.parametrize(
    ("value", "expected"), [(37, 37), ("37", 37), (37.0, 37), ("-5", -5), (" 8 ", 8), (10**20, 10**20)]
)
def test_integer_accepts(value: object, expected: int) -> None:
    result = convert.integer(value)
    assert result == expected
    assert type(result) is int


@pytest.mark.parametrize("value", [True, "3_7", "٣", "37.5", 37.5, "", None, [], {}, "abc", "9" * 5000, float("inf")])
def test_integer_refuses(value: object) -> None:
    with pytest.raises(ConvertError, match="expected integer, got "):
        convert.integer(value)


@pytest.mark.parametrize(("value", "expected"), [(1, 1.0), (1.5, 1.5), ("10.50", 10.5), ("1e3", 1000.0), ("-.5", -0.5)])
def test_number_accepts(value: object, expected: float) -> None:
    result = convert.number(value)
    assert result == expected
    assert type(result) is float


@pytest.mark.parametrize("value", [True, "nan", "inf", float("nan"), "1_0", "", None, [], 10**400, "1e999"])
def test_number_refuses(value: object) -> None:
    with pytest.raises(ConvertError, match="expected number, got "):
        convert.number(value)


def test_string_turns_numbers_into_text_and_refuses_the_rest() -> None:
    assert [convert.string(value) for value in ("", "x", 5, 5.5)] == ["", "x", "5", "5.5"]
    refused: list[object] = [None, True, [], {}]
    for value in refused:
        with pytest.raises(ConvertError, match="expected string, got "):
            convert.string(value)


@pytest.mark.parametrize("value", [True, "Y", "y", 1, "1", "true"])
def test_boolean_true(value: object) -> None:
    assert convert.boolean(value) is True


@pytest.mark.parametrize("value", [False, "N", "n", 0, "0", "false"])
def test_boolean_false(value: object) -> None:
    assert convert.boolean(value) is False


@pytest.mark.parametrize("value", [2, "yes", "", None, [], {}, 1.0])
def test_boolean_refuses(value: object) -> None:
    with pytest.raises(ConvertError, match="expected boolean, got "):
        convert.boolean(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-08-29T10:30:11+03:00", dt.datetime(2024, 8, 29, 10, 30, 11, tzinfo=PLUS3)),
        ("2024-08-29T10:30:11+0300", dt.datetime(2024, 8, 29, 10, 30, 11, tzinfo=PLUS3)),
        ("2024-08-29T10:30:11-03", dt.datetime(2024, 8, 29, 10, 30, 11, tzinfo=dt.timezone(-dt.timedelta(hours=3)))),
        ("2024-08-29T10:30:11Z", dt.datetime(2024, 8, 29, 10, 30, 11, tzinfo=UTC)),
        ("2024-08-29T10:30:11.25Z", dt.datetime(2024, 8, 29, 10, 30, 11, 250000, tzinfo=UTC)),
        ("2024-08-29 10:30:11", dt.datetime(2024, 8, 29, 10, 30, 11)),
        ("24.08.2023 13:19:39", dt.datetime(2023, 8, 24, 13, 19, 39)),
        ("24.08.2023 13:19", dt.datetime(2023, 8, 24, 13, 19)),
        ("2024-08-29", dt.datetime(2024, 8, 29)),
        ("08/29/2024", dt.datetime(2024, 8, 29)),
        ("08/29/2024 10:30", dt.datetime(2024, 8, 29, 10, 30)),
        ("08/29/2024 22:30:11", dt.datetime(2024, 8, 29, 22, 30, 11)),
        ("08/09/2024 10:30:11 pm", dt.datetime(2024, 8, 9, 22, 30, 11)),
        ("08/09/2024 9:30 AM", dt.datetime(2024, 8, 9, 9, 30)),
        ("08/09/2024 12:00:00 am", dt.datetime(2024, 8, 9)),
        ("08/09/2024 12:00:00 pm", dt.datetime(2024, 8, 9, 12)),
    ],
)
def test_datetime(text: str, expected: dt.datetime) -> None:
    result = convert.datetime(text)
    assert (result, result.utcoffset()) == (expected, expected.utcoffset())
    assert convert.date(text) == expected.date()


@pytest.mark.parametrize(
    "value",
    [
        "",
        "2024-02-30",
        "2024-08-29T25:00:00",
        "\uff12024-08-29",
        20240829,
        None,
        [],
        "08/09/2024",
        "08/12/2024 22:30:11",
        "29/08/2024",
        "29/08/2024 10:30:11 pm",
        "02/30/2024",
        "08/29/2024 13:30:11 pm",
        "08/29/2024 00:30:11 am",
        "08/29/2024 25:30:11",
        "8/29/2024",
    ],
)
def test_datetime_and_date_refuse(value: object) -> None:
    with pytest.raises(ConvertError, match="expected datetime, got "):
        convert.datetime(value)
    with pytest.raises(ConvertError, match="expected date, got "):
        convert.date(value)


@pytest.mark.parametrize("value", [1724916611, "1724916611", 1724916611.0])
def test_timestamp(value: object) -> None:
    assert convert.timestamp(value) == dt.datetime(2024, 8, 29, 7, 30, 11, tzinfo=UTC)


@pytest.mark.parametrize("value", [True, "", 10**30, "soon", None])
def test_timestamp_refuses(value: object) -> None:
    with pytest.raises(ConvertError, match="expected timestamp, got "):
        convert.timestamp(value)


@given(st.datetimes(timezones=st.none() | st.integers(-840, 840).map(lambda m: dt.timezone(dt.timedelta(minutes=m)))))
def test_a_datetime_survives_its_iso_text(moment: dt.datetime) -> None:
    result = convert.datetime(moment.isoformat())
    assert (result, result.utcoffset()) == (moment, moment.utcoffset())


@pytest.mark.parametrize("empty", [None, "", [], {}, False])
def test_optional_reads_every_empty_as_none(empty: object) -> None:
    assert convert.optional(convert.datetime)(empty) is None


def test_optional_leaves_what_the_type_can_be() -> None:
    assert convert.optional(convert.string)("") == ""
    assert convert.optional(convert.boolean)(False) is False
    assert convert.optional(convert.list_of(convert.integer))([]) == []
    assert convert.optional(convert.integer)("0") == 0


def test_optional_refuses_what_is_neither_empty_nor_readable() -> None:
    with pytest.raises(ConvertError, match="expected integer, got 'abc'"):
        convert.optional(convert.integer)("abc")


@pytest.mark.parametrize("value", [["1", 2], {"0": "1", "1": 2}, {"7": 1, "35": "2"}])
def test_list_of(value: object) -> None:
    assert convert.list_of(convert.integer)(value) == [1, 2]


@pytest.mark.parametrize("empty", [None, "", [], {}, False])
def test_list_of_and_map_of_read_every_empty_as_empty(empty: object) -> None:
    assert convert.list_of(convert.integer)(empty) == []
    assert convert.map_of(convert.integer)(empty) == {}


@pytest.mark.parametrize("value", [{"1": 1, "b": 2}, {"a": 1}, "abc", 5])
def test_list_of_refuses(value: object) -> None:
    with pytest.raises(ConvertError, match="expected list, got "):
        convert.list_of(convert.integer)(value)


def test_rows_by_their_ids_are_a_map_where_there_may_be_one() -> None:
    either = convert.one_of(convert.list_of(convert.integer), convert.map_of(convert.integer))
    assert either({"7": 1, "35": "2"}) == {"7": 1, "35": 2}
    assert either({"0": 1, "1": "2"}) == either([1, "2"]) == [1, 2]
    assert convert.one_of(convert.integer, convert.list_of(convert.integer))({"7": 1}) == [1]


def test_map_of() -> None:
    assert convert.map_of(convert.integer)({"a": "1"}) == {"a": 1}
    assert convert.map_of(convert.integer)(["5", 6]) == {"0": 5, "1": 6}


def test_an_error_inside_a_container_says_where() -> None:
    with pytest.raises(ConvertError) as caught:
        convert.map_of(convert.list_of(convert.integer))({"ids": [1, "x"]})
    assert str(caught.value) == "expected integer, got 'x' (at ['ids'][1])"


def test_one_of_takes_the_first_that_accepts() -> None:
    read = convert.one_of(convert.integer, convert.date)
    assert read("5") == 5
    assert read("2024-08-29") == dt.date(2024, 8, 29)
    with pytest.raises(ConvertError, match="expected integer or date, got 'abc'"):
        read("abc")


def test_anything_is_the_same_object() -> None:
    value: dict[str, Any] = {"a": [1]}
    assert convert.anything(value) is value


def test_a_long_value_is_shortened_in_the_error() -> None:
    with pytest.raises(ConvertError) as caught:
        convert.integer("x" * 100_000)
    assert len(str(caught.value)) < 200


@given(JSON)
def test_a_converter_returns_or_raises_convert_error(value: object) -> None:
    before = json.dumps(value)
    for read in ALL:
        with contextlib.suppress(ConvertError):
            read(value)
    assert json.dumps(value) == before
