"""Calls that are broken off: what was sent is not sent again, and the client goes on as if nothing had been."""

from __future__ import annotations

import asyncio
import signal
import threading

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24.errors import TransportError
from bitrix24.limits import Plan
from tests.runtime.stub_portal import Answer, Fault, Handler, Seen, running

pytestmark = pytest.mark.slow

ADD = Method("item.add", anything)
READ = Method("item.get", anything, writes=False)


class Slow:
    """Does not answer `item.slow`, and says that it was asked."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.executed: list[str] = []

    def __call__(self, seen: Seen) -> Answer | Fault:
        self.executed.append(seen.method)
        if seen.method == "item.slow":
            self.asked.set()
            return Fault.SILENCE
        return Answer()


def test_a_call_cancelled_in_the_middle_leaves_the_client_in_order() -> None:
    portal = Slow()

    async def main(url: str) -> list[object]:
        async with AsyncClient(url) as client:
            for _ in range(40):  # more than may be in flight: a place that is not given back would be missed
                portal.asked.clear()
                task = asyncio.create_task(client.call("item.slow"))
                await asyncio.to_thread(portal.asked.wait)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            return list(await asyncio.gather(*(client.invoke(ADD, {"n": number}) for number in range(40))))

    with running(portal) as stub:
        assert asyncio.run(main(stub.url)) == [True] * 40
    assert portal.executed.count("item.slow") == 40
    assert portal.executed.count("item.add") == 40


def test_a_call_whose_time_is_up_is_sent_once() -> None:
    portal = Slow()

    async def main(url: str) -> None:
        async with AsyncClient(url) as client:
            slow = asyncio.create_task(client.call("item.slow"))
            await asyncio.to_thread(portal.asked.wait, 30)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(slow, 0)
            await client.invoke(ADD, {})

    with running(portal) as stub:
        asyncio.run(main(stub.url))
    assert portal.executed == ["item.slow", "item.add"]


def test_a_call_cancelled_between_its_attempts_is_not_sent_again() -> None:
    async def main(url: str) -> None:
        async with AsyncClient(url) as client:
            task = asyncio.create_task(client.invoke(READ, {}))
            while not stub.seen:
                await asyncio.sleep(0.001)
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.sleep(0.6)  # the first repetition comes after half a second at most

    with running(lambda _: Answer({"error": "INTERNAL_SERVER_ERROR"}, 500)) as stub:
        asyncio.run(main(stub.url))
    assert len(stub.seen) == 1


def test_a_call_cancelled_before_its_turn_is_not_sent() -> None:
    """The bucket holds one request: the second waits for its turn, which is a minute away."""
    limits = Plan(rate=1 / 60, capacity=1)

    async def main(url: str) -> None:
        async with AsyncClient(url, limits=limits) as client:
            await client.invoke(ADD, {})
            task = asyncio.create_task(client.invoke(ADD, {}))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    with running(lambda _: Answer()) as stub:
        asyncio.run(main(stub.url))
    assert len(stub.seen) == 1


def test_a_batch_cancelled_in_the_middle_sends_nothing_more() -> None:
    asked = threading.Event()

    def portal(_: Seen) -> Fault:
        asked.set()
        return Fault.SILENCE

    async def main(url: str) -> None:
        async with AsyncClient(url) as client:
            batch = client.batch()
            calls = [batch.invoke(ADD, {"n": number}) for number in range(120)]
            task = asyncio.create_task(batch.run())
            await asyncio.to_thread(asked.wait)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            with pytest.raises(TransportError, match="it may have been executed"):
                _ = calls[0].result
            await batch.run()

    with running(portal) as stub:
        asyncio.run(main(stub.url))
    assert len(stub.seen) == 1


def test_a_call_interrupted_from_the_keyboard_is_sent_once() -> None:
    portal, main_thread = Slow(), threading.get_ident()

    def interrupting(seen: Seen) -> Answer | Fault:
        if seen.method == "item.slow":
            signal.pthread_kill(main_thread, signal.SIGINT)
        return portal(seen)

    handler: Handler = interrupting
    with running(handler) as stub, Client(stub.url) as client:
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                client.call("item.slow")
            assert client.invoke(ADD, {}) is True
    assert portal.executed == ["item.slow", "item.add"] * 3
