"""Builds the sample documentation site from the fragments in `_src/`: `python tests/pages/build.py`.

Each page gets the two forms that the real ones have: the article in the DOM, and the same article escaped in the
`diplodoc-state` JSON. A fragment is HTML with a few words of its own; each gives way to the publishing tool's markup:

    <part name="x"/>                           the fragment _src/_parts/x.htm
    <note type="tip" title="…">…</note>        a note
    <fields><field name="id*" type="integer">  a table of names and types; `href` is the type's link (empty: none),
                                               `sep` is what stands between name and type instead of a line break
    <grid head="Code|Description">             any other table
    <tabs><tab title="PHP" lang="php">         code, or HTML that holds <pre lang>
    <pre lang="json">                          highlighted code

Fragments end in .htm, so that no reader of the site takes them for its pages.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "_src"
PARTS = SOURCES / "_parts"
ARTICLE_INDENT = "\n" + " " * 8
TYPES_PAGE = "api-reference/data-types.html"
CELL_BLOCKS = ("<p>", "<ul>", "<pre ")

_HIGHLIGHT = {
    "bash": (("string", r"\"[^\"]*\"|'[^']*'"),),
    "js": (("comment", r"//[^\n]*"), ("string", r"'[^']*'"), ("attr", r"\w+(?=:)"), ("number", r"\b\d+\b")),
    "php": (("string", r"'[^']*'"), ("variable", r"\$\w+"), ("number", r"\b\d+\b")),
    "json": (
        ("attr", r"\"[^\"]*\"(?=:)"),
        ("string", r"\"[^\"]*\""),
        ("literal", r"\b(?:true|false|null)\b"),
        ("number", r"-?\b\d+(?:\.\d+)?\b"),
        ("punctuation", r"[][{},:]"),
    ),
}
_HIGHLIGHT["ts"] = _HIGHLIGHT["js"]


@dataclass(frozen=True)
class Heading:
    level: int
    anchor: str
    title: str


@dataclass(frozen=True)
class Article:
    """One page's content; `path` is relative to the site's root and ends in .html."""

    path: str
    title: str
    html: str
    headings: tuple[Heading, ...]


def site(*, static: bool = True) -> dict[str, str]:
    """Every file of the site, {path: text}. `static=False`: as published without static content, JSON only."""
    toc = _toc()
    files = {path: page(article(path), toc, static=static) for path in _paths()}
    return {**files, "toc.js": f"window.__DATA__.data.toc = {_compact(toc)};"}


def article(path: str) -> Article:
    source = _with_parts((SOURCES / path).with_suffix(".htm").read_text(encoding="utf-8"))
    titled = re.match(r"<h1>(.*)</h1>\n", source)
    if titled is None:
        raise ValueError(f"{path}: a fragment begins with <h1>its title</h1>")
    expanded = _Markup(path).expand(source[titled.end() :])
    headings = tuple(
        Heading(int(level), anchor, title)
        for level, anchor, title in re.findall(r'<h([2-6]) id="([^"]+)">.*?</a>(.*)</h\1>', expanded)
    )
    return Article(path, titled[1], expanded, headings)


def page(content: Article, toc: dict[str, Any], *, static: bool = True) -> str:
    depth = content.path.count("/") + 1
    base = "../" * (depth - 1) or "./"
    shown = f"{content.title} | {toc['title']}"
    return _PAGE.format(
        base=base,
        title=shown,
        root=_static_root(content, toc) if static else "",
        state=_escaped(_compact(_state(content, depth, base))),
        static=str(static).lower(),
    )


def _paths() -> list[str]:
    sources = (file.relative_to(SOURCES) for file in SOURCES.rglob("*.htm") if PARTS not in file.parents)
    return sorted(source.with_suffix(".html").as_posix() for source in sources)


def _with_parts(source: str) -> str:
    def part(match: re.Match[str]) -> str:
        return (PARTS / f"{match[1]}.htm").read_text(encoding="utf-8").rstrip("\n")

    return re.sub(r'<part name="([\w-]+)"/>', part, source)


class _Markup:
    """The replacements for one page; numbers and ids are counted through it, as the publishing tool does."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._count = 0

    def expand(self, source: str) -> str:
        for pattern, replace in self._rules():
            source = re.sub(pattern, replace, source, flags=re.DOTALL)
        left = re.search(r"</?(?:part|note|fields|field|grid|tabs|tab)\b|<pre ", source)
        if left:
            raise ValueError(f"{self._path}: {source[left.start() : left.start() + 60]!r} is not understood")
        return source

    def _rules(self) -> Iterator[tuple[str, Callable[[re.Match[str]], str]]]:
        yield r"<tabs>\n(.*?)</tabs>", self._tabs
        yield r'<field name="([^"]+)" type="([^"]+)"(?: href="([^"]*)")?(?: sep="([^"]*)")?>(.*?)</field>', _field
        yield r"<fields>\n(.*?)</fields>", _fields
        yield r'<grid head="([^"]+)">\n(.*?)</grid>', _grid
        yield r'<note type="(\w+)"(?: title="([^"]*)")?>(.*?)</note>\n?', _note
        yield r'<pre lang="(\w+)">(.*?)</pre>', self._code
        yield r'<h([2-6]) id="([^"]+)">([^\n]*?)</h\1>', self._heading

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _id(self) -> str:
        return hashlib.sha256(f"{self._path} {self._next()}".encode()).hexdigest()[:8]

    def _heading(self, match: re.Match[str]) -> str:
        level, anchor, title = match.groups()
        hidden = f'<span class="visually-hidden" data-no-index="true">{title}</span>'
        link = f'<a href="{self._path}#{anchor}" class="yfm-anchor" aria-hidden="true">{hidden}</a>'
        return f'<h{level} id="{anchor}">{link}{title}</h{level}>'

    def _code(self, match: re.Match[str]) -> str:
        return _CLIPBOARD.format(lang=match[1], code=_highlighted(match[1], match[2]), number=self._next())

    def _tabs(self, match: re.Match[str]) -> str:
        tabs = re.findall(r'<tab title="([^"]+)" lang="(\w+)">(.*?)</tab>', match[1], flags=re.DOTALL)
        names = "".join(_tab_name(title, first=at == 0) for at, (title, _, _) in enumerate(tabs))
        panels = "".join(self._panel(*tab, first=at == 0) for at, tab in enumerate(tabs))
        group = f'data-diplodoc-group="defaultTabsGroup-{self._id()}" data-diplodoc-variant="regular"'
        tab_list = f'<div class="yfm-tab-list" role="tablist">\n{names}</div>\n'
        return f'<div class="yfm-tabs" {group}>\n{tab_list}{panels}</div>'

    def _panel(self, title: str, language: str, body: str, *, first: bool) -> str:
        classes = f"yfm-tab-panel{' active' if first else ''}"
        content = body if body.startswith("<p>") else f'<pre lang="{language}">{body}</pre>'
        return f'<div id="{self._id()}" class="{classes}" role="tabpanel" data-title="{title}">\n{content}\n</div>\n'


