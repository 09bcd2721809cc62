"""A whole scrape: a source in, linked specs and a list of problems out. Writes nothing."""

from __future__ import annotations

import fnmatch
import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from ..progress import Progress
from ..site.page import PagePath, RawPage
from ..site.source import PageUnreadable, Source, SourceError
from ..spec.model import SpecTree
from .accepted_problems import AcceptedProblems
from .linking import link, referred
from .page import read_page
from .page_facts import PageFacts
from .problems import Problem

_CHUNK: Final = 24
_IN_FLIGHT: Final = 6
_ROUNDS: Final = 4
"""How far types may refer to types on pages that were not asked for."""


@dataclass
class Scraped:
    tree: SpecTree
    problems: list[Problem]
    skipped: dict[PagePath, str] = field(default_factory=dict[PagePath, str])
    """Pages that are no reference, with the reason."""
    failed: frozenset[PagePath] = frozenset()
    """Pages that gave no facts: what earlier specs say of them still stands."""
    unsure: frozenset[PagePath] = frozenset()
    """Pages with a link for an object's fields to a page that failed: half of what they say is missing."""
    asked: frozenset[PagePath] = frozenset()
    """All pages that were asked for."""


def scrape(source: Source, only: str | None, accepted: AcceptedProblems, progress: Progress) -> Scraped:
    """Reads every page that matches `only` and whatever pages its types are on. Raises SourceError.

    `accepted` are the known problems: they are left out, and reported once they no longer occur.
    """
    facts = {each.page: each for each in _read_all(source, lambda path: _matches(path, only), progress)}
    scraped = frozenset(facts)
    if not scraped:
        raise SourceError(f"no page matches {only!r}" if only else "the source holds no page")
    for _ in range(_ROUNDS):
        missing = referred(facts.values()) - facts.keys()
        further = list(_read_all(source, missing.__contains__, progress)) if only and missing else []
        facts.update({each.page: each for each in further})
        if not further:
            break
    for each in facts.values():
        reasons = [accepted.why(problem) for problem in each.problems]
        each.problems = [problem for problem, why in zip(each.problems, reasons, strict=True) if not why]
        if not (each.method or each.event or each.skipped or each.problems):
            each.skipped = "; ".join(reasons)
        if any(problem.fatal for problem in each.problems):
            each.method = each.event = None
    failed = frozenset(page for page, each in facts.items() if any(problem.fatal for problem in each.problems))
    unsure = frozenset(page for page, each in facts.items() if not failed.isdisjoint(referred([each])))
    linked = link(facts.values(), scraped)
    stale = accepted.stale() if only is None else []
    return Scraped(
        tree=linked.tree,
        problems=sorted({*linked.problems, *stale}),
        skipped={page: facts[page].skipped for page in sorted(scraped) if facts[page].skipped},
        failed=failed,
        unsure=unsure,
        asked=scraped,
    )


def _matches(path: PagePath, only: str | None) -> bool:
    return only is None or fnmatch.fnmatchcase(path, only)


def _read_all(source: Source, wanted: Callable[[PagePath], bool], progress: Progress) -> Iterator[PageFacts]:
    """Facts of all wanted pages, read on all cores once there are more than a few."""
    pages = source.pages(wanted)
    chunk: list[RawPage] = []
    for page in pages:
        if isinstance(page, PageUnreadable):
            yield _unreadable(page)
            continue
        chunk.append(page)
        if len(chunk) == _CHUNK:
            yield from _in_processes(chunk, pages, progress)
            return
    for raw in chunk:
        yield read_page(raw)
        progress(1)


def _unreadable(page: PageUnreadable) -> PageFacts:
    return PageFacts(page.path, problems=[Problem(page.path, "", page.why, fatal=True)])


def _in_processes(
    first: list[RawPage], rest: Iterator[RawPage | PageUnreadable], progress: Progress
) -> Iterator[PageFacts]:
    # Spawned, not forked: the live site's threads may hold locks that a fork would copy and nobody release.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context, initializer=gc.disable) as pool:
        running: deque[Future[list[PageFacts]]] = deque([pool.submit(_read_chunk, first)])
        for chunk in _chunks(rest):
            yield from map(_unreadable, (page for page in chunk if isinstance(page, PageUnreadable)))
            running.append(pool.submit(_read_chunk, [page for page in chunk if isinstance(page, RawPage)]))
            # No more than a few chunks wait in memory, however large the archive is.
            if len(running) > _IN_FLIGHT:
                yield from _finished(running.popleft(), progress)
        while running:
            yield from _finished(running.popleft(), progress)


def _chunks(pages: Iterable[RawPage | PageUnreadable]) -> Iterator[list[RawPage | PageUnreadable]]:
    chunk: list[RawPage | PageUnreadable] = []
    for page in pages:
        chunk.append(page)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _read_chunk(pages: list[RawPage]) -> list[PageFacts]:
    found = [read_page(page) for page in pages]
    # Parsed pages are full of cycles. With the collector off while they are built, it runs once a chunk.
    gc.collect()
    return found


def _finished(future: Future[list[PageFacts]], progress: Progress) -> list[PageFacts]:
    facts = future.result()
    progress(len(facts))
    return facts
