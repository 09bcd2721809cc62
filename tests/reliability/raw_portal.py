"""A portal that sends what the test says, byte for byte and in its own time: what no HTTP server would send."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import IO

# Sends an answer to the request, by the connection; the socket's errors end it.
Script = Callable[["Talk", bytes], None]


class Talk:
    """One connection: `number` is 0 for the first that the portal took."""

    def __init__(self, connection: socket.socket, number: int, stopping: threading.Event) -> None:
        self._connection = connection
        self.number = number
        self.stopping = stopping

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def answer(self, body: bytes, *headers: str) -> None:
        self.send(head(f"Content-Length: {len(body)}", *headers) + body)

    def together(self, *parts: bytes) -> None:
        """In one packet, each part in a record of its own where there is TLS."""
        cork = getattr(socket, "TCP_CORK", None)
        if cork is not None:
            self._connection.setsockopt(socket.IPPROTO_TCP, cork, 1)
        for part in parts:
            self.send(part)
        if cork is not None:
            self._connection.setsockopt(socket.IPPROTO_TCP, cork, 0)

    def drip(self, data: bytes, seconds: float = 0.05) -> None:
        """One byte at a time, until the client or the portal goes away."""
        for byte in data:
            self.send(bytes([byte]))
            if self.stopping.wait(seconds):
                return


def head(*headers: str) -> bytes:
    lines = ("HTTP/1.1 200 OK", "Content-Type: application/json", *headers)
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"


class RawPortal:
    """`requests` are the bodies that came in, `connections` how many there were."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[bytes] = []
        self.connections = 0
        self.stopping = threading.Event()
        self.url = ""


@contextlib.contextmanager
def running(script: Script, context: ssl.SSLContext | None = None) -> Iterator[RawPortal]:
    portal = RawPortal(script)
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    scheme = "http" if context is None else "https"
    portal.url = f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/rest/1/secret123/"

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                portal.connections += 1
                threading.Thread(target=serve, args=(connection, portal.connections - 1), daemon=True).start()

    def serve(connection: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError, ValueError), contextlib.ExitStack() as stack:
            stack.callback(connection.close)
            if context is not None:
                connection = context.wrap_socket(connection, server_side=True)
                stack.callback(connection.close)
            reader = stack.enter_context(connection.makefile("rb"))
            while (request := _request(reader)) is not None:
                portal.requests.append(request)
                portal.script(Talk(connection, number, portal.stopping), request)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield portal
    finally:
        portal.stopping.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _request(reader: IO[bytes]) -> bytes | None:
    """The body of the next request; None at the end of the connection."""
    length = None
    for line in iter(reader.readline, b""):
        name, _, value = line.decode("latin-1").partition(":")
        if name.lower() == "content-length":
            length = int(value)
        if line == b"\r\n":
            return reader.read(length or 0)
    return None
