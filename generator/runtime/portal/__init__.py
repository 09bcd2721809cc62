"""A Bitrix24 portal to learn and to test with: as a program, `python -m bitrix24.portal`, and as an object.

It answers every documented method; families of methods over records keep these, other methods answer as their pages
show. It shares no code with the client, so that the two can disagree. Needs the extra:
pip install "bitrix24-client[portal]".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .answer import Answer
    from .errors import Refused
    from .faults import Fault
    from .local import LocalPortal
    from .received import ReceivedCall

__all__ = ["Answer", "Fault", "LocalPortal", "ReceivedCall", "Refused"]

_MODULES = {
    "Answer": "answer",
    "Fault": "faults",
    "LocalPortal": "local",
    "ReceivedCall": "received",
    "Refused": "errors",
}


def __getattr__(name: str) -> object:
    """Each is loaded when it is first used: `python -m` has to be able to say what is not installed."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_MODULES[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
