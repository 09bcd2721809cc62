"""Methods that take their arguments by position, whatever these are called: `task.commentitem.*` and others."""

from __future__ import annotations

from .documented import Method
from .values import Params

_BESIDE = "auth"
"""The token, which is no argument."""


def by_position(method: Method, params: Params) -> Params:
    """The parameters under the documented names of their positions; of other methods, as they are."""
    names: list[str] = method.known.get("positional", [])
    if not names:
        return params
    values = [value for name, value in params.items() if name.lower() != _BESIDE]
    return dict(zip(names, values, strict=False))
