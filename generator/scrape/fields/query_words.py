"""What a row says in words of a filter, an order or a select: which fields, which directions, which comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..html.document import Cell, Code, Paragraph, Spans, lines_of, text_of
from .required_keys import required_keys_of

FILTER: Final = "filter"
SELECT: Final = "select"
GROUP: Final = "group"
ORDERS: Final = frozenset({"order", "sort"})
QUERIES: Final = frozenset({FILTER, SELECT, GROUP, *ORDERS})

_MAY_BE_A_QUERY: Final = re.compile(r"\b(?:object|array)\b|\[\]|\Aany\Z")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\Z")
_STAND_IN: Final = re.compile(
    r"(?i:(?:field|value|order|key)_?[n\d]*|asc|desc|true|false|null|and|or|logic|y|n|object|array|in|between|"
    r"string)\Z|[A-Z]+_(?:[A-Z][a-z]|<).*"
)
"""Words in the place of names, and words that are no names: `field_n`, `PROPERTY_PropertyId`."""
_MASK: Final = re.compile(r"[A-Za-z_]*\*|[A-Z]+_(?:[A-Z][a-z]|<|\.\.\.|…).*|\w+(?:\.\.\.|…)\Z")
"""`*`, `UF_*`: names that the page does not list."""
_NO_LIST: Final = re.compile(
    r"\b(?:prefix\w*|operators?|operations?|examples?|by default|defaults?|masks?|directions?|"
    r"(?:required|heavy|unsupported) fields?|not supported|ignored|not returned|you can use|following is supported)\b",
    re.IGNORECASE,
)
_ANNOUNCES: Final = re.compile(
    r"\bfields?\b[^.]{0,60}\b(?:can take (?:the )?(?:following )?values|(?:is|are)(?: only)? available)\b|"
    r"\b(?:available|following|supported|allowed|mandatory|selectable|filterable)\b[^.]{0,40}\bfields?\b|"
    r"\blist of(?: available)? fields\b|\b(?:by|works on)(?: the)?(?: following)? fields\b|"
    r"\bpossible values for\b\W{0,3}field|\A\s*`?field_?n`?\b[^.]{0,60}\bvalues\s*:",
    re.IGNORECASE,
)
_CODES: Final = r"(?P<codes>`[^`]+`(?:\s{0,3}(?:,|,?\s*and|,?\s*or)?\s{0,3}`[^`]+`)*)"
_INLINE: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<main>main\s)?(?:(?:available|supported|allowed|possible)\s(?:\w{1,20}\s)?|(?<=main\s))"
        rf"fields?\b[^:.]{{0,40}}:\s{{0,3}}{_CODES}",
        rf"\b(?:filtering|sorting|selection) is supported (?:only )?by (?:the )?fields?:?\s{{0,3}}{_CODES}",
        rf"\bonly (?:by )?(?:the )?fields?:?\s{{0,3}}{_CODES}\s{{0,3}}(?:fields\s)?(?:are|is) supported",
    )
)
_CODE: Final = re.compile(r"`([^`]+)`")
_BETWEEN: Final = re.compile(r"\s*(?:,|and|or|/|, and|, or)?\s*\Z")
_AFTER_NAME: Final = re.compile(r"\s*(?:[—–:,;.(*]|-\s|\Z)")
_SKETCH: Final = re.compile(r"""\{ ?["']FIELD["'] ?: ?["'](?:ASC|DESC)["'] ?\}\Z""")
_ALL_CASES: Final = ("asc", "desc"), ("ASC", "DESC")
_SIGNS: Final = re.compile(r"[!=<>@%?~]{1,4}\Z")
_ABOUT_PREFIXES: Final = re.compile(
    r"\bprefix(?:es)?\b|\btype of filtering\b|\bfilter key\b|\bfilter operation\b|\bmodifiers\b", re.IGNORECASE
)
_BEFORE_THE_NAME: Final = re.compile(r"\boperat(?:ion|or)\b.{0,30}\bbefore the (?:field )?name\b", re.IGNORECASE)
_CONDITION: Final = re.compile(r"""\[\s*["']?\w+["']?\s*,\s*["'](?:operator|[<>=!]{1,2}|in|between)["']\s*,""")
"""`["field", "operator", value]`: REST 3.0."""
_ABOUT_FIELDS: Final = re.compile(r"\b[Ff]ields?\b|\bfield_?[nN]\b")
_ELSEWHERE: Final = re.compile(r"\bbelow\b|\bdetailed description\b|\bmore details\b", re.IGNORECASE)
_AS_THERE: Final = re.compile(r"\bparameter\b", re.IGNORECASE)
_FORMAT_THERE: Final = re.compile(r"\b(?:format|described|description)\b", re.IGNORECASE)
_NO_KEYS: Final = re.compile(
    r"\b(?:not support(?:ed)?|does not|cannot|instead|required|mandatory|deprecated|multiple|for example|e\.g\.|"
    r"more about|data type|statuses?|values? of|possible values of)\b",
    re.IGNORECASE,
)
_SAME: Final = re.compile(
    r"\bfields?\b[^.]{0,60}\b(?:same|similar|identical)\b[^.]{0,40}?\b(?P<of>select|filter|order|sort)\b|"
    r"\bsame fields as\b[^.]{0,40}?\b(?P<as>select|filter|order|sort)\b|"
    r"\bcorrespond to the fields available in the (?P<in>select|filter|order|sort) parameter\b|"
    r"\bsimilar to the fields in (?P<for>sorting|filtering)\b",
    re.IGNORECASE,
)
_CALLED: Final = {"sorting": "order", "filtering": FILTER}
_GROUPS: Final = re.compile(r"\bgrouping\b", re.IGNORECASE)
"""Of the parameter `group`, which may be a group of users as well."""
_ONE_OF_FILTERED: Final = re.compile(
    r"\bfields (?:from|as in) the list of fields for filtering\b(?P<but>[^.]*\bexcept (?:for )?`[^.]*)?", re.IGNORECASE
)
_SENTENCE: Final = re.compile(r"[.;]\s")


@dataclass(frozen=True)
class FieldsLink:
    """A link whose sentence says that the fields are listed there.

    `text`: what it is called, perhaps the name of a type. `is_parameter`: it leads to a method whose parameter of the
    same name is described there.
    """

    href: str
    text: str
    is_parameter: bool = False


@dataclass(frozen=True)
class Query:
    names: tuple[str, ...] = ()
    """Fields that the row lists."""
    open: bool = False
    """It lists the main ones, or masks stand for others."""
    directions: tuple[str, ...] = ()
    prefixes: bool = False
    conditions: bool = False
    """A filter is a list of conditions, each with the name, an operator and a value."""
    links: tuple[FieldsLink, ...] = ()
    same_as: str = ""
    """The parameter, in small letters, that has the same fields."""
    required: tuple[str, ...] = ()
    """The keys that a filter must have."""
    not_these: tuple[str, ...] = ()
    """The fields of the other parameter that are none of its own."""


NO_QUERY: Final = Query()


@dataclass(frozen=True)
class _Line:
    spans: Spans
    is_item: bool
    level: int

    @property
    def marked(self) -> str:
        """Its text, with code between backticks."""
        return "".join(f"`{span.text.replace('`', '')}`" if span.code else span.text for span in self.spans)


def query_of(name: str, documented: str, description: Cell) -> Query:
    """What the row says, of a parameter that has the name of a query."""
    name = query_name(name)
    if name in ORDERS and documented == "string":
        return _one_field(description)
    if name not in QUERIES or not _MAY_BE_A_QUERY.search(documented or "any"):
        return NO_QUERY
    lines = list(_lines(description))
    if name == GROUP and not any(_GROUPS.search(line.marked) for line in lines):
        return NO_QUERY
    names, is_open = _names(lines)
    text = "\n".join(line.marked for line in lines)
    codes = [text, *(block.text for block in description.blocks if isinstance(block, Code))]
    conditions = name == FILTER and any(map(_CONDITION.search, codes))
    same = _SAME.search(text.replace("`", ""))
    return Query(
        names,
        is_open or (bool(names) and name == SELECT and any(map(_is_mask, _CODE.findall(text)))),
        _directions(lines) if name in ORDERS else (),
        name == FILTER and not conditions and _takes_prefixes(text),
        conditions,
        tuple(link for line in lines for link in _links(line.spans, may_be_below=name not in (FILTER, GROUP))),
        _parameter(next(filter(None, same.groups()))) if same else "",
        required_keys_of(description) if name == FILTER and not conditions else (),
    )


def query_name(name: str) -> str:
    """Which query a parameter of that name is, in small letters: `order` of `IBLOCK_ORDER`."""
    last = name.rpartition(".")[2].lower()
    return "order" if last.endswith("_order") else last


def _parameter(word: str) -> str:
    return _CALLED.get(word.lower(), word.lower())


def _one_field(description: Cell) -> Query:
    """The field to sort by alone: one of those that the filter takes."""
    found = _ONE_OF_FILTERED.search(" ".join(line.marked for line in _lines(description)))
    return Query(same_as=FILTER, not_these=tuple(_CODE.findall(found["but"] or ""))) if found else NO_QUERY


def _lines(description: Cell) -> Iterator[_Line]:
    for paragraph in description.paragraphs or (Paragraph(description.spans),):
        for spans in lines_of(paragraph.spans):
            yield _Line(spans, paragraph.item, paragraph.level)


# Names


def _names(lines: list[_Line]) -> tuple[tuple[str, ...], bool]:
    """The names in the items below the words that announce them, or within those words."""
    found: list[str] = []
    is_open = False
    announced = False
    for line in lines:
        text = line.marked
        if line.level == 0 and announced and (leading := _leading(line)):
            found += [each for each in leading if _is_name(each)]
            is_open = is_open or any(map(_is_mask, leading))
            continue
        if line.level and announced:
            continue
        inline, is_main = _inline(text)
        found += inline
        is_open = is_open or is_main
        last = _SENTENCE.split(text.rstrip(" :"))[-1]
        announced = not inline and bool(_ANNOUNCES.search(last)) and not _NO_LIST.search(last)
    return tuple(dict.fromkeys(found)), is_open


def _leading(line: _Line) -> list[str]:
    """The words in code that an item starts with: `id`, or `createdAt`, `updatedAt`."""
    found: list[str] = []
    rest = ""
    for span in line.spans:
        if span.code and _BETWEEN.match(rest):
            found.append(span.text.strip().strip("'\""))
            rest = ""
        else:
            rest += span.text
    return found if _AFTER_NAME.match(rest) else []


def _inline(text: str) -> tuple[list[str], bool]:
    for pattern in _INLINE:
        found = pattern.search(text)
        if found:
            names = [each.strip().strip("'\"") for each in _CODE.findall(found["codes"])]
            is_main = bool(found.groupdict().get("main"))
            return [each for each in names if _is_name(each)], is_main or any(map(_is_mask, names))
    return [], False


def _is_name(word: str) -> bool:
    return bool(_NAME.match(word)) and not _STAND_IN.match(word)


def _is_mask(word: str) -> bool:
    return bool(_MASK.match(word.strip("'\"")))


# Directions and comparisons


def _directions(lines: list[_Line]) -> tuple[str, ...]:
    """How ascending and descending are written, if the row says both."""
    words: dict[str, None] = {}
    for line in lines:
        for code in _CODE.findall(line.marked):
            is_sketch = "|" in code or _SKETCH.match(code)
            parts = re.split(r"[|=>\s\[\]\"',{}:]+", code) if is_sketch else [code.strip("'\" ")]
            words.update(dict.fromkeys(parts))
        words[text_of(line.spans).partition(" ")[0]] = None
    return next((pair for pair in _ALL_CASES if words.keys() >= set(pair)), ())


def _takes_prefixes(text: str) -> bool:
    signs = {code.strip() for code in _CODE.findall(text) if _SIGNS.match(code.strip())}
    return bool(_BEFORE_THE_NAME.search(text) or (len(signs) > 1 and _ABOUT_PREFIXES.search(text)))


# Links


def _links(line: Spans, *, may_be_below: bool) -> Iterator[FieldsLink]:
    """`may_be_below`: what a link calls the details are the fields, too; those of a filter are said to be fields."""
    for at, span in enumerate(line):
        if not span.href:
            continue
        before = _SENTENCE.split("".join(part.text for part in line[:at]))[-1]
        after = _SENTENCE.split("".join(part.text for part in line[at + 1 :]), maxsplit=1)[0]
        sentence = before + span.text + after
        if _NO_KEYS.search(sentence):
            continue
        if _ABOUT_FIELDS.search(sentence) or (may_be_below and _ELSEWHERE.search(span.text)):
            yield FieldsLink(span.href, span.text.strip())
        elif _AS_THERE.search(sentence) and _FORMAT_THERE.search(sentence):
            yield FieldsLink(span.href, span.text.strip(), is_parameter=True)
