# Copied from generator/runtime/entities/order.py by "python -m generator generate". Edit that file.
"""How a list is ordered by one field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Order:
    """`Deal.id.desc()`.

    Args:
        label: The field, for a person.
        name: As the portal takes it.
    """

    label: str
    name: str
    direction: Literal["ASC", "DESC"]
