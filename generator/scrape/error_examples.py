"""The portal's own texts: what the example refusals of a page show, held against the rows of its error tables.

A row may leave its message out, explain it instead, or show it with placeholders (`#FIELD#`, `<ID>`, `X`). The example
is what the portal sends: its text completes the row, or is one more refusal with the same code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Final

from ..spec.model import Error, Json
from .examples.json_text import NotData, parse_json
from .html.document import Code, Section, flat

_STATUS: Final = re.compile(r"[45]\d\d\Z")
_PLACEHOLDER: Final = re.compile(
    r"#[^#\s]+#|<[^<>]*>|\{[^{}]*\}|\[[^\[\]]*\]|`[^`]*`|(?<!\w)'[^']*'|\"[^\"]*\"|\.\.\.|…"
    r"|\b[A-Z]\b|(?<=\bindex )[a-z]\b|\b[A-Z0-9]*_[A-Z0-9_]*\b|\b\w*\d\w*\b"
)
"""In a message, what differs from case to case: names, ids, what stands for them."""
_BRACES: Final = re.compile(r"\{[^{}]*\}")
_KEYS: Final = frozenset({"error_description", "message"})
"""Names of an answer's keys, which some rows have for the text."""
_NO_TEXT: Final = "error"
"""What pages without an example of their own show."""
_FEWEST_WORDS: Final = 3
_LONGEST: Final = 400


@dataclass(frozen=True)
class Completed:
    errors: tuple[Error, ...]
    disagreements: tuple[str, ...]
    """What the examples show and no row can be brought together with, in our words."""


def shown_errors(section: Section) -> Iterator[Error]:
    """The refusals that the section's examples show."""
    for part in section.walk():
        for block in flat(part.blocks):
            if isinstance(block, Code):
                try:
                    yield from _shown(parse_json(block.text))
                except NotData:
                    continue


def _shown(answer: Json) -> Iterator[Error]:
    error = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(answer, dict) and isinstance(error, (str, int)) and not isinstance(error, bool):
        yield from _shown_error(str(error), answer.get("error_description"))
    elif isinstance(error, dict):  # REST 3.0
        code, validation = error.get("code"), error.get("validation")
        if not isinstance(code, str):
            return
        wrong = [each for each in validation if isinstance(each, dict)] if isinstance(validation, list) else []
        if not wrong:
            yield from _shown_error(code, error.get("message"))
        for each in wrong:
            field = each.get("field")
            yield from _shown_error(code, each.get("message"), field if isinstance(field, str) and field else None)


def _shown_error(code: str, message: Json, field: str | None = None) -> Iterator[Error]:
    if isinstance(message, str) and message.strip().lower() not in ("", _NO_TEXT) and len(message) <= _LONGEST:
        yield Error(code=code.strip(), message=" ".join(message.split()), field=field)


def completed(rows: Iterable[Error], shown: Iterable[Error], shared: Iterable[Error], status: int | None) -> Completed:
    """The rows with the examples' texts.

    Args:
        rows: As the tables have them, each as often as they do.
        shared: The errors of every method, of which an example is none of this one's.
        status: The HTTP status of the page's errors.
    """
    errors = [replace(row, message=None) if row.message in _KEYS else row for row in rows]
    codes_of_all = {error.code.lower() for error in shared}
    disagreements: list[str] = []
    for example in dict.fromkeys(shown):
        alike = [at for at, error in enumerate(errors) if error.code.lower() == example.code.lower()]
        if alike:
            _put_among(errors, alike, example)
            continue
        elsewhere = [at for at, error in enumerate(errors) if says(error, example) or _fits(error, example)]
        if elsewhere and not example.code and all(_STATUS.match(errors[at].code) for at in elsewhere):
            errors = [_with_status_for_code(error) for error in errors]
            _put_among(errors, elsewhere, example)
        elif elsewhere:
            disagreements.append(f"the example's code is {example.code!r}; the table has {errors[elsewhere[0]].code!r}")
        elif " " in example.code:
            disagreements.append("the example's code is a sentence")
        elif example.code.lower() not in codes_of_all:
            errors.append(replace(example, status=_status_of(errors, example) or status))
    return Completed(tuple(dict.fromkeys(errors)), tuple(disagreements))


def _put_among(errors: list[Error], alike: list[int], example: Error) -> None:
    """The example's text into one of the rows at `alike`, which have its code, or into a new one behind them."""
    near = [at for at in alike if example.field is None or errors[at].field in (None, example.field)]
    said = next((at for at in near if says(errors[at], example)), None)
    if said is None:
        said = next((at for at in near if _is_cut(errors[at], example)), None)
    if said is not None:
        errors[said] = replace(errors[said], message=example.message)
        return
    if any(_fits(errors[at], example) for at in near):
        return
    unsaid = [at for at in near if errors[at].message is None]
    if len(unsaid) == 1:
        errors[unsaid[0]] = replace(errors[unsaid[0]], message=example.message)
        return
    last = alike[-1]
    errors.insert(last + 1, replace(example, status=errors[last].status))


def says(row: Error, example: Error) -> bool:
    """The texts are one but for case, quotes and punctuation."""
    return row.message is not None and _plain(row.message) == _plain(example.message or "")


def _is_cut(row: Error, example: Error) -> bool:
    """The publishing tool took what stood in braces for its own, so that it is missing in the row."""
    message = example.message or ""
    return row.message is not None and "{" in message and _plain(row.message) == _plain(_BRACES.sub(" ", message))


def _fits(row: Error, example: Error) -> bool:
    """The example is a case of the row's text, or one of its texts."""
    message = example.message or ""
    return any(
        (len(_fixed(part)) >= _FEWEST_WORDS and _fixed(part) == _fixed(message))
        or _plain(part) == _plain(message)
        or (part.endswith(":") and message.startswith(part))
        for part in (row.message or "").split(" / ")
        if part
    )


def _plain(text: str) -> str:
    letters = re.sub(r"[^\w{}\[\]#<>|=/\\]+", " ", unescape(text).casefold().replace("<br>", " "))
    return " ".join(letters.split())


def _fixed(text: str) -> list[str]:
    """The words that are the same in every case."""
    return _plain(_PLACEHOLDER.sub(" ", text.replace("<br>", " "))).split()


def _with_status_for_code(error: Error) -> Error:
    return replace(error, code="", status=int(error.code)) if _STATUS.match(error.code) else error


def _status_of(errors: list[Error], example: Error) -> int | None:
    """The status that the rows of the page share."""
    statuses = {error.status for error in errors}
    return statuses.pop() if len(statuses) == 1 and example else None
