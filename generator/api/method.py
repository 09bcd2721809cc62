"""One method: what its spec comes to, of the spec and what it sees of others alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ..problems import Problems
from ..spec import model as spec
from ..spec.model import SITE, Field, Json, MethodSpec
from ..spec.names import Replacement, WireName
from .answers import answer_of_method, decide
from .cases import cases_of
from .decisions import Seen
from .errors import error_class
from .filters import with_filter
from .interpret import Interpreter, is_wildcard, written
from .limits import limits_of
from .model import Error, Example, Method
from .paging import paging_of
from .places import place_of
from .read_only import only_reads
from .shown import Shown
from .types import Documented, Object, Property
from .wire_format import wire_formats

# What some pages list among a method's own parameters: the client's access token.
_SENT_BY_CLIENT: Final = frozenset({"auth"})
_UNDOCUMENTED: Final = Field(type="any")


@dataclass(frozen=True)
class Resolved:
    """`contradictions`: as of the `Api`, of what was not decided together with others."""

    method: Method
    contradictions: tuple[str, ...]
    problems: Problems


def resolved(method: MethodSpec, is_alias: bool, seen: Seen) -> Resolved:
    problems = Problems()
    parameters = _interpreter_of_parameters(seen, problems)
    own = {name: each for name, each in method.params.items() if name not in _SENT_BY_CLIENT}
    where = place_of(method, "params")
    properties = parameters.object_of(own, where).properties
    if method.response is not None and "result" not in method.response:
        problems.add(f"{method.method}: response", "has no `result`")
    results, contradictions = _interpreter_of_results(method, seen, problems)
    returns = results.type_of(method.returns or _UNDOCUMENTED, place_of(method, "returns"))
    paging = paging_of(method, properties, returns, results.shared)
    row = paging.row if paging is not None else None
    made = Method(
        name=method.method,
        rest=method.rest,
        page=method.page,
        title=method.title,
        scope=method.scope,
        status=method.status,
        left=method.left,
        replaced_by=replacement(method.replaced_by),
        is_alias=is_alias,
        parameters=properties,
        other_parameters=tuple(filter(is_wildcard, own)),
        formats=wire_formats(properties, parameters.shared, problems, where),
        positional=method.positional,
        by_position=_by_position(method, properties),
        only_reads=only_reads(method),
        idempotent=method.idempotent,
        who=method.who,
        who_more=method.who_more,
        context=method.context,
        since=method.since,
        on_premise=method.on_premise,
        one_of=method.one_of,
        forms=method.forms,
        can_be_batched=method.method.lower() != "batch",
        returns=returns,
        documented_result=documented(method.returns),
        paging=paging,
        cases=cases_of(method, properties, returns, row, results.shared, seen.entity_types),
        errors=errors_of(method),
        example=method.example,
        response=method.response,
        total=method.total,
        examples=tuple(
            Example(each.call, each.response) for each in method.examples if _can_be_made(each.call, method)
        ),
    )
    return Resolved(with_filter(made, seen.describing), contradictions, problems)


def _interpreter_of_parameters(seen: Seen, problems: Problems) -> Interpreter:
    types: dict[WireName, Object] = {}
    for each in seen.types:
        types |= each.as_parameters
    return Interpreter("params", types, problems, files=seen.files, booleans=seen.booleans, keys=seen.keys)


def _interpreter_of_results(method: MethodSpec, seen: Seen, problems: Problems) -> tuple[Interpreter, tuple[str, ...]]:
    """In the light of the method's own answer; with what that contradicts."""
    types: dict[WireName, Object] = {}
    for each in seen.types:
        types |= each.as_results
    shown = Shown(frozenset(seen.numbers), frozenset(seen.flags))
    results = Interpreter("results", types, problems, decided=seen.decided, shown=shown, given=frozenset(seen.given))
    answer = answer_of_method(method)
    if answer is None or seen.is_decided:
        return results, ()
    decision = decide([answer], results)
    return results.with_decided(decision.types) if decision.types else results, decision.told


def _by_position(method: MethodSpec, parameters: tuple[Property, ...]) -> str | None:
    if any(each.name == method.by_position for each in parameters):
        return method.by_position
    required = [each.name for each in parameters if each.required]
    return required[0] if len(required) == 1 else None


def _can_be_made(call: Mapping[str, Json], method: MethodSpec) -> bool:
    """By position nothing can be left out before something."""
    sent = {name.lower() for name in call}
    return not method.positional or sent == {name.lower() for name in list(method.params)[: len(sent)]}


def errors_of(method: MethodSpec) -> tuple[Error, ...]:
    return tuple(dict.fromkeys(map(error, method.errors)))


@cache
def error(error: spec.Error) -> Error:
    return Error(error.code, error.message, error.status, error.field, error_class(error))


def replacement(spec: Replacement | None) -> str | None:
    """What takes the place, by its name; a page by its address."""
    return f"{SITE}/{spec}" if spec is not None and spec.is_page else spec


def documented(field: Field | None) -> Documented | None:
    if field is None:
        return None
    return Documented(field.ref or field.type, field.wire, limits_of(field), written(field))
