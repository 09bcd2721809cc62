"""The keys that a filter must have, by the words of its row: `The `OWNER_ID` field is required`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..html.document import Cell, Spans, lines_of, text_of
from ..html.wording import with_ticks

_NAME: Final = r"`[A-Za-z_]\w*`"
_SAID: Final = (
    re.compile(rf"\A(?:required|mandatory) fields?:\s*(?P<names>{_NAME}(?:(?:,| and) ?{_NAME})*)", re.IGNORECASE),
    re.compile(
        rf"(?:\A|[.;]\s+)the (?P<names>{_NAME}) (?:field|key|parameter) is (?:required|mandatory)\b", re.IGNORECASE
    ),
    re.compile(rf"\Ayou must specify (?P<names>{_NAME})(?=\s+—|\s*\Z|\.)", re.IGNORECASE),
)
_ANNOUNCED: Final = re.compile(
    r"\b(?:works on (?:\w+ )?mandatory fields|following keys must be present)\s*:\s*\Z", re.IGNORECASE
)
_KEY: Final = re.compile(r"\A=?(?P<name>[A-Za-z_]\w*)(?=\s+—|\s*\Z)")
_CODES: Final = re.compile(r"`([^`]+)`")


def required_keys_of(description: Cell) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_keys(lines_of(description.spans))))


def _keys(lines: list[Spans]) -> Iterator[str]:
    below = False
    for line in lines:
        text = with_ticks(line)
        key = _KEY.match(text_of(line)) if below else None
        if key:
            yield key["name"]
            continue
        below = bool(_ANNOUNCED.search(text))
        for pattern in _SAID:
            if found := pattern.search(text):
                yield from _CODES.findall(found["names"])
