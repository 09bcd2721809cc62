"""The table of documented methods: what an error's message wants to know of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...api import Method
from .namespaces import header
from .package import PACKAGE


@dataclass(frozen=True)
class Entry:
    """One method. `scopes`: of which a call needs one."""

    rest: int
    name: str
    scopes: tuple[str, ...]
    page: str


def entry(method: Method) -> Entry:
    return Entry(method.rest, str(method.name), method.scope, method.page)


def index(entries: Iterable[Entry]) -> dict[str, str]:
    """`_methods.tsv`: REST version, wire name, scopes and page of each; none of these has a blank in it.

    Data, and no module: a program reads it when an error wants it.
    """
    known = sorted(entries, key=lambda each: (each.rest, each.name))
    lines = ("\t".join((str(each.rest), each.name, ",".join(each.scopes), each.page)) for each in known)
    return {f"{PACKAGE}/_methods.tsv": "\n".join((header("specs"), *lines, ""))}
