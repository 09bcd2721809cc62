"""An HTTP server on this machine that portals post to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from .._core.form_body import LARGEST
from .._core.json_types import is_map
from .._core.redact import scrubbed

if TYPE_CHECKING:
    from .._core.event import Event
    from ..apps.calls import BaseCall

_PATIENCE: Final = 30.0
"""Seconds that a connection may be silent."""


class Listener(ThreadingHTTPServer):
    """Hands over what portals post.

    Args:
        application_token: Refuse what does not carry it; "" takes everything.
        hand_over: Is given each post, without its secrets, by one thread at a time; says whether it wants more.
        complain: Is told of what was refused.
    """

    daemon_threads = True

    def __init__(
        self,
        address: tuple[str, int],
        application_token: str,
        hand_over: Callable[[object], bool],
        complain: Callable[[str], None],
    ) -> None:
        super().__init__(address, _Handler)
        self._application_token = application_token
        self._hand_over = hand_over
        self._complain = complain
        self._one = threading.Lock()
        self._ended = False
        self.failure: BaseException | None = None

    def take(self, body: bytes, query: str, content_type: str) -> HTTPStatus:
        """What HTTP says to a post."""
        from ..apps.calls import parse_call
        from ..apps.forms import CallError, Request

        try:
            call: Event | BaseCall = parse_call(Request(body, query, content_type))
        except CallError as error:
            self._complain(f"refused: {error}")
            return HTTPStatus(error.status)
        if self._application_token and not self._is_from(call):
            self._complain("refused: another application's token, or none")
            return HTTPStatus.FORBIDDEN
        with self._one:
            self._give(scrubbed(dict(call.raw)))
        return HTTPStatus.OK

    def _is_from(self, call: Event | BaseCall) -> bool:
        auth: object = call.raw.get("auth")
        from .._core.event import same_token

        sent = auth.get("application_token") if is_map(auth) else call.raw.get("APPLICATION_TOKEN")
        return same_token(sent, self._application_token)

    def _give(self, post: object) -> None:
        if self._ended:
            return
        try:
            self._ended = not self._hand_over(post)
        except BaseException as error:  # as that nobody reads the output: for the main thread to raise
            self.failure, self._ended = error, True

    def answered(self) -> None:
        """Ends once no more is wanted; whoever posted the last one has had an answer then."""
        if self._ended:
            threading.Thread(target=self.shutdown, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    timeout = _PATIENCE

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE if length.isdecimal() else HTTPStatus.LENGTH_REQUIRED)
            return
        body = self.rfile.read(int(length))
        listener = cast("Listener", self.server)
        self._answer(listener.take(body, urlsplit(self.path).query, self.headers.get("Content-Type", "")))
        listener.answered()

    def _answer(self, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # http.server's name
        """What is refused is told by the listener, without secrets."""
