"""Small pages made for one test each: the least HTML that has the layout in question."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from generator.scrape.accepted_problems import load_accepted
from generator.scrape.assembly import Assembled, assemble
from generator.scrape.page import read_page
from generator.scrape.page_facts import PageFacts
from generator.scrape.pipeline import Scraped, scrape
from generator.site import open_source
from generator.site.page import PagePath, RawPage
from generator.spec.model import MethodSpec

Form = Literal["both", "dom", "json"]
PATH = "api-reference/shelf/shelf-book-get.html"
METHOD = "shelf.book.get"


def site_page(title: str, body: str, form: Form = "both") -> str:
    """A page of the publishing tool with the article in the DOM, in the state's JSON, or in both."""
    article = f'<h1>{title}</h1><div class="dc-doc-page__body yfm">{body}</div>' if form != "json" else ""
    state = {"data": {"leading": False, "html": body, "title": title}, "lang": "en"}
    escaped = json.dumps(state).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    script = f'<script type="application/json" id="diplodoc-state">{escaped}</script>' if form != "dom" else ""
    return f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>{article}{script}</body></html>\n"


def names(*rows: tuple[str, str] | tuple[str, str, str]) -> str:
    """A table of names: (name with its mark, type) or (name, type, description as HTML)."""
    return grid(("Name<br>type", "Description"), ((_name(*row[:2]), row[2] if len(row) > 2 else "") for row in rows))


def _name(name: str, kind: str) -> str:
    mark = "*" if name.endswith("*") else ""
    return f"<strong>{name.removesuffix('*')}</strong>{mark}<br><code>{kind}</code>"


def grid(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [head, *rows]
    return (
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in lines)
        + "</table>"
    )


def code(text: str, language: str = "json") -> str:
    return f'<pre><code class="hljs {language}">{html.escape(text, quote=False)}</code></pre>'


def curl(params: Any, method: str = METHOD, rest: str = "rest/1/key") -> str:
    """A cURL example; `params` is text as it is, or data for JSON."""
    body = params if isinstance(params, str) else json.dumps(params)
    return code(f"curl -X POST -d '{body}' https://portal.example/{rest}/{method}", "bash")


def method_article(
    params: str = "",
    example: str | None = None,
    answer: str | None = '{"result": true}',
    returned: str = "",
    errors: str = "",
) -> str:
    """The article of a method's page: its parameters' part, its example's code, its example answer's text."""
    parts = ["<blockquote><p>Scope: <code>shelf</code></p></blockquote>"]
    parts.append(f'<h2 id="method-parameters">Method Parameters</h2>{params or "<p>No parameters.</p>"}')
    parts.append(f'<h2 id="code-examples">Code Examples</h2>{curl({}) if example is None else example}')
    shown = code(answer) if answer is not None else ""
    parts.append(f'<h2 id="response-handling">Response Handling</h2>{shown}{returned}')
    parts.append(f'<h2 id="error-handling">Error Handling</h2>{errors}' if errors else "")
    return "".join(parts)


def raw(article: str, *, title: str = f"Get a Book {METHOD}", path: str = PATH, form: Form = "both") -> RawPage:
    return RawPage(PagePath(path), site_page(title, article, form).encode())


def scraped(source: str | Path, only: str | None = None) -> Scraped:
    """A whole scrape, with no problem known beforehand."""
    return scrape(
        open_source(str(source)), only, load_accepted(Path("no-such-folder") / "accepted.yaml"), lambda _: None
    )


def assembled(*pages: RawPage) -> Assembled:
    facts = [read_page(page) for page in pages]
    return assemble(facts, [each.page for each in facts])


def spec(article: str, *others: RawPage, title: str = f"Get a Book {METHOD}") -> MethodSpec:
    """The only method of the page made of the article, linked with the other pages."""
    page = raw(article, title=title)
    found = [each for each in assembled(page, *others).tree.methods.values() if each.page == page.path]
    assert len(found) == 1, read_page(page)
    return found[0]


def facts(article: str, *, title: str = f"Get a Book {METHOD}") -> PageFacts:
    return read_page(raw(article, title=title))
