# Copied from generator/runtime/mcp/policy.py by "python -m generator generate". Edit that file.
"""Which methods a model may call, and for which of them a person is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..catalog import Method


class Decision(Enum):
    ALLOWED = "allowed"
    ASK = "ask"
    """A person must say yes first."""
    NOT_ALLOWED = "not allowed"
    """The owner of the server has not allowed that method to write."""
    CANNOT_ASK = "cannot ask"
    """It takes something away for good, and there is nobody to ask."""


@dataclass(frozen=True)
class Policy:
    """
    Args:
        writes: Patterns of the methods that may write, such as `crm.item.*`; without one, nothing does.
        trusted: Patterns of those among them that nobody need confirm.
    """

    writes: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()

    def of(self, method: Method, *, can_ask: bool) -> Decision:
        """`can_ask`: the model's program can put a question to its user."""
        if method.access == "read":
            return Decision.ALLOWED
        if not _matches(method.name, self.writes):
            return Decision.NOT_ALLOWED
        if _matches(method.name, self.trusted):
            return Decision.ALLOWED
        if can_ask:
            return Decision.ASK
        return Decision.CANNOT_ASK if method.access == "destructive" else Decision.ALLOWED


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for pattern in patterns)
