"""Methods whose answers by the local portal are not what the OpenAPI document says of them, each with its defect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_AS_SENT: Final = "what a caller of another shape has sent, though documented, is answered as it was sent"
_SPARSE: Final = "a record that was made with less than the page shows has nothing where the shape asks for something"

ANSWERS: Final[Mapping[str, str]] = {}
