"""A whole scrape: a source in, linked specs and a list of problems out. Writes nothing."""

from __future__ import annotations

import fnmatch
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice
from typing import Final

from ..cache import digest
from ..progress import Progress, silent
from ..site.page import PagePath, RawPage
from ..site.source import PageGone, PageUnreadable, Source, SourceError
from ..spec.model import SpecTree
from ..workers import workers
from .accepted_problems import AcceptedProblems
from .assembly import assemble
from .page import read_page
from .page_facts import PageFacts
from .problems import Problem
from .prose import NO_PROSE, ScrapedProse
from .remembered import PageMemory, article_digest, came_as
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
    gone: Mapping[PagePath, str] = field(default_factory=dict[PagePath, str])
    """Pages that the site says are no longer there, with its answer. They have failed, until that is certain."""
    asked: frozenset[PagePath] = frozenset()
    """All pages that were asked for."""
    leads: Mapping[PagePath, frozenset[PagePath]] = field(default_factory=dict[PagePath, "frozenset[PagePath]"])
    """Where rows of a page lead to for an object's fields."""
    headings: Mapping[PagePath, frozenset[str]] = field(default_factory=dict[PagePath, "frozenset[str]"])
    """What a page calls the objects that it describes."""
    prose: ScrapedProse = NO_PROSE

    @cached_property
    def unsure(self) -> frozenset[PagePath]:
        """Pages that lead to a page that failed: half of what they say is missing."""
        return frozenset(page for page, to in self.leads.items() if not self.failed.isdisjoint(to))


class Pages:
    """The pages that were asked for, read from their source; what they say is gathered when it is needed."""

    def __init__(
        self, source: Source, only: str | None, progress: Progress = silent, memory: PageMemory | None = None
    ) -> None:
        """Raises SourceError.

        Args:
            only: A pattern of their paths; without one, all.
            memory: What pages said before. It does not count for a part: what is not asked for would be forgotten.
        """
        self.only = only
        self._source = source
        self._progress = progress
        self._memory = memory if only is None else None
        read = list(_read_all(source, lambda path: _matches(path, only), progress, self._memory))
        self._articles = {each.page: each.article for each in read}
        self._facts = {each.page: each.facts for each in read if each.facts is not None}
        self.asked = frozenset(self._articles)
        if not self.asked:
            raise SourceError(f"no page matches {only!r}" if only else "the source holds no page")
        if not only and not any(page.startswith(_REFERENCE) for page in self.asked):
            # All pages would seem to have moved, and the types on them to be gone.
            raise SourceError(f"the source holds no page below {_REFERENCE}: is it the root of the site?")

    @property
    def digest(self) -> str:
        """Of all that the pages say, or why there are none; empty where that is more than their articles tell."""
        said = dict(self._articles)
        for page, facts in self._facts.items():
            if not said[page]:
                if facts != PageFacts(page, skipped=facts.skipped, problems=facts.problems, gone=facts.gone):
                    return ""
                said[page] = repr((facts.skipped, facts.problems, facts.gone))
        return digest(*(part for pair in sorted(said.items()) for part in pair))

    def facts(self) -> dict[PagePath, PageFacts]:
        """What each page says, and those further pages that rows of a part lead to. Raises SourceError."""
        known = {page: article for page, article in self._articles.items() if page not in self._facts}
        found = self._memory.facts(known) if self._memory else {}
        lost = known.keys() - found.keys()
        if lost:  # somebody has dropped what was known
            found.update(_facts_of(self._source, lost.__contains__, self._progress))
        read = {**self._facts, **found}
        return read | _pages_of_types(read, self._source, self._progress) if self.only else read


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
    return scraped_of(Pages(source, only, progress), accepted, former)


