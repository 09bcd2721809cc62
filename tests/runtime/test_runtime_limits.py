"""The leaky bucket and the operating time, against models of the portal's own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24._core.origin import is_cloud
from bitrix24._core.rate_limits import (
    TURNS,
    Buckets,
    LeakyBucket,
    OperatingTime,
    look_again_after,
    seconds_until_reset,
)
from bitrix24.errors import OperatingLimit
from bitrix24.limits import ENTERPRISE, ORDINARY, Limiter, Plan
from bitrix24.response import Time
from tests.runtime.bucket_portal import PortalBucket
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Seen, running

READ = Method("crm.deal.list", anything, writes=False)


@pytest.mark.parametrize("plan", [ORDINARY, ENTERPRISE])
@given(
    phase=st.floats(0, 0.999),
    pauses=st.lists(st.floats(0, 40), max_size=4),
    burst=st.integers(1, 300),
)
def test_alone_it_never_overflows_the_portals_bucket(plan: Plan, phase: float, pauses: list[float], burst: int) -> None:
    clock = FakeClock(0.0)
    ours, theirs = LeakyBucket(plan, clock), PortalBucket(plan, phase)
    for pause in [*pauses, 0.0]:
        clock.pass_by(pause)
        for _ in range(burst):
            turn = next(TURNS)
            while (wait := ours.wait(turn)) > 0:
                clock.pass_by(wait)
            assert theirs.accepts(clock.now())


def test_a_burst_goes_at_once_and_the_rest_at_the_rate() -> None:
    bucket = LeakyBucket(ORDINARY, FakeClock())
    waits = [bucket.wait(next(TURNS)) for _ in range(54)]
    assert waits[:50] == [0.0] * 50
    assert waits[50:] == pytest.approx([1.05, 1.05, 2.05, 2.05], abs=0.021)


@given(
    phase=st.floats(0, 0.999), delays=st.lists(st.floats(0, 0.03), min_size=10, max_size=10), burst=st.integers(1, 100)
)
def test_nothing_overflows_though_requests_take_different_times_to_come(
    phase: float, delays: list[float], burst: int
) -> None:
    clock, theirs = FakeClock(0.0), PortalBucket(ORDINARY, phase)
    ours, came = LeakyBucket(ORDINARY, clock), []
    for number in range(burst):
        while (wait := ours.wait(number)) > 0:
            clock.pass_by(wait)
        came.append(clock.now() + delays[number % len(delays)])
    assert all(theirs.accepts(moment) for moment in sorted(came))


@pytest.mark.parametrize("pause", [0.0, 0.3, 0.98, 30.0])
def test_the_rate_is_used_to_the_last_request(pause: float) -> None:
    """Fifty at once, and two with each second that has certainly passed at the portal."""
    clock = FakeClock(pause)
    bucket = LeakyBucket(ORDINARY, clock)
    for turn in range(80):
        while (wait := bucket.wait(turn)) > 0:
            clock.pass_by(wait)
    assert clock.now() - pause == pytest.approx(15.05, abs=0.021)


def test_waits_are_known_in_advance() -> None:
    bucket = LeakyBucket(ORDINARY, FakeClock())
    waits = [bucket.wait(turn) for turn in range(400)]
    for turn in range(399, 49, -50):
        assert waits[turn] == pytest.approx((turn - 48) // 2 + 0.05, abs=0.021)


@pytest.mark.parametrize(
    "plan", [Plan(rate=1000, capacity=1000), Plan(rate=1, capacity=1), Plan(rate=5, capacity=2), Plan(2, 0.5)]
)
def test_a_bucket_that_holds_little_reaches_its_rate(plan: Plan) -> None:
    clock = FakeClock()
    bucket, began = LeakyBucket(plan, clock), clock.now()
    at_once, more = max(1, int(plan.capacity)), max(10, int(plan.rate))
    for turn in range(at_once + more):
        while (wait := bucket.wait(turn)) > 0:
            clock.pass_by(wait)
    assert 1 <= (clock.now() - began) / (more / plan.rate) < 1.1


def test_a_level_outlasts_a_change_of_plan() -> None:
    clock, buckets = FakeClock(), Buckets()
    for turn in range(50):
        assert buckets.of("https://a.bitrix24.com", ORDINARY, clock).wait(turn) == 0.0
    assert buckets.of("https://a.bitrix24.com", ENTERPRISE, clock).wait(51) == 0.0
    assert buckets.of("https://a.bitrix24.com", ORDINARY, clock).wait(52) > 0.0


def test_who_waits_does_not_lose_its_turn() -> None:
    clock = FakeClock()
    bucket = LeakyBucket(ORDINARY, clock)
    first = [bucket.wait(next(TURNS)) for _ in range(52)]
    clock.pass_by(1.0)
    assert bucket.wait(next(TURNS)) == pytest.approx(first[-1] + 1.0 - 1.0)


def test_a_call_that_was_refused_goes_before_those_that_came_later() -> None:
    clock = FakeClock()
    bucket = LeakyBucket(Plan(rate=2, capacity=1), clock)
    refused = next(TURNS)
    assert bucket.wait(refused) == 0.0
    later = [next(TURNS) for _ in range(10)]
    waits = [bucket.wait(turn) for turn in later]
    assert bucket.wait(refused) == waits[0]
    assert bucket.wait(later[0]) == waits[1]


def test_who_gives_up_leaves_no_trace() -> None:
    clock = FakeClock()
    bucket = LeakyBucket(ORDINARY, clock)
    turns = [next(TURNS) for _ in range(400)]
    waits = [bucket.wait(turn) for turn in turns]
    for turn in turns[50:-1]:
        bucket.give_back(turn)
    assert (waits[-1], bucket.wait(turns[-1])) == pytest.approx((175.05, 1.05), abs=0.021)
    clock.pass_by(10)
    bucket.give_back(turns[-1])  # it had been let through
    assert bucket.wait(next(TURNS)) == 0.0
    bucket.give_back(turns[0])  # it had been taken
    assert bucket.wait(next(TURNS)) == 0.0


def test_nobody_waits_for_one_who_does_not_come_for_his_turn() -> None:
    clock = FakeClock()
    bucket = LeakyBucket(ORDINARY, clock)
    for _ in range(50):
        bucket.wait(next(TURNS))
    asleep, awake = next(TURNS), next(TURNS)
    bucket.wait(asleep)
    wait = bucket.wait(awake)
    clock.pass_by(wait)
    assert bucket.wait(awake) == 0.0


def test_after_a_refusal_the_bucket_counts_as_full_and_drains_half_as_fast() -> None:
    clock = FakeClock()
    bucket = LeakyBucket(ORDINARY, clock)
    assert bucket.wait(next(TURNS)) == 0.0
    bucket.refused()
    bucket.refused()
    waits = [bucket.wait(next(TURNS)) for _ in range(3)]
    assert waits == pytest.approx([1.0, 2.0, 3.0], abs=0.021)
    for _ in range(100):
        clock.pass_by(1)
        bucket.wait(next(TURNS))
    bucket.refused()
    waits = [bucket.wait(next(TURNS)) for _ in range(2)]
    assert waits[1] - waits[0] == pytest.approx(1.0, abs=0.021)


@pytest.mark.parametrize("processes", [2, 8, 30])
def test_processes_that_know_nothing_of_each_other_come_to_share_a_bucket(processes: int) -> None:
    """No call is refused more often than its budget allows, all get their turn, and little of the rate is lost."""
    clock, portal, calls = FakeClock(0.0), PortalBucket(ORDINARY, 0.3), 320 // processes
    buckets = [LeakyBucket(ORDINARY, clock) for _ in range(processes)]
    waiting = {(number, next(TURNS)): clock.now() for number in range(processes) for _ in range(calls)}
    refusals = dict.fromkeys(waiting, 0)
    while waiting:
        (number, turn), _ = due = min(waiting.items(), key=lambda one: one[1])
        clock.pass_by(max(0.0, due[1] - clock.now()))
        wait = buckets[number].wait(turn)
        if wait > 0:
            waiting[number, turn] = clock.now() + look_again_after(wait)
        elif portal.accepts(clock.now()):
            del waiting[number, turn]
        else:
            buckets[number].refused()
            refusals[number, turn] += 1
            waiting[number, turn] = clock.now() + 1
    assert max(refusals.values()) < 30
    assert clock.now() < 1.4 * (processes * calls - ORDINARY.capacity) / ORDINARY.rate


def test_all_clients_of_one_portal_share_a_bucket() -> None:
    buckets, clock = Buckets(), FakeClock()
    one = buckets.of("https://a.bitrix24.com", ORDINARY, clock)
    assert buckets.of("https://a.bitrix24.com", ENTERPRISE, clock) is one
    assert one.plan == ENTERPRISE
    assert buckets.of("https://b.bitrix24.com", ORDINARY, clock) is not one


def test_buckets_of_many_portals_do_not_pile_up() -> None:
    buckets, clock = Buckets(), FakeClock()
    used = buckets.of("https://used.bitrix24.com", ORDINARY, clock)
    used.wait(next(TURNS))
    idle = buckets.of("https://idle.bitrix24.com", ORDINARY, clock)
    for number in range(1000):
        buckets.of(f"https://{number}.bitrix24.com", ORDINARY, clock)
    assert buckets.of("https://used.bitrix24.com", ORDINARY, clock) is used
    assert buckets.of("https://idle.bitrix24.com", ORDINARY, clock) is not idle


@pytest.mark.parametrize(
    ("portal", "expected"),
    [
        ("https://portal.bitrix24.com", True),
        ("https://portal.bitrix24.com.br", True),
        ("https://b24-x1.bitrix24.ru", True),
        ("http://portal.bitrix24.com", False),
        ("https://bitrix24.example.org", False),
        ("https://portal.bitrix24.com.evil.example", False),
        ("https://portal.bitrix24.com:8443", False),
        ("http://127.0.0.1:5000", False),
    ],
)
def test_only_the_cloud_has_limits_by_default(portal: str, expected: bool) -> None:
    assert is_cloud(portal) is expected


class Remote:
    """A limiter shared between hosts: asking it takes its time, so asyncio does it in another thread."""

    blocking = True

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.threads: set[int] = set()

    def reserve(self) -> float:
        self.asked.append("reserve")
        self.threads.add(threading.get_ident())
        return 0.25

    def refused(self) -> None:
        self.asked.append("refused")
        self.threads.add(threading.get_ident())


def read_sync(url: str, limits: Limiter | None, clock: FakeClock) -> object:
    with Client(url, limits=limits, clock=clock) as client:
        return client.invoke(READ, {})


def read_async(url: str, limits: Limiter | None, clock: FakeClock) -> object:
    async def main() -> object:
        async with AsyncClient(url, limits=limits, clock=clock) as client:
            return await client.invoke(READ, {})

    return asyncio.run(main())


@pytest.mark.parametrize("read", [read_sync, read_async])
def test_a_limiter_on_another_host_may_be_put_in_place(read: Callable[..., object]) -> None:
    clock, remote = FakeClock(), Remote()
    answers = iter([Answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503), Answer()])
    with running(lambda _: next(answers)) as stub:
        assert read(stub.url, remote, clock) is True
    assert remote.asked == ["reserve", "refused", "reserve"]
    assert (threading.get_ident() in remote.threads) is (read is read_sync)
    assert [clock.slept[0], clock.slept[2]] == [0.25, 0.25]


@pytest.mark.parametrize("read", [read_sync, read_async])
def test_a_limiter_that_fails_ends_the_call_before_it_is_sent(read: Callable[..., object]) -> None:
    class Broken(Remote):
        def reserve(self) -> float:
            raise OSError("no limiter")

    with running(lambda _: Answer()) as stub, pytest.raises(OSError, match="no limiter"):
        read(stub.url, Broken(), FakeClock())
    assert stub.seen == []


@pytest.mark.parametrize("read", [read_sync, read_async])
def test_a_self_hosted_portal_has_no_bucket(read: Callable[..., object]) -> None:
    clock = FakeClock()
    with running(lambda _: Answer()) as stub:
        for _ in range(60):
            read(stub.url, None, clock)
    assert (len(stub.seen), clock.slept) == (60, [])


def test_time_until_reset_is_by_the_portals_own_clock() -> None:
    assert seconds_until_reset(Time({"finish": 100.5, "operating_reset_at": 160})) == 59.5
    assert seconds_until_reset(Time({"finish": 200, "operating_reset_at": 160})) == 0.0
    assert seconds_until_reset(Time({"operating_reset_at": 160})) is None
    assert seconds_until_reset(Time({"finish": "?", "operating_reset_at": 160})) is None
    assert seconds_until_reset(None) is None


def test_operating_time_is_taken_from_the_last_answer_and_never_summed() -> None:
    clock = FakeClock()
    operating = OperatingTime(clock)
    for _ in range(100):
        operating.answered("m", Time({"finish": 100, "operating_reset_at": 140, "operating": 479.0}))
    assert operating.wait("m") == 0.0
    clock.pass_by(10)
    assert operating.refused("m", None) == 30.0
    assert operating.wait("m") == 30.0
    assert operating.wait("other") == 0.0
    clock.pass_by(30)
    assert operating.wait("m") == 0.0


def test_without_any_word_a_method_rests_for_a_basket() -> None:
    assert OperatingTime(FakeClock()).refused("m", None) == 60.0


def test_a_method_out_of_operating_time_rests_and_the_others_do_not() -> None:
    clock = FakeClock()
    spent = {"crm.deal.list"}

    def portal(seen: Seen) -> Answer:
        if seen.method in spent:
            spent.discard(seen.method)
            time = {"finish": 1000.0, "operating_reset_at": 1042}
            return Answer({"error": "OPERATION_TIME_LIMIT", "time": time}, 429)
        return Answer()

    with running(portal) as stub, Client(stub.url, clock=clock) as client:
        client.call("profile")
        assert clock.slept == []
        client.invoke(READ, {})
    assert clock.slept == [42.0]
    assert [seen.method for seen in stub.seen] == ["profile", "crm.deal.list", "crm.deal.list"]


def test_a_rest_beyond_the_budget_is_an_error_and_no_further_request_is_sent() -> None:
    clock = FakeClock()
    error = {"error": "OPERATION_TIME_LIMIT", "time": {"finish": 1000.0, "operating_reset_at": 1600}}
    with running(lambda _: Answer(error, 429)) as stub, Client(stub.url, clock=clock) as client:
        for expected in (600.0, 600.0):
            with pytest.raises(OperatingLimit) as caught:
                client.invoke(READ, {})
            assert caught.value.retry_after == expected
        assert len(stub.seen) == 1
        stub.handler = lambda _: Answer()
        clock.pass_by(600)
        assert client.invoke(READ, {}) is True
    assert clock.slept == []
