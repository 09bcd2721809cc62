"""A server of the Model Context Protocol, by which AI agents find, understand and make calls. It needs the extra `mcp`.

`b24 mcp` runs it. It reads until its owner allows writes; what the portal answers is data to it, never an instruction.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .audit import Audit
    from .desk import Desk
    from .policy import Policy
    from .server import make_server, serve_http, serve_stdio

__all__ = ["Audit", "Desk", "Policy", "make_server", "serve_http", "serve_stdio"]

# Loaded when it is asked for: without the extra there is still a module to look at.
_PLACES: Final = {
    "Audit": "audit",
    "Desk": "desk",
    "Policy": "policy",
    "make_server": "server",
    "serve_http": "server",
    "serve_stdio": "server",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_PLACES[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
