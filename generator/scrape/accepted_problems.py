"""Known problems: what the scraper reports on a page and a person has looked at, each with the reason.

`specs/overrides/accepted.yaml`:

    accepted:
    - page: api-reference/landing/site/landing-site-add.html
      at: Correspondence between TYPE and scope     # the heading the problem is reported at
      what: has a table of an unknown kind          # how the problem's text begins
      why: pairs values of TYPE with a scope; no fields
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .overrides_file import load_entries
from .problems import Problem

ACCEPTED_FILE: Final = "overrides/accepted.yaml"
_KEYS: Final = ("page", "at", "what", "why")


@dataclass(frozen=True)
class AcceptedProblem:
    page: str
    at: str
    what: str
    why: str

    def covers(self, problem: Problem) -> bool:
        return (self.page, self.at) == (problem.page, problem.at) and problem.what.startswith(self.what)


@dataclass(frozen=True)
class AcceptedProblems:
    entries: tuple[AcceptedProblem, ...] = ()

    def why(self, problem: Problem) -> str:
        """Why the problem is none; empty for one that nobody has looked at."""
        return next((entry.why for entry in self.entries if entry.covers(problem)), "")

    def stale(self, problems: Iterable[Problem]) -> list[Problem]:
        """Entries whose problem did not occur: the page or the scraper has been mended."""
        met = self.met(problems)
        return [stale for entry in self.entries if (stale := _stale(entry)) not in met]

    def met(self, problems: Iterable[Problem]) -> list[Problem]:
        """What `stale` says of the entries of these problems, for those that are found after it was asked."""
        return [_stale(entry) for problem in problems for entry in self.entries if entry.covers(problem)]


def _stale(entry: AcceptedProblem) -> Problem:
    what = f"{ACCEPTED_FILE} accepts {entry.what!r} here, which no longer occurs: remove the entry"
    return Problem(entry.page, entry.at, what)


def load_accepted(file: Path) -> AcceptedProblems:
    """The list, empty where there is no such file. Raises SpecsUnusable."""
    return AcceptedProblems(tuple(AcceptedProblem(**entry) for entry in load_entries(file, "accepted", _KEYS)))
