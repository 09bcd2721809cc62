"""Celery: any number of workers on any number of portals, all on one budget for each portal.

celery -A celery_app worker --concurrency 10

Needs `pip install celery 'bitrix24-client[redis]'`, REDIS_URL, the application's CLIENT_ID and
CLIENT_SECRET, and PROCESSES: how many worker processes there are in all. The portals are those that have installed the
application.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from celery import Celery

from bitrix24 import App, Client
from bitrix24.apps import Application
from bitrix24.errors import ApiError, RateLimited, TokenStoreError, TransportError
from bitrix24.redis import RedisLimiter, RedisPortals

REDIS = os.environ["REDIS_URL"]
REGISTRATION = App(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"])
PROCESSES = int(os.environ.get("PROCESSES", "10"))

app = Celery("fleet", broker=REDIS)
# A task that was not finished when its worker died is given to another.
app.conf.update(task_acks_late=True, task_reject_on_worker_lost=True, worker_prefetch_multiplier=1)

portals = RedisPortals(REDIS, REGISTRATION.client_id)
application = Application(portals, REGISTRATION)


@cache
def client(member_id: str) -> Client:
    """One for each portal, kept: it holds its connections open, and each worker process gets connections of its own."""
    limits = RedisLimiter(REDIS, member_id, processes=PROCESSES, credential=REGISTRATION.client_id)
    return Client(application.oauth(member_id), limits=limits, deadline=300)


@app.task(bind=True, max_retries=5)
def rename_deal(self: Any, member_id: str, deal: int, title: str) -> None:
    """Setting a title twice does no harm, so a task whose end nobody knows is done again."""
    try:
        client(member_id).crm.item.update(entity_type_id=2, id=deal, fields={"title": title})
    except (RateLimited, TransportError, TokenStoreError) as error:
        raise self.retry(exc=error, countdown=30) from error


@app.task(bind=True, max_retries=5)
def add_deal(self: Any, member_id: str, title: str) -> int:
    """Adding twice does: it is done again only where the portal has certainly not done it."""
    try:
        return client(member_id).crm.item.add(entity_type_id=2, fields={"title": title}).item.id
    except (ApiError, TransportError, TokenStoreError) as error:
        if isinstance(error, (RateLimited, TokenStoreError)) or not error.may_have_run:
            raise self.retry(exc=error, countdown=30) from error
        raise


@app.task
def rename_everywhere(deal: int, title: str) -> int:
    """A task for each portal; how many there are."""
    members = list(portals.addresses())
    for member_id in members:
        rename_deal.delay(member_id, deal, title)
    return len(members)
