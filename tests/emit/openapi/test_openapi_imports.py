"""The package reads the `Api` and nothing else: this is how any other output is to be built."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

FOLDER = ROOT / "generator" / "emit" / "openapi"
ALLOWED = ("generator.api", "generator.text", "generator.problems", "generator.emit.openapi")


@pytest.mark.parametrize("module", sorted(FOLDER.glob("*.py")), ids=lambda module: module.name)
def test_it_imports_of_the_generator_only_the_api(module: Path) -> None:
    imported = [name for name in _imported(module) if name.split(".")[0] == "generator"]

    assert [name for name in imported if not f"{name}.".startswith(tuple(f"{each}." for each in ALLOWED))] == []


def _imported(module: Path) -> list[str]:
    package = ["generator", "emit", "openapi"]
    found: list[str] = []
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found += [base] if node.module else [f"{base}.{alias.name}" for alias in node.names]
    return found
