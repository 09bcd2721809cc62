# Copied from generator/runtime/portal/families/crm/letters.py by "python -m generator generate". Edit that file.
"""Records in which Y and N are kept as they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from ...documented import Method
from ...records import Records, State


class Lettered(Records):
    """Pages call such a field a boolean here and a text there; what is kept, compared and answered is the letter."""

    letters: ClassVar[tuple[str, ...]] = ()
    """The keys of these fields."""

    def __init__(self, state: State, family: str, methods: Sequence[Method]) -> None:
        super().__init__(state, family, methods)
        for key in self.letters:
            field = self.fields.by_key.get(key)
            if field is not None:
                self.fields.by_key[key] = replace(field, kind="string")
