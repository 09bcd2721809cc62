"""A portal with one list that changes while it is read, and that may lie; what was there all the time is known.

`changes` happen before the page of a certain number is answered. `lie` may turn a page into another one before it goes
out. `hidden` rows are counted, but not shown: so do rights that are looked at after the page was cut.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.runtime.list_portal import query_params
from tests.runtime.stub_portal import Answer, Fault, Seen

PageOf: TypeAlias = "dict[str, Any]"
Change: TypeAlias = "Callable[[Portal], None]"

MOST_PAGES = 3_000


@dataclass(frozen=True)
class Asked:
    """A page as it is asked for. `offset`: -1 where nothing is to be counted."""

    offset: int
    after: int | None = None
    limit: int = 50
    backwards: bool = False


Lie: TypeAlias = "Callable[[Asked, PageOf], PageOf | Fault | Answer]"


@dataclass
class Portal:
    """`ids`: the rows, in their order. `size`: how many a page has at most."""

    ids: list[int]
    size: int = 50
    wrapper: str = ""
    shown: Callable[[int], dict[str, Any]] = lambda id: {"ID": str(id), "TITLE": f"t{id}"}
    changes: Mapping[int, Change] = field(default_factory=dict)
    lie: Lie = lambda _, page: page
    hidden: frozenset[int] = frozenset()
    ignores: frozenset[str] = frozenset()
    resolves: bool = True
    pages: int = 0
    requests: int = 0

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.ever = set(self.ids)
        self.always = [id for id in self.ids if id not in self.hidden]

    def delete(self, gone: list[int]) -> None:
        dropped = set(gone)
        self.ids = [id for id in self.ids if id not in dropped]
        self.always = [id for id in self.always if id not in dropped]

    def insert(self, index: int, new: list[int]) -> None:
        self.ids[index:index] = new
        self.ever.update(new)

    def __call__(self, seen: Seen) -> Answer | Fault:
        with self.lock:
            self.requests += 1
            if seen.method == "batch" and isinstance(seen.json, list):
                return self.newer_batch(seen.json)
            if seen.method == "batch":
                return self.batch(seen.json["cmd"], bool(seen.json["halt"]))
            page = self.page(asked_by(seen.json))
            if not isinstance(page, dict):
                return page
            return Answer(page, 400 if "error" in page else 200)

    def batch(self, commands: dict[str, str], halt: bool) -> Answer | Fault:
        assert len(commands) <= 50
        pages: dict[str, PageOf] = {}
        for key, command in commands.items():
            page = self.page(asked_by(query_params(self.resolved(command, pages))))
            if not isinstance(page, dict):
                return page
            pages[key] = page
            if halt and "error" in page:
                break
        parts = {"result": "result", "result_total": "total", "result_next": "next"}
        found: dict[str, Any] = {
            part: {key: page[name] for key, page in pages.items() if name in page} for part, name in parts.items()
        }
        found["result_error"] = {key: page for key, page in pages.items() if "error" in page} or []
        return Answer({"result": found})

    def newer_batch(self, calls: list[dict[str, Any]]) -> Answer | Fault:
        """REST 3.0: all or nothing."""
        assert len(calls) <= 50
        results: list[Any] = []
        for call in calls:
            page = self.page(asked_by(call["query"]))
            if not isinstance(page, dict):
                return page
            if "error" in page:
                return Answer(page, 400)
            results.append(page["result"])
        return Answer({"result": results})

    def resolved(self, command: str, pages: dict[str, PageOf]) -> str:
        def value(found: re.Match[str]) -> str:
            here: Any = pages.get(found[1], {}).get("result")
            for step in found[2][1:-1].split("]["):
                try:
                    here = here[int(step)] if isinstance(here, list) else here[step]
                except (LookupError, TypeError, ValueError):
                    return found[0]
            return str(here)

        return re.sub(r"\$result\[(\w+)\]((?:\[\w+\])+)", value, command) if self.resolves else command

    def page(self, asked: Asked) -> PageOf | Fault | Answer:
        self.pages += 1
        assert self.pages < MOST_PAGES, "an endless reading"
        change = self.changes.get(self.pages)
        if change is not None:
            change(self)
        after = None if "filter" in self.ignores else asked.after
        found = self.ids if after is None else [id for id in self.ids if id > after]
        if asked.backwards and "order" not in self.ignores:
            found = found[::-1]
        offset = 0 if "offset" in self.ignores else max(0, asked.offset)
        end = offset + min(asked.limit, self.size)
        rows = [self.shown(id) for id in found[offset:end] if id not in self.hidden]
        page: PageOf = {"result": {self.wrapper: rows} if self.wrapper else rows}
        page["total"] = len(found) if asked.offset >= 0 else 0
        if asked.offset >= 0 and end < len(found):
            page["next"] = end
        return self.lie(asked, page)


def asked_by(params: Mapping[str, Any]) -> Asked:
    if "pagination" in params:
        return Asked(params["pagination"]["offset"], limit=params["pagination"]["limit"])
    if "cursor" in params:
        return Asked(0, params["cursor"]["value"], params["cursor"].get("limit", 50))
    filter = params.get("filter")
    after = str(filter.get(">ID", "0")) if isinstance(filter, dict) else ""
    backwards = "DESC" in str(params.get("order"))
    # PHP makes 0 of what is no number, as of a reference that leads nowhere.
    id = (int(after) if after.isdecimal() else 0) if after else None
    return Asked(int(params.get("start", 0)), id, backwards=backwards)


@dataclass(frozen=True)
class Reading:
    """What came of a reading: the ids in the order in which they came, and the error that ended it."""

    ids: list[int]
    position: int | None
    error: str = ""

    def judge(self, portal: Portal) -> None:
        """Every row that was there all the time comes once and in order, or those up to the position do."""
        assert len(self.ids) == len(set(self.ids)), f"rows come twice; {self.error}"
        assert set(self.ids) <= portal.ever
        kept = set(portal.always)
        came = [id for id in self.ids if id in kept]
        assert came == portal.always[: len(came)], f"rows are missing or out of order; {self.error}"
        if self.position is None:
            assert came == portal.always, f"{len(portal.always) - len(came)} of {len(portal.always)} rows are lost"
        else:
            assert self.position == len(self.ids)
