"""The bases of the generated namespaces: `client.tasks.flow.flow` is one, and its methods go through `_call`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from .explained import Explained, Named

if TYPE_CHECKING:
    from ..lists import AsyncList, SyncList
    from .base_batch import Pending
    from .base_client import BaseAsyncClient, BaseSyncClient
    from .method import ListMethod, Method

P = ParamSpec("P")
T = TypeVar("T")
Row = TypeVar("Row")


class _Shown:
    """Says what it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        from .hints import described

        return described(type(self))


class SyncNamespace(_Shown, Explained):
    """Methods under one dotted name; namespaces below it are cached in `__dict__`."""

    __slots__ = ("__dict__", "_client")

    def __init__(self, client: BaseSyncClient[Any]) -> None:
        self._client = client

    def _call(self, method: Method[T], params: dict[str, object], extra: Mapping[str, object] | None) -> T:
        return self._client.invoke(method, params, extra)

    def _list(
        self, method: ListMethod[T, Row], params: dict[str, object], extra: Mapping[str, object] | None
    ) -> SyncList[T, Row]:
        return self._client.invoke_list(method, params, extra)


class AsyncNamespace(_Shown, Explained):
    """Methods under one dotted name, to be awaited; namespaces below it are cached in `__dict__`."""

    __slots__ = ("__dict__", "_client")

    def __init__(self, client: BaseAsyncClient[Any]) -> None:
        self._client = client

    async def _call(self, method: Method[T], params: dict[str, object], extra: Mapping[str, object] | None) -> T:
        return await self._client.invoke(method, params, extra)

    def _list(
        self, method: ListMethod[T, Row], params: dict[str, object], extra: Mapping[str, object] | None
    ) -> AsyncList[T, Row]:
        return self._client.invoke_list(method, params, extra)


class BatchNamespace(_Shown, Named):
    """Methods under one dotted name, put into a batch; namespaces below it are cached in `__dict__`."""

    __slots__ = ("__dict__", "_batch")

    def __init__(self, batch: Collector) -> None:
        self._batch = batch

    def _call(self, method: Method[T], params: dict[str, object], extra: Mapping[str, object] | None) -> Pending[T]:
        return self._batch.invoke(method, params, extra)

    _list = _call


class Collector(Named):
    """What collects the calls of a batch: the base of the generated one, which has the portal's methods."""

    def invoke(
        self, method: Method[T], params: Mapping[str, object], extra: Mapping[str, object] | None = None
    ) -> Pending[T]:
        """Put a described call into the batch; `extra` overrides `params`. Its result is there once it has run."""
        raise NotImplementedError

    def invoke_list(
        self, method: Method[T], params: Mapping[str, object], extra: Mapping[str, object] | None = None
    ) -> Pending[T]:
        """The first page of a described list method."""
        return self.invoke(method, params, extra)


class Batched(Generic[P, T]):
    """To a type checker: a method of a client that takes the same arguments in a batch."""

    def __get__(self, batch: object, owner: type) -> Callable[P, Pending[T]]:
        raise NotImplementedError


def batched(method: Callable[Concatenate[Any, P], T]) -> Batched[P, T]:
    """A client's method in a batch. It is the same function: what it calls of its object adds to the batch there."""
    return cast("Batched[P, T]", method)


def batched_list(method: Callable[Concatenate[Any, P], SyncList[T, Any]]) -> Batched[P, T]:
    """The same of a list method; in a batch it is the list's first page."""
    return cast("Batched[P, T]", method)
