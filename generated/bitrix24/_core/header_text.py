# Copied from generator/runtime/_core/header_text.py by "python -m generator generate". Edit that file.
"""What may be the value of an HTTP header."""

from __future__ import annotations


def fits_header(text: str) -> bool:
    """Printable ASCII without blanks around it: anything else is refused, or changed on the way."""
    return text.isascii() and text.isprintable() and text == text.strip()
