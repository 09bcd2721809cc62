"""Pages that could be read and yet have lost what they were for: they have failed, and a person is told.

Such a page has been emptied, cut or put out of order. What it described stays as it was, and so does what leads to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..site.page import InvalidPath, PagePath
from ..spec.model import EventSpec, MethodSpec, SpecTree, TypeSpec
from ..spec.names import WireName
from .accepted_problems import ACCEPTED_FILE, AcceptedProblems
from .pipeline import Scraped
from .problems import Problem
from .references import is_of_no_page, refs_of, roots_of


def with_lost_pages(scraped: Scraped, old: SpecTree, accepted: AcceptedProblems) -> Scraped:
    """The scrape with these pages among those that failed."""
    lost = list(_lost(scraped, old))
    found = [problem for problem in lost if not accepted.why(problem)]
    return replace(
        scraped,
        failed=scraped.failed | {PagePath(problem.page) for problem in found},
        problems=tuple(sorted({*scraped.problems, *found} - set(accepted.met(lost)))),
    )


def _lost(scraped: Scraped, old: SpecTree) -> Iterator[Problem]:
    asked = scraped.asked - scraped.failed - scraped.gone.keys()
    yield from (each for each in _lost_methods(scraped, old) if each.page in asked)
    yield from (each for each in _lost_types(scraped, old) if each.page in asked)


def _lost_methods(scraped: Scraped, old: SpecTree) -> Iterator[Problem]:
    """Of pages that document nothing now, or something else."""
    new = scraped.tree
    documented = {
        **{spec.page: name for (_, name), spec in new.methods.items()},
        **{spec.page: name for name, spec in new.events.items()},
    }
    skipped = {str(page): why for page, why in scraped.skipped.items()}
    methods = {(rest, name.lower()) for rest, name in new.methods}
    gone: list[tuple[WireName, MethodSpec | EventSpec]] = [
        *((name, spec) for (rest, name), spec in old.methods.items() if (rest, name.lower()) not in methods),
        *((name, spec) for name, spec in old.events.items() if name not in new.events),
    ]
    for name, spec in gone:
        if spec.status != "removed" and not is_of_no_page(spec):
            other, why = documented.get(spec.page), skipped.get(spec.page)
            instead = f" but {other}" if other else f" ({why})" if why else ""
            what = f"no longer documents {name}{instead}; its spec stays as it was unless {ACCEPTED_FILE} accepts this"
            yield Problem(spec.page, "", what, fatal=True)


def _lost_types(scraped: Scraped, old: SpecTree) -> Iterator[Problem]:
    """Of pages that other pages still lead to."""
    new = scraped.tree
    users = _users(old)
    for name, spec in old.types.items():
        page = _path(spec.page)
        if page is None or name in new.types or spec.title in scraped.headings.get(page, ()):
            continue
        renamed = (each for each in new.types.values() if each.type not in old.types and each.page == page)
        if any(_are_alike(spec, each) for each in renamed):
            continue  # it has been given another name by hand
        if any(page in scraped.leads.get(user, ()) for user in users.get(name, ())):
            what = f"no longer describes {name}, to which other pages lead; what they say of it stays as it was"
            yield Problem(spec.page, spec.title, what, fatal=True)


def _are_alike(old: TypeSpec, new: TypeSpec) -> bool:
    return 2 * len(old.fields.keys() & new.fields.keys()) > len(old.fields.keys() | new.fields.keys())


def _users(tree: SpecTree) -> dict[str, set[PagePath]]:
    """The pages whose specs refer to each type themselves."""
    users: dict[str, set[PagePath]] = {}
    specs: list[MethodSpec | EventSpec | TypeSpec] = [
        *tree.methods.values(),
        *tree.events.values(),
        *tree.types.values(),
    ]
    for spec in specs:
        path = _path(spec.page)
        if path is not None:
            for ref in refs_of(roots_of(spec)):
                users.setdefault(ref, set()).add(path)
    return users


def _path(page: str) -> PagePath | None:
    try:
        return PagePath(page)
    except InvalidPath:
        return None
