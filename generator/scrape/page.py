"""One page of bytes in, `PageFacts` out."""

from __future__ import annotations

from ..site.page import RawPage
from .event import read_event
from .examples.calls import calls_of
from .fields.field_tables import Row, is_field_table, rows_of
from .fields.node import Draft
from .html.article import article_of
from .html.document import Document, Section, Table
from .html.parser import parse
from .identity import identify
from .method import read_method
from .other_pages import unknown_kind, why_no_reference
from .page_facts import ObjectFacts, PageFacts
from .problems import PageError, Problem


def read_page(raw: RawPage) -> PageFacts:
    """The facts of a page. A page that cannot be read comes back as a problem, never as an exception."""
    facts = PageFacts(raw.path)
    try:
        _fill(facts, raw.content)
    except PageError as error:
        facts.method = None
        facts.problems.append(Problem(raw.path, error.at, error.what, fatal=True))
    except RecursionError:
        facts.method = None
        facts.problems.append(Problem(raw.path, "", "is nested too deep", fatal=True))
    return facts


def _fill(facts: PageFacts, content: bytes) -> None:
    if facts.page.startswith("_"):
        facts.skipped = "a page of the site itself"
        return
    article = article_of(content)
    if not article.body.strip():
        facts.skipped = "no article: a page of the site itself"
        return
    document = parse(article)
    facts.anchors = frozenset(section.anchor for section in document.root.walk() if section.anchor)
    facts.event = read_event(facts, document)
    if facts.event is None:
        _read_method(facts, document)
    facts.types = _objects(document, is_method=facts.method is not None)
    if not (facts.event or facts.method):
        facts.skipped = why_no_reference(facts.page, document, has_types=bool(facts.types))
        facts.problems.extend([] if facts.skipped else [unknown_kind(facts.page)])


def _read_method(facts: PageFacts, document: Document) -> None:
    calls = calls_of(document)
    identity = identify(facts.page, document, calls)
    if identity is not None:
        facts.method = read_method(facts, document, identity, calls)


def _objects(document: Document, *, is_method: bool) -> dict[str, ObjectFacts]:
    """Tables of fields by anchor. A page that documents no method is itself one, by its first table."""
    found: dict[str, ObjectFacts] = {}
    for section in document.root.walk():
        rows = _own_rows(section)
        if section.level and not rows:
            # An object's section may give its table a heading of its own, `Parameters of the Object`.
            rows = next((below for part in section.sections if (below := _own_rows(part))), rows)
        if not rows or (is_method and not section.anchor):
            continue
        fields: dict[str, Draft] = {}
        for row in rows:
            fields.setdefault(row.name, row.draft)
        found.setdefault(section.anchor, ObjectFacts(section.title or document.title, fields))
    return found


def _own_rows(section: Section) -> list[Row]:
    tables = [block for block in section.blocks if isinstance(block, Table) and is_field_table(block)]
    return [row for table in tables for row in rows_of(table)]
