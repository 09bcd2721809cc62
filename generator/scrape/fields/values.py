"""The values that a row documents, what it calls them, and whether there are others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from ...spec.grammar import BASE
from ...spec.model import Single
from ..html.document import Spans, lines_of, text_of
from .numbered_values import numbered_values
from .only_values import only_value
from .value_lists import (
    ANNOUNCED,
    BETWEEN,
    NEVER,
    OF_SOME,
    OTHER_SIGNS,
    Item,
    ValueList,
    announces_values,
    item_of,
    last_sentence,
    value_lists,
)

_SCALARS: Final = frozenset({"string", "integer", "boolean", "char", "double", "enum", "text", "number"})
_STATUSES: Final = "crm_status"
"""What a portal's administrators add to: a page can name no more than those that are there at first."""
_CODES: Final = re.compile(r"\w+\.(?:code|lid)\Z|userFieldEntityId\Z")
"""Types that are texts of another object."""
_FLAGS: Final = frozenset({"string", "boolean", "char"})
_LISTS: Final = frozenset({"array", *(f"{name}[]" for name in _SCALARS)})
_WHOLE: Final = re.compile(r"-?\d{1,18}")
_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")

_PLACEHOLDER: Final = re.compile(r"XX|[<>{}*]|\.\.\.|…|_[nN]\Z|PropertyId|\A(?:USER|CHAT)_ID\Z|\Afield_|\Avalue_")
"""In words that stand for many values."""
_OTHERS: Final = re.compile(
    r"\betc\b|\band\s+(?:so\s+on|others|more)\b|\bor\s+(?:any\s+)?others\b|…|\.\.\.\s*\Z"
    r"|\bother\s+(?:(?:dynamic|custom|user|similar)\s+)?(?:values|types|codes|objects|entities|options|keys)\b"
    r"|(?:\A|\bor\s+|\band\s+)(?:a\s+|your\s+|any\s+|their\s+)?(?:own|custom)(?:\s+\w+)?\s+(?:types?|values?|codes?)\b"
    r"|\b(?:registered|added)\s+(?:\w+\s+){0,4}(?:types|by\s+(?:the\s+)?applications?)\b"
    r"|\b(?:values|modifiers|flags|they|codes|letters)\s+(?:can|may)\s+be\s+combined\b|\bcombinations?\s+of\b"
    r"|\bsimilar\s+to\s+\w+,\s+but\s+has\b|\b(?:full|complete|current|entire)\s+(?:\w+\s+)?list\b|\bnot\s+(?:a\s+)?(?:complete|exhaustive)\b"
    r"|\b(?:can\s+have\s+the\s+postfix|codes\s+have\s+a\s+prefix)\b"
    r"|\b(?:several|multiple)\s+values\s+(?:can\s+be\s+(?:passed|specified|listed)|are\s+listed)\b"
    r"|\b(?:current|actual)\s+(?:\w+\s+){0,2}(?:types|values|codes|statuses)\s+can\s+be\s+(?:obtained|retrieved)\b",
    re.IGNORECASE,
)
"""What a cell says where its values are not all."""
_LISTED_ELSEWHERE: Final = re.compile(
    r"\blist\s+of\s+(?:\w+\s+){0,3}(?:values|languages|types|codes|statuses|stages|options|keys|identifiers)\b"
    r"[^.]*\b(?:obtained|retrieved|found|get|method)\b",
    re.IGNORECASE,
)
_BOOLEAN: Final = frozenset({"true", "false"})
_YES_NO: Final = frozenset({"Y", "N"})
_PLAIN_YES_NO: Final = re.compile(
    r"\bvalues?(?:\s+(?:are|can\s+be))?\s*:?\s+Y\s*(?:/|or\b|and\b)\s*N\b"
    r"|\b(?:[Ff]lag|[Ii]ndicator)\b[^.]*\s\(?Y\s*/\s*N\)?\s*(?:\.|\Z)|(?:\A\[Y\|N\]|\(Y/N\))"
)
"""The same without marks around the letters."""
_MOST_WORDS: Final = 2
_WORDS: Final = re.compile(r"\A[\s—–=(-]+|[\s,;)/|]+(?:and|or)?\s*\Z", re.IGNORECASE)
_LAST_WORDS: Final = re.compile(r"\s*[—–=-]\s*([^,;.]*)")
_OF_OBJECTS: Final = re.compile(r"\b(?:arrays?|lists?)\s+of\s+objects\b|\bkey-value\b|\bassociative\b", re.IGNORECASE)
_PAIRS: Final[tuple[tuple[Single, Single], ...]] = ((True, False), ("Y", "N"), (1, 0), ("1", "0"))
"""The forms of a boolean; of several that a page names, the first is the one to send."""
_LABEL: Final = re.compile(r"[^\W_][\w'/+&-]*(?:\s[\w'/+&-]+)?\Z")
_LONGEST_LABEL: Final = 30
_NO_LABELS: Final = frozenset(
    {"yes", "no", "true", "false", "default", "by default", "default value", "used by default"}
)
_HINTS: Final = re.compile(
    r",?\s*(?:\((?:used\s+)?(?:by\s+)?default\)|(?:by\s+)?default(?:\s+value)?)\s*\Z", re.IGNORECASE
)

