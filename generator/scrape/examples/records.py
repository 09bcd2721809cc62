"""What the TypeScript tab says of objects whose keys are data: `users: Record<string, User>`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ..html.document import Document
from ..sections import example_codes

RESULT: Final = "result"
_RECORD: Final = r"(?:\w+\[\] \| |null \| )?Record<(?:string|number), ?(?P<value>(?!unknown\b|any\b)[\w'{(])"
_MEMBER: Final = re.compile(rf"^\s*(?P<name>\w+)\??: {_RECORD}", re.MULTILINE)
_ALIAS: Final = re.compile(rf"^\s*type (?P<name>\w+) = {_RECORD}[^\n]*(?<!\[\])$", re.MULTILINE)
_ANSWER: Final = re.compile(r"\.make<(?:(?P<name>\w+)>|(?P<record>Record<string, ?(?!unknown\b|any\b)))")


def records_of(document: Document) -> frozenset[str]:
    """The names of the objects that are declared as records of something; `result` for the whole answer."""
    return frozenset(name for _, code in example_codes(document) if "Record<" in code.text for name in _in(code.text))


def _in(text: str) -> Iterable[str]:
    yield from (found["name"] for found in _MEMBER.finditer(text))
    aliases = {found["name"] for found in _ALIAS.finditer(text)}
    for answer in _ANSWER.finditer(text):
        if answer["record"] or answer["name"] in aliases:
            yield RESULT
