"""A local portal for a file of tests, and a home for each."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bitrix24.portal.testing import running_portal
from tests.command_line.running import Home


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    """Its webhook's URL."""
    with running_portal() as webhook:
        yield webhook


@pytest.fixture
def home(portal: str, tmp_path: Path) -> Home:
    return Home(tmp_path, portal)


@pytest.fixture
def nobody(tmp_path: Path) -> Home:
    """Of somebody who has named no portal."""
    return Home(tmp_path)


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port: int = bound.getsockname()[1]
        return port
