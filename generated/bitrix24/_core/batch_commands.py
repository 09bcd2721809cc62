# Copied from generator/runtime/_core/batch_commands.py by "python -m generator generate". Edit that file.
"""Sends the commands of a batch: 50 to a request, in their order, each with its own result or error.

REST 2 takes commands as `method?query`, and what a query cannot say is sent as a call of its own: in its place with
`halt`, else after the others of its fifty. REST 3.0 takes a list of calls, whose answers come in the same order.
References to results that are there already are filled in here; those to a command of the same request are left to the
portal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from ..errors import (
    ApiError,
    Bitrix24Error,
    NotExecuted,
    OperatingLimit,
    RateLimited,
    TokenExpired,
    TransportError,
)
from ..response import Response
from . import calls, request
from .batch_answers import HALTED, Named, Outcome, outcomes_by_key, outcomes_in_order
from .batch_reference import BatchReference, TextWithReferences, with_references
from .convert import anything
from .effects import Flow, Sleep
from .json_types import is_list, is_map
from .method import Method
from .query_string import REFERENCE_START, RawText, fits_query, query_of, quoted
from .retry_state import RetryState
from .session import Options, Session

MOST_COMMANDS: Final = 50

# These were refused before execution, so they may be sent again without asking what the command does.
_REFUSED: Final = (TokenExpired, RateLimited, OperatingLimit)


class Command:
    """One call in a batch. `outcome` is None until the batch has run."""

    __slots__ = ("__weakref__", "body", "key", "method", "outcome")

    def __init__(self, key: str, method: Method[Any], body: Mapping[str, object]) -> None:
        self.key = key
        self.method = method
        self.body = body
        self.outcome: Response | Bitrix24Error | None = None

    def __repr__(self) -> str:
        return f"Command({self.method.name}, {self.key})"


Filled: TypeAlias = tuple[Command, dict[str, object]]


def run(session: Session, options: Options, commands: Sequence[Command], halt: bool) -> Flow[None]:
    """Give every command its outcome.

    Args:
        halt: After a command that failed, leave out those that follow.

    Raises:
        ValueError: A parameter has the name of the access token's, and there is one; or one idempotency key is to go
            with several calls. Nothing has been sent.
        TransportError, ApiError: A whole request failed; its commands have the error as their outcome, those that
        follow are left out.
    """
    credentials = session.credentials
    try:
        if credentials.token is not None or credentials.renewer is not None:
            for command in commands:
                request.refuse_token_name(command.method.name, command.body)
        _refuse_one_key_for_all(options, commands)
        yield from _run(session, options, list(commands), halt)
    except BaseException:  # also what ends the program, and what closes the flow where a task is cancelled
        unsent = [command for command in commands if command.outcome is None]
        _leave_out(unsent, "left out, because a request before it failed")
        raise


def _refuse_one_key_for_all(options: Options, commands: Sequence[Command]) -> None:
    """Calls of REST 3.0 that share a request have no key: who gave one would rely on it in vain."""
    newer = [command for command in commands if command.method.rest == 3]
    if options.idempotency_key is not None and len(newer) > 1 and any(command.method.writes for command in newer):
        raise ValueError("an idempotency key names one write of REST 3.0, and this batch has several calls of it")


def _run(session: Session, options: Options, waiting: list[Command], halt: bool) -> Flow[None]:
    resending = _Resending(session)
    while waiting:
        chunk = _next_chunk(waiting, halt)
        sent = [command for command, _ in chunk] or waiting[:1]
        waiting[:MOST_COMMANDS] = [command for command in waiting[:MOST_COMMANDS] if command not in sent]
        if chunk:
            try:
                yield from _send(session, options, chunk, halt)
            except Bitrix24Error as error:
                _settle(sent, error)
                raise
            except BaseException:
                _settle(sent, TransportError("broken off, it may have been executed", "batch"))
                raise
        refused = next((command.outcome for command in sent if isinstance(command.outcome, _REFUSED)), None)
        if refused is not None and len(chunk) > 1 and (yield from resending.allows(refused)):
            waiting[:0] = _take_back(sent)
        elif halt and any(isinstance(command.outcome, Bitrix24Error) for command in sent):
            _leave_out(waiting, HALTED)
            return


class _Resending:
    """How often what the portal refused before execution is sent again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._attempts = RetryState(session.retries, harmless=False, random=session.random)
        self._renewals: set[int] = set()

    def allows(self, refused: Bitrix24Error) -> Flow[bool]:
        """Do what the refusal asks for before the next attempt; False if there is to be none."""
        if isinstance(refused, TokenExpired):
            renewer = self._session.credentials.renewer
            if renewer is None or renewer.serial - 1 in self._renewals:
                return False  # the token that came last has expired at once
            serial = renewer.serial
            self._renewals.add(serial)
            yield from renewer.renew(serial, self._session.hooks)
            return True
        if isinstance(refused, ApiError):
            yield from calls.note_refusal(self._session, refused.method, refused)
        wait = self._attempts.wait_after(refused)
        if wait is not None:
            yield Sleep(wait)
        return wait is not None


def _take_back(commands: Sequence[Command]) -> list[Command]:
    """Those of a request's commands that were refused, or left out after one that was, as if they had not been sent."""
    again = [command for command in commands if isinstance(command.outcome, (*_REFUSED, NotExecuted))]
    for command in again:
        command.outcome = None
    return again


