"""What example calls send and no table explains: as structure, which says no more than that it may be sent."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ...spec.model import Defect, Field
from ..examples.samples import Samples
from .infer import infer
from .node import Fields, Node
from .reconcile import unknown_names

_QUERY: Final = re.compile(r"(?:.*_)?(?:filter|order|sort|select)\Z", re.IGNORECASE)
_CHOSEN_KEYS: Final = frozenset({"values", "cmd", "return_values", "property_values"})
"""Their keys are the caller's own."""
_WORD: Final = re.compile(r"[A-Za-z_]\w{0,99}\Z")
_CUSTOM: Final = re.compile(r"UF_|.*\d|(?:[A-Z][a-z]+){2,9}\Z")
"""Names of one portal's own fields, and ids: another's differ."""
_LANGUAGE: Final = re.compile(r"(?!id\Z|to\Z)[a-z]{2}(?:_[A-Z]{2})?\Z")
_FILE: Final = "filedata"
_MOST: Final = 40


def with_sent(node: Node, samples: Samples, at: str) -> tuple[Node, list[Defect]]:
    """The parameter and all inside it, with what the examples send where nothing says what it may be."""
    name = at.rpartition(".")[2]
    keys_are_data = node.hints.stated.keys_are_data or node.map_of is not None or name.lower() in _CHOSEN_KEYS
    if _QUERY.match(name) or keys_are_data or node.facts.file:
        return node, []
    defects: list[Defect] = []
    may_have_keys = node.holds_objects or (node.type == "array" and node.facts.wire == "object")
    if node.is_bare and may_have_keys and (fields := sent_fields(samples)):
        defects.append(Defect(at, f"the example sends {', '.join(fields)}, which no table describes"))
        if all(isinstance(value, list) for value in samples.values):
            node = replace(node, items=Node(Field("object", open=True), fields=fields))
        else:
            node = replace(node.with_facts(open=True), fields=fields)
        return node, defects
    inside: dict[str, Node] = {}
    for inner, each in node.fields.items():
        inside[inner], more = with_sent(each, samples.at(inner), f"{at}.{inner}")
        defects.extend(more)
    # Where none of the listed keys is shown, the example is of another level.
    if node.fields.keys() & set(samples.names()) and not node.variants and node.items is None:
        more_names = filter(_is_api_name, unknown_names(node.fields, samples))
        inside.update({each: _shallow(samples.at(each)) for each in more_names})
    items = node.items
    if items is not None and not items.facts.ref:
        items, more = with_sent(items, samples.elements(), f"{at}[]")
        defects.extend(more)
    return replace(node, fields=inside, items=items), defects


def sent_fields(samples: Samples) -> Fields:
    """The keys of the objects that examples send there; none where they are data rather than names."""
    objects = [each for each in samples.objects() if each]
    told = [value for value in samples.values if value not in (None, "", [], {})]
    names = samples.names()
    if not objects or len(names) > _MOST or not all(isinstance(value, (dict, list)) for value in told):
        return {}
    if not all(map(_WORD.match, names)) or any(map(_CUSTOM.match, names)) or all(map(_LANGUAGE.match, names)):
        return {}
    if _FILE in (name.lower() for name in names):
        return {}
    # No deeper: what lies further inside is one caller's.
    return {name: _shallow(samples.at(name)) for name in names}


def _shallow(samples: Samples) -> Node:
    return Node(Field(infer(samples.values).type))


def _is_api_name(name: str) -> bool:
    return bool(_WORD.match(name)) and not _CUSTOM.match(name) and not _LANGUAGE.match(name)
