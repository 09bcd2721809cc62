# Copied from generator/runtime/_core/paging_tally.py by "python -m generator generate". Edit that file.
"""What a reading of a list has cost, counted while it goes on."""

from __future__ import annotations

import threading
from typing import Final

from ..errors import FieldError
from ..observe import Attempt
from ..response import Response
from .own import Own
from .session import Session


class Tally:
    """The numbers of one reading. Requests are made by threads, so they are counted under a lock."""

    def __init__(self) -> None:
        self._lock: Final = Own(threading.RLock)
        self._requests = 0
        self._commands = 0
        self._seconds = 0.0
        self.ranges = 0

    def numbers(self) -> tuple[int, int, float]:
        """Requests, commands, and the portal's seconds, of one moment."""
        with self._lock():
            return self._requests, self._commands, self._seconds

    def watched(self, session: Session) -> Session:
        """The session, with its requests counted here."""
        given = session.hooks.request

        def request(attempt: Attempt) -> None:
            with self._lock():
                self._requests += 1
            if given is not None:
                given(attempt)

        return Session(
            session.credentials,
            session.limits,
            session.retries,
            session.clock,
            session.operating,
            session.hooks._replace(request=request),
            session.random,
        )

    def asked(self, commands: int) -> None:
        with self._lock():
            self._commands += commands

    def answered(self, response: Response) -> None:
        seconds = _seconds_of(response)
        if seconds:
            with self._lock():
                self._seconds += seconds


def _seconds_of(response: Response) -> float:
    try:
        return (response.time.duration or 0.0) if response.time is not None else 0.0
    except FieldError:
        return 0.0
