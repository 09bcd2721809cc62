"""From the pages of a source to what becomes of the folder of specs. Writes nothing there."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import report
from .api.unknown_words import unknown_words
from .cache import Cache
from .clock import now
from .garbage import nothing_collected
from .scrape.absences import ABSENT_FILE, load_absences, with_absences
from .scrape.absences import text_of as text_of_absences
from .scrape.accepted_problems import ACCEPTED_FILE, load_accepted
from .scrape.former_cases import with_former_cases
from .scrape.lost_pages import with_lost_pages
from .scrape.merge import merge
from .scrape.outcomes import Outcome, Outcomes
from .scrape.pipeline import Pages, Scraped, scraped_of
from .scrape.problems import Problem
from .scrape.remembered import PageMemory
from .scrape.type_names import TYPE_NAMES_FILE, load_type_names, with_type_names
from .scrape.upheaval import upheaval
from .site import SourceError, open_source
from .site.page import paths_of
from .site.source import without_secrets
from .spec import files, prose
from .spec.files import Written
from .spec.folder import SpecFiles, read
from .states import States, former_names
from .transaction import Edits

if TYPE_CHECKING:
    from .console import Counting
    from .spec.model import SpecTree


@dataclass(frozen=True)
class Collected:
    """
    Args:
        edits: Of files in the folder of specs; `written`: these in numbers.
        specs: What the folder holds then.
        outcome: What there is to say.
        scraped: All that the pages say; None where they say what they said, and nothing else has changed.
        remember: To be called when the edits are made: the next run need not find out the same.
    """

    edits: Edits
    written: Written
    specs: SpecFiles
    outcome: Outcome
    scraped: Scraped | None
    remember: Callable[[], None]


@nothing_collected()
def collect(
    source: str,
    specs: Path,
    only: str | None,
    cache: Cache,
    progress: Counting,
    *,
    whole: bool = False,
    states: States | None = None,
) -> Collected:
    """Reads the pages. What they say is in the cache then, which the caller saves.

    Args:
        only: Those whose path matches.
        whole: All that they say is asked for, though nothing may have changed.
        states: For whoever goes on with the specs from here.

    Raises:
        SourceError: The source as a whole cannot be used, or too much of it has gone to be true.
        SpecsUnusable: The specs that there are cannot be read.
    """
    given = read(specs)
    old = files.raw_tree_of(given, cache)
    accepted = load_accepted(specs / ACCEPTED_FILE)
    type_names = load_type_names(specs / TYPE_NAMES_FILE)
    absences = load_absences(specs)
    memory, outcomes = PageMemory(cache), Outcomes(cache)
    pages = Pages(open_source(source, paths_of(given.pages), progress.expect), only, progress, memory)
    known = None if whole else outcomes.get(pages.digest, given, prose.read_prose(specs), absences, now())
    if known:
        memory.keep()
        return Collected(Edits({}), Written((), (), len(given.specs), ()), given, known, None, lambda: None)
    scraped = scraped_of(pages, accepted, old)
    memory.keep()
    scraped = with_former_cases(with_type_names(scraped, old, type_names, partial=only is not None), old)
    scraped, absences = with_absences(scraped, old, absences, accepted, now())
    scraped = with_lost_pages(scraped, old, accepted)
    tree = merge(old, scraped, partial=only is not None)
    refusal = upheaval(scraped, old, tree)
    if refusal:
        raise SourceError(f"{without_secrets(source)}: {refusal}")
    texts = files.texts(tree, cache)
    found = former_names(given, _with(given, texts), old.former_names, states or States(cache))
    tree = replace(tree, former_names=found)
    texts = files.with_former_names(texts, tree.former_names)
    new = _with(given, texts)
    words, beside = _words(scraped, tree, specs), {ABSENT_FILE: text_of_absences(absences)}
    edits, written = files.planned(specs, texts, prose=words, beside=beside, whole=True)
    scraped = replace(scraped, problems=tuple(sorted({*scraped.problems, *_unknown_words(tree, new, scraped.asked)})))
    problems = [*map(str, (*scraped.problems, *files.dead_overrides(new)))]
    outcome = Outcome(problems, list(_said(scraped, tree)))

    def remember() -> None:
        if accepted.entries and _left(tree) != _left(old):  # one may have had its use, which the next run tells
            return
        outcomes.put(outcome, pages.digest, new, prose.read_prose(specs), absences)

    return Collected(edits, written, new, outcome, scraped, remember)


def _left(tree: SpecTree) -> list[str]:
    """What the documentation has no more."""
    methods = [repr(key) for key, spec in tree.methods.items() if spec.left is not None]
    events = [repr(name) for name, spec in tree.events.items() if spec.left is not None]
    return [*methods, *events, *(repr(name) for name, spec in tree.types.items() if spec.left is not None)]


def _with(given: SpecFiles, texts: Mapping[str, str]) -> SpecFiles:
    """What the folder will hold."""
    return given.with_specs({path: text.encode() for path, text in texts.items()})


def _words(scraped: Scraped, tree: SpecTree, specs: Path) -> dict[str, str]:
    """What pages say in their own words, by path.

    Of pages that were not asked for a part of a scrape knows less than the whole before it; of those that failed, and
    of types that stay as they were, what was read before stays too.
    """
    known = prose.read_prose(specs).files
    kept = {files.type_path(spec) for name, spec in tree.types.items() if spec != scraped.tree.types.get(name)}
    sure = scraped.asked - scraped.failed - scraped.unsure
    return {
        path: prose.text_of(each)
        for path, each in scraped.prose.files(tree).items()
        if path not in known or (each.page in sure and path not in kept)
    }


def _said(scraped: Scraped, tree: SpecTree) -> Iterator[str]:
    kinds = report.defects_by_kind(scraped.tree)
    for kind, count in kinds.most_common():
        yield f"  {count:5} × {kind}"
    yield (
        f"{len(scraped.asked)} pages: {len(scraped.tree.methods)} methods, {len(scraped.tree.events)} events, "
        f"{len(scraped.tree.types.keys() & tree.types.keys())} shared types, "
        f"{len(scraped.skipped)} pages that are no reference, {kinds.total()} defects of the documentation noted"
    )


def _unknown_words(tree: SpecTree, specs: SpecFiles, pages: Container[str]) -> list[Problem]:
    """Problems of the pages with types that nobody knows, unless an override says what they are."""
    if not unknown_words(tree):
        return []  # as a rule: files need not be read
    return [Problem(*each) for each in unknown_words(files.tree_of(specs)) if each.page in pages]
