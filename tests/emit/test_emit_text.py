"""Docstrings and comments: whatever the documentation holds, it stays text."""

from __future__ import annotations

import ast
import inspect
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.emit.output.formatting import formatted
from generator.emit.python.text import Line, comment, docstring
from generator.text import clean

HOSTILE = [
    'end"""\nimport os\n"""',
    '"',
    '""',
    '"""',
    '""""',
    "\\",
    '\\"""',
    'ends with a quote"',
    "ends with a backslash\\",
    "{{ 7 * 7 }} {% raw %}",
    "\\N{DIGIT ONE} \\x41 \\u0041",
    "\x00\x1b[31m\r\n\x85\u2028\u2029",
    "\u202eevil\u2066\u200b\ufeff",
    "\ud800",
    "\U0001f600 ü ц",
    "%s {0} $x",
    "'''",
]


def value_of(literal: str) -> str:
    """The literal, evaluated as the docstring of a function inside a class, as black leaves it."""
    indented = literal.replace("\n", "\n        ")
    module = ast.parse(formatted(f"class C:\n    def f(self):\n        {indented}\n        return 1\n"))
    (statement,) = module.body
    assert isinstance(statement, ast.ClassDef)
    (function,) = statement.body
    assert isinstance(function, ast.FunctionDef)
    assert len(function.body) == 2
    # black puts a space between a quote at the end and the closing ones.
    return (ast.get_docstring(function) or "").rstrip()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_the_docstring_and_nothing_else(text: str) -> None:
    assert value_of(docstring([Line(text)], width=112)) == clean(text)
    several = docstring([Line(text), Line(""), Line("Args:"), Line(text, 1)], width=112)
    expected = "\n".join([clean(text), "", "Args:", f"    {clean(text)}".rstrip()])
    assert value_of(several) == inspect.cleandoc(expected)


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_any_text_is_the_docstring_and_nothing_else(texts: list[str]) -> None:
    literal = docstring([Line(text) for text in texts], width=60)
    assert literal.isascii()
    assert value_of(literal).split() == " ".join(map(clean, texts)).split()


@given(st.text())
def test_a_comment_is_one_line_of_ascii(text: str) -> None:
    line = comment(text)
    assert line.isascii()
    assert len(line.splitlines()) == 1
    assert ast.dump(ast.parse(f"{line}\nx = 1\n")) == ast.dump(ast.parse("x = 1\n"))


@given(st.text())
def test_clean_text_is_visible_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert all(letter == " " or unicodedata.category(letter)[0] not in "CZ" for letter in cleaned)


def test_long_lines_are_wrapped_with_a_hanging_indent() -> None:
    literal = docstring([Line("word " * 20, 1), Line("https://example.com/" + "x" * 80)], width=40)
    lines = literal.strip('"\n').splitlines()
    assert lines[0].startswith("    word")
    assert lines[1].startswith("        word")
    assert all(len(line) <= 40 for line in lines[:-1])
    assert lines[-1].endswith("x" * 80)
