"""Where a field's value lies in the documented call."""

from __future__ import annotations

from ..spec.model import Json


def inside(shown: Json, name: str) -> Json:
    """What the example has under a name: in the object, or in the first of a list of objects that has it."""
    objects = shown if isinstance(shown, list) else [shown]
    return next((item[name] for item in objects if isinstance(item, dict) and name in item), None)
