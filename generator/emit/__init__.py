"""Specs in, the client's source text out: `render` makes all files, `write` is the only thing that touches the disk."""

from __future__ import annotations

from .errors import EmitError
from .render import Rendered, render, rendered
from .writing import Difference, Reason, WriteReport, compare, write

__all__ = ["Difference", "EmitError", "Reason", "Rendered", "WriteReport", "compare", "render", "rendered", "write"]
