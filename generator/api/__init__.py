"""What the API offers: specs in, one frozen value out, every doubt decided. No word of Python source in it.

`resolve` makes the `Api`. Beside it: `types` what values can be, `fits` what a JSON value is as one of them, `samples`
values of them, `wire_format` and `file_encoding` how values are sent.
"""

from __future__ import annotations

from ..spec.model import SITE, UNSET, Json, Unset
from ..spec.names import WireName
from .access import Access
from .model import Api, Error, Event, Example, Method, SharedType
from .paging import Paging, RowKey
from .resolve import resolve

__all__ = [
    "SITE",
    "UNSET",
    "Access",
    "Api",
    "Error",
    "Event",
    "Example",
    "Json",
    "Method",
    "Paging",
    "RowKey",
    "SharedType",
    "Unset",
    "WireName",
    "resolve",
]
