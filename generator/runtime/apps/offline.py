"""Offline events, none of which is lost: the portal keeps each until it is reported done.

    worked = OfflineEvents(b24).work_off(sync_deal)      # sync_deal(event) raises if it fails
    for failure in worked.failed:
        print(failure.event.name, failure.error)

A batch is reserved (`event.offline.get` with `clear=0`), worked off, and then what is done is cleared, what failed is
reported (`event.offline.error`) and stays. What a run that broke off had reserved, the next one finds in
`event.offline.list` and takes up again: so `work` may see an event twice, and never less than once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, cast

from .._core.convert import ConvertError, anything, datetime, integer, list_of, optional, shorten, string
from .._core.event import Event, class_of, read_event
from .._core.json_types import is_map
from ..errors import ResultError
from ._handing_over import check, check_outcome

if TYPE_CHECKING:
    from .._core.base_client import BaseAsyncClient, BaseSyncClient
    from ..response import Response

__all__ = ["AsyncOfflineEvents", "FailedEvent", "OfflineEvent", "OfflineEvents", "WorkedOff"]

T = TypeVar("T")

_BATCH: Final = 50


@dataclass(frozen=True, slots=True, repr=False)
class OfflineEvent:
    """An event of the queue: the last of its kind for its object.

    Args:
        id: Of the record.
        name: Of the event, `ONCRMDEALUPDATE`.
        event: The event in its own class: `event.event.data.fields.id`. It has no `auth`.
        additional: What the portal adds, such as the user.
        message_id: By which a failure is reported.
        process_id: Of the batch that it was reserved with.
        at: When it happened, if that can be read.
    """

    id: int
    name: str
    event: Event
    additional: Any
    message_id: str
    process_id: str
    at: dt.datetime | None

    def __repr__(self) -> str:
        return f"OfflineEvent({self.id}, {shorten(self.name)}, data={shorten(self.event.raw.get('data'))})"


@dataclass(frozen=True, slots=True)
class FailedEvent:
    """An event that stays in the portal's queue, marked as failed, and what `work` raised."""

    event: OfflineEvent
    error: Exception


@dataclass(slots=True)
class WorkedOff:
    """What came of a run: how many events are done and cleared, which failed, and what is wrong with the records that
    cannot be read. These stay in the portal's queue, and each run tells of them anew.
    """

    done: int = 0
    failed: list[FailedEvent] = field(default_factory=lambda: list[FailedEvent]())
    unread: list[ResultError] = field(default_factory=lambda: list[ResultError]())


@dataclass(frozen=True, slots=True)
class _Ask:
    """Call the method; its result comes back."""

    method: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Work:
    """Work off the event; the error that it raised comes back, or None."""

    event: OfflineEvent


@dataclass(frozen=True, slots=True)
class _Batch:
    """Events that are reserved; by record, what is wrong with those that cannot be read; the highest id of all."""

    events: list[OfflineEvent]
    unread: dict[str, ResultError]
    last: int


# Written once, run by two clients.
_Flow: TypeAlias = "Generator[_Ask | _Work, Any, T]"


class OfflineEvents:
    """The queue of an application's offline events: of one portal, and of one source.

    Args:
        client: With the application's credentials, of an administrator.
        auth_connector: The source that was named in `event.bind`, if one was.
    """

    def __init__(self, client: BaseSyncClient[Any], *, auth_connector: str | None = None) -> None:
        self._client = client
        self._auth_connector = auth_connector

    def work_off(self, work: Callable[[OfflineEvent], object], *, failed: bool = False) -> WorkedOff:
        """Give each event to `work` until there are no more: first those that an earlier run has left reserved.

        What `work` raises is reported to the portal and collected. What is no `Exception`, such as KeyboardInterrupt,
        ends the run; events of its batch that are done are cleared, the others stay for the next run. While one run is
        under way, no second should begin with the same application and source: it would take its reserved events.

        Args:
            work: What it returns does not matter, unless that has yet to be worked off, as a coroutine has.
            failed: Also those that were reported as failed before.

        Raises:
            TypeError: `work` is no function, or one whose work would never be done, such as a coroutine function.
            ApiError, TransportError: A call failed. Nothing is lost.
            ResultError: The portal's answer is no queue. A record of it that cannot be read raises nothing.
        """
        check(work, awaited=False)
        flow = _work_off(self._auth_connector, failed)
        try:
            step = next(flow)
            while True:
                try:
                    outcome = self._do(step, work)
                except BaseException as error:
                    step = flow.throw(error)
                else:
                    step = flow.send(outcome)
        except StopIteration as end:
            return cast("WorkedOff", end.value)

    def _do(self, step: _Ask | _Work, work: Callable[[OfflineEvent], object]) -> Response | Exception | None:
        if isinstance(step, _Ask):
            return self._client.call(step.method, step.params)
        try:
            check_outcome(work(step.event))
        except Exception as error:
            return error
        return None


