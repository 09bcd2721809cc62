"""What becomes of a JSON value in a form, the shape in which the portal posts events."""

from __future__ import annotations

from ..spec.model import Json


def as_form(value: Json) -> Json:
    """As PHP writes it: text at the leaves, maps in the place of lists; None stands for what is left out."""
    if value is None or value in ([], {}):
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, list):
        return as_form({str(index): item for index, item in enumerate(value)})
    if isinstance(value, dict):
        inner = {key: as_form(item) for key, item in value.items()}
        return {key: item for key, item in inner.items() if item is not None} or None
    return str(value)
