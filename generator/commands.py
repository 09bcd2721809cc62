"""The commands: each takes plain values, prints what it did and returns the exit code."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from . import console
from .cache import FOLDER as CACHE_FOLDER
from .cache import Cache
from .spec.folder import SpecFiles, SpecsUnusable, read
from .transaction import Change, FolderUnavailable, reading, write_alone, writing

if TYPE_CHECKING:
    from .spec.prose import ProseFiles
    from .update.changes import Changes

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
    UPDATED = 10
    """By `update`: nothing breaks."""
    UPDATED_BREAKING = 11
    LOOK = 12
    """By `update`: done, and a person must look."""


class Unusable(Exception):
    """Input that a command cannot work with: one line."""


def scrape(source: str, specs: Path, report_file: Path | None, only: str | None, openapi: Path | None = None) -> Exit:
    if openapi is not None:
        from .document_command import scrape_document

        if report_file or only:
            raise Unusable("--report and --only are about pages: they do not go with --openapi")
        return scrape_document(openapi, specs)
    if report_file and report_file.suffix != ".json":
        raise Unusable(f"{report_file}: a report's name must end with .json; its readable twin gets .md")
    with writing(specs) as change:
        return _scrape(source, change, report_file, only)


def _scrape(source: str, change: Change, report_file: Path | None, only: str | None) -> Exit:
    # The scraper's libraries take a third of a second to load, which `generate` and `--help` need not wait for.
    from . import report
    from .collect import collect
    from .site import SourceError

    specs, cache = change.folder, Cache(CACHE_FOLDER)
    try:
        with console.counting("reading pages") as progress:
            # A report is made of all that the pages say.
            found = collect(source, specs, only, cache, progress, whole=report_file is not None)
    except SourceError as error:
        raise Unusable(str(error)) from None
    change.prepare(found.edits)
    if report_file and found.scraped:
        texts = (report.as_json(found.scraped), report.as_markdown(found.scraped))
        write_alone(dict(zip((report_file, report_file.with_suffix(".md")), texts, strict=True)))
    change.make()
    found.remember()
    cache.save()
    console.problems(found.outcome.problems)
    *counts, summary = found.outcome.said
    for line in counts:
        console.say(line)
    console.done(summary)
    written = found.written
    console.done(
        f"{specs}: {len(written.new)} new, {len(written.changed)} changed, "
        f"{written.unchanged} unchanged, {len(written.removed)} removed"
    )
    return Exit.PROBLEMS if found.outcome.problems else Exit.DONE


def generate(specs: Path, out: Path, only: str | None, prose: bool) -> Exit:
    from .build import build
    from .emit.output.folder import write_into
    from .problems import GenerateError, NothingMatches

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
    from .emit.output.folder import compare, edited
    from .emit.python.runtime import edited_instead
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
            differences = compare(built.files, out)
        found += map(str, differences)
    except GenerateError as error:
        console.problems(error.lines)
        return Exit.PROBLEMS
    cache.save()
    console.problems(found)
    if found:
        for path in edited(differences):
            console.say(f"instead of {path} edit {edited_instead(path)}")
        console.say(
            "`python -m generator generate` writes generated/ anew; corrections of specs go into specs/overrides/"
        )
        return Exit.PROBLEMS
    methods, types = (sum(path.startswith(folder) for path in given.specs) for folder in ("v", "types/"))
    console.done(f"{methods} methods, {types} shared types; {out} is what the generator writes")
    return Exit.DONE


def openapi(specs: Path, out: str, only: str | None, prose: bool) -> Exit:
    from .api.prose import NO_PROSE, joined
    from .emit.openapi import openapi as document_of
    from .emit.openapi.text import WRITERS
    from .problems import GenerateError
    from .runtime._version import __version__
    from .states import States

    target = None if out == STANDARD_OUTPUT else Path(out)
    suffix = ".json" if target is None else target.suffix
    if suffix not in WRITERS:
        raise Unusable(f"{out}: the document's name must end with {' or '.join(WRITERS)}")
    if target is not None and specs.resolve() in target.resolve().parents:
        raise Unusable(f"{out}: is in the folder of the specs, which would lose a file or take it for one of theirs")
    cache = Cache(CACHE_FOLDER)
    try:
        state = States(cache).of(_given(specs))
        api = state.api.only(only)
        if only is not None and not (api.methods or api.events):
            raise Unusable(f"no method or event matches {only!r}")
        words = joined(_prose(specs).parsed(), state.tree) if prose else NO_PROSE
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
    from .problems import GenerateError
    from .spec.files import former_names_in
    from .states import States
    from .update.compare import compare
    from .update.names import with_names
    from .update.rendering import as_json, as_markdown
    from .update.revisions import NoSuchState, specs_at

    states = States(Cache(CACHE_FOLDER))
    try:
        given = [specs_at(state) for state in (old, new)]
        before, after = map(states.of, given)
        former = former_names_in(given[1])
        changes = with_names(compare(before.api, after.api), before.names, after.names, former)
    except NoSuchState as error:
        raise Unusable(str(error)) from None
    except GenerateError as error:
        console.problems(error.lines[:-1])
        raise Unusable(error.lines[-1]) from None
    if form != "text":
        try:
            console.write(as_json(changes) if form == "json" else as_markdown(changes))
        except console.OutputLost as error:
            raise Unusable(str(error)) from None
        return Exit.DONE
    show(changes)
    return Exit.DONE


def show(changes: Changes) -> None:
    """On standard output, for people."""
    from .update.rendering import sections, summary

    for section in sections(changes):
        console.heading(section.title, _STYLES[section.weight.value])
        for line in section.lines:
            console.say(f"  {line.replace('`', '')}")
        console.say("")
    console.done(summary(changes))


def update(source: str, only: str | None, dry_run: bool, commit: bool) -> Exit:
    from .update_command import update as bring_up_to_date

    return bring_up_to_date(source, only=only, dry_run=dry_run, commit=commit)


def run(command: str, **arguments: object) -> Exit:
    """Runs a command by name; a user's mistake becomes one line and the exit code for it."""
    try:
        return _COMMANDS[command](**arguments)
    except console.OutputLost as error:  # what is said comes last: all is done
        console.problem(str(error))
        return Exit.PROBLEMS
    except MemoryError:
        console.error("there is not enough memory")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("generator"):  # our own mistake
            raise
        console.error(f"{error}: what the generator needs is an extra: pip install '.[generator]'")
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
    "update": update,
}
