# Copied from generator/runtime/_core/posted_form.py by "python -m generator generate". Edit that file.
"""Reads what was posted as one form, whichever way it is handed over: raw, or as a web framework has parsed it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, cast

from ..errors import EventError
from .form_body import DEEPEST, LARGEST, MOST_STEPS, Form, Node, parse_form
from .json_types import is_map

# The form, raw or as a framework has parsed it: `request.form` of Flask or Starlette, `request.POST` of Django or
# aiohttp, a dict of texts, of lists or of dicts.
Source: TypeAlias = "bytes | str | Mapping[str, Any]"


def read_posted(source: object, content_type: str = "") -> dict[str, Node]:
    """The form, with maps in the place of brackets.

    Raises:
        EventError: It is none, or larger or deeper than any portal posts.
    """
    if isinstance(source, Mapping):
        form = Form()
        _add_all(form, cast("Mapping[object, object]", source))
        return form.root
    if isinstance(source, (bytes, bytearray, str)):
        return _read_text(source, content_type.lower())
    raise EventError(f"a form is bytes, text or a map, not {type(source).__name__}")


def _read_text(body: bytes | bytearray | str, content_type: str) -> dict[str, Node]:
    if content_type.startswith("multipart/"):
        raise EventError("a multipart body: hand over the form that your framework makes of it")
    if not content_type.partition(";")[0].strip().endswith("json"):
        return parse_form(body)
    values = read_json(body)
    return read_posted(values if is_map(values) else None)


def read_json(text: bytes | bytearray | str) -> object:
    """The values in JSON that anyone may have posted.

    Raises:
        EventError: It is none, or larger than any portal posts.
    """
    if len(text) > LARGEST or _values_in(text) > MOST_STEPS:
        raise EventError("JSON with more in it than any portal posts")
    try:
        values: object = json.loads(text)
    except (ValueError, RecursionError):
        raise EventError("what is said to be JSON is not") from None
    return values


def _values_in(text: bytes | bytearray | str) -> int:
    """How many lists, maps and items of them there can be at most; found out without reading it."""
    if isinstance(text, str):
        return text.count("[") + text.count("{") + text.count(",")
    return text.count(b"[") + text.count(b"{") + text.count(b",")


# These are no generators: the frame of one that was broken off keeps what it held, for a traceback to show.


def _add_all(form: Form, source: Mapping[object, object]) -> None:
    """The fields of a form in order. Frameworks keep several of one name, each in a way of its own."""
    for every in ("multi_items", "lists", "items"):  # Starlette; Django and Werkzeug; aiohttp and dicts
        method = getattr(source, every, None)
        if callable(method):
            for key, value in cast("Iterable[tuple[object, object]]", method()):
                if not isinstance(key, str):
                    raise EventError("a form with a name that is no text")
                _add(form, key, value, 0)
            return


def _add(form: Form, key: str, value: object, depth: int) -> None:
    if depth > DEEPEST:
        raise EventError(f"a form nested deeper than {DEEPEST} levels")
    if isinstance(value, str):
        form.add(key, value)
    elif isinstance(value, bytes):
        form.add(key, value.decode("utf-8", "replace"))
    elif isinstance(value, bool):
        form.add(key, "1" if value else "0")
    elif isinstance(value, (int, float)):
        form.add(key, repr(value))
    elif isinstance(value, (list, tuple)):
        items = cast("list[object]", value)
        # `a[]` repeated, or one value, as frameworks list them; else a list in JSON.
        alike = key.endswith("]") or len(items) == 1
        for index, item in enumerate(items):
            _add(form, key if alike and not _is_nested(item) else f"{key}[{index}]", item, depth + 1)
    elif isinstance(value, Mapping):
        for inner, item in cast("Mapping[object, object]", value).items():
            _add(form, f"{key}[{inner}]", item, depth + 1)
    elif value is not None:
        raise EventError(f"a form with a value that is no text, but {type(value).__name__}")


def _is_nested(value: object) -> bool:
    return isinstance(value, (list, tuple, Mapping))
