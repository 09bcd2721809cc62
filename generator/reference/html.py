"""Facts as HTML. Whatever a spec holds stays text: Jinja escapes every value, and no markup language reads it after."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape

from ..api import Json
from ..text import clean
from .annotations import Piece, pieces
from .model import Kind, Places

_WIDTH: Final = 88
_FOLDER: Final = Path(__file__).parent.parent / "templates" / "reference"

# Where the reference lies in the site.
_ROOT: Final = "/reference"


class Writer:
    """Fills the templates of one page; `path`: of the page, from the reference's folder."""

    def __init__(self, path: str, places: Places) -> None:
        self._path = path
        self._places = places

    def fill(self, template: str, **values: object) -> str:
        return _environment().get_template(template).render(**values, w=self).strip()

    def page(self, path: str) -> str:
        """The address of another page, from this one."""
        folder = posixpath.dirname(posixpath.normpath(f"{_ROOT}/{self._path}"))
        return quote(posixpath.relpath(f"{_ROOT}/{path}.html", folder))

    def entry(self, kind: Kind, name: str) -> str:
        """The address of the section of something with a wire name."""
        path = self._places[kind, name]
        page = "" if path == self._path else self.page(path)
        return f"{page}#{quote(name)}"

    def type(self, annotation: str) -> Markup:
        """An annotation, with links to the shared types in it."""
        return Markup("").join(map(self._piece, pieces(annotation)))

    def ticked(self, text: str) -> Markup:
        """A text in which names and values stand in backticks."""
        return _with_code(clean(text))

    def prose(self, text: str) -> Markup:
        """What a page says in its own words, a paragraph for each line."""
        lines = filter(None, map(clean, text.split("\n")))
        return Markup("").join(Markup('<p class="b24-prose">{}</p>').format(_with_code(line)) for line in lines)

    def _piece(self, piece: Piece) -> str:
        if not piece.wire:
            return piece.text
        return Markup('<a href="{}">{}</a>').format(self.entry("type", piece.wire), piece.text)


def _with_code(line: str) -> Markup:
    """What stands in backticks as code."""
    parts = line.split("`")
    if len(parts) % 2 == 0:
        return escape(line)
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts))


def json_text(value: Json | Mapping[str, Json]) -> str:
    """JSON laid out to be read, in which every letter can be seen."""
    return "".join(letter if letter.isprintable() or letter == "\n" else _escape(letter) for letter in _laid_out(value))


def _laid_out(value: Json | Mapping[str, Json], before: int = 0, indent: str = "") -> str:
    """On one line where it fits, else one item to a line; `before`: columns of its first line that are taken."""
    line = json.dumps(value, ensure_ascii=False)
    if before + len(line) <= _WIDTH or not isinstance(value, (Mapping, list)):
        return line
    inner = indent + "  "
    if isinstance(value, list):
        items = [inner + _laid_out(item, len(inner) + 1, inner) for item in value]
        return "[\n" + ",\n".join(items) + f"\n{indent}]"
    keys = {f"{inner}{json.dumps(key, ensure_ascii=False)}: ": item for key, item in value.items()}
    pairs = [key + _laid_out(item, len(key) + 1, inner) for key, item in keys.items()]
    return "{\n" + ",\n".join(pairs) + f"\n{indent}}}"


def _escape(letter: str) -> str:
    return json.dumps(letter)[1:-1]


def _visible(value: object) -> object:
    """Texts as one line of visible letters; finished HTML stays as it is."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
