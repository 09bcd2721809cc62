"""What rows of a page state of their values and nobody could read: each is told once, and costs that one fact."""

from __future__ import annotations

from collections.abc import Iterator

from .fields.node import Fields
from .page_facts import PageFacts
from .problems import Problem


def unread_statements(facts: PageFacts) -> list[Problem]:
    return list(dict.fromkeys(problem for fields in _trees(facts) for problem in _in(facts.page, fields)))


def _trees(facts: PageFacts) -> Iterator[Fields]:
    if facts.method is not None:
        yield facts.method.params
        yield {"result": facts.method.returns} if facts.method.returns is not None else {}
    elif facts.events:
        yield from ({"data": event.data} for event in facts.events if event.data is not None)
    else:
        yield from (each.fields for each in facts.objects.values())


def _in(page: str, fields: Fields) -> Iterator[Problem]:
    for name, node in fields.items():
        if node.hints.unread:
            yield Problem(page, name, node.hints.unread)
        yield from _in(page, node.fields)
        if node.items is not None:
            yield from _in(page, {"[]": node.items})
        if node.map_of is not None:
            yield from _in(page, {"[]": node.map_of})
        for fields_of_case in node.variants.values():
            yield from _in(page, fields_of_case)
