"""Answers without end, in size or in time: every call ends, with an error that says why, and memory stays."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from bitrix24 import NO_RETRIES, AsyncClient, Client
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24.errors import AnswerTooLarge, BadAnswer, Bitrix24Error, TimedOut
from tests.reliability.raw_portal import Script, Talk, head, running
from tests.runtime import stub_portal

READ = Method("crm.deal.list", anything, writes=False)
LARGEST = 1_000_000
# What zlib calls them.
GZIP, DEFLATE = 31, 15

# Nothing here takes as long on any machine; what hangs takes longer.
LONG = 30.0


def call_sync(url: str, **options: Any) -> object:
    with Client(url, **options) as client:
        return client.invoke(READ, {})


def call_async(url: str, **options: Any) -> object:
    async def main() -> object:
        async with AsyncClient(url, **options) as client:
            return await client.invoke(READ, {})

    return asyncio.run(main())


Call = Callable[..., object]
BOTH = pytest.mark.parametrize("call", [call_sync, call_async])


@cache
def bomb(form: int) -> bytes:
    """A hundred megabytes, packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, form)
    zeros = b"0" * 1_000_000
    parts = [packer.compress(b'{"result":"'), *(packer.compress(zeros) for _ in range(100))]
    return b"".join(parts) + packer.flush()


def gzip_bomb(talk: Talk, _: bytes) -> None:
    talk.answer(bomb(GZIP), "Content-Encoding: gzip")


def deflate_bomb(talk: Talk, _: bytes) -> None:
    talk.answer(bomb(DEFLATE), "Content-Encoding: deflate")


def nested_bomb(talk: Talk, _: bytes) -> None:
    talk.answer(gzip.compress(bomb(GZIP)), "Content-Encoding: gzip, gzip")


def strange_packing(talk: Talk, _: bytes) -> None:
    talk.answer(b"\x28\xb5\x2f\xfd", "Content-Encoding: zstd")


def empty_blocks(talk: Talk, _: bytes) -> None:
    """Packed bytes without end that unpack to nothing at all."""
    talk.send(head("Content-Encoding: deflate", "Connection: close") + b"\x78\x9c")
    while not talk.stopping.is_set():
        talk.send(b"\x00\x00\x00\xff\xff" * 10_000)


def after_the_end(talk: Talk, _: bytes) -> None:
    """A whole gzip file, and then bytes without end."""
    talk.send(head("Content-Encoding: gzip", "Connection: close") + gzip.compress(b'{"result":1}'))
    while not talk.stopping.is_set():
        talk.send(b"\x00" * 50_000)


def endless_body(talk: Talk, _: bytes) -> None:
    talk.send(head("Connection: close") + b'{"result":"')
    while not talk.stopping.is_set():
        talk.send(b"x" * 50_000)


def endless_chunks(talk: Talk, _: bytes) -> None:
    talk.send(head("Transfer-Encoding: chunked"))
    while not talk.stopping.is_set():
        talk.send(b"1\r\nx\r\n" * 10_000)


def large_chunk_extensions(talk: Talk, _: bytes) -> None:
    talk.send(head("Transfer-Encoding: chunked"))
    while not talk.stopping.is_set():
        talk.send(b"1;" + b"e" * 15_000 + b"\r\nx\r\n")


def endless_continues(talk: Talk, _: bytes) -> None:
    """Answers that announce the answer, and never the answer."""
    while not talk.stopping.is_set():
        talk.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


def claimed_length(talk: Talk, _: bytes) -> None:
    talk.send(head("Content-Length: 99999999999999") + b'{"result":"')
    while not talk.stopping.is_set():
        talk.send(b"x" * 50_000)


TOO_LARGE: list[Script] = [
    gzip_bomb,
    deflate_bomb,
    empty_blocks,
    after_the_end,
    endless_body,
    claimed_length,
]


TOO_MANY: list[Script] = [endless_chunks, large_chunk_extensions, endless_continues]


@BOTH
@pytest.mark.parametrize("script", TOO_MANY)
def test_what_is_around_an_answer_has_an_end_too(script: Script, call: Call) -> None:
    with running(script) as portal, pytest.raises(AnswerTooLarge, match="around the answer"):
        call(portal.url)
    assert len(portal.requests) == 1


@BOTH
@pytest.mark.parametrize("script", TOO_LARGE)
def test_an_answer_without_end_is_an_error_in_bounded_memory(script: Script, call: Call) -> None:
    tracemalloc.start()
    try:
        with running(script) as portal, pytest.raises(BadAnswer) as caught:
            call(portal.url, max_answer=LARGEST)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(caught.value, AnswerTooLarge)
    assert caught.value.may_have_run
    assert len(portal.requests) == 1  # a large answer is large the next time too
    assert peak < 12 * LARGEST + len(bomb(GZIP))


@BOTH
@pytest.mark.parametrize(("script", "named"), [(strange_packing, "zstd"), (nested_bomb, "gzip, gzip")])
def test_what_is_packed_as_nobody_asked_for_is_an_error(script: Script, named: str, call: Call) -> None:
    with running(script) as portal, pytest.raises(BadAnswer, match=f"packed as {named}"):
        call(portal.url, retries=NO_RETRIES)


