"""Fields that a row's own words name, where no table describes them: in bullets, or in a sketch of the object.

Bullets are fields where the words above them say so (`contains the following fields:`). Elsewhere they are fields only
if the examples show keys of these names: a list of values looks the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from ...spec.grammar import BASE
from ...spec.model import Field, Json
from ..examples.json_text import NotData, parse_json
from ..examples.samples import Samples
from ..html.document import Cell, Code, Paragraph, Span, Spans, lines_of, text_of
from .infer import infer
from .name_cell import NameCell
from .node import NOTHING_STATED, Fields, Node, Stated
from .query_words import query_name
from .values_of_keys import with_values_of_keys

_OBJECTS: Final = frozenset({"object", "array", "any", "object[]", "array[]"})
_NAMES_ONLY: Final = frozenset({"select", "group"})
_KEYS_ARE_DATA: Final = frozenset({"fields", "values"})
"""What these are sketched with is an example: their keys are codes of fields that the caller knows."""
_QUERIES: Final = frozenset({"filter", "order", "sort"})
_NAME: Final = re.compile(r"[A-Za-z_]\w{0,99}(?:\.\w{1,99}){0,5}(?P<star>\*?)\Z")
_NO_NAME: Final = re.compile(
    r"(?:(?i:asc|desc|true|false|null|y|n|object|array)|(?:field|value|template|page|site)_(?:name|code|template)|"
    r"(?i:(?:field|value|order|key|id|sort|filter|operation|access_code)_?[nN\d]+|access_code|property_code))\Z"
)
"""Words that stand for names, and values that no field is called."""
_AFTER_NAME: Final = re.compile(r"\s*(?:\*\s*)?(?:\((?P<type>[\w\[\]]{1,40})\)\s*)?(?:[—–:]|-\s|\Z)")
_ANNOUNCED: Final = re.compile(
    r"\b(?:fields?|keys?|structure|parameters?|properties|attributes|following options)\b[^.]{0,80}:?\s*\Z",
    re.IGNORECASE,
)
_WHERE: Final = re.compile(r"(?:[}\])]|format|\A)[\s,]{0,5}where:?\s*\Z", re.IGNORECASE)
_NO_FIELDS: Final = re.compile(
    r"\b(?:values?|prefix\w*|operators?|operations?|examples?|codes?|levels?|formats?|modes?|edition|types of)\b",
    re.IGNORECASE,
)
_NEVER: Final = re.compile(r"\b(?:examples?|edition|levels?|prefix\w*|days of the week)\b", re.IGNORECASE)
_NEEDED: Final = re.compile(r"\b(?:required|mandatory) fields for creating\b[^.]{0,40}:\s*\Z", re.IGNORECASE)
_STAND_INS: Final = frozenset({"field", "value", "key", "order"})
_KEYS_OF_QUERY: Final = re.compile(
    r"\bkeys:|\bfields?\b[^.]{0,40}(?:\bcan take the following values|\bfor (?:sorting|filtering)|\bfollowing)|"
    r"\b(?:filter|sort|sorting|supported|allowed|available|filterable|mandatory)\s+fields?\b|values for\s+.?field",
    re.IGNORECASE,
)
_ONE: Final = re.compile(
    r"\barray contains (?:the )?(?:field (?P<after>[A-Z_]+)\b|(?P<before>[A-Z_]+) field\b)"
    r"|\bone key is available: (?P<only>\w+)\b",
    re.IGNORECASE,
)
_MADE_OF_FIELDS: Final = re.compile(
    r"\barray contains (?:the )?(?:following )?fields?\b|\barray contains the \w+ field\b"
)
_LIST: Final = re.compile(
    r"\b(?:array|list|set) of (?:\w+ )?(?:objects|arrays|structures)\b|"
    r"\beach (?:\w+ )?(?:value|element|item|entry|object)\b|"
    r"\barray of objects\b",
    re.IGNORECASE,
)
_CHOSEN_KEYS: Final = re.compile(
    r"(?<!\bone )\bkeys?\b[^.]{0,30}\b(?:is|are|and values)\b|key-value|key=value|\bcode: text\b|_CODE\W{1,3}value|"
    r"\b(?:field|id|key)_[1n]\b|langCode|different languages|localized|values of the document",
    re.IGNORECASE,
)
_SKETCHED: Final = re.compile(r"\b(?:format|structure|form)\b", re.IGNORECASE)
_OPERATOR: Final = re.compile(r"^[!<>=%@*?+~]{1,3}")
_STAND_IN: Final = re.compile(r"(?:value\w*|string|text|\.\.\.|<.*>|\{.*\})\Z", re.IGNORECASE)


def stated_of(name: NameCell, description: Cell, read_row: Callable[[NameCell, Cell], Node]) -> Stated:
    """The fields that the description names. `read_row` reads the words about one of them."""
    if (name.type or "any").removesuffix(" | null") not in _OBJECTS or name.name.lower() in _NAMES_ONLY:
        return NOTHING_STATED
    text = text_of(description.spans)
    is_query = query_name(name.name) in _QUERIES
    valued: Fields = {} if is_query else with_values_of_keys(_sketched(description), description)
    listed = [] if valued else _listed(description, is_query=is_query)
    fields: Fields = valued or {each.name: read_row(_typed(each, cell, read_row), cell) for each, cell, _ in listed}
    sure = bool(fields) and all(announced for _, _, announced in listed)
    if not fields and not is_query:
        has_keys = (name.type or "any") != "any" and name.name.lower() not in _KEYS_ARE_DATA
        fields = _one(text) or (_sketched(description) if has_keys else {})
        sure = bool(fields)
    keys_are_data = bool(_CHOSEN_KEYS.search(" ".join([text, *_codes(description)])))
    if not fields and not keys_are_data:
        return NOTHING_STATED
    return Stated(fields, sure, bool(_LIST.search(text)), bool(_MADE_OF_FIELDS.search(text)), keys_are_data, is_query)


def _listed(description: Cell, *, is_query: bool) -> list[tuple[NameCell, Cell, bool]]:
    """The bullets that start with a name, each with the words about it and with whether they were announced."""
    found: dict[str, tuple[NameCell, Cell, bool]] = {}
    announced = never = needed = False
    current = ""
    for paragraph in description.paragraphs:
        if paragraph.level and not current:
            continue
        if paragraph.level:
            inner = replace(paragraph, level=paragraph.level - 1)
            known, cell, sure = found[current]
            found[current] = (known, _with(cell, inner), sure)
            continue
        for line in lines_of(paragraph.spans):
            led = _led(line)
            if led is None:
                announced = announced if paragraph.item else _announces(text_of(line), is_query=is_query)
                never = never if paragraph.item else bool(_NEVER.search(text_of(line)))
                needed = needed if paragraph.item else bool(_NEEDED.search(text_of(line)))
                current = ""
                continue
            if never:
                continue
            name, rest = led
            name = replace(name, required=name.required or needed)
            current = name.name
            found.setdefault(current, (name, _with(Cell(()), Paragraph(rest)), announced))
    if _STAND_INS.issuperset(found):
        return []
    names = [name for name, (_, _, sure) in found.items() if sure]
    return [found[name] for name in names] if names else list(found.values())


def _with(cell: Cell, paragraph: Paragraph) -> Cell:
    return Cell((*cell.spans, *paragraph.spans, Span("\n")), cell.blocks, (*cell.paragraphs, paragraph))


def _typed(name: NameCell, about: Cell, read_row: Callable[[NameCell, Cell], Node]) -> NameCell:
    """A choice of words is a text, where no type is named."""
    text = replace(name, type="string")
    return text if not name.type and read_row(text, about).facts.values else name


def _led(line: Spans) -> tuple[NameCell, Spans] | None:
    """The name that the line starts with, and what it says of it."""
    at = next(at for at, span in enumerate(line) if span.text.strip())
    first = line[at]
    word = first.text.strip()
    found = _NAME.match(word)
    typed, line = _typed_by_code(line[at + 1 :])
    rest = "".join(span.text for span in line)
    after = _AFTER_NAME.match(rest)
    if not (first.code or first.strong) or not found or not after or _NO_NAME.match(word) or word.lower() in BASE:
        return None
    type_ = typed or (after["type"] or "").lower()
    required = bool(found["star"]) or rest.lstrip().startswith("*")
    return NameCell(word.rstrip("*"), type_ if type_ in BASE else "", required, None), line


def _typed_by_code(line: Spans) -> tuple[str, Spans]:
    """The type in code that follows a name, and what is behind it."""
    at = next((at for at, span in enumerate(line) if span.text.strip()), None)
    word = line[at].text.strip().lower() if at is not None and line[at].code else ""
    return (word, line[at + 1 :]) if at is not None and word in BASE else ("", line)


def _announces(text: str, *, is_query: bool) -> bool:
    if is_query:
        return bool(_KEYS_OF_QUERY.search(text)) and "prefix" not in text.lower()
    last = re.split(r"\.\s", text)[-1]
    if _WHERE.search(last):
        return True
    return bool(_ANNOUNCED.search(last)) and not _NO_FIELDS.search(last)


def _one(text: str) -> Fields:
    """`The array contains the field ID with the value of…`."""
    found = _ONE.search(text)
    return {str(found["after"] or found["before"] or found["only"]): Node(Field("any"))} if found else {}


def _sketched(description: Cell) -> Fields:
    """The keys of an object that the words show as the format: `{"module": "crm", "code": "CONTACT"}`."""
    for text in _sketches(description):
        try:
            value = parse_json(text)
        except NotData:
            continue
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, dict) and value and all(map(_is_name, value)) and not _is_one_of_many(value):
            return {name: _by_sketch(each) for name, each in value.items()}
    return {}


def _codes(description: Cell) -> Iterator[str]:
    return (block.text for block in description.blocks if isinstance(block, Code))


def _sketches(description: Cell) -> Iterator[str]:
    said = ""
    for span in description.spans:
        if span.code and span.text.lstrip().startswith(("{", "[{")) and _SKETCHED.search(said[-60:]):
            yield span.text
        said += span.text
    if _SKETCHED.search(said):
        yield from _codes(description)


def _is_name(key: str) -> bool:
    return bool(_NAME.match(key)) and not _NO_NAME.match(key) and not re.search(r"\d", key)


def _is_one_of_many(value: dict[str, Json]) -> bool:
    """`{"UA": "All users"}`: a code and what it stands for."""
    return len(value) == 1 and all(key.isupper() and isinstance(each, str) for key, each in value.items())


def _by_sketch(value: Json) -> Node:
    """What is shown in a sketch often stands for something else: only what is sure is kept."""
    if isinstance(value, dict) and value and all(map(_is_name, value)):
        return Node(Field("object"), fields={name: _by_sketch(each) for name, each in value.items()})
    if isinstance(value, bool) or (isinstance(value, str) and value and not _STAND_IN.match(value)):
        return infer([value])
    return Node(Field("any"))


# Where they are placed


def with_stated(node: Node, samples: Samples, *, opened: bool) -> Node:
    """The value and all inside it, with the fields that words name where nothing else describes them.

    `opened`: words may not name all that can be sent.
    """
    if node.items and node.items.facts.values and any(isinstance(value, dict) for value in samples.values):
        node = replace(node, items=None)  # the words name the object's keys
    if node.is_bare and (fields := _fitting(node, samples)):
        shown = set(samples.names())
        key = next(iter(shown)) if len(shown) == 1 and not shown & fields.keys() and not node.hints.stated.query else ""
        if _NAME.match(key):
            # `entities`, an array of objects with the fields: the words describe what lies under the only key.
            held = infer(samples.at(key).values).type
            inner = with_stated(node.with_facts(type=held, required=False), samples.at(key), opened=opened)
            return replace(node.with_facts(open=opened), fields={key: inner})
        inside = {name: _as_shown(each, samples.at(name), opened=opened) for name, each in fields.items()}
        told = [value for value in samples.values if value not in (None, "", [], {}, False)]
        if node.type == "any" and told:
            node = node.with_facts(wire=infer(told).type)
        if node.facts.wire == "array":
            node = replace(node, items=Node(Field("object", open=opened), fields=inside))
        else:
            node = replace(node.with_facts(open=opened), fields=inside)
        if node.hints.stated.keyed and not samples.values:
            node = node.with_facts(wire="object")
    if not (node.fields or node.items or node.variants):
        return node
    return replace(
        node,
        fields={name: with_stated(each, samples.at(name), opened=opened) for name, each in node.fields.items()},
        items=with_stated(node.items, samples.elements(), opened=opened) if node.items else None,
        variants={
            # An example is of one case, and nobody knows which.
            case: {name: with_stated(each, Samples(), opened=opened) for name, each in fields.items()}
            for case, fields in node.variants.items()
        },
    )


def _as_shown(node: Node, samples: Samples, *, opened: bool) -> Node:
    """Words seldom say the type; the example does. What can be sent is not read-only, whatever it is about."""
    node = node.with_facts(read_only=False) if opened else node
    if node.type != "any" or not samples.values:
        return node
    shown = infer(samples.values)
    if opened or not node.is_bare:
        return node.with_facts(type=shown.type)
    return replace(shown, facts=replace(node.facts, type=shown.type, format=shown.facts.format))


def _fitting(node: Node, samples: Samples) -> Fields:
    """The stated fields, unless the examples or the type speak against them."""
    stated = node.hints.stated
    told = [value for value in samples.values if value not in (None, "", [], {}, False)]
    shown = {_OPERATOR.sub("", name) for name in (*samples.names(), *samples.under_keys().names())}
    if not stated.fields or (told and not any(True for _ in samples.objects())):
        return {}
    if shown.intersection(stated.fields):
        direct = set(samples.names())
        is_odd = not stated.sure and direct and 2 * len(direct.intersection(stated.fields)) < len(direct)
        return {} if is_odd else stated.fields
    is_array = node.type.removesuffix(" | null").startswith("array")
    return stated.fields if stated.sure and not told and (not is_array or stated.in_list or stated.keyed) else {}
