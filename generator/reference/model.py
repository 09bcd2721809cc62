"""The pages of the reference, as data. Every text in them is as the specs have it: what writes it makes it harmless."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["method", "v3", "event", "type"]
Language: TypeAlias = Literal["python", "json"]


@dataclass(frozen=True)
class Html:
    """Finished HTML."""

    text: str


@dataclass(frozen=True)
class Source:
    """Code to be coloured."""

    language: Language
    text: str


Block: TypeAlias = "Html | Source"


@dataclass(frozen=True)
class Entry:
    """Something with a wire name: it has a section, an anchor of that name, and is found under it.

    Args:
        name: What is found.
        start: How much of it the page's own name says already, in characters.
        title: What it is found by as well.
        is_old: Deprecated, or no longer documented.
        successor: What takes its place, and is found by its name and title too.
    """

    kind: Kind
    name: str
    start: int
    blocks: tuple[Block, ...]
    title: str = ""
    is_old: bool = False
    successor: tuple[Kind, str] | None = None


@dataclass(frozen=True)
class Group:
    """A section without a wire name."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """`path`: below the reference's folder, without a suffix. `below`: the pages that hang from this one, by path, and
    how the sidebar calls them."""

    path: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Entry | Group, ...] = ()
    below: tuple[tuple[str, str], ...] = ()


# The path of the page on which something is, by kind and wire name.
Places: TypeAlias = "Mapping[tuple[Kind, str], str]"
