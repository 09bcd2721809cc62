"""What makes rendering in tests fast."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pytest

from generator.emit.output import formatting


@pytest.fixture(scope="session", autouse=True)
def _formatted_once() -> Iterator[None]:
    """Formatting is most of what rendering takes, and sees nothing but the source."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(formatting, "formatted", lru_cache(maxsize=None)(formatting.formatted))
        yield
