"""What a page says in its own words, carried beside its facts.

A row's text travels with its node (`Hints.prose`), so that it ends up where the row does; the rest is read here. What
comes out are files for the layer beside the specs, by the paths of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Final

from ..spec.files import event_path, method_path, type_path
from ..spec.model import SpecTree
from ..spec.names import WireName
from ..spec.prose import ErrorProse, Prose
from .error_tables import is_error_table, is_system_table
from .fields.node import Fields, Node
from .html.document import Cell, Code, Document, Paragraph, Section, Table, Tabs, flat, lines_of, text_of
from .html.wording import shortened, wording
from .sections import error_sections

_NO_TEXT: Final = frozenset({"code", "status", "field"})
"""Columns of error tables that hold no words."""


@dataclass(frozen=True)
class PageProse:
    """What a page says of its method or event, and of the errors."""

    text: str = ""
    errors: tuple[ErrorProse, ...] = ()


NO_PAGE_PROSE: Final = PageProse()


def read_prose(document: Document) -> PageProse:
    return PageProse(introduction(document.root), tuple(_errors(document)))


def introduction(section: Section) -> str:
    """The paragraphs at the start of a section, up to its first table, code or tab."""
    start = takewhile(lambda block: not isinstance(block, (Table, Code, Tabs)), section.blocks)
    texts = (
        f"- {text}" if block.item else text
        for block in start
        if isinstance(block, Paragraph) and (text := wording(block.spans))
    )
    return shortened("\n".join(texts))


def _errors(document: Document) -> Iterator[ErrorProse]:
    for section in error_sections(document):
        for part in section.walk():
            for block in flat(part.blocks):
                if isinstance(block, Table) and not is_system_table(block):
                    header = [name.lower() for name in block.header]
                    if is_error_table(block) or header[:1] == ["field"]:
                        yield from _explained(block, header)


def _explained(table: Table, header: list[str]) -> Iterator[ErrorProse]:
    """Of the columns with words the last explains; where there are several, the first has what the portal sends."""
    words = [at for at, name in enumerate(header) if name and name not in _NO_TEXT]
    rows = (row for row in table.rows if len(row) == len(header))
    for row in rows if words else ():
        text = wording(row[words[-1]].spans)
        message = _lines(row[words[0]])[:1] if len(words) > 1 else []
        field = _column("field", header, row)
        for code in _column("code", header, row) if text else ():
            yield ErrorProse(code, text, next(iter(message), None), field[0] or None)


def _column(name: str, header: list[str], row: tuple[Cell, ...]) -> list[str]:
    return (_lines(row[header.index(name)]) if name in header else []) or [""]


def _lines(cell: Cell) -> list[str]:
    return [text_of(line) for line in lines_of(cell.spans)]


# From the trees of nodes to places in the specs


def texts_in(node: Node | None, place: str) -> Iterator[tuple[str, str]]:
    """The texts of a value and of all inside it, by place."""
    if node is None:
        return
    if node.hints.prose:
        yield place, node.hints.prose
    yield from texts_of(node.fields, place)
    yield from texts_in(node.items, f"{place}[]")
    yield from texts_in(node.map_of, f"{place}[]")
    yield from _texts_of_cases(node.variants, place)


def _texts_of_cases(variants: Mapping[str, Fields], place: str) -> Iterator[tuple[str, str]]:
    """The cases have one place: where they say different things of a field, each is named."""
    found: dict[str, dict[str, str]] = {}
    for case, fields in variants.items():
        for at, text in texts_of(fields, place):
            found.setdefault(at, {})[case] = text
    for at, texts in found.items():
        same = len(set(texts.values())) == 1
        yield at, next(iter(texts.values())) if same else "\n".join(f"{case}: {text}" for case, text in texts.items())


def texts_of(fields: Fields, place: str) -> Iterator[tuple[str, str]]:
    for name, node in fields.items():
        yield from texts_in(node, f"{place}.{name}")


def by_place(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for place, text in texts:
        found.setdefault(place, text)
    return found


# Of all pages


@dataclass(frozen=True)
class ScrapedProse:
    """By the page of the method, by the event and its page, and by the shared type."""

    pages: Mapping[str, Prose] = field(default_factory=dict[str, Prose])
    events: Mapping[tuple[WireName, str], Prose] = field(default_factory=dict[tuple[WireName, str], Prose])
    types: Mapping[WireName, Prose] = field(default_factory=dict[WireName, Prose])

    def with_type_names(self, names: Mapping[WireName, WireName]) -> ScrapedProse:
        return replace(self, types={names[name]: prose for name, prose in self.types.items()})

    def files(self, tree: SpecTree) -> dict[str, Prose]:
        """Those of the specs in the tree of which anything is known, by path."""
        found = {method_path(spec): self.pages[spec.page] for spec in tree.methods.values() if spec.page in self.pages}
        events = {name: (name, spec.page) for name, spec in tree.events.items()}
        found |= {event_path(tree.events[name]): self.events[key] for name, key in events.items() if key in self.events}
        found |= {type_path(spec): self.types[name] for name, spec in tree.types.items() if name in self.types}
        return {path: prose for path, prose in sorted(found.items()) if prose.says_something}


NO_PROSE: Final = ScrapedProse()
