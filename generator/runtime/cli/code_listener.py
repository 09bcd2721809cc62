"""Waits on this machine for the browser to come back from the authorization server with a code."""

from __future__ import annotations

import hmac
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final, cast
from urllib.parse import parse_qs, urlsplit

from .._core.redact import HIDDEN

_DONE: Final = b"Logged in; this page can be closed.\n"
_WRONG: Final = b"This is not the answer that is waited for.\n"


class CodeListener(HTTPServer):
    """`state`: what the browser was sent with; a code without it is not taken."""

    def __init__(self, port: int, state: str) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self._state = state
        self._code = ""

    def __repr__(self) -> str:
        return f"CodeListener({HIDDEN})"

    def wait(self) -> str:
        """The code, as soon as it comes."""
        while not self._code:
            self.handle_request()
        return self._code

    def take(self, address: str) -> HTTPStatus:
        code = code_in(address, self._state)
        if code is None:
            return HTTPStatus.BAD_REQUEST
        self._code = code
        return HTTPStatus.OK


def code_in(address: str, state: str) -> str | None:
    """The code in the address that the browser was sent back to, if it is the answer to that state."""
    query = parse_qs(urlsplit(address).query)
    code, came = query.get("code", [""])[0], query.get("state", [""])[0]
    return code if code and hmac.compare_digest(came.encode(), state.encode()) else None


class _Handler(BaseHTTPRequestHandler):
    timeout = 10  # so that a browser which connects ahead and stays silent keeps nobody waiting

    def do_GET(self) -> None:
        status = cast("CodeListener", self.server).take(self.path)
        text = _DONE if status == HTTPStatus.OK else _WRONG
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:  # http.server's name
        """The address has a code in it."""
