"""What the local portal knows of one method, a line of JSON in ASCII."""

from __future__ import annotations

import json

from ...api import Json, Method
from .records import record_of


def line_of(method: Method) -> str:
    """Without what is not documented."""
    said: dict[str, Json] = {
        "answer": dict(method.response) if method.response is not None else None,
        "list": method.paging.kind if method.paging is not None else None,
        "by_name": list(method.paging.by_name) if method.paging is not None else [],
        "positional": [each.name for each in method.parameters] if method.positional else [],
        "one_of": [list(group) for group in method.one_of],
        "forms": [list(form) for form in method.forms],
        "record": record_of(method),
    }
    found = {name: value for name, value in said.items() if value not in (None, [])}
    # A moment that stands in a spec without quotes is one to YAML.
    return json.dumps({"name": str(method.name), **found}, separators=(",", ":"), default=str)
