"""`update`: from the pages to a project that is up to date, in one step of the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from . import console
from .build import build
from .cache import FOLDER as CACHE_FOLDER
from .cache import Cache
from .clock import today
from .collect import collect
from .commands import Exit, Unusable, show
from .emit.output.folder import planned
from .emit.python.runtime import runtime_files
from .problems import GenerateError
from .site import SourceError
from .spec.files import former_names_in
from .spec.folder import PROSE, read
from .spec.model import SpecTree
from .states import States
from .transaction import Edits, writing
from .update import commits
from .update.changelog import NoChangelog, with_entry
from .update.changes import Changes, ItemChanges, Weight
from .update.commits import NotCommitted, commits_of
from .update.compare import compare
from .update.counts import counts_of, pages_to_write
from .update.names import with_names
from .update.rendering import summary
from .update.testing import affected_tests, run_tests
from .update.version import version_of, with_version

# Of the project, which is the current folder.
_ROOT: Final = Path()
_SPECS: Final = Path("specs")
_OUT: Final = Path("generated")
_CHANGELOG: Final = Path("CHANGELOG.md")
_VERSION: Final = Path("generator/runtime/_version.py")
_NOTHING: Final = Changes(ItemChanges(), ItemChanges(), ItemChanges())


@dataclass(frozen=True)
class Update:
    """All that an update would do.

    Args:
        edits: Of files of the project.
        problems: What a person must look at.
        old: The specs before; `new`: after.
        remember: To be called when the edits are made.
    """

    edits: Edits
    changes: Changes
    problems: tuple[str, ...]
    old: SpecTree
    new: SpecTree
    remember: Callable[[], None]

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that change, without those that are never committed."""
        every = (*self.edits.texts, *self.edits.removed)
        return tuple(path for path in every if not path.startswith(f"{_SPECS}/{PROSE}/"))

    @property
    def exit(self) -> Exit:
        """Where there are no problems."""
        if not self.paths:
            return Exit.DONE
        return Exit.UPDATED_BREAKING if self.changes.weight is Weight.BREAKING else Exit.UPDATED


def update(source: str, *, only: str | None, dry_run: bool, commit: bool) -> Exit:
    cache = Cache(CACHE_FOLDER)
    try:
        # Of each, so that nobody reads or writes one meanwhile; what a killed run left is completed first.
        with writing(_ROOT) as change, writing(_SPECS), writing(_OUT):
            if change.completed:
                console.say(f"completed what a run that was stopped had begun: {len(change.completed)} files")
            if commit:
                commits.refuse_uncommitted()
            found = _found(source, only, cache)
            if not dry_run:
                change.prepare(found.edits)
                change.make()
                found.remember()
            cache.save()
    except (SourceError, NotCommitted) as error:
        raise Unusable(str(error)) from None
    except NoChangelog as error:
        raise Unusable(f"{_CHANGELOG}: {error}") from None
    except GenerateError as error:
        console.problems(error.lines[:-1])
        raise Unusable(error.lines[-1]) from None
    # Nobody has run the tests of what is only completed now.
    changed = (*change.completed, *found.paths)
    problems = [*found.problems, *(() if dry_run else _finish(found, changed, commit=commit))]
    console.problems(problems)
    show(found.changes)
    console.done(f"{len(found.paths)} files {'would change' if dry_run else 'changed'}")
    return Exit.LOOK if problems else found.exit


def _found(source: str, only: str | None, cache: Cache) -> Update:
    before, states = read(_SPECS), States(cache)
    with console.counting("reading pages") as progress:
        pages = collect(source, _SPECS, only, cache, progress, states=states)
    old, new = map(states.of, (before, pages.specs))
    changes = _NOTHING
    if pages.specs.specs != before.specs:
        changes = with_names(compare(old.api, new.api), old.names, new.names, former_names_in(pages.specs))
    texts = _beside(changes, new.tree)
    with console.counting("making the client") as progress:
        built = build(pages.specs, None, cache, progress, runtime=_runtime(texts), states=states)
    out, written = planned(built.files, _OUT)
    edits = pages.edits.within(_SPECS.name) | out.within(_OUT.name) | Edits(texts)
    return Update(edits, changes, (*pages.outcome.problems, *written.kept), old.tree, new.tree, pages.remember)


def _beside(changes: Changes, new: SpecTree) -> dict[str, str]:
    """The files beside the two folders that change, by path."""
    texts = pages_to_write(_ROOT, counts_of(new))
    if changes.weight is None or not _CHANGELOG.is_file():
        return texts
    texts[_CHANGELOG.name], version = with_entry(_text(_CHANGELOG), changes, today())
    if _VERSION.is_file():
        module = _text(_VERSION)
        if version_of(module) is None:
            raise Unusable(f'{_VERSION}: has no line like `__version__ = "1.2.0"`')
        if with_version(module, version) != module:
            texts[_VERSION.as_posix()] = with_version(module, version)
    return texts


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise Unusable(f"{path}: is not UTF-8") from None


def _runtime(texts: Mapping[str, str]) -> Mapping[str, str]:
    """The client's core with the version that the project has then."""
    runtime = runtime_files()
    there = _text(_VERSION) if _VERSION.is_file() else ""
    version = version_of(texts.get(_VERSION.as_posix(), there))
    return runtime | {_VERSION.name: with_version(runtime[_VERSION.name], version)} if version else runtime


def _finish(found: Update, changed: Iterable[str], *, commit: bool) -> Iterator[str]:
    """What comes when all is written: the tests of what has changed, and commits. Problems with them."""
    start = f"{_OUT}/"
    failed = run_tests(affected_tests((path[len(start) :] for path in changed if path.startswith(start)), _OUT), _OUT)
    if failed:
        console.say(failed)
        yield "tests of what has changed fail"
    if commit:
        try:
            commits.commit(commits_of(found.paths, found.old, found.changes, found.new, summary(found.changes)))
        except NotCommitted as error:
            yield str(error)
