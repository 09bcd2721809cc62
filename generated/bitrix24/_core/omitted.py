# Copied from generator/runtime/_core/omitted.py by "python -m generator generate". Edit that file.
"""`OMIT`: a parameter that is not sent."""

from __future__ import annotations

import enum
from typing import Final


class Omitted(enum.Enum):
    """The type of `OMIT`: a parameter that is not sent at all, which is not the same as None."""

    OMIT = "OMIT"

    def __repr__(self) -> str:
        return "OMIT"


OMIT: Final = Omitted.OMIT
