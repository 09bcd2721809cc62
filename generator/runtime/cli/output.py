"""Results on standard output: JSON, JSON lines, CSV and tables."""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Final, Literal, TypeAlias

from .._core.json_types import is_list, is_map

Format: TypeAlias = Literal["jsonl", "csv", "table", "json"]
Row: TypeAlias = "Mapping[str, object]"

# To a terminal these are commands: ESC, and, which JSON leaves as they are, the C1 controls and what turns text around.
# Half a character, which JSON may have, no file takes.
_UNESCAPED: Final = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTROLS: Final = re.compile(f"[\x00-\x08\x0b-\x1f]|{_UNESCAPED.pattern}")

_CRLF: Final = "\r\n"

_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def plain(text: str) -> str:
    """The text in one line, without what would command a terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split("\n")))


def json_text(value: object) -> str:
    """In one line."""
    return _escaped(_to_json(value))


def _escaped(text: str) -> str:
    return _UNESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def write_json(value: object) -> None:
    """On a terminal indented and in colour, else in one line; piece by piece, for a result may be large."""
    if not sys.stdout.isatty():
        sys.stdout.writelines(_pieces(value))
        sys.stdout.write("\n")
        return
    text = _escaped(json.dumps(value, ensure_ascii=False, indent=2))
    if os.environ.get("NO_COLOR"):
        print(text)
        return
    from rich.console import Console
    from rich.highlighter import JSONHighlighter

    Console().print(JSONHighlighter()(text), soft_wrap=True)


def _pieces(value: object) -> Iterator[str]:
    if is_list(value):
        yield from _joined("[", (json_text(item) for item in value), "]")
    elif is_map(value):
        items = value.items()
        yield from _joined("{", (f"{json_text(key)}:{json_text(item)}" for key, item in items), "}")
    else:
        yield json_text(value)


def _joined(start: str, texts: Iterable[str], end: str) -> Iterator[str]:
    yield start
    for number, text in enumerate(texts):
        yield f",{text}" if number else text
    yield end


def write_line(value: object) -> None:
    """One line of JSON, there at once for whoever reads."""
    sys.stdout.write(f"{json_text(value)}\n")
    sys.stdout.flush()


def write_rows(rows: Iterable[object], form: Format, columns: list[str], tell: Callable[[str], None]) -> None:
    """Rows as they come; only a table waits for the last.

    Args:
        columns: Of CSV and tables; where there are none, those of the first row.
        tell: Is told of what has no place in the columns.
    """
    if form == "jsonl":
        for row in rows:
            sys.stdout.write(f"{json_text(row)}\n")
    elif form == "json":
        sys.stdout.writelines(_joined("[", map(json_text, rows), "]"))
        sys.stdout.write("\n")
    elif form == "csv":
        _write_csv(rows, columns, tell)
    else:
        _write_table(rows, columns, tell)


class CsvLines:
    """What a writer of CSV writes to: it quotes what is in the end of a line, so both characters must be in it."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, line: str) -> int:
        return self._file.write(f"{line.removesuffix(_CRLF)}\n")


def _write_csv(rows: Iterable[object], columns: list[str], tell: Callable[[str], None]) -> None:
    """To a terminal without what would command it, to everybody else as it is."""
    writer = csv.writer(CsvLines(sys.stdout), lineterminator="\r\n")
    shown = plain if sys.stdout.isatty() else str
    has_header = bool(columns)
    if has_header:
        writer.writerow(map(shown, columns))
    for cells in _cells(rows, columns, tell):
        if not has_header:
            has_header = True
            writer.writerow(map(shown, columns))
        writer.writerow(map(shown, cells))


def _write_table(rows: Iterable[object], columns: list[str], tell: Callable[[str], None]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    lines = [[Text(plain(cell)) for cell in cells] for cells in _cells(rows, columns, tell)]
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(Text(plain(column)))
    for line in lines:
        table.add_row(*line)
    if lines:
        Console().print(table)


def _cells(rows: Iterable[object], columns: list[str], tell: Callable[[str], None]) -> Iterator[list[str]]:
    """`columns` is filled from the first row, where it is empty."""
    of_first, told = not columns, False
    for row in rows:
        values: Row = row if is_map(row) else {"value": row}
        if not columns:
            columns += values
        if not told:
            wrong = _misfit(values, columns, of_first)
            told = bool(wrong)
            if wrong:
                tell(wrong)
        yield [_cell(values.get(name)) for name in columns]


def _misfit(values: Row, columns: list[str], of_first: bool) -> str:
    """What of the row is lost in these columns. Where they were asked for, only one that has none of them is odd."""
    if of_first:
        lost = [name for name in values if name not in columns]
        return f"no column for {', '.join(lost)}: the first row did not have it" if lost else ""
    return "" if values.keys() & set(columns) else f"the rows have {', '.join(values)}, and none of the columns"


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json_text(value)
