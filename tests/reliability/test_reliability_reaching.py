"""The way to the portal: names that are not resolved, addresses that swallow everything, proxies that say nothing."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bitrix24 import NO_RETRIES, AsyncClient, Client, ConnectionFailed, TimedOut, TransportError
from tests.runtime.stub_portal import Answer, running

Call = Callable[..., object]


def sync_call(url: str, **options: Any) -> object:
    with Client(url, **options) as client:
        return client.call("item.add").result


def async_call(url: str, **options: Any) -> object:
    async def main() -> object:
        async with AsyncClient(url, **options) as client:
            return (await client.call("item.add")).result

    return asyncio.run(main())


both = pytest.mark.parametrize("call", [sync_call, async_call], ids=["sync", "async"])


def resolve_with(monkeypatch: pytest.MonkeyPatch, resolve: Callable[[], list[str]]) -> None:
    """For the name portal.example alone."""
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *args: Any, **options: Any) -> list[Any]:
        if host not in ("portal.example", b"portal.example"):
            return real(host, port, *args, **options)
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port)) for address in resolve()]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize(
    "limit", [{"deadline": 0.3}, {"timeout": 0.3, "retries": NO_RETRIES}], ids=["deadline", "timeout"]
)
def test_a_resolver_that_hangs_does_not_hold_up_a_call(monkeypatch: pytest.MonkeyPatch, limit: dict[str, Any]) -> None:
    ended = threading.Event()

    def hang() -> list[str]:
        ended.wait(60)
        return []

    resolve_with(monkeypatch, hang)
    with pytest.raises(TimedOut) as caught:
        sync_call("http://portal.example/rest/1/secret123/", **limit)
    assert not ended.is_set()
    assert not caught.value.may_have_run
    ended.set()


@contextlib.contextmanager
def swallowing() -> Iterator[int]:
    """The port at which no address of the loopback answers: connections to it are never completed."""
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("", 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", full.getsockname()[1]))
        yield full.getsockname()[1]


@both
def test_the_time_to_connect_is_for_all_addresses_of_a_name(monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    # With the time for each of them, a hundred would take more than half an hour.
    resolve_with(monkeypatch, lambda: [f"127.0.1.{number}" for number in range(100)])
    with swallowing() as port, pytest.raises(TimedOut) as caught:
        call(f"http://portal.example:{port}/rest/1/secret123/", timeout=20, deadline=0.5, retries=NO_RETRIES)
    assert not caught.value.may_have_run


def test_the_next_address_has_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_with(monkeypatch, lambda: ["127.0.1.1", "127.0.0.1"])
    with running(lambda _: Answer()) as stub:
        port = stub.origin.rpartition(":")[2]
        assert sync_call(f"http://portal.example:{port}/rest/1/secret123/", retries=NO_RETRIES) is True
    assert len(stub.seen) == 1


@both
@pytest.mark.parametrize("host", ["a" * 64 + ".example", "a..example", ".example", "portal.example.."])
def test_names_that_no_resolver_is_asked_for(call: Call, host: str) -> None:
    with pytest.raises(ConnectionFailed) as caught:
        call(f"http://{host}/rest/1/secret123/", retries=NO_RETRIES)
    assert not caught.value.may_have_run


@contextlib.contextmanager
def proxy(answer: bytes, stay: bool) -> Iterator[str]:
    """One that answers so and then closes, or stays."""
    ended = threading.Event()

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)
                    if stay:
                        ended.wait(60)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        ended.set()


@both
@pytest.mark.parametrize(
    ("answer", "stay"),
    [
        (b"", True),
        (b"", False),
        (b"HTTP/1.1 200 OK\r\nVia: ", True),
        (b"HTTP/1.1 200 OK\r\nVia: ", False),
        (b"hello\r\n\r\n", False),
        (b"HTTP/1.1 503 no\r\nContent-Length: 0\r\n\r\n", False),
        (b"HTTP/1.1 200 OK\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\n\r\n", False),
    ],
)
def test_what_ends_at_the_proxy_has_not_run(call: Call, answer: bytes, stay: bool) -> None:
    with proxy(answer, stay) as url, pytest.raises(TransportError) as caught:
        call("https://portal.example/rest/1/secret123/", proxy=url, timeout=0.3, retries=NO_RETRIES)
    assert not caught.value.may_have_run
