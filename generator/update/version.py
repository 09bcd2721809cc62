"""Which version a change makes, by semantic versioning (semver.org)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from .changes import Weight

# Which of the three numbers is the next one. A deprecation is said in a minor version, as semver has it. That more is
# accepted, or that a field may be empty, is no new function: it puts right what was said of the portal.
_PLACE: Final[Mapping[Weight, int]] = {
    Weight.BREAKING: 0,
    Weight.DEPRECATING: 1,
    Weight.ADDING: 1,
    Weight.LOOSENING: 2,
    Weight.COSMETIC: 2,
}
_ASSIGNED: Final = re.compile(r'(?m)^(__version__ = )"(\d+\.\d+\.\d+)"$')


def following(version: str, weight: Weight) -> str:
    """The version after that one, with a change of that weight. Before 1.0 a break makes a minor version."""
    numbers = [int(number) for number in version.split(".")]
    place = max(_PLACE[weight], 1) if not numbers[0] else _PLACE[weight]
    return ".".join(map(str, [*numbers[:place], numbers[place] + 1, *[0] * (2 - place)]))


def later(version: str, other: str) -> str:
    return max(version, other, key=lambda each: [int(number) for number in each.split(".")])


def version_of(source: str) -> str | None:
    """What the module of the version says; None if nothing, or several things, as in a merge that is not resolved."""
    found = _ASSIGNED.findall(source)
    return found[0][1] if len(found) == 1 else None


def with_version(source: str, version: str) -> str:
    """The module of the version, with another one."""
    return _ASSIGNED.sub(rf'\g<1>"{version}"', source)
