"""The error tables: codes, the portal's messages, HTTP statuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ..spec.model import Error
from .error_examples import says, shown_errors
from .html.document import Cell, Paragraph, Section, Span, Spans, Table, flat, lines_of, text_of

_STATUS_LINE: Final = re.compile(r"\bHTTP[\s-]*(?:status|code)\b", re.IGNORECASE)
_STATUS: Final = re.compile(r"\b([1-5]\d\d)\b")
_CODE_LINE: Final = re.compile(r"\berror codes?\s*:", re.IGNORECASE)
_EMPTY_CODE: Final = re.compile(r"\W*(?:empty (?:value|string|(?:error )?code))?\W*\Z", re.IGNORECASE)
_CODES: Final = re.compile(r"\d+(?:[\s,]+\d+)+\Z")
_QUOTES: Final = ('"', "'")
_COMES_WITH: Final = re.compile(r"\bcomes with HTTP status (?P<status>[1-5]\d\d)\b")
_ESCAPE: Final = re.compile(r"\\u(00[2-7][0-9a-f])", re.IGNORECASE)
_KEY: Final = re.compile(r'\A"?error_description"?: ?"')
_NONE: Final = ("", "-", "—", "–")
_OTHERS: Final = re.compile(r"(?:all\s+)?other\s+errors\b", re.IGNORECASE)
"""Of a row for all that no row names."""
_SYSTEM: Final = ("status", "code error message", "description")

_MESSAGE_COLUMNS: Final = ("error message", "error text", "message", "error description", "error", "description")
"""Best first: where a table has both a message and a description, the message is what the portal sends."""


@dataclass(frozen=True)
class Errors:
    own: tuple[Error, ...]
    """Of each row, rows alike as often as they stand there."""
    shown: tuple[Error, ...]
    """What the examples show."""
    status: int | None
    """The one HTTP status that the section names."""
    system: tuple[Error, ...]
    unknown: tuple[str, ...]
    """Headers of tables that are no error table known here."""
    messages_for_codes: bool
    """The column of codes holds what the portal says."""


def errors_of(section: Section) -> Errors:
    """Every error the section documents, in order; the system table, the same on every page, apart."""
    own: list[Error] = []
    system: list[Error] = []
    unknown: list[str] = []
    status = _page_status(section)
    swapped = False
    for part in section.walk():
        code: str | None = None
        here = _page_status(part) or status
        for block in flat(part.blocks):
            if isinstance(block, Paragraph) and _CODE_LINE.search(text_of(block.spans)):
                code = next((span.text.strip() for span in block.spans if span.code), None)
            elif isinstance(block, Table):
                header = tuple(name.lower() for name in block.header)
                if is_system_table(block):
                    system.extend(error for row in block.rows if (error := _system_row(row)))
                elif header[:1] == ("field",) and "error description" in header:
                    own.extend(_field_errors(block, code or "", here))
                elif is_error_table(block) or (header and header[0] in ("description", "error")):
                    own.extend(_rows(block, header, here))
                elif not header or header[0] not in ("name type", "name", "parameter type"):
                    unknown.append(" | ".join(block.header))
    shown = tuple(shown_errors(section))
    if any(map(_is_message, own)):
        own, swapped = [_as_message(each, shown) for each in own], True
    return Errors(tuple(own), shown, status, tuple(system), tuple(unknown), swapped)


def _is_message(error: Error) -> bool:
    return _is_sentence(error.code) and not error.message


def _is_sentence(code: str) -> bool:
    """No code has blanks."""
    return " " in code


def _as_message(error: Error, shown: tuple[Error, ...]) -> Error:
    """With the code that an example has for the text, if one shows it."""
    if not _is_message(error):
        return error
    said = Error(code="", message=error.code, status=error.status)
    code = next((each.code for each in shown if says(said, each) and not _is_sentence(each.code)), "")
    return replace(said, code=code)


def is_error_table(table: Table) -> bool:
    """A table with a code and a message, or one of messages alone."""
    header = {name.lower() for name in table.header}
    has_message = bool(header & set(_MESSAGE_COLUMNS))
    return ("code" in header and has_message) or bool(header & set(_MESSAGE_COLUMNS[:3])) or is_system_table(table)


def is_system_table(table: Table) -> bool:
    """The table of system errors, the same on every page."""
    return tuple(name.lower() for name in table.header) == _SYSTEM


def _page_status(section: Section) -> int | None:
    """The one HTTP status that the section names for its errors."""
    for block in section.blocks:
        if isinstance(block, Paragraph) and _STATUS_LINE.search(text_of(block.spans)):
            found = set(_STATUS.findall(text_of(block.spans)))
            return int(found.pop()) if len(found) == 1 else None
    return None


def _system_row(row: tuple[Cell, ...]) -> Error | None:
    if len(row) < 2:
        return None
    lines = lines_of(row[1].spans)
    if not lines:
        return None
    return Error(
        code=text_of(lines[0]),
        message=text_of(lines[1]) if len(lines) > 1 else None,
        status=_number(text_of(row[0].spans)),
    )


def _rows(table: Table, header: tuple[str, ...], status: int | None) -> Iterator[Error]:
    message_at = next((header.index(name) for name in _MESSAGE_COLUMNS if name in header), None)
    code_at = header.index("code") if "code" in header else None
    status_at = header.index("status") if "status" in header else None
    for row in table.rows:
        # The last cell may take the place of what explains it, too.
        if len(row) < len(header) and message_at != len(row) - 1:
            continue
        message = _message(row[message_at], header[message_at], header) if message_at is not None else ""
        said = _COMES_WITH.search(text_of(row[-1].spans))
        own_status = _number(text_of(row[status_at].spans)) if status_at is not None else int(said[1]) if said else None
        is_empty = message in _NONE or _EMPTY_CODE.match(message)
        for code in _codes(row[code_at]) if code_at is not None else [""]:
            yield Error(code=code, message=None if is_empty else message, status=own_status or status)


def _message(cell: Cell, column: str, header: tuple[str, ...]) -> str:
    """What the portal sends. A description that no further column explains is itself the explanation, unless it has
    a second line for that, and so is a second paragraph; text in code is the portal's in any column."""
    lines = lines_of(cell.spans)
    if not lines:
        return ""
    is_quoted = all(span.code for span in lines[0] if span.text.strip())
    explains = column == "description" and not set(header) - {"code", "status", "description"}
    text = text_of(lines[0])
    is_explained = len(lines) == 2 and not text.endswith((".", ":"))
    return "" if (explains and not is_quoted and not is_explained) or _OTHERS.match(text) else _unescaped(text)


