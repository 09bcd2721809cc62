"""Pages as files: what Sphinx is given to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from ..api import Api
from ..api.prose import NO_PROSE, Prose
from .client import client
from .html import Writer
from .llms import for_models, title_of
from .model import Block, Entry, Group, Html, Page, Source
from .pages import chapters, pages

SUFFIX: Final = ".page"

# HTML for a page outside of the reference's folder: the front page of the site.
OVERVIEW: Final = "overview.html"


def render(api: Api, runtime: Mapping[str, str], guides: Mapping[str, str], prose: Prose = NO_PROSE) -> dict[str, str]:
    """Every file of the reference's folder, by path.

    Args:
        runtime: The client's hand-written core, by path in the package.
        guides: What the front page leads to beside the reference: their Markdown, by path from the folder.
        prose: What is shown beside the facts.

    Raises:
        GenerateError: With everything in the API that no client can be made of.
    """
    shown = client(api, runtime, prose)
    files = {f"{page.path}{SUFFIX}": _text(page) for page in pages(shown)}
    front = Writer("../index", {})
    titles = {path: title_of(text, path) for path, text in guides.items()}
    overview = front.fill("overview.html.jinja", chapters=chapters(shown), guides=titles)
    return {**files, **for_models(shown, guides), OVERVIEW: overview}


def read(text: str) -> Page:
    """The page of such a file."""
    data: dict[str, Any] = json.loads(text)
    below = tuple((path, title) for path, title in data["below"])
    return Page(data["path"], data["title"], _blocks(data["blocks"]), tuple(map(_section, data["sections"])), below)


def _section(data: dict[str, Any]) -> Entry | Group:
    blocks = _blocks(data["blocks"])
    if "kind" in data:
        successor = data["successor"] and tuple(data["successor"])
        return Entry(data["kind"], data["name"], data["start"], blocks, data["title"], data["is_old"], successor)
    return Group(data["anchor"], data["title"], blocks)


def _blocks(data: list[dict[str, Any]]) -> tuple[Block, ...]:
    return tuple(Source(**each) if "language" in each else Html(**each) for each in data)


def _text(page: Page) -> str:
    return json.dumps(asdict(page), indent=0) + "\n"
