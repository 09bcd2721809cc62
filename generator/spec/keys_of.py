"""`keys_of` of a field: a shared type, or the place of fields in this spec or in another method's.

crm.deal                     the fields of a shared type
params.filter                what is at that path in the spec itself
crm.deal.fields: returns     what is there in the spec of another method of the same version
"""

from __future__ import annotations

from dataclasses import dataclass

from .names import InvalidName, WireName

_ROOTS = ("params", "returns")
EACH = "[]"
"""The step of a path from a list, or from a map, to what is in it."""


@dataclass(frozen=True)
class KeysPlace:
    """`path`: `params` or `returns` and names of fields; `method`: None for the spec itself."""

    path: tuple[str, ...]
    method: str | None = None

    def __str__(self) -> str:
        path = ".".join(self.path).replace(f".{EACH}", EACH)
        return f"{self.method}: {path}" if self.method else path


def place_of_keys(keys_of: str) -> KeysPlace | None:
    """The place; None where a shared type is meant."""
    method, colon, path = keys_of.rpartition(": ")
    steps = tuple(path.replace(EACH, f".{EACH}").split("."))
    return KeysPlace(steps, method if colon else None) if steps[0] in _ROOTS else None


def type_of_keys(keys_of: str | None) -> WireName | None:
    """The shared type whose fields are the keys; None where it is a place."""
    try:
        return WireName(keys_of) if keys_of is not None and place_of_keys(keys_of) is None else None
    except InvalidName:
        return None
