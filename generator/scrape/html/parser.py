"""Parses the HTML of an article into a `Document`: the only module that knows the publishing tool's markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from ..problems import PageError
from .article import Article
from .document import (
    Block,
    Cell,
    Code,
    Document,
    Heading,
    Note,
    Panel,
    Paragraph,
    Quote,
    Section,
    Span,
    Spans,
    Table,
    Tabs,
    lines_of,
    text_of,
)
from .raw_tables import with_raw_tables

_SPAN_TAG: Final = re.compile(r"</?span\b[^>]*>", re.IGNORECASE)
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS: Final = {"p", "pre", "table", "ul", "ol", "div", "blockquote", "details", "section", *_HEADINGS}
_IGNORED: Final = {
    "button",
    "svg",
    "script",
    "style",
    "dfn",
    "img",
    "video",
    "iframe",
    "hr",
    "input",
    "label",
    "colgroup",
}
_PARTS_OF_TABLE: Final = {"thead", "tbody", "tfoot"}
_CELLS: Final = {"td", "th"}
_NOT_DISPLAYED: Final = re.compile(r"(?:^|;)\s*display\s*:\s*none\b", re.IGNORECASE)
_SPACE: Final = re.compile(r"\s{2,}|[^\S ]")
"""What is to be one space, and is not."""
_SECTION_LEVEL: Final = 2
_MOST_CELLS: Final = 50_000
_DEEPEST: Final = 60
_LONGEST_TITLE: Final = 500
_REPEATED: Final = "<code>ERROR_MANIFEST_IS_NOT_AVAILABLE</code>"
_PLACE: Final = 'class="put-back"'
_NOTHING: Final = Table((), ())


def parse_article(article: Article) -> Document:
    """The article as a document. Raises PageError for HTML that nobody wrote for people to read."""
    if len(article.title) > _LONGEST_TITLE:
        raise PageError(f"has a title of more than {_LONGEST_TITLE} characters")
    html, tables = _without_repeats(_without_ornament(article.body))
    body = _parsed(html).body
    blocks = _blocks(body.children, 0) if body is not None else []
    return Document(article.title, _sections(with_raw_tables([_put_back(block, tables) for block in blocks])))


def _without_ornament(html: str) -> str:
    """Highlighting, hidden anchors and copy buttons are three quarters of the markup and say nothing."""
    html = _SPAN_TAG.sub("", html)
    for opening, closing in (("<button", "</button>"), ("<svg", "</svg>")):
        pieces = html.split(opening)
        html = pieces[0] + "".join(
            piece.partition(closing)[2] if closing in piece else opening + piece for piece in pieces[1:]
        )
    return html


def _without_repeats(html: str) -> tuple[str, list[str]]:
    """Cuts out the table of system errors, the same 15 rows on every page and a fifth of its elements."""
    tables: list[str] = []
    mark = html.find(_REPEATED)
    start = html.rfind("<table", 0, mark)
    end = html.find("</table>", mark)
    if mark < 0 or start < 0 or end < 0 or "</table>" in html[start:mark] or "<table" in html[mark:end]:
        return html, tables
    end += len("</table>")
    tables.append(html[start:end])
    return f"{html[:start]}<table {_PLACE}></table>{html[end:]}", tables


def _put_back(block: Block, tables: list[str]) -> Block:
    is_place = isinstance(block, Table) and not (block.header or block.rows)
    return _parsed_table(tables[0]) if tables and is_place else block


@lru_cache(maxsize=16)
def _parsed_table(html: str) -> Table:
    table = _parsed(html).table
    return _table(table, 0) if table is not None else _NOTHING


def _parsed(html: str) -> BeautifulSoup:
    # Lists of classes, which are made of every such attribute, are wanted of few.
    return BeautifulSoup(html, "lxml", multi_valued_attributes=None)


def _sections(blocks: list[Block]) -> Section:
    """The flat list of blocks as a tree by heading level."""

    def build(level: int, title: str, anchor: str, start: int) -> tuple[Section, int]:
        own: list[Block] = []
        below: list[Section] = []
        at = start
        while at < len(blocks):
            block = blocks[at]
            if not isinstance(block, Heading):
                own.append(block)
                at += 1
            elif block.level > level:
                section, at = build(block.level, block.title, block.anchor, at + 1)
                below.append(section)
            else:
                break
        return Section(level, title, anchor, tuple(own), tuple(below)), at

    return build(0, "", "", 0)[0]


def _blocks(nodes: Iterable[PageElement], depth: int) -> list[Block]:
    if depth > _DEEPEST:
        raise PageError(f"is nested more than {_DEEPEST} levels deep")
    found: list[Block] = []
    loose: list[Span] = []

    def flush() -> None:
        if text_of(tuple(loose)):
            found.append(Paragraph(tuple(loose)))
        loose.clear()

    for node in nodes:
        if isinstance(node, Tag) and node.name in _BLOCKS:
            flush()
            found.extend(_block(node, depth + 1))
        else:
            loose.extend(_inline(node, depth + 1))
    flush()
    return found


def _block(tag: Tag, depth: int) -> list[Block]:
    if tag.name in _HEADINGS:
        return [_heading(tag, depth)]
    if tag.name == "pre":
        return [_code(tag)]
    if tag.name == "table":
        return [_table(tag, depth)]
    if tag.name in ("ul", "ol"):
        return _list(tag, depth)
    if tag.name == "p":
        return [Paragraph(spans)] if text_of(spans := _spans(tag, depth)) else []
    if tag.name == "blockquote":
        return [Quote(tuple(_blocks(tag.children, depth)))]
    return _container(tag, depth)


def _container(tag: Tag, depth: int) -> list[Block]:
    classes = _classes(tag)
    if "yfm-tabs" in classes:
        return _tabs(tag, depth)
    if "yfm-note" in classes:
        return [Note(str(tag.get("note-type") or ""), tuple(_blocks(tag.children, depth)))]
    return _blocks(tag.children, depth)


def _heading(tag: Tag, depth: int) -> Heading:
    return Heading(_HEADINGS[tag.name], text_of(_spans(tag, depth)), str(tag.get("id") or ""))


def _code(tag: Tag) -> Code:
    code = tag.code
    language = next((name for name in _classes(code) if name != "hljs"), "") if code is not None else ""
    text = tag.get_text().replace("\xa0", " ")
    return Code("\n".join(line.strip() for line in text.splitlines()).strip(), language)


def _tabs(tag: Tag, depth: int) -> list[Block]:
    """The tabs, and what an unclosed tab has swallowed: a section's heading never belongs into one."""
    panels: list[Panel] = []
    swallowed: list[Block] = []
    for panel in tag.find_all("div"):
        if "yfm-tab-panel" in _classes(panel) and _tabs_around(panel) is tag:
            blocks = _blocks(panel.children, depth)
            cut = next((at for at, block in enumerate(blocks) if _is_section(block)), len(blocks))
            panels.append(Panel(" ".join(str(panel.get("data-title") or "").split()), tuple(blocks[:cut])))
            swallowed.extend(blocks[cut:])
    return [Tabs(tuple(panels)), *swallowed]


