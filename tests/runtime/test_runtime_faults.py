"""Faults in combination, sync and async, each with a count of what was lost or doubled: nothing."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24.convert import anything, list_of
from bitrix24.errors import Bitrix24Error, ConnectionFailed, TransportError
from bitrix24.method import Listing, ListMethod, Method
from bitrix24.oauth import App, StoredOAuth
from bitrix24.retries import Retries
from bitrix24.tokens import MemoryStore, Token
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, running

ADD = Method("item.add", anything)
READ = Method("item.get", anything, writes=False)
ADD_V3 = Method("tasks.task.add", anything, rest=3)
LIST = ListMethod("item.list", list_of(anything), writes=False, listing=Listing("start"), row=anything)
PATIENT = Retries(attempts=50, budget=10_000.0)


class Storm:
    """Executes what reaches it, and then mostly fails to say so; what it refuses it has not executed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.executed: list[int] = []
        self.keys: dict[str, int] = {}
        self.lock = threading.Lock()

    def __call__(self, seen: Seen) -> Answer | Fault:
        with self.lock:
            weather = self.random.random()
            if weather < 0.3:
                return Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503)
            if weather < 0.35:
                time = {"finish": 100.0, "operating_reset_at": 105}
                return Answer({"error": "OPERATION_TIME_LIMIT", "time": time}, 429)
            number = self.execute(seen)
            if weather < 0.45:
                return self.random.choice([Fault.CLOSE, Fault.RESET, Fault.HALF])
            if weather < 0.5:
                return self.random.choice([Answer(b"<h1>502</h1>", 502), Answer(b"", 500), Answer(b'{"result"', 200)])
            return Answer({"result": number})

    def execute(self, seen: Seen) -> int:
        key = seen.headers.get("Idempotency-Key")
        if key is None or key not in self.keys:
            self.executed.append(seen.json["n"])
            if key is not None:
                self.keys[key] = seen.json["n"]
        return int(seen.json["n"])


def all_sync(url: str, method: Method[Any], count: int) -> list[object]:
    def one(client: Client, number: int) -> object:
        try:
            return client.invoke(method, {"n": number})
        except Bitrix24Error as error:
            return error

    with Client(url, clock=FakeClock(), retries=PATIENT) as client, ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda number: one(client, number), range(count)))


def all_async(url: str, method: Method[Any], count: int) -> list[object]:
    async def main() -> list[object]:
        async with AsyncClient(url, clock=FakeClock(), retries=PATIENT) as client:
            calls = (client.invoke(method, {"n": number}) for number in range(count))
            return list(await asyncio.gather(*calls, return_exceptions=True))

    return asyncio.run(main())


All = Callable[..., list[object]]
both = pytest.mark.parametrize("run", [all_sync, all_async])


@both
@pytest.mark.parametrize("seed", [1, 2])
def test_a_storm_over_v2_writes_doubles_nothing_and_hides_nothing(run: All, seed: int) -> None:
    storm = Storm(seed)
    with running(storm) as stub:
        outcomes = run(stub.url, ADD, 150)
    assert len(storm.executed) == len(set(storm.executed))
    succeeded = {number for number, outcome in enumerate(outcomes) if outcome == number}
    failed = {number for number, outcome in enumerate(outcomes) if isinstance(outcome, Bitrix24Error)}
    assert succeeded | failed == set(range(150))
    assert succeeded <= set(storm.executed)
    assert failed == set(storm.executed) - succeeded


@both
@pytest.mark.parametrize("seed", [3, 4])
def test_a_storm_over_v3_writes_loses_nothing_and_doubles_nothing(run: All, seed: int) -> None:
    storm = Storm(seed)
    with running(storm) as stub:
        assert run(stub.url, ADD_V3, 150) == list(range(150))
    assert sorted(storm.executed) == list(range(150))


