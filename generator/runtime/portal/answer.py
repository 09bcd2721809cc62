"""What a method of the portal answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """A result, and for a list how many rows there are and where the next page begins."""

    result: object
    total: int | None = None
    next: int | None = None
