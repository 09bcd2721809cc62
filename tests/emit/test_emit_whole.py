"""What holds of the generated client as a whole."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.making import documented

pytestmark = pytest.mark.slow

GENERATED = ROOT / "generated"
RUNTIME = ROOT / "generator" / "runtime"
NAMESPACES = (("bitrix24", "v2"), ("bitrix24", "v3"))


@cache
def sources() -> Mapping[Path, str]:
    return {file.relative_to(GENERATED): file.read_text("utf-8") for file in GENERATED.rglob("*.py")}


def test_a_person_can_browse_it() -> None:
    lines = {path: text.count("\n") for path, text in sources().items()}
    assert {path: count for path, count in lines.items() if count > 3000} == {}
    written = sum(count for path, count in lines.items() if not (RUNTIME / path.relative_to(path.parts[0])).exists())
    assert written / len(documented().methods) <= 120


def test_no_parameter_switches_the_checker_off() -> None:
    found = [
        f"{path}: {node.name}({argument.arg})"
        for path, text in sources().items()
        if path.parts[:2] in NAMESPACES
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if argument.annotation is not None and re.search(r"\bAny\b", ast.unparse(argument.annotation))
    ]
    assert found == []


def test_no_text_of_a_page_is_longer_than_a_fact() -> None:
    """Strings of over 200 characters would be sentences of the documentation."""
    found = [
        f"{path}: {node.value[:60]}"
        for path, text in sources().items()
        if path.parts[:2] in (*NAMESPACES, ("bitrix24", "types"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value
        if len(node.value) > 200
    ]
    assert found == []
