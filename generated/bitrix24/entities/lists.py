# Copied from generator/runtime/entities/lists.py by "python -m generator generate". Edit that file.
"""Lists of which each page's relations are loaded before its rows are handed out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Sequence
from contextlib import aclosing, closing
from functools import cached_property
from typing import Any, TypeVar, cast

from ..lists import AsyncList, FirstPage, Page, Progress, SyncList
from .entity import Entity

E = TypeVar("E", bound=Entity)


class RelatedSyncList(SyncList[list[E], E]):
    """One more request for the rows of a page, at most one for each relation."""

    _load: Callable[[Sequence[E]], object]

    @cached_property
    def first(self) -> FirstPage[list[E], E]:
        """The first page, read once."""
        page = super().first
        self._load(page.rows)
        return page

    def _pages(self, reading: Any, progress: Progress | None) -> Generator[Page[E], None, None]:
        with closing(super()._pages(reading, progress)) as pages:
            for page in pages:
                self._load(page.rows)
                yield page


class RelatedAsyncList(AsyncList[list[E], E]):
    """`RelatedSyncList`, awaited."""

    _load: Callable[[Sequence[E]], Coroutine[Any, Any, object]]

    async def first(self) -> FirstPage[list[E], E]:
        """The first page; so is what `await` gives."""
        page = await super().first()
        await self._load(page.rows)
        return page

    async def _pages(self, reading: Any, progress: Progress | None) -> AsyncGenerator[Page[E], None]:
        async with aclosing(super()._pages(reading, progress)) as pages:
            async for page in pages:
                await self._load(page.rows)
                yield page


def with_related(plain: SyncList[list[E], E], load: Callable[[Sequence[E]], object]) -> SyncList[list[E], E]:
    """The list, each page of which is loaded so before its rows are handed out."""
    made = cast("RelatedSyncList[E]", object.__new__(RelatedSyncList))
    made.__dict__.update(vars(plain), _load=load)
    return made


def with_related_async(
    plain: AsyncList[list[E], E], load: Callable[[Sequence[E]], Coroutine[Any, Any, object]]
) -> AsyncList[list[E], E]:
    """`with_related`, awaited."""
    made = cast("RelatedAsyncList[E]", object.__new__(RelatedAsyncList))
    made.__dict__.update(vars(plain), _load=load)
    return made
