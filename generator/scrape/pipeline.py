"""A whole scrape: a source in, linked specs and a list of problems out. Writes nothing."""

from __future__ import annotations

import fnmatch
import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Final

from ..progress import Progress
from ..site.page import PagePath, RawPage
from ..site.source import PageUnreadable, Source, SourceError
from ..spec.model import SpecTree
from ..workers import workers
from .accepted_problems import AcceptedProblems
from .assembly import assemble
from .page import read_page
from .page_facts import PageFacts
from .problems import Problem
from .prose import NO_PROSE, ScrapedProse
from .shared_objects import linked_pages

_REFERENCE: Final = "api-reference/"
_NOTHING: Final = SpecTree()
_CHUNK: Final = 24
_IN_FLIGHT: Final = 6
_ROUNDS: Final = 4
"""How far types may refer to types on pages that were not asked for."""


@dataclass(frozen=True)
class Scraped:
    tree: SpecTree
    problems: tuple[Problem, ...]
    skipped: Mapping[PagePath, str] = field(default_factory=dict[PagePath, str])
    """Pages that are no reference, with the reason."""
    failed: frozenset[PagePath] = frozenset()
    """Pages that gave no facts: what earlier specs say of them still stands."""
    asked: frozenset[PagePath] = frozenset()
    """All pages that were asked for."""
    leads: Mapping[PagePath, frozenset[PagePath]] = field(default_factory=dict[PagePath, "frozenset[PagePath]"])
    """Where rows of a page lead to for an object's fields."""
    headings: Mapping[PagePath, frozenset[str]] = field(default_factory=dict[PagePath, "frozenset[str]"])
    """What a page calls the objects that it describes."""
    prose: ScrapedProse = NO_PROSE

    @property
    def unsure(self) -> frozenset[PagePath]:
        """Pages that lead to a page that failed: half of what they say is missing."""
        return frozenset(page for page, to in self.leads.items() if not self.failed.isdisjoint(to))


def scrape(
    source: Source,
    only: str | None,
    accepted: AcceptedProblems,
    progress: Progress,
    former: SpecTree = _NOTHING,
) -> Scraped:
    """Reads every page that matches `only` and whatever pages its types are on. Raises SourceError.

    Args:
        accepted: The known problems: they are left out, and reported once they no longer occur.
        former: The earlier specs: of two pages about one method, that goes first which was first then.
    """
    read = {each.page: each for each in _read_all(source, lambda path: _matches(path, only), progress)}
    scraped = frozenset(read)
    if not scraped:
        raise SourceError(f"no page matches {only!r}" if only else "the source holds no page")
    if not only and not any(page.startswith(_REFERENCE) for page in scraped):
        # All pages would seem to have moved, and the types on them to be gone.
        raise SourceError(f"the source holds no page below {_REFERENCE}: is it the root of the site?")
    if only:
        read |= _pages_of_types(read, source, progress)
    met = [problem for each in read.values() for problem in each.problems]
    facts = [_without_accepted(each, accepted) for each in read.values()]
    failed = frozenset(each.page for each in facts if _has_failed(each))
    assembled = assemble(facts, scraped, former)
    stale = accepted.stale(met) if only is None else []
    return Scraped(
        tree=assembled.tree,
        problems=tuple(sorted({*assembled.problems, *stale})),
        skipped={each.page: each.skipped for each in sorted(facts, key=_page) if each.page in scraped and each.skipped},
        failed=failed,
        asked=scraped,
        leads={each.page: to for each in facts if (to := frozenset(linked_pages([each])))},
        headings={each.page: frozenset(of.title for of in each.objects.values()) for each in facts if each.objects},
        prose=assembled.prose,
    )


def _page(facts: PageFacts) -> PagePath:
    return facts.page


def _pages_of_types(
    read: Mapping[PagePath, PageFacts], source: Source, progress: Progress
) -> dict[PagePath, PageFacts]:
    """The facts of further pages that rows link to for an object's fields."""
    further: dict[PagePath, PageFacts] = {}
    for _ in range(_ROUNDS):
        known = {**read, **further}
        missing = linked_pages(known.values()) - known.keys()
        found = list(_read_all(source, missing.__contains__, progress)) if missing else []
        if not found:
            break
        further.update({each.page: each for each in found})
    return further


def _without_accepted(facts: PageFacts, accepted: AcceptedProblems) -> PageFacts:
    """The facts without known problems. What a page with another fatal problem says does not count."""
    reasons = [(problem, accepted.why(problem)) for problem in facts.problems]
    facts = replace(facts, problems=tuple(problem for problem, why in reasons if not why))
    if _has_failed(facts):
        return replace(facts, method=None, event=None)
    if not (facts.method or facts.event or facts.skipped or facts.problems):
        return replace(facts, skipped="; ".join(why for _, why in reasons))
    return facts


def _has_failed(facts: PageFacts) -> bool:
    return any(problem.fatal for problem in facts.problems)


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
    return PageFacts(page.path, problems=(Problem(page.path, "", page.why, fatal=True),))


def _in_processes(
    first: list[RawPage], rest: Iterator[RawPage | PageUnreadable], progress: Progress
) -> Iterator[PageFacts]:
    with workers(gc.disable) as pool:
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
