# Copied from generator/runtime/_core/effects.py by "python -m generator generate". Edit that file.
"""What a flow asks of the driver that runs it.

The protocol is written once, as generators that do no I/O themselves: they yield effects and are sent what came of
them. Two drivers (`drivers.py`) run the same flows, one over `httpx.Client`, one over `httpx.AsyncClient`.

Effects are made for every call and are plain classes: dataclasses would be a third of the time that importing the
client takes.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeAlias, TypeVar

from ..errors import TransportError
from .redact import redact

if TYPE_CHECKING:
    import httpx

    from ..files import Content
    from .single_flight import SingleFlight

T = TypeVar("T")

# Bytes of an answer, decompressed. One to a batch of fifty pages of a list holds 2,500 rows.
LARGEST_ANSWER: Final = 128 * 1024 * 1024


class Request:
    """One HTTP request. Its repr hides secrets and the body, so that it may appear in a traceback's locals.

    `name` is what errors and logs call it: the method's wire name. `largest`: bytes of the answer's body, decompressed.
    `left`: how many seconds the call has left for it, or None.
    """

    __slots__ = ("body", "headers", "largest", "left", "name", "timeout", "url", "verb")

    def __init__(
        self,
        name: str,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        timeout: httpx.Timeout,
        verb: str = "POST",
        largest: int = LARGEST_ANSWER,
        left: float | None = None,
    ) -> None:
        self.name = name
        self.url = url
        self.body = body
        self.headers = headers
        self.timeout = timeout
        self.verb = verb
        self.largest = largest
        self.left = left

    def __repr__(self) -> str:
        return f"Request({self.name}: {self.verb} {redact(self.url)}, {len(self.body)} bytes)"


class Reply:
    """One HTTP answer, complete and decompressed. `headers`: names without regard to case."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes | bytearray) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def __repr__(self) -> str:
        return f"Reply({self.status}, {len(self.body)} bytes)"


class Send:
    """Send the request and wait for the answer: a Reply, or the TransportError (as a value) that there is instead."""

    __slots__ = ("request",)

    def __init__(self, request: Request) -> None:
        self.request = request


class Download:
    """Send the request and write what comes to the file that `opened` opens: a Reply without its body comes back, or a
    TransportError. It is opened only if the status is 200.
    """

    __slots__ = ("opened", "request")

    def __init__(self, request: Request, opened: Callable[[], AbstractContextManager[BinaryIO]]) -> None:
        self.request = request
        self.opened = opened


class Upload:
    """Send the file as a form's field, read as it is sent; what comes back is as for `Send`.

    More than `largest` bytes: ValueError.
    """

    __slots__ = ("content", "field", "largest", "name", "request")

    def __init__(self, request: Request, field: str, name: str, content: Content, largest: int | None) -> None:
        self.request = request
        self.field = field
        self.name = name
        self.content = content
        self.largest = largest


class Sleep:
    """Wait for so many seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Run:
    """Call a function that may block, such as one of a token store; what it returns or raises comes back."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[[], Any]) -> None:
        self.function = function


class Read:
    """Call a function that reads files: what it returns or raises comes back. Nobody waits longer than `left` seconds
    where others wait too, as in an event loop: then `TooSlow` is raised.
    """

    __slots__ = ("function", "left")

    def __init__(self, function: Callable[[], Any], left: float | None) -> None:
        self.function = function
        self.left = left


class TooSlow(Exception):
    """What reads or writes a file has not ended in time. Of its own: what a disk raises may be a TimeoutError."""


class Once:
    """Run the flow unless another caller is running one for the same flight; then wait for that one's end.

    An error of the flow is raised in all who wait. A caller that is cancelled leaves the flow running.
    """

    __slots__ = ("flight", "flow")

    def __init__(self, flight: SingleFlight, flow: Callable[[], Flow[None]]) -> None:
        self.flight = flight
        self.flow = flow


class Start:
    """Run another flow beside this one; what comes back is for `Join`. Only in a stream."""

    __slots__ = ("flow",)

    def __init__(self, flow: Flow[Any]) -> None:
        self.flow = flow


class Join:
    """Wait for a flow that was started; what it returned or raised comes back. Only in a stream."""

    __slots__ = ("started",)

    def __init__(self, started: Any) -> None:
        self.started = started


class Emit:
    """Hand an item to whoever reads the stream, and go on when the next one is wanted. Only in a stream."""

    __slots__ = ("item",)

    def __init__(self, item: Any) -> None:
        self.item = item


Effect: TypeAlias = Send | Download | Upload | Sleep | Run | Read | Once | Start | Join | Emit
Flow: TypeAlias = Generator[Effect, Any, T]


def send(request: Request) -> Flow[Reply | TransportError]:
    outcome: Reply | TransportError = yield Send(request)
    return outcome


def run(function: Callable[[], T]) -> Flow[T]:
    result: T = yield Run(function)
    return result
