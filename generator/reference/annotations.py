"""Annotations as people read them: without the aliases that a module needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|_?dt\.|[A-Za-z_]\w*|.', re.DOTALL)
_DATES = frozenset({"dt.", "_dt."})
_OMITTED = " | Omitted"


class Piece(NamedTuple):
    text: str
    name: str
    """The wire name of the shared type that it names, or ""."""


def readable(annotation: str) -> str:
    """`_list[str] | Omitted` is `list[str]`, `dt.date` is `date`.

    Names start with an underscore only where a module had to rename what it imports.
    """
    return "".join(_plain(token) for token in _tokens(annotation)).replace(_OMITTED, "")


def named(annotation: str, types: Mapping[str, str]) -> Iterator[Piece]:
    """The readable annotation in pieces; `types`: wire names of shared types by the name of the class."""
    for token in _tokens(readable(annotation)):
        yield Piece(token, types.get(token, ""))


def _tokens(annotation: str) -> list[str]:
    return _TOKEN.findall(annotation)


def _plain(token: str) -> str:
    if token in _DATES:
        return ""
    return token[1:] if token.startswith("_") else token
