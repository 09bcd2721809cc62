"""Wire names, checked once at the border: whatever carries one of these types is safe in a path and in a URL."""

from __future__ import annotations

import re
from typing import Final

_SEGMENT: Final = r"[A-Za-z0-9_][A-Za-z0-9_-]*"
_NAME: Final = re.compile(rf"{_SEGMENT}(?:\.{_SEGMENT})*\Z")
_PAGE: Final = re.compile(rf"{_SEGMENT}(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)+\.html\Z")
_LONGEST: Final = 200


class InvalidName(ValueError):
    """Text that is no wire name."""


class WireName(str):
    """A method, event or shared-type name as the portal spells it: ASCII words joined by dots."""

    __slots__ = ()

    def __new__(cls, text: str) -> WireName:
        if len(text) > _LONGEST:
            raise InvalidName(f"{text[:40]!r}… is longer than {_LONGEST} characters")
        if not _NAME.match(text) or not any(letter.isalpha() for letter in text):
            raise InvalidName(f"{text!r} is not a wire name (words of letters, digits, '_' and '-', joined by dots)")
        return super().__new__(cls, text)

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(self.split("."))


class Replacement(str):
    """What takes a method's or an event's place: another one by its wire name, a family of them,
    `crm.item.productrow.*`, or those that a page is about, `api-reference/crm/universal/invoice.html`."""

    __slots__ = ()

    def __new__(cls, text: str) -> Replacement:
        if not _is_page(text):
            WireName(text.removesuffix(".*"))
        return super().__new__(cls, text)

    @property
    def is_page(self) -> bool:
        return _is_page(self)


def _is_page(text: str) -> bool:
    return bool(_PAGE.match(text)) and len(text) <= _LONGEST
