"""The module of documented methods: what an error's message wants to know of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ...api import Method
from ..templates import fill
from .literals import quoted
from .namespaces import header
from .package import PACKAGE

_VERSIONS: Final = (2, 3)


@dataclass(frozen=True)
class Entry:
    """One method. `scopes`: of which a call needs one."""

    rest: int
    name: str
    scopes: tuple[str, ...]
    page: str


@dataclass(frozen=True)
class LinePlan:
    """Literals."""

    name: str
    about: str


def entry(method: Method) -> Entry:
    return Entry(method.rest, str(method.name), method.scope, method.page)


def index(entries: Iterable[Entry]) -> dict[str, str]:
    """`_methods.py`: each method's scopes and page, by wire name."""
    known = sorted(entries, key=lambda each: each.name)
    versions = {rest: [_line(each) for each in known if each.rest == rest] for rest in _VERSIONS}
    return {f"{PACKAGE}/_methods.py": fill("methods.py.jinja", header=header("specs"), versions=versions)}


def _line(entry: Entry) -> LinePlan:
    return LinePlan(quoted(entry.name), quoted(f"{','.join(entry.scopes)} {entry.page}"))
