"""A portal on the loopback: real HTTP with keep-alive, answered by a function of the test, failing where it says so."""

from __future__ import annotations

import contextlib
import enum
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Seen:
    """A request as it came in."""

    verb: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def query(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(self.path.partition("?")[2]).items()}

    @property
    def method(self) -> str:
        return self.path.partition("?")[0].rpartition("/")[2]


@dataclass(frozen=True)
class Answer:
    """What goes back: JSON, or bytes as they are."""

    body: object = field(default_factory=lambda: {"result": True})
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> tuple[bytes, str]:
        if isinstance(self.body, bytes):
            return self.body, "text/html; charset=utf-8"
        return json.dumps(self.body).encode(), "application/json"


class Fault(enum.Enum):
    """How an answer fails to come."""

    CLOSE = "the connection is closed without a word"
    RESET = "the connection is reset"
    HALF = "half of the answer, then the connection is closed"
    STUCK = "half of the answer, then nothing until the client gives up"
    SILENCE = "nothing comes until the client gives up"


# Of a larger body only the number of its bytes is kept, as text.
LARGEST_KEPT = 10_000_000

Handler = Callable[[Seen], "Answer | Fault"]


class Stub:
    """A running portal: `url` is a webhook's, `seen` what came in, `connections` how many were opened."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.seen: list[Seen] = []
        self.connections = 0
        self.stopping = threading.Event()
        self.origin = ""

    @property
    def url(self) -> str:
        return f"{self.origin}/rest/1/secret123/"


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    stub: Stub

    def setup(self) -> None:
        super().setup()
        self.stub.connections += 1

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: tests print only what fails."""

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            self.close_connection = True
            return
        seen = Seen(self.command, self.path, self.headers, body)  # type: ignore[arg-type]  # a Mapping in all but name
        self.stub.seen.append(seen)
        answer = self.stub.handler(seen)
        if isinstance(answer, Fault):
            self._fail(answer)
        else:
            self._answer(answer, complete=True)

    do_GET = do_POST

    def _body(self) -> bytes | None:
        """None if the client broke off: no portal executes half a request."""
        if self.headers.get("Transfer-Encoding") == "chunked":
            return b"".join(iter(self._chunk, b""))
        length = int(self.headers.get("Content-Length", 0))
        if length <= LARGEST_KEPT:
            body = self.rfile.read(length)
            return body if len(body) == length else None
        read = 0
        while read < length:
            read += len(self.rfile.read(min(length - read, 64_000)))
        return b"%d bytes" % read

    def _chunk(self) -> bytes:
        data = self.rfile.read(int(self.rfile.readline(), 16))
        self.rfile.readline()
        return data

    def _answer(self, answer: Answer, complete: bool) -> None:
        content, content_type = answer.content()
        headers = {"Content-Type": content_type, "Content-Length": str(len(content)), **answer.headers}
        self.send_response(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content if complete else content[: len(content) // 2])

    def _fail(self, fault: Fault) -> None:
        self.close_connection = True
        if fault in (Fault.HALF, Fault.STUCK):
            self._answer(Answer({"result": "x" * 1_000_000}), complete=False)
        if fault is Fault.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        if fault in (Fault.STUCK, Fault.SILENCE):
            self.stub.stopping.wait()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is part of many tests."""


@contextlib.contextmanager
def running(handler: Handler, port: int = 0, context: ssl.SSLContext | None = None) -> Iterator[Stub]:
    """A portal that answers with `handler` until the block ends; by TLS, if there is a context."""
    stub = Stub(handler)
    server = _Server(("127.0.0.1", port), type("Connection", (_Connection,), {"stub": stub}))
    stub.origin = f"{'http' if context is None else 'https'}://127.0.0.1:{server.server_address[1]}"
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
