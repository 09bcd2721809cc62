"""Portals, networks and files that are odd in ways of their own: what a call says of them is ours, and right.

Each test is an attack that once found a fault: an endless loop, a file cut short, a foreign error, a secret shown.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import gzip
import os
import ssl
import stat
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import (
    App,
    AsyncClient,
    Client,
    File,
    FileStore,
    MemoryStore,
    OAuth,
    Retries,
    StoredOAuth,
    Token,
    exchange_code,
)
from bitrix24._core.convert import anything
from bitrix24._core.method import Listing, ListMethod, Method
from bitrix24._core.redact import redact
from bitrix24.errors import (
    ApiError,
    BadAnswer,
    Bitrix24Error,
    ConnectionFailed,
    CredentialsError,
    ListInterrupted,
    OperatingLimit,
    TokenStoreError,
)
from tests.benchmarks.bench_client_server import make_certificate
from tests.reliability import raw_portal
from tests.reliability.raw_portal import Talk, head
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Seen, running
from tests.runtime.token_portal import TokenPortal, app, first_token

QUICK = Retries(attempts=2, budget=1.0, first=0.01)
ADD = Method("crm.item.add", anything)

# Makes a call in either way; options are the client's.
Do = Callable[..., Any]


def call_sync(credentials: Any, method: Method[Any] = ADD, **options: Any) -> Any:
    with Client(credentials, limits=None, **options) as client:
        return client.invoke(method, {})


def call_async(credentials: Any, method: Method[Any] = ADD, **options: Any) -> Any:
    async def main() -> Any:
        async with AsyncClient(credentials, limits=None, **options) as client:
            return await client.invoke(method, {})

    return asyncio.run(main())


both = pytest.mark.parametrize("call", [call_sync, call_async])


def shown(error: BaseException) -> str:
    """All that a log would have of the error."""
    return "".join(traceback.format_exception(error, limit=0)) + repr(error)


# Limits


@both
@pytest.mark.parametrize("in_batch", [False, True])
def test_a_method_that_may_go_on_since_a_moment_ago_is_not_asked_without_end(call: Do, in_batch: bool) -> None:
    """The reset is given in whole seconds, and the end of the answer is not."""
    error = {"error": "OPERATION_TIME_LIMIT", "error_description": "", "time": {"operating_reset_at": 9, "finish": 9.5}}

    def portal(seen: Seen) -> Answer:
        assert len(stub.seen) < 100, "an endless loop"
        if seen.method == "batch":
            return Answer({"result": {"result": [], "result_error": dict.fromkeys(seen.json["cmd"], error)}})
        return Answer(error, 429)

    def batch(url: str, **options: Any) -> None:
        with Client(url, limits=None, **options) as client, client.batch() as calls:
            for _ in range(3):
                calls.call("crm.item.add", {})

    with running(portal) as stub, pytest.raises(OperatingLimit):
        (batch if in_batch else call)(stub.url, clock=FakeClock(), retries=Retries(budget=20))
    assert len(stub.seen) == 21  # one a second, as long as the budget lasts


# Lists


@pytest.mark.parametrize("row", [None, "x", 5, [1]])
def test_a_page_of_a_tail_without_a_row_is_an_error_with_the_position(row: object) -> None:
    pages = [[{"id": 1}, {"id": 2}], [row, row]]
    method = ListMethod(
        "main.eventlog.tail", anything, rest=3, writes=False, listing=Listing("cursor", ("items",)), row=anything
    )
    with (
        running(lambda _: Answer({"result": {"items": pages.pop(0)}})) as stub,
        Client(stub.url) as client,
        pytest.raises(ListInterrupted) as caught,
    ):
        list(client.invoke_list(method, {}).all())
    assert caught.value.position == 2


OFFSET = ListMethod("crm.thing.list", anything, writes=False, listing=Listing("start"), row=anything)


@pytest.mark.parametrize("at", [0, 50])
def test_a_row_that_comes_twice_on_one_page_is_an_error(at: int) -> None:
    def portal(seen: Seen) -> Answer:
        if seen.method == "batch":
            return Answer({"result": {"result": {"c0": page(50)}, "result_total": {"c0": 100}}})
        start = seen.json.get("start", 0)
        return Answer({"result": page(start), "total": 100, **({} if start else {"next": 50})})

    def page(start: int) -> list[object]:
        rows: list[object] = [{"ID": str(start + number), "TITLE": "t"} for number in range(1, 51)]
        return rows[:49] + rows[9:10] if start == at else rows

    with running(portal) as stub, Client(stub.url) as client, pytest.raises(ListInterrupted, match="twice") as caught:
        list(client.invoke_list(OFFSET, {}).all())
    assert caught.value.position in (at, 50)


def test_rows_may_share_an_id_that_is_not_theirs_alone() -> None:
    rows = [{"ID": "1", "NAME": name} for name in "abc"]
    with running(lambda _: Answer({"result": rows, "total": 3})) as stub, Client(stub.url) as client:
        assert len(list(client.invoke_list(OFFSET, {}).all())) == 3


# Encodings


PARTS = b"".join(gzip.compress(part) for part in (b'{"result": "ab', b"", b'cd"}'))


def _packed(body: bytes, sizes: int) -> raw_portal.Script:
    """In pieces of so many bytes, each a chunk."""

    def script(talk: Talk, _: bytes) -> None:
        talk.send(head("Content-Encoding: gzip", "Transfer-Encoding: chunked"))
        for start in range(0, len(body), sizes):
            piece = body[start : start + sizes]
            talk.send(b"%x\r\n%b\r\n" % (len(piece), piece))
        talk.send(b"0\r\n\r\n")

    return script


@both
@pytest.mark.parametrize("sizes", [1, 7, 1000])
def test_an_answer_packed_in_several_parts_is_read_whole(call: Do, sizes: int) -> None:
    with raw_portal.running(_packed(PARTS, sizes)) as portal:
        assert call(portal.url) == "abcd"


@pytest.mark.parametrize("sizes", [1, 1000])
def test_what_follows_on_the_packed_answer_is_none_of_it(sizes: int) -> None:
    with raw_portal.running(_packed(PARTS + b"\0\0 or a warning", sizes)) as portal:
        assert call_sync(portal.url) == "abcd"


@both
def test_a_part_that_is_cut_off_is_no_answer(call: Do) -> None:
    with raw_portal.running(_packed(PARTS[:-9], 1000)) as portal, pytest.raises(BadAnswer) as caught:
        call(portal.url)
    assert caught.value.may_have_run
    assert len(portal.requests) == 1


def test_a_download_packed_in_several_parts_is_whole(tmp_path: Path) -> None:
    content = os.urandom(200_000)
    packed = gzip.compress(content[:70_000]) + gzip.compress(content[70_000:])
    with raw_portal.running(_packed(packed, 30_000)) as portal, Client(portal.url) as client:
        path = client.download(portal.url.replace("/rest/", "/disk/"), tmp_path / "file.bin")
    assert path.read_bytes() == content


def test_parts_without_content_come_to_an_end() -> None:
    """Compressed, it is within the limit of an answer; unpacking it would take minutes."""
    part = gzip.compress(b"")
    with raw_portal.running(_packed(part * 50_000, 60_000)) as portal, pytest.raises(BadAnswer, match="too many parts"):
        call_sync(portal.url)


def test_a_packed_download_that_is_cut_off_before_its_first_byte_is_none(tmp_path: Path) -> None:
    def script(talk: Talk, _: bytes) -> None:
        talk.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
        raise OSError("the connection ends")

    target = tmp_path / "file.bin"
    target.write_bytes(b"old")
    with raw_portal.running(script) as portal, Client(portal.url, retries=QUICK) as client, pytest.raises(BadAnswer):
        client.download(portal.url, target)
    assert target.read_bytes() == b"old"


def test_a_download_that_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    """Whenever it is: also while a thread makes the file that the download would go to."""
    slow = threading.Event()

    async def main(stub_url: str, link: str) -> None:
        async with AsyncClient(stub_url, limits=None) as client:
            for number in range(100):
                task = asyncio.create_task(client.download(link, tmp_path / "file"))
                for _ in range(number % 10):
                    await asyncio.sleep(0)
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            slow.set()
        await asyncio.get_running_loop().shutdown_default_executor()

    def portal(_: Seen) -> Answer:
        slow.wait(20)
        return Answer(b"content")

    with running(portal) as stub:
        asyncio.run(main(stub.url, f"{stub.origin}/disk/file"))
    gc.collect()
    assert list(tmp_path.iterdir()) == []


# TLS


@both
def test_a_portal_that_wants_a_certificate_of_the_client_is_no_foreign_error(call: Do, tmp_path: Path) -> None:
    """In TLS 1.3 its alert comes after the request."""
    certificate = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    with raw_portal.running(lambda talk, _: talk.answer(b"{}"), context) as portal:
        for _ in range(5):
            with pytest.raises(ConnectionFailed):
                call(portal.url, verify=str(certificate), retries=QUICK)
    assert portal.requests == []


# Tokens that no header can carry


ODD_TOKENS = {
    "blanks": "  s3cret-token ",
    "line": "s3cret-token\r\nX-Evil: 1",
    "zero": "s3cret-token\0",
    "letters": "s3cret-token-\u0416",
    "half": "s3cret-token-\ud800",
}
odd_tokens = pytest.mark.parametrize("token", ODD_TOKENS.values(), ids=ODD_TOKENS.keys())


@odd_tokens
def test_an_odd_token_is_refused_when_it_is_given(token: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        OAuth("portal.example", token)
    assert "s3cret" not in shown(caught.value)


@odd_tokens
def test_an_odd_token_of_a_store_is_not_sent_as_a_header(token: str) -> None:
    with running(lambda _: Answer()) as stub:
        stored = StoredOAuth(App("app.1", "app-secret"), MemoryStore(Token(token, "refresh-1", stub.origin)))
        with Client(stored) as client:
            batch = client.batch()
            batch.v3.tasks.task.get(id=1)
            batch.v3.tasks.task.get(id=2)
            with pytest.raises(CredentialsError) as caught:
                batch.run()
    assert stub.seen == []
    assert "s3cret" not in shown(caught.value)


def test_half_a_character_makes_no_token(tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    path.write_text('{"access_token": "a\\ud800", "refresh_token": "r", "portal": "https://portal.example"}')
    with pytest.raises(CredentialsError):
        FileStore(path).load()


@pytest.mark.parametrize("key", [" a ", "a ", "\t", 5, b"key"])
def test_an_odd_idempotency_key_is_refused_before_anything_is_sent(key: Any) -> None:
    with (
        Client("https://portal.example/rest/1/secret/") as client,
        pytest.raises((TypeError, ValueError), match="an idempotency key is"),
    ):
        client.with_options(idempotency_key=key)


def test_a_parameter_that_is_part_of_itself_is_refused() -> None:
    circle: dict[str, object] = {}
    circle["again"] = [circle]
    with running(lambda _: Answer()) as stub, Client(stub.url) as client:
        with pytest.raises(ValueError, match="part of itself"):
            client.call("crm.item.add", {"fields": circle})
        with pytest.raises(ValueError, match="part of itself"):
            client.batch().call("crm.item.add", {"fields": circle})
    assert stub.seen == []


# What is echoed


@both
@pytest.mark.parametrize(
    "answer",
    [
        Answer({"error": "NO secret123", "error_description": "of secret123"}, 400),
        Answer(b"<html>", 200, {"Content-Type": "text/secret123"}),
        Answer(b"<html>", 502, {"Content-Type": "text/secret123"}),
    ],
)
def test_an_echo_shows_no_secret(call: Do, answer: Answer) -> None:
    with running(lambda _: answer) as stub, pytest.raises(Bitrix24Error) as caught:
        call(stub.url)
    assert "secret123" not in shown(caught.value)
    assert not isinstance(caught.value, ApiError) or "secret123" not in caught.value.code


@pytest.mark.parametrize("secret", ["refresh-1-s3cret", "access-1-s3cret", "app-s3cret"])
def test_the_authorization_servers_echo_shows_no_secret(secret: str) -> None:
    def portal(seen: Seen) -> Answer:
        if seen.path.startswith("/oauth/"):
            return Answer({"error": f"no {secret}", "error_description": f"{secret} is not known"}, 400)
        return Answer({"error": "expired_token"}, 401)

    with running(portal) as stub:
        known = App("app.1", "app-s3cret", token_url=f"{stub.origin}/oauth/token/")
        stored = StoredOAuth(known, MemoryStore(Token("access-1-s3cret", "refresh-1-s3cret", stub.origin)))
        with pytest.raises(ApiError) as caught:
            call_sync(stored)
    assert "s3cret" not in shown(caught.value) + caught.value.code


def test_a_spent_code_is_not_shown() -> None:
    refusal = Answer({"error": "invalid_grant", "error_description": "code c0de-s3cret is spent"}, 400)
    with running(lambda _: refusal) as stub, pytest.raises(ApiError) as caught:
        exchange_code(App("app.1", "app-s3cret", token_url=f"{stub.origin}/oauth/token/"), "c0de-s3cret")
    assert "s3cret" not in shown(caught.value)


@pytest.mark.parametrize("code", [None, 5, "", "a\r\nb", "\ud800"])
def test_what_is_no_code_is_not_sent(code: Any) -> None:
    with running(lambda _: Answer()) as stub, pytest.raises(ValueError, match="not a code"):
        exchange_code(App("app.1", "app-secret", token_url=f"{stub.origin}/oauth/token/"), code)
    assert stub.seen == []


def test_a_message_with_half_a_character_can_be_printed() -> None:
    refusal = Answer({"error": "X\ud83d", "error_description": "cut \ud83d"}, 400)
    with running(lambda _: refusal) as stub, pytest.raises(ApiError) as caught:
        call_sync(stub.url)
    assert str(caught.value).encode()


def test_the_password_in_a_link_is_not_shown() -> None:
    assert "s3cret" not in redact("at https://user:s3cret@host.example/path, or http://s3cret@host.example")
    assert redact("https://host.example/a@b and c@d") == "https://host.example/a@b and c@d"


@pytest.mark.parametrize("proxy", ["foo://user:s3cret@proxy", "http://user:s3cret@proxy:abc", "http://s3cret@[::1"])
def test_an_odd_proxy_of_the_environment_is_named(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    for call in (call_sync, call_async):
        with pytest.raises(ValueError, match="HTTPS_PROXY") as caught:
            call("https://portal.example/rest/1/secret/")
        assert "s3cret" not in shown(caught.value)


@both
def test_a_request_without_a_url_says_that_it_was_not_sent(call: Do) -> None:
    with running(lambda _: Answer()) as stub, pytest.raises(ConnectionFailed) as caught:
        call(stub.url, Method("m" * 100_000, anything), retries=QUICK)
    assert not caught.value.may_have_run
    assert stub.seen == []


# What is no file


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
def test_a_pipe_in_the_place_of_a_token_file_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    os.mkfifo(path)
    ended: list[BaseException] = []

    def call() -> None:
        try:
            call_sync(StoredOAuth(App("app.1", "app-secret"), FileStore(path)))
        except Bitrix24Error as error:
            ended.append(error)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(20)
    assert [type(error) for error in ended] == [TokenStoreError]


def test_a_token_file_without_end_is_not_read_to_it(tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)
    with pytest.raises(CredentialsError):
        FileStore(path).load()


@pytest.mark.parametrize("link", [None, 5, b"https://portal.example/file"])
def test_a_field_without_a_link_is_no_link(link: Any, tmp_path: Path) -> None:
    with Client("https://portal.example/rest/1/secret/") as client, pytest.raises(ValueError, match="a link to a file"):
        client.download(link, tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
def test_a_download_does_not_take_the_place_of_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with (
        running(lambda _: Answer(b"content")) as stub,
        Client(stub.url) as client,
        pytest.raises(OSError, match="is no file"),
    ):
        client.download(f"{stub.origin}/disk/file", path)
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert list(tmp_path.iterdir()) == [path]
    assert stub.seen == []


# Stores and options


class Odd(MemoryStore):
    """A program's own store, with its mistakes."""

    def load(self) -> Any:
        token = super().load()
        return token and token.to_dict()


