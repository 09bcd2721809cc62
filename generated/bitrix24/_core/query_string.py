# Copied from generator/runtime/_core/query_string.py by "python -m generator generate". Edit that file.
"""Writes parameters as a URL's query, the way PHP reads it; commands of a batch have this form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from .json_types import is_list, is_map

# The portal puts earlier results in the place of such text, wherever it stands.
REFERENCE_START: Final = "$result["


def query_of(params: Mapping[str, object]) -> str:
    """JSON values as `a=1&b[c][0]=x`, percent-encoded; a bool that has no documented form is 1 or 0."""
    return "&".join(f"{name}={text}" for key, value in params.items() for name, text in _pairs(quoted(key), value))


def fits_query(value: object) -> bool:
    """Can a query say it? It has no null and no empty list or map, and text like a reference would not stay text."""
    if is_map(value):
        return bool(value) and all(fits_query(item) for item in value.values())
    if is_list(value):
        return bool(value) and all(fits_query(item) for item in value)
    if isinstance(value, RawText):
        return True
    return value is not None and not (isinstance(value, str) and REFERENCE_START in value)


class RawText(str):
    """Text of our own that refers to an earlier result: it goes into the query as it is."""

    __slots__ = ()


def _pairs(name: str, value: object) -> Iterator[tuple[str, str]]:
    if is_map(value):
        for key, item in value.items():
            yield from _pairs(f"{name}[{quoted(key)}]", item)
    elif is_list(value):
        for index, item in enumerate(value):
            yield from _pairs(f"{name}[{index}]", item)
    else:
        yield name, _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value) if isinstance(value, RawText) else quoted(str(value))


def quoted(text: str) -> str:
    """The text percent-encoded."""
    return quote(text, safe="")
