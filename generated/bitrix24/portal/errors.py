# Copied from generator/runtime/portal/errors.py by "python -m generator generate". Edit that file.
"""What the portal says when it does not do what was asked."""

from __future__ import annotations

from typing import Final


class Refused(Exception):
    """An answer that is an error. `validation` holds (field, message) pairs, which only REST 3.0 sends."""

    def __init__(
        self, code: str, message: str, status: int = 400, validation: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.status = status
        self.validation = validation


def missing(name: str) -> Refused:
    return Refused("100", f"Could not find value for parameter {{{name}}}")


def mismatch(name: str, value: object, wanted: str) -> Refused:
    shown = value if isinstance(value, str) else ""
    return Refused(
        "100", f"Invalid value {{{shown}}} to match with parameter {{{name}}}. Should be value of type {wanted}."
    )


OPERATION_TIME_LIMIT: Final = Refused("OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.", 429)
"""What a method answers that has used up its time, until `time.operating_reset_at` (limits.html)."""
