"""The local portal and many connections: those that are idle, or never send all of a request, keep nobody else out."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from bitrix24.portal import LocalPortal
from bitrix24.portal.guard import LARGEST, LARGEST_TOGETHER

FILES = 256
OPEN = 600
PORTAL = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, ({FILES}, {FILES}))
from bitrix24.portal.__main__ import main
sys.exit(main(["--port", "0"]))
"""


@pytest.fixture
def portal() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process with few files, and its webhook."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", PORTAL], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield process, line.split()[-1]
        process.kill()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no limit on files")
@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /rest/1/secret/profile HTT",
        b"POST /rest/1/secret/profile HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{",
        b"GET /rest/1/secret/profile HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    ids=["nothing", "half a head", "half a body", "a request"],
)
def test_many_open_connections_keep_nobody_out(portal: tuple[subprocess.Popen[str], str], sent: bytes) -> None:
    process, webhook = portal
    url = httpx.URL(webhook)
    with contextlib.ExitStack() as held:
        for number in range(OPEN):
            connection = held.enter_context(socket.create_connection((url.host, url.port), timeout=60))
            with contextlib.suppress(ConnectionError):
                connection.sendall(sent)
            if number % 100 == 0:
                assert httpx.get(f"{webhook}profile", timeout=60).status_code == 200
        assert httpx.get(f"{webhook}profile", timeout=60).status_code == 200
    process.terminate()
    assert process.wait(timeout=60) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""


@pytest.mark.slow
def test_the_bodies_of_all_requests_have_a_limit_together() -> None:
    local = LocalPortal()
    whole = LARGEST - 1000
    head = (
        "POST /rest/1/secret/profile HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/json\r\nContent-Length: {whole}\r\n\r\n"
    ).encode()
    with local.listening() as webhook, contextlib.ExitStack() as held:
        url = httpx.URL(webhook)
        connections: list[socket.socket] = []
        for _ in range(LARGEST_TOGETHER // LARGEST + 1):
            connections.append(held.enter_context(socket.create_connection((url.host, url.port), timeout=60)))
            with contextlib.suppress(ConnectionError):  # it has been refused already
                connections[-1].sendall(head)
                for _ in range(whole // 1_000_000):
                    connections[-1].sendall(b" " * 1_000_000)
        # None of them has sent all: whoever hears something is refused.
        refused, _, _ = select.select(connections, [], [], 60)
        assert httpx.get(f"{webhook}profile", timeout=60).status_code == 200
    assert 1 <= len(refused) <= 2
