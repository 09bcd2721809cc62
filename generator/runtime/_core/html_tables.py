"""Objects and lists as tables for notebooks: of bounded size, escaped, and without secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from .json_types import is_map
from .views import shown

_MOST_FIELDS: Final = 60
_MOST_COLUMNS: Final = 20
_MOST_ROWS: Final = 50
_LONGEST_NAME: Final = 80


def object_table(title: str, fields: Mapping[str, object]) -> str:
    """Key and value of each field."""
    first = [f"{_cell('th', _name(key))}{_cell('td', _value(key, fields[key]))}" for key in list(fields)[:_MOST_FIELDS]]
    return _table(title, first, _left_out(len(fields) - len(first), "fields"))


def rows_table(title: str, rows: Sequence[object], total: int | None = None) -> str:
    """A line for each row; `total`: how many there are in all."""
    part = rows[:_MOST_ROWS]
    columns = list(dict.fromkeys(key for row in part if is_map(row) for key in row))
    few = columns[:_MOST_COLUMNS]
    head = "".join(_cell("th", _name(key)) for key in few)
    body = [_row(row, few) for row in part]
    count = f"{len(part)} of {total} rows" if total is not None else f"{len(part)} rows"
    notes = [count, *_left_out(len(rows) - len(part), "rows"), *_left_out(len(columns) - len(few), "columns")]
    return _table(title, [head, *body] if head else body, notes)


def described(text: str) -> str:
    """A line."""
    return f"<code>{escape(text)}</code>"


def _row(row: object, columns: Iterable[str]) -> str:
    if not is_map(row):
        return _cell("td", shown("", row))
    return "".join(_cell("td", _value(key, row[key]) if key in row else "") for key in columns)


def _table(title: str, rows: Iterable[str], notes: Iterable[str]) -> str:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    said = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return f"<div><strong>{escape(title)}</strong><table>{body}</table>{said}</div>"


def _left_out(count: int, what: str) -> list[str]:
    return [f"{count} more {what}"] if count > 0 else []


def _name(key: str) -> str:
    return key[:_LONGEST_NAME]


def _value(key: str, value: object) -> str:
    """Text as it is, without the quotes that Python shows it in."""
    text = shown(key, value)
    return text[1:-1] if isinstance(value, str) and text == repr(value) else text


def _cell(tag: str, text: str) -> str:
    whole = text.encode("utf-8", "replace").decode()  # half of a character cannot be shown
    return f"<{tag}>{escape(whole)}</{tag}>"
