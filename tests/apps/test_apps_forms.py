"""A form is the same form, whichever way it is handed over."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import pytest
from django.conf import settings
from django.http import QueryDict
from multidict import MultiDict as AiohttpForm
from starlette.datastructures import FormData, UploadFile
from werkzeug.datastructures import ImmutableMultiDict

from bitrix24.apps import CallError, Request, RobotCall, parse_call
from tests.apps.making import EVENT, PAGE, PAGE_QUERY, ROBOT, body_of

BODY = body_of(ROBOT) + b"&properties[many][]=1&properties[many][]=2"
PAIRS = parse_qsl(BODY.decode())
HEADERS = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}


def ways() -> Iterator[Any]:
    if not settings.configured:
        settings.configure()
    yield pytest.param(BODY, id="bytes")
    yield pytest.param(bytearray(BODY), id="bytearray")
    yield pytest.param(BODY.decode(), id="text")
    yield pytest.param(Request(BODY, "", HEADERS["Content-Type"]), id="request")
    yield pytest.param(parse_qs(BODY.decode()), id="dict of lists")
    yield pytest.param(
        {key: [text.encode() for text in texts] for key, texts in parse_qs(BODY.decode()).items()}, id="tornado"
    )
    yield pytest.param(ImmutableMultiDict(PAIRS), id="flask")
    yield pytest.param(FormData(PAIRS), id="starlette")
    yield pytest.param(QueryDict(BODY.decode(), encoding="utf-8"), id="django")
    yield pytest.param(AiohttpForm(PAIRS), id="aiohttp")
    event: dict[str, Any] = {"httpMethod": "POST", "headers": HEADERS, "body": BODY.decode(), "isBase64Encoded": False}
    yield pytest.param(event, id="serverless")
    encoded = {**event, "body": base64.b64encode(BODY).decode(), "isBase64Encoded": True}
    yield pytest.param(encoded, id="serverless, in base64")
    call = parse_call(BODY)
    yield pytest.param(call.raw, id="nested dict")
    yield pytest.param(
        Request(json.dumps({**call.raw, "document_id": ["crm", "CCrmDocumentDeal", "DEAL_7"]}), "", "application/json"),
        id="JSON with lists",
    )


@pytest.mark.parametrize("posted", list(ways()))
def test_the_form(posted: Any) -> None:
    call = parse_call(posted)
    assert isinstance(call, RobotCall)
    assert call == parse_call(BODY)
    assert call.raw == parse_call(BODY).raw
    assert call.properties["many"] == {"0": "1", "1": "2"}


@pytest.mark.parametrize("query", [body_of(PAGE_QUERY), body_of(PAGE_QUERY).decode(), PAGE_QUERY, FormData(PAGE_QUERY)])
def test_the_query_of_a_page(query: Any) -> None:
    assert parse_call(Request(body_of(PAGE), query)).auth.domain == "portal.example.com"


@pytest.mark.parametrize("name", ["rawQueryString", "queryStringParameters"])
def test_the_query_of_a_page_at_a_serverless_function(name: str) -> None:
    query: Any = PAGE_QUERY if name == "queryStringParameters" else body_of(PAGE_QUERY).decode()
    call = parse_call({"body": body_of(PAGE).decode(), "requestContext": {}, name: query})
    assert call.auth.domain == "portal.example.com"


def test_the_query_decides_nothing_else() -> None:
    """Whoever sends someone a link cannot choose what is posted."""
    assert parse_call(Request(body_of(EVENT), "AUTH_ID=x&event=ONCRMDEALDELETE")) == parse_call(body_of(EVENT))


def deep() -> Any:
    value: Any = "1"
    for _ in range(10_000):
        value = {"b": value}
    return value


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        (None, "a form is bytes, text or a map, not NoneType"),
        (7, "not int"),
        ({7: "x"}, "a name that is no text"),
        ({"a": object()}, "a value that is no text, but object"),
        (FormData([("a", UploadFile(file=None))]), "but UploadFile"),  # type: ignore[arg-type]  # never read
        ({"a": deep()}, "nested deeper"),
        ({"a" + "[b]" * 100: "1"}, "nested deeper"),
        ({"a": ["1"] * 10_001}, "more fields"),
        ({"a": "1" * 5_000_000}, "or larger ones"),
        (b"a=" + b"1" * 5_000_000, "more than any portal posts"),
        (b"&".join([b"a=1"] * 10_001), "too many fields"),
        (Request(b"", "", "multipart/form-data; boundary=x"), "multipart"),
        (Request(b"{", "", "application/json"), "said to be JSON"),
        (Request(b"[" * 100_000, "", "application/json"), "JSON with more in it"),
        (Request(b"[]", "", "application/json"), "a form is bytes"),
        ({"body": 7, "isBase64Encoded": False}, "its body is no text"),
        ({"body": "", "headers": 7, "isBase64Encoded": False}, "its headers no map"),
        ({"body": "%%%", "isBase64Encoded": True}, "base64"),
    ],
)
def test_what_is_no_form(posted: Any, message: str) -> None:
    with pytest.raises(CallError, match=message):
        parse_call(posted)


def test_a_form_field_may_be_called_body() -> None:
    with pytest.raises(CallError, match="no call of a portal"):
        parse_call({"body": "x", "isBase64Encoded[]": "1"})
