"""Holds the documented types against the values that the examples show.

Fills in what the tables leave open (what is in an array, the fields of an object that no table describes) and notes
where the wire has another type than the table. The documented type is never overwritten.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ...spec.model import Defect, Field, Json
from ..examples.placeholders import is_stand_in
from ..examples.samples import Samples, json_type
from .file_words import is_refuted
from .infer import format_of, infer, with_inferred_fields
from .keyed import as_map_by_rows, as_map_by_word, is_keyed, with_wildcards
from .maps import are_languages
from .node import Fields, Node
from .patterns import has_time_of_day, is_written, shown_pattern

_OPERATOR: Final = re.compile(r"^[!<>=%@*?+~]{1,3}")
"""Filters put it before a field's name."""
_MOMENTS: Final = frozenset({"date", "datetime"})
_CONTAINERS: Final = ("object", "array")
_DESCRIPTION: Final = {"type", "isrequired", "required", "mandatory", "isreadonly", "title", "user_type_id"}
_PATTERN: Final = re.compile(r"(?:\*|\.\.\.|…)\Z")

_JSON_TYPES: Final[dict[str, frozenset[str]]] = {
    "integer": frozenset({"integer"}),
    "timestamp": frozenset({"integer"}),
    "user": frozenset({"integer"}),
    **dict.fromkeys(("boolean", "true", "false"), frozenset({"boolean"})),
    "double": frozenset({"double", "integer"}),
    "number": frozenset({"double", "integer"}),
    "object": frozenset({"object"}),
    "time": frozenset({"object"}),
    "array": frozenset({"array"}),
    **dict.fromkeys(("string", "text", "char", "date", "datetime", "enum"), frozenset({"string"})),
}
"""The JSON types of each documented one. A type that is not here may be anything."""


def reconcile(node: Node, samples: Samples, at: str, *, infer_fields: bool) -> tuple[Node, list[Defect]]:
    """One value and all inside it, held against the examples. With `infer_fields`, undescribed objects take theirs."""
    if node.hints.keyed and len(node.fields) == 1 and all(each.hints.unnamed for each in node.fields.values()):
        [under] = node.fields.values()  # put there because the example has the table's names under its one key
        node = replace(node, fields={}, map_of=under)
    if node.fields and not node.variants:
        if describes_fields(node.fields, samples):
            what = "the table lists fields; the example answers with a description of each"
            return _as_descriptions(node, samples), [Defect(at, what)]
        if is_keyed(node, samples):
            node = _as_map(node, samples.under_keys())
    if node.items and not node.map_of and _are_maps(samples):
        node = replace(node, items=None, map_of=node.items)
    node, defects = _reconciled_type(node, samples, at)
    if node.fields and not node.variants and _may_be_either(node.type) and _are_rows(samples):
        element = Node(Field("object"), fields=node.fields)
        node = replace(node, items=element, map_of=element, fields={})
    if not is_list(node):
        node = as_map_by_rows(node, samples)
    values = _told(node, samples)
    if node.facts.values:
        node = _with_values_held(node, values)
    if node.items and node.items.facts.values and any(isinstance(value, dict) for value in values):
        node = replace(node, items=None)  # they name the object's keys
    if format_ := format_of(node.type, values):
        node = node.with_facts(format=format_)
    if node.facts.pattern and not all(is_written(text, node.facts.pattern) for text in values if isinstance(text, str)):
        defects.append(Defect(at, f"documented as written {node.facts.pattern}; the example shows another form"))
        node = node.with_facts(pattern=None)
    elif infer_fields:
        node, more = _as_shown(node, values, at)
        defects.extend(more)
    if node.facts.file and (infer_fields or is_refuted(node.facts.file, values)):
        node = node.with_facts(file=None)  # of an answer, the words say how it was once sent
    if _is_anything(node, values):
        return node, defects
    node = _with_elements(node, values, infer_fields)
    if node.hints.keyed and node.is_bare:
        node = as_map_by_word(node, samples, infer_fields=infer_fields)
    if node.is_bare and node.type == "object" and are_languages(samples.names()):
        texts = samples.under_keys().values
        node = replace(node, map_of=Node(Field("string"))) if all(isinstance(each, str) for each in texts) else node
    if infer_fields and node.is_bare and (node.holds_objects or node.facts.wire == "object"):
        node = with_inferred_fields(node, samples)
    if is_list(node) and node.items is None and (node.fields or (node.map_of and _are_rows(samples))):
        node = _with_fields_of_items(node)
    if infer_fields and node.fields:
        node = replace(node, fields=with_wildcards(node.fields, unknown_names(node.fields, samples)))
    if node.fields and not (node.variants or node.map_of) and (unknown := unknown_names(node.fields, samples)):
        defects.append(Defect(at, f"the example shows {_listed(unknown)}, which no table describes"))
        if infer_fields:
            inferred = {name: infer(samples.at(name).values) for name in unknown}
            node = replace(node, fields={**node.fields, **inferred})
    node, more = _reconciled_inside(node, samples, at, infer_fields)
    return node, [*defects, *more]


