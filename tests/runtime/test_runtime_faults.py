"""One fault in one call, sync and async, with a count of what the portal executed: nothing is lost or done twice."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24.errors import (
    BadAnswer,
    Bitrix24Error,
    ConnectionFailed,
    OperatingLimit,
    PortalError,
    RateLimited,
    TimedOut,
    TransportError,
)
from bitrix24.limits import ORDINARY
from bitrix24.retries import Retries
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, running

pytestmark = pytest.mark.slow

READ = Method("item.get", anything, writes=False)
ADD = Method("item.add", anything)
ADD_V3 = Method("tasks.task.add", anything, rest=3)
ATTEMPTS = Retries().attempts

# Faults after which nobody knows whether the call was executed: this portal has executed it.
AFTER: dict[str, tuple[Answer | Fault, type[Bitrix24Error]]] = {
    "closed": (Fault.CLOSE, ConnectionFailed),
    "reset": (Fault.RESET, ConnectionFailed),
    "half an answer": (Fault.HALF, ConnectionFailed),
    "read timeout": (Fault.SILENCE, TimedOut),
    "read timeout in the middle": (Fault.STUCK, TimedOut),
    "half of the JSON": (Answer(b'{"result": tr'), BadAnswer),
    "nothing": (Answer(b""), BadAnswer),
    "HTML": (Answer(b"<h1>Log in</h1>"), BadAnswer),
    "HTML of a gateway": (Answer(b"<h1>Bad Gateway</h1>", 502), PortalError),
    "an error inside": (Answer({"error": "INTERNAL_SERVER_ERROR"}, 500), PortalError),
    "no gzip": (Answer(b"no gzip", headers={"Content-Encoding": "gzip"}), BadAnswer),
    "half of the gzip": (Answer(b"\x1f\x8b\x08\x00", headers={"Content-Encoding": "gzip"}), BadAnswer),
}
# Refusals: the portal has not executed it, and says so.
REFUSED: dict[str, tuple[Answer | Fault, type[Bitrix24Error]]] = {
    "too many requests": (Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503), RateLimited),
    "operating time": (
        Answer({"error": "OPERATION_TIME_LIMIT", "time": {"finish": 100.0, "operating_reset_at": 105}}, 429),
        OperatingLimit,
    ),
}


class Portal:
    """Executes a call, a key once, and lets so many answers fail; what it refuses it does not execute."""

    def __init__(self, fault: Answer | Fault, failures: int, executes: bool) -> None:
        self.fault = fault
        self.failures = failures
        self.executes = executes
        self.executed: list[str] = []
        self.keys: set[str] = set()

    def __call__(self, seen: Seen) -> Answer | Fault:
        self.failures -= 1
        fails = self.failures >= 0
        key = seen.headers.get("Idempotency-Key")
        if (self.executes or not fails) and key not in self.keys:
            self.executed.append(seen.method)
            self.keys |= {key} if key is not None else set()
        return self.fault if fails else Answer()


def call_sync(url: str, method: Method[Any], clock: FakeClock, n: object = 1, **options: Any) -> object:
    with Client(url, clock=clock, **options) as client:
        return client.invoke(method, {"n": n})


def call_async(url: str, method: Method[Any], clock: FakeClock, n: object = 1, **options: Any) -> object:
    async def main() -> object:
        async with AsyncClient(url, clock=clock, **options) as client:
            return await client.invoke(method, {"n": n})

    return asyncio.run(main())


Call = Callable[..., object]
both = pytest.mark.parametrize("call", [call_sync, call_async])


def patience(fault: str) -> float:
    """In seconds: short where the time-out is what is tested; else a loaded machine must not be taken for one."""
    return 0.3 if AFTER[fault][1] is TimedOut else 10.0


@both
@pytest.mark.parametrize("fault", AFTER)
def test_a_read_is_repeated(fault: str, call: Call) -> None:
    portal, clock = Portal(AFTER[fault][0], 1, executes=True), FakeClock()
    with running(portal) as stub:
        assert call(stub.url, READ, clock, timeout=patience(fault)) is True
    assert (len(stub.seen), len(clock.slept)) == (2, 1)


@both
@pytest.mark.parametrize("fault", AFTER)
def test_a_read_is_given_up_after_some_attempts(fault: str, call: Call) -> None:
    portal, clock = Portal(AFTER[fault][0], 100, executes=True), FakeClock()
    with running(portal) as stub, pytest.raises(AFTER[fault][1], match=r"^item\.get: "):
        call(stub.url, READ, clock, timeout=patience(fault))
    assert (len(stub.seen), len(clock.slept)) == (ATTEMPTS, ATTEMPTS - 1)


@both
@pytest.mark.parametrize("fault", AFTER)
def test_a_write_is_not_repeated_and_not_said_to_have_failed_for_certain(fault: str, call: Call) -> None:
    portal, clock = Portal(AFTER[fault][0], 1, executes=True), FakeClock()
    with running(portal) as stub, pytest.raises(AFTER[fault][1]) as caught:
        call(stub.url, ADD, clock, timeout=patience(fault))
    assert (len(stub.seen), portal.executed, clock.slept) == (1, ["item.add"], [])
    assert isinstance(caught.value, PortalError) or (
        isinstance(caught.value, TransportError) and caught.value.may_have_run
    )


@both
@pytest.mark.parametrize("fault", AFTER)
def test_a_write_of_rest_3_is_repeated_by_its_key_and_executed_once(fault: str, call: Call) -> None:
    portal, clock = Portal(AFTER[fault][0], 2, executes=True), FakeClock()
    if AFTER[fault][1] is TimedOut:  # the first may still be running, and the portal runs both of two at a time
        with running(portal) as stub, pytest.raises(TimedOut):
            call(stub.url, ADD_V3, clock, timeout=patience(fault))
        assert len(stub.seen) == 1
    else:
        with running(portal) as stub:
            assert call(stub.url, ADD_V3, clock) is True
        assert len(stub.seen) == 3
    assert portal.executed == ["tasks.task.add"]


@both
@pytest.mark.parametrize("method", [READ, ADD, ADD_V3])
@pytest.mark.parametrize("fault", REFUSED)
def test_what_was_refused_is_repeated_until_it_is_executed_once(fault: str, method: Method[Any], call: Call) -> None:
    portal, clock = Portal(REFUSED[fault][0], 3, executes=False), FakeClock()
    with running(portal) as stub:
        assert call(stub.url, method, clock) is True
    assert (len(stub.seen), portal.executed, len(clock.slept)) == (4, [method.name], 3)
    assert min(clock.slept) >= 1.0


@both
@pytest.mark.parametrize("fault", REFUSED)
def test_refusals_without_end_end_with_the_budget(fault: str, call: Call) -> None:
    portal, clock = Portal(REFUSED[fault][0], 10_000, executes=False), FakeClock()
    with running(portal) as stub, pytest.raises(REFUSED[fault][1]):
        call(stub.url, ADD, clock, retries=Retries(budget=20.0))
    assert portal.executed == []
    assert sum(clock.slept) <= 20.0
    assert len(stub.seen) == len(clock.slept) + 1


@both
@pytest.mark.parametrize("method", [READ, ADD, ADD_V3])
def test_a_portal_that_comes_back_executes_the_call_once(method: Method[Any], call: Call) -> None:
    portal, clock = Portal(Answer(), 0, executes=True), FakeClock()
    with running(portal) as gone:
        port = int(gone.origin.rpartition(":")[2])
    with contextlib.ExitStack() as stack:

        def come_back() -> None:
            if len(clock.slept) == 2:
                stack.enter_context(running(portal, port))

        clock.on_sleep = come_back
        assert call(gone.url, method, clock) is True
    assert portal.executed == [method.name]


@both
@pytest.mark.parametrize("method", [READ, ADD, ADD_V3])
def test_a_portal_that_stays_away_has_executed_nothing(method: Method[Any], call: Call) -> None:
    clock = FakeClock()
    with running(lambda _: Answer()) as gone:
        pass
    with pytest.raises(ConnectionFailed, match="no connection") as caught:
        call(gone.url, method, clock)
    assert not caught.value.may_have_run
    assert len(clock.slept) == ATTEMPTS - 1


@both
@pytest.mark.parametrize("size", [1, 8_000_000])
def test_a_connection_reset_before_the_body_was_read_is_taken_up_again_by_reads_alone(size: int, call: Call) -> None:
    """The client cannot know how far its request came, so the write counts as one that may have run."""
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
        url = f"http://127.0.0.1:{server.getsockname()[1]}/rest/1/secret123/"
        with pytest.raises(ConnectionFailed) as caught:
            call(url, ADD, FakeClock(), "x" * size)
        assert (caught.value.may_have_run, len(connections)) == (True, 1)
        with pytest.raises(ConnectionFailed):
            call(url, READ, FakeClock(), "x" * size)
        assert len(connections) == 1 + ATTEMPTS
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@both
@pytest.mark.parametrize("kind", ["text/html", "application/octet-stream", "nonsense"])
def test_a_wrong_content_type_does_not_hide_the_portals_json(kind: str, call: Call) -> None:
    answer = Answer(b'{"result": 5}', headers={"Content-Type": kind})
    with running(lambda _: answer) as stub:
        assert call(stub.url, ADD, FakeClock()) == 5
    assert len(stub.seen) == 1


@both
def test_a_connection_that_the_portal_closes_after_each_answer_is_replaced(call: Call) -> None:
    with running(lambda _: Answer(headers={"Connection": "close"})) as stub:
        for _ in range(3):
            assert call(stub.url, ADD, FakeClock()) is True
    assert len(stub.seen) == 3


@both
def test_the_wall_clock_may_jump(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    wall = [10.0**9]

    def jumping() -> float:
        wall[0] *= -1.5
        return wall[0]

    monkeypatch.setattr("time.time", jumping)
    clock = FakeClock()
    fault = Answer({"error": "OPERATION_TIME_LIMIT", "time": {"finish": 50.0, "operating_reset_at": 80}}, 429)
    portal = Portal(fault, 1, executes=False)
    with running(portal) as stub:
        assert call(stub.url, ADD, clock) is True
    assert (clock.slept, portal.executed) == ([30.0], ["item.add"])


@both
def test_a_machine_that_slept_owes_the_portal_no_requests(call: Call) -> None:
    """The clock jumps ahead by a week between two calls: both run once, at once."""
    clock = FakeClock()
    portal = Portal(Answer(), 0, executes=True)
    with running(portal) as stub:
        call(stub.url, ADD, clock, limits=ORDINARY)
        clock.pass_by(7 * 86_400)
        call(stub.url, ADD, clock, limits=ORDINARY)
    assert (clock.slept, portal.executed) == ([], ["item.add"] * 2)
