"""Links the pages: shared types by the places that refer to them, then every value held against the examples."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from generator.site.page import InvalidPath, PagePath
from generator.spec.grammar import BASE
from generator.spec.model import Defect, Error, EventSpec, Json, MethodSpec, SpecTree, TypeSpec
from generator.spec.names import InvalidName, WireName

from .draft import Draft, freeze
from .evidence import Evidence
from .facts import EventDraft, MethodDraft, PageFacts, TypeSource
from .listing import listing_of
from .problems import Problem
from .shape import apply, describes_fields, infer_draft
from .standin import shorten

_NO_TYPE = frozenset({"select", "filter", "order", "sort"})
"""Parameters whose links name the fields one may ask for, not the fields of the object."""
_DICTIONARY = "data-types.html"


@dataclass(frozen=True)
class Target:
    """Where a link leads, inside the site."""

    page: PagePath
    anchor: str


@dataclass
class Linked:
    tree: SpecTree
    problems: list[Problem]


def target_of(href: str, page: PagePath) -> Target | None:
    """The target of a link as pages write them: relative to the site's root, with or without a slash before."""
    path, _, anchor = href.partition("#")
    try:
        return Target(PagePath(path.lstrip("/").removeprefix("./")) if path else page, anchor)
    except InvalidPath:
        return None


def referred(facts: Iterable[PageFacts]) -> set[PagePath]:
    """The pages that the methods' rows link to: those that may hold shared types."""
    found: set[PagePath] = set()
    for each in facts:
        roots = [*each.method.params.values(), each.method.returns] if each.method else []
        roots += [each.event.data] if each.event else []
        roots += (
            [draft for source in each.types.values() for draft in source.fields.values()] if not each.method else []
        )
        for draft in _walk(roots):
            if draft.is_bare and draft.holds_objects:
                found.update(target.page for href in draft.links if (target := target_of(href, each.page)))
    return found


def _walk(drafts: Iterable[Draft | None]) -> Iterable[Draft]:
    for draft in drafts:
        if draft is not None:
            yield draft
            yield from _walk([*draft.fields.values(), draft.items])
            for case in draft.variants.values():
                yield from _walk(case.values())


def link(facts: Iterable[PageFacts], scraped: Iterable[PagePath]) -> Linked:
    """Specs of the methods on the scraped pages, and of the shared types that they refer to."""
    wanted = set(scraped)
    pages = {each.page: each for each in sorted(facts, key=lambda each: each.page)}
    linker = _Linker(pages)
    for page in sorted(wanted & pages.keys()):
        linker.method(pages[page])
        linker.event(pages[page])
    return linker.finish([problem for page in sorted(wanted & pages.keys()) for problem in pages[page].problems])


@dataclass
class _Type:
    name: WireName
    page: PagePath
    source: TypeSource
    whole_page: bool
    """Linked to as a page, not as a section of one."""
    seen: list[Evidence] = field(default_factory=list[Evidence])
    defects: list[Defect] = field(default_factory=list[Defect])


