"""The example applications of the guide, over HTTP: what a portal posts comes in, and what they do goes out to it."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests.apps.making import EVENT, MEMBER, PAGE, PROOF, ROBOT, UNINSTALL, body_of
from tests.conftest import ROOT
from tests.runtime.stub_portal import Answer, Seen, running

pytestmark = pytest.mark.slow

EXAMPLES = ROOT / "docs" / "guides" / "apps"
FRAMEWORKS = ("fastapi", "flask", "django", "aiohttp")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE = 10.0

# Sends a POST to the example: path, body; comes back with status and text.
Post = Callable[[str, bytes], "tuple[int, str]"]


@dataclass
class App:
    post: Post
    portal: str
    """Its host and port."""
    calls: Queue[Seen]

    def page_url(self, path: str) -> str:
        return f"{path}?{urlencode({'DOMAIN': self.portal, 'PROTOCOL': '0', 'LANG': 'en', 'APP_SID': 'sid'})}"

    def install(self) -> tuple[int, str]:
        return self.post(self.page_url("/install"), body_of(PAGE))

    def call(self, fields: Mapping[str, str]) -> tuple[int, str]:
        endpoint = {"auth[client_endpoint]": f"http://{self.portal}/rest/", "auth[domain]": self.portal}
        return self.post("/calls", body_of({**fields, **endpoint}))

    def heard(self) -> tuple[str, Any]:
        seen = self.calls.get(timeout=PATIENCE)
        return seen.method, seen.json


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_app", EXAMPLES / f"{name}_app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def fastapi() -> Iterator[Post]:
    import uvicorn

    ready = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            ready.set()

    with socket.create_server(("127.0.0.1", 0)) as bound:
        server = Server(uvicorn.Config(load("fastapi").server, log_level="critical", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            assert ready.wait(PATIENCE)
            with httpx.Client(base_url=f"http://127.0.0.1:{bound.getsockname()[1]}") as client:
                yield lambda path, body: _answer(client.post(path, content=body, headers=FORM))
        finally:
            server.should_exit = True
            thread.join()


@contextlib.contextmanager
def flask() -> Iterator[Post]:
    client = load("flask").server.test_client()

    def post(path: str, body: bytes) -> tuple[int, str]:
        answer = client.post(path, data=body, headers=FORM)
        return answer.status_code, answer.text

    yield post


@contextlib.contextmanager
def django() -> Iterator[Post]:
    from django.conf import settings
    from django.test import Client, override_settings

    if not settings.configured:
        settings.configure()
    import django as package

    package.setup(set_prefix=False)
    middleware = ["django.middleware.csrf.CsrfViewMiddleware", "django.middleware.clickjacking.XFrameOptionsMiddleware"]
    with override_settings(CLIENT_ID="id", CLIENT_SECRET="client-secret", ALLOWED_HOSTS=["*"], MIDDLEWARE=middleware):
        module = load("django")
        with override_settings(ROOT_URLCONF=module):
            client = Client(enforce_csrf_checks=True)

            def post(path: str, body: bytes) -> tuple[int, str]:
                answer = client.post(path, body, content_type=FORM["Content-Type"])
                assert path == "/calls" or answer.status_code != 200 or not answer.has_header("X-Frame-Options")
                return answer.status_code, answer.text

            yield post


@contextlib.contextmanager
def aiohttp() -> Iterator[Post]:
    """In a loop of its own thread: the test waits for what the application calls."""
    from aiohttp import web

    loop = asyncio.new_event_loop()
    runner = web.AppRunner(load("aiohttp").server)

    async def start() -> str:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}"

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        origin = asyncio.run_coroutine_threadsafe(start(), loop).result(PATIENCE)
        with httpx.Client(base_url=origin) as client:
            yield lambda path, body: _answer(client.post(path, content=body, headers=FORM))
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _answer(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.text


STARTS = {"fastapi": fastapi, "flask": flask, "django": django, "aiohttp": aiohttp}


@pytest.fixture(params=FRAMEWORKS)
def app(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLIENT_ID", "id")
    monkeypatch.setenv("CLIENT_SECRET", "client-secret")
    calls: Queue[Seen] = Queue()

    def answered(seen: Seen) -> Answer:
        calls.put(seen)
        return Answer({"result": {"item": {"id": 42}} if seen.method == "crm.item.update" else True})

    with running(answered) as stub, STARTS[request.param]() as post:
        yield App(post, stub.origin.removeprefix("http://"), calls)


def test_an_application(app: App) -> None:
    assert app.call(EVENT)[0] == 403  # of a portal that is not known

    status, text = app.install()
    assert (status, "BX24.installFinish" in text) == (200, True)
    method, asked = app.heard()
    assert (method, asked["event"], asked["auth"]) == ("event.bind", "ONCRMDEALADD", "access-secret")
    assert asked["handler"].endswith("/calls")

    assert app.post(app.page_url("/tab"), body_of(PAGE)) == (200, "Deal 7")
    assert app.call(EVENT) == (200, "")
    assert app.heard() == (
        "crm.item.update",
        {"entityTypeId": 2, "id": 42, "fields": {"comments": "seen"}, "auth": "access-secret"},
    )
    assert app.call(ROBOT) == (200, "")
    method, asked = app.heard()
    assert (method, asked["EVENT_TOKEN"], asked["RETURN_VALUES"]) == (
        "bizproc.event.send",
        "event-token-secret",
        {"loud": "HELLO"},
    )

    assert app.call(UNINSTALL) == (200, "")
    assert app.call(EVENT)[0] == 403
    assert app.calls.empty()


def test_what_an_application_refuses(app: App) -> None:
    app.install()
    app.heard()
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    for path, fields, status in (
        ("/calls", {**EVENT, "auth[application_token]": "forged"}, {403}),
        ("/calls", {"x": "1"}, {400}),
        ("/calls", {"x": "1" * 5_000_000}, {400, 413}),
        ("/tab", {**PAGE, "APPLICATION_TOKEN": "forged"}, {403}),
        ("/tab", EVENT, {400}),
        ("/install", EVENT, {400}),
        ("/install", {**PAGE, "APPLICATION_TOKEN": "forged"}, {403}),
    ):
        found, text = app.post(app.page_url(path), body_of(fields))
        assert found in status, path
        assert PROOF not in text
    assert app.calls.empty()
    assert json.loads(Path("portals", f"{MEMBER}.json").read_text("utf-8"))["access_token"] == "access-secret"


def test_an_example_is_short() -> None:
    lines = {path.name: len(path.read_text("utf-8").splitlines()) for path in EXAMPLES.glob("*.py")}
    assert sorted(lines) == sorted(f"{name}_app.py" for name in FRAMEWORKS)
    assert max(lines.values()) <= 40
