"""What may be the value of an HTTP header."""

from __future__ import annotations


def fits_header(text: str) -> bool:
    """Printable ASCII without blanks around it: anything else is refused, or changed on the way."""
    return text.isascii() and text.isprintable() and text == text.strip()
