# Copied from generator/runtime/cli/__init__.py by "python -m generator generate". Edit that file.
"""The command line, `b24`: what the client can do, for shells and scripts. It needs the extra `cli`."""

from __future__ import annotations

import sys

__all__ = ["main"]

# What the extra installs and a command may find missing.
_EXTRA = frozenset({"click", "jsonschema", "rich"})


def main(arguments: list[str] | None = None) -> int:
    """Run a command; what its process ends with."""
    try:
        from .application import run

        return run(arguments)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        print("b24: the command line is an extra: pip install 'bitrix24-client[cli]'", file=sys.stderr)
        return 2
