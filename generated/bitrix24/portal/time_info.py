# Copied from generator/runtime/portal/time_info.py by "python -m generator generate". Edit that file.
"""The `time` of every answer (api-reference/data-types.html)."""

from __future__ import annotations

import time
from datetime import datetime, timezone

from .operating_time import KEPT, Spent


def time_of(started: float, spent: Spent | None = None) -> dict[str, object]:
    """For a call that has just ended. `spent`: what its method has used up so far."""
    finished = time.time()
    return {
        "start": started,
        "finish": finished,
        "duration": finished - started,
        "processing": finished - started,
        "date_start": iso(started),
        "date_finish": iso(finished),
        "operating_reset_at": int(started) + KEPT if spent is None else spent.reset_at,
        "operating": 0.0 if spent is None else spent.seconds,
    }


def iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="seconds")
