"""Pages made of the templates beside this module."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

HERE: Final = Path(__file__).parent
_LONGEST: Final = 10_000
"""Letters that are shown of a value."""
_HEADERS: Final = {
    # Nothing but what this portal serves, and no frame of another page around it.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = _json
    environment.filters["clock"] = lambda at: datetime.fromtimestamp(at).strftime("%H:%M:%S")
    return environment


def _json(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def as_text(template: str, **values: object) -> str:
    text = _templates().get_template(template).render(**values)
    # Half of a pair of surrogates, which JSON may have, is no text of a page.
    return text.encode("utf-8", "replace").decode("utf-8")


def rendered(template: str, **values: object) -> HTMLResponse:
    return HTMLResponse(as_text(template, **values), headers=_HEADERS)