def scraped_of(pages: Pages, accepted: AcceptedProblems, former: SpecTree = _NOTHING) -> Scraped:
    """The same of pages that are read. Raises SourceError."""
    read = pages.facts()
    scraped = pages.asked
    met = [problem for each in read.values() for problem in each.problems]
    facts = [_without_accepted(each, accepted) for each in read.values()]
    failed = frozenset(each.page for each in facts if _has_failed(each))
    assembled = assemble(facts, scraped, former)
    stale = accepted.stale(met) if pages.only is None else []
    return Scraped(
        tree=assembled.tree,
        problems=tuple(sorted({*assembled.problems, *stale})),
        skipped={each.page: each.skipped for each in sorted(facts, key=_page) if each.page in scraped and each.skipped},
        failed=failed,
        gone={each.page: each.gone for each in facts if each.gone and each.page in failed},
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
        found = dict(_facts_of(source, missing.__contains__, progress)) if missing else {}
        if not found:
            break
        further.update(found)
    return further


def _without_accepted(facts: PageFacts, accepted: AcceptedProblems) -> PageFacts:
    """The facts without known problems. What a page with another fatal problem says does not count."""
    reasons = [(problem, accepted.why(problem)) for problem in facts.problems]
    facts = replace(facts, problems=tuple(problem for problem, why in reasons if not why))
    if _has_failed(facts):
        return replace(facts, method=None, events=())
    if not (facts.method or facts.events or facts.skipped or facts.problems):
        return replace(facts, skipped="; ".join(why for _, why in reasons))
    return facts


def _has_failed(facts: PageFacts) -> bool:
    return any(problem.fatal for problem in facts.problems)


def _matches(path: PagePath, only: str | None) -> bool:
    return only is None or fnmatch.fnmatchcase(path, only)


@dataclass(frozen=True)
class _Read:
    """`article`: its digest, empty for a page without one. `facts`: None where they were known before."""

    page: PagePath
    article: str
    facts: PageFacts | None
    came: str = ""


def _facts_of(
    source: Source, wanted: Callable[[PagePath], bool], progress: Progress
) -> Iterator[tuple[PagePath, PageFacts]]:
    return ((each.page, each.facts) for each in _read_all(source, wanted, progress) if each.facts is not None)


def _read_all(
    source: Source, wanted: Callable[[PagePath], bool], progress: Progress, memory: PageMemory | None = None
) -> Iterator[_Read]:
    """All wanted pages, read on all cores once there are more than a few, and only then with a memory."""
    pages = source.pages(wanted)
    first = list(islice(pages, _CHUNK))
    if len(first) < _CHUNK:
        for page in first:
            yield _Read(page.path, "", _unreadable(page) if isinstance(page, PageUnreadable) else read_page(page))
            progress(1)
        return
    with ExitStack() as stack:
        pool: ProcessPoolExecutor | None = None
        running: deque[Future[list[_Read]]] = deque()
        chunk: list[RawPage] = []
        for page in chain(first, pages):
            if isinstance(page, PageUnreadable):
                yield _Read(page.path, "", _unreadable(page))
            elif memory and (article := memory.known(page)):
                yield _Read(page.path, article, None)
            else:
                chunk.append(page)
                if len(chunk) < _CHUNK:
                    continue
                pool = pool or stack.enter_context(workers())
                running.append(pool.submit(_read_chunk, chunk))
                chunk = []
                # No more than a few chunks wait in memory, however large the archive is.
                if len(running) > _IN_FLIGHT:
                    yield from _finished(running.popleft().result(), progress, memory)
                continue
            progress(1)
        while running:
            yield from _finished(running.popleft().result(), progress, memory)
        yield from _finished(_read_chunk(chunk), progress, memory)


def _unreadable(page: PageUnreadable) -> PageFacts:
    gone = page.answer if isinstance(page, PageGone) else ""
    return PageFacts(page.path, problems=(Problem(page.path, "", page.why, fatal=True),), gone=gone)


def _read_chunk(pages: list[RawPage]) -> list[_Read]:
    return [_Read(page.path, article_digest(page), read_page(page), came_as(page)) for page in pages]


def _finished(read: list[_Read], progress: Progress, memory: PageMemory | None) -> list[_Read]:
    progress(len(read))
    for each in read:
        if memory and each.article and each.facts is not None:
            memory.put(each.came, each.article, each.facts)
    return read
