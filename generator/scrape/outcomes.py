"""What a scrape had to say, kept by all that it was made from: where that is the same, nothing need be made again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from ..cache import Cache
from ..spec.folder import SpecFiles
from ..spec.prose import ProseFiles
from .absences import Absences, text_of

_CODE: Final = (".",)


@dataclass(frozen=True)
class Outcome:
    """Lines for people."""

    problems: Sequence[str]
    said: Sequence[str]


class Outcomes:
    """Of scrapes after which the folder of specs is what they would write."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def get(self, pages: str, specs: SpecFiles, prose: ProseFiles, absences: Absences, now: datetime) -> Outcome | None:
        """
        Args:
            pages: The digest of all that they say, empty where that is not known.
            now: Where an absence has become certain since, what was said then holds no more.
        """
        if any(each.certain <= now for each in absences.values()):
            return None
        known = self._cache.get(self._key(pages, specs, prose, absences)) if pages else None
        return Outcome(**json.loads(known)) if known is not None else None

    def put(self, outcome: Outcome, pages: str, specs: SpecFiles, prose: ProseFiles, absences: Absences) -> None:
        if pages:
            self._cache.put(self._key(pages, specs, prose, absences), json.dumps(asdict(outcome)).encode())

    def _key(self, pages: str, specs: SpecFiles, prose: ProseFiles, absences: Absences) -> str:
        return self._cache.key("scrape", pages, specs.digest, prose.digest, text_of(absences), code=_CODE)
