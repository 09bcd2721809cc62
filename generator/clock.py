"""The time that is noted of a run: when something has left the documentation, or was not found there."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import Final

_VARIABLE: Final = "SOURCE_DATE_EPOCH"


def now() -> datetime:
    """In UTC; where SOURCE_DATE_EPOCH is set, as for reproducible builds, that second."""
    given = os.environ.get(_VARIABLE, "")
    return datetime.fromtimestamp(int(given), timezone.utc) if given.isdecimal() else datetime.now(timezone.utc)


def today() -> str:
    """The day of it, `2026-08-21`."""
    return now().date().isoformat()
