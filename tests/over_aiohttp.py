"""A plugin of pytest, `-p tests.over_aiohttp`: each AsyncClient that is given no transport has that over aiohttp.

So the faults of the other tests are those of this transport too. Programs that tests start are left as they are.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bitrix24._core import base_client
from bitrix24._core import connection as made

# What cannot hold, by a test's name, with its reason.
EXCEPT: dict[str, str] = {
    "test_a_call_that_is_cancelled_while_it_connects_leaves_no_socket[tls]": "asyncio closes it in its own time",
}


def pytest_configure() -> None:
    connection_of = made.connection_of

    def over_aiohttp(http: Any, transport: Any, proxy: Any, verify: Any, own: Any) -> Any:
        if own is httpx.AsyncClient and http is None and transport is None:
            transport = made.BY_AIOHTTP
        return connection_of(http, transport, proxy, verify, own)

    vars(base_client)["connection_of"] = over_aiohttp


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name, reason in EXCEPT.items():
            if name in item.nodeid:
                item.add_marker(pytest.mark.skip(reason=reason))
