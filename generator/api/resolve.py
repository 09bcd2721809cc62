"""Specs in, the `Api` out. Nothing is read or written here, and equal specs give equal values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import cache
from typing import Final

from ..problems import Problems
from ..spec import model as spec
from ..spec.grammar import InvalidType, alternatives
from ..spec.model import EventSpec, Field, MethodSpec, SpecTree, TypeSpec
from ..spec.names import WireName
from .aliases import with_aliases
from .answers import Answer, Decision, decide
from .boolean_forms import boolean_forms
from .entities import with_entities
from .errors import error_class
from .file_inputs import file_inputs
from .filters import with_filters
from .form_body import as_form
from .interpret import Interpreter, is_wildcard
from .model import Api, Error, Event, Method, SharedType
from .paging import paging_of
from .places import place_of, place_of_data
from .presence import always_given
from .read_only import only_reads
from .shown import shown_in
from .types import Documented, Object, Objects, Type, references_in
from .wire_format import wire_formats

# What some pages list among a method's own parameters: the client's access token.
_SENT_BY_CLIENT: Final = frozenset({"auth"})
_UNDOCUMENTED: Final = Field(type="any")


def resolve(specs: SpecTree) -> Api:
    """What the API offers.

    Raises:
        GenerateError: With everything in the specs that cannot be decided.
    """
    problems = Problems()
    api = _Resolver(specs, problems).api()
    problems.raise_any()
    return api


class _Resolver:
    def __init__(self, specs: SpecTree, problems: Problems) -> None:
        self._specs = with_aliases(with_entities(specs))
        self._aliases = self._specs.methods.keys() - specs.methods.keys()
        self._problems = problems
        methods = self._specs.methods.values()
        # What results show of a shared type is no parameter.
        in_parameters = {**self._specs.types, **specs.types}
        self._parameters = Interpreter(
            "params", in_parameters, problems, files=file_inputs(methods), booleans=boolean_forms(methods)
        )
        # What an answer with shared types in it shows of these counts everywhere, and so is decided before all else.
        types = self._specs.types
        shown, given = shown_in(self._specs), always_given(self._specs)
        documented = Interpreter("results", types, problems, shown=shown, given=given)
        names = frozenset(map(str, types))
        everywhere = [answer for answer in _answers(self._specs) if _mentions(answer.documented, names)]
        self._decided_everywhere = decide(everywhere, documented)
        self._places = frozenset(answer.place for answer in everywhere)
        self._results = documented.with_decided(self._decided_everywhere.types)
        self._contradictions: dict[str, None] = {}

    def api(self) -> Api:
        self._note(self._decided_everywhere)
        methods = with_filters(
            {key: self._method(each, key in self._aliases) for key, each in sorted(self._specs.methods.items())}
        )
        events = {name: self._event(each) for name, each in sorted(self._specs.events.items())}
        return Api(
            methods,
            dict(self._types(methods.values(), events.values())),
            events,
            tuple(map(_error, self._specs.errors)),
            tuple(sorted(self._contradictions)),
        )

    def _method(self, method: MethodSpec, is_alias: bool) -> Method:
        own = {name: each for name, each in method.params.items() if name not in _SENT_BY_CLIENT}
        where = place_of(method, "params")
        parameters = self._parameters.object_of(own, where).properties
        results = self._results
        if method.response is not None and "result" not in method.response:
            self._problems.add(f"{method.method}: response", "has no `result`")
        for answer in _answers_of_method(method):
            results = self._decided(answer)
        returns = results.type_of(method.returns or _UNDOCUMENTED, place_of(method, "returns"))
        return Method(
            name=method.method,
            rest=method.rest,
            page=method.page,
            title=method.title,
            scope=method.scope,
            status=method.status,
            replaced_by=method.replaced_by,
            is_alias=is_alias,
            parameters=parameters,
            other_parameters=tuple(filter(is_wildcard, own)),
            formats=wire_formats(parameters, self._parameters.shared, self._problems, where),
            positional=method.positional,
            only_reads=only_reads(method),
            can_be_batched=method.method.lower() != "batch",
            returns=returns,
            documented_result=_documented(method.returns),
            paging=paging_of(method, parameters, returns, results.shared),
            errors=tuple(dict.fromkeys(map(_error, method.errors))),
            example=method.example,
            response=method.response,
        )

    def _event(self, event: EventSpec) -> Event:
        results = self._results
        for answer in _answers_of_event(event):
            results = self._decided(answer)
        data = results.type_of(event.data, place_of_data(event.event)) if event.data is not None else None
        return Event(
            name=event.event,
            page=event.page,
            title=event.title,
            scope=event.scope,
            status=event.status,
            auth=event.auth,
            data=data,
            documented_data=_documented(event.data),
            example=event.example,
        )

    def _decided(self, answer: Answer) -> Interpreter:
        """What results are in the light of that answer; what it contradicts is noted."""
        results = self._results
        if answer.place not in self._places:
            decision = decide([answer], results)
            self._note(decision)
            results = results.with_decided(decision.types) if decision.types else results
        return results

    def _note(self, decision: Decision) -> None:
        for place, what in decision.contradictions.items():
            self._contradictions[f"{place}: {what}; read as the answer shows it"] = None
        for place, what in decision.slips.items():
            self._contradictions[f"{place}: {what}; reading it is a FieldError"] = None

    def _types(self, methods: Iterable[Method], events: Iterable[Event]) -> Iterator[tuple[WireName, SharedType]]:
        methods = list(methods)
        results = self._results.shared
        in_parameters = _reached(
            (name for method in methods for each in method.parameters for name in references_in(each.type)), results
        )
        held: list[Type] = [method.returns for method in methods]
        held += [event.data for event in events if event.data is not None]
        in_results = _reached((name for each in held for name in references_in(each)), results)
        # A type that nothing holds is of use to whoever reads what no type describes.
        in_results |= _reached(self._specs.types.keys() - in_parameters - in_results, results)
        for name, each in sorted(self._specs.types.items()):
            yield name, self._type(each, results[name], name in in_parameters, name in in_results)

    def _type(self, each: TypeSpec, as_result: Object, in_parameters: bool, in_results: bool) -> SharedType:
        as_parameter = self._parameters.shared[each.type]
        return SharedType(each.type, each.page, each.title, as_parameter, as_result, in_parameters, in_results)


def _reached(names: Iterable[WireName], shared: Objects) -> set[WireName]:
    """These shared types, and those that they hold."""
    found: set[WireName] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += references_in(shared[name])
    return found


def _answers(specs: SpecTree) -> Iterator[Answer]:
    for _, method in sorted(specs.methods.items()):
        yield from _answers_of_method(method)
    for _, event in sorted(specs.events.items()):
        yield from _answers_of_event(event)


def _answers_of_method(method: MethodSpec) -> Iterator[Answer]:
    if method.returns is not None and method.response is not None and "result" in method.response:
        yield Answer(method.returns, method.response["result"], place_of(method, "returns"))


def _answers_of_event(event: EventSpec) -> Iterator[Answer]:
    if event.data is not None and event.example is not None and "data" in event.example:
        yield Answer(event.data, as_form(event.example["data"]), place_of_data(event.event))


def _mentions(field: Field, names: Set[str]) -> bool:
    """Can it hold one of the shared types of these names, at any depth?"""
    waiting = [field]
    for each in waiting:
        if (each.ref is not None and each.ref in names) or any(name in names for name in _names_in(each.type)):
            return True
        waiting += each.fields.values()
        for case in each.variants.values():
            waiting += case.values()
        if each.items is not None:
            waiting.append(each.items)
    return False


@cache
def _names_in(documented: str) -> tuple[str, ...]:
    try:
        return tuple(each.name for each in alternatives(documented))
    except InvalidType:  # which is told when it is interpreted
        return ()


@cache
@cache
def _error(error: spec.Error) -> Error:
    return Error(error.code, error.message, error.status, error.field, error_class(error))


def _documented(field: Field | None) -> Documented | None:
    return None if field is None else Documented(field.ref or field.type, field.wire)
