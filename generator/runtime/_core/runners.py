"""The functions through which batches and lists have their client run flows."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from typing import Any, Protocol, TypeVar

from .effects import Flow
from .session import Options, Session

T = TypeVar("T")


class SyncRunner(Protocol):
    """Makes a flow for the client and runs it."""

    def __call__(self, make: Callable[[Session, Options], Flow[T]], /) -> T: ...


class AsyncRunner(Protocol):
    """Makes a flow for the client and runs it."""

    def __call__(self, make: Callable[[Session, Options], Flow[T]], /) -> Coroutine[Any, Any, T]: ...


class SyncStreamer(Protocol):
    """Makes a flow for the client and streams what it emits."""

    def __call__(self, make: Callable[[Session, Options], Flow[None]], /) -> Generator[Any, None, None]: ...


class AsyncStreamer(Protocol):
    """Makes a flow for the client and streams what it emits."""

    def __call__(self, make: Callable[[Session, Options], Flow[None]], /) -> AsyncGenerator[Any, None]: ...
