# Copied from generator/runtime/portal/batch.py by "python -m generator generate". Edit that file.
"""The two methods `batch` (settings/how-to-call-rest-api/batch.html, api-reference/rest-v3.html)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from .calls import Caller, Method
from .errors import Refused, missing
from .methods import Methods
from .references import References
from .references_v3 import ReferencesV3
from .request import form_of, listed
from .values import Params, flag, is_list, is_map

_MOST: Final = 50


def batch(methods: Methods) -> Method:
    """The commands in their order, each with its result or its error; the answer itself is never an error."""

    def run(params: Params, caller: Caller) -> object:
        halt = _halts(params.get("halt", False))
        parts: dict[str, dict[str, object]] = {
            name: {} for name in ("result", "result_error", "result_total", "result_next", "result_time")
        }
        references = References(parts["result"])
        for number, (key, command) in enumerate(_commands(params)):
            try:
                if number >= _MOST:
                    raise Refused("ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")
                name, arguments = _command(command, references)
                answer, time = methods.call(2, name, arguments, caller)
            except Refused as refused:
                parts["result_error"][key] = {"error": refused.code, "error_description": refused.message}
                if halt:
                    break
            else:
                found = {"": answer.result, "_total": answer.total, "_next": answer.next, "_time": time}
                for part, value in found.items():
                    if part == "" or value is not None:
                        parts[f"result{part}"][key] = value
        return {name: _as_php_has_it(part) for name, part in parts.items()}

    return run


def _halts(value: object) -> bool:
    try:
        return flag(value)
    except ValueError:
        return value == "true"


def _commands(params: Params) -> Iterable[tuple[str, object]]:
    commands = params.get("cmd")
    if is_map(commands):
        return commands.items()
    if is_list(commands):
        return ((str(number), command) for number, command in enumerate(commands))
    raise missing("cmd")


def _command(command: object, references: References) -> tuple[str, Params]:
    """The method and its parameters, results of earlier commands filled in. Raises Refused."""
    name, _, query = command.partition("?") if isinstance(command, str) else ("", "", "")
    if name.removesuffix(".json") == "batch":
        raise Refused("ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage", 405)
    return name, {key: references.filled(value) for key, value in form_of(query).items()}


def _as_php_has_it(part: Mapping[str, object]) -> object:
    """PHP does not tell lists and maps apart: an empty map is [], and so is a list what has the keys 0, 1, 2…"""
    return listed(part) if part else []


def batch_v3(methods: Methods) -> Method:
    """The results of all calls in their order; the first error is the answer."""

    def run(params: Params, caller: Caller) -> object:
        references = ReferencesV3()
        results: list[object] = []
        for name, query, known_as in _calls(params):
            result = methods.call(3, name, references.filled(query), caller)[0].result
            references.keep(known_as, result)
            results.append(result)
        return results

    return run


def _calls(params: Params) -> Iterable[tuple[str, Params, object]]:
    """Of each the method, its parameters, and the name by which later ones refer to it."""
    calls = params.get("calls")
    if not is_list(calls):
        raise _not_a_list()
    for call in calls:
        if not is_map(call):
            raise _not_a_list()
        name, query = call.get("method"), call.get("query", {})
        if not isinstance(name, str) or not (is_map(query) or query == []):
            raise _not_a_list()
        if name == "batch":
            raise Refused("ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage", 405)
        yield name, query if is_map(query) else {}, call.get("as")


def _not_a_list() -> Refused:
    return Refused("BITRIX_REST_V3_EXCEPTION_INVALIDSELECTEXCEPTION", "A batch is a list of calls: method and query")
