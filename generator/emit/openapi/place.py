"""Where the document has the schemas that others refer to."""

from __future__ import annotations

from typing import Final

PLACE: Final = "#/components/schemas/"
