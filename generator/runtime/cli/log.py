"""The client's log on standard error."""

from __future__ import annotations

import logging

from .output import plain


class _InOneLine(logging.Formatter):
    """What the portal says does not command the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return plain(super().format(record))


def log_requests() -> None:
    """Log what is asked and answered: no secret, and no body."""
    handler = logging.StreamHandler()
    handler.setFormatter(_InOneLine("%(name)s: %(message)s"))
    logger = logging.getLogger("bitrix24")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False  # what it is told twice, others write as it came
