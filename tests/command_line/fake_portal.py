"""A portal that answers what a test wants, and says what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

CODE = "s3cr3tc0de42"

# Of a method and its parameters.
Answer = Callable[[str, dict[str, Any]], Any]


class FakePortal(ThreadingHTTPServer):
    """`answer` may wait for what it likes: each request has a thread of its own."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.asked: list[tuple[str, dict[str, Any]]] = []

    @property
    def webhook(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/rest/1/{CODE}/"


class _Handler(BaseHTTPRequestHandler):
    server: FakePortal
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        method = self.path.rpartition("/")[2]
        self.server.asked.append((method, body))
        content = json.dumps({"result": self.server.answer(method, body)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content)
        except OSError:  # whoever asked has been killed
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def fake_portal(answer: Answer) -> Iterator[FakePortal]:
    with FakePortal(answer) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def commands(body: dict[str, Any]) -> dict[str, tuple[str, dict[str, str]]]:
    """What a batch asks for: by key, each method and its query."""
    found = {}
    for key, command in body["cmd"].items():
        method, _, query = command.partition("?")
        found[key] = (method, dict(parse_qsl(query)))
    return found


def batch_of(results: dict[str, Any], errors: dict[str, Any] | None = None) -> dict[str, Any]:
    """The result of a batch."""
    return {
        "result": results,
        "result_error": errors or {},
        "result_total": {},
        "result_next": {},
        "result_time": {},
    }
