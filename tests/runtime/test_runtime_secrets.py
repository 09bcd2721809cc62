"""The webhook code and the tokens are nowhere to be seen: not in errors, not in tracebacks with locals, not in logs."""

from __future__ import annotations

import asyncio
import io
import logging
import signal
import tempfile
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
from rich.traceback import Traceback

from bitrix24 import AsyncClient, Client, OAuth
from bitrix24._core.convert import anything, boolean
from bitrix24._core.method import Listing, ListMethod, Method
from bitrix24._core.views import View
from bitrix24.auth import Credentials, Webhook
from bitrix24.errors import Bitrix24Error, CredentialsError
from bitrix24.files import File
from bitrix24.oauth import App, StoredOAuth, aexchange_code, exchange_code
from bitrix24.observe import Hooks
from bitrix24.retries import NO_RETRIES
from bitrix24.tokens import FileStore, MemoryStore, Token
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Handler, Seen, running

pytestmark = pytest.mark.slow

PIN = Method("tasks.flow.Flow.pin", boolean)
PIN_V3 = Method("tasks.flow.pin", boolean, rest=3)
LIST = ListMethod("crm.deal.list", anything, writes=False, listing=Listing("start"), row=View)
SECRET = "secret123"  # is all of them: the webhook's code, each token, the application's secret, the tokens in links

FAILURES: dict[str, Handler] = {
    "closed": lambda _: Fault.CLOSE,
    "reset": lambda _: Fault.RESET,
    "half": lambda _: Fault.HALF,
    "silent": lambda _: Fault.SILENCE,
    "html": lambda seen: Answer(f"<p>{seen.path} {seen.body!r}</p>".encode(), 502),
    "login": lambda seen: Answer(f"<p>{seen.path} {seen.body!r}</p>".encode(), 403),
    "echo": lambda seen: Answer({"error": "X", "error_description": f"{seen.path} {seen.body!r}"}, 400),
    "gzip": lambda _: Answer(b"no gzip", headers={"Content-Encoding": "gzip"}),
    "redirect": lambda seen: Answer(b"", 302, {"Location": f"http://127.0.0.1:9{seen.path}"}),
}


def first(client: Any) -> Any:
    rows = client.invoke_list(LIST, {}).all()
    return next(rows) if isinstance(client, Client) else rows.__anext__()


def batch(client: Any, *methods: Method[Any]) -> Any:
    collected = client.batch()
    for method in methods:
        collected.invoke(method, {"flowId": 1})
    return collected.run()


def link(origin: str) -> View:
    return View({"uploadUrl": f"{origin}/rest/upload.json?auth={SECRET}&token=disk%7C{SECRET}", "field": "file"})


NEVER_WRITTEN = Path(tempfile.gettempdir()) / "bitrix24-never-written.bin"

# What is done with a client of either kind; an async one's answer is awaited.
Operation = Callable[[Any, str], Any]
OPERATIONS: dict[str, Operation] = {
    "call": lambda client, _: client.invoke(PIN, {"flowId": 1}),
    "call v3": lambda client, _: client.invoke(PIN_V3, {"flowId": 1}),
    "batch": lambda client, _: batch(client, PIN, PIN),
    "batch v3": lambda client, _: batch(client, PIN_V3, PIN_V3),
    "list": lambda client, _: first(client),
    "upload": lambda client, origin: client.upload(link(origin), File("a", b"x" * 100_000)),
    "download": lambda client, origin: client.download(f"{origin}/file?auth={SECRET}", NEVER_WRITTEN),
}


# A loaded machine must not be taken for a silent portal.
PATIENT = 10.0


def run_sync(
    credentials: str | Credentials, operation: Operation, origin: str = "", timeout: float = PATIENT, **options: Any
) -> None:
    with Client(credentials, timeout=timeout, retries=NO_RETRIES, clock=FakeClock(), **options) as client:
        operation(client, origin)


def run_async(
    credentials: str | Credentials, operation: Operation, origin: str = "", timeout: float = PATIENT, **options: Any
) -> None:
    async def main(client: AsyncClient) -> None:
        async with client:
            await operation(client, origin)

    asyncio.run(main(AsyncClient(credentials, timeout=timeout, retries=NO_RETRIES, clock=FakeClock(), **options)))


Run = Callable[..., None]
both = pytest.mark.parametrize("run", [run_sync, run_async])


