"""What existing clients of the portal get wrong, one test for each mistake, with counts of what ran on the portal."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import inspect
import logging
import pkgutil
import threading
import traceback
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hatchling.builders.wheel import WheelBuilder
from typing_extensions import is_typeddict

from bitrix24 import AsyncClient, Client, v3
from bitrix24._core.convert import anything, integer, list_of
from bitrix24._core.method import Listing, ListMethod, Method, RowKey
from bitrix24._core.views import View, field
from bitrix24._core.wire_format import WireFormat
from bitrix24.errors import ListInterrupted, NotFound, PermissionDenied, ResultError, TransportError
from bitrix24.limits import ORDINARY
from bitrix24.oauth import StoredOAuth
from bitrix24.retries import NO_RETRIES
from bitrix24.tokens import MemoryStore
from bitrix24.v2.tasks.flow.flow import TasksFlowFlow
from bitrix24.v2.tasks.flow.flow.params import FlowCreateFlowData
from tests.runtime.bucket_portal import PortalBucket
from tests.runtime.fake_clock import FakeClock
from tests.runtime.list_portal import Table
from tests.runtime.stub_portal import Answer, Fault, Seen, running
from tests.runtime.token_portal import TokenPortal, app, first_token

ROOT = Path(__file__).resolve().parents[2]
ADD = Method("crm.deal.add", anything)
GET = Method("crm.deal.get", anything, writes=False)


class Deal(View):
    __slots__ = ()
    id = field("ID", integer)


KEY = RowKey("ID", ("filter", ">ID"), {"order": {"ID": "ASC"}})
DEALS = ListMethod("crm.deal.list", list_of(Deal), writes=False, listing=Listing("start", (), KEY), row=Deal)


def read_sync(url: str) -> Iterator[int]:
    with Client(url, retries=NO_RETRIES) as client:
        for deal in client.invoke_list(DEALS, {}):
            yield deal.id


def read_async(url: str) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    with contextlib.closing(loop):
        client = AsyncClient(url, retries=NO_RETRIES)
        rows = client.invoke_list(DEALS, {}).all()
        try:
            while True:
                yield loop.run_until_complete(rows.__anext__()).id
        except StopAsyncIteration:
            return
        finally:
            loop.run_until_complete(client.aclose())


@pytest.mark.slow
@pytest.mark.parametrize("read", [read_sync, read_async])
def test_mistake_1_a_failed_page_yields_fewer_rows_in_silence(read: Callable[[str], Iterator[int]]) -> None:
    """5,000 of 10,000 rows were returned as if they were all; ours raises, with the position and the cause."""
    table = Table(10_000)
    table.fail_at = 5_000
    rows: list[int] = []
    with running(table) as stub, pytest.raises(ListInterrupted, match=r"after 5000 rows: .*gone") as caught:
        rows.extend(read(stub.url))
    assert rows == table.ids[:5_000]
    assert caught.value.position == 5_000
    assert isinstance(caught.value.__cause__, NotFound)


@pytest.mark.slow
def test_mistake_2_the_version_of_a_method_is_kept_by_hand() -> None:
    """39 methods of REST 3.0 went to the address of REST 2; here each goes where its spec says, and all were asked."""
    specified = {path.stem for path in (ROOT / "specs" / "v3").rglob("*.yaml")}
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(v3.__path__, "bitrix24.v3.")]
    methods = {found.name: found for module in modules for found in vars(module).values() if isinstance(found, Method)}
    with running(lambda _: Answer({"result": []})) as stub, Client(stub.url) as client:
        for method in methods.values():
            with contextlib.suppress(ResultError):  # there is none
                client.invoke(method, {})
    assert len(stub.seen) == len(methods)
    assert {seen.method for seen in stub.seen if seen.path.startswith("/rest/api/1/")} == specified
    assert all(seen.path.startswith("/rest/api/1/") for seen in stub.seen)


def test_mistake_3_of_eight_calls_on_an_expired_token_seven_fail() -> None:
    """One refresh, eight answers."""
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        credentials = StoredOAuth(app(stub), MemoryStore(first_token(stub)))
        with Client(credentials, retries=NO_RETRIES) as client, ThreadPoolExecutor(8) as pool:
            results = list(pool.map(lambda _: client.invoke(ADD, {}), range(8)))
    assert results == ["access-2"] * 8
    assert (portal.refreshes, portal.executed) == (1, 8)


def test_mistake_4_a_bool_becomes_the_text_true_in_a_batch() -> None:
    """Alone it was JSON's true, in a batch "True"; here one rule says both, and nothing is ever "True" or "False"."""
    method = Method(
        "crm.deal.update", anything, formats={"fields": {"OPENED": WireFormat.YN, "IS_NEW": WireFormat.ONE_ZERO}}
    )
    fields = {"OPENED": False, "IS_NEW": True, "OTHER": True}
    with running(lambda _: Answer({"result": {"result": {"c0": 1, "c1": 1}}})) as stub, Client(stub.url) as client:
        client.invoke(method, {"fields": fields})
        with client.batch() as batch:
            batch.invoke(method, {"fields": fields})
            batch.invoke(method, {"fields": fields})
    alone, together = stub.seen
    assert alone.json == {"fields": {"OPENED": "N", "IS_NEW": 1, "OTHER": True}}
    in_batch = "fields[OPENED]=N&fields[IS_NEW]=1&fields[OTHER]=1"
    assert [unquote(command) for command in together.json["cmd"].values()] == [f"crm.deal.update?{in_batch}"] * 2