_COLON: Final = re.compile(r":\s*\Z")
_NO_VALUES_AFTER: Final = re.compile(
    r"\b(?:for\s+example|e\.g\.|such\s+as|parameters?|fields?|formats?|methods?|keys?|pass|passed|specify|specified"
    r"|required|mandatory|use|used|via|using|filters?|works?|scopes?|permissions?|objects?|properties|default|events?"
    r"|characters?|symbols?|contains?|returns?|includes?|example|links?|pages?|template|blocks?|columns?|similar|if|examples|supports?|replacements?|extensions?|common"
    r"|urls?|addresses)\b",
    re.IGNORECASE,
)
_LABELLED: Final = re.compile(
    r"\s*(?:\([^()]*\)|[—–=-]\s*[^,;.`—–]{1,40}?)?\s*(?:[,;/|]|\bor\b|\band\b)?\s*(?:and|or)?\s*\Z", re.IGNORECASE
)
_OF_A_CHOICE: Final = re.compile(
    r"(?:\w+ ){0,4}(?:mode|type|result|display format)(?: of (?:\w+ ){0,3}\w+)?:\s*\Z", re.IGNORECASE
)
"""`Event delivery mode: `, `Type of the object: `, whatever words may stand before."""
_OF_A_CHOICE_FOR: Final = re.compile(r"(?:\w+ ){0,3}(?:type|mode)\b[^.,:]{0,60}:\Z", re.IGNORECASE)
_LONGEST_HEAD: Final = 8
_LISTS_WORDS: Final = re.compile(
    r"(?:(?:array|list) of (?:\w+ ){0,3}(?:types|blocks|kinds|modes|roles|statuses|codes)|codes of (?:\w+ ){0,3}\w+)"
    r"[.:]?\Z",
    re.IGNORECASE,
)
_OF_ANOTHER: Final = re.compile(r"(?:\A|[.;]\s+)The `?(?P<name>\w+)`? (?:parameter|field|key) [^.]*\.\s[^.]*\Z")
"""A sentence about something else, before the one that announces its values."""
_RANGE: Final = re.compile(r"(\d{1,2})\.\.(\d{1,2})\Z")
_OF_ELEMENTS: Final = re.compile(r" for array elements(?=:)")
_END: Final = re.compile(r"\s*(?:\Z|[.;,(]|—|–|\n|for\b)")


@dataclass(frozen=True)
class ValueSet:
    """
    Args:
        open: There are others.
        labels: What the page calls a value, by the value as text.
        of_items: They are those of a list's items.
    """

    values: tuple[Single, ...] = ()
    open: bool = False
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    of_items: bool = False


_NONE: Final = ValueSet()
_QUERIES: Final = frozenset({"filter", "order", "sort"})
"""Lists whose items are conditions."""


@lru_cache(maxsize=16)  # several facts of a row ask for them
def values_of(description: Spans, name: str, documented: str) -> ValueSet:
    """The values that the description names; the two forms of a boolean with true before false."""
    if not documented:
        return _of_untyped(description)
    parts = ["string" if _CODES.match(part) else part for part in documented.split(" | ") if part != "null"]
    if not any(span.code for span in description) and not (announces_values(description) or documented == "integer"):
        return _plain_yes_or_no(description, parts)
    of_items = bool(parts) and all(part in _LISTS for part in parts)
    if not of_items and not all(part in _SCALARS or part == _STATUSES for part in parts):
        return _NONE
    lines = lines_of(description)
    if of_items and (name.lower() in _QUERIES or any(_OF_OBJECTS.search(text_of(line)) for line in lines)):
        return _NONE
    kind = "any" if of_items and parts == ["array"] else " | ".join(part.removesuffix("[]") for part in parts)
    in_range = _in_range(lines)
    found = _checked(in_range or _listed(lines, kind, of_items=of_items) + _inline(lines, name, of_items=of_items))
    if found is None and kind == "integer" and (numbered := numbered_values(lines)):
        found = _checked([_Named(numbered, is_sure=True, is_open=False)])
    if found is None:
        if not of_items and (only := only_value(lines, kind)):
            return ValueSet((json_value(only.text, kind),), only.is_one_of_several or _goes_on(lines))
        is_one = not of_items and len(parts) == 1
        says = is_one and (any(map(_says_yes_or_no, lines)) or (parts[0] in _FLAGS and _has_no_other_code(description)))
        return ValueSet(("Y", "N")) if says else _plain_yes_or_no(description, parts)
    names, labels, is_open = found
    # By their text, for to Python 1 is True.
    values = tuple({repr(value): value for value in (json_value(each, kind) for each in names)}.values())
    is_open = is_open or _STATUSES in parts or _goes_on(lines)
    is_flag = kind == "boolean" or frozenset(names) == _YES_NO
    return ValueSet(_true_first(values, kind), is_open and not is_flag, labels, of_items)


