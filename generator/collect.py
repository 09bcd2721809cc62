"""From the pages of a source to what becomes of the folder of specs. Writes nothing."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import report
from .api.unknown_words import unknown_words
from .cache import FOLDER as CACHE_FOLDER
from .cache import Cache
from .scrape.accepted_problems import ACCEPTED_FILE, load_accepted
from .scrape.former_cases import with_former_cases
from .scrape.lost_pages import with_lost_pages
from .scrape.merge import merge
from .scrape.pipeline import Scraped, scrape
from .scrape.problems import Problem
from .scrape.type_names import TYPE_NAMES_FILE, load_type_names, with_type_names
from .site import open_source
from .spec import files, prose
from .spec.files import Written
from .spec.folder import SpecFiles, read
from .transaction import Edits
from .update.former_names import former_names

if TYPE_CHECKING:
    from .progress import Progress
    from .spec.model import SpecTree


@dataclass(frozen=True)
class Collected:
    """
    Args:
        edits: Of files in the folder of specs; `written`: these in numbers.
        specs: What the folder holds then.
        problems: With the pages, and with overrides that no longer apply.
        said: What there is to say of the pages, in lines.
        scraped: All that the pages say.
    """

    edits: Edits
    written: Written
    specs: SpecFiles
    problems: tuple[str, ...]
    said: tuple[str, ...]
    scraped: Scraped


def collect(source: str, specs: Path, only: str | None, progress: Progress) -> Collected:
    """Reads the pages; `only`: those whose path matches.

    Raises:
        SourceError: The source as a whole cannot be used.
        SpecsUnusable: The specs that there are cannot be read.
    """
    old = files.load_raw(specs)
    accepted = load_accepted(specs / ACCEPTED_FILE)
    type_names = load_type_names(specs / TYPE_NAMES_FILE)
    scraped = scrape(open_source(source), only, accepted, progress, old)
    scraped = with_former_cases(with_type_names(scraped, old, type_names, partial=only is not None), old)
    scraped = with_lost_pages(scraped, old, accepted)
    tree = merge(old, scraped, partial=only is not None)
    texts = files.texts(tree)
    # Of pages that were not asked for a part of a scrape knows less than the whole before it.
    known = prose.read_prose(specs).files if only is not None else dict[str, bytes]()
    words = {
        path: prose.text_of(each)
        for path, each in scraped.prose.files(tree).items()
        if each.page in scraped.asked or path not in known
    }
    before = read(specs)
    new = replace(before, specs={path: text.encode() for path, text in texts.items()})
    tree = replace(tree, former_names=former_names(before, new, old.former_names, Cache(CACHE_FOLDER)))
    texts = files.texts(tree)
    new = replace(before, specs={path: text.encode() for path, text in texts.items()})
    scraped = replace(scraped, problems=tuple(sorted({*scraped.problems, *_unknown_words(tree, new, scraped.asked)})))
    edits, written = files.planned(specs, texts, prose=words, whole=True)
    problems = (*map(str, scraped.problems), *map(str, files.dead_overrides(new)))
    return Collected(edits, written, new, problems, tuple(_said(scraped, tree)), scraped)


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
