"""A documentation site on the loopback: real HTTP, misbehaving where a test says so."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import cli, contents

__all__ = ["cli", "contents"]


@dataclass(frozen=True)
class Answer:
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class CutOff(Exception):
    """The connection breaks before an answer."""


Respond = Callable[[str], Answer]


@dataclass
class Site:
    url: str
    asked: list[str]
    """The paths that were asked for, in order."""
    respond: Respond


@pytest.fixture
def site(sample_site: Path) -> Iterator[Site]:
    """Serves the sample site; a test may set `respond` to answer otherwise."""

    def from_disk(path: str) -> Answer:
        file = sample_site / path.lstrip("/")
        return Answer(file.read_bytes()) if file.is_file() else Answer(b"<html>not here</html>", 404)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            serving.asked.append(self.path)
            try:
                given = serving.respond(self.path)
            except CutOff:
                # Reset, not closed: with a plain close the client could not tell it from an end.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                return
            self.send_response(given.status)
            for name, value in {"Content-Length": str(len(given.body)), **given.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(given.body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that hangs up is part of the tests."""

    server = Server(("127.0.0.1", 0), Handler)
    serving = Site(f"http://127.0.0.1:{server.server_port}", [], from_disk)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield serving
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between tries, noted instead of slept through."""
    noted: list[float] = []
    monkeypatch.setattr("generator.site.web.time", SimpleNamespace(sleep=noted.append))
    return noted


@pytest.fixture(autouse=True)
def _own_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds what another has left."""
    monkeypatch.setattr("generator.site.page_cache.FOLDER", tmp_path / "kept pages")
    monkeypatch.setattr("generator.commands.CACHE_FOLDER", tmp_path / "kept facts")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, a page that comes is not late, and no run says that it takes long."""
    monkeypatch.setattr("generator.site.fetching._TIMEOUT", 600)
    monkeypatch.setattr("generator.site.web._LONGEST", 600)
    monkeypatch.setattr("generator.console._INTERVAL", 36_000)
