"""The commands: each takes plain values, prints what it did and returns the exit code."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import replace
from datetime import datetime, timezone
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from . import console
from .cache import FOLDER as CACHE_FOLDER
from .cache import Cache
from .spec.folder import SpecFiles, SpecsUnusable, read
from .transaction import Change, FolderUnavailable, reading, write_alone, writing

if TYPE_CHECKING:
    from .scrape.outcomes import Outcome
    from .scrape.problems import Problem
    from .spec.files import Written
    from .spec.model import SpecTree
    from .spec.prose import ProseFiles

STANDARD_OUTPUT = "-"
_STYLES = {
    "breaking": "bold red",
    "deprecating": "yellow",
    "adding": "green",
    "loosening": "cyan",
    "cosmetic": "dim",
}


class Exit(IntEnum):
    DONE = 0
    PROBLEMS = 1
    """Done, with problems listed."""
    UNUSABLE = 2
    """Bad usage or unusable input; nothing was written."""


class Unusable(Exception):
    """Input that a command cannot work with: one line."""


def scrape(source: str, specs: Path, report_file: Path | None, only: str | None) -> Exit:
    if report_file and report_file.suffix != ".json":
        raise Unusable(f"{report_file}: a report's name must end with .json; its readable twin gets .md")
    with writing(specs) as change:
        return _scrape(source, change, report_file, only)


def _scrape(source: str, change: Change, report_file: Path | None, only: str | None) -> Exit:
    # The scraper's libraries take a third of a second to load, which `generate` and `--help` need not wait for.
    from . import report
    from .scrape.absences import ABSENT_FILE, load_absences, with_absences
    from .scrape.absences import text_of as text_of_absences
    from .scrape.accepted_problems import ACCEPTED_FILE, load_accepted
    from .scrape.former_cases import with_former_cases
    from .scrape.lost_pages import with_lost_pages
    from .scrape.merge import merge
    from .scrape.outcomes import Outcome, Outcomes
    from .scrape.pipeline import Pages, scraped_of
    from .scrape.remembered import PageMemory
    from .scrape.type_names import TYPE_NAMES_FILE, load_type_names, with_type_names
    from .scrape.upheaval import upheaval
    from .site import SourceError, open_source
    from .site.page import paths_of
    from .site.source import without_secrets
    from .spec import files, prose

    specs = change.folder
    cache = Cache(CACHE_FOLDER)
    given = read(specs)
    old = files.raw_tree_of(given, cache)
    accepted = load_accepted(specs / ACCEPTED_FILE)
    type_names = load_type_names(specs / TYPE_NAMES_FILE)
    absences = load_absences(specs)
    memory = PageMemory(cache)
    outcomes = Outcomes(cache)
    try:
        with console.counting("reading pages") as progress:
            pages = Pages(open_source(source, paths_of(given.pages), progress.expect), only, progress, memory)
        # A report is made of all that the pages say.
        known = None if report_file else outcomes.get(pages.digest, given, prose.read_prose(specs), absences)
        if known:
            memory.keep()
            cache.save()
            return _scraped(specs, known, files.Written((), (), len(given.specs), ()))
        scraped = scraped_of(pages, accepted, old)
    except SourceError as error:
        raise Unusable(str(error)) from None
    scraped = with_former_cases(with_type_names(scraped, old, type_names, partial=only is not None), old)
    scraped, absences = with_absences(scraped, old, absences, accepted, _now())
    scraped = with_lost_pages(scraped, old, accepted)
    tree = merge(old, scraped, partial=only is not None)
    refusal = upheaval(scraped, old, tree)
    if refusal:
        raise Unusable(f"{without_secrets(source)}: {refusal}")
    texts = files.texts(tree)
    # Of pages that were not asked for a part of a scrape knows less than the whole before it; of those that failed, and
    # of types that stay as they were, what was read before stays too.
    known_words = prose.read_prose(specs).files
    kept = {files.type_path(spec) for name, spec in tree.types.items() if spec != scraped.tree.types.get(name)}
    sure = scraped.asked - scraped.failed - scraped.unsure
    words = {
        path: prose.text_of(each)
        for path, each in scraped.prose.files(tree).items()
        if path not in known_words or (each.page in sure and path not in kept)
    }
    beside = {ABSENT_FILE: text_of_absences(absences)}
    written = files.prepare(change, texts, prose=words, beside=beside, whole=True)
    # What the folder will hold.
    new = replace(given, specs={path: text.encode() for path, text in texts.items()})
    scraped = replace(scraped, problems=tuple(sorted({*scraped.problems, *_unknown_words(tree, new, scraped.asked)})))
    if report_file:
        write_alone({report_file: report.as_json(scraped), report_file.with_suffix(".md"): report.as_markdown(scraped)})
    change.make()
    kinds = report.defects_by_kind(scraped.tree)
    outcome = Outcome(
        problems=[*map(str, (*scraped.problems, *files.dead_overrides(new)))],
        said=[
            *(f"  {count:5} × {kind}" for kind, count in kinds.most_common()),
            f"{len(scraped.asked)} pages: {len(scraped.tree.methods)} methods, {len(scraped.tree.events)} events, "
            f"{len(scraped.tree.types.keys() & tree.types.keys())} shared types, "
            f"{len(scraped.skipped)} pages that are no reference, {kinds.total()} defects of the documentation noted",
        ],
    )
    memory.keep()
    if not scraped.gone:  # what is to be done about those depends on the day
        outcomes.put(outcome, pages.digest, new, prose.read_prose(specs), absences)
    cache.save()
    return _scraped(specs, outcome, written)


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _scraped(specs: Path, outcome: Outcome, written: Written) -> Exit:
    console.problems(outcome.problems)
    *counts, summary = outcome.said
    for line in counts:
        console.say(line)
    console.done(summary)
    console.done(
        f"{specs}: {len(written.new)} new, {len(written.changed)} changed, "
        f"{written.unchanged} unchanged, {len(written.removed)} removed"
    )
    return Exit.PROBLEMS if outcome.problems else Exit.DONE


def _unknown_words(tree: SpecTree, files: SpecFiles, pages: Container[str]) -> list[Problem]:
    """Problems of the pages with types that nobody knows, unless an override says what they are."""
    from .api.unknown_words import unknown_words
    from .scrape.problems import Problem
    from .spec.files import tree_of

    if not unknown_words(tree):
        return []  # as a rule: files need not be read
    return [Problem(*each) for each in unknown_words(tree_of(files)) if each.page in pages]


def generate(specs: Path, out: Path, only: str | None, prose: bool) -> Exit:
    from .build import NothingMatches, build
    from .emit.output.folder import write_into
    from .problems import GenerateError

    cache = Cache(CACHE_FOLDER)
    # From the start: of two runs, the one that writes last has read the specs last.
    with writing(out) as change:
        given = _given(specs)
        words = _prose(specs) if prose else None
        try:
            with console.counting("making the client") as progress:
                built = build(given, only, cache, progress, words)
            try:
                written = write_into(change, built.files)
            finally:
                # Last: where the disk is nearly full, the client comes first.
                cache.save()
        except NothingMatches as error:
            raise Unusable(str(error)) from None
        except GenerateError as error:
            console.problems(error.lines[:-1])
            raise Unusable(error.lines[-1]) from None
    console.problems((*built.dead, *written.kept))
    console.done(
        f"{out}: {len(written.new)} new, {len(written.changed)} changed, "
        f"{written.unchanged} unchanged, {len(written.removed)} removed"
    )
    return Exit.PROBLEMS if built.dead or written.kept else Exit.DONE


def _given(specs: Path) -> SpecFiles:
    with reading(specs):
        return read(specs)


def _prose(specs: Path) -> ProseFiles:
    from .spec.prose import read_prose

    with reading(specs):
        found = read_prose(specs)
    if not found.files:
        raise Unusable(f"{found.folder}: there are no descriptions yet: run scrape")
    return found


def check(specs: Path, out: Path) -> Exit:
    from .api.unknown_words import unknown_words
    from .build import build
    from .emit.output.folder import compare
    from .problems import GenerateError
    from .spec import files

    cache = Cache(CACHE_FOLDER)
    given = _given(specs)
    try:
        with console.counting("making the client") as progress:
            built = build(given, None, cache, progress)
        unknown = (f"{at}: {what}" for _, at, what in unknown_words(files.tree_of(given, cache)))
        found = [*built.dead, *unknown, *files.differences(given, cache)]
        with reading(out):
            found += map(str, compare(built.files, out))
    except GenerateError as error:
        console.problems(error.lines)
        return Exit.PROBLEMS
    cache.save()
    console.problems(found)
    if found:
        console.say(
            "`python -m generator generate` writes generated/ anew; corrections of specs go into specs/overrides/"
        )
        return Exit.PROBLEMS
    methods, types = (sum(path.startswith(folder) for path in given.specs) for folder in ("v", "types/"))
    console.done(f"{methods} methods, {types} shared types; {out} is what the generator writes")
    return Exit.DONE


def openapi(specs: Path, out: str, prose: bool) -> Exit:
    from .api import resolve
    from .api.prose import NO_PROSE, joined
    from .emit.openapi import openapi as document_of
    from .emit.openapi.text import WRITERS
    from .problems import GenerateError
    from .runtime._version import __version__
    from .spec import files

    target = None if out == STANDARD_OUTPUT else Path(out)
    suffix = ".json" if target is None else target.suffix
    if suffix not in WRITERS:
        raise Unusable(f"{out}: the document's name must end with {' or '.join(WRITERS)}")
    cache = Cache(CACHE_FOLDER)
    try:
        tree = files.tree_of(_given(specs), cache)
        api = resolve(tree)
        words = joined(_prose(specs).parsed(), tree) if prose else NO_PROSE
        document = document_of(api, __version__, words)
    except GenerateError as error:
        console.problems(error.lines[:-1])
        raise Unusable(error.lines[-1]) from None
    cache.save()
    text = WRITERS[suffix](document)
    if target is None:
        try:
            console.write(text)
        except console.OutputLost as error:
            raise Unusable(str(error)) from None
    else:
        write_alone({target: text})
        console.done(f"{target}: {len(api.methods)} methods")
    return Exit.DONE


def diff(old: str, new: str, form: str) -> Exit:
    from .api import resolve
    from .problems import GenerateError
    from .spec import files
    from .update.compare import compare
    from .update.rendering import as_json, as_markdown, sections, summary
    from .update.revisions import NoSuchState, specs_at

    cache = Cache(CACHE_FOLDER)
    try:
        before, after = (resolve(files.tree_of(specs_at(state), cache)) for state in (old, new))
    except NoSuchState as error:
        raise Unusable(str(error)) from None
    except GenerateError as error:
        console.problems(error.lines[:-1])
        raise Unusable(error.lines[-1]) from None
    changes = compare(before, after)
    if form != "text":
        try:
            console.write(as_json(changes) if form == "json" else as_markdown(changes))
        except console.OutputLost as error:
            raise Unusable(str(error)) from None
        return Exit.DONE
    for section in sections(changes):
        console.heading(section.title, _STYLES[section.weight.value])
        for line in section.lines:
            console.say(f"  {line.replace('`', '')}")
        console.say("")
    console.done(summary(changes))
    return Exit.DONE


def run(command: str, **arguments: object) -> Exit:
    """Runs a command by name; a user's mistake becomes one line and the exit code for it."""
    try:
        return _COMMANDS[command](**arguments)
    except console.OutputLost as error:  # what is said comes last: all is done
        console.problem(str(error))
        return Exit.PROBLEMS
    except MemoryError:
        console.error("there is not enough memory")
    except SpecsUnusable as error:
        for line in error.lines:
            console.error(line)
    except (Unusable, FolderUnavailable, OSError) as error:
        console.error(str(error))
    return Exit.UNUSABLE


# Which arguments each takes is the parser's business: it names them.
_COMMANDS: dict[str, Callable[..., Exit]] = {
    "scrape": scrape,
    "generate": generate,
    "check": check,
    "openapi": openapi,
    "diff": diff,
}
