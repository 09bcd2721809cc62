"""What a line of text says about when a value is needed."""

from __future__ import annotations

import re
from typing import Final, Literal

from ..html.document import Spans, text_of

_ONE_OF: Final = re.compile(
    r"\b(?:(?:at least|only|exactly) one of|one of the\b[^.:]{0,20}\bparameters|either)\b|\bused instead of\b",
    re.IGNORECASE,
)
_NEEDED_IF: Final = re.compile(
    r"\b(?:required|mandatory)\b[^.]{0,20}\bif\b[^.]*\bnot\b|\Aoptional\b[^.]{0,20}\bif\b", re.IGNORECASE
)


_FOR_WEBHOOK: Final = re.compile(
    r"(?:\A|[.;]\s+|\b(?:parameter|field|it) is\s+)(?:required|mandatory)(?: only)? "
    r"(?:for (?:authorization (?:via|by) )?|when call(?:ing|ed) (?:via|by) )(?:an? )?webhooks?\b",
    re.IGNORECASE,
)


def required_for(text: str) -> Literal["webhook"] | None:
    """The authorization with which alone a row says that its value is required."""
    return "webhook" if _FOR_WEBHOOK.search(text) else None


def is_conditional(line: Spans) -> bool:
    """The line of a row says that its value is needed only in some cases."""
    return bool(_NEEDED_IF.search(text_of(line)))


def alternatives_of(line: Spans) -> tuple[str, ...]:
    """The code words after `at least one of`: names of which one is enough."""
    text = text_of(line)
    found = _ONE_OF.search(text)
    if not found:
        return ()
    sentence = re.split(r"\.(?:\s|\Z)", text[found.end() :])[0]
    words = (span.text.strip() for span in line if span.code)
    return tuple(dict.fromkeys(word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", sentence)))
