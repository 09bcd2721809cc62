"""200,000 records: how soon our client has listed them, and what memory the portal has with them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from bitrix24 import Client
from tests.benchmarks.bench_client_figures import Figure
from tests.benchmarks.bench_portal_process import process, resident

RECORDS: Final = 200_000
_PAGE: Final = 50


def listing() -> Iterator[Figure]:
    with process() as (portal, webhook), Client(webhook, limits=None) as b24:
        for begin in range(0, RECORDS, _PAGE):
            with b24.batch() as batch:
                for number in range(begin, begin + _PAGE):
                    batch.crm.item.add(entity_type_id=1, fields={"title": f"Record {number}"})
        memory = resident(portal.pid)
        began = time.perf_counter()
        count = sum(1 for _ in b24.crm.item.list(entity_type_id=1, select=["id", "title"]))
        taken = time.perf_counter() - began
    assert count >= RECORDS, count
    yield Figure("200,000 records listed by our client", taken, 10, "s")
    yield Figure("  memory of the portal with them", memory, 200, "MB")
