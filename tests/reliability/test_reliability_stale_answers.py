"""More bytes than the answer: they must not become the answer to somebody else's call."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from pathlib import Path

import pytest

from bitrix24 import AsyncClient, Client
from tests.benchmarks.bench_client_server import make_certificate
from tests.reliability.raw_portal import Script, Talk, head, running

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
def test_sync_calls_get_their_own_answers(script: Script) -> None:
    with running(script) as portal, Client(portal.url) as client:
        results = [client.call("m", {"n": number}).result for number in range(CALLS)]
    assert results == list(range(CALLS))
    assert len(portal.requests) == CALLS
    assert portal.connections == CALLS


@pytest.mark.parametrize("script", SCRIPTS)
def test_async_calls_get_their_own_answers(script: Script) -> None:
    async def main(url: str) -> list[object]:
        async with AsyncClient(url) as client:
            answers = await asyncio.gather(*(client.call("m", {"n": number}) for number in range(CALLS)))
            return [one.result for one in answers] + [(await client.call("m", {"n": CALLS})).result]

    with running(script) as portal:
        assert asyncio.run(main(portal.url)) == list(range(CALLS + 1))
    assert len(portal.requests) == CALLS + 1


def test_a_connection_whose_answers_end_where_they_say_is_kept() -> None:
    with (
        running(lambda talk, request: talk.send(answer(json.loads(request)["n"]))) as portal,
        Client(portal.url) as client,
    ):
        assert [client.call("m", {"n": number}).result for number in range(CALLS)] == list(range(CALLS))
    assert portal.connections == 1


def in_another_record(talk: Talk, request: bytes) -> None:
    talk.together(answer(json.loads(request)["n"]), answer("stale"))


def in_the_same_record(talk: Talk, request: bytes) -> None:
    talk.send(answer(json.loads(request)["n"]) + answer("stale"))


@pytest.mark.parametrize("script", [in_another_record, in_the_same_record])
def test_what_is_still_encrypted_counts(script: Script, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    async def main(url: str) -> list[object]:
        async with AsyncClient(url, verify=str(certificate)) as client:
            return [(await client.call("m", {"n": number})).result for number in range(CALLS)]

    with running(script, context) as portal:
        assert asyncio.run(main(portal.url)) == list(range(CALLS))
        with Client(portal.url, verify=str(certificate)) as client:
            assert [client.call("m", {"n": number}).result for number in range(CALLS)] == list(range(CALLS))


def test_an_encrypted_connection_is_kept(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    async def main(url: str) -> None:
        async with AsyncClient(url, verify=str(certificate)) as client:
            for number in range(CALLS):
                await client.call("m", {"n": number})

    with running(lambda talk, request: talk.send(answer(json.loads(request)["n"])), context) as portal:
        asyncio.run(main(portal.url))
        assert portal.connections == 1


def as_large_as_a_read(talk: Talk, request: bytes) -> None:
    """httpcore reads 64 kB at a time and asyncio more: the rest waits in between."""
    length = 65_536 - len(head("Content-Length: 00000"))
    body = json.dumps({"result": json.loads(request)["n"]}).encode().ljust(length)
    talk.stopping.wait(0.05)
    talk.send(head(f"Content-Length: {length:05}") + body + answer("stale"))


def test_what_asyncio_has_read_ahead_counts() -> None:
    async def main(url: str) -> list[object]:
        results: list[object] = []
        async with AsyncClient(url) as client:
            for number in range(4):
                task = asyncio.create_task(client.call("m", {"n": number}))
                while len(portal.requests) == number:
                    await asyncio.sleep(0.001)
                time.sleep(0.25)  # the loop sleeps, until all has come
                results.append((await task).result)
        return results

    with running(as_large_as_a_read) as portal:
        assert asyncio.run(main(portal.url)) == [0, 1, 2, 3]