def _of_untyped(description: Spans) -> ValueSet:
    """Of a row that names no type: a list that is announced as values, which then say what the type is."""
    lines = lines_of(description)
    found = _checked(_listed(lines, "", of_items=False))
    if found is None:
        return _NONE
    names, labels, is_open = found
    kind = "integer" if all(map(_WHOLE.fullmatch, names)) else "boolean" if frozenset(names) == _BOOLEAN else "string"
    values = _true_first(tuple(dict.fromkeys(json_value(name, kind) for name in names)), kind)
    return ValueSet(values, is_open or _goes_on(lines), labels)


def _goes_on(lines: list[Spans]) -> bool:
    return any(_OTHERS.search(text) or _LISTED_ELSEWHERE.search(text) for text in map(text_of, lines))


@dataclass(frozen=True)
class _Named:
    """Values that stand together."""

    items: tuple[Item, ...]
    is_sure: bool
    is_open: bool


def _listed(lines: list[Spans], kind: str, *, of_items: bool) -> list[_Named]:
    lists = value_lists(lines, "" if of_items else kind)
    if of_items and not lists:
        lists = [each for each in value_lists(lines, "string") if _are_codes(each) or _are_items(each)]
    return [_Named(each.items, each.is_sure, bool(OF_SOME.search(each.head))) for each in lists]


def _are_items(each: ValueList) -> bool:
    """`List of storage types`, and below it a list of words."""
    names = [name for item in each.items for name in item.names]
    return bool(_LISTS_WORDS.match(each.head)) and len(names) > 1 and all(re.fullmatch(r"\w+", name) for name in names)


def _are_codes(each: ValueList) -> bool:
    """`MO`, `TU`: no names of fields, which are longer."""
    return all(re.fullmatch(r"[A-Z]{1,3}", name) for item in each.items for name in item.names)


def _checked(found: list[_Named]) -> tuple[tuple[str, ...], dict[str, str], bool] | None:
    """The values of all of these, their labels, and whether there are others; None if there are no two."""
    items = [item for each in found for item in each.items]
    names = tuple(dict.fromkeys(name for item in items for name in item.names))
    plain = tuple(name for name in names if not _PLACEHOLDER.search(name) and len(name.split()) <= _MOST_WORDS)
    if len(plain) < len(_YES_NO):
        return None
    of_types = {name.lower() for name in plain} - {"null"}
    if of_types <= BASE and ("null" in plain or not any(each.is_sure for each in found)):
        return None
    labels = _labels(items)
    is_open = plain != names or any(each.is_open for each in found)
    called = {name: label for name in map(_unquoted, plain) if (label := labels.get(name)) is not None}
    return plain, called, is_open


def _labels(items: Iterable[Item]) -> dict[str, str | None]:
    """What the page calls a value, where that is one or two words; None where it is called several things."""
    found: dict[str, str | None] = {}
    for item in items:
        if len(item.names) == 1:
            name = _unquoted(item.names[0])
            label = next(filter(None, (label_of(item.note, name), label_of(item.words, name))), None)
            found[name] = label if found.get(name, label) == label else None
    return found


def label_of(words: str, name: str) -> str | None:
    text = _HINTS.sub("", words).strip().rstrip(".,;")
    if not _LABEL.match(text) or len(text) > _LONGEST_LABEL or text.lower() in _NO_LABELS:
        return None
    return None if _bare(text) == _bare(name) else text


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


# Values within a sentence


def _in_range(lines: list[Spans]) -> list[_Named]:
    """`Possible values: `0..2`.`, and in the line below what each of these is."""
    for line, below in pairwise(lines):
        for at, span in enumerate(line):
            found = _RANGE.match(span.text.strip()) if span.code else None
            before = last_sentence("".join(part.text for part in line[:at]))
            if found and _announces(_OF_ELEMENTS.sub("", before)):
                items = _in_a_row(below)
                names = [name for item in items for name in item.names]
                if names == [str(number) for number in range(int(found[1]), int(found[2]) + 1)]:
                    return [_Named(items, is_sure=True, is_open=False)]
    return []


