"""What is copied into the client: the core's own files, and nothing that lies beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.emit.python.runtime import RUNTIME, runtime_files

OTHERS = [
    "auth.py~",
    ".auth.py.swp",
    "._auth.py",
    ".DS_Store",
    "auth.py.orig",
    "auth (1).py",
    "#auth.py#",
    "secrets.env",
    ".ipynb_checkpoints/auth.py",
    "__pycache__/auth.py",
    ".mypy_cache/auth.py",
]


@pytest.mark.parametrize("other", OTHERS)
def test_what_editors_leave_is_not_copied(tmp_path: Path, other: str) -> None:
    (tmp_path / "auth.py").write_text("ours = True\n")
    (tmp_path / other).parent.mkdir(exist_ok=True)
    (tmp_path / other).write_bytes(b"\xff not ours")

    assert list(runtime_files(tmp_path)) == ["auth.py"]


def test_what_is_of_the_core_is_copied_whole() -> None:
    left_by_tools = {"__pycache__", ".mypy_cache", ".ruff_cache"}
    paths = [path.relative_to(RUNTIME) for path in RUNTIME.rglob("*") if path.is_file()]
    assert [str(path) for path in paths if path.suffix == ".jinja"] == ["typegen/templates/module.jinja"]
    ours = {path.as_posix() for path in paths if left_by_tools.isdisjoint(path.parts)}
    assert ours - runtime_files().keys() == {"__init__.py"}
