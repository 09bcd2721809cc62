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
from typing import Final, cast

from ..spec import yamltext
from ..spec.files import SpecsUnusable
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
        met = {entry for problem in problems for entry in self.entries if entry.covers(problem)}
        return [
            Problem(
                entry.page,
                entry.at,
                f"{ACCEPTED_FILE} accepts {entry.what!r} here, which no longer occurs: remove the entry",
            )
            for entry in self.entries
            if entry not in met
        ]


def load_accepted(file: Path) -> AcceptedProblems:
    """The list, empty where there is no such file. Raises SpecsUnusable."""
    if not file.exists():
        return AcceptedProblems()
    try:
        data = yamltext.load(file.read_text("utf-8"))
    except (yamltext.InvalidYaml, OSError, UnicodeDecodeError) as error:
        raise SpecsUnusable([f"{file}: {error}"]) from None
    content: dict[str, object] = cast("dict[str, object]", data) if isinstance(data, dict) else {}
    rows = content.get("accepted") if len(content) == 1 else None
    if not isinstance(rows, list):
        raise SpecsUnusable([f"{file}: must hold one list, `accepted`"])
    entries = [_entry(row) for row in cast("list[object]", rows)]
    mistakes = [
        f"{file}: entry {at}: must have exactly {', '.join(_KEYS)}, all texts"
        for at, entry in enumerate(entries, 1)
        if entry is None
    ]
    if mistakes:
        raise SpecsUnusable(mistakes)
    return AcceptedProblems(tuple(entry for entry in entries if entry is not None))


def _entry(row: object) -> AcceptedProblem | None:
    if not isinstance(row, dict):
        return None
    entry = cast("dict[str, object]", row)
    texts = {key: value for key, value in entry.items() if isinstance(value, str)}
    is_entry = entry.keys() == texts.keys() == set(_KEYS) and texts["why"]
    return AcceptedProblem(**texts) if is_entry else None
