"""What makes rendering in tests fast."""

from __future__ import annotations

from tests.formatting import formatted_once

__all__ = ["formatted_once"]
