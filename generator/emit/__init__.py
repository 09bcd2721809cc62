"""Specs in, the client's source text out: `render` makes all files, `write` is the only thing that touches the disk."""

from __future__ import annotations

from ..problems import EmitError
from .client import Rendered, render, rendered
from .output.folder import Difference, Reason, WriteReport, compare, write

__all__ = ["Difference", "EmitError", "Reason", "Rendered", "WriteReport", "compare", "render", "rendered", "write"]
