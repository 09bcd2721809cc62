"""Assembles the specs: the facts of all pages, linked with each other and held against their examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from ..site.page import PagePath
from ..spec.model import Defect, Error, EventSpec, Example, Json, MethodSpec, SpecTree, TypeSpec
from ..spec.names import WireName
from ..spec.prose import Prose
from .examples.placeholders import with_placeholders
from .examples.records import RESULT
from .examples.samples import Samples
from .fields.declared import with_declared
from .fields.keyed import as_records
from .fields.node import Node, to_fields
from .fields.reconcile import reconcile
from .fields.selected import with_selected
from .fields.sent import with_sent
from .fields.stated import with_stated
from .linked_values import with_linked_values
from .linking import Linked, Use, link_params, link_value
from .page_facts import EventFacts, MethodFacts, PageFacts
from .paging import paging_of
from .problems import Problem
from .prose import ScrapedProse, by_place, texts_in, texts_of
from .queries import with_queries
from .references import refs_of, roots_of
from .shared_objects import SharedObjects
from .shared_types import type_specs

Spec = TypeVar("Spec", MethodSpec, EventSpec)
_NOTHING: Final = SpecTree()
# The pages repeat one table: what few of them have in it is a slip of those.
_MANY: Final = 10


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
    facts: MethodFacts | None = None
    """Of a method, linked and held against the examples."""


def assemble(facts: Iterable[PageFacts], scraped: Iterable[PagePath], former: SpecTree = _NOTHING) -> Assembled:
    """Specs of the methods and events on the scraped pages, and of the shared types that they refer to.

    Args:
        former: The earlier specs. Where several pages document a method, the one that it was of goes first.
    """
    pages = {each.page: each for each in sorted(facts, key=lambda each: each.page)}
    objects = SharedObjects(pages)
    documented = [pages[page] for page in sorted(pages.keys() & set(scraped))]
    versions = {name: version for each in pages.values() for name, version in each.versions.items()}
    uses: list[Use] = []
    methods: list[_Documented[MethodSpec]] = []
    events: list[EventSpec] = []
    prose: dict[str, Prose] = {}
    prose_of_events: dict[tuple[WireName, str], Prose] = {}
    for each in documented:
        if each.method:
            method = _method(each.page, each.method, versions.get(each.method.identity.method), objects)
            methods.append(method)
            uses.extend(method.uses)
            prose[each.page] = Prose(each.page, each.prose.text, method.texts, each.prose.errors)
        for event in (_event(each.page, event, objects) for event in each.events):
            events.append(event.spec)
            uses.extend(event.uses)
            prose_of_events[event.spec.event, each.page] = Prose(each.page, each.prose.text, event.texts)
    described = sorted(type_specs(uses, objects), key=lambda each: each.spec.type)
    types = {each.spec.type: each.spec for each in described}
    referred = _referred([*(method.spec for method in methods), *events], types.values())
    specs = [_with_queries(method, objects, referred) for method in methods]
    pages_of_methods = {(rest, name.lower()): spec.page for (rest, name), spec in former.methods.items()}
    pages_of_events = {name: spec.page for name, spec in former.events.items()}
    specs.sort(key=lambda spec: pages_of_methods.get((spec.rest, spec.method.lower())) != spec.page)
    events.sort(key=lambda spec: pages_of_events.get(spec.event) != spec.page)
    first_methods, second_methods = _first_of_each(specs, lambda spec: (spec.rest, spec.method.lower()))
    first_events, second_events = _first_of_each(events, lambda spec: spec.event)
    tree = SpecTree(
        methods={(spec.rest, spec.method): spec for spec in first_methods},
        events={spec.event: spec for spec in first_events},
        types=types,
        errors=_system_errors(pages.values()),
    )
    problems = [
        *(problem for each in documented for problem in each.problems),
        *(_documented_twice(spec.page, spec.method, other.page) for spec, other in second_methods),
        *(_documented_twice(spec.page, spec.event, other.page) for spec, other in second_events),
    ]
    prose_of_types = {each.spec.type: each.prose for each in described}
    return Assembled(tree, tuple(problems), ScrapedProse(prose, prose_of_events, prose_of_types))


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
    tables = [dict.fromkeys(page.system_errors) for page in pages if page.system_errors]
    counts = Counter(error for table in tables for error in table)
    return tuple(error for error, count in counts.items() if count * _MANY >= len(tables))


def _method(page: PagePath, facts: MethodFacts, since: str | None, objects: SharedObjects) -> _Documented[MethodSpec]:
    linked = link_params(facts.params, page, facts.sent, objects)
    answer = _linked(facts.returns, page, facts.answered, "returns", objects)
    params: dict[str, Node] = {}
    defects = [*facts.defects, *linked.defects, *(answer.defects if answer else ())]
    for name, node in linked.fields.items():
        node = with_stated(node, facts.sent.at(name), opened=True)
        node, more = reconcile(node, facts.sent.at(name), f"params.{name}", infer_fields=False)
        defects.extend(more)
        params[name], more = with_sent(node, facts.sent.at(name), f"params.{name}")
        defects.extend(more)
    params = dict(with_linked_values(params, page, objects.pages))
    returns, more = _reconciled(answer, facts.answered, "returns")
    returns = as_records(returns, RESULT, facts.answered, facts.records) if returns and facts.records else returns
    defects.extend(more)
    # Rows of which no table and no answer shows a field may be known from elsewhere; an example declares a few.
    returns = with_declared(returns, facts.declared) if returns and not returns.is_bare else returns
    returns = with_selected(returns, params) if returns else None
    returns = with_linked_values({RESULT: returns}, page, objects.pages)[RESULT] if returns else None
    facts = replace(facts, params=params, returns=returns)
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
        idempotent=facts.statements.idempotent,
        who=facts.statements.who,
        who_more=facts.statements.who_more,
        context=facts.statements.context,
        since=since,
        one_of=facts.one_of,
        forms=facts.forms,
        params=to_fields(params),
        example=_with_placeholders(facts.example),
        returns=returns.to_field() if returns else None,
        total=facts.total,
        list=paging_of(facts),
        response=_with_placeholders(facts.response),
        examples=tuple(
            Example(_with_placeholders(each.call) or {}, _with_placeholders(each.response)) for each in facts.examples
        ),
        errors=facts.errors,
        defects=tuple(dict.fromkeys(defects)),
    )
    texts = by_place((*texts_of(params, "params"), *texts_in(returns, "returns")))
    return _Documented(spec, (*linked.uses, *(answer.uses if answer else ())), texts, facts)


def _referred(specs: Iterable[MethodSpec | EventSpec], types: Iterable[TypeSpec]) -> Set[WireName]:
    """The types that a spec refers to."""
    return {name for spec in (*specs, *types) for name in refs_of(roots_of(spec))}


def _with_queries(method: _Documented[MethodSpec], objects: SharedObjects, types: Set[WireName]) -> MethodSpec:
    """The spec with whose fields its filters, orders and selects are about, which may be a shared type's."""
    spec, facts = method.spec, method.facts
    if facts is None or not facts.params:
        return spec
    return replace(spec, params=to_fields(with_queries(facts, PagePath(spec.page), objects, types)))


