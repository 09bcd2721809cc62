"""Lists of portals that lie, change and break off: every row once and in order, or an error with the position.

Each attack is read by each kind of list, sync and async. The oracle is `moving_portal.Reading.judge`.
"""

from __future__ import annotations

import asyncio
import gc
import random
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything
from bitrix24._core.method import Listing, ListMethod, RowKey
from bitrix24.errors import ListInterrupted
from tests.reliability.moving_portal import Asked, Change, Lie, Portal, Reading
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Stub, running

KEY = RowKey("ID", ("filter", ">ID"), {"order": {"ID": "ASC"}})


@dataclass(frozen=True)
class Kind:
    """A way to read a list. `knows`: what can be noticed; the rest is the guide's to say."""

    method: ListMethod[Any, Any]
    params: dict[str, object] = field(default_factory=dict)
    wrapper: str = ""
    ids: bool = True
    knows_swaps: bool = True
    counts: bool = True


def _listed(listing: Listing, rest: int = 2, name: str = "crm.deal.list") -> ListMethod[Any, Any]:
    return ListMethod(name, anything, rest=rest, writes=False, listing=listing, row=anything)


KINDS = {
    "key": Kind(_listed(Listing("start", (), KEY))),
    "key in a wrapper": Kind(_listed(Listing("start", ("items",), KEY)), wrapper="items"),
    "key, start=-1": Kind(_listed(Listing("start", (), KEY)), {"start": -1}, counts=False),
    "key, an order of the caller's": Kind(
        _listed(Listing("start", (), KEY)), {"order": {"TITLE": "ASC"}}, knows_swaps=False
    ),
    "no key": Kind(_listed(Listing("start")), knows_swaps=False),
    "no ids": Kind(_listed(Listing("start", (), KEY)), ids=False, knows_swaps=False),
    "pagination": Kind(_listed(Listing("pagination", ("items",)), 3, "tasks.task.list"), wrapper="items", counts=False),
    "pagination by 20": Kind(
        _listed(Listing("pagination", ("items",)), 3, "tasks.task.list"),
        {"pagination": {"limit": 20}},
        wrapper="items",
        counts=False,
    ),
    "cursor": Kind(_listed(Listing("cursor", ("items",)), 3, "main.eventlog.tail"), wrapper="items", counts=False),
}
BY_KEY = {name: kind for name, kind in KINDS.items() if name.startswith("key") and "order" not in name}
every = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())


class Served:
    """One server and one client of each sort for all attacks: `portal` is the one that answers now."""

    def __init__(self, stub: Stub) -> None:
        self.stub = stub
        self.portal = Portal([])

    def read(self, kind: Kind, portal: Portal) -> Reading:
        self._serve(kind, portal)
        ids: list[int] = []
        with Client(self.stub.url, clock=FakeClock(), transport=httpx.HTTPTransport(verify=False)) as client:
            try:
                ids.extend(_id(row) for row in client.invoke_list(kind.method, kind.params).all())
            except ListInterrupted as error:
                return Reading(ids, error.position, str(error))
        return Reading(ids, None)

    def read_async(self, kind: Kind, portal: Portal) -> Reading:
        self._serve(kind, portal)
        ids: list[int] = []

        async def main() -> Reading:
            async with AsyncClient(
                self.stub.url, clock=FakeClock(), transport=httpx.AsyncHTTPTransport(verify=False)
            ) as client:
                try:
                    async for row in client.invoke_list(kind.method, kind.params).all():
                        ids.append(_id(row))
                except ListInterrupted as error:
                    return Reading(ids, error.position, str(error))
            return Reading(ids, None)

        try:
            return asyncio.run(main())
        finally:
            gc.collect()  # here, where the warning of such sockets is expected

    def _serve(self, kind: Kind, portal: Portal) -> None:
        portal.wrapper = kind.wrapper
        if not kind.ids:
            portal.shown = lambda id: {"TITLE": f"t{id}"}
        elif kind.method.rest == 3:
            portal.shown = lambda id: {"id": id, "title": f"t{id}"}
        self.portal = portal
        self.stub.seen.clear()


def _id(row: Any) -> int:
    return int(row["ID"] if "ID" in row else row["id"] if "id" in row else row["TITLE"].removeprefix("t"))


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with running(lambda seen: found.portal(seen)) as stub:
        found = Served(stub)
        yield found
    gc.collect()


