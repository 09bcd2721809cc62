"""A documentation site as it is published: over real HTTP, with versions, and faults where a test wants."""

from __future__ import annotations

import gzip
import hashlib
import re
import socket
import struct
import tarfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONDITIONAL = 304
# What the publishing tool makes anew at every build, in the page and, escaped, in its JSON.
_ID = re.compile(rb'(<div id=\\?"|&lt;div id=\\?"|defaultTabsGroup-)[a-z0-9]{8}')


@dataclass(frozen=True)
class Answer:
    """`sent`: how many bytes of the body come before the connection breaks. `drips`: a byte now and then, for ever."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int | None = None
    drips: bool = False


@dataclass
class Published:
    """`fault`: what is answered instead of the page with that path, None for the page itself."""

    pages: dict[str, bytes]
    url: str = ""
    build: int = 1
    packed: bool = True
    fault: Callable[[str], Answer | None] = lambda _: None
    asked: list[tuple[str, int]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str, version: str | None) -> Answer:
        fault = self.fault(path)
        if fault is not None:
            return fault
        if path not in self.pages:
            return Answer(b"<!DOCTYPE html><html><body>not here</body></html>", 404)
        content = self.pages[path]
        etag = f'"{self.build}-{hashlib.sha256(content).hexdigest()[:16]}"'
        if version == etag:
            return Answer(status=CONDITIONAL, headers={"ETag": etag})
        if not self.packed:
            return Answer(rebuilt(content, self.build), headers={"ETag": etag})
        body = gzip.compress(rebuilt(content, self.build), 1)
        return Answer(body, headers={"ETag": etag, "Content-Encoding": "gzip"})

    def statuses(self) -> set[int]:
        """Of all pages that there are and were asked for since this was asked last. Others are only linked to."""
        found = {status for path, status in self.asked if path in self.pages and path.endswith(".html")}
        self.asked.clear()
        return found


def rebuilt(content: bytes, build: int) -> bytes:
    """The page as another build has it, its random ids and its scripts' addresses."""
    if build == 1:
        return content
    ids = iter(range(10**9))
    content = _ID.sub(lambda found: found[1] + b"%08x" % (build * 2**20 + next(ids)), content)
    return content.replace(b"</head>", b'<script src="_bundle/app-%d.js"></script></head>' % build)


def pages_in(folder: Path) -> dict[str, bytes]:
    """A site by path: its pages and its table of contents."""
    files = [*folder.rglob("*.html"), folder / "toc.js"]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def pages_of(archive: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with tarfile.open(archive, "r|xz") as members:
        for member in members:
            name = member.name.removeprefix("./")
            stream = members.extractfile(member) if name.endswith(".html") or name == "toc.js" else None
            if stream:
                found[name] = stream.read()
    return found


@contextmanager
def published(pages: Mapping[str, bytes]) -> Iterator[Published]:
    site = Published(dict(pages))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.lstrip("/")
            given = site.answer(path, self.headers["If-None-Match"])
            site.asked.append((path, given.status))
            with suppress(OSError):  # a client that hangs up is part of the tests
                self._send(given)

        def _send(self, given: Answer) -> None:
            if given.sent == -1:  # Reset, not closed: with a plain close the client could not tell it from an end.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                return
            self.send_response(given.status)
            length = {} if given.drips or given.status == CONDITIONAL else {"Content-Length": str(len(given.body))}
            for name, value in {**length, **given.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            while given.drips and not site.stopped.wait(0.02):
                self.wfile.write(b"<")
            self.close_connection = given.drips or given.sent is not None
            self.wfile.write(given.body[: given.sent])

        def log_message(self, *_: object) -> None:
            """Tests print nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:
            """Neither do clients that hang up."""

    server = Server(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield site
    finally:
        site.stopped.set()
        server.shutdown()
        server.server_close()
