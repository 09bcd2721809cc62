"""Reads what was posted as one form, whichever way a web framework or a serverless platform hands it over."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

from .._core.form_body import Node, form_of, parse_form
from .._core.json_types import is_map
from ..errors import EventError

__all__ = ["LARGEST", "CallError", "Posted", "Request", "Source", "read_request"]

# The form, as raw text or as a framework has parsed it: `request.form` of Flask or Starlette, `request.POST` of Django
# or aiohttp, a dict of texts, of lists or of dicts, or the event of a serverless function.
Source: TypeAlias = "bytes | str | Mapping[str, Any]"

# Of a body, in bytes: a portal posts some kilobytes.
LARGEST: Final = 4 * 1024 * 1024

# PHP nests no deeper, and reads fewer fields.
_DEEPEST: Final = 64
_MOST_FIELDS: Final = 10_000

_SERVERLESS: Final = frozenset({"isBase64Encoded", "httpMethod", "requestContext", "rawQueryString"})


class CallError(EventError):
    """What was posted is no call of a portal. `status`: what HTTP says to that."""

    status = 400


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """What came in: the body or its form, and the query of the URL. Its repr shows nothing of either."""

    body: Source
    query: Source = ""
    content_type: str = ""

    def __repr__(self) -> str:
        return "Request(...)"


# What the parsers take.
Posted: TypeAlias = "Source | Request"


def read_request(posted: Posted) -> tuple[dict[str, Node], dict[str, Node]]:
    """The form that was posted, and that of the query.

    Raises:
        CallError: One of them is none.
    """
    request = posted if isinstance(posted, Request) else Request(posted)
    if isinstance(request.body, Mapping) and "body" in request.body and _SERVERLESS & set(request.body):
        request = _of_function(request.body)
    return _read(request.body, request.content_type), _read(request.query, "")


def _of_function(event: Mapping[str, Any]) -> Request:
    """The request in the event of a serverless function, in the form of an API gateway."""
    body: object = event.get("body") or ""
    headers: object = event.get("headers") or {}
    if not isinstance(body, str) or not isinstance(headers, Mapping):
        raise CallError("not a serverless event: its body is no text, or its headers no map")
    content = body.encode("utf-8", "surrogatepass")
    if event.get("isBase64Encoded"):
        try:
            content = base64.b64decode(content, validate=True)
        except binascii.Error:
            raise CallError("the body is said to be in base64, and is not") from None
    kinds = [
        value for name, value in cast("Mapping[object, object]", headers).items() if str(name).lower() == "content-type"
    ]
    query = event.get("rawQueryString") or event.get("queryStringParameters") or ""
    return Request(content, query, str(kinds[0]) if kinds else "")


def _read(source: object, content_type: str) -> dict[str, Node]:
    if isinstance(source, Mapping):
        return form_of(_limited(_pairs(cast("Mapping[object, object]", source))))
    if isinstance(source, (bytes, bytearray, str)):
        return _read_text(source if isinstance(source, str) else bytes(source), content_type.lower())
    raise CallError(f"a form is bytes, text or a map, not {type(source).__name__}")


def _read_text(body: bytes | str, content_type: str) -> dict[str, Node]:
    if len(body) > LARGEST:
        raise CallError(f"a body of {len(body)} bytes: more than any portal posts")
    if content_type.startswith("multipart/"):
        raise CallError("a multipart body: hand over the form that your framework makes of it")
    if content_type.partition(";")[0].strip().endswith("json"):
        try:
            values: object = json.loads(body)
        except (ValueError, RecursionError):
            raise CallError("the body is said to be JSON, and is not") from None
        return _read(values if is_map(values) else None, "")
    try:
        form = parse_form(body)
    except EventError as error:
        raise CallError(str(error)) from None
    # Its nesting has been read without recursion; whoever shows or compares it may not be so careful.
    if _is_deep(form):
        raise CallError(f"a form nested deeper than {_DEEPEST} levels")
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
            raise CallError("a form with more fields than any portal posts, or larger ones")
        if key.count("[") > _DEEPEST:
            raise CallError(f"a form nested deeper than {_DEEPEST} levels")
        yield key, value


def _pairs(source: Mapping[object, object]) -> Iterator[tuple[str, str]]:
    """The fields of a form in order. Frameworks keep several of one name, each in a way of its own."""
    for every in ("multi_items", "lists", "items"):  # Starlette; Django and Werkzeug; aiohttp and dicts
        method = getattr(source, every, None)
        if callable(method):
            for key, value in cast("Iterator[tuple[object, object]]", method()):
                if not isinstance(key, str):
                    raise CallError("a form with a name that is no text")
                yield from _fields(key, value, 0)
            return


def _fields(key: str, value: object, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        raise CallError(f"a form nested deeper than {_DEEPEST} levels")
    if isinstance(value, str):
        yield key, value
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
        raise CallError(f"a form with a value that is no text, but {type(value).__name__}")


def _is_nested(value: object) -> bool:
    return isinstance(value, (list, tuple, Mapping))