def rows(count: int = 400, first: int = 1, step: int = 1) -> Portal:
    return Portal(list(range(first, first + count * step, step)))


# What pages say of the others.


def _total(value: Callable[[Asked, dict[str, Any]], object]) -> Lie:
    return lambda asked, page: {**page, "total": value(asked, page)}


def _next(value: Callable[[Asked, dict[str, Any]], object]) -> Lie:
    """Where there is a next page, it is called so."""
    return lambda asked, page: {**page, "next": value(asked, page)} if "next" in page else page


def _without(*names: str) -> Lie:
    return lambda _, page: {name: value for name, value in page.items() if name not in names}


def _size(page: dict[str, Any]) -> int:
    result = page["result"]
    return len(result["items"] if isinstance(result, dict) else result)


def _always(value: object) -> Callable[[Asked, dict[str, Any]], object]:
    return lambda *_: value


def _at(portal: Portal, number: int, change: dict[str, Any]) -> Lie:
    """Page number so and so is changed."""
    return lambda _, page: {**page, **change} if portal.pages == number else page


def _from(portal: Portal, number: int, fault: Answer | Fault) -> Lie:
    return lambda _, page: fault if portal.pages >= number else page


ODD_TOTALS: tuple[Any, ...] = (-1, -5, None, True, "x", "400", [])
ODD_NEXTS: tuple[Any, ...] = (0, 1, -50, 50, None, True, "x", 10**30, [])

LIES: dict[str, Lie] = {
    **{f"total {total!r}": _total(_always(total)) for total in (0, 1, 49, 50, 51, 100, 350, 399)},
    **{f"total {total!r}": _total(_always(total)) for total in (401, 450, 1_000, 2 * 10**10, 10**30)},
    **{f"total {total!r}": _total(_always(total)) for total in ODD_TOTALS},
    "total of the page": _total(lambda _, page: _size(page)),
    "total of what is left": _total(lambda asked, page: max(0, page["total"] - max(0, asked.offset))),
    "total one more": _total(lambda _, page: page["total"] + 1),
    "total one less": _total(lambda _, page: page["total"] - 1),
    "total as text": _total(lambda _, page: str(page["total"])),
    "total missing": _without("total"),
    "next missing": _without("next"),
    "both missing": _without("total", "next"),
    **{f"next {next!r}": _next(_always(next)) for next in ODD_NEXTS},
    "next is here": _next(lambda asked, _: asked.offset),
    "next before here": _next(lambda asked, _: asked.offset - 50),
    "next one on": _next(lambda asked, _: asked.offset + 1),
    "next skips a page": _next(lambda _, page: page["next"] + 50),
    "next skips a row": _next(lambda _, page: page["next"] + 1),
    "next as text": _next(lambda _, page: str(page["next"])),
    "next is a page's number": _next(lambda _, page: page["next"] // 50),
    "next without an end": lambda asked, page: {**page, "next": max(0, asked.offset) + 50},
    "next without an end, total too": lambda asked, page: {
        **page,
        "next": max(0, asked.offset) + 50,
        "total": max(0, asked.offset) + 100,
    },
    "next after the last": lambda asked, page: {"next": asked.offset + 50, **page} if _size(page) else page,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_what_a_page_says_of_the_others(served: Served, lie: Lie) -> None:
    for name in ("key", "no key"):
        portal = rows()
        portal.lie = lie
        served.read(KINDS[name], portal).judge(portal)


@pytest.mark.slow
@every
@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_what_a_page_says_of_the_others_to_each_kind(served: Served, kind: Kind, lie: Lie) -> None:
    for portal in (rows(), rows(50), rows(7)):
        portal.lie = lie
        served.read(kind, portal).judge(portal)
    portal = rows()
    portal.lie = lie
    served.read_async(kind, portal).judge(portal)


# What changes while it is read: before the page of that number is answered.


def _delete(start: int, count: int) -> Change:
    return lambda portal: portal.delete(portal.ids[start : start + count])


def _insert(index: int, count: int) -> Change:
    """Rows with ids beyond all others, wherever they stand: only at the end are they where an order by id has them."""
    return lambda portal: portal.insert(index, list(range(max(portal.ever) + 1, max(portal.ever) + 1 + count)))


def _fill(count: int) -> Change:
    """Rows that come into the list in the midst of others, as when they begin to match the filter."""

    def change(portal: Portal) -> None:
        new = [id for id in range(1, max(portal.ids, default=1)) if id not in portal.ever][:count]
        portal.insert(0, new)
        portal.ids.sort()

    return change


def _both(*changes: Change) -> Change:
    def change(portal: Portal) -> None:
        for each in changes:
            each(portal)

    return change


AT_THE_END = 10**6

CHANGES: dict[str, Change] = {
    "the first row deleted": _delete(0, 1),
    "7 of the first deleted": _delete(3, 7),
    "60 of the first deleted": _delete(0, 60),
    "160 of the first deleted": _delete(0, 160),
    "the middle deleted": _delete(40, 120),
    "every row but the last ten deleted": lambda portal: portal.delete(portal.ids[:-10]),
    "the last deleted": lambda portal: portal.delete(portal.ids[-60:]),
    "all deleted": lambda portal: portal.delete(list(portal.ids)),
    "the last row of the first page deleted": _delete(49, 1),
    "rows at a page's edge deleted": _delete(48, 4),
    "3 added at the end": _insert(AT_THE_END, 3),
    "120 added at the end": _insert(AT_THE_END, 120),
}
SWAPS: dict[str, Change] = {
    "7 deleted and as many added": _both(_delete(0, 7), _insert(AT_THE_END, 7)),
    "50 deleted and as many added": _both(_delete(0, 50), _insert(AT_THE_END, 50)),
    "100 deleted and as many added": _both(_delete(10, 100), _insert(AT_THE_END, 100)),
    "7 deleted and as many come in": _both(_delete(0, 7), _fill(7)),
    "30 come in, in the midst": _fill(30),
    "200 come in, in the midst": _fill(200),
}


@pytest.mark.slow
@every
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_changes_while_it_is_read(served: Served, kind: Kind, change: Change) -> None:
    for at in (1, 2, 3, 5, 8, 9):
        portal = rows()
        portal.changes = {at: change}
        served.read(kind, portal).judge(portal)
    portal = rows()
    portal.changes = {2: change, 4: change}
    served.read_async(kind, portal).judge(portal)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.knows_swaps])
