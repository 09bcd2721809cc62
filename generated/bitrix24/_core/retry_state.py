# Copied from generator/runtime/_core/retry_state.py by "python -m generator generate". Edit that file.
"""Whether a failed attempt of a call is repeated, and after how long a wait; `retries` has the rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..errors import (
    AnswerTooLarge,
    ApiError,
    BadAnswer,
    Bitrix24Error,
    OperatingLimit,
    PortalError,
    RateLimited,
    TransportError,
)
from ..retries import Retries

# The least wait after a refusal: in less than a second no bucket drains, and a moment given in whole seconds may have
# passed already. Without it, who is refused until now would ask without end.
_PAUSE: Final = 1.0


class RetryState:
    """The attempts of one call, counted.

    Args:
        harmless: May the call be repeated although the portal may have executed it?
        random: Numbers from 0 to 1.
    """

    def __init__(self, retries: Retries, harmless: bool, random: Callable[[], float]) -> None:
        self._retries = retries
        self._harmless = harmless
        self._random = random
        self._failed = 0
        self._refused = 0
        self._left = retries.budget
        self.may_have_run = False  # one of them

    def wait_after(self, error: Bitrix24Error, paced: bool = False) -> float | None:
        """Seconds to wait before the next attempt, or None if there is to be none.

        Args:
            paced: Does all that is sent to the portal slow down when it refuses something? Then the call need not.
        """
        self.may_have_run |= isinstance(error, (ApiError, TransportError)) and error.may_have_run
        if isinstance(error, RateLimited):
            self._refused += 1
            backoff = 0.0 if paced else self._backoff(self._refused)
            return self._spend(max(_PAUSE, error.retry_after or 0.0, backoff))
        if isinstance(error, OperatingLimit):
            return self._spend(max(_PAUSE, error.retry_after)) if error.retry_after is not None else None
        self._failed += 1
        if self._failed >= self._retries.attempts or not self._repeatable(error):
            return None
        return self._spend(self._backoff(self._failed))

    def _repeatable(self, error: Bitrix24Error) -> bool:
        if isinstance(error, PortalError):
            return self._harmless and not error.is_code("PORTAL_DELETED")
        if isinstance(error, AnswerTooLarge):
            return False
        if isinstance(error, BadAnswer):
            return self._harmless and error.status in (None, 200)
        return isinstance(error, TransportError) and (self._harmless or not error.may_have_run)

    def _backoff(self, count: int) -> float:
        longest = min(self._retries.longest, self._retries.first * 2.0 ** (count - 1))
        return longest * (1 + self._random()) / 2

    def _spend(self, seconds: float) -> float | None:
        if seconds > self._left:
            return None
        self._left -= seconds
        return seconds
