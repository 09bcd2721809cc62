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