def _event(page: PagePath, facts: EventFacts, objects: SharedObjects) -> _Documented[EventSpec]:
    linked = _linked(facts.data, page, facts.sent, "data", objects)
    data, defects = _reconciled(linked, facts.sent, "data")
    spec = EventSpec(
        event=facts.event,
        page=page,
        title=facts.title,
        scope=facts.scope,
        status=facts.status,
        replaced_by=facts.replaced_by,
        auth=facts.auth,
        who=facts.who,
        who_more=facts.who_more,
        context=facts.context,
        data=data.to_field() if data else None,
        example=_with_placeholders(facts.example),
        defects=tuple(dict.fromkeys((*facts.defects, *(linked.defects if linked else ()), *defects))),
    )
    return _Documented(spec, linked.uses if linked else (), by_place(texts_in(data, "data")))


def _linked(node: Node | None, page: PagePath, samples: Samples, at: str, objects: SharedObjects) -> Linked | None:
    return link_value(node, page, samples, at, objects) if node else None


def _reconciled(linked: Linked | None, samples: Samples, at: str) -> tuple[Node | None, list[Defect]]:
    if linked is None:
        return None, []
    return reconcile(with_stated(linked.node, samples, opened=False), samples, at, infer_fields=True)


def _with_placeholders(data: Mapping[str, Json] | None) -> dict[str, Json] | None:
    return None if data is None else {key: with_placeholders(value) for key, value in data.items()}