@both
def test_a_store_that_gives_no_token_is_named(call: Do) -> None:
    credentials = StoredOAuth(App("app.1", "app-secret"), Odd(Token("s3cret-1", "s3cret-2", "https://portal.example")))
    for _ in range(2):
        with pytest.raises(TokenStoreError, match="gives a dict") as caught:
            call(credentials)
        assert "s3cret" not in shown(caught.value)


class Stop(BaseException):
    """As a program's own means to end."""


class Stopping(MemoryStore):
    def try_lock(self) -> bool:
        raise Stop


@both
def test_what_ends_a_store_ends_the_call(call: Do) -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        credentials = StoredOAuth(app(stub), Stopping(first_token(stub)))
        with pytest.raises(Stop):
            call(credentials)
    assert len(stub.seen) == 1


@both
def test_a_call_may_wait_without_end(call: Do) -> None:
    with running(lambda _: Answer()) as stub:
        assert call(stub.url, timeout=None) is True


@pytest.mark.parametrize("option", ["timeout", "deadline"])
@pytest.mark.parametrize("seconds", [1e308, 10**400, float("inf"), float("nan"), -(10**400)])
def test_a_time_that_no_clock_has_is_refused_when_it_is_given(option: str, seconds: float) -> None:
    options: dict[str, Any] = {option: seconds}
    with pytest.raises(ValueError, match=f"{option} is a number of seconds"):
        Client("https://portal.example/rest/1/secret/", **options)