class AsyncOfflineEvents:
    """`OfflineEvents` of an `AsyncClient`, awaited."""

    def __init__(self, client: BaseAsyncClient[Any], *, auth_connector: str | None = None) -> None:
        self._client = client
        self._auth_connector = auth_connector

    async def work_off(self, work: Callable[[OfflineEvent], Awaitable[object]], *, failed: bool = False) -> WorkedOff:
        """As `OfflineEvents.work_off`, with a `work` that is awaited, one event after the other."""
        check(work, awaited=True)
        flow = _work_off(self._auth_connector, failed)
        try:
            step = next(flow)
            while True:
                try:
                    outcome = await self._do(step, work)
                except BaseException as error:
                    step = flow.throw(error)
                else:
                    step = flow.send(outcome)
        except StopIteration as end:
            return cast("WorkedOff", end.value)

    async def _do(
        self, step: _Ask | _Work, work: Callable[[OfflineEvent], Awaitable[object]]
    ) -> Response | Exception | None:
        if isinstance(step, _Ask):
            return await self._client.call(step.method, step.params)
        try:
            await work(step.event)
        except Exception as error:
            return error
        return None


def _work_off(auth_connector: str | None, with_failed: bool) -> _Flow[WorkedOff]:
    source = {} if auth_connector is None else {"auth_connector": auth_connector}
    worked = WorkedOff()
    left = yield from _left_reserved(source, with_failed)
    seen: set[int] = set()
    unread: dict[str, ResultError] = {}
    for process_id in [*left, None]:
        last = 0
        while True:
            batch = yield from _reserve(process_id, source, last if with_failed else None)
            new = [event for event in batch.events if event.id not in seen]
            before, last = last, max(last, batch.last)
            is_more = bool(new) or not batch.unread.keys() <= unread.keys()
            unread = {**batch.unread, **unread}
            worked.unread = list(unread.values())
            if new:
                seen.update(event.id for event in new)
                yield from _work_batch(new, worked)
            if not is_more and (not with_failed or last == before):
                break
    return worked


def _left_reserved(source: Mapping[str, object], with_failed: bool) -> _Flow[list[str]]:
    """The batches that were reserved, and of which something is still there."""
    wanted = {">PROCESS_ID": ""} if with_failed else {">PROCESS_ID": "", "ERROR": 0}
    found: dict[str, None] = {}
    start: int | None = 0
    while start is not None:
        response = yield _Ask("event.offline.list", {"filter": wanted, "start": start, **source})
        for row in _maps(response.result, "event.offline.list"):
            process_id = row.get("PROCESS_ID")
            if isinstance(process_id, str) and process_id and (with_failed or not _is_failed(row)):
                found[process_id] = None
        start = response.next if response.next is not None and response.next > start else None
    return list(found)


def _reserve(process_id: str | None, source: Mapping[str, object], after: int | None) -> _Flow[_Batch]:
    """A new batch, or what is left of one. `after`: with those that failed, which stay, so that ids lead on."""
    params: dict[str, object] = {"clear": 0, "limit": _BATCH, **source}
    if process_id is not None:
        params["process_id"] = process_id
    if after is not None:
        params |= {"error": 1, "filter": {">ID": after}, "order": {"ID": "ASC"}}
    response = yield _Ask("event.offline.get", params)
    answer = response.result
    rows = _maps(answer.get("events") if is_map(answer) else None, "event.offline.get")
    reserved = process_id or (answer.get("process_id") if is_map(answer) else None)
    if not rows:
        return _Batch([], {}, 0)
    if not isinstance(reserved, str) or not reserved:
        raise ResultError("event.offline.get: events without a process_id cannot be reported done")
    read = [(row, _event(row, reserved)) for row in rows]
    return _Batch(
        [event for _, event in read if isinstance(event, OfflineEvent)],
        {repr(row): event for row, event in read if isinstance(event, ResultError)},
        max(map(_id, rows)),
    )


def _work_batch(batch: list[OfflineEvent], worked: WorkedOff) -> _Flow[None]:
    """Work the batch off; whatever ends it, what came of each event by then is reported."""
    done: list[int] = []
    failed: list[str] = []
    process_id = batch[0].process_id
    try:
        for event in batch:
            error = yield _Work(event)
            if error is None:
                done.append(event.id)
            else:
                failed.append(event.message_id)
                worked.failed.append(FailedEvent(event, error))
    finally:
        if failed:
            yield _Ask("event.offline.error", {"process_id": process_id, "message_id": failed})
        if done:
            yield _Ask("event.offline.clear", {"process_id": process_id, "id": done})
            worked.done += len(done)


def _event(row: Mapping[str, object], process_id: str) -> OfflineEvent | ResultError:
    try:
        name = string(row.get("EVENT_NAME"))
        data = row.get("EVENT_DATA")
        return OfflineEvent(
            id=integer(row.get("ID")),
            name=name,
            event=read_event({"event": name, "data": data if is_map(data) else {}}, class_of),
            additional=row.get("EVENT_ADDITIONAL") or None,
            message_id=string(row.get("MESSAGE_ID")),
            process_id=process_id,
            at=optional(datetime)(row.get("TIMESTAMP_X")),
        )
    except ConvertError as error:
        record = f"ID {shorten(row['ID'])}" if "ID" in row else "without an ID"
        return ResultError(f"event.offline.get: a record ({record}) cannot be read: {error}")


def _id(row: Mapping[str, object]) -> int:
    try:
        return integer(row.get("ID"))
    except ConvertError:
        return 0


def _maps(value: object, method: str) -> list[Mapping[str, object]]:
    try:
        rows = list_of(anything)(value)
    except ConvertError:
        rows = [None]
    if all(is_map(row) for row in rows):
        return cast("list[Mapping[str, object]]", rows)
    raise ResultError(f"{method}: expected a list of records, got {shorten(value)}")


def _is_failed(row: Mapping[str, object]) -> bool:
    return row.get("ERROR") not in (None, "", 0, "0", False)