class _Linker:
    def __init__(self, pages: Mapping[PagePath, PageFacts]) -> None:
        self._pages = pages
        self._types: dict[Target, _Type] = {}
        self._methods: dict[tuple[int, WireName], MethodSpec] = {}
        self._folded: dict[tuple[int, str], tuple[int, WireName]] = {}
        self._events: dict[WireName, EventSpec] = {}
        self._problems: list[Problem] = []

    def method(self, facts: PageFacts) -> None:
        draft = facts.method
        if draft is None:
            return
        for name, param in draft.params.items():
            self._refer(
                param,
                facts.page,
                draft.sent.at(name),
                draft.defects,
                f"params.{name}",
                wanted=name.lower() not in _NO_TYPE,
            )
        if draft.returns:
            self._refer(draft.returns, facts.page, draft.answered, draft.defects, "returns")
        spec = _spec(facts.page, draft)
        key = (spec.rest, spec.method)
        folded = (spec.rest, spec.method.lower())
        if folded in self._folded:
            other = self._methods[self._folded[folded]].page
            self._problems.append(
                Problem(facts.page, spec.method, f"is documented on {other} too; that page's facts were kept")
            )
        else:
            self._folded[folded] = key
            self._methods[key] = spec

    def event(self, facts: PageFacts) -> None:
        draft = facts.event
        if draft is None:
            return
        if draft.data:
            self._refer(draft.data, facts.page, draft.sent, draft.defects, "data")
        spec = _event_spec(facts.page, draft)
        if spec.event in self._events:
            other = self._events[spec.event].page
            self._problems.append(
                Problem(facts.page, spec.event, f"is documented on {other} too; that page's facts were kept")
            )
        else:
            self._events[spec.event] = spec

    def finish(self, problems: list[Problem]) -> Linked:
        types = {each.name: self._type_spec(target, each) for target, each in self._all_types()}
        errors = _shared([each.system_errors for each in self._pages.values()])
        tree = SpecTree(methods=self._methods, events=self._events, types=dict(sorted(types.items())), errors=errors)
        return Linked(tree, [*problems, *self._problems])

    def _join_parts(self) -> None:
        """A page may describe one object in several sections, the common fields and those of each case: sections of
        which the examples show at least half belong to the object, too."""
        for target, each in self._types.items():
            if not each.whole_page:
                continue
            shown = set(_joined(each.seen).names()) - each.source.fields.keys()
            for anchor, other in self._pages[target.page].types.items():
                if anchor != target.anchor and 2 * len(shown.intersection(other.fields)) >= len(other.fields):
                    for name, draft in copy.deepcopy(other.fields).items():
                        each.source.fields.setdefault(name, draft)

    def _all_types(self) -> Iterable[tuple[Target, _Type]]:
        """Types refer to further types: go on until no new one turns up."""
        self._join_parts()
        done: set[Target] = set()
        while rest := [target for target in self._types if target not in done]:
            for target in rest:
                done.add(target)
                each = self._types[target]
                for name, draft in each.source.fields.items():
                    self._refer(draft, target.page, _joined(each.seen).at(name), each.defects, f"fields.{name}")
        return list(self._types.items())

    def _type_spec(self, target: Target, each: _Type) -> TypeSpec:
        root = Draft("object", fields=each.source.fields)
        each.defects.extend(apply(root, _joined(each.seen), "fields", infer=True))
        return TypeSpec(
            each.name, target.page, each.source.title, freeze(root.fields), tuple(dict.fromkeys(each.defects))
        )

    def _refer(
        self, draft: Draft, page: PagePath, seen: Evidence, defects: list[Defect], at: str, *, wanted: bool = True
    ) -> None:
        """Gives the value, and all inside it, the shared types that its links lead to."""
        if draft.is_field and draft.is_bare and not any(value is not None for value in seen.values):
            self._take_kind(draft, page)
        elif wanted and draft.is_bare and draft.holds_objects and _may_hold_objects(seen):
            targets = [target for href in draft.links if (target := target_of(href, page))]
            certain = [target for target in targets if target.anchor or seen.values or _is_one_object(draft)]
            found = next(filter(None, map(self._type, certain)), None) or self._named(draft, page, targets)
            if found:
                self._use(draft, found, seen)
            else:
                defects.extend(
                    Defect(at, f"links to {target.page}#{target.anchor}, which is not there")
                    for target in filter(self._is_dead, targets)
                )
        if describes_fields(draft.fields, seen):
            return
        for name, inner in draft.fields.items():
            self._refer(inner, page, seen.at(name), defects, f"{at}.{name}")
        for case in draft.variants.values():
            for name, inner in case.items():
                self._refer(inner, page, seen.at(name), defects, f"{at}.{name}")

    def _take_kind(self, draft: Draft, page: PagePath) -> None:
        """The kind of the field that the type names, where examples may have nothing to say."""
        name = draft.type.removesuffix("[]").rpartition(".")[2]
        targets = filter(None, (target_of(href, page) for href in draft.links))
        sources = (
            self._pages[target.page].types.get(target.anchor) for target in targets if target.page in self._pages
        )
        kind = next((each.fields[name].type for each in sources if each and name in each.fields), "")
        if kind in BASE:
            if draft.type.endswith("[]"):
                draft.items = Draft(kind)
            else:
                draft.wire = kind

    def _named(self, draft: Draft, page: PagePath, targets: list[Target]) -> _Type | None:
        """A type of that name on a page the row links to, on the page itself, or in a dictionary of types."""
        word = draft.type.split(" | ")[0].removesuffix("[]").lower()
        if word in BASE:
            return None
        dictionaries = [each for each in self._pages if each.endswith(_DICTIONARY)]
        places = dict.fromkeys([*(target.page for target in targets), page, *dictionaries])
        return next(filter(None, (self._type(Target(place, word)) for place in places)), None)

    def _use(self, draft: Draft, found: _Type, seen: Evidence) -> None:
        if describes_fields(found.source.fields, seen):
            draft.items = infer_draft([value for each in seen.objects() for value in each.values()])
            return
        inner = Evidence(tuple(value for each in seen.objects() for value in each.values()))
        own, deeper = (len(found.source.fields.keys() & set(each.names())) for each in (seen, inner))
        if len(seen.names()) > 1 and deeper > own:
            # The type is that of what lies under each key.
            found.seen.append(Evidence(tuple(inner.objects())))
            draft.items = Draft("object", ref=found.name)
            return
        if seen.names() and not own:
            return
        found.seen.append(Evidence(tuple(seen.objects())))
        if _is_list(draft, seen):
            kind = draft.type.removesuffix("[]") if draft.type.endswith("[]") else "object"
            draft.items = Draft(kind, ref=found.name)
        else:
            draft.ref = found.name

    def _is_dead(self, target: Target) -> bool:
        facts = self._pages.get(target.page)
        return bool(target.anchor and facts and target.anchor not in facts.anchors)

    def _type(self, target: Target) -> _Type | None:
        facts = self._pages.get(target.page)
        whole_page = False
        if facts and not target.anchor and not facts.method and facts.types and not target.page.endswith(_DICTIONARY):
            # A link to a whole page of fields means the first object on it. A dictionary of types means its words.
            target, whole_page = Target(target.page, next(iter(facts.types))), True
        if target in self._types:
            self._types[target].whole_page |= whole_page
            return self._types[target]
        source = facts.types.get(target.anchor) if facts else None
        if source is None:
            return None
        self._types[target] = _Type(type_name(target), target.page, copy.deepcopy(source), whole_page)
        return self._types[target]