def shown(error: BaseException) -> str:
    """All that a printer of tracebacks could show: of every frame but those of the tests, the locals as well."""
    trace = without_tests(error.__traceback__)
    detailed = traceback.TracebackException(type(error), error, trace, capture_locals=True)
    nodes = [
        node
        for stack in Traceback.extract(type(error), error, trace, show_locals=True, locals_max_string=1_000).stacks
        for frame in stack.frames
        for node in (frame.locals or {}).values()
    ]
    chain = [repr(one) for one in (error.__cause__, error.__context__, vars(error), error.args, error)]
    return "\n".join([*detailed.format(), *map(str, nodes), *chain, str(error)])


def without_tests(trace: TracebackType | None) -> TracebackType | None:
    if trace is None:
        return None
    rest = without_tests(trace.tb_next)
    if trace.tb_frame.f_code.co_filename == __file__:
        return rest
    return TracebackType(rest, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)


@pytest.fixture
def hidden(caplog: pytest.LogCaptureFixture) -> Callable[[BaseException], None]:
    """Checks that an error shows no secret, nor anything that was logged up to now."""
    caplog.set_level(logging.DEBUG)

    def check(error: BaseException) -> None:
        assert SECRET not in shown(error)
        assert SECRET not in caplog.text
        assert not any(SECRET in repr(vars(record)) for record in caplog.records)

    return check


Hidden = Callable[[BaseException], None]


@pytest.mark.slow
@both
@pytest.mark.parametrize("oauth", [False, True])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_failure_shows_a_secret(
    operation: str, run: Run, oauth: bool, hidden: Hidden, caplog: pytest.LogCaptureFixture
) -> None:
    with running(FAILURES["closed"]) as stub:
        credentials = OAuth(stub.origin, SECRET) if oauth else f"{stub.origin}/rest/1/{SECRET}/"
        for name, stub.handler in FAILURES.items():
            stub.seen.clear()
            with pytest.raises((Bitrix24Error, FileNotFoundError)) as caught:
                run(credentials, OPERATIONS[operation], stub.origin, 0.3 if name == "silent" else PATIENT)
            assert stub.seen, name
            hidden(caught.value)
    assert any(record.name.startswith("httpcore") for record in caplog.records)


# The authorization server is waited for longer than a test may last.
REFUSALS = [name for name in FAILURES if name != "silent"]


@both
@pytest.mark.parametrize("failure", REFUSALS)
def test_no_failed_refresh_shows_a_secret(failure: str, run: Run, hidden: Hidden) -> None:
    def portal(seen: Seen) -> Answer | Fault:
        return Answer({"error": "expired_token"}, 401) if seen.verb == "POST" else FAILURES[failure](seen)

    with running(portal) as stub:
        app = App("app.1", SECRET, f"{stub.origin}/oauth/token/")
        credentials = StoredOAuth(app, MemoryStore(Token(SECRET, SECRET, stub.origin)))
        with pytest.raises(Bitrix24Error) as caught:
            run(credentials, OPERATIONS["call"])
    hidden(caught.value)


class BrokenStore(MemoryStore):
    """Fails where it is told to."""

    def __init__(self, at: str, token: Token) -> None:
        super().__init__(token)
        self.at = at
        self.loads = 0

    def load(self) -> Token | None:
        self.loads += 1
        if self.at == "first load" or (self.at == "load" and self.loads > 1):
            raise OSError("no store")
        return super().load()

    def save(self, token: Token) -> None:
        if self.at == "save":
            raise OSError("no store")
        super().save(token)

    def try_lock(self) -> bool:
        if self.at == "lock":
            raise OSError("no store")
        return self.at != "busy" and super().try_lock()


@both
@pytest.mark.parametrize("at", ["first load", "load", "save", "lock", "busy"])
def test_no_store_that_fails_shows_a_secret(at: str, run: Run, hidden: Hidden) -> None:
    def portal(seen: Seen) -> Answer:
        if seen.verb == "POST":
            return Answer({"error": "expired_token"}, 401)
        return Answer({"access_token": SECRET, "refresh_token": SECRET, "client_endpoint": f"{stub.origin}/rest/"})

    with running(portal) as stub:
        app = App("app.1", SECRET, f"{stub.origin}/oauth/token/")
        credentials = StoredOAuth(app, BrokenStore(at, Token(SECRET, SECRET, stub.origin)))
        with pytest.raises((OSError, Bitrix24Error)) as caught:
            run(credentials, OPERATIONS["call"])
    hidden(caught.value)


