"""What is particular to the transport over aiohttp; the faults of the other tests run over it with `make test-fast`."""

from __future__ import annotations

import asyncio
import gc
import warnings
from typing import Any

import httpx
import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24.errors import ConnectionFailed
from bitrix24.retries import Retries
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, running

ADD = Method("item.add", anything)
URL = "https://portal.example/rest/1/secret123/"


def add(url: str, **options: Any) -> object:
    async def main() -> object:
        async with AsyncClient(url, transport="aiohttp", clock=FakeClock(), **options) as client:
            await client.call("item.get")
            return await client.invoke(ADD, {"n": 1})

    return asyncio.run(main())


@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.RESET])
def test_a_write_whose_connection_is_lost_is_not_sent_again(fault: Fault) -> None:
    with (
        running(lambda seen: fault if seen.method == ADD.name else Answer()) as stub,
        pytest.raises(ConnectionFailed) as caught,
    ):
        add(stub.url)
    assert [seen.method for seen in stub.seen] == ["item.get", "item.add"]
    assert caught.value.may_have_run
    assert "secret123" not in str(caught.value)


def test_a_write_that_nobody_takes_has_not_run() -> None:
    with pytest.raises(ConnectionFailed) as caught:
        add("http://127.0.0.1:1/rest/1/secret123/", retries=Retries(attempts=1))
    assert not caught.value.may_have_run


def test_an_idle_connection_that_was_closed_costs_no_write() -> None:
    async def main(url: str) -> object:
        async with AsyncClient(url, transport="aiohttp") as client:
            for number in range(5):
                assert await client.invoke(ADD, {"n": number}) is True
            return True

    with running(lambda _: Answer(headers={"Connection": "close"})) as stub:
        assert asyncio.run(main(stub.url)) is True
        assert len(stub.seen) == 5


def test_it_is_by_choice_and_for_the_async_client() -> None:
    for make in (
        lambda: Client(URL, transport="aiohttp"),  # type: ignore[arg-type]  # that is what is tested
        lambda: AsyncClient(URL, transport="pycurl"),  # type: ignore[arg-type]  # that is what is tested
        lambda: AsyncClient(URL, transport="aiohttp", proxy=httpx.Proxy("socks5://127.0.0.1:1")),
    ):
        with pytest.raises((ValueError, ImportError)):
            make()


def test_a_client_is_used_in_several_event_loops() -> None:
    async def call() -> object:
        return (await client.call("item.get")).result

    with running(lambda _: Answer(headers={"Connection": "close"})) as stub:
        client = AsyncClient(stub.url, transport="aiohttp")
        assert [asyncio.run(call()) for _ in range(3)] == [True, True, True]


# Python's own words about sockets that nobody closed, which are shown on request only.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_ended_with_its_event_loop_is_not_told_of_as_forgotten(caplog: pytest.LogCaptureFixture) -> None:
    with running(lambda _: Answer()) as stub:
        client = AsyncClient(stub.url, transport="aiohttp")
        for _ in range(3):
            asyncio.run(_called(client))
        del client
        gc.collect()
    assert "Unclosed" not in caplog.text


async def _called(client: AsyncClient) -> None:
    await client.call("item.get")


def test_a_large_body_is_sent_without_a_warning() -> None:
    async def main(url: str) -> None:
        async with AsyncClient(url, transport="aiohttp") as client:
            await client.call("item.get", {"text": "x" * 3_000_000})

    with running(lambda _: Answer()) as stub, warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        asyncio.run(main(stub.url))
    assert len(stub.seen) == 1
