"""The client's hand-written core, as it goes into the package."""

from __future__ import annotations

from pathlib import Path
from typing import Final

RUNTIME: Final = Path(__file__).parent.parent.parent / "runtime"

# It only marks the folder as a package of the generator; the client has an `__init__.py` of its own.
_NOT_COPIED: Final = "__init__.py"


def runtime_files(folder: Path = RUNTIME) -> dict[str, str]:
    """Every file of the core, to the letter, by path in the package."""
    found: dict[str, str] = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_file() and path != _NOT_COPIED and "__pycache__" not in file.parts:
            found[path] = file.read_bytes().decode("utf-8")
    return found