def _next_chunk(waiting: Sequence[Command], halt: bool) -> list[Filled]:
    """Commands that go in one request, the first among them; none if that one refers to what is not there.

    With `halt` they are the next ones in a row, else those that can share a request.
    """
    chunk: list[Filled] = []
    inside: set[Command] = set()
    for command in waiting[:MOST_COMMANDS]:
        try:
            body = _fill(command.body, inside if halt and command.method.rest == 2 else set())
        except _NotThereError as missing:
            if not chunk:
                command.outcome = NotExecuted(f"{command.method.name}: refers to {missing}")
                break
            joins = False
        else:
            joins = _can_be_shared(command, body) and (not chunk or chunk[0][0].method.rest == command.method.rest)
            if not chunk and not joins:
                return [(command, body)]
            if joins:
                chunk.append((command, body))
                inside.add(command)
        if halt and not joins:
            break
    return chunk


def _can_be_shared(command: Command, body: Mapping[str, object]) -> bool:
    """Can it be in a request with others?"""
    return command.method.rest == 3 or all(fits_query(value) for value in body.values())


class _NotThereError(Exception):
    """What a reference points to failed, or has no such place; or comes later in the batch than it is wanted.

    Its text says to what a command refers, and why that cannot be.
    """


def _fill(body: Mapping[str, object], inside: set[Command]) -> dict[str, object]:
    """The body with values in the place of references, but for those to the commands `inside` the same request."""
    return {name: _fill_value(value, inside) for name, value in body.items()}


def _fill_value(value: object, inside: set[Command]) -> object:
    if isinstance(value, BatchReference):
        return _resolve(value, inside)
    if isinstance(value, TextWithReferences):
        return _fill_text([part if isinstance(part, str) else _resolve(part, inside) for part in value.parts])
    if is_map(value):
        return _fill(value, inside)
    if is_list(value):
        return [_fill_value(item, inside) for item in value]
    return value


def _resolve(ref: BatchReference, inside: set[Command]) -> object:
    target = ref.target if isinstance(ref.target, Command) else None
    if target in inside:
        if not ref.can_be_said:  # later it can be filled in here
            raise _NotThereError(f"{ref.text}, whose name has brackets")
        return RawText(ref.in_query)
    outcome = target.outcome if target is not None else None
    if not isinstance(outcome, Response):
        raise _NotThereError(f"{ref.text}, which is not there")
    try:
        return ref.value_in(outcome.result)
    except KeyError:
        raise _NotThereError(f"{ref.text}, which is not there") from None


def _fill_text(parts: Sequence[object]) -> str:
    """One text of all, with values in it as PHP would write them."""
    if not any(isinstance(part, RawText) for part in parts):
        return "".join(map(_as_text, parts))
    before: object = ""
    for part in parts:
        text = "" if isinstance(part, RawText) else _as_text(part)
        if REFERENCE_START in text or (isinstance(before, RawText) and text.startswith("[")):
            raise _NotThereError("a result beside text that the portal would take for a part of the reference")
        before = part
    return RawText("".join(part if isinstance(part, RawText) else quoted(_as_text(part)) for part in parts))


def _as_text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, (str, int, float)):
        return str(value)
    raise _NotThereError("a result inside a text, but it is no text")


def _send(session: Session, options: Options, chunk: Sequence[Filled], halt: bool) -> Flow[None]:
    first, body = chunk[0]
    if len(chunk) == 1:
        yield from _send_alone(session, options, first, body)
    elif first.method.rest == 3:
        yield from _send_list(session, options, chunk)
    else:
        yield from _send_queries(session, options, chunk, halt)


def _send_alone(session: Session, options: Options, command: Command, body: Mapping[str, object]) -> Flow[None]:
    try:
        command.outcome = yield from calls.call_body(session, command.method, body, options)
    except ApiError as error:
        command.outcome = error


def _send_list(session: Session, options: Options, chunk: Sequence[Filled]) -> Flow[None]:
    """REST 3.0: all or nothing."""
    queries: list[object] = [{"method": command.method.name, "query": body} for command, body in chunk]
    response = yield from calls.exchange(session, _batch_of(chunk), queries, None, options)
    _settle_each(chunk, outcomes_in_order(_named(chunk), response, session.credentials.hide))


def _send_queries(session: Session, options: Options, chunk: Sequence[Filled], halt: bool) -> Flow[None]:
    """REST 2: the answers come by the commands' keys."""
    texts = {command.key: f"{command.method.name}?{query_of(body)}" for command, body in chunk}
    body: dict[str, object] = {"halt": int(halt), "cmd": texts}
    response = yield from calls.exchange(session, _batch_of(chunk), body, None, options)
    _settle_each(chunk, outcomes_by_key(_named(chunk), response, halt, session.credentials.hide))


def _batch_of(chunk: Sequence[Filled]) -> Method[Any]:
    writes = any(command.method.writes for command, _ in chunk)
    return Method("batch", anything, chunk[0][0].method.rest, writes=writes)


def _named(chunk: Sequence[Filled]) -> list[Named]:
    return [Named(command.key, command.method.name) for command, _ in chunk]


def _settle_each(chunk: Sequence[Filled], outcomes: Sequence[Outcome]) -> None:
    for (command, _), outcome in zip(chunk, outcomes, strict=True):
        command.outcome = outcome


def _settle(commands: Sequence[Command], error: Bitrix24Error) -> None:
    for command in commands:
        if command.outcome is None:
            command.outcome = error


def _leave_out(commands: Sequence[Command], why: str) -> None:
    for command in commands:
        command.outcome = NotExecuted(f"{command.method.name}: {why}")


def command_body(
    method: Method[Any], params: Mapping[str, object], extra: Mapping[str, object] | None
) -> dict[str, object]:
    """The parameters of a command, encoded just as those of a call.

    Raises:
        ValueError: The method is `batch` itself, and see `request.body_of`.
        TypeError: See `with_references`.
    """
    if method.name.casefold() == "batch":
        raise ValueError("a batch cannot hold another batch")
    return with_references(method.name, request.body_of(method, params, extra))
