"""The day that is noted where something has left the documentation."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import Final

_VARIABLE: Final = "SOURCE_DATE_EPOCH"


def today() -> str:
    """In UTC, `2026-08-21`; where SOURCE_DATE_EPOCH is set, as for reproducible builds, the day of that second."""
    given = os.environ.get(_VARIABLE, "")
    moment = datetime.fromtimestamp(int(given), timezone.utc) if given.isdecimal() else datetime.now(timezone.utc)
    return moment.date().isoformat()
