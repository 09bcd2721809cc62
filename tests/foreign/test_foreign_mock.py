"""Prism holds the whole document as a mock, and takes every documented call but those known to be wrong."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.emit.openapi.exceptions import CALLS, STRICTLY
from tests.foreign.conftest import Document
from tests.foreign.node import PRISM, node

PATIENCE = 120.0
"""Seconds, for one answer on a machine that has much else to do."""
AT_A_TIME = 4


@pytest.fixture(scope="module")
def mock(whole: Path) -> Iterator[httpx.Client]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = node(PRISM, "mock", "--errors", "--host", "127.0.0.1", "--port", str(port), whole)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as prism:
        assert prism.stdout is not None
        said: deque[str] = deque(maxlen=20)
        try:
            for line in prism.stdout:
                said.append(line)
                if "Prism is listening" in line:
                    break
            else:
                pytest.fail("Prism has ended:\n" + "".join(said))
            # Its log is read to the end: a full pipe would stop it.
            threading.Thread(target=deque, args=(prism.stdout, 0), daemon=True).start()
            # It closes connections that nothing came over for a while, however busy the machine is: none is used again.
            once = httpx.Limits(max_keepalive_connections=0)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, limits=once) as http:
                yield http
        finally:
            prism.kill()


def test_documented_calls_are_taken_but_for_known_ones(mock: httpx.Client, document: Document) -> None:
    calls = [
        (each["post"]["operationId"], path, example["value"])
        for path, each in document["paths"].items()
        for example in _examples(each["post"])
    ]

    def refused(given: tuple[str, str, Any]) -> str | None:
        id, path, value = given
        # `#v3` keeps two methods of one name apart in the document; on the way to a mock it is part of the path.
        answer = mock.post(path.replace("#", "%23"), json=value)
        return None if answer.status_code == 200 else id

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        found = set(pool.map(refused, calls)) - {None}

    assert len(calls) > 1500
    assert found == CALLS.keys() | STRICTLY.keys()


def test_a_wrong_call_is_refused(mock: httpx.Client) -> None:
    assert mock.post("/tasks.flow.Flow.pin", json={"flowId": 517}).status_code == 200
    assert mock.post("/tasks.flow.Flow.pin", json={"flowId": "x"}).status_code != 200
    assert mock.post("/no.such.method", json={}).status_code == 404


def _examples(operation: Document) -> list[Document]:
    media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return list(media.get("examples", {}).values())
