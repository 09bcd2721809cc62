"""What the environment says of proxies counts when a client is made: for all its threads, loops and processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Callable

import httpx
import pytest

from bitrix24 import NO_RETRIES, App, AsyncClient, Client, ConnectionFailed, aexchange_code, exchange_code
from bitrix24.cli.application import run
from tests.runtime.stub_portal import Answer, running

PORTAL = "http://portal.invalid/rest/1/secret/"
# Nobody is there, and it is no name of this machine that the environment's proxies never lead to.
NOBODY = "http://127.0.0.2:1/rest/1/secret/"
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


def known_socks() -> list[str]:
    """Older versions of httpx do not know all."""
    found: list[str] = []
    for scheme in ("socks5", "socks5h"):
        with contextlib.suppress(ValueError):
            httpx.Proxy(f"{scheme}://127.0.0.1:1")
            found.append(scheme)
    return found


@pytest.fixture(autouse=True)
def _of_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def in_this_thread(client: Client) -> object:
    return client.call("app.info").result


def in_another_thread(client: Client) -> object:
    found: list[object] = []

    def call() -> None:
        try:
            found.append(in_this_thread(client))
        except ConnectionFailed as error:
            found.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    if isinstance(found[0], ConnectionFailed):
        raise found[0]
    return found[0]


def in_a_child(client: Client) -> object:
    child = os.fork()
    if child == 0:
        try:
            os._exit(in_this_thread(client) == 7)
        finally:
            os._exit(2)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 2:
        raise ConnectionFailed("no connection", "app.info", may_have_run=False)
    return 7 if status == 1 else None


PLACES = pytest.mark.parametrize("place", [in_this_thread, in_another_thread, in_a_child])


@PLACES
def test_the_way_is_that_of_when_the_client_was_made(
    place: Callable[[Client], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(lambda _: Answer({"result": 7})) as proxy:
        direct = Client(NOBODY, retries=NO_RETRIES)
        monkeypatch.setenv("HTTP_PROXY", proxy.origin)
        by_proxy = Client(PORTAL, retries=NO_RETRIES)
        monkeypatch.setenv("NO_PROXY", "*")
        around = Client(NOBODY, retries=NO_RETRIES)
        monkeypatch.setenv("NO_PROXY", ".invalid")
        with direct, by_proxy, around:
            assert place(by_proxy) == 7
            assert len(proxy.seen) == 1
            for client in (direct, around):
                with pytest.raises(ConnectionFailed):
                    place(client)
        assert len(proxy.seen) == 1


def test_each_event_loop_goes_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    # No loop is left with a connection that only the client's end would close.
    with running(lambda _: Answer({"result": 7}, headers={"Connection": "close"})) as proxy:
        monkeypatch.setenv("http_proxy", proxy.origin.removeprefix("http://"))
        client = AsyncClient(PORTAL, retries=NO_RETRIES)
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        for _ in range(2):
            assert asyncio.run(_answer(client)) == 7
        assert len(proxy.seen) == 2


async def _answer(client: AsyncClient) -> object:
    return (await client.call("app.info")).result


@pytest.mark.parametrize("no_proxy", ["portal.invalid", " .invalid ", "invalid,", "http://portal.invalid", "a, *"])
def test_no_proxy_is_read_as_by_httpx(no_proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(lambda _: Answer({"result": 7})) as proxy:
        monkeypatch.setenv("ALL_PROXY", proxy.origin)
        with Client(PORTAL) as client:
            assert in_this_thread(client) == 7
        monkeypatch.setenv("NO_PROXY", no_proxy)
        with Client(PORTAL, retries=NO_RETRIES) as client, pytest.raises(ConnectionFailed):
            in_this_thread(client)
        assert len(proxy.seen) == 1


def make_client() -> None:
    Client(PORTAL)


def make_async_client() -> None:
    AsyncClient(PORTAL)


def make_with_it() -> None:
    Client(PORTAL, proxy="socks5://user:s3cret@127.0.0.1:1")


def exchange() -> None:
    exchange_code(App("app.1", "app-secret"), "code")


def exchange_awaited() -> None:
    asyncio.run(aexchange_code(App("app.1", "app-secret"), "code"))


@pytest.mark.parametrize("make", [make_client, make_async_client, make_with_it, exchange, exchange_awaited])
@pytest.mark.parametrize("scheme", known_socks())
def test_a_socks_proxy_without_its_package_says_what_to_install(
    make: Callable[[], None], scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://user:s3cret@127.0.0.1:1")
    with pytest.raises(ImportError, match=r"pip install 'httpx\[socks\]'") as caught:
        make()
    assert "s3cret" not in f"{caught.value!r} {caught.value.__context__!r}"


def test_the_command_line_says_what_a_socks_proxy_needs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", "socks5://user:s3cret@127.0.0.1:1")
    monkeypatch.setenv("BITRIX24_WEBHOOK", PORTAL)
    assert run(["call", "app.info"]) == 2
    said = capsys.readouterr().err
    assert "pip install 'httpx[socks]'" in said
    assert said.count("\n") == 1
