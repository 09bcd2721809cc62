"""Reads one page: bytes in, `PageFacts` out."""

from __future__ import annotations

from dataclasses import replace

from ..site.page import RawPage
from .event import read_event
from .event_overview import read_events
from .examples.calls import calls_of
from .fields.conditions import with_conditions
from .fields.field_tables import Row, is_field_table, rows_of
from .fields.node import Node
from .html.article import article_of
from .html.document import Document, Section, Table
from .html.parser import parse_article
from .identity import identify
from .linked_values import value_tables_of
from .method import read_method
from .other_pages import unknown_kind, why_no_reference
from .page_facts import ObjectFacts, PageFacts
from .problems import PageError, Problem
from .prose import introduction, read_prose
from .sections import is_about_one_parameter
from .statements import versions_of
from .unread import unread_statements


def read_page(raw: RawPage) -> PageFacts:
    """The facts of a page. A page that cannot be read comes back as a problem, never as an exception."""
    facts = PageFacts(raw.path)
    if raw.path.startswith("_"):
        return replace(facts, skipped="a page of the site itself")
    try:
        article = article_of(raw.content)
        if not article.body.strip():
            return replace(facts, skipped="no article: a page of the site itself")
        document = parse_article(article)
        facts = replace(facts, anchors=_anchors(document), versions=versions_of(document))
        facts = replace(facts, value_tables=value_tables_of(document))
        return _read_document(facts, document)
    except PageError as error:
        return replace(facts, problems=(Problem(raw.path, error.at, error.what, fatal=True),))
    except RecursionError:
        return replace(facts, problems=(Problem(raw.path, "", "is nested too deep", fatal=True),))


def _anchors(document: Document) -> frozenset[str]:
    return frozenset(section.anchor for section in document.root.walk() if section.anchor)


def _read_document(facts: PageFacts, document: Document) -> PageFacts:
    facts = read_event(facts, document) or _read_method(facts, document)
    facts = replace(facts, objects=_objects(document, is_method=facts.method is not None))
    facts = replace(facts, problems=(*facts.problems, *unread_statements(facts)))
    facts = replace(facts, prose=read_prose(document))
    if facts.events or facts.method:
        return facts
    why = why_no_reference(facts.page, document, has_objects=bool(facts.objects))
    problems = () if why else (unknown_kind(facts.page),)
    return replace(facts, skipped=why, problems=(*facts.problems, *problems))


def _read_method(facts: PageFacts, document: Document) -> PageFacts:
    calls = calls_of(document)
    identity = identify(facts.page, document, calls)
    return read_method(facts, document, identity, calls) if identity else read_events(facts, document)


def _objects(document: Document, *, is_method: bool) -> dict[str, ObjectFacts]:
    """What sections describe, by anchor. A page that documents no method itself describes one, by its first table."""
    found: dict[str, ObjectFacts] = {}
    for section in document.root.walk():
        rows = _own_rows(section)
        if section.level and not rows:
            # An object's section may give its table a heading of its own, `Parameters of the Object`.
            parts = (part for part in section.sections if not is_about_one_parameter(part))
            rows = next((below for part in parts if (below := _own_rows(part))), rows)
        if not rows or (is_method and not section.anchor):
            continue
        fields: dict[str, Node] = {}
        for row in rows:
            fields.setdefault(row.name, row.node)
        found.setdefault(
            section.anchor,
            ObjectFacts(section.title or document.title, with_conditions(fields), introduction(section)),
        )
    return found


def _own_rows(section: Section) -> list[Row]:
    tables = [block for block in section.blocks if isinstance(block, Table) and is_field_table(block)]
    return [row for table in tables for row in rows_of(table)]