@pytest.mark.parametrize("change", SWAPS.values(), ids=SWAPS.keys())
def test_as_many_come_as_go(served: Served, kind: Kind, change: Change) -> None:
    for at in (2, 3, 5, 8):
        portal = rows(step=3)
        portal.changes = {at: change}
        served.read(kind, portal).judge(portal)
    portal = rows(step=3)
    portal.changes = dict.fromkeys(range(2, 12), change)
    served.read_async(kind, portal).judge(portal)


def test_without_a_key_rows_that_come_at_the_front_are_noticed(served: Served) -> None:
    for name in ("no key", "key, an order of the caller's", "no ids"):
        portal = rows()
        portal.changes = {5: _insert(0, 3)}
        reading = served.read(KINDS[name], portal)
        reading.judge(portal)
        assert "the list changed while it was read: it had 400 rows, and has 403" in reading.error


def test_without_a_key_rows_that_come_again_are_noticed(served: Served) -> None:
    portal = rows()
    portal.changes = {3: _both(_insert(0, 3), lambda portal: portal.delete(portal.ids[-3:]))}
    reading = served.read(KINDS["no key"], portal)
    reading.judge(portal)
    assert "comes again" in reading.error


# What comes in place of the rows.

RESULTS: dict[str, object] = {
    **{repr(result): result for result in (None, False, True, "", "x", 0, 5)},
    "another wrapper": {"deals": [{"ID": "1", "id": 1}]},
    "a wrapper around a wrapper": {"result": {"items": [{"ID": "1", "id": 1}]}},
    "a wrapped null": {"items": None},
    "a wrapped false": {"items": False},
    "a wrapped text": {"items": "x"},
    "a wrapped wrapper": {"items": {"items": []}},
    "a wrapped number": {"items": 7},
}


@pytest.mark.slow
@every
@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS.keys())
def test_what_comes_in_place_of_the_rows(served: Served, kind: Kind, result: object) -> None:
    for at in (1, 2, 4, 8):
        portal = rows()
        portal.lie = _at(portal, at, {"result": result})
        reading = served.read(kind, portal)
        reading.judge(portal)
        assert reading.position is None or "no rows: " in reading.error


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.wrapper])
def test_rows_without_their_wrapper(served: Served, kind: Kind) -> None:
    portal = rows()
    portal.lie = lambda _, page: {**page, "result": page["result"]["items"]} if portal.pages == 3 else page
    reading = served.read(kind, portal)
    reading.judge(portal)
    assert "no rows: no 'items' in [{" in reading.error


