# Copied from generator/runtime/portal/time_info.py by "python -m generator generate". Edit that file.
"""The `time` of every answer (api-reference/data-types.html)."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Final

_RESET_AFTER: Final = 600
"""Seconds after which time that was used up is forgotten (limits.html)."""


def time_of(started: float, operating: float = 0.0) -> dict[str, object]:
    """For a call that has just ended. `operating`: the seconds that its method has used up so far."""
    finished = time.time()
    return {
        "start": started,
        "finish": finished,
        "duration": finished - started,
        "processing": finished - started,
        "date_start": iso(started),
        "date_finish": iso(finished),
        "operating_reset_at": int(started) + _RESET_AFTER,
        "operating": operating,
    }


def iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="seconds")
