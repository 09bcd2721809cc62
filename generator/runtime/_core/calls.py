"""One call, from parameters to result, without I/O: limits, attempts, renewal of the token, a moved portal."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from ..errors import (
    ApiError,
    BadAnswer,
    Bitrix24Error,
    OperatingLimit,
    RateLimited,
    ResultError,
    TimedOut,
    TokenExpired,
    TransportError,
)
from ..limits import Limiter, SharedLimiter
from ..observe import Attempt, Moved
from ..response import Response
from . import envelope, request, telemetry
from .convert import ConvertError, whole
from .deadline import Deadline
from .effects import Flow, Read, Reply, Sleep, TooSlow, run, send
from .file_content import has_files_to_read
from .method import ListMethod, Method
from .rate_limits import TURNS, LeakyBucket, look_again_after
from .redirect import new_portal
from .retry_state import RetryState
from .selection import selection_of
from .session import Options, Session
from .views import set_selection

T = TypeVar("T")

# The token in a store that others share may have expired as well: then the second renewal is the one that helps.
_RENEWALS: Final = 2
_REDIRECTS: Final = 5

# The portal breaks off what takes longer. Seconds.
_LONGEST_CALL: Final = 60.0


def invoke(
    session: Session,
    method: Method[T],
    params: Mapping[str, object],
    extra: Mapping[str, object] | None,
    options: Options,
) -> Flow[T]:
    """Make one call and read its `result` as the method says; ResultError if it is of another shape."""
    deadline = Deadline(session.clock, options.deadline)
    body = yield from _body(method, params, extra, deadline)
    response = yield from call_body(session, method, body, options, deadline)
    return result_of(method, response, body)


def result_of(method: Method[T], response: Response, body: Mapping[str, object]) -> T:
    """The result, converted; `body`: the parameters of the call."""
    try:
        result = whole(method.returns, response.result)
    except ConvertError as error:
        raise ResultError(f"{method.name}: {error.reason} (in result{error.at})") from None
    selection = selection_of(body, method.listing.by_name if isinstance(method, ListMethod) else ())
    if selection is not None:
        set_selection(result, selection)
    return result


def call(
    session: Session,
    method: Method[Any],
    params: Mapping[str, object],
    extra: Mapping[str, object] | None,
    options: Options,
) -> Flow[Response]:
    """Make one call: `request.body_of` tells the arguments, `envelope.read` the errors, `retries` what is repeated."""
    deadline = Deadline(session.clock, options.deadline)
    body = yield from _body(method, params, extra, deadline)
    return (yield from call_body(session, method, body, options, deadline))


def _body(
    method: Method[Any], params: Mapping[str, object], extra: Mapping[str, object] | None, deadline: Deadline
) -> Flow[dict[str, object]]:
    """`request.body_of`; files among the parameters may take their time.

    Raises:
        TimedOut: They take longer than the call may.
    """
    try:
        waits = has_files_to_read(params) or has_files_to_read(extra)
    except RecursionError:  # of which `body_of` tells
        waits = False
    if not waits:
        return request.body_of(method, params, extra)
    try:
        body: dict[str, object] = yield Read(lambda: request.body_of(method, params, extra), deadline.left_or_none)
    except TooSlow:
        raise deadline.passed_before_sending(method.name, 0) from None
    return body


def call_body(
    session: Session,
    method: Method[Any],
    body: Mapping[str, object],
    options: Options,
    deadline: Deadline | None = None,
) -> Flow[Response]:
    """Make one call with parameters that are JSON values already."""
    return (yield from exchange(session, method, body, _idempotency_key(method, options), options, deadline))


def exchange(
    session: Session,
    method: Method[Any],
    body: request.Body,
    key: str | None,
    options: Options,
    deadline: Deadline | None = None,
) -> Flow[Response]:
    """Send a body until there is an answer to it, or an error that sending it again cannot help.

    Args:
        key: The idempotency key; None if there is none, and then a write is not repeated if it may have run.
        deadline: The call's; None: it begins now.
    """
    attempts = RetryState(session.retries, key is not None or not method.writes, session.random)
    try:
        ends = deadline if deadline is not None else Deadline(session.clock, options.deadline)
        return (yield from _answer(session, method, body, key, options, attempts, ends))
    except (ApiError, TransportError) as error:
        error.may_have_run |= method.writes and attempts.may_have_run
        raise


def _answer(
    session: Session,
    method: Method[Any],
    body: request.Body,
    key: str | None,
    options: Options,
    attempts: RetryState,
    deadline: Deadline,
) -> Flow[Response]:
    attempt = Attempt(method.name, method.rest, 0, session.next_request_id())
    turn = next(TURNS)
    renewer, renewals = session.credentials.renewer, 0
    while True:
        attempt = attempt._replace(number=attempt.number + 1)
        serial = yield from _token_serial(session)
        outcome = yield from _attempt(session, method, body, key, options, attempt, deadline, turn)
        if isinstance(outcome, Response):
            session.operating.answered(method.name, outcome.time)
            return outcome
        if renewer is not None and _may_renew(outcome, renewals, renewer.fresh):
            renewals += 1
            yield from renewer.renew(serial, session.hooks)
            continue
        yield from note_refusal(session, method.name, outcome)
        paced = isinstance(session.limiter(), LeakyBucket)
        wait = None if _may_overlap(outcome, key, options) else attempts.wait_after(outcome, paced)
        if wait is None or wait > deadline.left:
            outcome.request_id = attempt.request_id
            raise outcome
        telemetry.repeating(attempt, outcome, wait)
        yield Sleep(wait)


def _may_renew(outcome: Bitrix24Error, renewals: int, fresh: bool) -> bool:
    """Is another token worth asking for? An answer that does not say that the token expired means a fresh one too."""
    if isinstance(outcome, TokenExpired):
        return renewals < _RENEWALS
    return envelope.may_have_expired(outcome) and (renewals == 0 or (renewals < _RENEWALS and not fresh))


def _idempotency_key(method: Method[Any], options: Options) -> str | None:
    """One key for one write of REST 3.0, the same for all its attempts; REST 2 knows none."""
    if method.rest != 3 or not method.writes:
        return None
    return options.idempotency_key or os.urandom(16).hex()


def _may_overlap(error: Bitrix24Error, key: str | None, options: Options) -> bool:
    """The portal runs both of two calls with one key at the same time: was the first not given the time to finish?"""
    patience = options.timeout.read
    return key is not None and isinstance(error, TimedOut) and patience is not None and patience < _LONGEST_CALL


def _token_serial(session: Session) -> Flow[int]:
    """Which of its tokens the session now has, loaded if need be; a number, so that no frame holds the token itself."""
    renewer = session.credentials.renewer
    if renewer is None:
        return 0
    yield from renewer.load()
    return renewer.serial


def _attempt(
    session: Session,
    method: Method[Any],
    body: request.Body,
    key: str | None,
    options: Options,
    attempt: Attempt,
    deadline: Deadline,
    turn: int,
) -> Flow[Response | Bitrix24Error]:
    """One attempt, at the portal's new address if it has moved: a redirected call has not been executed."""
    credentials = session.credentials
    known, moved = credentials.portal, None
    for _ in range(_REDIRECTS):
        yield from _admission(session, method, deadline, turn)
        headers, left = request.headers_of(attempt.request_id, key), deadline.left_or_none
        if left == 0:
            raise deadline.passed_before_sending(method.name, 0)
        asked = request.build(credentials, method, body, headers, options, left, moved)
        telemetry.before(session.hooks, attempt)
        begun, asked.left = session.clock.now(), deadline.left_or_none
        if asked.left == 0:  # the hook took its time
            late = deadline.passed_before_sending(method.name, 0)
            telemetry.after(session.hooks, attempt, 0, late)
            raise late
        outcome = yield from send(asked)
        portal = new_portal(asked, outcome) if isinstance(outcome, Reply) else None
        if isinstance(portal, str):
            moved = portal
            continue
        if portal is not None:
            result: Response | Bitrix24Error = portal
        elif isinstance(outcome, Reply):
            result = envelope.read(method.name, outcome, credentials.hide)
        else:
            result = outcome
        telemetry.after(session.hooks, attempt, session.clock.now() - begun, result)
        # Whoever sent it elsewhere may be wrong: the address is kept only once a call has succeeded there.
        if moved is not None and isinstance(result, Response):
            yield from _move(session, known, moved)
        return result
    circle = BadAnswer(f"redirected {_REDIRECTS} times", method.name)
    circle.status = 302  # so that nobody walks in the circle again
    return circle


