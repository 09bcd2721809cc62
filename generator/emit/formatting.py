"""The style of the generated code: black's, with the project's line length."""

from __future__ import annotations

import black
from black.mode import TargetVersion

_MODE = black.Mode(line_length=120, target_versions={TargetVersion.PY310})


def formatted(source: str) -> str:
    """The module as black leaves it."""
    return black.format_str(source, mode=_MODE)
