"""Which known ids a list does not have any more, found in one pass over both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import index
from typing import Any

from .list_position import Asked, resumable_key
from .method import ListMethod
from .paging_parameters import starts_at
from .paging_rows import ids_of


class Sweep:
    """A pass over known ids beside the rows of a list, both ascending.

    Raises:
        ValueError: The list is not ordered by its id, or begins in the middle: of what is before nothing is known.
    """

    def __init__(self, method: ListMethod[Any, Any], asked: Asked, known: Iterable[int]) -> None:
        key = resumable_key(method, asked.body)
        if key is None:
            raise ValueError(f"{method.name}: the ids that are gone can be found in a list that is ordered by its id")
        if asked.beyond is not None or (starts_at(asked.body) or 0) > 0:
            raise ValueError(f"{method.name}: the ids that are gone can be found in a list from its beginning on")
        self._method = method
        self._key = key
        self._known = _ascending(method, known)
        self._next = next(self._known, None)

    def gone_before(self, rows: list[Any]) -> Iterator[int]:
        """The known ids up to the last of these rows, without theirs."""
        ids = ids_of(rows, self._key)
        if ids is None:
            raise ValueError(f"{self._method.name}: rows without {self._key.row}, or not in its order")
        there = set(ids)
        while ids and self._next is not None and self._next <= ids[-1]:
            if self._next not in there:
                yield self._next
            self._next = next(self._known, None)

    def rest(self) -> Iterator[int]:
        """The known ids after all rows."""
        if self._next is not None:
            yield self._next
        yield from self._known


def _ascending(method: ListMethod[Any, Any], known: Iterable[int]) -> Iterator[int]:
    last: int | None = None
    for given in known:
        try:
            id = index(given)  # a number of another library's is one
        except TypeError:
            raise TypeError(f"{method.name}: the known ids are whole numbers, not {type(given).__name__}") from None
        if last is not None and id <= last:
            raise ValueError(f"{method.name}: the known ids do not ascend: {id} follows on {last}")
        yield id
        last = id
