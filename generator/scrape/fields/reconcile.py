"""Holds the documented types against the values that the examples show.

Fills in what the tables leave open (what is in an array, the fields of an object that no table describes) and notes
where the wire has another type than the table. The documented type is never overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ...spec.model import Defect, Json
from ..examples.samples import Samples, is_map
from .node import Draft

_DATETIME: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\Z|\d\d\.\d\d\.\d{4} \d\d:\d\d(?::\d\d)?\Z"
)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d\Z|\d\d\.\d\d\.\d{4}\Z")
_OPERATOR: Final = re.compile(r"^[!<>=%@*?+~]{1,3}")
"""Filters put it before a field's name."""
_CONTAINERS: Final = ("object", "array")
_DESCRIPTION: Final = {"type", "isrequired", "required", "mandatory", "isreadonly", "title", "user_type_id"}
_PATTERN: Final = re.compile(r"(?:\*|\.\.\.|…)\Z")

_EXPECTED: Final[dict[str, frozenset[str]]] = {
    "integer": frozenset({"integer"}),
    "timestamp": frozenset({"integer"}),
    "user": frozenset({"integer"}),
    "boolean": frozenset({"boolean"}),
    "double": frozenset({"double", "integer"}),
    "number": frozenset({"double", "integer"}),
    "object": frozenset({"object"}),
    "time": frozenset({"object"}),
    "array": frozenset({"array"}),
    **dict.fromkeys(("string", "text", "char", "date", "datetime", "enum"), frozenset({"string"})),
}
"""The JSON type of each documented one. A type that is not here may be anything."""


def kind_of(value: Json) -> str:
    if value is None:
        return "null"
    for name, python in (("boolean", bool), ("integer", int), ("double", float), ("string", str), ("array", list)):
        if isinstance(value, python):
            return name
    return "object"


def apply(draft: Draft, seen: Samples, at: str, *, infer: bool) -> list[Defect]:
    """Holds one value and all inside it against the examples. With `infer`, undescribed objects take their fields."""
    if draft.fields and not draft.variants and describes_fields(draft.fields, seen):
        draft.fields = {}
        draft.items = infer_draft([value for each in seen.objects() for value in each.values()])
        draft.wire = None if draft.type == "object" else "object"
        return [Defect(at, "the table lists fields; the example answers with a description of each")]
    if draft.fields and not draft.variants and is_keyed(draft.fields, seen):
        _into_map(draft, seen.under_keys())
    values = [value for value in seen.values if not _is_empty(value, draft.type)]
    draft.nullable = draft.nullable or any(_is_null(value, draft.type) for value in seen.values)
    defects = _compare(draft, values, at)
    _doubt_values(draft, values)
    _formats(draft, values)
    _elements(draft, values, infer)
    if infer and draft.is_bare and (draft.holds_objects or draft.wire == "object"):
        _infer_inside(draft, seen)
    _into_items(draft)
    if draft.fields and not draft.variants:
        unknown = _unknown(draft, seen)
        if unknown:
            defects.append(Defect(at, f"the example shows {_listed(unknown)}, which no table describes"))
        if infer:
            draft.fields.update({name: infer_draft(list(seen.at(name).values)) for name in unknown})
    if draft.items and not draft.items.ref:
        in_lists = is_list(draft) or any(isinstance(value, list) for value in seen.values)
        elements = seen.elements() if in_lists else seen.under_keys()
        defects.extend(apply(draft.items, elements, f"{at}[]", infer=infer))
    for name, inner in draft.fields.items():
        defects.extend(apply(inner, seen.at(name), f"{at}.{name}", infer=infer))
    return defects


def _into_items(draft: Draft) -> None:
    """Fields that a table gives to a list are those of its elements."""
    if is_list(draft) and draft.fields and draft.items is None:
        word = draft.type.removesuffix(" | null")
        kind = word.removesuffix("[]") if word.endswith("[]") and " " not in word else "object"
        draft.items = Draft(kind, fields=draft.fields)
        draft.fields = {}


def is_list(draft: Draft) -> bool:
    """By the wire where it has the word, by the documentation elsewhere."""
    if draft.wire is not None:
        return draft.wire == "array"
    parts = [part for part in draft.type.split(" | ") if part != "null"]
    return all(part == "array" or part.endswith("[]") for part in parts)


def is_keyed(fields: dict[str, Draft], seen: Samples) -> bool:
    """The table describes what lies under each key; the example has the keys, ids or the caller's names, above it."""
    objects = [each for each in seen.objects() if each]
    under = seen.under_keys()
    inner = set(under.names())
    ids = all(map(is_map, objects))
    names = all(isinstance(value, dict) for value in under.values) and not set(seen.names()) & (inner | fields.keys())
    return bool(objects) and (ids or names) and 2 * len(inner.intersection(fields)) >= len(fields)


def _into_map(draft: Draft, elements: Samples) -> None:
    kind = "array" if all(isinstance(value, list) for value in elements.values) else "object"
    draft.items = Draft(kind, fields=draft.fields)
    draft.fields = {}


