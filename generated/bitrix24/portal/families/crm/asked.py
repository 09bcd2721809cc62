# Copied from generator/runtime/portal/families/crm/asked.py by "python -m generator generate". Edit that file.
"""Numbers that a call has to name."""

from __future__ import annotations

from ...errors import mismatch, missing
from ...records import Call
from ...values import integer, positive


def number(call: Call, name: str) -> int:
    """Raises Refused."""
    value = call.params.get(name)
    if value is None or value == "":
        raise missing(name)
    try:
        return integer(value)
    except ValueError:
        raise mismatch(name, value, "int") from None


def id_of(value: object, name: str) -> int:
    """Raises Refused."""
    try:
        return positive(value)
    except ValueError:
        raise mismatch(name, value, "int") from None
