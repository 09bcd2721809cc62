"""Annotations as people read them: every name as it is, and the shared types among them marked, to become links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ..api import Api, WireName
from ..api.types import Reference
from ..emit.python.parameters import import_of_dict
from ..emit.python.results import import_of_view

# Stands before and behind a shared type's wire name, and behind its class. Code is ASCII without control characters:
# in literals they are escaped.
_MARK: Final = "\x1f"


class ReadableNames:
    """What an annotation calls things, where nobody has to import them."""

    def __init__(self, shared: Mapping[tuple[str, str], WireName]) -> None:
        """`shared`: the shared type of each of their classes, by module and name."""
        self._shared = shared

    def use(self, module: str, name: str) -> str:  # noqa: ARG002 - as `ImportedNames` has it
        return name

    def hint(self, module: str, name: str) -> str:
        wire = self._shared.get((module, name))
        return name if wire is None else f"{_MARK}{wire}{_MARK}{name}{_MARK}"

    def builtin(self, name: str) -> str:
        return name

    def date(self, name: str) -> str:
        return name


class Piece(NamedTuple):
    """A part of an annotation. `wire`: of the shared type that it names, or ""."""

    text: str
    wire: str = ""


def readable_names(api: Api) -> ReadableNames:
    dicts = {import_of_dict(name): name for name in api.types}
    views = {
        import_of_view(Reference(name, case=case)): name
        for name, type in api.types.items()
        for case in ("", *(case for case, _ in type.as_result.cases))
    }
    return ReadableNames({**dicts, **views})


def pieces(annotation: str) -> Iterator[Piece]:
    """An annotation in which shared types are marked."""
    before, *rest = annotation.split(_MARK)
    yield Piece(before)
    marked = iter(rest)
    for wire, name, between in zip(marked, marked, marked, strict=True):
        yield Piece(name, wire)
        yield Piece(between)


def plain(annotation: str) -> str:
    """The same without the marks."""
    return "".join(piece.text for piece in pieces(annotation))
