"""Specs in, the `Api` out. Nothing is read or written here, and equal specs give equal values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ..problems import Problems
from ..spec.model import EventSpec, MethodSpec, SpecTree
from ..spec.names import WireName
from .aliases import with_aliases
from .answers import answer_of_event, decide
from .decisions import Decisions, Seen, reached
from .entities import with_entities
from .entity_types import with_named_cases
from .filters import describing
from .method import documented, error, errors_of, replacement, resolved
from .model import Api, Event, Method, SharedType
from .places import place_of_data
from .remembered import Memory
from .types import references_in

_NOTHING_REMEMBERED: Final = Memory()


def resolve(specs: SpecTree, memory: Memory = _NOTHING_REMEMBERED) -> Api:
    """What the API offers.

    Args:
        memory: Makes it faster, and nothing else.

    Raises:
        GenerateError: With everything in the specs that cannot be decided.
    """
    problems = Problems()
    api = _Resolver(specs, memory, problems).api()
    problems.raise_any()
    return api


class _Resolver:
    def __init__(self, specs: SpecTree, memory: Memory, problems: Problems) -> None:
        self._documented = specs
        self._specs = with_named_cases(with_aliases(with_entities(specs)))
        self._memory = memory
        self._problems = problems
        observed = {key: memory.observed(specs.methods.get(key), spec) for key, spec in self._specs.methods.items()}
        self._decisions = Decisions(self._specs, specs, observed, problems)
        self._contradictions = dict.fromkeys(self._decisions.contradictions)
        self._methods: dict[tuple[int, WireName], Method] = {}
        self._names = {(rest, name.casefold()): (rest, name) for rest, name in sorted(self._specs.methods)}

    def api(self) -> Api:
        methods = {key: self._method(key) for key in sorted(self._specs.methods)}
        events = {name: self._event(each) for name, each in sorted(self._specs.events.items())}
        return Api(
            methods,
            dict(self._types(methods.values(), events.values())),
            events,
            tuple(map(error, self._specs.errors)),
            tuple(sorted(self._contradictions)),
            self._decisions.entity_types,
        )

    def _method(self, key: tuple[int, WireName]) -> Method:
        if key not in self._methods:
            spec = self._specs.methods[key]
            others = ((spec.rest, name) for name in describing(spec))
            filtered_by = tuple(self._method(self._names[each]) for each in others if each in self._names)
            self._methods[key] = self._resolved(spec, self._decisions.seen_by(spec, filtered_by))
        return self._methods[key]

    def _resolved(self, spec: MethodSpec, seen: Seen) -> Method:
        """Not yet, where it is remembered."""
        is_alias = (spec.rest, spec.method) not in self._documented.methods
        origin = WireName(spec.replaced_by) if is_alias and spec.replaced_by is not None else spec.method
        key = self._memory.key(self._documented.methods[spec.rest, origin], spec, is_alias, seen)
        known = self._memory.records.get(key) if key is not None else None
        if known is not None:
            self._contradictions |= dict.fromkeys(known.contradictions)
            return Method.remembered(
                lambda: resolved(spec, is_alias, seen).method,
                name=spec.method,
                rest=spec.rest,
                page=spec.page,
                scope=spec.scope,
                status=spec.status,
                replaced_by=replacement(spec.replaced_by),
                is_alias=is_alias,
                errors=errors_of(spec),
                digest=known.digest,
                references_in_parameters=known.references_in_parameters,
                references_in_result=known.references_in_result,
            )
        made = resolved(spec, is_alias, seen)
        self._contradictions |= dict.fromkeys(made.contradictions)
        self._problems.include(made.problems)
        if key is not None:
            self._memory.add(key, made)
        return made.method

    def _event(self, event: EventSpec) -> Event:
        results = self._decisions.results
        answer = answer_of_event(event)
        if answer is not None and answer.place not in self._decisions.decided_places:
            decision = decide([answer], results)
            self._contradictions |= dict.fromkeys(decision.told)
            results = results.with_decided(decision.types) if decision.types else results
        data = results.type_of(event.data, place_of_data(event.event)) if event.data is not None else None
        return Event(
            name=event.event,
            page=event.page,
            title=event.title,
            scope=event.scope,
            status=event.status,
            left=event.left,
            replaced_by=replacement(event.replaced_by),
            auth=event.auth,
            who=event.who,
            who_more=event.who_more,
            context=event.context,
            data=data,
            documented_data=documented(event.data),
            example=event.example,
        )

    def _types(self, methods: Iterable[Method], events: Iterable[Event]) -> Iterator[tuple[WireName, SharedType]]:
        methods = list(methods)
        as_results = self._decisions.as_results
        held = {name: each.references for name, each in as_results.items()}
        in_parameters = reached((name for method in methods for name in method.references_in_parameters), held)
        # Which of its two classes callers know of one that has left, nobody can tell any more.
        left = reached((name for name, each in self._specs.types.items() if each.left is not None), held)
        in_parameters |= left
        in_results = reached((name for method in methods for name in method.references_in_result), held)
        data = (event.data for event in events if event.data is not None)
        in_results |= reached((name for each in data for name in references_in(each)), held)
        # A type that nothing holds is of use to whoever reads what no type describes.
        in_results |= left
        in_results |= reached(held.keys() - in_parameters - in_results, held)
        for name, each in sorted(self._specs.types.items()):
            as_parameter = self._decisions.as_parameters[name]
            in_both = name in in_parameters, name in in_results
            yield name, SharedType(
                each.type, each.page, each.title, as_parameter, as_results[name], *in_both, each.left, each.aliases
            )
