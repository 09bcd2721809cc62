"""The base of the generated namespaces: `client.tasks.flow.flow` is one, and its methods go through `_call`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from .base import BaseAsyncClient, BaseSyncClient
    from .lists import AsyncList, SyncList
    from .method import ListMethod, Method

T = TypeVar("T")
Row = TypeVar("Row")


class SyncNamespace:
    """Methods under one dotted name; namespaces below it are cached in `__dict__`."""

    __slots__ = ("__dict__", "_client")

    def __init__(self, client: BaseSyncClient) -> None:
        self._client = client

    def _call(self, method: Method[T], params: dict[str, object], extra: Mapping[str, object] | None) -> T:
        return self._client.invoke(method, params, extra)

    def _list(
        self, method: ListMethod[T, Row], params: dict[str, object], extra: Mapping[str, object] | None
    ) -> SyncList[T, Row]:
        return self._client.invoke_list(method, params, extra)


class AsyncNamespace:
    """Methods under one dotted name, to be awaited; namespaces below it are cached in `__dict__`."""

    __slots__ = ("__dict__", "_client")

    def __init__(self, client: BaseAsyncClient) -> None:
        self._client = client

    async def _call(self, method: Method[T], params: dict[str, object], extra: Mapping[str, object] | None) -> T:
        return await self._client.invoke(method, params, extra)

    def _list(
        self, method: ListMethod[T, Row], params: dict[str, object], extra: Mapping[str, object] | None
    ) -> AsyncList[T, Row]:
        return self._client.invoke_list(method, params, extra)
