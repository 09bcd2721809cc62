"""The portal for tests over HTTP: `with running_portal() as url: …`."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from .local import LocalPortal

__all__ = ["running_portal"]


@contextmanager
def running_portal(*, limited: bool = False) -> Generator[str, None, None]:
    """A fresh portal on a free port of this machine; yields its webhook URL and stops it at the end.

    Args:
        limited: Should it refuse requests that come too fast, as a portal in the cloud does?
    """
    with LocalPortal(limited=limited).listening() as url:
        yield url