def _doubt_values(draft: Draft, values: list[Json]) -> None:
    """A list that lacks what the example shows was one of formats or of some values, not of all. That of an object
    names its keys."""
    if draft.wire in _CONTAINERS:
        draft.values = ()
    known = {str(value).lower() for value in draft.values}
    plain = [value for value in values if isinstance(value, (str, int)) and not isinstance(value, bool)]
    if draft.type != "boolean" and any(str(value).lower() not in known for value in plain):
        draft.values = ()


def describes_fields(fields: dict[str, Draft], seen: Samples) -> bool:
    """`*.fields` methods: the table names an object's fields with their types, the answer maps each name to an object
    that describes the field (its type, whether it is required…)."""
    shown = [(name, value) for each in seen.objects() for name, value in each.items() if name in fields]
    scalar = [(name, value) for name, value in shown if not fields[name].holds_objects]
    descriptions = [
        value for _, value in scalar if isinstance(value, dict) and _DESCRIPTION & {key.lower() for key in value}
    ]
    return len(descriptions) > 1 and 2 * len(descriptions) >= len(scalar)


def _compare(draft: Draft, values: list[Json], at: str) -> list[Defect]:
    kinds = sorted({kind_of(value) for value in values})
    expected = _expected(draft.type)
    if not kinds or expected is None or set(kinds) <= expected:
        if (
            kinds
            and expected is None
            and len(kinds) == 1
            and draft.is_bare
            and (draft.type == "any" or kinds[0] not in _CONTAINERS)
        ):
            draft.wire = kinds[0]
        return []
    draft.wire = " | ".join(kinds)
    return (
        [Defect(at, f"documented as {draft.type}; the example shows {draft.wire}")]
        if _is_contradiction(expected, kinds)
        else []
    )


def _expected(documented: str) -> frozenset[str] | None:
    expected: set[str] = set()
    for part in documented.split(" | "):
        if part == "null":
            continue
        known = frozenset({"array"}) if part.endswith("[]") else _EXPECTED.get(part)
        if known is None:
            return None
        expected |= known
    return frozenset(expected)


def _is_contradiction(expected: frozenset[str], kinds: list[str]) -> bool:
    """Numbers and marks sent as text are the portal's way; a list for an object is a mistake on the page."""
    return bool({"object", "array"} & (set(kinds) ^ expected))


def _is_empty(value: Json, documented: str) -> bool:
    """An empty stand-in says nothing about the type: `""`, `[]` for a map, false for what is no boolean."""
    return value is None or value in ("", [], {}) or (value is False and "boolean" not in documented)


def _is_null(value: Json, documented: str) -> bool:
    if value is None:
        return True
    if value == "" and isinstance(value, str):
        return documented not in ("string", "text", "char", "any", "enum")
    return value is False and documented not in ("boolean", "char", "any") and "boolean" not in documented


def _formats(draft: Draft, values: Sequence[Json]) -> None:
    texts = [value for value in values if isinstance(value, str)]
    if draft.type not in ("string", "text", "any") or not texts or len(texts) != len(values):
        return
    if all(_DATETIME.match(text) for text in texts):
        draft.format = "datetime"
    elif all(_DATE.match(text) for text in texts):
        draft.format = "date"


def _elements(draft: Draft, values: list[Json], infer: bool) -> None:
    """What is in a list that nothing describes."""
    lists = [value for value in values if isinstance(value, list)]
    elements = [item for value in lists for item in value]
    if not elements or draft.items or draft.fields or draft.ref or draft.type.endswith("[]"):
        return
    if any(isinstance(item, dict) for item in elements) and not infer:
        return
    draft.items = infer_draft(elements)


def _infer_inside(draft: Draft, seen: Samples) -> None:
    objects = list(seen.objects())
    if not objects or not any(objects):
        return
    if all(is_map(each) for each in objects if each):
        draft.items = infer_draft([value for each in objects for value in each.values()])
    else:
        draft.fields.update(_infer_fields(objects))


def _infer_fields(objects: list[dict[str, Json]]) -> dict[str, Draft]:
    names = list(dict.fromkeys(key for each in objects for key in each))
    return {name: infer_draft([each[name] for each in objects if name in each]) for name in names}


def infer_draft(values: Sequence[Json]) -> Draft:
    """A draft made of nothing but what examples show."""
    told = [value for value in values if value is not None]
    kinds = sorted({kind_of(value) for value in told})
    if kinds == ["double", "integer"]:
        kinds = ["double"]
    draft = Draft(" | ".join(kinds) or "any", nullable=len(told) < len(values))
    _formats(draft, told)
    objects = [value for value in told if isinstance(value, dict)]
    elements = [item for value in told if isinstance(value, list) for item in value]
    if objects and kinds == ["object"]:
        _infer_inside(draft, Samples(tuple(objects)))
    elif elements and kinds == ["array"]:
        draft.items = infer_draft(elements)
    return draft


def _unknown(draft: Draft, seen: Samples) -> list[str]:
    """Keys of the example that no table knows."""
    patterns = [name.rstrip(".*…") for name in draft.fields if _PATTERN.search(name)]
    return [
        key
        for key in seen.names()
        if key not in draft.fields
        and _OPERATOR.sub("", key) not in draft.fields
        and not any(key.startswith(each) for each in patterns)
    ]


def _listed(names: list[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + ("…" if len(names) > most else "")