def test_a_token_that_expires_in_the_middle_of_a_list() -> None:
    count, per_token = 12_500, 2
    used: dict[str, int] = {}
    current = [1]
    lock = threading.Lock()

    def portal(seen: Seen) -> Answer:
        with lock:
            if seen.verb == "GET":
                assert seen.query["refresh_token"] == f"refresh-{current[0]}"
                current[0] += 1
                pair = {"access_token": f"access-{current[0]}", "refresh_token": f"refresh-{current[0]}"}
                return Answer({**pair, "client_endpoint": f"{stub.origin}/rest/"})
            token = seen.json["auth"]
            used[token] = used.get(token, 0) + 1
            if token != f"access-{current[0]}" or used[token] > per_token:
                return Answer({"error": "expired_token"}, 401)
            return Answer(page(seen.json) if seen.method == "item.list" else {"result": batch(seen.json["cmd"])})

    def page(params: dict[str, Any]) -> dict[str, Any]:
        start = int(params.get("start", 0))
        following = {"next": start + 50} if start + 50 < count else {}
        return {"result": list(range(start, min(start + 50, count))), "total": count, **following}

    def batch(cmd: dict[str, str]) -> dict[str, Any]:
        pages = {key: page({"start": command.rpartition("start=")[2]}) for key, command in cmd.items()}
        nexts = {key: found["next"] for key, found in pages.items() if "next" in found}
        return {
            "result": {key: found["result"] for key, found in pages.items()},
            "result_error": [],
            "result_next": nexts,
        }

    with running(portal) as stub:
        app = App("app.1", "app-secret", f"{stub.origin}/oauth/token/")
        credentials = StoredOAuth(app, MemoryStore(Token("access-1", "refresh-1", stub.origin)))
        with Client(credentials, clock=FakeClock()) as client:
            assert list(client.invoke_list(LIST, {}).all()) == list(range(count))
    assert current[0] > 1


def test_a_call_cancelled_in_the_middle_leaves_the_client_in_order() -> None:
    asked = threading.Event()

    def portal(seen: Seen) -> Answer | Fault:
        if seen.method == "slow":
            asked.set()
            return Fault.SILENCE
        return Answer()

    async def main(url: str) -> list[object]:
        async with AsyncClient(url) as client:
            for _ in range(40):  # more than may be in flight: a place that is not given back would be missed
                asked.clear()
                task = asyncio.create_task(client.call("slow"))
                await asyncio.to_thread(asked.wait)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            return list(await asyncio.gather(*(client.invoke(ADD, {"n": number}) for number in range(40))))

    with running(portal) as stub:
        assert asyncio.run(main(stub.url)) == [True] * 40


@pytest.mark.parametrize("size", [1, 8_000_000])
def test_a_connection_reset_before_the_body_was_read_is_not_taken_up_again(size: int) -> None:
    connections = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def reset_each() -> None:
            with contextlib.suppress(OSError):  # the server is closed at the end
                while True:
                    connection = server.accept()[0]
                    connections.append(connection)
                    connection.recv(1)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    connection.close()

        thread = threading.Thread(target=reset_each, daemon=True)
        thread.start()
        with Client(f"http://127.0.0.1:{server.getsockname()[1]}/rest/1/secret123/", clock=FakeClock()) as client:
            with pytest.raises(ConnectionFailed) as caught:
                client.invoke(ADD, {"n": "x" * size})
            with pytest.raises(ConnectionFailed):
                client.invoke(READ, {"n": "x" * size})
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert caught.value.may_have_run
    assert len(connections) == 1 + Retries().attempts


def test_a_wrong_content_type_does_not_hide_the_portals_json() -> None:
    answer = Answer(b'{"result": 5}', headers={"Content-Type": "text/html"})
    with running(lambda _: answer) as stub, Client(stub.url) as client:
        assert client.call("some.method").result == 5


def test_a_keep_alive_connection_that_the_portal_closes_is_replaced() -> None:
    with running(lambda _: Answer(headers={"Connection": "close"})) as stub, Client(stub.url) as client:
        for number in range(3):
            assert client.invoke(ADD, {"n": number}) is True
    assert len(stub.seen) == 3


def test_the_wall_clock_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    wall = iter(range(10**9, 0, -(10**6)))
    monkeypatch.setattr("time.time", lambda: float(next(wall)))
    clock = FakeClock()
    answers = iter(
        [Answer({"error": "OPERATION_TIME_LIMIT", "time": {"finish": 50.0, "operating_reset_at": 80}}, 429), Answer()]
    )
    with running(lambda _: next(answers)) as stub, Client(stub.url, clock=clock) as client:
        assert client.invoke(ADD, {"n": 1}) is True
    assert clock.slept == [30.0]


@pytest.mark.parametrize("workers", [8])
def test_threads_share_one_client(workers: int) -> None:
    echo: Callable[[Seen], Answer] = lambda seen: Answer({"result": seen.json["n"]})  # noqa: E731
    with running(echo) as stub, Client(stub.url) as client, ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(lambda number: client.invoke(ADD, {"n": number}), range(200)))
    assert results == list(range(200))
    assert stub.connections <= workers
    assert len({seen.headers["X-Request-ID"] for seen in stub.seen}) == 200


def test_an_error_of_the_transport_says_whether_the_write_may_have_run() -> None:
    with running(lambda _: Fault.CLOSE) as stub, Client(stub.url) as client, pytest.raises(TransportError) as caught:
        client.invoke(ADD, {"n": 1})
    assert caught.value.may_have_run