def _unescaped(text: str) -> str:
    """Some rows have the text as it stands in the answer's JSON: `The \\u0027ID\\u0027 field`, or with its key."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), _KEY.sub("", text))


def _codes(cell: Cell) -> list[str]:
    """The code, or several that mean the same: numbers, or words on a line each."""
    text = text_of(cell.spans)
    lines = lines_of(cell.spans)
    if len(lines) > 1 and all(span.code for line in lines for span in line if span.text.strip()):
        return [text_of(line) for line in lines]
    if _CODES.match(text):
        return re.findall(r"\d+", text)
    return ["" if _EMPTY_CODE.match(text) else text]


def _field_errors(table: Table, code: str, status: int | None) -> Iterator[Error]:
    """REST 3.0: one table for each code, a row for each field."""
    for row in table.rows:
        if len(row) > 1:
            message = _unescaped(_with_ticks(row[1].spans)) or None
            for line in lines_of(row[0].spans) or [()]:
                field = text_of(line)
                yield Error(code=code, message=message, status=status, field=None if field in _NONE else field)


def _with_ticks(spans: Spans) -> str:
    """REST 3.0 sends its messages with backticks around names; the page turns them into code. What has quotes has no
    backticks beside them."""
    found: list[Span] = []
    for span in spans:
        is_quoted = span.text.strip().startswith(_QUOTES) or bool(found and found[-1].text.endswith(_QUOTES))
        found.append(Span(f"`{span.text.strip()}`") if span.code and not is_quoted else span)
    return text_of(tuple(found))


def _number(text: str) -> int | None:
    found = _STATUS.search(text)
    return int(found[1]) if found else None
