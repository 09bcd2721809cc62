# Copied from generator/runtime/typegen/asking.py by "python -m generator generate". Edit that file.
"""Asks a portal many things in few requests, and tells what it refuses to tell."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from .. import catalog
from .._core.base_client import BaseSyncClient
from .._core.json_types import is_list, is_map
from ..errors import ApiError, AuthError, Bitrix24Error, OperatingLimit, Overloaded, PortalError, RateLimited
from .description import LeftOut

__all__ = ["Question", "Told", "ask"]

K = TypeVar("K", bound=Hashable)

# What is no answer to the question: another time the portal would give one.
_ANOTHER_TIME: Final = (AuthError, OperatingLimit, Overloaded, PortalError, RateLimited)
_NO_SCOPE: Final = "insufficient_scope"


@dataclass(frozen=True, slots=True)
class Question:
    """A call that reads something.

    Args:
        part: What it reads, for a person.
    """

    part: str
    method: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """The results, page by page, by the questions' keys; what was refused is missing there."""

    pages: Mapping[Any, tuple[Any, ...]]
    left_out: tuple[LeftOut, ...]

    def object(self, key: Hashable, *path: str) -> Mapping[str, Any]:
        """The object that is the answer, or is in it; the portal writes an empty one as a list."""
        for page in self.pages.get(key, ()):
            found = _within(page, path)
            return found if is_map(found) else {}
        return {}

    def rows(self, key: Hashable, *path: str) -> Iterator[Mapping[str, Any]]:
        """The objects in the list that is the answer, or is in it."""
        for page in self.pages.get(key, ()):
            found = _within(page, path)
            yield from filter(is_map, found if is_list(found) else ())

    def with_more(self, more: Told) -> Told:
        return Told({**self.pages, **more.pages}, tuple(dict.fromkeys((*self.left_out, *more.left_out))))


def _within(page: object, path: tuple[str, ...]) -> object:
    for name in path:
        page = page.get(name) if is_map(page) else None
    return page


def ask(client: BaseSyncClient[Any], questions: Mapping[K, Question]) -> Told:
    """Every page of every answer, 50 calls to a request.

    Raises:
        Bitrix24Error: The portal was not reached, or does not take the credentials, or has no time.
    """
    pages: dict[K, list[Any]] = {}
    refused: dict[K, LeftOut] = {}
    due = {(key, 0): question for key, question in questions.items()}
    while due:
        with client.batch(halt=False) as batch:
            asked = [(each, question, batch.call(question.method, question.params)) for each, question in due.items()]
        due = {}
        for (key, start), question, call in asked:
            if call.error is not None:
                refused.setdefault(key, _refused(question, call.error))
                continue
            pages.setdefault(key, []).append(call.response.result)
            for at in _starts(start, call.response.next, call.response.total):
                due[key, at] = replace(question, params={**question.params, "start": at})
    found = {key: tuple(several) for key, several in pages.items() if key not in refused}
    return Told(found, tuple(dict.fromkeys(refused.values())))


def _starts(start: int, next: int | None, total: int | None) -> range:
    """Of the pages that are still to be asked for, where the first or an uncounted one has been answered."""
    if next is None or next <= start or (start and total is not None):
        return range(0)
    return range(next, next + 1 if total is None else total, next - start)


def _refused(question: Question, error: Bitrix24Error) -> LeftOut:
    if not isinstance(error, ApiError) or isinstance(error, _ANOTHER_TIME):
        raise error
    if error.is_code(_NO_SCOPE):
        return LeftOut(question.part, "", catalog.find(question.method).scope)
    return LeftOut(question.part, f"{question.method}: {error.message or error.code}")
