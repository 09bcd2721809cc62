"""The generated package in figures, each beside its limit: `python -m tests.benchmarks.bench_package`.

Times are of fresh interpreters with compiled bytecode; ratios are against `import httpx` in the same round.
"""

from __future__ import annotations

import ast
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from generator.emit.python.runtime import runtime_files
from generator.spec.files import load_tree
from tests.conftest import ROOT

GENERATED = ROOT / "generated"
PACKAGE = GENERATED / "bitrix24"
ROUNDS = 9

_HTTPX = "import httpx; httpx.Client"
_CLIENT = "from bitrix24 import Client; Client('https://portal.example/rest/1/secret123/')"
_LARGEST = """
import time
from bitrix24 import Client
client = Client("https://portal.example/rest/1/secret123/")
began = time.perf_counter()
client.landing.landing.add
print((time.perf_counter() - began) * 1000)
"""
_ALL = """
import importlib, pkgutil, resource, time
import bitrix24
began = time.perf_counter()
for module in pkgutil.walk_packages(bitrix24.__path__, "bitrix24."):
    if not module.name.startswith("bitrix24.portal"):
        importlib.import_module(module.name)
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def python(code: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(GENERATED)
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout


def seconds(code: str) -> float:
    return float(python(f"import time; began = time.perf_counter()\n{code}\nprint(time.perf_counter() - began)"))


def imports() -> None:
    python(_ALL)  # has everything compiled
    rounds = [(seconds(_HTTPX), seconds(_CLIENT)) for _ in range(ROUNDS)]
    ratio = statistics.median(client / httpx for httpx, client in rounds)
    print(f"import and a client: {ratio:.2f} x `import httpx` (limit 1.25)")
    largest = statistics.median(float(python(_LARGEST)) for _ in range(ROUNDS))
    print(f"first use of the largest namespace: {largest:.1f} ms (limit 50)")
    every = sorted(tuple(map(float, python(_ALL).split())) for _ in range(ROUNDS))[ROUNDS // 2]
    print(f"all modules imported: {every[0]:.2f} s, {every[1]:.0f} MB (limits 1.0 s, 120 MB)")


def lines() -> None:
    methods = len(load_tree(ROOT / "specs").methods)
    counts = {file: file.read_bytes().count(b"\n") for file in GENERATED.rglob("*.py")}
    core = sum(text.count("\n") for path, text in runtime_files().items() if path.endswith(".py"))
    total = sum(counts.values())
    longest = max(counts, key=lambda file: counts[file])
    print(f"{methods} methods, {total} lines, tests and the core's {core} included")
    print(f"lines a method: {(total - core) / methods:.1f} generated, {total / methods:.1f} with the core (limit 130)")
    print(f"longest file: {longest.relative_to(GENERATED)}, {counts[longest]} lines (limit 3000)")


def unknown_types() -> None:
    """`Any` as checkers see it: in a method's signature, and in a view's attribute."""
    found: Counter[str] = Counter()
    for file in (PACKAGE / "client.py", *PACKAGE.glob("v[23]/**/*.py"), *PACKAGE.glob("types/*.py")):
        found.update(_unknown(ast.parse(file.read_text("utf-8"))))
    print("Any: " + ", ".join(f"{count} {what}" for what, count in sorted(found.items())))


def _unknown(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not _is_namespace(node):
            arguments = [*node.args.args, *node.args.kwonlyargs]
            yield from ("in parameters" for argument in arguments if _is_unknown(argument.annotation))
            if node.returns is not None:
                yield "as a method's whole result" if ast.unparse(node.returns) == "Any" else "methods"
                if _is_unknown(node.returns) and ast.unparse(node.returns) != "Any":
                    yield "within a method's result"
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and ast.unparse(node.value.func) == "field"
        ):
            converter = ast.unparse(node.value.args[1])
            yield "as attributes" if converter == "anything" else "attributes"


def _is_namespace(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator) == "cached_property" for decorator in node.decorator_list)


def _is_unknown(annotation: ast.expr | None) -> bool:
    return annotation is not None and re.search(r"\bAny\b", ast.unparse(annotation)) is not None


def wheel() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "build", "--wheel", "--outdir", folder, str(ROOT)]
        subprocess.run(command, check=True, capture_output=True)
        (built,) = Path(folder).glob("*.whl")
        print(f"wheel: {built.stat().st_size / 1e6:.2f} MB (limit 3)")


if __name__ == "__main__":
    lines()
    unknown_types()
    imports()
    wheel()