@pytest.mark.parametrize(
    "text", [f'{{"access_token": "{SECRET}", "refresh_token": "x"}}', f'"{SECRET}"', f"{{{SECRET}"]
)
def test_no_file_without_a_token_is_shown(text: str, tmp_path: Path, hidden: Hidden) -> None:
    path = tmp_path / "token.json"
    path.write_text(text)
    with pytest.raises(CredentialsError) as caught:
        FileStore(path).load()
    hidden(caught.value)


@pytest.mark.parametrize("failure", REFUSALS)
def test_no_failed_exchange_of_a_code_shows_a_secret(failure: str, hidden: Hidden) -> None:
    with running(FAILURES[failure]) as stub:
        app = App("app.1", SECRET, f"{stub.origin}/oauth/token/")
        with pytest.raises(Bitrix24Error) as caught:
            exchange_code(app, SECRET)
        hidden(caught.value)
        with pytest.raises(Bitrix24Error) as caught:
            asyncio.run(aexchange_code(app, SECRET))
        hidden(caught.value)


class Unreadable(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(f"the disk is broken: {size} bytes")


def refuse(_: object) -> None:
    raise PermissionError("not now")


# Nothing of these is the portal's failure, so what is raised passes through the frames of httpx, or through our own.
OWN_FAULTS: dict[str, Operation] = {
    "half of a character": lambda client, _: client.call("some.method", {"x": "\ud800"}),
    "half of a character in a name": lambda client, _: client.call("some.method", {"\ud800": "x"}),
    "a parameter named auth": lambda client, _: client.call("some.method", {"auth": "x"}),
    "a file that cannot be read": lambda client, origin: client.upload(link(origin), File("a", Unreadable(b"x"))),
    "a file without a name": lambda client, origin: client.upload(link(origin), b"x"),
    "a folder that is not there": lambda client, origin: client.download(f"{origin}/?auth={SECRET}", "/nowhere/a.bin"),
    "no link": lambda client, _: client.download(f"ftp://p.example/?auth={SECRET}", "/nowhere/a.bin"),
}


@both
@pytest.mark.parametrize("fault", OWN_FAULTS)
def test_no_mistake_of_the_caller_shows_a_secret(fault: str, run: Run, hidden: Hidden) -> None:
    with running(lambda _: Answer(b"content")) as stub, pytest.raises((ValueError, OSError)) as caught:
        run(OAuth(stub.origin, SECRET), OWN_FAULTS[fault], stub.origin)
    hidden(caught.value)


@both
@pytest.mark.parametrize("hooks", [Hooks(request=refuse), Hooks(response=refuse)])
def test_no_hook_that_raises_shows_a_secret(hooks: Hooks, run: Run, hidden: Hidden) -> None:
    with running(lambda _: Answer()) as stub, pytest.raises(PermissionError) as caught:
        run(f"{stub.origin}/rest/1/{SECRET}/", OPERATIONS["call"], hooks=hooks)
    hidden(caught.value)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_cancelled_operation_shows_no_secret(operation: str, hidden: Hidden) -> None:
    asked = threading.Event()

    def portal(_: Seen) -> Fault:
        asked.set()
        return Fault.SILENCE

    async def main(origin: str) -> None:
        async with AsyncClient(f"{origin}/rest/1/{SECRET}/") as client:

            async def operate() -> None:
                await OPERATIONS[operation](client, origin)

            task = asyncio.create_task(operate())
            assert await asyncio.to_thread(asked.wait, 20.0)
            task.cancel()
            await task

    with running(portal) as stub, pytest.raises(asyncio.CancelledError) as caught:
        asyncio.run(main(stub.origin))
    hidden(caught.value)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_interrupted_operation_shows_no_secret(operation: str, hidden: Hidden) -> None:
    main_thread = threading.get_ident()

    def portal(_: Seen) -> Fault:
        signal.pthread_kill(main_thread, signal.SIGINT)
        return Fault.SILENCE

    with running(portal) as stub, Client(f"{stub.origin}/rest/1/{SECRET}/") as client:
        with pytest.raises(KeyboardInterrupt) as caught:
            OPERATIONS[operation](client, stub.origin)
        hidden(caught.value)


@pytest.mark.parametrize("make", [Client, AsyncClient, Webhook, lambda text: OAuth(text, SECRET)])
def test_no_credentials_that_are_refused_are_shown(make: Callable[[str], object], hidden: Hidden) -> None:
    with pytest.raises(CredentialsError) as caught:
        make(f"https://p.example/nothing/{SECRET}")
    hidden(caught.value)
