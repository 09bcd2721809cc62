# Copied from generator/runtime/retries.py by "python -m generator generate". Edit that file.
"""Which failed attempts are repeated, and after how long a wait.

The rule: what the portal certainly did not execute is repeated; what it may have executed is repeated only where that
does no harm, for a call that reads, or one whose idempotency key makes the portal answer the second time as it did the
first.
"""

from __future__ import annotations

import math
from typing import Final

__all__ = ["NO_RETRIES", "Retries"]


class Retries:
    """How often a client repeats a failed attempt, and how long it waits before.

    Args:
        attempts: How often a call is sent at most when attempts fail. A refusal for rate or operating time is no
            failure of this kind: only the budget ends those.
        budget: Seconds that one call may spend on waiting between its attempts.
        first: Seconds before the first repetition; each further wait is twice as long. The actual waits are drawn at
            random from the upper half, so that many clients do not come back at the same moment.
        longest: Seconds that no wait exceeds, but where the portal itself says how long.
    """

    __slots__ = ("attempts", "budget", "first", "longest")

    def __init__(self, attempts: int = 4, budget: float = 60.0, first: float = 0.5, longest: float = 16.0) -> None:
        if attempts < 1 or not all(seconds >= 0 for seconds in (budget, first, longest)) or first == math.inf:
            raise ValueError("attempts must be 1 or more, the times 0 or more, and the first wait must end")
        self.attempts: Final = attempts
        self.budget: Final = budget
        self.first: Final = first
        self.longest: Final = longest


NO_RETRIES: Final = Retries(attempts=1, budget=0.0)
