"""What processes of their own do in the tests of this folder."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from typing import Any

from bitrix24 import Client, StoredOAuth
from bitrix24.limits import Plan
from bitrix24.oauth import App
from bitrix24.redis import RedisLimiter
from tests.fleet.places import Place, make_store

THREADS = 4


def call_until_told(url: str, redis: str, plan: Plan, processes: int, number: int, begin: Any, results: Any) -> None:
    """Call in some threads, as one of many processes, until the portal says that it is enough."""
    done = Counter[str]()

    def some() -> None:
        while True:
            try:
                if not client.call("crm.deal.list", {"worker": number}).result:
                    return
                done["ok"] += 1
            except Exception as error:
                done[f"{type(error).__name__}: {error}"] += 1
                return

    limiter = RedisLimiter(redis, "portal.example", processes=processes, plan=plan)
    with Client(url, limits=limiter) as client:
        begin.wait()
        threads = [threading.Thread(target=some) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    results.put(dict(done))


def call_once(origin: str, place: Place) -> None:
    """Call with the token that is kept there, which has expired."""
    app = App("app.1", "app-secret", token_url=f"{origin}/oauth/token/")
    with Client(StoredOAuth(app, make_store(place))) as client:
        client.call("crm.deal.add")


if __name__ == "__main__":
    call_once(sys.argv[1], Place(*sys.argv[2:]))
