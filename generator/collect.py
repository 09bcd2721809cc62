"""From the pages of a source to the text of every spec, beside what the folder of specs has now. Writes nothing."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .api.unknown_words import unknown_words
from .scrape.accepted_problems import ACCEPTED_FILE, load_accepted
from .scrape.former_cases import with_former_cases
from .scrape.lost_pages import with_lost_pages
from .scrape.merge import merge
from .scrape.pipeline import Scraped, scrape
from .scrape.problems import Problem
from .scrape.type_names import TYPE_NAMES_FILE, load_type_names, with_type_names
from .site import open_source
from .spec import files, prose
from .spec.folder import SpecFiles, read

if TYPE_CHECKING:
    from .progress import Progress
    from .spec.model import SpecTree
    from .spec.overrides import DeadOverride


@dataclass(frozen=True)
class Collected:
    """
    Args:
        scraped: What the pages say, and all problems with it.
        tree: The specs to write, with what stays of earlier ones.
        texts: The same as files, by path in the folder of specs.
        words: What pages say of them in their own words, by the same paths.
        specs: What the folder will hold.
        dead: The overrides that no longer apply to it.
    """

    scraped: Scraped
    tree: SpecTree
    texts: Mapping[str, str]
    words: Mapping[str, str]
    specs: SpecFiles
    dead: tuple[DeadOverride, ...]


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
    new = replace(read(specs), specs={path: text.encode() for path, text in texts.items()})
    scraped = replace(scraped, problems=tuple(sorted({*scraped.problems, *_unknown_words(tree, new, scraped.asked)})))
    return Collected(scraped, tree, texts, words, new, tuple(files.dead_overrides(new)))


def _unknown_words(tree: SpecTree, specs: SpecFiles, pages: Container[str]) -> list[Problem]:
    """Problems of the pages with types that nobody knows, unless an override says what they are."""
    if not unknown_words(tree):
        return []  # as a rule: files need not be read
    return [Problem(*each) for each in unknown_words(files.tree_of(specs)) if each.page in pages]
