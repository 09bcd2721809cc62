"""Names that a table spells otherwise than the examples: what goes over the wire is right."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from ...spec.model import Defect
from ..examples.samples import Samples
from .node import Fields, Node

_ALIKE: Final = 0.8


def correct_misspelled(fields: Fields, samples: Samples, at: str) -> tuple[Fields, list[Defect]]:
    """The one field that no example shows, where they show one of almost that name: `vat` for `vats`."""
    missing = [name for name in fields if not samples.has(name)]
    unknown = [name for name in samples.names() if name not in fields]
    if len(missing) == len(unknown) == 1 and get_close_matches(unknown[0].lower(), [missing[0].lower()], 1, _ALIKE):
        return _renamed(fields, missing[0], unknown[0]), [_misnamed(missing[0], unknown[0], at)]
    return fields, []


def correct_case(fields: Fields, samples: Samples, at: str) -> tuple[Fields, list[Defect]]:
    """Fields of objects, at any depth, whose names differ in case alone. (Those of parameters the portal folds.)"""
    defects: list[Defect] = []
    unknown = {name.lower(): name for name in samples.names() if name not in fields}
    for name in [name for name in fields if name.lower() in unknown and not samples.has(name)]:
        shown = unknown[name.lower()]
        fields = _renamed(fields, name, shown)
        defects.append(_misnamed(name, shown, at))
    inside, more = correct_case_inside(fields, samples, at)
    return inside, [*defects, *more]


def correct_case_inside(fields: Fields, samples: Samples, at: str) -> tuple[Fields, list[Defect]]:
    """The same for the fields of these fields alone."""
    corrected: dict[str, Node] = {}
    defects: list[Defect] = []
    for name, node in fields.items():
        corrected[name] = node
        if node.fields:
            inner, more = correct_case(node.fields, samples.at(name), f"{at}.{name}")
            corrected[name] = replace(node, fields=inner)
            defects.extend(more)
    return corrected, defects


def _renamed(fields: Fields, name: str, shown: str) -> Fields:
    return {shown if each == name else each: node for each, node in fields.items()}


def _misnamed(name: str, shown: str, at: str) -> Defect:
    return Defect(f"{at}.{shown}", f"the table names it {name}")
