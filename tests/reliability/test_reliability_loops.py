"""One AsyncClient in several event loops, one after another and at the same time; and where there is no asyncio."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from bitrix24 import AsyncClient
from bitrix24._core.convert import anything, list_of
from bitrix24._core.method import Listing, ListMethod
from tests.reliability.programs import run
from tests.runtime.stub_portal import Answer, Seen, running

LIST = ListMethod("item.list", list_of(anything), writes=False, listing=Listing("pagination"), row=anything)


def echo(seen: Seen) -> Answer:
    time.sleep(0.002)
    return Answer({"result": seen.json["n"]})


async def wrong(client: AsyncClient, who: int, count: int = 30) -> int:
    """How many answers are another call's."""
    answers = await asyncio.gather(*(client.call("item.get", {"n": who + n}) for n in range(count)))
    return sum(answer.result != who + n for n, answer in enumerate(answers))


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # a client that is not closed in its loop
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_one_loop_after_another() -> None:
    with running(echo) as stub:
        client = AsyncClient(stub.url, limits=None)
        assert [asyncio.run(wrong(client, who * 1000)) for who in range(8)] == [0] * 8
        assert len(client._driver._http._clients._values) == 1  # of the last loop alone
        asyncio.run(client.aclose())
        gc.collect()


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # a client that is not closed in its loop
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_eight_loops_at_once_and_closed_from_one_of_them() -> None:
    async def main(client: AsyncClient, who: int) -> int:
        return await wrong(client, who * 1000) + await wrong(client, who * 1000 + 500)

    def in_loop(work: Coroutine[Any, Any, int]) -> int:
        return asyncio.run(work)

    with running(echo) as stub, ThreadPoolExecutor(8) as pool:
        client = AsyncClient(stub.url, limits=None)
        results = list(pool.map(in_loop, [main(client, who) for who in range(8)]))
        asyncio.run(client.aclose())
        with pytest.raises(RuntimeError, match="the client has been closed"):
            asyncio.run(wrong(client, 0))
        gc.collect()
    assert results == [0] * 8


def test_a_client_that_is_closed_elsewhere_closes_what_a_running_loop_has() -> None:
    async def first(client: AsyncClient, pool: ThreadPoolExecutor) -> int:
        assert await wrong(client, 0) == 0
        ours = client._driver._http._clients()
        await asyncio.get_running_loop().run_in_executor(pool, asyncio.run, client.aclose())
        for _ in range(200):
            await asyncio.sleep(0.01)
            if ours.is_closed:
                return 0
        return 1

    with running(echo) as stub, ThreadPoolExecutor(1) as pool:
        assert asyncio.run(first(AsyncClient(stub.url, limits=None), pool)) == 0


def test_a_given_httpx_client_belongs_to_the_loop_that_first_uses_it() -> None:
    async def both(client: AsyncClient, http: httpx.AsyncClient) -> int:
        async with http:
            return await wrong(client, 0)

    with running(echo) as stub:
        http = httpx.AsyncClient()
        client = AsyncClient(stub.url, limits=None, http=http)
        assert asyncio.run(both(client, http)) == 0
        with pytest.raises(RuntimeError, match="belong to the process, and to the event loop, that first used them"):
            asyncio.run(wrong(client, 0))


def test_a_transport_without_connections_goes_anywhere() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"result": 7})

    client = AsyncClient("https://example.bitrix24.com/rest/1/secret123/", transport=httpx.MockTransport(answer))

    async def main() -> object:
        return (await client.call("item.get")).result

    assert [asyncio.run(main()) for _ in range(3)] == [7, 7, 7]


def test_without_asyncio_it_says_so_and_sends_nothing() -> None:
    with running(echo) as stub:
        client = AsyncClient(stub.url)
        for work in (client.call("item.get"), anext(client.invoke_list(LIST, {}).all()), client.aclose()):
            with pytest.raises(RuntimeError, match="AsyncClient works in asyncio only"):
                work.__await__().send(None)  # as trio or curio would
    assert stub.seen == []


def test_loops_and_forks_mixed() -> None:
    program = """
client = AsyncClient(sys.argv[1], limits=None)
async def wrong(who):
    answers = await asyncio.gather(*(client.call("item.get", {"n": who + n}) for n in range(20)))
    return sum(answer.result != who + n for n, answer in enumerate(answers))
loop = asyncio.new_event_loop()
outcomes = [loop.run_until_complete(wrong(0))]
started = [begun(lambda who=who: asyncio.run(wrong(who * 1000))) for who in range(1, 5)]
outcomes += [loop.run_until_complete(wrong(10_000)), *map(finished, started), loop.run_until_complete(wrong(20_000))]

async def forks():  # from inside the loop, whose child must begin one of its own
    before = await wrong(30_000)
    child = begun(lambda: in_thread(lambda: asyncio.run(wrong(40_000))))
    return [before, await wrong(50_000), await asyncio.to_thread(finished, child), await wrong(60_000)]

def in_thread(work):
    results = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    thread.join()
    return results[0]

print(json.dumps(outcomes + asyncio.run(forks())))
"""
    with running(echo) as stub:
        assert run(program, stub.url) == [0] * 11
