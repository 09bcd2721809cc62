"""Names for a user's own annotations, each from where programs import it: run by mypy and pyright in `make check`."""

from collections.abc import Iterator
from pathlib import Path

import bitrix24
from bitrix24 import App, Client, File, Hooks, Limiter, Omitted, Pending, Plan, Retries, StoredOAuth, TokenStore, View
from bitrix24.auth import Credentials
from bitrix24.clock import Clock
from bitrix24.events import Event, EventAuth
from bitrix24.files import Content
from bitrix24.lists import FirstPage, Page, Progress, SyncList
from bitrix24.response import Response, Time


class OneAtATime:
    """A limiter of the user's own."""

    blocking = False

    def reserve(self) -> float:
        return 1.0

    def refused(self) -> None: ...


def connect(credentials: str | Credentials, limits: Plan | Limiter | Omitted | None, clock: Clock) -> Client:
    return Client(credentials, limits=limits, retries=Retries(), hooks=Hooks(), clock=clock)


def connect_app(app: App, store: TokenStore, clock: Clock) -> Client:
    return connect(StoredOAuth(app, store), OneAtATime(), clock)


def content(source: Path | bytes) -> File:
    given: Content = source
    return File("a.pdf", given)


def took(response: Response) -> float | None:
    time: Time | None = response.time
    return time.duration if time is not None else None


def pages(deals: SyncList[list[View], View], progress: Progress) -> Iterator[Page[View]]:
    first: FirstPage[list[View], View] = deals.first
    assert first.total is None or first.total >= len(first)
    return deals.pages(progress=progress)


def results(calls: list[Pending[int]]) -> list[int]:
    return [call.result for call in calls]


def sender(event: Event) -> EventAuth:
    return event.auth


def wrong_names() -> None:
    bitrix24.convert  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018  # no such module