def _as_shown(node: Node, values: list[Json], at: str) -> tuple[Node, list[Defect]]:
    """An answer's date or moment as the example writes it."""
    texts = [value for value in values if isinstance(value, str)]
    if node.facts.format is None and not _MOMENTS.intersection(node.type.split(" | ")):
        return node, []
    defects: list[Defect] = []
    if node.type == "date" and any(map(has_time_of_day, texts)):
        defects.append(Defect(at, "documented as date; the example shows a time of day"))
        node = node.with_facts(format="datetime")
    # What several methods share is written so by one of them.
    is_own = not at.startswith("fields")
    shown = shown_pattern(texts) if is_own and node.facts.pattern is None else None
    return node.with_facts(pattern=shown) if shown else node, defects


def _reconciled_inside(node: Node, samples: Samples, at: str, infer_fields: bool) -> tuple[Node, list[Defect]]:
    if not (node.items or node.fields or node.map_of):
        return node, []
    items, map_of, defects = node.items, node.map_of, list[Defect]()
    if items and not items.facts.ref:
        items, more = reconcile(items, samples.elements(), f"{at}[]", infer_fields=infer_fields)
        defects.extend(more)
    if map_of and not (map_of.facts.ref or (map_of.type == "any" and not infer_fields)):
        others = samples.elements() if node.items else samples.under_keys(but=node.fields)
        map_of, more = reconcile(map_of, others, f"{at}[]", infer_fields=infer_fields)
        defects.extend(more)
    fields: dict[str, Node] = {}
    for name, inner in node.fields.items():
        fields[name], more = reconcile(inner, samples.at(name), f"{at}.{name}", infer_fields=infer_fields)
        defects.extend(more)
    return replace(node, items=items, fields=fields, map_of=map_of), defects


# The type of the value itself


def _reconciled_type(node: Node, samples: Samples, at: str) -> tuple[Node, list[Defect]]:
    """The node with its `wire` type where that is another, and with whether it may be null."""
    if any(_is_null(value, node.type) for value in samples.values):
        node = node.with_facts(nullable=True)
    shown = sorted({json_type(value) for value in _told(node, samples)})
    expected = _json_types(node.type)
    if not shown and _is_associative(node, at):
        return node.with_facts(wire="object"), []
    if not shown or (expected is not None and set(shown) <= expected):
        return node, []
    if node.hints.unnamed and shown == ["array"]:
        return node.with_facts(type="array"), []
    if expected is None:
        is_sure = len(shown) == 1 and node.is_bare and (node.type == "any" or shown[0] not in _CONTAINERS)
        return node.with_facts(wire=shown[0]) if is_sure else node, []
    wire = " | ".join(shown)
    contradicts = Defect(at, f"documented as {node.type}; the example shows {wire}")
    return node.with_facts(wire=wire), [contradicts] if _is_contradiction(expected, shown) else []


def _told(node: Node, samples: Samples) -> list[Json]:
    """The values that say something about the type."""
    return [value for value in samples.values if not _is_empty(value, node.type)]


def _json_types(documented: str) -> frozenset[str] | None:
    found: set[str] = set()
    for part in documented.split(" | "):
        if part == "null":
            continue
        known = frozenset({"array"}) if part.endswith("[]") else _JSON_TYPES.get(part)
        if known is None:
            return None
        found |= known
    return frozenset(found)


def _is_contradiction(expected: frozenset[str], shown: list[str]) -> bool:
    """Numbers and marks sent as text are the portal's way; a list for an object is a mistake on the page."""
    return bool({"object", "array"} & (set(shown) ^ expected))


def _is_empty(value: Json, documented: str) -> bool:
    """An empty value says nothing about the type: `""`, `[]` for a map, false for what is no boolean; nor does one that
    is left to the reader."""
    if isinstance(value, str) and is_stand_in(value):
        return documented not in ("string", "text")
    return value is None or value in ("", [], {}) or (value is False and "boolean" not in documented)


def _is_null(value: Json, documented: str) -> bool:
    if value is None:
        return True
    if value == "" and isinstance(value, str):
        return documented not in ("string", "text", "char", "any", "enum")
    return value is False and documented not in ("boolean", "char", "any") and "boolean" not in documented