@pytest.mark.parametrize("kind", [KINDS["no key"], KINDS["key"], KINDS["key in a wrapper"]])
@pytest.mark.parametrize("nothing", [None, False, "", [], {}])
def test_nothing_is_an_empty_list_where_none_are_counted(served: Served, kind: Kind, nothing: object) -> None:
    portal = rows(0)
    portal.lie = lambda *_: {"result": {"items": nothing} if kind.wrapper else nothing, "total": 0}
    assert served.read(kind, portal) == Reading([], None)


@pytest.mark.parametrize("kind", BY_KEY.values(), ids=BY_KEY.keys())
def test_a_page_that_is_empty_though_more_are_counted(served: Served, kind: Kind) -> None:
    empty: object = {"items": []} if kind.wrapper else []
    for at in (2, 3, 7, 8):
        portal = rows()
        portal.lie = _at(portal, at, {"result": empty})
        served.read(kind, portal).judge(portal)


# Portals that do not do as they are asked.


@pytest.mark.slow
@every
@pytest.mark.parametrize("size", [1, 7, 20, 49, 51, 100, 1_000])
def test_pages_of_another_size(served: Served, kind: Kind, size: int) -> None:
    portal = rows(170)
    portal.size = size
    served.read(kind, portal).judge(portal)
    if kind.method.rest == 2 or size > 1:  # a page of one row leaves nothing to compare by
        assert served.read(kind, replace(portal, pages=0)).position is None or kind.counts


@pytest.mark.slow
@every
@pytest.mark.parametrize("ignored", [{"offset"}, {"filter"}, {"offset", "filter"}])
@pytest.mark.parametrize("count", [1, 30, 50, 51, 400])
def test_a_parameter_that_is_ignored(served: Served, kind: Kind, ignored: set[str], count: int) -> None:
    portal = rows(count)
    portal.ignores = frozenset(ignored)
    reading = served.read(kind, portal)
    if kind.ids or "offset" not in ignored:
        reading.judge(portal)
    assert portal.pages < 600


@every
def test_references_that_lead_nowhere(served: Served, kind: Kind) -> None:
    portal = rows()
    portal.resolves = False
    reading = served.read(kind, portal)
    reading.judge(portal)
    assert reading.position is None


@every
@pytest.mark.parametrize(
    "hidden",
    [range(20, 21), range(50, 51), range(51, 52), range(1, 2), range(400, 401), range(1, 400, 13), range(60, 90)],
)
def test_rows_hidden_by_rights_cost_no_other_row(served: Served, kind: Kind, hidden: range) -> None:
    portal = Portal(list(range(1, 401)), hidden=frozenset(hidden))
    reading = served.read(kind, portal)
    reading.judge(portal)
    assert reading.position is None


@pytest.mark.parametrize("kind", [KINDS["key"], KINDS["pagination"]])
@pytest.mark.parametrize("apart", [60, 97, 700])
def test_rows_hidden_everywhere_cost_few_pages_more(served: Served, kind: Kind, apart: int) -> None:
    for read in (served.read, served.read_async):
        portal = Portal(list(range(1, 5_001)), hidden=frozenset(range(30, 5_001, apart)))
        reading = read(kind, portal)
        reading.judge(portal)
        assert reading.position is None
        assert portal.pages < 600, "of 100 pages"


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.counts])
@pytest.mark.parametrize("hidden", [range(1, 51), range(1, 151), range(51, 101), range(40, 220), range(1, 401)])
def test_pages_hidden_by_rights_are_passed_where_they_are_counted(served: Served, kind: Kind, hidden: range) -> None:
    portal = Portal(list(range(1, 401)), hidden=frozenset(hidden))
    reading = served.read(kind, portal)
    reading.judge(portal)
    assert reading.position is None


