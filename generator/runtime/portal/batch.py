"""The method `batch` of v2 (settings/how-to-call-rest-api/batch.html)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from .calls import Caller, Method
from .errors import Refused, missing
from .methods import Methods
from .received import Received
from .references import References
from .request import form_of, listed
from .values import Params, flag, is_list, is_map

_MOST: Final = 50


def batch(methods: Methods, received: Received) -> Method:
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
                with received.command(2, name, arguments) as noted:
                    answer, time = methods.call(2, name, arguments, caller)
                    noted(answer.result)
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