def _tab_name(title: str, *, first: bool) -> str:
    slug = re.sub(r"\W+", "-", title.lower().replace(".", "")).strip("-")
    key = title.lower().replace(" ", "%20")
    state = f'tabindex="{0 if first else -1}" data-diplodoc-is-active="{str(first).lower()}"'
    classes = f"yfm-tab yfm-tab-group{' active' if first else ''}"
    attributes = f'data-diplodoc-id="{slug}" data-diplodoc-key="{key}" class="{classes}" role="tab" {state}'
    return f"<div {attributes}>{title}</div>\n"


def _field(match: re.Match[str]) -> str:
    name, kind, href, between, text = match.groups()
    starred = f"<strong>{name.removesuffix('*')}</strong>{'*' if name.endswith('*') else ''}"
    shown = f"<code>{kind}</code>"
    if href != "":
        shown = f'<a href="{href or TYPES_PAGE}">{shown}</a>'
    return _row(f"<p>{starred}{between or _BREAK}{shown}</p>", _paragraphs(text))


def _fields(match: re.Match[str]) -> str:
    head = _row(f"<p><strong>Name</strong>{_BREAK}<code>type</code></p>", "<p><strong>Description</strong></p>")
    return _table(head + "\n" + match[1])


def _grid(match: re.Match[str]) -> str:
    labels = (label if "<" in label else f"<strong>{label}</strong>" for label in match[1].split("|"))
    head = _row(*(_paragraphs(label) for label in labels))
    rows = re.findall(r"<tr>(.*?)</tr>", match[2], flags=re.DOTALL)
    cells = (re.findall(r"<td>(.*?)</td>", row, flags=re.DOTALL) for row in rows)
    return _table("".join(f"{row}\n" for row in (head, *(_row(*map(_paragraphs, found)) for found in cells))))