@every
def test_pages_that_alternate(served: Served, kind: Kind) -> None:
    def lie(*_: object) -> dict[str, Any]:
        first = portal.pages % 2 * 50 + 1
        shown = [portal.shown(id) for id in range(first, first + 50)]
        return {"result": {kind.wrapper: shown} if kind.wrapper else shown, "total": 10**9, "next": portal.pages * 50}

    portal = rows()
    portal.lie = lie
    reading = served.read(kind, portal)
    assert reading.position is not None
    assert len(reading.ids) == reading.position
    if kind.ids:
        assert len(set(reading.ids)) == len(reading.ids) <= 100
    assert portal.pages < 1_000


@pytest.mark.slow
@every
@pytest.mark.parametrize(
    "fault",
    [
        Answer({"error": "ERROR_CORE", "error_description": "no"}, 400),
        Answer({"error": "INTERNAL_SERVER_ERROR"}, 500),
        Answer(b"<h1>Bad gateway</h1>", 502),
        Answer(b'{"result": [{"ID": "1"}, {"ID"'),
        Answer({"answer": 1}),
        Answer(b""),
        Fault.RESET,
        Fault.HALF,
    ],
)
def test_a_page_that_does_not_come(served: Served, kind: Kind, fault: Answer | Fault) -> None:
    for at in (1, 2, 5, 9):
        portal = rows()
        portal.lie = _from(portal, at, fault)
        reading = served.read(kind, portal)
        reading.judge(portal)
        assert reading.position is not None or portal.pages < at


@pytest.mark.parametrize("kind", BY_KEY.values(), ids=BY_KEY.keys())
def test_one_command_of_a_request_fails(served: Served, kind: Kind) -> None:
    portal = rows()
    portal.lie = lambda _, page: {"error": "ERROR_CORE"} if portal.pages == 4 else page
    reading = served.read(kind, portal)
    reading.judge(portal)
    assert reading.position == 100  # the first two pages are those at the ends


@pytest.mark.parametrize("total", [2 * 10**10, 10**30])
def test_memory_does_not_follow_what_an_answer_claims(served: Served, total: int) -> None:
    tracemalloc.start()
    try:
        for kind in KINDS.values():
            portal = rows()
            portal.lie = _total(lambda *_: total)
            served.read(kind, portal).judge(portal)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("last", [2**63 + 1, 10**30, 10**400])
def test_ids_beyond_all_measure(served: Served, last: int) -> None:
    for ids in ([*range(1, 300), last], [*range(last, last + 300)], [1, *range(last, last + 300)]):
        portal = Portal(ids)
        served.read(KINDS["key"], portal).judge(portal)


# Anything of the above together.


def _any_portal(chance: random.Random, kind: Kind) -> Portal:
    count = chance.choice([0, 1, 49, 50, 51, 99, 100, 101, 150, 260, 400])
    portal = rows(count, first=chance.choice([1, 1_000]), step=chance.choice([1, 1, 3]))
    changes = {**CHANGES, **(SWAPS if kind.knows_swaps else {})}
    numbers = [chance.randint(1, 14) for _ in range(chance.choice([0, 1, 1, 2, 5]))]
    portal.changes = {number: chance.choice(list(changes.values())) for number in numbers}
    portal.size = chance.choice([50, 50, 50, 20, 7] if kind.method.rest == 3 else [50, 50, 50, 20])
    if chance.random() < 0.3:
        hidden = frozenset(chance.sample(portal.ids, min(len(portal.ids), chance.choice([1, 3]))))
        portal = replace(portal, hidden=hidden)
    # Without a key, changes are noticed by the total: there is no telling if that is a lie.
    if chance.random() < 0.3 and (kind.knows_swaps or not portal.changes):
        portal.lie = chance.choice(list(LIES.values()))
    portal.resolves = chance.random() < 0.9
    return portal


def test_lists_of_any_portal(served: Served) -> None:
    _read_many(served, range(150))


@pytest.mark.slow
def test_lists_of_any_portal_at_length(served: Served) -> None:
    _read_many(served, range(1_000, 1_500))


def _read_many(served: Served, seeds: range) -> None:
    names = [name for name, kind in KINDS.items() if kind.ids]
    for seed in seeds:
        chance = random.Random(seed)
        name = chance.choice(names)
        portal = _any_portal(chance, KINDS[name])
        read: Callable[[Kind, Portal], Reading] = served.read if chance.random() < 0.8 else served.read_async
        reading = read(KINDS[name], portal)
        try:
            reading.judge(portal)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, {name}: {error}") from error
