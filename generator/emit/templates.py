"""The templates: they get finished code and put it in its place."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # a run that finds everything in the cache need not load it
    import jinja2

_FOLDER: Final = Path(__file__).parent.parent / "templates"


def fill(template: str, **values: object) -> str:
    """A module's text. A name that nobody gave is an error; what is given is put in as it is."""
    return _environment().get_template(template).render(**values)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
