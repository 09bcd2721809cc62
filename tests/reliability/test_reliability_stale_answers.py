"""More bytes than the answer: they must not become the answer to somebody else's call."""

from __future__ import annotations

import asyncio
import json

import pytest

from bitrix24 import AsyncClient, Client
from tests.reliability.raw_portal import Talk, head, running

CALLS = 30


def answer(result: object) -> bytes:
    body = json.dumps({"result": result}).encode()
    return head(f"Content-Length: {len(body)}") + body


def chunked(result: object) -> bytes:
    body = json.dumps({"result": result}).encode()
    return head("Transfer-Encoding: chunked") + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


def twice(talk: Talk, request: bytes) -> None:
    mine = json.loads(request)["n"]
    talk.send(answer(mine) + answer("stale"))


def twice_chunked(talk: Talk, request: bytes) -> None:
    mine = json.loads(request)["n"]
    talk.send(chunked(mine) + chunked("stale"))


def half_of_another(talk: Talk, request: bytes) -> None:
    talk.send(answer(json.loads(request)["n"]) + answer("stale")[:40])


def blank_lines(talk: Talk, request: bytes) -> None:
    talk.send(answer(json.loads(request)["n"]) + b"\r\n\r\n")


SCRIPTS = [twice, twice_chunked, half_of_another, blank_lines]


@pytest.mark.parametrize("script", SCRIPTS)
def test_sync_calls_get_their_own_answers(script: object) -> None:
    with running(script) as portal, Client(portal.url) as client:  # type: ignore[arg-type]
        results = [client.call("m", {"n": number}).result for number in range(CALLS)]
    assert results == list(range(CALLS))
    assert len(portal.requests) == CALLS
    assert portal.connections == CALLS


@pytest.mark.parametrize("script", SCRIPTS)
def test_async_calls_get_their_own_answers(script: object) -> None:
    async def main(url: str) -> list[object]:
        async with AsyncClient(url) as client:
            answers = await asyncio.gather(*(client.call("m", {"n": number}) for number in range(CALLS)))
            return [one.result for one in answers] + [(await client.call("m", {"n": CALLS})).result]

    with running(script) as portal:  # type: ignore[arg-type]
        assert asyncio.run(main(portal.url)) == list(range(CALLS + 1))
    assert len(portal.requests) == CALLS + 1


def test_a_connection_whose_answers_end_where_they_say_is_kept() -> None:
    with (
        running(lambda talk, request: talk.send(answer(json.loads(request)["n"]))) as portal,
        Client(portal.url) as client,
    ):
        assert [client.call("m", {"n": number}).result for number in range(CALLS)] == list(range(CALLS))
    assert portal.connections == 1
