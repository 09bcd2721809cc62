"""Calls that are cancelled while their connection is being made: no socket is left to the collector."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import ssl
import threading
import warnings
from pathlib import Path

import pytest

from bitrix24 import NO_RETRIES, AsyncClient
from tests.benchmarks.bench_client_server import make_certificate
from tests.runtime.stub_portal import Answer, running

# Each is cancelled one step of its event loop later than the one before, from not begun to sent.
STEPS = 25


@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
def test_a_call_that_is_cancelled_while_it_connects_leaves_no_socket(tls: bool, tmp_path: Path) -> None:
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(make_certificate(tmp_path))
    answering = threading.Event()

    async def main(url: str) -> None:
        async with AsyncClient(url, limits=None, verify=False, retries=NO_RETRIES) as client:
            for steps in [*range(STEPS)] * 2:
                task = asyncio.create_task(client.call("item.get"))
                for _ in range(steps):
                    await asyncio.sleep(0)
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    def portal(_: object) -> Answer:
        answering.wait(30)
        return Answer()

    gc.collect()
    with warnings.catch_warnings(record=True) as caught, running(portal, context=context) as stub:
        warnings.simplefilter("always")
        asyncio.run(main(stub.url))
        answering.set()
        gc.collect()
    assert [str(warning.message) for warning in caught if "unclosed" in str(warning.message)] == []