def _move(session: Session, old: str, new: str) -> Flow[None]:
    """Go on at the portal's new address, and tell of it, unless another call has done so."""
    credentials = session.credentials
    if credentials.renewer is not None:
        yield from credentials.renewer.move(old, new, session.hooks)
    elif credentials.portal == old:
        credentials.portal = new
        telemetry.moved(session.hooks, Moved(old, new))


def _admission(session: Session, method: Method[Any], deadline: Deadline, turn: int) -> Flow[None]:
    """Wait until the portal's limits let a request through.

    Raises:
        OperatingLimit: The budget does not allow the wait.
        TimedOut: The deadline does not.
    """
    rest = _rest(session, method)
    limiter = session.limiter()
    if limiter is None:  # first, because to ask whether it is of a protocol takes Python longer than the whole call
        yield from _sleep(rest, method, deadline)
    elif isinstance(limiter, LeakyBucket):
        yield from _sleep(rest, method, deadline)
        yield from _queue(limiter, method, deadline, turn)
    elif isinstance(limiter, SharedLimiter):
        yield from _sleep(rest, method, deadline)
        yield from _book(session, limiter, method, deadline)
    else:
        wait = yield from _ask(limiter, limiter.reserve)
        yield from _sleep(max(rest, wait), method, deadline)


