"""Python names for wire names.

The one treatment, the same everywhere and stable from run to run:

- Words are split at every character that is no ASCII letter or digit, and at case changes: `isExists` is_exists,
  `UF_CRM_TASK` uf_crm_task, `HTMLBlock` html_block, `v2Name` v2_name, `userIDs` user_ids, `__class__` class_.
- A letter outside ASCII loses its accent, or else is written as its number: `ü` u, `ц` u1094. Nothing left: `unnamed`.
- A digit in front gets an `n` before it: `2fa` n2_fa.
- Over 80 characters: the first 60, `_`, and 8 hexadecimal digits of the whole name's SHA-256.
- A keyword, or a name that the place keeps for itself (`self`, `extra`, `raw`, `close`), gets an underscore behind it.
  So does `l`, which looks like a 1. Soft keywords and builtins (`type`, `match`, `id`, `list`) stay as they are.
- Of several wire names that become the same name in one place the first keeps it, and the others get `_2`, `_3`
  in their order.

Names never start with an underscore, so they never meet the private names of the runtime.
"""

from __future__ import annotations

import hashlib
import keyword
from collections.abc import Collection, Iterable
from typing import Final

from ...text import words

_LONGEST: Final = 80
_KEPT: Final = 60


class Identifier(str):
    """ASCII text that Python takes as a name, and that is neither a keyword nor private."""

    __slots__ = ()

    def __new__(cls, text: str) -> Identifier:
        if not text.isascii() or not text.isidentifier() or keyword.iskeyword(text) or text.startswith("_"):
            raise ValueError(f"{text[:40]!r} is no public Python name")
        return super().__new__(cls, text)


def snake(wire: str, reserved: Collection[str] = ()) -> Identifier:
    """The name of a method, namespace, parameter or attribute."""
    return _finished("_".join(words(wire)) or "unnamed", wire, reserved)


def pascal(wire: str, reserved: Collection[str] = ()) -> Identifier:
    """The name of a class; of a whole dotted name, all its words."""
    return _finished("".join(map(str.capitalize, words(wire))) or "Unnamed", wire, reserved)


def constant(name: Identifier, reserved: Collection[str] = ()) -> Identifier:
    """The name of the constant that belongs to a method."""
    return _finished(name.upper(), name, reserved)


def unique(wires: Iterable[str], reserved: Collection[str] = ()) -> dict[str, Identifier]:
    """The names of everything in one place, by wire name."""
    names: dict[str, Identifier] = {}
    taken: set[str] = set(reserved)
    for wire in wires:
        names[wire] = distinct(snake(wire, reserved), taken)
        taken.add(names[wire])
    return names


def distinct(name: Identifier, taken: Collection[str]) -> Identifier:
    """`name`, or the first of `name_2`, `name_3`, … that is free."""
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = Identifier(f"{name}_{number}")
    return candidate


def _finished(name: str, wire: str, reserved: Collection[str]) -> Identifier:
    if name[0].isdigit():
        name = f"n{name}" if name.islower() or name.isdigit() or "_" in name else f"N{name}"
    if len(name) > _LONGEST:
        name = f"{name[:_KEPT].rstrip('_')}_{hashlib.sha256(wire.encode(errors='surrogatepass')).hexdigest()[:8]}"
    while keyword.iskeyword(name) or name in reserved or name == "l":
        name += "_"
    return Identifier(name)
