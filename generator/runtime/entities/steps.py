"""Work of several calls, written once and run by both clients: a generator that gives calls and takes their results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from .._core.base_client import BaseAsyncClient, BaseSyncClient
from .dialect import Steps

T = TypeVar("T")


def run(client: BaseSyncClient[Any], steps: Steps[T]) -> T:
    """What the work comes to."""
    results: Sequence[Any] | None = None
    while True:
        try:
            calls = next(steps) if results is None else steps.send(results)
        except StopIteration as end:
            done: T = end.value
            return done
        if len(calls) == 1:
            results = [client.invoke(calls[0].method, calls[0].params)]
            continue
        with client.batch() as batch:
            pending = [batch.invoke(call.method, call.params) for call in calls]
        results = [each.result for each in pending]


async def arun(client: BaseAsyncClient[Any], steps: Steps[T]) -> T:
    """`run`, awaited."""
    results: Sequence[Any] | None = None
    while True:
        try:
            calls = next(steps) if results is None else steps.send(results)
        except StopIteration as end:
            done: T = end.value
            return done
        if len(calls) == 1:
            results = [await client.invoke(calls[0].method, calls[0].params)]
            continue
        async with client.batch() as batch:
            pending = [batch.invoke(call.method, call.params) for call in calls]
        results = [each.result for each in pending]
