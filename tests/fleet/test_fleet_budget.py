"""One budget for many processes, in a real Redis."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bitrix24 import Client
from bitrix24.limits import Plan
from bitrix24.redis import RedisLimiter
from tests.fleet.servers import PATIENCE, RedisServer, until
from tests.fleet.together import Fleet, Portal
from tests.runtime.stub_portal import Answer, running

pytestmark = pytest.mark.servers

PROCESSES = 8

# What the machine may hold a request up between its turn and the portal, and still it is no fault: seconds of the rate.
# The bucket is several times as large: without one budget, it would overflow by more.
SLACK = 2.0
PLAN = Plan(rate=40, capacity=300)
CALLS = 620


def within_slack(plan: Plan) -> Plan:
    return plan._replace(capacity=plan.capacity + SLACK * plan.rate)


def kept_in(server: RedisServer) -> dict[str, int]:
    """The bucket, as Redis has it."""
    with server.client() as client:
        found: dict[str, str] = client.hgetall("bitrix24:{portal.example}:bucket:")
    return {name: int(value) for name, value in found.items()}


def test_eight_processes_fill_the_bucket_to_the_brim_and_no_further(redis_server: RedisServer) -> None:
    portal = Portal(CALLS)
    with running(portal) as stub:
        assert set(Fleet(stub.url, redis_server.url, PLAN, PROCESSES).outcomes()) == {"ok"}
    assert portal.refused(within_slack(PLAN)) == 0

    # Had each been sent when the one before it had leaked out, the bucket would be empty then, and not before.
    empty = kept_in(redis_server)["empty"] / 1_000_000
    assert len(portal.came) / PLAN.rate >= 0.95 * (empty - portal.came[0][0])

    # What goes at once goes to who is there first; then it is everybody's turn.
    shares = Counter(worker for _, worker in portal.came[int(PLAN.capacity) : CALLS])
    assert len(shares) == PROCESSES
    assert min(shares.values()) >= max(shares.values()) / 3


def test_redis_may_be_killed_in_the_middle(mortal_redis: RedisServer) -> None:
    """The processes go on with their parts meanwhile, and share again afterwards; what was booked stays booked."""
    portal = Portal()
    with running(portal) as stub:
        fleet = Fleet(stub.url, mortal_redis.url, PLAN, PROCESSES)
        portal.await_calls(CALLS // 2)
        mortal_redis.kill()
        portal.await_calls(len(portal.came) + 3 * PROCESSES)
        mortal_redis.start()
        back = time.time() * 1_000_000
        until(lambda: kept_in(mortal_redis).get("seen", 0) > back)
        portal.await_calls(len(portal.came) + 3 * PROCESSES)
        portal.enough.set()
        assert set(fleet.outcomes()) == {"ok"}
    assert portal.refused(within_slack(PLAN)) == 0


def test_a_restart_that_forgets_costs_nothing_that_a_process_knows(mortal_redis: RedisServer) -> None:
    plan = Plan(rate=0.01, capacity=50)
    limiter = RedisLimiter(mortal_redis.url, "p", processes=2, plan=plan)
    waits = [limiter.book("m").wait for _ in range(60)]
    mortal_redis.kill()
    mortal_redis.start()
    assert limiter.book("m").wait == pytest.approx(waits[-1] + 100, abs=PATIENCE)


def test_threads_and_processes_book_one_after_the_other(redis_server: RedisServer) -> None:
    plan = Plan(rate=0.01, capacity=1)
    limiters = [RedisLimiter(redis_server.url, "one-by-one", processes=9, plan=plan) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        waits = sorted(pool.map(lambda number: limiters[number % 4].book("m").wait, range(40)))
    assert waits == pytest.approx([100.0 * number for number in range(40)], abs=PATIENCE)


def test_what_is_given_back_is_booked_again(redis_server: RedisServer) -> None:
    limiter = RedisLimiter(redis_server.url, "back", processes=2, plan=Plan(rate=0.01, capacity=1))
    assert limiter.book("m").wait == 0
    first = limiter.book("m").wait
    limiter.give_back()
    assert limiter.book("m").wait == pytest.approx(first, abs=PATIENCE)


def test_a_refusal_fills_the_bucket_of_all(redis_server: RedisServer) -> None:
    mine, others = (
        RedisLimiter(redis_server.url, "full", processes=2, plan=Plan(rate=0.01, capacity=50)) for _ in range(2)
    )
    assert mine.book("m").wait == 0
    for _ in range(3):
        mine.refused()
    assert others.book("m").wait == pytest.approx(100, abs=PATIENCE)


def test_each_portal_and_each_address_has_a_bucket_and_each_credential_its_time(redis_server: RedisServer) -> None:
    def limiter(portal: str, **named: Any) -> RedisLimiter:
        return RedisLimiter(redis_server.url, portal, processes=1, plan=Plan(rate=0.001, capacity=1), **named)

    assert limiter("a").book("m").wait == 0
    assert limiter("a", credential="app").book("m").wait > 0
    assert limiter("b").book("m").wait == 0
    assert limiter("a", address="second").book("m").wait == 0
    limiter("a", credential="app").rests("m", 400)
    assert limiter("a", credential="app").book("m").rest == pytest.approx(400, abs=PATIENCE)
    assert limiter("a", credential="app", address="second").book("m").rest > 0
    assert limiter("a", credential="app").book("other").rest == 0
    assert limiter("a").book("m").rest == 0


def test_a_method_that_one_process_must_rest_rests_in_all(redis_server: RedisServer) -> None:
    limited = {"error": "OPERATION_TIME_LIMIT", "time": {"finish": 1000.0, "operating_reset_at": 1300}}
    with running(lambda _: Answer(limited, 429)) as stub:
        outcomes = []
        for _ in range(3):
            with Client(stub.url, limits=RedisLimiter(redis_server.url, "rest", processes=3)) as client:
                outcomes.append(_error_of(client))
        assert len(stub.seen) == 1
    assert [type(error).__name__ for error in outcomes] == ["OperatingLimit"] * 3


def test_a_clock_that_is_set_back_makes_nobody_wait_for_it(redis_server: RedisServer) -> None:
    """As Redis sees it: what it kept was learnt in its future."""
    plan = Plan(rate=1, capacity=2)
    limiter = RedisLimiter(redis_server.url, "back-in-time", processes=1, plan=plan)
    limiter.book("m")
    hour = 3600 * 1_000_000
    with redis_server.client() as client:
        for name in ("empty", "seen"):
            client.hincrby("bitrix24:{back-in-time}:bucket:", name, hour)
    fresh = RedisLimiter(redis_server.url, "back-in-time", processes=1, plan=plan)
    assert fresh.book("m").wait < PATIENCE


def test_a_client_of_the_programs_own_may_decode_or_not(redis_server: RedisServer) -> None:
    import redis

    for decode in (True, False):
        with redis.Redis.from_url(redis_server.url, decode_responses=decode, socket_timeout=30) as client:
            assert RedisLimiter(client, "own", processes=1).book("m").rest == 0


def test_redis_holds_keys_that_end_by_themselves_and_name_no_secret(redis_server: RedisServer) -> None:
    with running(lambda _: Answer()) as stub:
        limiter = RedisLimiter(redis_server.url, "secret", processes=1, credential="hook", address="office")
        with Client(stub.url, limits=limiter) as client:
            client.call("profile")
    limiter.rests("profile", 30)
    with redis_server.client() as client:
        keys = client.keys("bitrix24:{secret}*")
        assert sorted(keys) == ["bitrix24:{secret}:bucket:office", "bitrix24:{secret}:rest:hook:profile"]
        assert all(client.pttl(key) > 0 for key in keys)


def _error_of(client: Client) -> Exception | None:
    try:
        client.call("crm.deal.list")
    except Exception as error:
        return error
    return None
