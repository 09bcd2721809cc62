"""Arq: asyncio workers on any number of portals, all on one budget for each portal.

arq arq_worker.WorkerSettings

Needs `pip install arq 'bitrix24-client[redis]'`, REDIS_URL, the application's CLIENT_ID and
CLIENT_SECRET, and PROCESSES: how many workers there are in all. The portals are those that have installed the
application.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from arq import Retry
from arq.connections import RedisSettings

from bitrix24 import App, AsyncClient
from bitrix24.apps import Application
from bitrix24.errors import RateLimited, TokenStoreError, TransportError
from bitrix24.redis import RedisLimiter, RedisPortals

REDIS = os.environ["REDIS_URL"]
REGISTRATION = App(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"])
PROCESSES = int(os.environ.get("PROCESSES", "10"))


class Clients:
    """One for each portal, kept as long as the worker runs."""

    def __init__(self) -> None:
        self._application = Application(RedisPortals(REDIS, REGISTRATION.client_id), REGISTRATION)
        self._clients: dict[str, AsyncClient] = {}

    async def of(self, member_id: str) -> AsyncClient:
        if member_id not in self._clients:
            # The registry is asked in a thread: what asks Redis waits for it.
            credentials = await asyncio.to_thread(self._application.oauth, member_id)
            limits = RedisLimiter(REDIS, member_id, processes=PROCESSES, credential=REGISTRATION.client_id)
            self._clients.setdefault(member_id, AsyncClient(credentials, limits=limits, deadline=300))
        return self._clients[member_id]

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()


async def startup(ctx: dict[str, Any]) -> None:
    ctx["clients"] = Clients()


async def shutdown(ctx: dict[str, Any]) -> None:
    await ctx["clients"].close()


async def rename_deal(ctx: dict[str, Any], member_id: str, deal: int, title: str) -> None:
    """Setting a title twice does no harm, so a job whose end nobody knows is done again."""
    clients: Clients = ctx["clients"]
    client = await clients.of(member_id)
    try:
        await client.crm.item.update(entity_type_id=2, id=deal, fields={"title": title})
    except (RateLimited, TransportError, TokenStoreError) as error:
        raise Retry(defer=30) from error


class WorkerSettings:
    functions = (rename_deal,)
    on_startup = startup
    on_shutdown = shutdown
    redis_settings = RedisSettings.from_dsn(REDIS)
    # Calls wait for their turn in the portal's budget, and take nothing meanwhile.
    max_jobs = 50
    max_tries = 5
