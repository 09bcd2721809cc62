"""What calls ask of a limiter that many processes share, and what it does without its server."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.shared_bucket import SharedBucket
from bitrix24.errors import Bitrix24Error, OperatingLimit, TimedOut
from bitrix24.limits import ENTERPRISE, ORDINARY, Plan, SharedLimiter, Turn
from bitrix24.redis import RedisLimiter
from tests.fleet.servers import free_port
from tests.runtime.bucket_portal import PortalBucket
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, running

LONG = 60.0


class Recorder:
    """A `SharedLimiter` that gives out the turns it was given, and then no waits."""

    def __init__(self, *turns: Turn, blocking: bool = False) -> None:
        self.turns = list(turns)
        self.told: list[tuple[str, ...]] = []
        self.threads: set[int] = set()
        self.blocking = blocking

    def book(self, method: str) -> Turn:
        self.told.append(("book", method))
        self.threads.add(threading.get_ident())
        return self.turns.pop(0) if self.turns else Turn(0)

    def reserve(self) -> float:
        raise AssertionError("of a limiter that is shared, `book` is asked")

    def give_back(self) -> None:
        self.told.append(("give_back",))

    def refused(self) -> None:
        self.told.append(("refused",))

    def rests(self, method: str, seconds: float) -> None:
        self.told.append(("rests", method, f"{seconds:.0f}"))


def call_sync(url: str, clock: FakeClock, limiter: SharedLimiter, **options: Any) -> object:
    with Client(url, limits=limiter, clock=clock, **options) as client:
        try:
            return client.call("crm.deal.list").result
        except Bitrix24Error as error:
            return error


def call_async(url: str, clock: FakeClock, limiter: SharedLimiter, **options: Any) -> object:
    async def main() -> object:
        async with AsyncClient(url, limits=limiter, clock=clock, **options) as client:
            try:
                return (await client.call("crm.deal.list")).result
            except Bitrix24Error as error:
                return error

    return asyncio.run(main())


both = pytest.mark.parametrize("call", [call_sync, call_async])
Call = Callable[..., object]


@both
def test_a_call_waits_for_what_is_booked(call: Call) -> None:
    clock, limiter = FakeClock(), Recorder(Turn(7.5))
    with running(lambda _: Answer()) as stub:
        assert call(stub.url, clock, limiter) is True
    assert clock.slept == [7.5]
    assert limiter.told == [("book", "crm.deal.list")]


@both
def test_a_method_that_rests_elsewhere_rests_here_and_is_booked_afterwards(call: Call) -> None:
    clock, limiter = FakeClock(), Recorder(Turn(0, rest=12), Turn(0.5))
    with running(lambda _: Answer()) as stub:
        assert call(stub.url, clock, limiter) is True
    assert clock.slept == [12, 0.5]
    assert limiter.told == [("book", "crm.deal.list")] * 2


@both
def test_a_rest_beyond_the_budget_is_told_at_once(call: Call) -> None:
    clock, limiter = FakeClock(), Recorder(Turn(0, rest=400))
    with running(lambda _: Answer()) as stub:
        outcome = call(stub.url, clock, limiter)
        assert stub.seen == []
    assert isinstance(outcome, OperatingLimit)
    assert outcome.retry_after == 400
    assert clock.slept == []


@both
def test_a_booking_that_comes_too_late_for_the_deadline_is_given_back(call: Call) -> None:
    clock, limiter = FakeClock(), Recorder(Turn(50))
    with running(lambda _: Answer()) as stub:
        outcome = call(stub.url, clock, limiter, deadline=10)
        assert stub.seen == []
    assert isinstance(outcome, TimedOut)
    assert not outcome.may_have_run
    assert limiter.told == [("book", "crm.deal.list"), ("give_back",)]


def test_a_task_that_is_cancelled_while_it_waits_gives_its_booking_back() -> None:
    limiter = Recorder(Turn(600))

    async def main(url: str) -> None:
        async with AsyncClient(url, limits=limiter) as client:
            task = asyncio.create_task(client.call("crm.deal.list"))
            while not limiter.told:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    with running(lambda _: Answer()) as stub:
        asyncio.run(main(stub.url))
        assert stub.seen == []
    assert limiter.told == [("book", "crm.deal.list"), ("give_back",)]


@both
def test_the_limiter_is_told_what_the_portal_refuses(call: Call) -> None:
    limited = {"error": "OPERATION_TIME_LIMIT", "time": {"finish": 1000.0, "operating_reset_at": 1030}}
    answers = iter([Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503), Answer(limited, 429), Answer()])
    limiter = Recorder()
    with running(lambda _: next(answers)) as stub:
        assert call(stub.url, FakeClock(), limiter) is True
    told = [what for what in limiter.told if what[0] != "book"]
    assert told == [("refused",), ("rests", "crm.deal.list", "30")]


def test_a_limiter_that_blocks_is_asked_in_another_thread() -> None:
    limiter = Recorder(blocking=True)
    with running(lambda _: Answer()) as stub:
        assert call_async(stub.url, FakeClock(), limiter) is True
    assert limiter.threads.isdisjoint({threading.get_ident()})


# Without the server.


@pytest.mark.parametrize("plan", [ORDINARY, ENTERPRISE, Plan(rate=40, capacity=300)])
@pytest.mark.parametrize("processes", [1, 3, 8, 40])
def test_processes_without_a_server_stay_within_the_plan_together(plan: Plan, processes: int) -> None:
    clock, portal = FakeClock(0.0), PortalBucket(plan, 0.3)
    buckets = [SharedBucket(plan, processes, clock.now) for _ in range(processes)]
    due = [(bucket.book_alone(), number) for number, bucket in enumerate(buckets)]
    sent = [0] * processes
    while clock.now() < 300:
        moment, number = min(due)
        clock.pass_by(max(0.0, moment - clock.now()))
        assert portal.accepts(clock.now())
        sent[number] += 1
        due[number] = (clock.now() + buckets[number].book_alone(), number)
    assert sum(sent) >= 0.95 * 300 * plan.rate
    assert max(sent) - min(sent) <= 2


def test_who_loses_the_server_goes_on_from_what_is_booked() -> None:
    clock = FakeClock(0.0)
    bucket = SharedBucket(Plan(rate=10, capacity=100), 2, clock.now)
    now = 5_000_000_000
    assert bucket.told(now + bucket.fits + 3_000_000, now) == 3.0  # the bucket is full, and 3 s are booked
    clock.pass_by(1.0)
    assert bucket.book_alone() == pytest.approx(2.0 + 0.1 * 2)
    assert bucket.known == (now + bucket.fits + 3_200_000, now + 1_000_000)


def test_a_booking_that_is_given_back_is_anothers() -> None:
    clock = FakeClock(0.0)
    bucket = SharedBucket(Plan(rate=10, capacity=1), 1, clock.now)
    assert bucket.book_alone() == 0
    assert bucket.book_alone() == pytest.approx(0.1)
    bucket.give_back_alone()
    assert bucket.book_alone() == pytest.approx(0.1)
    bucket.fill_alone()
    assert bucket.book_alone() == pytest.approx(0.2)


@pytest.fixture(params=["refuses", "hangs"])
def dead(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a Redis that cannot be asked, with a password in it."""
    with socket.socket() as server:
        if request.param == "refuses":
            port = free_port()
        else:
            server.bind(("127.0.0.1", 0))
            server.listen()
            port = server.getsockname()[1]
        yield f"redis://:s3cr3t-password@127.0.0.1:{port}/0"