def type_name(target: Target) -> WireName:
    """`api-reference/tasks/fields.html#user` → `tasks.fields.user`; a made-up name where the anchor is no word.

    An anchor that is not in small letters gets a mark too: files that differ only in case are one on many disks.
    """
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


def _may_hold_objects(seen: Evidence) -> bool:
    """Where the examples show only words or numbers, the links lead to a list of names, not to fields."""
    told = [value for value in seen.values if value not in (None, "", [], {}, False)]
    return not told or any(isinstance(value, dict) for value in told) or any(True for _ in seen.objects())


def _is_one_object(draft: Draft) -> bool:
    """`object`, or `TaskDto`. Where no example shows it, a link from a list, a choice or an id to a whole page says too
    little: the page may be about its parts, or about all that has to do with it."""
    return draft.type == "object" or (draft.type[:1].isupper() and draft.type.isalnum())


def _is_list(draft: Draft, seen: Evidence) -> bool:
    told = [value for value in seen.values if value not in (None, "", [], {}, False)]
    if told:
        return all(isinstance(value, list) for value in told)
    return draft.type.endswith("[]") or draft.type == "array"


def _joined(seen: list[Evidence]) -> Evidence:
    return Evidence(tuple(value for each in seen for value in each.values))


def _shared(tables: Iterable[tuple[Error, ...]]) -> tuple[Error, ...]:
    """The system errors of all pages as one list: the pages repeat the same table."""
    return tuple(dict.fromkeys(error for table in tables for error in table))


def _spec(page: PagePath, draft: MethodDraft) -> MethodSpec:
    for name, param in draft.params.items():
        draft.defects.extend(apply(param, draft.sent.at(name), f"params.{name}", infer=False))
    if draft.returns:
        draft.defects.extend(apply(draft.returns, draft.answered, "returns", infer=True))
    identity = draft.identity
    return MethodSpec(
        method=identity.method,
        rest=identity.rest,
        page=page,
        title=identity.title,
        scope=identity.scope,
        status=identity.status,
        replaced_by=identity.replaced_by,
        positional=identity.positional,
        params=freeze(draft.params),
        example=_shortened(draft.example),
        returns=draft.returns.freeze() if draft.returns else None,
        list=listing_of(draft),
        response=_shortened(draft.response),
        errors=draft.errors,
        defects=tuple(dict.fromkeys(draft.defects)),
    )


def _event_spec(page: PagePath, draft: EventDraft) -> EventSpec:
    if draft.data:
        draft.defects.extend(apply(draft.data, draft.sent, "data", infer=True))
    return EventSpec(
        event=draft.event,
        page=page,
        title=draft.title,
        scope=draft.scope,
        status=draft.status,
        auth=draft.auth,
        data=draft.data.freeze() if draft.data else None,
        example=_shortened(draft.example),
        defects=tuple(dict.fromkeys(draft.defects)),
    )


def _shortened(data: dict[str, Json] | None) -> dict[str, Json] | None:
    return {key: shorten(value) for key, value in data.items()} if data is not None else None
