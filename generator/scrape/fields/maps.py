"""Objects whose keys are data, such as ids, codes and languages: by what a row says, and by what examples show.

The keys of a shortened example are no fields: what is known of such an object is what lies under each key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from ...spec.model import Json
from ..examples.samples import is_map

# By what a row says

_QUERY: Final = re.compile(r"(?:order|sort|filter|select)\Z", re.IGNORECASE)
"""Parameters whose keys are the names of fields, whatever is said of them."""
_OF_OBJECT: Final = r"(?: of (?:the|this|an?) (?:\w+ )?(?:object|array))?"
_IS: Final = r"(?: ?[—–-] ?| is | are | corresponds? to )"
_WHAT: Final = r"(?:the |an? )?(?:\w+ ){0,3}"
_DATA: Final = r"(?:ids?|identifiers?|codes?|names?|values?|template field|language|access code|settings?)\b"
_SAYS_KEYS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bkeys?{_OF_OBJECT}{_IS}{_WHAT}{_DATA}",
        rf"\bkeys?{_OF_OBJECT}{_IS}(?:the |an? )?[A-Z]+_ID\b",
        r"\bkeys?(?: of the object)? is the (?:counter|object|property|option|setting)\b",
        r"\btop-level key (?:being|is) (?:the )?[A-Z]+_ID\b",
        r"\bkey and value are equal\b",
        r"\b(?:ids|identifiers|codes) as keys\b",
        r"\beach key of the object contains a field description\b",
        r"\bfor each field, an object with a description\b",
        r"\bkey ?=>? ?value\b|\bkey-value format\b",
        r"""\bin the format \{ ?["'](?:field_1["']|<\w+>["'])""",
        r"""\bin the format \{ ?["'](?:access_code|property_code|css-property)["'] ?:""",
    )
)
_ASSOCIATIVE: Final = re.compile(
    r"""\bassociative array\b|\barray ?\( ?["']\w+["'] ?=>|\[ ?\w+ ?=> ?\w+|\{ ?field_1 ?: ?value_1""", re.IGNORECASE
)
_OF_EACH: Final = re.compile(r"\beach\b", re.IGNORECASE)
"""The keys are those of the elements."""
_PLACEHOLDER: Final = re.compile(r"<\w[\w ]*>|\{\w+/?\}", re.ASCII)


def says_keys_are_data(name: str, text: str) -> bool:
    """Does the description of an object say that its keys are?"""
    return not _QUERY.search(name) and any(pattern.search(text) for pattern in _SAYS_KEYS)


def says_associative(text: str) -> bool:
    """Does the description of an array say that it has keys, not numbers?"""
    return _ASSOCIATIVE.search(text) is not None and not _OF_EACH.search(text)


def is_placeholder(name: str) -> bool:
    """`<siteId>`, `{BOT_ID}`, `#block<id>`: the row stands for whatever keys there are."""
    return _PLACEHOLDER.search(name) is not None


# By what examples show

LANGUAGES: Final = frozenset(
    {"ar", "br", "by", "cn", "co", "de", "en", "es", "fr", "hi", "hu", "id", "in", "it", "ja", "kz", "la", "ms", "mx"}
    | {"pl", "pt", "ru", "sc", "tc", "th", "tr", "ua", "uk", "us", "vn", "zh"}
)
"""How portals call them."""
_TELLING: Final = frozenset({"de", "en", "ru"})
"""Others are words of their own: `id`, `in`, `it`."""
_CODED: Final = re.compile(r"[.#<]|\w+[\\|]\w")
"""Selectors, marks and classes: `.landing-block-card`, `#block28175`."""
_LEAST_ALIKE: Final = 2
_DESCRIBED: Final = frozenset({"type", "isrequired", "isreadonly"})
"""What a portal says of a field: a record has no such value, be there one alone."""


def keys_are_data(objects: Sequence[dict[str, Json]]) -> bool:
    """Do the keys of the objects, of which no table names one, name nothing of what is described?"""
    shown = [each for each in objects if each]
    names = {key for each in shown for key in each}
    values = [value for each in shown for value in each.values()]
    return bool(shown) and (
        any(map(is_map, shown))
        or are_languages(names)
        or all(map(_CODED.match, names))
        or _are_descriptions(values)
        or (any(map(wildcard_of, names)) and all(isinstance(value, bool) for value in values))
    )


def are_languages(names: Iterable[str]) -> bool:
    """Are the keys codes of languages, of which one can be nothing else?"""
    lower = {name.lower() for name in names}
    return lower <= LANGUAGES and not lower.isdisjoint(_TELLING)


def _are_descriptions(values: Sequence[Json]) -> bool:
    """Several objects of one make, each with a type and more: descriptions of fields, parts of a layout."""
    keys = [{key.lower() for key in value} for value in values if isinstance(value, dict)]
    if keys and len(keys) == len(values) and all(each >= _DESCRIBED for each in keys):
        return True
    if len(keys) < _LEAST_ALIKE or len(keys) < len(values):
        return False
    first, *others = keys
    common = first.intersection(*others)
    return "type" in common and len(common) >= _LEAST_ALIKE


# By their names

_CUSTOM: Final = re.compile(
    r"(?P<stem>(?:UF_(?:[A-Z]+_)*|uf[A-Z][a-z]+_?)(?=\w*\d\w*\d\w*\d)|PROPERTY_|property|PARENT_ID_|parentId_?|DYNAMIC_)"
    r"(?=\w*\d)[\dA-F_]+\Z",
    re.ASCII,
)


_OF_A_PROCESS: Final = re.compile(r"(?P<stem>UF_RPA_)\d+_\w+\Z", re.ASCII)


def wildcard_of(name: str) -> str | None:
    """What stands for custom fields, whose names are of one portal: `UF_CRM_*` for `UF_CRM_1687188367`."""
    found = _CUSTOM.match(name) or _OF_A_PROCESS.match(name)
    return f"{found['stem']}*" if found else None


def is_data(name: str) -> bool:
    """No name that a page gives to a field: an id, or what stands for one."""
    return is_placeholder(name) or is_map({name: None})
