# Copied from generator/runtime/portal/received.py by "python -m generator generate". Edit that file.
"""The calls that a portal has received: the last of them, without secrets."""

from __future__ import annotations

import json
import re
import time
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from .errors import Refused
from .values import Params, is_list, is_map

_MOST: Final = 1000
_MOST_BYTES: Final = 8 * 1024 * 1024
_SECRETS: Final = frozenset({"auth", "access_token", "refresh_token", "client_secret", "application_token"})
_IN_COMMAND: Final = re.compile(rf"(?<=[?&])((?:{'|'.join(sorted(_SECRETS))})=)[^&]*", re.IGNORECASE)
_HIDDEN: Final = "***"


@dataclass(frozen=True)
class ReceivedCall:
    """A call that has come in.

    Args:
        number: Counted from 1.
        method: As it was called.
        params: Its parameters, tokens and secrets left out.
        rest: The version of REST, 2 or 3.
        status: HTTP status of the answer; None where there was none.
        at: When it came in, in seconds since 1970.
        seconds: How long the portal was at it.
        in_batch: It was a command of a batch, which comes after its commands as a call of its own.
    """

    number: int
    method: str
    params: Params
    rest: int
    status: int | None
    at: float
    seconds: float
    in_batch: bool = False
    _answer: bytes = field(default=b"", repr=False)

    @property
    def answer(self) -> Any:
        """What was answered: the JSON, or the text of what is none; None where there was no answer."""
        if self.status is None:
            return None
        try:
            return json.loads(self._answer)
        except ValueError:
            return self._answer.decode("utf-8", "replace")


@dataclass(eq=False)
class Watch:
    """Someone who is told of new calls. `seen`: the number of the last one that he knows."""

    seen: int
    wake: Callable[[], None]
    ended: bool = False


class Received:
    """The last thousand calls, or fewer where they are large."""

    def __init__(self) -> None:
        self._calls: deque[ReceivedCall] = deque()
        self._sizes: deque[int] = deque()
        self._size = 0
        self._last = 0
        self._watches: list[Watch] = []

    def all(self) -> list[ReceivedCall]:
        return list(self._calls)

    def since(self, number: int) -> list[ReceivedCall]:
        return [call for call in self._calls if call.number > number]

    def clear(self) -> None:
        self._calls.clear()
        self._sizes.clear()
        self._size = 0
        self._wake()

    def add(
        self,
        method: str,
        params: Params,
        size: int,
        rest: int,
        status: int | None,
        at: float,
        seconds: float,
        answer: bytes,
        in_batch: bool = False,
    ) -> None:
        """`size`: bytes that the parameters had."""
        self._last += 1
        shown = without_secrets(method, params)
        self._calls.append(ReceivedCall(self._last, method, shown, rest, status, at, seconds, in_batch, answer))
        self._sizes.append(size + len(answer))
        self._size += size + len(answer)
        while len(self._calls) > _MOST or (self._size > _MOST_BYTES and len(self._calls) > 1):
            self._calls.popleft()
            self._size -= self._sizes.popleft()
        self._wake()

    @contextmanager
    def command(self, rest: int, method: str, params: Params) -> Generator[Callable[[object], None]]:
        """A command of a batch, noted at the end: with what it is told, or with the error that ends it."""
        at, begun = time.time(), time.perf_counter()
        told: list[object] = []

        def note(status: int, answer: object) -> None:
            text = json.dumps(answer).encode("ascii")
            self.add(method, params, 0, rest, status, at, time.perf_counter() - begun, text, in_batch=True)

        try:
            yield told.append
        except Refused as refused:
            note(refused.status, {"error": refused.code, "error_description": refused.message})
            raise
        note(200, {"result": told[0] if told else None})

    def watch(self, wake: Callable[[], None]) -> Watch:
        """`wake` is called whenever there is something new."""
        watch = Watch(self._last, wake)
        self._watches.append(watch)
        return watch

    def unwatch(self, watch: Watch) -> None:
        self._watches.remove(watch)

    def end(self) -> None:
        """Of all watches."""
        for watch in self._watches:
            watch.ended = True
        self._wake()

    def _wake(self) -> None:
        for watch in self._watches:
            watch.wake()


def without_secrets(method: str, params: Params) -> Params:
    found = {name: value for name, value in params.items() if name.lower() not in _SECRETS}
    if method.lower() == "batch":
        return {name: _without(value) for name, value in found.items()}
    return found


def _without(value: object) -> object:
    """The commands of a batch."""
    if isinstance(value, str):
        return _IN_COMMAND.sub(rf"\1{_HIDDEN}", value)
    if is_map(value):
        return {name: _without(each) for name, each in value.items() if name.lower() not in _SECRETS}
    return [_without(each) for each in value] if is_list(value) else value
