"""Assembles the specs: the facts of all pages, linked with each other and held against their examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ..site.page import PagePath
from ..spec.model import Defect, Error, EventSpec, Json, MethodSpec, SpecTree
from ..spec.names import WireName
from ..spec.prose import Prose
from .examples.placeholders import with_placeholders
from .examples.samples import Samples
from .fields.node import Node, to_fields
from .fields.reconcile import reconcile
from .linking import Linked, Use, link_params, link_value
from .page_facts import EventFacts, MethodFacts, PageFacts
from .paging import paging_of
from .problems import Problem
from .prose import ScrapedProse, by_place, texts_in, texts_of
from .shared_objects import SharedObjects
from .shared_types import type_specs

Spec = TypeVar("Spec", MethodSpec, EventSpec)


@dataclass(frozen=True)
class Assembled:
    tree: SpecTree
    problems: tuple[Problem, ...]
    prose: ScrapedProse


@dataclass(frozen=True)
class _Documented(Generic[Spec]):
    """The spec of one page, and the shared types that it needs."""

    spec: Spec
    uses: tuple[Use, ...]
    texts: Mapping[str, str]
    """What the page says in its own words, by place in the spec."""


def assemble(facts: Iterable[PageFacts], scraped: Iterable[PagePath]) -> Assembled:
    """Specs of the methods and events on the scraped pages, and of the shared types that they refer to."""
    pages = {each.page: each for each in sorted(facts, key=lambda each: each.page)}
    objects = SharedObjects(pages)
    documented = [pages[page] for page in sorted(pages.keys() & set(scraped))]
    uses: list[Use] = []
    methods: list[MethodSpec] = []
    events: list[EventSpec] = []
    prose: dict[str, Prose] = {}
    for each in documented:
        if each.method:
            method = _method(each.page, each.method, objects)
            methods.append(method.spec)
            uses.extend(method.uses)
            prose[each.page] = Prose(each.page, each.prose.text, method.texts, each.prose.errors)
        if each.event:
            event = _event(each.page, each.event, objects)
            events.append(event.spec)
            uses.extend(event.uses)
            prose[each.page] = Prose(each.page, each.prose.text, event.texts)
    first_methods, second_methods = _first_of_each(methods, lambda spec: (spec.rest, spec.method.lower()))
    first_events, second_events = _first_of_each(events, lambda spec: spec.event)
    types = type_specs(uses, objects)
    tree = SpecTree(
        methods={(spec.rest, spec.method): spec for spec in first_methods},
        events={spec.event: spec for spec in first_events},
        types={each.spec.type: each.spec for each in sorted(types, key=lambda each: each.spec.type)},
        errors=_system_errors(pages.values()),
    )
    problems = [
        *(problem for each in documented for problem in each.problems),
        *(_documented_twice(spec.page, spec.method, other.page) for spec, other in second_methods),
        *(_documented_twice(spec.page, spec.event, other.page) for spec, other in second_events),
    ]
    return Assembled(tree, tuple(problems), ScrapedProse(prose, {each.spec.type: each.prose for each in types}))


def _first_of_each(specs: list[Spec], key: Callable[[Spec], object]) -> tuple[list[Spec], list[tuple[Spec, Spec]]]:
    """The first spec of each name, and every later one with the first of its name."""
    first: dict[object, Spec] = {}
    later: list[tuple[Spec, Spec]] = []
    for spec in specs:
        if key(spec) in first:
            later.append((spec, first[key(spec)]))
        else:
            first[key(spec)] = spec
    return list(first.values()), later


def _documented_twice(page: str, name: WireName, other: str) -> Problem:
    return Problem(page, name, f"is documented on {other} too; that page's facts were kept")


def _system_errors(pages: Iterable[PageFacts]) -> tuple[Error, ...]:
    """The system errors of all pages as one list: the pages repeat the same table."""
    return tuple(dict.fromkeys(error for page in pages for error in page.system_errors))


def _method(page: PagePath, facts: MethodFacts, objects: SharedObjects) -> _Documented[MethodSpec]:
    linked = link_params(facts.params, page, facts.sent, objects)
    answer = _linked(facts.returns, page, facts.answered, "returns", objects)
    params: dict[str, Node] = {}
    defects = [*facts.defects, *linked.defects, *(answer.defects if answer else ())]
    for name, node in linked.fields.items():
        params[name], more = reconcile(node, facts.sent.at(name), f"params.{name}", infer_fields=False)
        defects.extend(more)
    returns, more = _reconciled(answer, facts.answered, "returns")
    defects.extend(more)
    identity = facts.identity
    spec = MethodSpec(
        method=identity.method,
        rest=identity.rest,
        page=page,
        title=identity.title,
        scope=identity.scope,
        status=identity.status,
        replaced_by=identity.replaced_by,
        positional=identity.positional,
        params=to_fields(params),
        example=_with_placeholders(facts.example),
        returns=returns.to_field() if returns else None,
        list=paging_of(replace(facts, params=params, returns=returns)),
        response=_with_placeholders(facts.response),
        errors=facts.errors,
        defects=tuple(dict.fromkeys(defects)),
    )
    texts = by_place((*texts_of(params, "params"), *texts_in(returns, "returns")))
    return _Documented(spec, (*linked.uses, *(answer.uses if answer else ())), texts)


def _event(page: PagePath, facts: EventFacts, objects: SharedObjects) -> _Documented[EventSpec]:
    linked = _linked(facts.data, page, facts.sent, "data", objects)
    data, defects = _reconciled(linked, facts.sent, "data")
    spec = EventSpec(
        event=facts.event,
        page=page,
        title=facts.title,
        scope=facts.scope,
        status=facts.status,
        auth=facts.auth,
        data=data.to_field() if data else None,
        example=_with_placeholders(facts.example),
        defects=tuple(dict.fromkeys((*facts.defects, *(linked.defects if linked else ()), *defects))),
    )
    return _Documented(spec, linked.uses if linked else (), by_place(texts_in(data, "data")))


def _linked(node: Node | None, page: PagePath, samples: Samples, at: str, objects: SharedObjects) -> Linked | None:
    return link_value(node, page, samples, at, objects) if node else None


def _reconciled(linked: Linked | None, samples: Samples, at: str) -> tuple[Node | None, list[Defect]]:
    return reconcile(linked.node, samples, at, infer_fields=True) if linked else (None, [])


def _with_placeholders(data: dict[str, Json] | None) -> dict[str, Json] | None:
    return {key: with_placeholders(value) for key, value in data.items()} if data is not None else None
