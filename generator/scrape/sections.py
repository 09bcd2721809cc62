"""A page's well-known sections, found by their headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from .html.document import Block, Code, Document, Section, Table, Tabs, flat

_PARAMS: Final = re.compile(
    r"(?:(?:method|request|call|command)\s+)?parameters?(?:\s+(?:for|of|in)\b.*)?\Z|parameters? of the method\Z",
    re.IGNORECASE,
)
_PARAM: Final = re.compile(r"(?:parameters?\s+\S+|\S+\s+parameters?)\Z", re.IGNORECASE)
_EXAMPLES: Final = re.compile(r"(?:code )?examples?(?: of (?:the )?(?:call|use|usage))?\Z", re.IGNORECASE)
_RESPONSE: Final = re.compile(
    r"(?:response handling|(?:response|result) on success|successful response|response|returned data|returned values?|"
    r"returned fields|fields returned by the method|method response|response example|"
    r"what (?:is|the method) return(?:ed|s))\Z",
    re.IGNORECASE,
)
_RECEIVED: Final = re.compile(
    r"what the handler receives\Z|(?:event )?(?:handler |request )?parameters\Z", re.IGNORECASE
)
_ERRORS: Final = re.compile(
    r"(?:error handling|(?:response|result) on error|error response|(?:possible )?errors?(?: codes?)?|error codes?)\Z",
    re.IGNORECASE,
)
_SYSTEM: Final = re.compile(r"statuses and system error codes\Z", re.IGNORECASE)
_RETURNED: Final = re.compile(
    r"(?:returned (?:data|values?|fields)|fields returned by the method|response (?:structure|fields)|"
    r"response handling)\Z",
    re.IGNORECASE,
)


def parameter_sections(document: Document) -> list[Section]:
    """The sections that describe what the method takes. Old pages have its tables straight under the title."""
    named = list(_outermost(document.root, _PARAMS.match))
    apart = [
        section
        for section in document.root.sections
        if _PARAM.match(section.title) and not _PARAMS.match(section.title)
    ]
    if named:
        return [*named, *apart]
    root = document.root
    above = Section(0, "", "", root.blocks, tuple(part for part in root.sections if _may_be_of_parameters(part)))
    return [above, *apart] if any(isinstance(block, Table) for part in above.walk() for block in part.blocks) else apart


def _may_be_of_parameters(section: Section) -> bool:
    """Below the title of an old page. What it says of the answer says nothing of parameters, whatever the level."""
    return section.level > 2 and not _RESPONSE.match(section.title) and not _is_about_errors(section.title)


def received_sections(document: Document) -> list[Section]:
    """The sections that describe what an event's handler is sent; the whole page where none says so."""
    return list(_outermost(document.root, _RECEIVED.match)) or [document.root]


def response_sections(document: Document) -> list[Section]:
    """The sections that describe what comes back, without the errors that some pages put into them. An old page may
    have no more than `Fields`."""
    named = list(_outermost(document.root, _RESPONSE.match))
    fields = [section for section in document.root.sections if section.title == "Fields"]
    return [_without_errors(section) for section in named or fields]


def _without_errors(section: Section) -> Section:
    kept = tuple(_without_errors(part) for part in section.sections if not _is_about_errors(part.title))
    return Section(section.level, section.title, section.anchor, section.blocks, kept)


def error_sections(document: Document) -> list[Section]:
    """The sections of errors, each once, wherever the page has them."""
    return list(_outermost(document.root, _is_about_errors))


def _outermost(section: Section, matches: Callable[[str], object]) -> Iterator[Section]:
    """The sections whose title matches, without those that lie inside such a one."""
    if matches(section.title):
        yield section
    else:
        for part in section.sections:
            yield from _outermost(part, matches)


def _is_about_errors(title: str) -> bool:
    return bool(_ERRORS.match(title) or _SYSTEM.match(title))


def is_about_one_parameter(section: Section) -> bool:
    """The section describes one parameter, `Parameter fields`, not all of them."""
    return bool(_PARAM.match(section.title) and not _PARAMS.match(section.title))


def is_about_the_whole(title: str) -> bool:
    """A heading that names no part of the answer but the whole of it."""
    return bool(_RETURNED.match(title) or _PARAMS.match(title))


def example_codes(document: Document) -> Iterator[tuple[str, Code]]:
    """The code of the examples with the title of the tab it stands in, wherever on the page."""
    sections = [section for section in document.root.walk() if _EXAMPLES.match(section.title)]
    for section in sections or [document.root]:
        for part in section.walk():
            yield from _codes(part.blocks, "")


def _codes(blocks: tuple[Block, ...], title: str) -> Iterator[tuple[str, Code]]:
    for block in blocks:
        if isinstance(block, Code):
            yield title, block
        elif isinstance(block, Tabs):
            for panel in block.panels:
                yield from _codes(panel.blocks, panel.title)
        elif not isinstance(block, Table):
            yield from _codes(tuple(inner for inner in flat((block,)) if inner is not block), title)
