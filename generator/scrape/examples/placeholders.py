"""Placeholders for long example strings: facts may be kept, other people's sentences may not."""

from __future__ import annotations

import re
from typing import Final

from ...spec.model import Json

LONGEST: Final = 60
_URL: Final = re.compile(r"https?://", re.IGNORECASE)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/=\s]+\Z")
_STAND_IN: Final = re.compile(r"\*\*\w+\**\Z|(?:your|put)_\w+\Z|<\w+>\Z|@[a-z]+-[a-z]+\Z", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<\w+[\s>/]")


def is_stand_in(text: str) -> bool:
    """Does the page's author leave the value to the reader: `your_invoice_id`, `**put_id_here**`, `@type-icon`?"""
    return _STAND_IN.match(text) is not None


def with_placeholders(value: Json) -> Json:
    """The value with every string over 60 characters replaced by a short one of the same kind."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST else _placeholder(value)
    if isinstance(value, list):
        return [with_placeholders(item) for item in value]
    if isinstance(value, dict):
        return {key: with_placeholders(item) for key, item in value.items()}
    return value


def _placeholder(text: str) -> str:
    if _URL.match(text):
        return "https://example.com/path"
    if text.startswith("/") and " " not in text:
        return "/example/path"
    if _MARKUP.search(text):
        return "<b>Example</b>"
    if " " not in text and _BASE64.match(text):
        return "ZXhhbXBsZQ=="
    if text.lstrip().startswith(("{", "[")):
        return '{"example": "value"}'
    return "Example text"