class Forgetful:
    """Executes every creation, unless its key says that it did, and loses the first answers."""

    def __init__(self, losses: int) -> None:
        self.losses = losses
        self.created: list[object] = []
        self.keys: dict[str, int] = {}

    def __call__(self, seen: Seen) -> Answer | Fault:
        key = seen.headers.get("Idempotency-Key")
        if key is None or key not in self.keys:
            self.created.append(seen.json["n"])
            self.keys[key or ""] = len(self.created)
        self.losses -= 1
        return Fault.RESET if self.losses >= 0 else Answer({"result": self.keys[key or ""]})


@pytest.mark.parametrize("rest", [2, 3])
def test_mistake_5_a_creation_is_repeated_although_it_may_have_run(rest: int) -> None:
    """Three creations became five. In REST 2 a lost answer is reported, in REST 3.0 the key makes a repetition safe."""
    portal, method = Forgetful(losses=2), Method("crm.deal.add", integer, rest=rest)
    lost: list[TransportError] = []
    with running(portal) as stub, Client(stub.url, clock=FakeClock()) as client:
        for number in range(3):
            try:
                client.invoke(method, {"n": number})
            except TransportError as error:
                lost.append(error)
    assert portal.created == [0, 1, 2]
    assert [error.may_have_run for error in lost] == ([True, True] if rest == 2 else [])


def test_mistake_6_each_call_opens_a_connection_of_its_own() -> None:
    """Twenty calls, one connection, for a client with other options too."""

    async def main(url: str) -> None:
        async with AsyncClient(url) as client:
            for number in range(20):
                await client.invoke(GET, {"id": number})

    with running(lambda _: Answer()) as stub, Client(stub.url) as client:
        for number in range(20):
            client.with_options(timeout=5 + number).invoke(GET, {"id": number})
    assert (len(stub.seen), stub.connections) == (20, 1)
    with running(lambda _: Answer()) as stub:
        asyncio.run(main(stub.url))
    assert (len(stub.seen), stub.connections) == (20, 1)


def test_mistake_7_the_bucket_overflows_or_operating_time_is_summed_up() -> None:
    """120 calls into a bucket of 50 and 2 a second, each said to have used 100 s in all: none rejected, none rests."""
    clock = FakeClock(0.0)
    bucket = PortalBucket(ORDINARY, 0.5)
    rejected: list[float] = []

    def portal(_: Seen) -> Answer:
        if bucket.accepts(clock.now()):
            return Answer({"result": True, "time": {"finish": 1.0, "operating": 100.0, "operating_reset_at": 601}})
        rejected.append(clock.now())
        return Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503)

    with running(portal) as stub, Client(stub.url, limits=ORDINARY, clock=clock) as client:
        for number in range(120):
            client.invoke(GET, {"id": number})
    assert rejected == []
    assert len(stub.seen) == 120
    assert 35 <= sum(clock.slept) <= 37  # (120 - 50) / 2, and what the last is late


