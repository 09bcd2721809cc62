"""What a flow asks of the shell that drives it.

The protocol is written once, as generators that do no I/O themselves: they yield effects and are sent what came of
them. Two shells (`base.py`) drive the same flows, one over `httpx.Client`, one over `httpx.AsyncClient`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import httpx

from .errors import TransportError
from .files import Content
from .flight import Flight
from .redact import redact

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Request:
    """One HTTP request. Its repr hides secrets and the body, so that it may appear in a traceback's locals.

    `name` is what errors and logs call it: the method's wire name.
    """

    name: str
    url: str
    body: bytes
    headers: Mapping[str, str]
    timeout: httpx.Timeout
    verb: str = "POST"

    def __repr__(self) -> str:
        return f"Request({self.name}: {self.verb} {redact(self.url)}, {len(self.body)} bytes)"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Reply:
    """One HTTP answer, complete and decompressed. `headers`: names without regard to case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        return f"Reply({self.status}, {len(self.body)} bytes)"


@dataclass(frozen=True, slots=True, eq=False)
class Send:
    """Send the request and wait for the answer: a Reply, or the TransportError (as a value) that there is instead."""

    request: Request


@dataclass(frozen=True, slots=True, eq=False)
class Download:
    """Send the request, following redirects, and write what comes to the path; the HTTP status comes back, or a
    TransportError. Nothing is written unless the status is 200.
    """

    request: Request
    path: Path


@dataclass(frozen=True, slots=True, eq=False)
class Upload:
    """Send the file as a form's field, read as it is sent; what comes back is as for `Send`."""

    request: Request
    field: str
    name: str
    content: Content


@dataclass(frozen=True, slots=True, eq=False)
class Sleep:
    """Wait for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Call a function that may block, such as one of a token store; what it returns or raises comes back."""

    function: Callable[[], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Once:
    """Run the flow unless another caller is running one for the same flight; then wait for that one's end.

    An error of the flow is raised in all who wait. A caller that is cancelled leaves the flow running.
    """

    flight: Flight
    flow: Callable[[], Flow[None]]


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Run another flow beside this one; what comes back is for `Join`. Only in a stream."""

    flow: Flow[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Join:
    """Wait for a flow that was started; what it returned or raised comes back. Only in a stream."""

    started: Any


@dataclass(frozen=True, slots=True, eq=False)
class Emit:
    """Hand an item to whoever reads the stream, and go on when the next one is wanted. Only in a stream."""

    item: Any


Effect: TypeAlias = Send | Download | Upload | Sleep | Run | Once | Start | Join | Emit
Flow: TypeAlias = Generator[Effect, Any, T]


def send(request: Request) -> Flow[Reply | TransportError]:
    outcome: Reply | TransportError = yield Send(request)
    return outcome


def run(function: Callable[[], T]) -> Flow[T]:
    result: T = yield Run(function)
    return result
