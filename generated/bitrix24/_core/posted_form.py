# Copied from generator/runtime/_core/posted_form.py by "python -m generator generate". Edit that file.
"""Reads what was posted as one form, whichever way it is handed over: raw, or as a web framework has parsed it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias, cast

from ..errors import EventError
from .form_body import Node, form_of, parse_form
from .json_types import is_map

# The form, raw or as a framework has parsed it: `request.form` of Flask or Starlette, `request.POST` of Django or
# aiohttp, a dict of texts, of lists or of dicts.
Source: TypeAlias = "bytes | str | Mapping[str, Any]"

# Of a body, in bytes: a portal posts some kilobytes.
LARGEST: Final = 4 * 1024 * 1024

# PHP nests no deeper, and reads fewer fields.
_DEEPEST: Final = 64
_MOST_FIELDS: Final = 10_000


def read_posted(source: object, content_type: str = "") -> dict[str, Node]:
    """The form, with maps in the place of brackets.

    Raises:
        EventError: It is none, or larger or deeper than any portal posts.
    """
    if isinstance(source, Mapping):
        return form_of(_limited(_pairs(cast("Mapping[object, object]", source))))
    if isinstance(source, (bytes, bytearray, str)):
        return _read_text(source if isinstance(source, str) else bytes(source), content_type.lower())
    raise EventError(f"a form is bytes, text or a map, not {type(source).__name__}")


def _read_text(body: bytes | str, content_type: str) -> dict[str, Node]:
    if len(body) > LARGEST:
        raise EventError(f"a body of {len(body)} bytes: more than any portal posts")
    if content_type.startswith("multipart/"):
        raise EventError("a multipart body: hand over the form that your framework makes of it")
    if content_type.partition(";")[0].strip().endswith("json"):
        try:
            values: object = json.loads(body)
        except (ValueError, RecursionError):
            raise EventError("the body is said to be JSON, and is not") from None
        return read_posted(values if is_map(values) else None, "")
    form = parse_form(body)
    # Its nesting has been read without recursion; whoever shows or compares it may not be so careful.
    if _is_deep(form):
        raise EventError(f"a form nested deeper than {_DEEPEST} levels")
    return form


def _is_deep(form: dict[str, Node]) -> bool:
    level: list[dict[str, Node]] = [form]
    for _ in range(_DEEPEST):
        level = [node for place in level for node in place.values() if isinstance(node, dict)]
        if not level:
            return False
    return True


def _limited(pairs: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    size = 0
    for number, (key, value) in enumerate(pairs):
        size += len(key) + len(value)
        if number >= _MOST_FIELDS or size > LARGEST:
            raise EventError("a form with more fields than any portal posts, or larger ones")
        if key.count("[") > _DEEPEST:
            raise EventError(f"a form nested deeper than {_DEEPEST} levels")
        yield key, value


def _pairs(source: Mapping[object, object]) -> Iterator[tuple[str, str]]:
    """The fields of a form in order. Frameworks keep several of one name, each in a way of its own."""
    for every in ("multi_items", "lists", "items"):  # Starlette; Django and Werkzeug; aiohttp and dicts
        method = getattr(source, every, None)
        if callable(method):
            for key, value in cast("Iterator[tuple[object, object]]", method()):
                if not isinstance(key, str):
                    raise EventError("a form with a name that is no text")
                yield from _fields(key, value, 0)
            return


def _fields(key: str, value: object, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        raise EventError(f"a form nested deeper than {_DEEPEST} levels")
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, bytes):
        yield key, value.decode("utf-8", "replace")
    elif isinstance(value, bool):
        yield key, "1" if value else "0"
    elif isinstance(value, (int, float)):
        yield key, repr(value)
    elif isinstance(value, (list, tuple)):
        items = cast("list[object]", value)
        # `a[]` repeated, or one value, as frameworks list them; else a list in JSON.
        alike = key.endswith("]") or len(items) == 1
        for index, item in enumerate(items):
            yield from _fields(key if alike and not _is_nested(item) else f"{key}[{index}]", item, depth + 1)
    elif isinstance(value, Mapping):
        for inner, item in cast("Mapping[object, object]", value).items():
            yield from _fields(f"{key}[{inner}]", item, depth + 1)
    elif value is not None:
        raise EventError(f"a form with a value that is no text, but {type(value).__name__}")


def _is_nested(value: object) -> bool:
    return isinstance(value, (list, tuple, Mapping))
