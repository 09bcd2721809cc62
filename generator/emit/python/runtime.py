"""The client's hand-written core, as it goes into the package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

PACKAGE: Final = "bitrix24"
RUNTIME: Final = Path(__file__).parent.parent.parent / "runtime"

# It only marks the folder as a package of the generator; the client has an `__init__.py` of its own.
_NOT_COPIED: Final = "__init__.py"

_HEADER: Final = '# Copied from generator/runtime/{path} by "python -m generator generate". Edit that file.\n'

# What the core is made of. Editors, file managers and version control leave other files beside it.
_SOURCES: Final = frozenset({".py", ".typed", ".html", ".css", ".jinja", ".js"})


def _is_source(path: str) -> bool:
    *folders, name = path.split("/")
    stem, dot, suffix = name.partition(".")
    return dot + suffix in _SOURCES and all(part.isidentifier() and part != "__pycache__" for part in (*folders, stem))


def runtime_files(folder: Path = RUNTIME) -> dict[str, str]:
    """Every file of the core, by path in the package: to the letter, below a line that says where to edit it."""
    found: dict[str, str] = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if path != _NOT_COPIED and _is_source(path) and file.is_file():
            header = _HEADER.format(path=path) if path.endswith(".py") else ""
            found[path] = header + file.read_bytes().decode("utf-8")
    return found


def edited_instead(path: str) -> str:
    """Which files to edit in the place of that one of the output folder."""
    below = path.removeprefix(f"{PACKAGE}/")
    if (RUNTIME / below).is_file() and below != _NOT_COPIED:
        return f"generator/runtime/{below}"
    return "specs/overrides/ for what the documentation states, generator/emit/ for how it is written"


def core(runtime: Mapping[str, str]) -> dict[str, str]:
    """The client's hand-written core as it goes into the output."""
    return {f"{PACKAGE}/{path}": text for path, text in runtime.items()}
