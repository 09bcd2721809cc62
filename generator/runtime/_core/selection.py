"""What a call's `select` asked for: a key that it left out is missing for another reason than that it is empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from .json_types import is_list, is_map

_EVERYTHING: Final = "*"


class Selection(NamedTuple):
    """
    Args:
        names: The fields by their plain names: portals mix `STAGE_ID` and `stageId`.
        prefixes: Of fields that are asked for as `UF_*`, "" for all.
        by_name: Fields that no such prefix asks for.
    """

    names: frozenset[str]
    prefixes: tuple[str, ...]
    by_name: frozenset[str] = frozenset()

    def has(self, wire_name: str) -> bool:
        """Was it asked for?"""
        plain = _plain(wire_name)
        return plain in self.names or (plain.startswith(self.prefixes) and plain not in self.by_name)


def selection_of(body: Mapping[str, object], by_name: tuple[str, ...] = ()) -> Selection | None:
    """The selection in a call's parameters; None where it is everything, and where nobody can tell.

    `by_name`: fields that come only if they are named.
    """
    given = next((value for name, value in body.items() if len(name) == 6 and name.casefold() == "select"), None)
    if not given:
        return Selection(frozenset(), ("",), frozenset(map(_plain, by_name))) if by_name else None
    asked = given if is_list(given) else list(given.values()) if is_map(given) else [given]
    texts = [each for each in asked if isinstance(each, str)]
    if len(texts) < len(asked) or (_EVERYTHING in texts and not by_name):
        return None
    # `creator.name` asks for a field of a field.
    plain = [_plain(text.partition(".")[0]) for text in texts]
    return Selection(
        frozenset(name for name in plain if not name.endswith("*")),
        tuple(name[:-1] for name in plain if name.endswith("*")),
        frozenset(map(_plain, by_name)),
    )


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()
