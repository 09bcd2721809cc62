"""Names that a table spells otherwise than the examples: what goes over the wire is right."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from ...spec.model import Defect
from ..examples.samples import Samples
from .node import Draft

_ALIKE: Final = 0.8


def misnamed(fields: dict[str, Draft], seen: Samples, at: str) -> Iterator[Defect]:
    """The one field that no example shows, where they show one of almost that name: `vat` for `vats`."""
    missing = [name for name in fields if not seen.has(name)]
    unknown = [name for name in seen.names() if name not in fields]
    if len(missing) == len(unknown) == 1 and get_close_matches(unknown[0].lower(), [missing[0].lower()], 1, _ALIKE):
        yield _rename(fields, missing[0], unknown[0], at)


def other_case(fields: dict[str, Draft], seen: Samples, at: str) -> Iterator[Defect]:
    """Fields of objects, at any depth, whose names differ in case alone. (Those of parameters the portal folds.)"""
    unknown = {name.lower(): name for name in seen.names() if name not in fields}
    for name in [name for name in fields if name.lower() in unknown and not seen.has(name)]:
        yield _rename(fields, name, unknown[name.lower()], at)
    for name, draft in fields.items():
        yield from other_case(draft.fields, seen.at(name), f"{at}.{name}")


def _rename(fields: dict[str, Draft], name: str, shown: str, at: str) -> Defect:
    renamed = {shown if each == name else each: draft for each, draft in fields.items()}
    fields.clear()
    fields.update(renamed)
    return Defect(f"{at}.{shown}", f"the table names it {name}")