def _note(match: re.Match[str]) -> str:
    kind, title, text = match.groups()
    heading = f'<p class="yfm-note-title">{title}</p>\n' if title else ""
    content = f'<div class="yfm-note-content">{text}\n</div>'
    return f'<div class="yfm-note yfm-accent-{kind}" note-type="{kind}">{heading}{content}</div>'


def _row(*cells: str) -> str:
    return "<tr>\n" + "".join(f"<td>\n{cell}\n</td>\n" for cell in cells) + "</tr>"


def _table(rows: str) -> str:
    return f"<table>\n<tbody>\n{rows}</tbody>\n</table>"


def _paragraphs(text: str) -> str:
    return text if text.startswith(CELL_BLOCKS) else f"<p>{text}</p>"


def _highlighted(language: str, code: str) -> str:
    rules = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _HIGHLIGHT[language])

    def mark(match: re.Match[str]) -> str:
        kind, text = str(match.lastgroup), match[0]
        inner = f'<span class="hljs-keyword">{text}</span>' if kind == "literal" else text
        return f'<span class="hljs-{kind}">{inner}</span>'

    return re.sub(rules, mark, code)


def _state(content: Article, depth: int, base: str) -> dict[str, Any]:
    meta: dict[str, Any] = {"metadata": [{"name": "generator", "content": "Diplodoc Platform v5.3.2"}]}
    if "yfm-tabs" in content.html:
        meta |= {"style": ["_assets/tabs-extension.css"], "script": ["_assets/tabs-extension.js"]}
    data = {
        "leading": False,
        "html": content.html,
        "meta": meta,
        "headings": _heading_tree(content.path, list(content.headings)),
        "title": content.title,
    }
    router = {"pathname": content.path.removesuffix(".html"), "depth": depth, "base": base}
    return {"data": data, "router": router, "lang": "en", "langs": ["en"], "viewerInterface": {}}


def _heading_tree(path: str, headings: list[Heading]) -> list[dict[str, Any]]:
    tree: list[dict[str, Any]] = []
    while headings:
        first = headings.pop(0)
        below: list[Heading] = []
        while headings and headings[0].level > first.level:
            below.append(headings.pop(0))
        node = {"title": first.title, "href": f"{path}#{first.anchor}", "level": first.level}
        tree.append({**node, "items": _heading_tree(path, below)} if below else node)
    return tree