def _with_values_held(node: Node, told: list[Json]) -> Node:
    """The values of an object name its keys. Where the examples show others beside them, there are others; where they
    show nothing but others, these were formats, or values of some other thing."""
    if node.facts.wire in _CONTAINERS:
        return node.with_facts(values=(), open=False, labels={})
    if node.type == "boolean":
        # By their types, for to Python 1 is True.
        is_shown, is_listed = (any(isinstance(each, bool) for each in values) for values in (told, node.facts.values))
        return node.with_facts(values=()) if is_shown and not is_listed else node
    known = set(map(str, node.facts.values))
    plain = [str(value) for value in told if isinstance(value, (str, int)) and not isinstance(value, bool)]
    if node.facts.open or known.issuperset(plain):
        return node
    folded = {value.lower() for value in known}  # the portal takes another spelling too
    is_one = not folded.isdisjoint(value.lower() for value in plain)
    return node.with_facts(open=True) if is_one else node.with_facts(values=(), labels={})


# What is inside it


def is_list(node: Node) -> bool:
    """By the wire where it has the word, by the documentation elsewhere."""
    if node.facts.wire is not None:
        return node.facts.wire == "array"
    parts = [part for part in node.type.split(" | ") if part != "null"]
    if node.hints.keyed and parts == ["array"]:
        return False  # an associative one
    return all(part == "array" or part.endswith("[]") for part in parts)


def _is_associative(node: Node, at: str) -> bool:
    """PHP calls an object an array; what creates or changes something has the names of its fields for keys."""
    return node.type == "array" and (node.hints.associative or at.lower() == "params.fields")


def _may_be_either(documented: str) -> bool:
    """`object | array`: the same rows by their keys, or as a list."""
    return {"object", "array"} <= set(documented.split(" | "))


def _are_rows(samples: Samples) -> bool:
    told = [value for value in samples.values if value]
    return bool(told) and all(isinstance(value, list) and all(isinstance(row, dict) for row in value) for value in told)


def _are_maps(samples: Samples) -> bool:
    told = [value for value in samples.values if value]
    return bool(told) and all(isinstance(value, dict) for value in told)


def _with_fields_of_items(node: Node) -> Node:
    """Fields that a table gives to a list, or a map that its example shows, are those of its elements."""
    word = node.type.removesuffix(" | null")
    type_ = word.removesuffix("[]") if word.endswith("[]") and " " not in word else "object"
    items = Node(Field(type_, open=node.facts.open), fields=node.fields, map_of=node.map_of, variants=node.variants)
    return replace(node.with_facts(open=False), items=items, fields={}, map_of=None, variants={})


def _is_anything(node: Node, told: list[Json]) -> bool:
    """Documented as anything, and shown as objects and as lists."""
    return node.type == "any" and node.is_bare and {dict, list} <= set(map(type, told))


def _with_elements(node: Node, told: list[Json], infer_fields: bool) -> Node:
    """What is in a list that nothing describes."""
    elements = [item for value in told if isinstance(value, list) for item in value]
    if not told and node.hints.item and node.is_bare:
        return replace(node, items=Node(Field(node.hints.item)))
    if not elements or not node.is_bare or node.type.endswith("[]"):
        return node
    if any(isinstance(item, dict) for item in elements) and not infer_fields:
        return node
    return replace(node, items=infer(elements))


def _as_map(node: Node, under: Samples) -> Node:
    type_ = "array" if under.values and all(isinstance(value, list) for value in under.values) else "object"
    return replace(node, map_of=Node(Field(type_), fields=node.fields), fields={})


def describes_fields(fields: Fields, samples: Samples) -> bool:
    """`*.fields` methods: the table names an object's fields with their types, the answer maps each name to an object
    that describes the field (its type, whether it is required…)."""
    shown = [(name, value) for each in samples.objects() for name, value in each.items() if name in fields]
    scalar = [(name, value) for name, value in shown if not fields[name].holds_objects]
    descriptions = [
        value for _, value in scalar if isinstance(value, dict) and _DESCRIPTION & {key.lower() for key in value}
    ]
    return len(descriptions) > 1 and 2 * len(descriptions) >= len(scalar)


def _as_descriptions(node: Node, samples: Samples) -> Node:
    wire = None if node.type == "object" else "object"
    return replace(node.with_facts(wire=wire), map_of=infer(samples.under_keys().values), fields={})


def unknown_names(fields: Fields, samples: Samples) -> list[str]:
    """Keys of the example that no table knows."""
    patterns = [name.rstrip(".*…") for name in fields if _PATTERN.search(name)]
    return [
        key
        for key in samples.names()
        if key not in fields
        and _OPERATOR.sub("", key) not in fields
        and not any(key.startswith(each) for each in patterns)
    ]


def _listed(names: list[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + ("…" if len(names) > most else "")
