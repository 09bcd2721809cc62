"""A page of several events: a section is called like each, and describes what is in `data`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ..spec.model import Json
from ..spec.names import WireName
from .event import object_of, requests_in
from .examples.json_text import NotData, parse_json
from .examples.samples import Samples
from .fields.field_tables import field_tables_of
from .fields.tree import build_tree, unplaced
from .html.document import Code, Document, Section
from .identity import life_of, scope_of
from .page_facts import EventFacts, PageFacts
from .problems import Problem
from .statements import who_of

_EVENT: Final = re.compile(r"ON[A-Z0-9]{6,60}\Z")
_AUTH: Final = re.compile(r"auth parameters?\Z", re.IGNORECASE)


def read_events(facts: PageFacts, document: Document) -> PageFacts:
    """The facts with the events of an overview; as they were for a page that describes none."""
    sections = [part for part in document.root.sections if _EVENT.match(part.title)]
    described = [_read(facts, document, section) for section in sections]
    if len(described) < 2 or not all(event.data for event, _ in described):
        return facts
    problems = (problem for _, several in described for problem in several)
    return replace(facts, events=tuple(event for event, _ in described), problems=(*facts.problems, *problems))


def _read(facts: PageFacts, document: Document, section: Section) -> tuple[EventFacts, list[Problem]]:
    name = WireName(section.title)
    tables = field_tables_of(section, lambda title: title == section.title)
    requests = [request for request in requests_in(document) if request["event"] == name]
    shown = [*_objects_in(section), *(_filled(request.get("data")) for request in requests)]
    names = {row.name for table in tables for row in table.rows}
    shown += [own for each in _shown_of_all(document) if (own := {key: each[key] for key in each if key in names})]
    sent = Samples(tuple(_with_what_others_show(each, shown) for each in shown if each))
    tree = build_tree(tables, sent, "event")
    status, replaced_by = life_of(document, name)
    who, who_more = who_of(document)
    event = EventFacts(
        event=name,
        title=section.title,
        scope=scope_of(document),
        status=status,
        replaced_by=replaced_by,
        who=who,
        who_more=who_more,
        context=None,
        auth=bool(requests) or any(_AUTH.match(part.title) for part in document.root.walk()),
        data=object_of(tree.fields) if tree.fields else None,
        sent=sent,
        example=requests[0] if requests else None,
        defects=tree.defects,
    )
    return event, list(unplaced(facts.page, tree))


def _shown_of_all(document: Document) -> Iterator[dict[str, Json]]:
    """What is shown outside the events' sections is a part of the data of each event that has it."""
    for section in document.root.sections:
        if not _EVENT.match(section.title):
            yield from (_filled(each) for each in _objects_in(section) if "event" not in each)


def _objects_in(section: Section) -> Iterator[dict[str, Json]]:
    for part in section.walk():
        for block in part.blocks:
            if isinstance(block, Code) and block.text.startswith("{"):
                try:
                    value = parse_json(block.text)
                except NotData:
                    continue
                if isinstance(value, dict):
                    yield value


def _filled(value: Json) -> dict[str, Json]:
    """Without the objects of which no more is shown than that they are there."""
    return {key: each for key, each in value.items() if each != {}} if isinstance(value, dict) else {}


def _with_what_others_show(value: dict[str, Json], shown: list[dict[str, Json]]) -> dict[str, Json]:
    """An object that has fewer fields in one way of delivery than in another has nothing in their place."""
    return {key: _filled_up(each, [other[key] for other in shown if key in other]) for key, each in value.items()}


def _filled_up(value: Json, others: list[Json]) -> Json:
    if not isinstance(value, dict):
        return value
    return {**{key: None for other in others if isinstance(other, dict) for key in other}, **value}
