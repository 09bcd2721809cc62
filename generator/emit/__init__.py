"""The `Api` in, text out: a package for each thing that is made of it. `output` is all that touches the disk."""

from __future__ import annotations

from .client import Emitted, emit
from .output.folder import Difference, Reason, WriteReport, compare, write

__all__ = ["Difference", "Emitted", "Reason", "WriteReport", "compare", "emit", "write"]
