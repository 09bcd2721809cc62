"""`scrape --openapi`: a portal's own document, beside the pages."""

from __future__ import annotations

from pathlib import Path

from . import console
from .cache import FOLDER as CACHE_FOLDER
from .cache import Cache
from .commands import Exit, Unusable
from .portal_document import DocumentUnusable, Merged, merged, read_document
from .spec import files
from .spec.folder import read
from .states import States, former_names
from .transaction import writing


def scrape_document(file: Path, specs: Path) -> Exit:
    try:
        document = read_document(file)
    except DocumentUnusable as error:
        raise Unusable(str(error)) from None
    cache = Cache(CACHE_FOLDER)
    with writing(specs) as change:
        given = read(specs)
        old = files.raw_tree_of(given, cache)
        found = merged(old, document)
        texts = files.texts(found.tree, cache)
        new = given.with_specs({path: text.encode() for path, text in texts.items()})
        names = former_names(given, new, old.former_names, States(cache))
        edits, written = files.planned(specs, files.with_former_names(texts, names))
        change.prepare(edits)
        change.make()
    cache.save()
    console.problems(f"{file}: {problem}" for problem in found.problems)
    _tell(found, file)
    console.done(
        f"{specs}: {len(written.new)} new, {len(written.changed)} changed, {written.unchanged} unchanged, 0 removed"
    )
    return Exit.PROBLEMS if found.problems else Exit.DONE


def _tell(found: Merged, file: Path) -> None:
    for line in found.disagreements:
        console.say(line)
    console.done(
        f"{file}: {len(found.added)} methods that no page documents, {len(found.documented)} that one does, "
        f"{len(found.disagreements)} disagreements"
    )
