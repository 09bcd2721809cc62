"""Literals: evaluated, they are the value; filled, they keep to their width."""

from __future__ import annotations

import ast
from datetime import datetime
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from generator.emit.python.literals import Call, Code, Lambda, Tuple, Value, filled, literal, names_in

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_a_literal_is_its_value(value: Value) -> None:
    text = literal(value)
    assert text.isascii()
    assert "\n" not in text
    assert repr(ast.literal_eval(text)) == repr(value)


@given(JSON, st.integers(0, 40))
def test_a_filled_literal_is_its_value(value: Value, start: int) -> None:
    text = filled(value, start=start, indent=8, width=60)
    assert repr(ast.literal_eval(text)) == repr(value)


LONG = st.text(st.sampled_from("ab \"'\\\n\t\xe9\u20ac\U0001f600{}"), min_size=61, max_size=300)


@given(LONG, st.integers(0, 40))
def test_a_long_string_in_filled_lines_is_its_value(text: str, start: int) -> None:
    lines = filled({"key": [text, 1]}, start=start, indent=8, width=100).splitlines()
    assert ast.literal_eval(" ".join(lines)) == {"key": [text, 1]}
    assert max(map(len, lines)) <= 100


def test_lines_are_filled_with_the_words_of_a_long_string() -> None:
    text = filled(["word " * 60, 7], start=4, indent=8, width=60)
    lines = text.splitlines()
    assert ast.literal_eval(text) == ["word " * 60, 7]
    assert '" "' not in text
    assert all(55 <= len(line) <= 60 for line in lines[1:-1])


def test_a_long_name_stands_alone_where_its_first_argument_would_not_fit() -> None:
    call = Call("b24.telephony.external_call.attach_record", (), {"call_id": "x" * 60, "user_id": 7})
    lines = filled(Lambda("b24", call), start=8, indent=8, width=117).splitlines()
    assert lines[0] == "lambda b24: b24.telephony.external_call.attach_record("
    assert lines[1:] == [f'        call_id="{"x" * 60}", user_id=7)']


def test_long_data_is_filled_like_text() -> None:
    text = filled({f"key{number}": [number, "x"] for number in range(30)}, start=10, indent=8, width=60)
    lines = text.splitlines()
    assert len(lines[0]) + 10 <= 60
    assert all(40 < len(line) <= 60 for line in lines[1:-1])
    assert all(line.startswith("        ") for line in lines[1:])


def test_a_long_string_is_written_in_parts() -> None:
    text = literal({"key": "word " * 60})
    assert ast.literal_eval(text) == {"key": "word " * 60}
    assert text.count('" "') == 3


def test_a_long_string_is_broken_after_a_word_where_it_has_one() -> None:
    before, after = "crm.deal.configuration.set is deprecated since 2026-01-02; use ", "crm.item.configuration.set"
    assert literal(before + after) == f'"{before}" "{after}"'
    assert literal("x" * 81) == f'"{"x" * 80}" "x"'


@given(st.binary(max_size=200), st.integers(0, 40))
def test_bytes_are_written_in_parts(data: bytes, start: int) -> None:
    text = filled([data], start=start, indent=8, width=100)
    assert ast.literal_eval(text) == [data]
    assert max(map(len, text.splitlines())) <= 100


def test_infinity_and_nan_are_numbers_still() -> None:
    assert str(eval(literal([float("inf"), float("nan")]))) == "[inf, nan]"


def test_calls_code_and_tuples() -> None:
    value = Call("Fields", (1,), {"at": Code('datetime.fromisoformat("2026-01-02")'), "pair": Tuple(("a", [True]))})
    assert literal(value) == 'Fields(1, at=datetime.fromisoformat("2026-01-02"), pair=("a", [True]))'
    made = eval(literal(Call("Fields", (), value.keywords)), {"Fields": SimpleNamespace, "datetime": datetime})
    assert made == SimpleNamespace(at=datetime(2026, 1, 2), pair=("a", [True]))
    assert names_in([value, "Other(1)"]) == {"Fields", "datetime"}


def test_a_lambda_needs_no_import_for_its_argument() -> None:
    value = Lambda("b24", Call("b24.disk.file.get", (), {"file": Call("File", ("a.txt",))}))
    assert literal(value) == 'lambda b24: b24.disk.file.get(file=File("a.txt"))'
    assert names_in(value) == {"File"}
