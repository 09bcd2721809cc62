"""A portal on the loopback that answers in two halves with short pauses, so that calls are broken off anywhere."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

# Of each pause, at the most. Seconds.
_PAUSE = 0.002


Answering = Callable[[dict[str, Any]], object]


def echo(params: dict[str, Any]) -> object:
    return {"result": params.get("n", 0), "filler": "x" * 1000}


async def _serve(answering: Answering, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            size = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
            body = json.dumps(answering(json.loads(await reader.readexactly(size)))).encode()
            half = len(body) // 2
            await asyncio.sleep(_PAUSE * random.random())
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
            writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body[:half])
            await writer.drain()
            await asyncio.sleep(_PAUSE * random.random())
            writer.write(body[half:])
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
        pass
    finally:
        writer.close()


@contextlib.contextmanager
def halting(answering: Answering = echo) -> Iterator[str]:
    """The URL of a webhook there; by default, each call answers with its `n`."""
    loop = asyncio.new_event_loop()
    serving = asyncio.start_server(partial(_serve, answering), "127.0.0.1", 0, backlog=256)
    server = loop.run_until_complete(serving)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/rest/1/secret123/"
    finally:
        asyncio.run_coroutine_threadsafe(_stopped(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stopped(server: asyncio.Server) -> None:
    server.close()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
