"""Waits on this machine for the browser to come back from the authorization server with a code."""

from __future__ import annotations

import hmac
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, cast
from urllib.parse import parse_qs, urlsplit

import click

from .._core.redact import HIDDEN

_LONGEST: Final = 200
# Seconds after which it is looked whether one of the threads has the answer.
_BETWEEN_LOOKS: Final = 0.1
_DONE: Final = b"Logged in; this page can be closed.\n"
_WRONG: Final = b"This is not the answer that is waited for.\n"


class CodeListener(ThreadingHTTPServer):
    """`state`: what the browser was sent with; a code without it is not taken.

    A browser connects ahead and stays silent: with a thread for each that keeps nobody waiting.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, state: str) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self._state = state
        self._code = ""
        self._refusal = ""

    def __repr__(self) -> str:
        return f"CodeListener({HIDDEN})"

    def wait(self) -> str:
        """The code, as soon as it comes.

        Raises:
            click.ClickException: The authorization server refuses, as where the user does.
        """
        self.timeout = _BETWEEN_LOOKS
        while not self._code and not self._refusal:
            self.handle_request()
        if not self._code:
            raise click.ClickException(f"not logged in: {self._refusal}")
        return self._code

    def take(self, address: str) -> HTTPStatus:
        code, refusal = answer_in(address, self._state)
        if not code:
            self._refusal = refusal
            return HTTPStatus.BAD_REQUEST
        self._code = code
        return HTTPStatus.OK


def answer_in(address: str, state: str) -> tuple[str, str]:
    """The code in the address that the browser was sent back to, or why there is none; ("", "") if it is not the answer
    to that state.
    """
    try:
        query = parse_qs(urlsplit(address).query, errors="backslashreplace")
    except ValueError:
        return "", ""
    came = query.get("state", [""])[0]
    if not hmac.compare_digest(came.encode(), state.encode()):
        return "", ""
    return query.get("code", [""])[0], query.get("error", [""])[0][:_LONGEST]


class _Handler(BaseHTTPRequestHandler):
    timeout = 10

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
