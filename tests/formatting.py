"""What makes rendering in tests fast: for `conftest.py`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from functools import lru_cache

import pytest

from generator.emit.output import formatting


@pytest.fixture(scope="session", autouse=True)
def formatted_once() -> Iterator[None]:
    """Formatting is most of what rendering takes, and sees nothing but the source.

    It is done here: to start processes for it takes longer than a few small modules do. Tests that start the command
    line in a process of its own have it as users do.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(formatting, "formatted", lru_cache(maxsize=None)(formatting.formatted))
        patched.setattr("generator.build.formatters", nullcontext)
        yield