def _inline(lines: list[Spans], name: str, *, of_items: bool) -> list[_Named]:
    """`Possible values: `a`, `b``, of each line; without an announcement, of one line alone."""
    found: list[_Named] = []
    for number, line in enumerate(lines):
        is_item = item_of(line) is not None
        above = text_of(lines[number - 1]) if number else ""
        for at, span in enumerate(line):
            if not span.code:
                continue
            whole = "".join(part.text for part in line[:at])
            before = last_sentence(whole)
            is_sure = _announces(before)
            if is_sure and (other := _OF_ANOTHER.search(whole)) and other["name"] != name:
                continue
            leads = _leads_to_values(before) or (not before.strip() and _leads_below(above))
            if not is_sure and (of_items or (is_item and before.strip()) or found or not leads):
                continue
            items = _in_a_row(line[at:])
            if items:
                found.append(_Named(items, is_sure, bool(OF_SOME.search(before))))
                break
    return found


def _announces(before: str) -> bool:
    """`Possible values: `: values come next."""
    words = next(iter(reversed(list(ANNOUNCED.finditer(before)))), None) or OF_SOME.search(before)
    if words is None or NEVER.search(before):
        return False
    return bool(BETWEEN.match(before[words.end() :].lstrip(" :—–-").removeprefix("are").removeprefix("is")))


def _leads_to_values(before: str) -> bool:
    """`Gender: `, `Data type (`."""
    if _OF_A_CHOICE.match(before):
        return True
    if _NO_VALUES_AFTER.search(before):
        return False
    if before.rstrip().endswith("("):
        return len(before.split()) <= _LONGEST_HEAD
    return bool(_COLON.search(before))


def _leads_below(above: str) -> bool:
    """`Type of the period for `MODE`:`, and in the line below nothing but values."""
    return bool(_OF_A_CHOICE_FOR.match(above))


def _in_a_row(spans: Spans) -> tuple[Item, ...]:
    """The code words that follow one another up to another word, each perhaps with what it is; at least two."""
    found: list[Item] = []
    rest = ""
    for at, span in enumerate(spans):
        if span.code:
            found.append(Item((span.text.strip(),), "", "", is_plain=True))
        elif _code_follows(spans[at + 1 :]) and _LABELLED.match(span.text):
            words = "" if BETWEEN.match(span.text) else _WORDS.sub("", span.text)
            found[-1] = replace(found[-1], words=words)
        else:
            rest = "".join(each.text for each in spans[at:])
            break
    if last := _LAST_WORDS.match(rest):
        found[-1] = replace(found[-1], words=last[1])
    names = [name for item in found for name in item.names]
    ends = _END.match(rest) or rest.lstrip().startswith(")")
    return tuple(found) if len(found) > 1 and ends and not any(map(OTHER_SIGNS.search, names)) else ()


def _code_follows(spans: Spans) -> bool:
    return bool(spans) and spans[0].code


def _says_yes_or_no(line: Spans) -> bool:
    """`Y` and `N` side by side, whatever the words around them."""
    codes = [at for at, span in enumerate(line) if span.code and span.text.strip() in _YES_NO]
    return any(
        line[first].text.strip() != line[second].text.strip()
        and BETWEEN.match("".join(span.text for span in line[first + 1 : second]))
        for first, second in pairwise(codes)
    )


def _has_no_other_code(description: Spans) -> bool:
    """`Default is `N`. Value `Y` means…`: both, and nothing else in code, and no line about one of them alone."""
    codes = frozenset(code.strip(" \"'") for span in description if span.code for code in span.text.split("/"))
    return codes - {""} == _YES_NO and not any(line[0].code for line in lines_of(description))


def _plain_yes_or_no(description: Spans, parts: list[str]) -> ValueSet:
    says = (
        len(parts) == 1
        and parts[0] in _FLAGS
        and any(_PLAIN_YES_NO.search(text_of(line)) for line in lines_of(description))
    )
    return ValueSet(("Y", "N")) if says else _NONE


# Values as JSON


def _true_first(values: tuple[Single, ...], documented: str) -> tuple[Single, ...]:
    """The two forms of a boolean, true before false."""
    if documented == "boolean" and len(values) > len(_YES_NO):
        texts = {repr(value) for value in values}
        return next((pair for pair in _PAIRS if {repr(value) for value in pair} <= texts), values)
    if documented != "boolean" or len(values) != len(_YES_NO):
        return values
    return tuple(sorted(values, key=lambda value: value in (False, 0, "N", "n", "0", "false", "off")))


def json_value(text: str, documented: str) -> Single:
    """A documented value as the JSON it stands for: `1` of an integer is a number, of a string it is text."""
    if text == "null":
        return None
    parts = documented.split(" | ")
    if "boolean" in parts and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if not {"integer", "boolean", "timestamp", "user", "any"}.isdisjoint(parts) and _WHOLE.fullmatch(text):
        return int(text)
    if not {"double", "number"}.isdisjoint(parts) and _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return _unquoted(text)


def _unquoted(text: str) -> str:
    text = text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
    return text.replace("\\\\", "\\")
