"""Rendering: the same bytes whatever the run, the order or the hash seed, and in step with the core."""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from pathlib import Path

import black
import pytest

from generator.emit import render
from generator.emit.formatting import formatted, formatted_all
from generator.emit.runtime import runtime_files
from generator.runtime import errors
from generator.runtime.base import BaseAsyncClient, BaseSyncClient
from generator.spec.model import SpecTree
from tests.emit.fragments import FRAGMENTS
from tests.emit.making import ROOT, core, run, tree_of

DIGEST = """
import hashlib, json, sys
from generator.emit import render
from tests.emit.fragments import FRAGMENTS
from tests.emit.making import tree_of
print(hashlib.sha256(json.dumps(render(tree_of(*FRAGMENTS.values()), {})).encode()).hexdigest())
"""


@pytest.mark.slow
def test_the_same_bytes_for_every_hash_seed_and_order() -> None:
    specs = tree_of(*FRAGMENTS.values())
    backwards = SpecTree(
        methods=dict(reversed(list(specs.methods.items()))),
        events=dict(reversed(list(specs.events.items()))),
        types=dict(reversed(list(specs.types.items()))),
    )
    expected = hashlib.sha256(json.dumps(render(specs, {})).encode()).hexdigest()
    assert hashlib.sha256(json.dumps(render(backwards, {})).encode()).hexdigest() == expected
    for seed in ("0", "1"):
        result = run([sys.executable, "-c", DIGEST], ROOT, PYTHONHASHSEED=seed)
        assert result.stdout.strip() == expected, result.stderr


@pytest.mark.slow
def test_everything_is_as_black_leaves_it() -> None:
    for path, source in render(tree_of(*FRAGMENTS.values()), {}).items():
        assert formatted(source) == source, path
        assert black.format_str(source, mode=black.Mode(line_length=120)) == source, path


@pytest.mark.slow
def test_many_modules_are_formatted_as_one_is() -> None:
    sources = {f"{number}.py": f"x = {{ 'a':{number} }}\n" for number in range(450)}
    steps: list[int] = []
    assert formatted_all(sources, progress=steps.append) == {
        f"{number}.py": f'x = {{"a": {number}}}\n' for number in range(450)
    }
    assert sum(steps) == 450


def test_the_core_is_copied_to_the_letter() -> None:
    files = render(SpecTree(), core())
    runtime = ROOT / "generator" / "runtime"
    for path in core():
        assert files[f"bitrix24/{path}"].encode() == (runtime / path).read_bytes()
    assert "bitrix24/py.typed" in files
    assert "The client's hand-written core" not in files["bitrix24/__init__.py"]
    assert not any("__pycache__" in path for path in files)


def test_compiled_leftovers_are_not_the_core(tmp_path: Path) -> None:
    (tmp_path / "a" / "__pycache__").mkdir(parents=True)
    (tmp_path / "a" / "__pycache__" / "x.pyc").write_bytes(b"\xff")
    (tmp_path / "a" / "__init__.py").write_text("x = 1\r\n", newline="")
    (tmp_path / "__init__.py").touch()
    assert runtime_files(tmp_path) == {"a/__init__.py": "x = 1\r\n"}


def test_every_error_of_the_core_is_exported() -> None:
    own = {
        name for name, value in vars(errors).items() if isinstance(value, type) and value.__module__ == errors.__name__
    }
    assert "ApiError" in own
    source = render(SpecTree(), core())["bitrix24/__init__.py"]
    (exported,) = [
        node.value
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    assert own <= set(ast.literal_eval(exported))


def test_no_method_hides_what_the_clients_have_themselves() -> None:
    own = {name for base in (BaseSyncClient, BaseAsyncClient) for name in dir(base) if not name.startswith("_")}
    assert own >= {"call", "close", "aclose", "with_options"}
    method = "method: {}.do"
    client = render(tree_of(*(method.format(name) for name in sorted(own))), core())["bitrix24/client.py"]
    defined = {node.name for node in ast.walk(ast.parse(client)) if isinstance(node, ast.FunctionDef)}
    assert defined - {"_batch_class"} == {f"{name}_" for name in own}


def test_a_client_of_nothing_is_a_client() -> None:
    files = render(SpecTree(), {})
    assert 'class AsyncClient(BaseAsyncClient["AsyncBatch"]):' in files["bitrix24/client.py"]
    assert "v3" not in files["bitrix24/client.py"]
    assert not any(path.startswith(("bitrix24/v3", "bitrix24/types")) for path in files)


@pytest.mark.slow
def test_one_changed_method_changes_only_its_own_files() -> None:
    texts = dict(FRAGMENTS)
    before = render(tree_of(*texts.values()), {})
    texts["one word"] = texts["one word"].replace("ADMIN", "BOSS")
    texts["unions, nested lists and maps"] = texts["unions, nested lists and maps"].replace("grid", "table")
    after = render(tree_of(*texts.values()), {})
    assert {path for path in before if before[path] != after[path]} == {
        "bitrix24/v2/results.py",
        "bitrix24/v2/shapes/results.py",
        "tests/v2/test_client.py",
        "tests/v2/test_shapes.py",
    }
