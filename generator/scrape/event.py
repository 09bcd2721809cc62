"""An event's page: what the portal sends to the handler."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ..spec.model import Defect, Json
from ..spec.names import InvalidName, WireName
from .examples.json_text import NotData, parse_json
from .examples.literals import parse_literal
from .examples.samples import Samples
from .fields.field_tables import field_tables_of
from .fields.node import OBJECT, Fields, Node
from .fields.tree import build_tree, unplaced
from .html.document import Code, Document, Paragraph, Quote, flat, text_of
from .identity import life_of, scope_of, without_name
from .page_facts import EventFacts, PageFacts
from .sections import received_sections
from .statements import context_of_event, unknown_role, who_of

_TITLED: Final = re.compile(r"\b(?:[Oo][Nn][A-Z]\w+|[A-Z]+(?:\.[A-Z]+)*\.ON\.[A-Z.]+)(?=\s|\Z)")
_SUBSCRIBE: Final = re.compile(r"\bsubscribe\b", re.IGNORECASE)
_REQUEST: Final = frozenset({"event", "data", "ts", "auth"})
_VARIABLE: Final = re.compile(r"\$\w{1,100}")
_OWN: Final = re.compile(r"(?:what the handler receives|(?:event )?(?:handler |request )?parameters)\Z", re.IGNORECASE)


def read_event(facts: PageFacts, document: Document) -> PageFacts | None:
    """The facts with the event that the page is about; None for any other page."""
    requests = list(requests_in(document))
    name = _name(document) or (_sent_only(requests) if _is_subscribed_to(document) else None)
    if name is None or not (_is_subscribed_to(document) or requests or "/events" in facts.page):
        return None
    tables = [
        table
        for section in received_sections(document)
        for table in field_tables_of(section, lambda title: bool(_OWN.match(title)))
    ]
    tree = build_tree(tables, Samples(tuple(requests)), "event")
    data, sent = _data(tree.fields, requests, document)
    status, replaced_by = life_of(document, name)
    who, who_more = who_of(document)
    defects = _other_name(name, requests)
    name = _sent_name(name, requests)
    event = EventFacts(
        event=name,
        title=without_name(document.title, name),
        scope=scope_of(document),
        status=status,
        replaced_by=replaced_by,
        who=who,
        who_more=who_more,
        context=context_of_event(document),
        auth="auth" in tree.fields or any("auth" in request for request in requests),
        data=data,
        sent=sent,
        example=requests[0] if requests else None,
        defects=(*tree.defects, *defects),
    )
    return replace(
        facts,
        events=(event,),
        problems=(*facts.problems, *unknown_role(facts.page, document), *unplaced(facts.page, tree)),
    )


def _data(fields: Fields, requests: list[dict[str, Json]], document: Document) -> tuple[Node | None, Samples]:
    """What is in `data`, and what the examples show there. Old pages describe nothing else of the request: by a table,
    or by no more than the PHP array that the portal makes it of."""
    sent = Samples(tuple(request["data"] for request in requests if "data" in request))
    if "data" in fields or _REQUEST & fields.keys():
        return fields.get("data"), sent
    if fields:
        return object_of(fields), sent
    made = None if sent.values else next(_php_data(document), None)
    return (OBJECT, Samples((made,))) if made else (None, sent)


def object_of(fields: Fields) -> Node:
    return replace(OBJECT, fields=fields)


def _php_data(document: Document) -> Iterator[dict[str, Json]]:
    """PHP arrays with keys, whose variables are unknown values."""
    for section in document.root.walk():
        for block in flat(section.blocks):
            if isinstance(block, Code) and block.text.lower().startswith(("array(", "[")):
                try:
                    value = parse_literal(_VARIABLE.sub("null", block.text), 0)
                except NotData:
                    continue
                if isinstance(value, dict):
                    yield value


def _name(document: Document) -> WireName | None:
    found = _TITLED.findall(document.title)
    try:
        return WireName(found[-1]) if found else None
    except InvalidName:
        return None


def _sent_only(requests: list[dict[str, Json]]) -> WireName | None:
    """The name in the example request, for a page whose title has none."""
    try:
        return WireName(str(requests[0]["event"])) if requests else None
    except InvalidName:
        return None


def _is_subscribed_to(document: Document) -> bool:
    """The box under an event's title says who may subscribe, where a method's says who may execute."""
    boxes = [block for block in document.root.blocks if isinstance(block, Quote)]
    texts = [text_of(part.spans) for box in boxes for part in flat(box.blocks) if isinstance(part, Paragraph)]
    return any(_SUBSCRIBE.search(text) for text in texts)


def requests_in(document: Document) -> Iterator[dict[str, Json]]:
    """The example requests: objects that name an event."""
    for section in document.root.walk():
        for block in flat(section.blocks):
            if isinstance(block, Code) and '"event"' in block.text:
                try:
                    value = parse_json(block.text)
                except NotData:
                    continue
                if isinstance(value, dict) and isinstance(value.get("event"), str):
                    yield value


def _sent_name(titled: WireName, requests: list[dict[str, Json]]) -> WireName:
    """The name in the title, unless the example sends a really other one."""
    sent = [str(request["event"]) for request in requests]
    if not sent or titled.lower() in {name.lower() for name in sent}:
        return titled
    try:
        return WireName(sent[0])
    except InvalidName:
        return titled


def _other_name(name: WireName, requests: list[dict[str, Json]]) -> list[Defect]:
    others = sorted({str(request["event"]) for request in requests if str(request["event"]).lower() != name.lower()})
    return [Defect("event", f"the title says {name}; the example sends {', '.join(others)}")] if others else []
