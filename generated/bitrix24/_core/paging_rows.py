# Copied from generator/runtime/_core/paging_rows.py by "python -m generator generate". Edit that file.
"""The rows in an answer, and which of them have come before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, TypeAlias

from ..errors import ListInterrupted
from ..response import Response
from .convert import ConvertError, integer, is_nothing, shorten
from .json_types import is_list, is_map
from .method import ListMethod, RowKey

PAGE: Final = 50

_WORD: Final = 64

Identity: TypeAlias = "int | str"


def rows_of(method: ListMethod[Any, Any], response: Response, position: int = 0) -> list[object]:
    """The rows in an answer.

    Args:
        position: How many rows were read before.

    Raises:
        ListInterrupted: There are none where they should be, and nothing says that the list is empty.
    """
    value: object = response.result
    for name in method.listing.rows:
        if value in ([], {}):  # a map with nothing in it
            return []
        if not is_map(value) or name not in value:
            raise ListInterrupted(f"no rows: no {name!r} in {shorten(value)}", method.name, position)
        value = value[name]
    if is_list(value):
        return value
    if is_map(value) and all(name.isdecimal() for name in value):  # PHP makes a map of a list with gaps
        return list(value.values())
    if is_nothing(value) and response.total == 0 and response.next is None:
        return []
    raise ListInterrupted(f"no rows: expected list, got {shorten(value)}", method.name, position)


def ids_of(rows: Sequence[object], key: RowKey) -> list[int] | None:
    """The rows' ids, if all have one and they ascend."""
    try:
        ids = [integer(row.get(key.row)) if is_map(row) else integer(None) for row in rows]
    except ConvertError:
        return None
    return ids if all(one < other for one, other in pairwise(ids)) else None


def identities_of(rows: Sequence[object]) -> list[Identity] | None:
    """What tells the rows apart, if all have an id of their own."""
    ids = [identity_of(row) for row in rows]
    found = [id for id in ids if id is not None]
    return found if len(set(found)) == len(rows) else None


def repeated(rows: Sequence[object]) -> Identity | None:
    """The id of a row that is among them twice, as it is; others may share an id that is not theirs alone."""
    first: dict[Identity, object] = {}
    for row in rows:
        identity = identity_of(row)
        if identity is not None and first.setdefault(identity, row) is not row and first[identity] == row:
            return identity
    return None


def identity_of(row: object) -> Identity | None:
    """The row's id, if it has one."""
    id = row.get("id", row.get("ID")) if is_map(row) else None
    try:
        return integer(id)
    except ConvertError:
        return id if isinstance(id, str) and id else None


class Seen:
    """The rows that have come. Numbers that lie close together take a few bits each."""

    def __init__(self) -> None:
        self._words: dict[int, int] = {}
        self._others: set[str] = set()

    def __contains__(self, identity: Identity) -> bool:
        if isinstance(identity, str):
            return identity in self._others
        word, bit = divmod(identity, _WORD)
        return bool(self._words.get(word, 0) >> bit & 1)

    def add(self, identity: Identity) -> bool:
        """False if it was there already."""
        if identity in self:
            return False
        if isinstance(identity, str):
            self._others.add(identity)
        else:
            word, bit = divmod(identity, _WORD)
            self._words[word] = self._words.get(word, 0) | 1 << bit
        return True


class SeenContents:
    """The rows without an id that have come, by what is in them: two that are alike may well be two rows."""

    def __init__(self) -> None:
        self._hashes: set[int] = set()

    def add(self, rows: Sequence[object]) -> bool:
        """False if none of them is new."""
        before = len(self._hashes)
        self._hashes.update(hash(repr(row)) for row in rows)
        return len(self._hashes) > before