def test_a_file_name_in_another_encoding_is_refused_before_it_is_sent() -> None:
    link = {"uploadUrl": "", "field": "file"}
    with running(lambda _: Answer({"result": link})) as stub, Client(stub.url) as client:
        link["uploadUrl"] = f"{stub.origin}/upload"
        answer = client.call("disk.folder.uploadfile")
        with pytest.raises(ValueError, match="cannot be sent"):
            client.upload(answer, File(os.fsdecode(b"\xe9t\xe9.txt"), b"content"))
    assert len(stub.seen) == 1


# Locks


class SlowLock(MemoryStore):
    """A store that takes its time to lock, as one in a database does."""

    def try_lock(self) -> bool:
        taken = super().try_lock()
        locking.set()
        release.wait(20)
        return taken


locking, release = threading.Event(), threading.Event()


def test_an_event_loop_that_ends_while_the_store_is_locked_leaves_no_lock() -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        credentials = StoredOAuth(app(stub), SlowLock(first_token(stub)))

        async def main() -> None:
            async with AsyncClient(credentials, limits=None) as client:
                task = asyncio.create_task(client.call("crm.item.get"))
                await asyncio.to_thread(locking.wait, 20)
                task.cancel()
                asyncio.get_running_loop().call_soon(release.set)

        asyncio.run(main())
        clock = FakeClock()
        assert call_sync(credentials, clock=clock) == "access-2"
    assert clock.slept == []
