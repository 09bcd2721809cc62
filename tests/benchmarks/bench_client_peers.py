"""The peers, as their documentation has them used, on a stub portal that speaks HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib import import_module
from itertools import count
from typing import Any

import httpx


def b24pysdk(url: str) -> Any:
    """A webhook of b24pysdk."""
    scheme, _, rest = url.partition("://")
    domain, _, path = rest.partition("/rest/")
    caller = import_module("b24pysdk.api.callers.call_method")._MethodCaller
    caller._base_url = property(lambda call: f"{scheme}://{call._domain}/rest")  # it would always be https
    return import_module("b24pysdk").BitrixWebhook(domain=domain, webhook_token=path.strip("/"))


def fast_bitrix24(url: str) -> Any:
    """A client of fast_bitrix24."""
    return import_module("fast_bitrix24").Bitrix(url, verbose=False)


def b24api_lanes(url: str, select: list[str], lanes: int = 20) -> Iterator[dict[str, Any]]:
    """What b24api 2.5 does with a long list unless told otherwise; itself it needs a newer Python than the others.

    Both ends in one request; what lies between in 20 lanes of ids, whose next pages are one request; at the end a page
    that has to be empty. Requests go one after another, as fast as the bucket of an ordinary plan lets them.
    """
    portal = _Paced(url)
    head, tail = portal.pages([_page(select), _page(select, order="DESC")])
    yield from head
    low, high = int(head[-1]["ID"]), int(tail[-1]["ID"])
    edges = [low + (high - low) * number // lanes for number in range(lanes)] + [high - 1]
    cursors, found = edges[:-1], [list[dict[str, Any]]() for _ in range(lanes)]
    open_lanes = list(range(lanes))
    while open_lanes:
        pages = portal.pages([_page(select, cursors[lane], edges[lane + 1]) for lane in open_lanes])
        for lane, page in zip(list(open_lanes), pages, strict=True):
            found[lane] += page
            cursors[lane] = int(page[-1]["ID"]) if page else edges[lane + 1]
            if cursors[lane] >= edges[lane + 1]:
                open_lanes.remove(lane)
    for lane in found:
        yield from lane
    yield from reversed(tail)
    assert portal.pages([_page(select, int(tail[0]["ID"]))]) == [[]]


def b24api_windows(url: str, select: list[str]) -> Iterator[dict[str, Any]]:
    """What b24api 2.5 does if told to (`RangeKeysetExecution`): windows of ids, 50 to a request."""
    portal = _Paced(url)
    head, tail = portal.pages([_page(select), _page(select, order="DESC")])
    yield from head
    low, high = int(head[-1]["ID"]), int(tail[-1]["ID"])
    width = max(50, 50 * (int(tail[0]["ID"]) - high + low - int(head[0]["ID"]) + 2) // 100)
    starts = list(range(low, high - 1, width))
    for first in range(0, len(starts), 50):
        windows = [(start, min(start + width, high - 1)) for start in starts[first : first + 50]]
        found = portal.pages([_page(select, *window) for window in windows])
        for (_, end), page in zip(windows, found, strict=True):
            yield from page
            while len(page) == 50 and int(page[-1]["ID"]) < end:
                (page,) = portal.pages([_page(select, int(page[-1]["ID"]), end)])
                yield from page
    yield from reversed(tail)
    assert portal.pages([_page(select, int(tail[0]["ID"]))]) == [[]]


def _page(select: list[str], after: int | None = None, up_to: int | None = None, order: str = "ASC") -> str:
    conditions = [f"filter[>ID]={after}"] if after is not None else []
    conditions += [f"filter[<=ID]={up_to}"] if up_to is not None else []
    names = [f"select[{number}]={name}" for number, name in enumerate(select)]
    return "crm.deal.list?" + "&".join([f"order[ID]={order}", *conditions, *names, "start=-1"])


class _Paced:
    """Batches, as fast as a bucket of 50 and 2 a second lets them."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = httpx.Client(timeout=None)
        self._sent = count(1)
        self._began = time.monotonic()

    def pages(self, commands: list[str]) -> list[list[dict[str, Any]]]:
        wait = (next(self._sent) - 50) / 2 - (time.monotonic() - self._began)
        if wait > 0:
            time.sleep(wait)
        cmd = {str(number): command for number, command in enumerate(commands)}
        while (answer := self._http.post(f"{self._url}batch", json={"halt": 0, "cmd": cmd})).status_code == 503:
            time.sleep(0.5)
        results = answer.json()["result"]["result"]
        return [results[key] for key in cmd]
