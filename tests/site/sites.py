"""Sites for tests: the sample site, and one of more pages, made from one of its own."""

from __future__ import annotations

import json

from tests.conftest import SAMPLES
from tests.site.published import pages_in

PIN = "api-reference/tasks/flow/tasks-flow-flow-pin.html"


def clone(number: int) -> str:
    """The path of a page like PIN, which documents another method."""
    return f"api-reference/tasks/flow/tasks-flow-flow-pin{number}.html"


def many_pages(count: int) -> dict[str, bytes]:
    """The sample site and so many pages more, with a table of contents that names them all."""
    pages = {path: content for path, content in pages_in(SAMPLES).items() if not path.startswith("_src")}
    for number in range(count):
        content = pages[PIN].replace(b"tasks.flow.Flow.pin", b"tasks.flow.Flow.pin%d" % number)
        pages[clone(number)] = content.replace(b"tasks-flow-flow-pin.html", clone(number).rpartition("/")[2].encode())
    pages["toc.js"] = contents_naming(*(path for path in pages if path.endswith(".html")))
    return pages


def contents_naming(*paths: str) -> bytes:
    items = [{"name": path, "href": path} for path in paths]
    return f"window.__DATA__.data.toc = {json.dumps({'title': 'T', 'items': items})};".encode()
