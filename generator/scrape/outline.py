"""A page's well-known sections, found by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .document import Code, Document, Section, Tabs, flat

_PARAMS = re.compile(r"(?:method|request|call)?\s*parameters\Z", re.IGNORECASE)
_EXAMPLES = re.compile(r"(?:code )?examples?(?: of (?:the )?(?:call|use|usage))?\Z", re.IGNORECASE)
_RESPONSE = re.compile(
    r"(?:response handling|response on success|successful response|response|returned data|returned values?|method response|response example)\Z",
    re.IGNORECASE,
)
_ERRORS = re.compile(r"(?:error handling|response on error|error response|possible error(?:s| codes)|errors)\Z", re.IGNORECASE)


def params_of(document: Document) -> Section | None:
    return _first(document, _PARAMS)


def response_of(document: Document) -> Section | None:
    return _first(document, _RESPONSE)


def errors_of(document: Document) -> Section | None:
    return _first(document, _ERRORS)


def _first(document: Document, title: re.Pattern[str]) -> Section | None:
    return next((section for section in document.root.walk() if title.match(section.title)), None)


def example_codes(document: Document) -> Iterator[tuple[str, Code]]:
    """The code of the examples with the title of the tab it stands in, wherever on the page."""
    sections = [section for section in document.root.walk() if _EXAMPLES.match(section.title)]
    for section in sections or [document.root]:
        for part in section.walk():
            for block in flat(part.blocks):
                if isinstance(block, Tabs):
                    for panel in block.panels:
                        yield from ((panel.title, code) for code in panel.blocks if isinstance(code, Code))
