"""The limit on the rate of requests, which the local portal keeps when it is asked to."""

from __future__ import annotations

from itertools import count

import httpx
import pytest

from bitrix24 import Client, Hooks, RateLimited
from generator.runtime.portal.errors import Refused
from generator.runtime.portal.leaky_bucket import Bucket
from generator.runtime.portal.testing import running_portal

pytestmark = pytest.mark.slow


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_bucket_takes_fifty_and_lets_go_of_two_a_second() -> None:
    clock = Clock()
    bucket = Bucket(clock)

    def taken() -> int:
        for number in count():
            try:
                bucket.take()
            except Refused:
                return number
        raise AssertionError("never")

    assert taken() == 50
    clock.now += 0.9
    assert taken() == 0
    clock.now += 0.1
    assert taken() == 2
    clock.now += 1000
    assert taken() == 50


def test_a_portal_with_the_limit_refuses_what_comes_too_fast() -> None:
    with running_portal(limited=True) as webhook, httpx.Client() as http:
        answers = [http.post(f"{webhook}profile") for _ in range(150)]
        refused = next(answer for answer in answers if answer.status_code == 503)
        v3 = [http.get(webhook.replace("/rest/", "/rest/api/") + "batch").json()["error"] for _ in range(9)]

    assert [answer.status_code for answer in answers[:50]] == [200] * 50
    assert refused.json()["error"] == "QUERY_LIMIT_EXCEEDED"
    assert {"code": "QUERY_LIMIT_EXCEEDED", "message": "Too many requests"} in v3


def test_a_portal_without_it_takes_everything() -> None:
    with running_portal() as webhook, httpx.Client() as http:
        assert {http.post(f"{webhook}profile").status_code for _ in range(150)} == {200}


def test_the_client_waits_and_asks_again() -> None:
    errors: list[object] = []
    hooks = Hooks(response=lambda outcome: errors.append(outcome.error))
    with running_portal(limited=True) as webhook, Client(webhook, limits=None, hooks=hooks) as b24:
        for _ in range(500):
            assert b24.profile().raw["ID"] == "1"
            if any(isinstance(error, RateLimited) for error in errors):
                break

    assert any(isinstance(error, RateLimited) for error in errors)
