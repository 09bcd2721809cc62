"""What the answer to a batch says of each of its commands: a result, an error, that it was left out, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from ..errors import BadAnswer, Bitrix24Error, NotExecuted
from ..response import Response
from .convert import ConvertError, anything, is_nothing, list_of
from .envelope import Hide, count_of, error_of, time_of
from .json_types import is_map

HALTED: Final = "left out, because a command before it failed"
_UNANSWERED: Final = "the batch has no answer for it"

Outcome: TypeAlias = "Response | Bitrix24Error"


class Named:
    """A command as the answer names it: `key` in the batch, and the method's `name`."""

    __slots__ = ("key", "name")

    def __init__(self, key: str, name: str) -> None:
        self.key = key
        self.name = name


def outcomes_by_key(commands: Sequence[Named], response: Response, halt: bool, hide: Hide) -> list[Outcome]:
    """REST 2: the outcome of each command, where the answers come by the commands' keys."""
    parts = _by_key(response.result)
    results, errors, totals, nexts, times = (
        _by_key(parts.get(name)) for name in ("result", "result_error", "result_total", "result_next", "result_time")
    )
    outcomes: list[Outcome | None] = []
    for command in commands:
        key = command.key
        error, result = errors.get(key), results.get(key)
        if is_nothing(error) and key in results:
            outcomes.append(
                Response(
                    result,
                    count_of(totals.get(key)),
                    count_of(nexts.get(key)),
                    time_of(times.get(key)),
                    response.status,
                    response.headers,
                )
            )
        elif is_nothing(error):
            outcomes.append(None)
        elif is_nothing(result):
            outcomes.append(_error(command, error, response, hide))
        else:
            outcomes.append(BadAnswer("the batch has both a result and an error for it", command.name))
    known = results.keys() | errors.keys() | times.keys()
    left_out = len(commands)
    if halt and _is_empty_or_map(parts.get("result")):
        left_out = _first_left_out([command.key for command in commands], outcomes, known)
    return [
        _unanswered(command, number >= left_out) if outcome is None else outcome
        for number, (command, outcome) in enumerate(zip(commands, outcomes, strict=True))
    ]


def outcomes_in_order(commands: Sequence[Named], response: Response, hide: Hide) -> list[Outcome]:
    """REST 3.0: the outcome of each command, where the answers come in the order of the commands."""
    try:
        answers = list_of(anything)(response.result)
    except ConvertError:
        answers = []
    if len(answers) > len(commands):  # of whom they are cannot be told
        answers = []
    outcomes: list[Outcome] = []
    for command, answer in zip(commands, answers, strict=False):
        if is_map(answer) and list(answer) == ["error"]:
            outcomes.append(_error(command, answer["error"], response, hide))
        else:
            outcomes.append(Response(answer, None, None, None, response.status, response.headers))
    return outcomes + [_unanswered(command, False) for command in commands[len(outcomes) :]]


def _first_left_out(keys: Sequence[str], outcomes: Sequence[Outcome | None], known: set[str]) -> int:
    """From which command on none was begun: that after the first error, if the answer is whole up to there and has
    nothing of what follows.
    """
    for number, outcome in enumerate(outcomes):
        if outcome is None:
            break
        if isinstance(outcome, Bitrix24Error):
            return len(keys) if known.intersection(keys[number + 1 :]) else number + 1
    return len(keys)


def _unanswered(command: Named, left_out: bool) -> Bitrix24Error:
    return NotExecuted(f"{command.name}: {HALTED}") if left_out else BadAnswer(_UNANSWERED, command.name)


def _error(command: Named, error: object, response: Response, hide: Hide) -> Bitrix24Error:
    details = error if is_map(error) and "error" in error else {"error": error}
    return error_of(command.name, response.status, details, hide)


def _by_key(part: object) -> Mapping[str, object]:
    """By the command's key, whose case does not count; [] is PHP's empty map."""
    return {name.casefold(): value for name, value in part.items()} if is_map(part) else {}


def _is_empty_or_map(part: object) -> bool:
    return part is None or part == [] or is_map(part)