@pytest.mark.parametrize("call", [call_sync, call_async])
def test_calls_go_on_without_the_server_and_the_log_says_so_once(
    call: Call, dead: str, caplog: pytest.LogCaptureFixture
) -> None:
    limiter = RedisLimiter(dead, "portal.example", processes=4)
    with caplog.at_level(logging.DEBUG), running(lambda _: Answer()) as stub:
        assert [call(stub.url, FakeClock(), limiter) for _ in range(5)] == [True] * 5
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "portal.example goes on with 1/4 of the budget" in warnings[0]
    assert "s3cr3t" not in caplog.text + repr(limiter)


class Failing:
    """A client of Redis that fails, and then answers once it is let go."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.go = threading.Event()
        self.questions = 0

    def execute_command(self, *_: object, **__: object) -> list[int]:
        import redis

        self.questions += 1
        if self.questions == 1:
            raise redis.ConnectionError("refused")
        self.asked.set()
        assert self.go.wait(LONG)
        now = 1_900_000_000_000_000
        return [0, now, now]


def test_while_one_tries_whether_the_server_is_back_the_others_do_not_wait(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = Failing()
    limiter = RedisLimiter(server, "portal.example", processes=2)
    assert limiter.book("m").wait == 0
    monkeypatch.setattr("bitrix24.redis._ASK_AGAIN", 3600.0)
    monkeypatch.setattr(limiter, "_ask_again", 0.0)
    with caplog.at_level(logging.INFO), ThreadPoolExecutor(1) as pool:
        trying = pool.submit(limiter.book, "m")
        assert server.asked.wait(LONG)
        assert limiter.book("m").wait == 0
        assert not trying.done()
        assert server.questions == 2
        server.go.set()
        assert trying.result().wait == 0
    assert "kept in Redis again" in caplog.text
    limiter.book("m")
    assert server.questions == 3


def test_what_the_portal_says_counts_without_the_server_too(dead: str) -> None:
    limiter = RedisLimiter(dead, "portal.example", processes=4)
    limiter.refused()
    assert limiter.book("m").wait > 0
    limiter.rests("m", 30)
    assert limiter.book("m").rest == 0  # each client still knows its own
    limiter.give_back()


@pytest.mark.parametrize(
    "given",
    [
        {"portal": "https://p.example/rest/1/s3cr3t-code/"},
        {"portal": ""},
        {"credential": "https://p.example/rest/1/s3cr3t-code/"},
        {"address": "a b"},
    ],
)
def test_what_is_no_name_is_refused_and_not_shown(given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is a name of letters") as caught:
        RedisLimiter("redis://127.0.0.1:1", given.pop("portal", "p"), processes=1, **given)  # type: ignore[arg-type]
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("given", ["portal.example", "https://Portal.example/", "https://portal.example/rest/"])
def test_a_portals_address_is_as_good_as_its_host(given: str) -> None:
    assert (
        repr(RedisLimiter("redis://127.0.0.1:1", given, processes=3)) == "RedisLimiter('portal.example', processes=3)"
    )


@pytest.mark.parametrize("given", [{"processes": 0}, {"processes": 1, "plan": Plan(0, 5)}])
def test_a_budget_that_lets_nothing_through_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be 1 or more"):
        RedisLimiter("redis://127.0.0.1:1", "p", **given)


def test_a_client_of_redis_that_waits_without_end_is_refused() -> None:
    import redis

    with pytest.raises(ValueError, match="socket_timeout"):
        RedisLimiter(redis.Redis(socket_timeout=None), "p", processes=1)
    RedisLimiter(redis.Redis(socket_timeout=2), "p", processes=1)


def test_a_shared_limiter_is_known_by_its_methods() -> None:
    assert isinstance(Recorder(), SharedLimiter)
    assert isinstance(RedisLimiter("redis://127.0.0.1:1", "p", processes=1), SharedLimiter)
