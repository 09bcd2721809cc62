# Copied from generator/runtime/apps/forms.py by "python -m generator generate". Edit that file.
"""The request in which something was posted: its body or form, and the query of its URL."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

from .._core.form_body import Node
from .._core.posted_form import Source, read_posted
from ..errors import EventError

__all__ = ["CallError", "Posted", "Request", "read_request"]

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


# What the parsers take: the form, a request, or the event of a serverless function.
Posted: TypeAlias = "Source | Request"


def read_request(posted: Posted) -> tuple[dict[str, Node], dict[str, Node]]:
    """The form that was posted, and that of the query.

    Raises:
        CallError: One of them is none.
    """
    try:
        return _read_request(posted)
    except CallError:
        raise
    except EventError as error:
        raise CallError(str(error)) from None


def _read_request(posted: Posted) -> tuple[dict[str, Node], dict[str, Node]]:
    request = posted if isinstance(posted, Request) else Request(posted)
    if isinstance(request.body, Mapping) and "body" in request.body and _SERVERLESS & set(request.body):
        request = _of_function(request.body)
    return read_posted(request.body, request.content_type), read_posted(request.query)


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