def _toc() -> dict[str, Any]:
    def numbered(items: list[dict[str, Any]], place: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for at, item in enumerate(items):
            here = f"{place}/{at}"
            below = {"items": numbered(item["items"], here)} if "items" in item else {}
            found.append({**item, **below, "id": hashlib.sha256(here.encode()).hexdigest()[:8]})
        return found

    written = json.loads((SOURCES / "toc.json").read_text(encoding="utf-8"))
    return {**written, "items": numbered(written["items"], "toc"), "path": "toc.yaml"}


def _toc_html(items: list[dict[str, Any]]) -> str:
    def entry(item: dict[str, Any]) -> str:
        if "items" in item:
            button = f'<button class="dc-toc-item__text" aria-expanded="true"><span>{item["name"]}</span></button>'
            return button + _toc_html(item["items"])
        return f'<a href="{item["href"]}" class="dc-toc-item__link"><span>{item["name"]}</span></a>'

    entries = "".join(f'<li id="{item["id"]}" class="dc-toc__list-item">{entry(item)}</li>' for item in items)
    return f'<ul class="dc-toc__list">{entries}</ul>'


def _static_root(content: Article, toc: dict[str, Any]) -> str:
    links = "".join(
        f'<li><a href="{content.path}#{heading.anchor}">{heading.title}</a></li>' for heading in content.headings
    )
    return _ROOT.format(
        site=toc["title"],
        toc=_toc_html(toc["items"]),
        title=content.title,
        contents=f"<ul>{links}</ul>",
        article=content.html.replace("\n", ARTICLE_INDENT),
    )


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_BREAK = "<br />\n"

_CLIPBOARD = """
    <div class="yfm-clipboard">
        <pre><code class="hljs {lang}">{code}</code></pre>

        <button class="yfm-clipboard-button">
            <svg width="16" height="16" viewBox="0 0 24 24" class="yfm-clipboard-icon" data-animation="{number}"></svg>
        </button>
    </div>"""

_ROOT = (
    '<div class="App"><div class="pc-layout"><nav class="pc-desktop-navigation">'
    '<a class="pc-logo" href="/">{site}</a><a href="/api-reference/data-types.html" class="pc-navigation-link">'
    '<span>API Reference</span></a></nav><main class="pc-layout__content"><div class="dc-doc-layout dc-doc-page">'
    '<div class="dc-doc-layout__left"><nav class="dc-toc"><div class="dc-toc__content">{toc}</div></nav></div>'
    '<div class="dc-doc-layout__right"><nav class="dc-mini-toc">{contents}</nav></div>'
    '<div class="dc-doc-layout__center"><div class="dc-doc-page__main"><main class="dc-doc-page__content">'
    '<h1 class="dc-doc-page-title dc-doc-page__title"><span>{title}</span></h1>'
    '<div class="dc-doc-page__content-mini-toc yfm">{contents}</div>'
    '<div class="dc-doc-page__body dc-doc-page__body_text-size_m yfm">{article}</div></main>'
    '<div class="dc-nav-toc-panel"><a href="index.html" class="dc-nav-toc-panel__link">{site}</a></div>'
    "</div></div></div></main></div></div>"
)

_PAGE = """<!DOCTYPE html>
<html lang="en" dir="ltr">
    <head>
        <meta charset="utf-8">
        <base href="{base}" />
        <title>{title}</title>
        <meta name="generator" content="Diplodoc Platform v5.3.2">
    </head>
    <body class="g-root g-root_theme_light">
        <div id="root">{root}</div>
        <script type="application/json" id="diplodoc-state">
            {state}
        </script>
        <script type="application/javascript">
            const data = document.querySelector('script#diplodoc-state');
            window.__DATA__ = JSON.parse((function unescape(string) {{
                return string.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
              }})(data.innerText));
            window.STATIC_CONTENT = {static};
        </script>
        <script type="application/javascript" defer src="toc.js"></script>
    </body>
</html>
"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Build the sample documentation site from its fragments.")
    parser.add_argument("--out", type=Path, default=HERE, help="where to write (default: beside this file)")
    parser.add_argument("--no-static", action="store_true", help="publish without static content: the JSON only")
    options = parser.parse_args(arguments)
    files = site(static=not options.no_static)
    for path, text in files.items():
        target = options.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(files)} files written to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
