"""How a value takes a file, where its row says so in words. Where it says that there are several ways, none is read,
unless one of them is a plain text in base64, which needs no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ...spec.model import FileWord, Json
from ..html.document import Cell

_UPLOADING: Final = "files/how-to-upload-files.html"
_MAY_BE_OBJECTS: Final = frozenset({"object", "array", "any", "file"})
_MAY_BE_LISTS: Final = frozenset({*_MAY_BE_OBJECTS, "string[]", "crm_userfield"})
_MAY_BE_TEXT: Final = frozenset({"string", "any", "file"})
_SEVERAL_WAYS: Final = re.compile(
    r"\b(?:in|one of) (?:two|three|several) ways\b|\bbase64\b\W{0,3}or an array\b", re.IGNORECASE
)
_ONE_IS_TEXT: Final = re.compile(r"\bways:\s*(?:as )?an? base64 string\b", re.IGNORECASE)
_FILE_DATA: Final = re.compile(r"[{]\W{0,3}fileData\W{1,6}\[", re.IGNORECASE)
_PAIRS: Final = re.compile(
    r"\barray of (?:\w+ )?files\b.{0,80}\beach \w+ is an array containing the name and\b[^.]{0,40}\bbase64\b",
    re.IGNORECASE | re.DOTALL,
)
_LISTED_BY_RULES: Final = re.compile(
    r"\barray of files\b[^.]{0,60}\b(?:rules|working with files|how to upload files)\b", re.IGNORECASE
)
_PAIR: Final = re.compile(
    r"""\[\W{0,2}[\w.]{1,40}["'],\s?["']base64_content["']\]|"""
    r"\barray of two elements\b.{0,60}\bfile name\b.{0,60}\bbase64\b|"
    r"\barray containing (?:the )?file name and an?\b.{0,30}\bbase64\b|"
    r"\barray\b[^.]{0,40}\bfirst (?:item|element) is the file ?name\b[^.]{0,60}\bbase64\b",
    re.IGNORECASE | re.DOTALL,
)
_TEXT: Final = re.compile(
    r"\bin base64\b|\bbase64[ -](?:encod|string|format|content|image)|\bencoded in base64\b|\bencoded base64\b",
    re.IGNORECASE,
)
_NO_CONTENT: Final = re.compile(r"\b(?:link to|url)\b|\bexample,? data:", re.IGNORECASE)


def file_of(documented: str, description: Cell) -> FileWord | None:
    """The form in which a parameter takes a file by its row; `documented`: its type."""
    text = "".join(span.text for span in description.spans)
    if "ile" not in text and "ase64" not in text:
        return None
    types = set((documented or "any").split(" | ")) - {"null"}
    if _SEVERAL_WAYS.search(text):
        return "base64" if types == {"file"} and _ONE_IS_TEXT.search(text) else None
    if _FILE_DATA.search(text) and types <= _MAY_BE_OBJECTS:
        return "file_data"
    if types <= _MAY_BE_LISTS and _takes_pairs(text, description):
        return "pairs"
    if types <= {*_MAY_BE_LISTS, "string"} and _PAIR.search(text):
        return "pair"
    if types <= _MAY_BE_TEXT and _TEXT.search(text) and not _NO_CONTENT.search(text):
        return "base64"
    return None


def _takes_pairs(text: str, description: Cell) -> bool:
    if _PAIRS.search(text):
        return True
    refers = any(span.href and _UPLOADING in span.href for span in description.spans)
    return refers and bool(_LISTED_BY_RULES.search(text))


def is_refuted(word: FileWord, shown: Iterable[Json]) -> bool:
    """Do the examples show something else than the words say?"""
    told = [value for value in shown if value not in (None, "", [], {})]
    if word == "base64":
        return any(not isinstance(value, str) for value in told)
    if word == "file_data":
        return any(isinstance(value, list) and not any(isinstance(each, dict) for each in value) for value in told)
    return word == "pair" and any(isinstance(value, dict) for value in told)
