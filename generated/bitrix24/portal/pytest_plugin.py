# Copied from generator/runtime/portal/pytest_plugin.py by "python -m generator generate". Edit that file.
"""Fixtures for tests of programs that call Bitrix24; pytest finds them by itself where the extra `portal` is installed.

Each test has a portal of its own, in the process of the test, without a socket.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bitrix24.client import AsyncClient, Client

    from .local import LocalPortal

# What is not for every test run is loaded by the fixtures alone: pytest loads this module always.


@pytest.fixture
def portal() -> Iterator[LocalPortal]:
    """A Bitrix24 portal that only this test has: `bitrix24.portal.LocalPortal`."""
    from .local import LocalPortal

    try:
        import_module(".app", __package__)  # with what the extra brings
    except ModuleNotFoundError as error:
        pytest.fail(f'{error.name} is not there; the portal is an extra: pip install "bitrix24-client[portal]"')
    local = LocalPortal()
    yield local
    local.close()


@pytest.fixture
def b24(portal: LocalPortal) -> Iterator[Client]:
    """A bitrix24.Client of that portal."""
    with portal.client() as client:
        yield client


@pytest.fixture
def async_b24(portal: LocalPortal) -> AsyncClient:
    """A bitrix24.AsyncClient of that portal; it has no connections that would have to be closed."""
    return portal.async_client()
