"""Marks of required parameters that the page itself takes back: it says that one of several is enough, or its example
calls the method without them. What is really required then depends on the others; the spec says no more than is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ...spec.model import Defect, Json
from ..examples.samples import Samples
from .keyed import is_keyed
from .node import Fields, Node

_OPERATOR: Final = re.compile(r"^[!<>=%@*?+~]{1,3}")


def relax(fields: Fields, sent: Samples, said: list[tuple[str, ...]], at: str) -> tuple[Fields, list[Defect]]:
    """Takes back marks at this level and below. `said`: names of which one is enough, by the text around the tables."""
    defects: list[Defect] = []
    for names in [*said, *_said_by_rows(fields)]:
        marked = [name for name, node in fields.items() if name in names and node.facts.required]
        if marked and len(names) > 1 and all(name in fields for name in names):
            fields = _unmarked(fields, marked)
            why = "of which one is enough" if len(marked) > 1 else "which another can replace"
            defects.append(_marks(marked, at, why))
    conditional = [name for name, node in fields.items() if node.hints.conditional and node.facts.required]
    if conditional:
        fields = _unmarked(fields, conditional)
        defects.append(_marks(conditional, at, "which its own row needs only in some cases"))
    omitted = [name for name, node in fields.items() if node.facts.required and _is_omitted(name, fields, sent)]
    if omitted:
        fields = _unmarked(fields, omitted)
        defects.append(_marks(omitted, at, "which the example omits"))
    relaxed: dict[str, Node] = {}
    for name, node in fields.items():
        relaxed[name], more = _relaxed_inside(node, sent.at(name), said, f"{at}.{name}")
        defects.extend(more)
    return relaxed, defects


def _relaxed_inside(node: Node, sent: Samples, said: list[tuple[str, ...]], at: str) -> tuple[Node, list[Defect]]:
    if not node.fields and not node.variants:
        return node, []
    fields, defects = relax(node.fields, sent.under_keys() if is_keyed(node, sent) else sent, said, at)
    variants: dict[str, Fields] = {}
    for case, variant in node.variants.items():
        variants[case], more = relax(variant, Samples(), said, at)
        defects.extend(more)
    return replace(node, fields=fields, variants=variants), defects


def _said_by_rows(fields: Fields) -> Iterator[tuple[str, ...]]:
    """What a row says; with one name, of the row itself and that one."""
    for name, node in fields.items():
        names = node.hints.alternatives
        if names:
            yield names if len(names) > 1 else (name, *names)


def _unmarked(fields: Fields, names: list[str]) -> Fields:
    return {name: node.with_facts(required=False) if name in names else node for name, node in fields.items()}


def _marks(names: list[str], at: str, why: str) -> Defect:
    return Defect(at, f"marks {', '.join(names)} as required, {why}")


def _is_omitted(name: str, fields: Fields, sent: Samples) -> bool:
    """An example of known names leaves it out. One with other names may have misspelled or misplaced it."""
    return any(
        each
        and not Samples((each,), folded=True).has(name)
        and not _strange(each, fields)
        and not _is_deeper(name, each)
        for each in sent.objects()
    )


def _strange(example: dict[str, Json], fields: Fields) -> bool:
    known = {name.lower() for name in fields}
    return any(_OPERATOR.sub("", name).lower() not in known for name in example)


def _is_deeper(name: str, value: Json) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(
        (isinstance(each, dict) and name.lower() in map(str.lower, each)) or _is_deeper(name, each) for each in inner
    )