def test_mistake_8_an_error_loses_the_portals_text_or_shows_the_secret(caplog: pytest.LogCaptureFixture) -> None:
    """The portal's own words are in the error, the webhook's code is in nothing that was raised or logged."""
    caplog.set_level(logging.DEBUG)
    answer = Answer({"error": "ACCESS_DENIED", "error_description": "Only for the head of sales"}, 403)
    with (
        running(lambda _: answer) as stub,
        Client(stub.url) as client,
        pytest.raises(PermissionDenied, match="Only for the head of sales") as caught,
    ):
        client.invoke(GET, {"id": 1})
    assert (caught.value.code, caught.value.status, caught.value.method) == ("ACCESS_DENIED", 403, "crm.deal.get")
    assert any(record.name == "httpx" for record in caplog.records)
    assert "secret123" not in "".join([caplog.text, *traceback.format_exception(caught.value)])


@pytest.mark.parametrize("time", [{}, {"time": None}, {"time": []}, {"time": {"finish": "soon"}}])
def test_mistake_9_an_answer_without_time_is_a_key_error(time: dict[str, object]) -> None:
    """It is the result that counts, alone, in a batch and in a list."""
    page = {"result": [{"ID": "1"}], "total": 1, **time}
    with running(lambda _: Answer(page)) as stub, Client(stub.url) as client:
        assert client.call("crm.deal.list").result == [{"ID": "1"}]
        assert [deal.id for deal in client.invoke_list(DEALS, {})] == [1]
    together = {"result": {"result": {"c0": 1, "c1": 2}, "result_error": []}, **time}
    with running(lambda _: Answer(together)) as stub, Client(stub.url) as client:
        with client.batch() as batch:
            calls = [batch.invoke(GET, {}), batch.invoke(GET, {})]
        assert [call.result for call in calls] == [1, 2]


@pytest.mark.slow
def test_mistake_10_a_type_checker_sees_nothing(tmp_path: Path) -> None:
    """The wheel says that it is typed, and a nested object's hint is a TypedDict with the keys of the wire."""
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    assert "bitrix24/py.typed" in zipfile.ZipFile(wheel).namelist()
    hint = inspect.signature(TasksFlowFlow.create).parameters["flow_data"].annotation
    assert hint == FlowCreateFlowData.__name__
    assert is_typeddict(FlowCreateFlowData)
    assert {"name", "plannedCompletionTime", "distributionType"} <= set(FlowCreateFlowData.__annotations__)


def test_mistake_11_a_list_of_sixty_rows_runs_fifty_one_commands() -> None:
    """Two."""
    table = Table(60)
    with running(table) as stub:
        assert list(read_sync(stub.url)) == table.ids
    assert (len(table.requests), table.commands) == (1, 2)


def test_mistake_12_more_and_more_calls_are_in_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    """httpx.AsyncClient slows down with what it has in hand: of a hundred tasks' calls at most 16 are on their way."""
    # On a busy machine any answer may be a slow one, and who waits for a slow one is let in.
    monkeypatch.setattr("bitrix24._core.in_flight._SLOW", 60.0)
    inside, most, lock, full = 0, 0, threading.Lock(), threading.Event()

    def portal(_: Seen) -> Answer:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            if inside == 16:
                full.set()
        full.wait(10)
        with lock:
            inside -= 1
        return Answer()

    async def main(url: str) -> None:
        async with AsyncClient(url) as client:
            await asyncio.gather(*(client.invoke(GET, {"id": number}) for number in range(100)))

    with running(portal) as stub:
        asyncio.run(main(stub.url))
    assert (len(stub.seen), most) == (100, 16)
    assert stub.connections <= 16


@pytest.mark.parametrize("extra", [["a"], "a", 5])
def test_extra_parameters_have_names(extra: Any) -> None:
    with (
        Client("https://portal.example/rest/1/secret123/") as b24,
        pytest.raises(TypeError, match="extra: expected parameters by their"),
    ):
        b24.crm.item.get(entity_type_id=2, id=1, extra=extra)
