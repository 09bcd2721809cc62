# Copied from generator/runtime/mcp/__init__.py by "python -m generator generate". Edit that file.
"""A server of the Model Context Protocol, by which AI agents find, understand and make calls. It needs the extra `mcp`.

`b24 mcp` runs it. It reads until its owner allows writes; what the portal answers is data to it, never an instruction.
"""

from __future__ import annotations

from .audit import Audit
from .desk import Desk
from .policy import Policy
from .server import make_server, serve_http, serve_stdio

__all__ = ["Audit", "Desk", "Policy", "make_server", "serve_http", "serve_stdio"]
