"""Pages that the site says it no longer has: what they gave leaves the specs when that is certain.

It is certain when two runs a day apart find the same, or a person has accepted it. Until then the page has failed, and
what it gave stays as it was. What was found first, and when, is kept beside the specs in `absent.json`:

    {"api-reference/user/user-get.html": {"answer": "HTTP 404", "since": "2026-08-21T03:00:00+00:00"}}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from ..regular import read_regular
from ..site.page import InvalidPath, PagePath
from ..spec.folder import SpecsUnusable
from ..spec.model import SpecTree
from .accepted_problems import AcceptedProblems
from .pipeline import Scraped
from .problems import Problem
from .references import is_of_no_page

ABSENT_FILE: Final = "absent.json"
_WAIT: Final = timedelta(days=1)
_SHOWN: Final = 3


@dataclass(frozen=True)
class Absence:
    """`answer`: the site's. `since`: when a run first met it, ISO 8601 with an offset from UTC."""

    answer: str
    since: str

    @property
    def certain(self) -> datetime:
        """From when on a run that meets it again makes it certain."""
        return datetime.fromisoformat(self.since) + _WAIT


Absences = Mapping[PagePath, Absence]


def load_absences(specs: Path) -> Absences:
    """Raises SpecsUnusable."""
    file = specs / ABSENT_FILE
    try:
        entries = json.loads(read_regular(str(file)))
        found = {PagePath(page): Absence(**entry) for page, entry in entries.items()}
        if all(each.certain.tzinfo for each in found.values()):
            return found
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError, RecursionError, InvalidPath):
        pass
    except OSError as error:
        raise SpecsUnusable([f"{file}: {error.strerror or error}"]) from None
    raise SpecsUnusable([f"{file}: is not as scrape writes it: restore it, or remove it and wait a day longer"])


def text_of(absences: Absences) -> str:
    """The file; empty where there is nothing to remember."""
    if not absences:
        return ""
    return json.dumps({page: asdict(each) for page, each in sorted(absences.items())}, indent=1) + "\n"


def with_absences(
    scraped: Scraped, old: SpecTree, known: Absences, accepted: AcceptedProblems, now: datetime
) -> tuple[Scraped, Absences]:
    """The scrape without those failures of which it is certain that the page has gone; what to remember.

    Args:
        now: In UTC.
    """
    # One that cannot be had today for another reason is not there either.
    unsure = scraped.failed - scraped.gone.keys()
    absences = {page: each for page, each in known.items() if page not in scraped.asked or page in unsure}
    problems = set(scraped.problems)
    failed = set(scraped.failed)
    given = _given(old)
    for page, answer in scraped.gone.items():
        if page not in given:  # the table of contents leads nowhere
            continue
        problems -= {each for each in problems if each.page == page and each.fatal}
        lost = sorted(_lost(page, old, scraped.tree))
        absence = known.get(page) or Absence(answer, now.isoformat(timespec="seconds"))
        problem = Problem(page, "", f"is gone from the site ({answer}); {_kept(lost, absence)}", fatal=True)
        problems -= set(accepted.met([problem])) if lost else set()
        if not lost or accepted.why(problem) or absence.certain <= now:
            failed.discard(page)
        else:
            absences[page] = absence
            problems.add(problem)
    return replace(scraped, failed=frozenset(failed), problems=tuple(sorted(problems))), absences


def _given(old: SpecTree) -> set[str]:
    """The pages that the specs are of."""
    return {spec.page for specs in (old.methods, old.events, old.types) for spec in specs.values()}


def _lost(page: PagePath, old: SpecTree, new: SpecTree) -> Iterator[str]:
    """What the page gave and no other gives now."""
    methods = {(rest, name.lower()) for rest, name in new.methods}
    for (rest, name), spec in old.methods.items():
        is_lost = spec.status != "removed" and (rest, name.lower()) not in methods
        if is_lost and spec.page == page and not is_of_no_page(spec):
            yield name
    for name, event in old.events.items():
        if event.page == page and event.status != "removed" and name not in new.events:
            yield name
    for name, type_ in old.types.items():
        if type_.page == page and type_.left is None and name not in new.types:
            yield name


def _kept(lost: Iterable[str], absence: Absence) -> str:
    names = list(lost)
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    until = absence.certain.isoformat(" ", "minutes")
    return f"the spec of {shown} stays as it was unless a run after {until} finds the same"
