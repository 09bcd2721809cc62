"""Long work says how far it has come: to whoever asked, and by default to nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

# Told again and again how many more steps are done.
Progress: TypeAlias = Callable[[int], object]


def silent(_: int) -> None:
    """Tells nobody."""
