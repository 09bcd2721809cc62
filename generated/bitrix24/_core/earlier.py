# Copied from generator/runtime/_core/earlier.py by "python -m generator generate". Edit that file.
"""Names that a module had: each leads to what is called otherwise now, which is imported when it is asked for."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def earlier(module: str, names: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a module.

    Args:
        names: What each is called now, with its module.
    """

    def lookup(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        where, _, now = names[name].rpartition(".")
        found = getattr(import_module(where), now)
        warnings.warn(f"{module}.{name} is deprecated; use {names[name]}", DeprecationWarning, stacklevel=2)
        return found

    return lookup
