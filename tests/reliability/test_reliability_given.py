"""What people give by mistake: told at once, by what it is, before anything is sent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import ConvertError, decimal
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
