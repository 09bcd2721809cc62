# Copied from generator/runtime/typegen/__init__.py by "python -m generator generate". Edit that file.
"""Types of a portal of one's own: what `b24 types` reads of a portal, and the module that it writes.

from bitrix24.typegen import module_of, read

webhook = Webhook("https://portal.bitrix24.com/rest/1/secret/")
with Client(webhook) as b24:
    source = module_of(read(b24, webhook))

It needs the extra `types`. The client imports nothing of it, nor do the modules that it writes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .comparing import changes
    from .description import DescriptionError, PortalDescription, dumped, loaded
    from .module import module_of
    from .names import named
    from .reading import NothingToRead, read

__all__ = [
    "DescriptionError",
    "NothingToRead",
    "PortalDescription",
    "changes",
    "dumped",
    "loaded",
    "module_of",
    "named",
    "read",
]

# Loaded when it is asked for: without the extra there is still a module to look at.
_PLACES: Final = {
    "PortalDescription": "description",
    "DescriptionError": "description",
    "NothingToRead": "reading",
    "changes": "comparing",
    "dumped": "description",
    "loaded": "description",
    "module_of": "module",
    "named": "names",
    "read": "reading",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_PLACES[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
