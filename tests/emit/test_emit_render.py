"""Rendering: the same bytes whatever the run, the order or the hash seed, and in step with the core."""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from pathlib import Path

import black
import pytest

from generator.api import Api
from generator.emit.client import emit
from generator.emit.output import formatting
from generator.emit.output.formatting import formatted, formatted_each, formatters
from generator.emit.python.runtime import runtime_files
from generator.runtime import errors
from generator.runtime._core.base_client import BaseAsyncClient, BaseSyncClient
from generator.spec.model import SpecTree
from tests.emit.making import ROOT, api_of, core, emitted, rendered, run, tree_of
from tests.fragments import FRAGMENTS

# Formatting sees nothing but the source, and takes long.
DIGEST = """
import hashlib, json
from generator.emit.output import formatting
from tests.emit.making import rendered
from tests.fragments import FRAGMENTS
formatting.formatted = str
print(hashlib.sha256(json.dumps(rendered(*FRAGMENTS.values())).encode()).hexdigest())
"""


@pytest.mark.slow
def test_the_same_bytes_for_every_hash_seed_and_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "formatted", str)
    specs = tree_of(*FRAGMENTS.values())
    backwards = SpecTree(
        methods=dict(reversed(list(specs.methods.items()))),
        events=dict(reversed(list(specs.events.items()))),
        types=dict(reversed(list(specs.types.items()))),
    )
    expected = hashlib.sha256(json.dumps(dict(emitted(specs).files)).encode()).hexdigest()
    assert hashlib.sha256(json.dumps(dict(emitted(backwards).files)).encode()).hexdigest() == expected
    for seed in ("0", "1"):
        result = run([sys.executable, "-c", DIGEST], ROOT, PYTHONHASHSEED=seed)
        assert result.stdout.strip() == expected, result.stderr


@pytest.mark.slow
def test_everything_is_as_black_leaves_it() -> None:
    modules = {path: text for path, text in rendered(*FRAGMENTS.values()).items() if path.endswith(".py")}
    for path, source in modules.items():
        assert formatted(source) == source, path
        assert black.format_str(source, mode=black.Mode(line_length=120)) == source, path


@pytest.mark.slow
def test_many_modules_are_formatted_as_one_is() -> None:
    sources = [f"x = {{ 'a':{number} }}\n" for number in range(450)]
    with formatters() as pool:
        made = list(formatted_each(sources, pool))
    assert made == [f'x = {{"a": {number}}}\n' for number in range(450)]


def test_the_core_is_copied_to_the_letter_below_a_line_that_says_where_to_edit_it() -> None:
    files = emit(Api(), core()).files
    runtime = ROOT / "generator" / "runtime"
    for path in core():
        text, source = files[f"bitrix24/{path}"], (runtime / path).read_bytes().decode()
        if path.endswith(".py"):
            first, text = text.split("\n", 1)
            assert first.startswith(f"# Copied from generator/runtime/{path} ")
            assert first.endswith(" Edit that file.")
        assert text == source
    assert files["bitrix24/py.typed"] == ""
    assert "The client's hand-written core" not in files["bitrix24/__init__.py"]
    assert not any("__pycache__" in path for path in files)


def test_compiled_leftovers_are_not_the_core(tmp_path: Path) -> None:
    (tmp_path / "a" / "__pycache__").mkdir(parents=True)
    (tmp_path / "a" / "__pycache__" / "x.pyc").write_bytes(b"\xff")
    (tmp_path / "a" / "__init__.py").write_text("x = 1\r\n", newline="")
    (tmp_path / "__init__.py").touch()
    (tmp_path / "note.css").write_text("y\r\n", newline="")
    found = runtime_files(tmp_path)
    assert list(found) == ["a/__init__.py", "note.css"]
    assert found["a/__init__.py"].partition("\n")[2] == "x = 1\r\n"
    assert found["note.css"] == "y\r\n"


def test_every_error_of_the_core_is_exported() -> None:
    own = {
        name for name, value in vars(errors).items() if isinstance(value, type) and value.__module__ == errors.__name__
    }
    assert "ApiError" in own
    source = emit(Api(), core()).files["bitrix24/__init__.py"]
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
    client = emit(api_of(*(method.format(name) for name in sorted(own))), core()).files["bitrix24/client.py"]
    defined = {node.name for node in ast.walk(ast.parse(client)) if isinstance(node, ast.FunctionDef)}
    assert defined - {"_batch_class"} == {f"{name}_" for name in own}


def test_a_client_of_nothing_is_a_client() -> None:
    files = emit(Api(), {}).files
    assert 'class AsyncClient(BaseAsyncClient["AsyncBatch"]):' in files["bitrix24/client.py"]
    assert "v3" not in files["bitrix24/client.py"]
    assert not any(path.startswith(("bitrix24/v3", "bitrix24/types")) for path in files)


@pytest.mark.slow
@pytest.mark.parametrize("wire", ["client", "batches", "codes", "types", "v2", "conftest", "main", "catalog"])
def test_a_namespace_may_be_called_as_a_module_beside_methods_of_one_word(wire: str) -> None:
    alone = rendered("method: profile")
    both = rendered(
        "method: profile", f"method: {wire}.get", f"method: v3.{wire}.get\nrest: 3", "method: ping\nrest: 3"
    )

    assert alone.keys() < both.keys(), "what there was keeps its name"
    assert "def test_profile" in both["tests/v2/test_client.py"]
    tests = "".join(text for path, text in both.items() if path.startswith("tests/"))
    assert all(f'"{method}"' in tests for method in ("profile", f"{wire}.get", f"v3.{wire}.get", "ping"))


def test_one_changed_method_changes_only_its_own_files() -> None:
    texts = dict(FRAGMENTS)
    before = rendered(*texts.values())
    texts["one word"] = texts["one word"].replace("items", "BOSS")
    texts["unions, nested lists and maps"] = texts["unions, nested lists and maps"].replace("grid", "table")
    after = rendered(*texts.values())
    assert {path for path in before if before[path] != after[path]} == {
        "bitrix24/_catalog/v2.profile.jsonl",
        "bitrix24/_catalog/v2.shapes.jsonl",
        "bitrix24/_portal/v2.profile.jsonl",
        "bitrix24/_portal/v2.shapes.jsonl",
        "bitrix24/v2/results.py",
        "bitrix24/v2/shapes/results.py",
        "tests/v2/test_client.py",
        "tests/v2/test_shapes.py",
    }
