"""Where a field is there at all: from which version of the portal's module on, and on which portals."""

from __future__ import annotations

import re
from typing import Final

_ON_PREMISE: Final = re.compile(
    r"(?:\A|[.!]\s+)(?:(?:this|the) (?:parameter|field) is )?(?:used |relevant |available )?only (?:in|for)(?: the)? "
    r"(?:on-premise|self-hosted)\b(?! version of Bitrix24 can)(?![^.!]*\bwhen\b)"
    r"|(?:\A|\.\s+)not used in the cloud version\b|(?:\A|\.\s+)used in on-premise versions\b",
    re.IGNORECASE,
)
_SINCE: Final = re.compile(
    r"(?:\A|\.\s+)(?:available|supported|added|works) (?:since|from|starting (?:from|with)|as of)(?: the)?"
    r"(?: (?:module )?version)?(?: (?:of )?(?:the )?[a-z]+)?(?: module)?(?: version)? "
    r"(?P<version>\d+\.\d+(?:\.\d+)?)\b",
    re.IGNORECASE,
)


def is_on_premise(text: str) -> bool:
    """The field means something only on portals that are hosted by their owners."""
    return bool(_ON_PREMISE.search(text))


def since(text: str) -> str | None:
    """The version from which on there is the field."""
    found = _SINCE.search(text)
    return found["version"] if found else None
