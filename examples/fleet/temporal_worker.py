"""Temporal: workflows over any number of portals, whose activities share one budget for each portal.

python temporal_worker.py

Needs `pip install temporalio 'bitrix24-client[redis]'`, TEMPORAL (host:port), REDIS_URL, the application's
CLIENT_ID and CLIENT_SECRET, and PROCESSES: how many workers there are in all. The portals are those that have
installed the application.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache

from temporalio import activity, workflow
from temporalio.client import Client as Temporal
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from bitrix24 import App, Client
    from bitrix24.apps import Application
    from bitrix24.errors import ApiError, RateLimited
    from bitrix24.redis import RedisLimiter, RedisPortals

QUEUE = "bitrix24"
THREADS = 20


@cache
def application() -> Application:
    registration = App(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"])
    return Application(RedisPortals(os.environ["REDIS_URL"], registration.client_id), registration)


@cache
def client(member_id: str) -> Client:
    """One for each portal, kept, for all threads."""
    limits = RedisLimiter(
        os.environ["REDIS_URL"],
        member_id,
        processes=int(os.environ.get("PROCESSES", "10")),
        credential=os.environ["CLIENT_ID"],
    )
    return Client(application().oauth(member_id), limits=limits, deadline=240)


@activity.defn
def rename_deal(member_id: str, deal: int, title: str) -> None:
    """Setting a title twice does no harm, so it may be tried again. What the portal refuses it refuses every time."""
    try:
        client(member_id).crm.item.update(entity_type_id=2, id=deal, fields={"title": title})
    except RateLimited:
        raise
    except ApiError as error:
        raise ApplicationError(str(error), type=type(error).__name__, non_retryable=not error.may_have_run) from None


@workflow.defn
class RenameDeals:
    """The same deal in many portals."""

    @workflow.run
    async def run(self, members: list[str], deal: int, title: str) -> int:
        renamed = [
            workflow.execute_activity(
                rename_deal,
                args=[member_id, deal, title],
                start_to_close_timeout=timedelta(minutes=5),
                retry_policy=RetryPolicy(initial_interval=timedelta(seconds=30), maximum_attempts=5),
            )
            for member_id in members
        ]
        await asyncio.gather(*renamed)
        return len(renamed)


async def main() -> None:
    temporal = await Temporal.connect(os.environ["TEMPORAL"])
    with ThreadPoolExecutor(THREADS) as threads:
        worker = Worker(
            temporal,
            task_queue=QUEUE,
            workflows=[RenameDeals],
            activities=[rename_deal],
            activity_executor=threads,
            max_concurrent_activities=THREADS,
        )
        await worker.run()


if __name__ == "__main__":
    asyncio.run(main())
