"""The method `batch` of REST 3.0 (api-reference/rest-v3.html): a list of calls, of which one may refer to another.

`{"as": "deal", "method": …, "query": …}` gives a call a name; `{"$ref": "deal.item.id"}` in the query of a later one is
the value there, `{"$refArray": "deals.items.id"}`, or `deals.id`, the list of the values in all items.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .calls import Caller, Method
from .errors import Refused
from .methods import Methods
from .received import Received
from .references import size_of
from .values import Params, is_list, is_map

_MOST: Final = 50
_MOST_REFERRED: Final = 1_000_000
_DEEPEST: Final = 64


@dataclass(frozen=True)
class _Command:
    method: str
    query: Params
    name: str | None


def batch_v3(methods: Methods, received: Received) -> Method:
    """The results of all calls in their order; the first error is the answer, and what was done before it stays."""

    def run(params: Params, caller: Caller) -> object:
        references = _References()
        results: list[object] = []
        for number, command in enumerate(_commands(params)):
            query = references.filled(command.query)
            with received.command(3, command.method, query) as noted:
                result = methods.call(3, command.method, query, caller)[0].result
                noted(result)
            results.append(result)
            references.results[command.name if command.name is not None else str(number)] = result
        return results

    return run


def _commands(params: Params) -> Sequence[_Command]:
    calls = params.get("calls")
    if not is_list(calls):
        raise _not_a_list()
    if len(calls) > _MOST:
        raise Refused("ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")
    return [_command(call) for call in calls]


def _command(call: object) -> _Command:
    method, query, name = (
        (call.get("method"), call.get("query", {}), call.get("as")) if is_map(call) else (None, None, None)
    )
    if not isinstance(method, str) or not (is_map(query) or query == []) or not isinstance(name, (str, type(None))):
        raise _not_a_list()
    if method.removesuffix(".json") == "batch":
        raise Refused("ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage", 405)
    return _Command(method, query if is_map(query) else {}, name)


def _not_a_list() -> Refused:
    return Refused("BITRIX_REST_V3_EXCEPTION_INVALIDSELECTEXCEPTION", "A batch is a list of calls: method and query")


class _References:
    """Results by name, or by number where a call has none; all that is filled in together has a bound."""

    def __init__(self) -> None:
        self.results: dict[str, object] = {}
        self._left = _MOST_REFERRED

    def filled(self, query: Params) -> Params:
        """Raises Refused for what refers to nothing."""
        return {name: self._filled(value, 0) for name, value in query.items()}

    def _filled(self, value: Any, depth: int) -> object:
        if depth > _DEEPEST:
            raise Refused("INVALID_REQUEST", "The query is too deep")
        if is_map(value):
            for key, find in (("$ref", _single), ("$refArray", _several)):
                path = value.get(key)
                if len(value) == 1 and isinstance(path, str):
                    return self._counted(find(self.results, path.split("."), path))
            return {name: self._filled(each, depth + 1) for name, each in value.items()}
        return [self._filled(each, depth + 1) for each in value] if is_list(value) else value

    def _counted(self, found: object) -> object:
        self._left -= size_of(found, self._left)
        if self._left < 0:
            raise Refused("INVALID_REQUEST", "The results that the batch refers to are too large")
        return found


def _single(results: object, path: Iterable[str], text: str) -> object:
    for step in path:
        results = _below(results, step, text)
    return results


def _several(results: object, path: Iterable[str], text: str) -> list[object]:
    found: list[object] = [results]
    if "." not in text:
        raise _leads_nowhere(text)
    for step in path:
        # A number is a place in a list; a name stands in each of its items, and in each of the `items` of a result.
        rows = [each["items"] if is_map(each) and step not in each and "items" in each else each for each in found]
        spread = [item for each in rows for item in (each if is_list(each) and not step.isdecimal() else [each])]
        found = [_below(each, step, text) for each in spread]
    return [item for each in found for item in (each if is_list(each) else [each])]


def _below(value: object, step: str, text: str) -> object:
    if is_map(value) and step in value:
        return value[step]
    if is_list(value) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    raise _leads_nowhere(text)


def _leads_nowhere(text: str) -> Refused:
    return Refused("BITRIX_REST_V3_EXCEPTION_INVALIDSELECTEXCEPTION", f"Reference `{text[:200]}` leads to nothing")