@BOTH
def test_the_largest_answer_is_read_and_one_byte_more_is_not(call: Call) -> None:
    body = b'{"result":"' + b"x" * 99_987 + b'"}'
    for packing in (None, "gzip", "deflate", "bare"):
        packed = {"gzip": gzip.compress(body), "deflate": zlib.compress(body), "bare": zlib.compress(body)[2:-4]}
        headers = () if packing is None else (f"Content-Encoding: {'gzip' if packing == 'gzip' else 'deflate'}",)

        def script(
            talk: Talk, _: bytes, sent: bytes = packed.get(str(packing), body), headers: tuple[str, ...] = headers
        ) -> None:
            talk.answer(sent, *headers)

        with running(script) as portal:
            assert call(portal.url, max_answer=100_000) == "x" * 99_987
            with pytest.raises(AnswerTooLarge, match=r"more than 99,999 bytes.*max_answer="):
                call(portal.url, max_answer=99_999)


@BOTH
def test_a_packed_answer_that_breaks_off_is_an_error(call: Call) -> None:
    whole = gzip.compress(b'{"result": 1}' + b" " * 1000)

    def script(talk: Talk, _: bytes) -> None:
        talk.answer(whole[:-9], "Content-Encoding: gzip")

    with running(script) as portal, pytest.raises(BadAnswer, match="breaks off"):
        call(portal.url, retries=NO_RETRIES)


@BOTH
def test_packed_bytes_come_in_pieces_of_any_size(call: Call) -> None:
    text = "".join(chr(97 + number * number % 26) for number in range(5000))
    packed = gzip.compress(f'{{"result":"{text}"}}'.encode())

    def script(talk: Talk, _: bytes) -> None:
        talk.send(head(f"Content-Length: {len(packed)}", "Content-Encoding: gzip"))
        talk.drip(packed, 0)

    with running(script) as portal:
        assert call(portal.url) == text


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_client_of_the_callers_and_a_transport_have_the_same_limit(asynchronous: bool) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"result": "x" * 2000}))

    def own(**options: Any) -> Any:
        return httpx.AsyncClient(**options) if asynchronous else httpx.Client(**options)

    with running(gzip_bomb) as portal:
        call = call_async if asynchronous else call_sync
        for options in ({"transport": transport}, {"http": own(transport=transport)}, {"http": own()}):
            with pytest.raises(AnswerTooLarge):
                call(portal.url, max_answer=1000, **options)


def drip_body(talk: Talk, _: bytes) -> None:
    talk.send(head("Content-Length: 100000"))
    talk.drip(b"x" * 100_000)


def drip_head(talk: Talk, _: bytes) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\n")
    talk.drip(b"X-Padding: " + b"x" * 90_000)


def drip_chunks(talk: Talk, _: bytes) -> None:
    talk.send(head("Transfer-Encoding: chunked"))
    while not talk.stopping.wait(0.05):
        talk.send(b"1\r\nx\r\n")


def drip_continues(talk: Talk, _: bytes) -> None:
    while not talk.stopping.wait(0.05):
        talk.send(b"HTTP/1.1 100 Continue\r\n\r\n")


def drip_packed(talk: Talk, _: bytes) -> None:
    talk.send(head("Content-Encoding: deflate", "Connection: close") + b"\x78\x9c")
    while not talk.stopping.wait(0.05):
        talk.send(b"\x00\x00\x00\xff\xff")


def silence(talk: Talk, _: bytes) -> None:
    talk.stopping.wait()


DRIPS: list[Script] = [drip_body, drip_head, drip_chunks, drip_continues, drip_packed]


@BOTH
@pytest.mark.parametrize("script", DRIPS)
def test_a_byte_now_and_then_does_not_outlive_the_timeout(script: Script, call: Call) -> None:
    begun = time.monotonic()
    with running(script) as portal, pytest.raises(TimedOut, match="slower than") as caught:
        call(portal.url, timeout=0.4, retries=NO_RETRIES)
    assert time.monotonic() - begun < LONG
    assert caught.value.may_have_run


@BOTH
@pytest.mark.parametrize("script", [*DRIPS, silence])
def test_nothing_outlives_the_deadline(script: Script, call: Call) -> None:
    begun = time.monotonic()
    with running(script) as portal, pytest.raises(TimedOut):
        call(portal.url, deadline=0.4)
    assert 0.4 <= time.monotonic() - begun < LONG
    assert len(portal.requests) == 1


