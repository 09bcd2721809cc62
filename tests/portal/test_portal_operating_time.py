"""Operating time, as limits.html has it: counted for each method and caller, over ten minutes."""

from __future__ import annotations

import pytest

from bitrix24 import NO_RETRIES, Client, OperatingLimit
from bitrix24.portal import LocalPortal, Refused
from bitrix24.portal.calls import Caller
from bitrix24.portal.operating_time import OperatingTime

HOOK = Caller("http://localhost", application=False, name="secret")


class Clock:
    now = 6_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def portal() -> LocalPortal:
    found = LocalPortal(limited=True)
    found.cost("crm.item.list", 300)
    return found


def client(portal: LocalPortal, webhook: str = LocalPortal.webhook) -> Client:
    return Client(webhook, transport=portal.transport(), retries=NO_RETRIES)


def test_a_method_rests_until_its_oldest_minute_is_forgotten() -> None:
    clock = Clock()
    time = OperatingTime(clock)
    time.limited = True
    time.cost("crm.item.list", 20)

    def call() -> float:
        time.check(2, "crm.item.list", HOOK)
        return time.add(2, "crm.item.list", HOOK, 0.1).seconds

    assert [call(), call()] == [20, 40]
    for _ in range(23):
        clock.now += 20
        used = call()
    assert used == 500
    with pytest.raises(Refused, match="OPERATION_TIME_LIMIT"):
        call()
    clock.now = 6_000_000 + 599
    with pytest.raises(Refused, match="OPERATION_TIME_LIMIT"):
        call()
    clock.now += 1
    assert call() < 480


def test_the_answer_says_when_the_oldest_minute_is_forgotten() -> None:
    clock = Clock()
    time = OperatingTime(clock)

    first = time.add(2, "user.get", HOOK, 1.5)
    clock.now += 90
    second = time.add(2, "user.get", HOOK, 2)
    clock.now += 520
    third = time.add(2, "user.get", HOOK, 4)

    assert (first.seconds, first.reset_at) == (1.5, 6_000_600)
    assert (second.seconds, second.reset_at) == (3.5, 6_000_600)
    assert (third.seconds, third.reset_at) == (6, 6_000_690)


def test_a_limited_portal_refuses_that_method_alone(portal: LocalPortal) -> None:
    other = portal.add_webhook("other")
    with client(portal) as b24, client(portal, other) as another:
        used = [b24.call("crm.item.list", {"entityTypeId": 2}).time.operating for _ in range(2)]
        with pytest.raises(OperatingLimit) as caught:
            b24.call("crm.item.list", {"entityTypeId": 2})

        assert used == [300, 600]
        assert caught.value.retry_after is not None
        assert 0 < caught.value.retry_after <= 600
        assert b24.call("crm.item.get", {"entityTypeId": 2, "id": 1}).result["item"]["id"] == 1
        assert another.call("crm.item.list", {"entityTypeId": 2}).time.operating == 300


def test_the_calls_of_a_batch_are_counted_and_the_batch_is_not(portal: LocalPortal) -> None:
    commands = {str(number): "crm.item.list?entityTypeId=2" for number in range(3)}
    with client(portal) as b24:
        answer = b24.call("batch", {"cmd": commands})

    assert answer.time.operating == 0
    assert answer.result["result_error"]["2"]["error"] == "OPERATION_TIME_LIMIT"
    assert [time["operating"] for time in answer.result["result_time"]] == [300, 600]


def test_what_is_seeded_counts_for_nothing(portal: LocalPortal) -> None:
    portal.cost("crm.item.*", 500)
    portal.seed("crm.item", [{"title": "A"}, {"title": "B"}], entityTypeId=2)

    with client(portal) as b24:
        assert b24.call("crm.item.add", {"entityTypeId": 2, "fields": {}}).time.operating == 500


def test_without_limits_nothing_is_refused(portal: LocalPortal) -> None:
    portal.limited = False
    with client(portal) as b24:
        used = [b24.call("crm.item.list", {"entityTypeId": 2}).time.operating for _ in range(3)]

    assert used == [300, 600, 900]


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf")])
def test_a_cost_is_some_seconds(portal: LocalPortal, seconds: float) -> None:
    with pytest.raises(ValueError, match="cost"):
        portal.cost("crm.*", seconds)
