"""Where a link leads, and which object the site describes there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Final

from ..site.page import InvalidPath, PagePath
from ..spec.names import InvalidName, WireName
from .fields.node import Fields, Node
from .page_facts import ObjectFacts, PageFacts
from .type_name_rule import called

_DICTIONARY: Final = "data-types.html"
"""A page of many types. A link to the whole of it means none of them; their names are found on it."""


@dataclass(frozen=True)
class Target:
    """Where a link leads, inside the site."""

    page: PagePath
    anchor: str


def target_of(href: str, page: PagePath) -> Target | None:
    """The target of a link as pages write them: relative to the site's root, with or without a slash before."""
    path, _, anchor = href.partition("#")
    try:
        return Target(PagePath(path.lstrip("/").removeprefix("./")) if path else page, anchor)
    except InvalidPath:
        return None


def provisional_name(target: Target) -> WireName:
    """What an object is called until all its uses are known: `api-reference/tasks/fields.html#user` →
    `tasks.fields.user`, with a mark where the anchor is no word in small letters. `type_names` gives it its name."""
    parts = [*target.page.removeprefix("api-reference/").removesuffix(".html").split("/"), target.anchor]
    name = ".".join(part for part in parts if part)
    try:
        if target.anchor == target.anchor.lower():
            return WireName(name)
    except InvalidName:
        pass
    plain = "".join(letter if letter == "." or (letter.isascii() and letter.isalnum()) else "_" for letter in name)
    mark = sha256(f"{target.page}#{target.anchor}".encode()).hexdigest()[:8]
    return WireName(f"{'.'.join(filter(None, plain.split('.')))[:100].strip('.')}_{mark}")


def targets_of(node: Node, page: PagePath) -> list[Target]:
    return [target for href in node.hints.links if (target := target_of(href, page))]


def linked_pages(facts: Iterable[PageFacts]) -> set[PagePath]:
    """The pages that rows link to for an object's fields: those that may hold shared types."""
    return {
        target.page
        for each in facts
        for node in _nodes(_roots(each))
        if node.is_bare and node.holds_objects
        for target in targets_of(node, each.page)
    }


def _roots(facts: PageFacts) -> Iterable[Node | None]:
    if facts.method:
        yield from (*facts.method.params.values(), facts.method.returns)
    else:
        yield from (node for each in facts.objects.values() for node in each.fields.values())
    yield from (event.data for event in facts.events)


def _nodes(nodes: Iterable[Node | None]) -> Iterable[Node]:
    for node in nodes:
        if node is not None:
            yield node
            yield from _nodes([*node.fields.values(), node.items, node.map_of])
            for variant in node.variants.values():
                yield from _nodes(variant.values())


@dataclass(frozen=True)
class SharedObject:
    target: Target
    facts: ObjectFacts
    whole_page: bool
    """Linked to as a page, not as a section of one."""


@dataclass(frozen=True)
class SharedObjects:
    """Every object that a page of the site describes in a section of its own."""

    pages: Mapping[PagePath, PageFacts]
    joined: Mapping[Target, Fields] = field(default_factory=dict[Target, Fields])
    """The fields of objects that several sections describe."""

    def find(self, target: Target) -> SharedObject | None:
        """The object in the section, or the first on a whole page of fields."""
        page = self.pages.get(target.page)
        whole_page = bool(
            page
            and not (target.anchor or page.method or page.events or target.page.endswith(_DICTIONARY))
            and page.objects
        )
        if page and whole_page:
            target = Target(target.page, next(iter(page.objects)))
        facts = page.objects.get(target.anchor) if page else None
        if facts is None:
            return None
        fields = self.joined.get(target, facts.fields)
        return SharedObject(target, replace(facts, fields=fields), whole_page)

    @cached_property
    def _dictionaries(self) -> tuple[PagePath, ...]:
        return tuple(page for page in self.pages if page.endswith(_DICTIONARY))

    def named(self, word: str, pages: Iterable[PagePath]) -> SharedObject | None:
        """The object of that name on one of the pages, or in a dictionary of types."""
        places = dict.fromkeys([*pages, *self._dictionaries])
        found = filter(None, (self.find(Target(place, word)) for place in places))
        return next(found, None) or next(filter(None, (self._headed(word, place) for place in places)), None)

    def _headed(self, word: str, page: PagePath) -> SharedObject | None:
        """The object whose heading is called like the word: its anchor may have been translated."""
        if page not in self.pages:
            return None
        objects = self.pages[page].objects
        anchor = next((anchor for anchor, each in objects.items() if called(each.title) == word), None)
        return self.find(Target(page, anchor)) if anchor else None

    def type_of_field(self, name: str, targets: Iterable[Target]) -> str:
        """The type of the field of that name in the first of the objects that has one; empty where none has."""
        objects = (
            self.pages[target.page].objects.get(target.anchor) for target in targets if target.page in self.pages
        )
        return next((each.fields[name].type for each in objects if each and name in each.fields), "")

    def is_dead(self, target: Target) -> bool:
        """The page is there, the section is not."""
        page = self.pages.get(target.page)
        return bool(target.anchor and page and target.anchor not in page.anchors)