@BOTH
def test_a_peer_that_takes_the_request_slowly_does_not_outlive_the_deadline(call: Call) -> None:
    """The kernel's buffers are full, and then a little is taken now and then."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stopping = threading.Event()

        def accept() -> None:
            connection, _ = listener.accept()
            while not stopping.wait(0.05):
                connection.recv(100)
            connection.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/rest/1/secret123/"
        begun = time.monotonic()
        with pytest.raises(TimedOut):
            call_with(call, url, {"text": "x" * 20_000_000}, deadline=0.5)
        assert time.monotonic() - begun < LONG
        stopping.set()
        thread.join()


def call_with(call: Call, url: str, params: dict[str, object], **options: Any) -> object:
    if call is call_sync:
        with Client(url, **options) as client:
            return client.call("m", params)

    async def main() -> object:
        async with AsyncClient(url, **options) as client:
            return await client.call("m", params)

    return asyncio.run(main())


@BOTH
def test_a_slow_link_is_no_drip(call: Call) -> None:
    """A hundred kilobytes in two seconds, at a timeout of one."""
    body = b'{"result":"' + b"x" * 100_000 + b'"}'

    def script(talk: Talk, _: bytes) -> None:
        talk.send(head(f"Content-Length: {len(body)}"))
        for start in range(0, len(body), 5000):
            talk.send(body[start : start + 5000])
            time.sleep(0.1)

    with running(script) as portal:
        assert call(portal.url, timeout=1, retries=NO_RETRIES) == "x" * 100_000


@BOTH
def test_repetitions_end_with_the_deadline(call: Call) -> None:
    begun = time.monotonic()
    failing = stub_portal.Answer({"error": "INTERNAL_SERVER_ERROR"}, 500)
    with stub_portal.running(lambda _: failing) as stub, pytest.raises(Bitrix24Error):
        call(stub.url, deadline=1.2)  # the first wait is 0.25 to 0.5, the second twice as long
    assert time.monotonic() - begun < LONG
    assert len(stub.seen) < 4  # without a deadline it would be sent four times


@BOTH
def test_a_deadline_changes_nothing_for_calls_in_time(call: Call) -> None:
    with stub_portal.running(lambda _: stub_portal.Answer()) as stub:
        assert call(stub.url, deadline=LONG) is True


@pytest.mark.parametrize("options", [{"deadline": 0}, {"deadline": float("nan")}, {"max_answer": 0}])
def test_an_option_that_allows_nothing_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        Client("https://portal.example/rest/1/s/", **options)
    with pytest.raises(TypeError, match=next(iter(options))):
        Client("https://portal.example/rest/1/s/", **dict.fromkeys(options, "1"))


def test_limits_of_one_call() -> None:
    def script(talk: Talk, _: bytes) -> None:
        talk.answer(b'{"result":"' + b"x" * 5000 + b'"}')

    with running(script) as portal, Client(portal.url) as client:
        with pytest.raises(AnswerTooLarge):
            client.with_options(max_answer=4000).call("m")
        assert len(client.call("m").result) == 5000
    with running(silence) as portal, Client(portal.url) as client, pytest.raises(TimedOut):
        client.with_options(deadline=0.2).call("m")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_list_larger_than_an_answer_may_be_is_streamed() -> None:
    """The limit is of one answer, not of what a list holds."""
    from tests.runtime.stub_portal import Answer, Seen

    method = "crm.deal.list"

    def portal(seen: Seen) -> Answer:
        after = int(seen.json.get("filter", {}).get(">ID", 0))
        rows = [{"ID": number, "TITLE": "x" * 1000} for number in range(after + 1, min(after + 50, 1000) + 1)]
        return Answer({"result": rows})

    with stub_portal.running(portal) as stub, Client(stub.url, max_answer=100_000) as client:
        rows = list(client.crm.deal.list(start=-1))
    assert [row.raw["ID"] for row in rows] == list(range(1, 1001))
    assert {seen.method for seen in stub.seen} == {"batch", method}


@BOTH
def test_a_proxy_has_the_same_limits(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one of the environment, and the one that the client is given."""
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with running(drip_head) as proxy:
        origin = proxy.url.partition("/rest/")[0]
        with pytest.raises(TimedOut, match="slower than"):
            call("http://portal.example/rest/1/s/", timeout=0.3, retries=NO_RETRIES, proxy=origin)
        monkeypatch.setenv("HTTP_PROXY", origin)
        with pytest.raises(TimedOut, match="slower than"):
            call("http://portal.example/rest/1/s/", timeout=0.3, retries=NO_RETRIES)
    assert len(proxy.requests) == 2


@BOTH
def test_a_portal_that_answers_before_it_has_read_all_is_heard(call: Call) -> None:
    """A refusal that comes while the body is on its way, and then the end of the connection."""

    def script(talk: Talk, _: bytes) -> None:
        body = b'{"error":"TOO_LARGE"}'
        talk.send(b"HTTP/1.1 413 No\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    with running(script) as portal, pytest.raises(Bitrix24Error, match="TOO_LARGE"):
        call_with(call, portal.url, {"text": "x" * 200_000}, retries=NO_RETRIES)


def test_a_download_is_unpacked_in_pieces_and_ends_in_time(tmp_path: Path) -> None:
    with running(gzip_bomb) as portal, Client(portal.url) as client:
        tracemalloc.start()
        try:
            path = client.download(f"{portal.url}file", tmp_path / "file")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert path.stat().st_size > 100_000_000
        assert peak < 5_000_000
        portal.script = drip_body
        with pytest.raises(TimedOut):
            client.with_options(deadline=0.4).download(f"{portal.url}file", tmp_path / "other")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file"]
