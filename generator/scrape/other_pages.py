"""What a page is that documents neither a method nor an event, so that every page is accounted for."""

from __future__ import annotations

from typing import Final

from .html.document import Document, Quote
from .problems import Problem

_REFERENCE: Final = "api-reference/"


def why_no_reference(page: str, document: Document, *, has_objects: bool) -> str:
    """The reason why there is no spec; empty for a page of a kind never seen, which a person has to look at."""
    name = page.rpartition("/")[2]
    if not page.startswith(_REFERENCE):
        return "a guide outside the API reference"
    if name == "index.html" or "overview" in document.title.lower():
        return "an overview of its section"
    if "/widgets/" in page or "/embedding/" in page:
        return "a place in the interface where an application is embedded"
    if has_objects:
        return "fields and types that other pages refer to"
    if not any(isinstance(block, Quote) for block in document.root.blocks):
        return "an article: no box that names scope and rights"
    return ""


def unknown_kind(page: str) -> Problem:
    return Problem(page, "", "names a scope, but documents neither a method nor an event: of a kind never seen")
