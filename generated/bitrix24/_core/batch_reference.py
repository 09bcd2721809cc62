# Copied from generator/runtime/_core/batch_reference.py by "python -m generator generate". Edit that file.
"""A result that is not there yet, as a value for a later command of the same batch."""

from __future__ import annotations

from typing import Protocol

from .json_types import is_list, is_map
from .query_string import REFERENCE_START


class Referable(Protocol):
    """What a reference can point into."""

    @property
    def key(self) -> str:
        """The command's name inside its batch."""
        ...


class BatchReference:
    """A place in the result of a command: `pending.ref("task", "id")`."""

    __slots__ = ("path", "target")

    def __init__(self, target: Referable, path: tuple[str | int, ...]) -> None:
        self.target = target
        self.path = path

    def __repr__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """As the portal reads it: `$result[key][task][id]`."""
        return f"{REFERENCE_START}{self.target.key}]" + "".join(f"[{step}]" for step in self.path)

    def value_in(self, result: object) -> object:
        """What stands at that place.

        Raises:
            KeyError: Nothing does.
        """
        value = result
        for step in self.path:
            if is_map(value) and str(step) in value:
                value = value[str(step)]
            elif is_list(value) and str(step).isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                raise KeyError(step)
        return value
