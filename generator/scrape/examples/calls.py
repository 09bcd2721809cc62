"""The example calls of a page, from whichever tab can be read: cURL first, then JavaScript and PHP."""

from __future__ import annotations

from ..html.document import Document
from ..sections import example_codes
from .call import Call
from .curl import parse_curl
from .sdk import parse_sdk


def calls_of(document: Document) -> list[Call]:
    """The example calls of methods. Where a cURL command can be read, it alone counts: the SDKs' functions page by
    themselves and hide what goes over the wire."""
    codes = list(example_codes(document))
    curl = [call for title, code in codes if _is_curl(title, code.text) and (call := parse_curl(code.text))]
    if any(call.params is not None for call in curl):
        return curl
    return [*curl, *(call for title, code in codes if not _is_curl(title, code.text) for call in parse_sdk(code.text))]


def _is_curl(title: str, text: str) -> bool:
    return title.lower().startswith("curl") or text.startswith("curl ")
