# Copied from generator/runtime/entities/values.py by "python -m generator generate". Edit that file.
"""Values of fields that are more than one thing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from .._core.convert import ConvertError, decimal, integer, string
from .._core.views import View, field
from ..files import File

_LETTERS: Final = {"L": 1, "D": 2, "C": 3, "CO": 4, "Q": 7, "SI": 31}
_BY_TYPE: Final = {type: letter for letter, type in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in a currency: `Money(Decimal("99.90"), "EUR")`."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f}|{self.currency}"


def money(value: object) -> Money:
    """`100|EUR`."""
    text = string(value)
    amount, bar, currency = text.partition("|")
    if not bar or not currency:
        raise ConvertError("a sum with its currency (100|EUR)", value)
    return Money(decimal(amount), currency)


@dataclass(frozen=True, slots=True)
class Binding:
    """A record of the CRM that a field points at.

    Args:
        entity_type_id: 1 lead, 2 deal, 3 contact, 4 company, 7 quote, 31 invoice, others smart processes.
    """

    entity_type_id: int
    id: int

    def __str__(self) -> str:
        """As fields have it that take more than one kind: `CO_12`, `T408_7`."""
        return f"{_BY_TYPE.get(self.entity_type_id) or f'T{self.entity_type_id:x}'}_{self.id}"


def binding(value: object, only: int | None) -> Binding:
    """`CO_12`; where the field takes one kind `only`, `12` too."""
    text = string(value)
    letters, bar, id = text.rpartition("_")
    if not bar and only is not None:
        return Binding(only, integer(text))
    type = _LETTERS.get(letters)
    if type is None and letters[:1] == "T":
        try:
            type = int(letters[1:], 16)
        except ValueError:
            type = None
    if type is None:
        raise ConvertError("a record of the CRM (CO_12)", value)
    return Binding(type, integer(id))


class StoredFile(View):
    """A file that the portal has."""

    __slots__ = ()
    id = field("id", integer)
    url = field("urlMachine", string)


# What a file field is written with: a new file, which has a name, or one that is there already and stays.
FileInput: TypeAlias = File | Path | BinaryIO | StoredFile
