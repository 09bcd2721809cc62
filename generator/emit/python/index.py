"""The table of documented methods: what an error's message wants to know of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...api import Method
from .namespaces import header
from .runtime import PACKAGE


@dataclass(frozen=True)
class MethodEntry:
    """One method. `scopes`: of which a call needs one."""

    rest: int
    name: str
    scopes: tuple[str, ...]
    page: str


def entry(method: Method) -> MethodEntry:
    return MethodEntry(method.rest, str(method.name), method.scope, method.page)


def index(entries: Iterable[MethodEntry]) -> dict[str, str]:
    """`_methods.tsv`: REST version, wire name, scopes and page of each.

    Data, and no module: a program reads it when an error wants it.
    """
    known = sorted(entries, key=lambda each: (each.rest, each.name))
    rows = ((str(each.rest), each.name, ",".join(each.scopes), each.page) for each in known)
    lines = ("\t".join(map(_cell, row)) for row in rows)
    return {f"{PACKAGE}/_methods.tsv": "\n".join((header("specs"), *lines, ""))}


def _cell(text: str) -> str:
    """In ASCII, and without what would end a cell or a line."""
    return " ".join(text.split()).encode("ascii", "backslashreplace").decode()