def rested(session: Session, method: Method[Any], deadline: Deadline) -> Flow[None]:
    """Wait until the method may be called again, if it used up its operating time; for calls of it within a batch.

    Raises:
        OperatingLimit, TimedOut: See `_admission`.
    """
    yield from _sleep(_rest(session, method), method, deadline)


def _rest(session: Session, method: Method[Any]) -> float:
    """Seconds until the method may be called again.

    Raises:
        OperatingLimit: The budget does not allow the wait.
    """
    rest = session.operating.wait(method.name)
    _within_budget(rest, session, method)
    return rest


def _within_budget(rest: float, session: Session, method: Method[Any]) -> None:
    if rest > session.retries.budget:
        error = OperatingLimit("OPERATION_TIME_LIMIT", f"not sent, it must rest for {rest:.0f} s", 429, method.name)
        error.retry_after = rest
        raise error


def _sleep(wait: float, method: Method[Any], deadline: Deadline) -> Flow[None]:
    if wait > deadline.left:
        raise deadline.passed_before_sending(method.name, wait)
    if wait > 0:
        yield Sleep(wait)


def _queue(bucket: LeakyBucket, method: Method[Any], deadline: Deadline, turn: int) -> Flow[None]:
    """Wait for the turn, and give it back if the call gives up meanwhile."""
    try:
        while (wait := bucket.wait(turn)) > 0:
            if wait > deadline.left:
                raise deadline.passed_before_sending(method.name, wait)
            yield Sleep(look_again_after(wait))
    finally:
        bucket.give_back(turn)


def _book(session: Session, limiter: SharedLimiter, method: Method[Any], deadline: Deadline) -> Flow[None]:
    """Wait for what is booked, and give it back if the call gives up meanwhile."""
    while (booked := (yield from _ask(limiter, lambda: limiter.book(method.name)))).rest > 0:
        _within_budget(booked.rest, session, method)
        yield from _sleep(booked.rest, method, deadline)
    waited = False
    try:
        yield from _sleep(booked.wait, method, deadline)
        waited = True
    finally:
        if not waited:
            limiter.give_back()


def _ask(limiter: Limiter, question: Callable[[], T]) -> Flow[T]:
    return (yield from run(question)) if limiter.blocking else question()


def note_refusal(session: Session, method: str, error: Bitrix24Error) -> Flow[None]:
    """Let the limits know that the portal refused the method, if that is what it did."""
    limiter = session.limiter() if isinstance(error, RateLimited) else None
    if isinstance(limiter, LeakyBucket):
        limiter.refused()
    elif limiter is not None:
        yield from _ask(limiter, limiter.refused)
    if isinstance(error, OperatingLimit):
        rest = error.retry_after = session.operating.refused(method, error.retry_after)
        shared = session.limiter()
        if isinstance(shared, SharedLimiter):
            yield from _ask(shared, lambda: shared.rests(method, rest))
