"""What people give by mistake: told at once, by what it is, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

import httpx
import pytest

from bitrix24 import App, AsyncClient, Client, Hooks, exchange_code
from bitrix24._core.convert import ConvertError, decimal
from bitrix24.apps import OfflineEvents
from bitrix24.observe import scrub

URL = "https://portal.example/rest/1/secret/"


def _nobody(_: httpx.Request) -> httpx.Response:
    raise AssertionError("nothing is sent")


@pytest.mark.parametrize("params", [[1], "x", b"x", 5, {1}, [("id", 1)], object()])
def test_parameters_are_a_mapping(params: Any) -> None:
    b24 = Client(URL, transport=httpx.MockTransport(_nobody))
    with b24, pytest.raises(TypeError, match=r"any\.method: the parameters are a mapping"):
        b24.call("any.method", params)
    with pytest.raises(TypeError, match=r"any\.method: the parameters are a mapping"):
        b24.batch().call("any.method", params)


@pytest.mark.parametrize("method", [None, 5, b"any.method", ["any.method"]])
def test_a_methods_name_is_text(method: Any) -> None:
    with pytest.raises(TypeError, match="the name of a method is text"):
        Client(URL, transport=httpx.MockTransport(_nobody)).call(method)


@pytest.mark.parametrize("clock", [None, 5])
def test_a_clock_tells_the_time(clock: Any) -> None:
    with pytest.raises(TypeError, match="clock is SystemClock"):
        Client(URL, clock=clock)


@pytest.mark.parametrize("make", [Client, AsyncClient])
def test_a_transport_is_one_of_httpx(make: Any) -> None:
    with pytest.raises(TypeError, match="transport is one of httpx"):
        make(URL, transport=5)
    with pytest.raises(TypeError, match="transport is one of httpx"):
        make(URL, transport=httpx.HTTPTransport() if make is AsyncClient else httpx.AsyncHTTPTransport())


@pytest.mark.parametrize("text", ["1e99999999999999999999", "-1e9999999999999999999999"])
def test_a_number_beyond_all_exponents_is_none(text: str) -> None:
    with pytest.raises(ConvertError):
        decimal(text)
    assert decimal("1e30") == Decimal("1e30")


@pytest.mark.parametrize(
    "text",
    [
        r"https:\/\/portal.example\/rest\/1\/s3cretcode\/profile",
        r"https:\\/\\/portal.example\\/rest\\/1\\/s3cretcode\\/profile",
        "rest/1/s3cretcode/profile",
        r"\u002frest\u002f1\u002fs3cretcode\u002fprofile",
        r"{\"access_token\": \"s3cretcode\"}",
        r"{\\\"refresh_token\\\":\\\"s3cretcode\\\"}",
        "%7B%22access_token%22%3A%22s3cretcode%22%7D",
    ],
)
def test_a_secret_in_quoted_json_is_scrubbed(text: str) -> None:
    assert "s3cretcode" not in scrub({"body": text})["body"]
    assert scrub("of the rest/1 part, interest/1/of it all") == "of the rest/1 part, interest/1/of it all"


async def _awaited(_: object) -> None: ...


def _generated(_: object) -> Iterator[None]:
    yield


@pytest.mark.parametrize("work", [_awaited, partial(_awaited), _generated, None, 5])
def test_no_offline_event_is_cleared_whose_work_nobody_does(work: Any) -> None:
    with Client(URL, transport=httpx.MockTransport(_nobody)) as b24, pytest.raises(TypeError):
        OfflineEvents(b24).work_off(work)


def test_what_offline_work_leaves_to_be_awaited_has_failed() -> None:
    rows = [{"ID": "1", "MESSAGE_ID": "m1", "EVENT_NAME": "ONCRMDEALADD", "EVENT_DATA": {"FIELDS": {"ID": 5}}}]
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path.rpartition("/")[2])
        events = rows if asked.count("event.offline.get") == 1 else []
        results = {"event.offline.get": {"process_id": "p1", "events": events}, "event.offline.list": []}
        return httpx.Response(200, json={"result": results.get(asked[-1], True)})

    with Client(URL, transport=httpx.MockTransport(answer), limits=None) as b24:
        worked = OfflineEvents(b24).work_off(lambda event: _awaited(event))
    assert (worked.done, len(worked.failed)) == (0, 1)
    assert "event.offline.clear" not in asked


@pytest.mark.parametrize("link", [None, "https://portal.example/x", 5])
def test_an_upload_goes_where_a_method_said(link: Any) -> None:
    b24 = Client(URL, transport=httpx.MockTransport(_nobody))
    with b24, pytest.raises(TypeError, match="the link is what a method"):
        b24.upload(link, b"content")


@pytest.mark.parametrize("app", [None, "app", App("app", None)])  # type: ignore[arg-type]
def test_a_code_is_exchanged_for_an_application(app: Any) -> None:
    with pytest.raises(TypeError, match="App"):
        exchange_code(app, "code", transport=httpx.MockTransport(_nobody))


@pytest.mark.parametrize("hooks", [Hooks(request=5), Hooks(response="x")])  # type: ignore[arg-type]
def test_hooks_are_functions(hooks: Hooks) -> None:
    with pytest.raises(TypeError, match="hooks are functions"):
        Client(URL, hooks=hooks)
