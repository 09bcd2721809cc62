"""The entry that a change has in CHANGELOG.md, and the version that it is in.

A section begins with `## 1.2.0 — 2026-08-21`, or `## 1.2.0 — unreleased`: then the entry goes into it, and it gets
another number only where the change is more than the difference to the last release says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .changes import Changes, Weight
from .rendering import lines_of, summary
from .version import following, later

_SECTION: Final = re.compile(r"^## (\d+\.\d+\.\d+) — (unreleased|\d{4}-\d\d-\d\d)$", re.MULTILINE)
# What a user wants to read line by line; of the rest, how much there is.
_IN_FULL: Final = (Weight.BREAKING, Weight.DEPRECATING, Weight.ADDING)
_LEADS: Final = {
    Weight.BREAKING: "Breaking",
    Weight.DEPRECATING: "Deprecated or renamed",
    Weight.ADDING: "New",
    Weight.LOOSENING: "Looser",
    Weight.COSMETIC: "Cosmetic",
}


class NoChangelog(Exception):
    """The text has no section of a version where one belongs: one line."""


def with_entry(text: str, changes: Changes, day: str) -> tuple[str, str]:
    """The changelog with an entry for changes, of which there are some, and the version that they are in.

    Args:
        day: On which the documentation was read: `2026-08-21`.

    Raises:
        NoChangelog: There is no section.
    """
    sections = list(_SECTION.finditer(text))
    if not sections:
        raise NoChangelog("has no section like `## 1.2.0 — unreleased`")
    weight = changes.weight or Weight.COSMETIC
    first, *others = sections
    released = next((each[1] for each in sections if each[2] != "unreleased"), None)
    entry = f"Documentation, {day}: {summary(changes)}\n" + "".join(f"- {line}\n" for line in _lines(changes))
    if first[2] != "unreleased":
        version = following(first[1], weight)
        return f"{text[:first.start()]}## {version} — unreleased\n\n{entry}\n{text[first.start():]}", version
    version = first[1] if released is None else later(first[1], following(released, weight))
    end = others[0].start() if others else len(text)
    rest = text[first.end() : end].strip("\n")
    section = f"## {version} — unreleased\n\n{entry}" + (f"\n{rest}\n" if rest else "")
    return text[: first.start()] + section + ("\n" if others else "") + text[end:], version


def _lines(changes: Changes) -> Iterator[str]:
    for weight in Weight:
        for line in lines_of(changes, weight, in_full=weight in _IN_FULL):
            yield f"{_LEADS[weight]}: {line}"
