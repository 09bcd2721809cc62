"""A portal over TLS: some clients speak nothing else. What they send goes on as it is, and what they get."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bitrix24.portal.testing import running_portal
from tests.benchmarks.bench_client_server import make_certificate


@contextmanager
def running_portal_over_tls(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The URL of its webhook, and what a program has to have in its environment to trust the portal."""
    certificate = make_certificate(folder)
    trust = dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"), str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with running_portal() as webhook:
        parts = urlsplit(webhook)
        with _front(context, parts.port or 0) as port:
            yield f"https://127.0.0.1:{port}{parts.path}", trust


@contextmanager
def _front(context: ssl.SSLContext, behind: int) -> Iterator[int]:
    """The port where TLS ends before a port of this machine."""
    loop = asyncio.new_event_loop()
    started: list[asyncio.Server] = []
    ready = threading.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_read, to_write = await asyncio.open_connection("127.0.0.1", behind)
        await asyncio.gather(_pipe(reader, to_write), _pipe(to_read, writer))

    async def start() -> None:
        started.append(await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context))
        ready.set()

    async def stop() -> None:
        started[0].close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        loop.stop()

    def run() -> None:
        loop.create_task(start())  # noqa: RUF006 - it has ended when the portal is asked for
        loop.run_forever()
        loop.close()

    thread = threading.Thread(target=run, name="TLS", daemon=True)
    thread.start()
    ready.wait()
    try:
        yield int(started[0].sockets[0].getsockname()[1])
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop)
        thread.join()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while part := await reader.read(65_536):
            writer.write(part)
            await writer.drain()
    writer.close()