def _tabs_around(panel: Tag) -> Tag | None:
    return next((tag for tag in panel.parents if "yfm-tabs" in _classes(tag)), None)


def _is_section(block: Block) -> bool:
    return isinstance(block, Heading) and block.level <= _SECTION_LEVEL


def _list(tag: Tag, depth: int) -> list[Block]:
    """The items, and what a list that is closed too late has swallowed: whole sections may lie between its items."""
    found: list[Block] = []
    for child in _tags(tag):
        if child.name != "li":
            found.extend(_blocks([child], depth))
            continue
        for at, block in enumerate(_blocks(child.children, depth)):
            if isinstance(block, Paragraph) and at == 0:
                found.append(Paragraph(block.spans, item=True))
            elif isinstance(block, Paragraph) and block.item:
                found.append(Paragraph(block.spans, item=True, level=block.level + 1))
            else:
                found.append(block)
    return found


def _table(tag: Tag, depth: int) -> Table:
    rows: list[tuple[Cell, ...]] = []
    cells = 0
    for row in _rows(tag):
        row_cells = tuple(_cell(cell, depth) for cell in _tags(row) if cell.name in _CELLS)
        cells += len(row_cells)
        if cells > _MOST_CELLS:
            raise PageError(f"a table has more than {_MOST_CELLS} cells")
        rows.append(row_cells)
    if not rows:
        return Table((), ())
    return Table(tuple(_label(cell) for cell in rows[0]), tuple(rows[1:]), rows[0])


def _rows(tag: Tag) -> Iterator[Tag]:
    for child in _tags(tag):
        if _is_hidden(child):
            continue
        if child.name == "tr":
            yield child
        elif child.name in _PARTS_OF_TABLE:
            yield from _rows(child)


def _is_hidden(tag: Tag) -> bool:
    """Never shown to a reader, so that it states nothing. Not asked of what is opened or chosen, such as tabs."""
    hidden = tag.get("hidden")
    return (hidden is not None and hidden != "until-found") or bool(_NOT_DISPLAYED.search(str(tag.get("style") or "")))


def _tags(tag: Tag) -> Iterator[Tag]:
    return (child for child in tag.children if isinstance(child, Tag))


def _label(cell: Cell) -> str:
    return " ".join(text_of(line) for line in lines_of(cell.spans))


def _cell(tag: Tag, depth: int) -> Cell:
    blocks = _blocks(tag.children, depth + 1)
    spans: list[Span] = []
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            spans.extend((*block.spans, Span("\n")))
        elif isinstance(block, Note):
            for inner in block.blocks:
                if isinstance(inner, Paragraph):
                    spans.extend((*inner.spans, Span("\n")))
            kept.append(block)
        else:
            kept.append(block)
    return Cell(tuple(spans), tuple(kept), tuple(block for block in blocks if isinstance(block, Paragraph)))


def _spans(tag: Tag, depth: int) -> Spans:
    found: list[Span] = []
    for child in tag.children:
        found.extend(_inline(child, depth + 1))
    return tuple(found)


def _inline(
    node: PageElement, depth: int, strong: bool = False, code: bool = False, href: str | None = None
) -> list[Span]:
    if depth > _DEEPEST:
        raise PageError(f"is nested more than {_DEEPEST} levels deep")
    if isinstance(node, NavigableString):
        # Comments and the like are texts too.
        return [] if isinstance(node, PreformattedString) else [Span(_SPACE.sub(" ", node), strong, code, href)]
    if not isinstance(node, Tag) or node.name in _IGNORED or "yfm-anchor" in _classes(node):
        return []
    if node.name == "br":
        return [Span("\n")]
    strong = strong or node.name in ("strong", "b")
    code = code or node.name in ("code", "tt")
    if node.name == "a":
        href = str(node.get("href") or "")
    found: list[Span] = []
    for child in node.children:
        found.extend(_inline(child, depth + 1, strong, code, href))
    return [Span("\n"), *found, Span("\n")] if node.name in ("p", "li", "div", "ul", "ol") else found


def _classes(tag: Tag) -> list[str]:
    value = tag.get("class")
    return value.split() if isinstance(value, str) else []
