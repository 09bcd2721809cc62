"""Which part of the generator may import which: one direction, and no circles."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GENERATOR = ROOT / "generator"

# Modules beside the packages that whoever needs them may import; they import nothing else of the generator.
HELPERS = frozenset({"text", "problems", "cache", "clock", "garbage", "progress", "regular", "transaction", "workers"})
# What begins a run, and so may import everything that it runs.
COMMANDS = frozenset(
    {
        "__main__",
        "build",
        "collect",
        "commands",
        "console",
        "demo",
        "document_command",
        "interrupts",
        "report",
        "states",
        "update_command",
    }
)

# What each package may import beside itself, without helpers: of a package, all that is in it; of a module, it alone.
ALLOWED: Mapping[str, frozenset[str]] = {
    "runtime": frozenset(),
    "site": frozenset(),
    "spec": frozenset(),
    "scrape": frozenset({"site", "spec"}),
    "portal_document": frozenset({"spec", "scrape.references"}),
    "api": frozenset({"spec"}),
    "emit": frozenset({"api"}),
    "reference": frozenset({"api", "emit.python"}),
    "update": frozenset({"site", "scrape", "spec", "api", "emit", "reference"}),
}
# Within `emit`: what is made of an `Api` knows nothing of what else is made of it.
ALLOWED_IN_EMIT: Mapping[str, frozenset[str]] = {
    "templates": frozenset(),
    "output": frozenset(),
    "python": frozenset({"templates"}),
    "tests": frozenset({"templates", "python"}),
    "json_schema": frozenset(),
    "openapi": frozenset({"json_schema"}),
    "catalog": frozenset({"json_schema"}),
    "portal": frozenset({"json_schema"}),
}
# Modules that may import more than their package, and why.
MORE: Mapping[str, frozenset[str]] = {
    # A site is told which version asks.
    "site.web": frozenset({"runtime._version"}),
    # A build of the site begins and ends there: it reads the specs, and writes what is no part of Sphinx's own output.
    "reference.extension": frozenset({"emit.output", "spec.files", "spec.folder", "spec.prose"}),
}
# Of the standard library and others: what makes text of an Api has no place where one is made.
NOT_IN_API = frozenset({"ast", "black", "jinja2", "keyword", "sys", "os", "pathlib", "importlib", "inspect"})
# Circles that are there for good, and why.
CIRCLES: Mapping[frozenset[str], str] = {
    frozenset({"runtime._core.base_batch", "runtime._core.base_client", "runtime._core.namespace"}): (
        "for checkers alone: a client makes batches and lists, and is what namespaces, of which batches are made, call"
    ),
    frozenset({"runtime._core.session", "runtime._core.token_requests", "runtime.auth", "runtime.oauth"}): (
        "for checkers alone: `Credentials` names every kind, and a program loads the one that it uses"
    ),
}


@cache
def modules() -> Mapping[str, Path]:
    """By name in the generator: `api.types`; of a package's `__init__`, the package."""
    found: dict[str, Path] = {}
    for file in sorted(GENERATOR.rglob("*.py")):
        *parents, last = file.relative_to(GENERATOR).with_suffix("").parts
        found[".".join(parents if last == "__init__" else [*parents, last])] = file
    return found


@cache
def parsed(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text("utf-8"))


def _imports(node: ast.AST, *, at_once: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    """`at_once`: without those in functions, which are run when something is called."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child
        elif not at_once or not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _imports(child, at_once=at_once)


def _absolute(module: str, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """What is imported, with `generator.` in front of what is the generator's."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    package = ["generator", *module.split(".")] if module else ["generator"]
    if modules()[module].name != "__init__.py":
        package.pop()
    base = [*package[: len(package) - node.level + 1], *([node.module] if node.module else [])] if node.level else []
    origin = ".".join(base) or node.module or ""
    for alias in node.names:
        name = f"{origin}.{alias.name}"
        yield name if name.removeprefix("generator.") in modules() else origin


def imported(module: str, *, at_once: bool = False) -> set[str]:
    """Modules of the generator that it imports, in functions and for checkers too."""
    names = {name for node in _imports(parsed(module), at_once=at_once) for name in _absolute(module, node)}
    own = {name.removeprefix("generator").removeprefix(".") for name in names if name.split(".")[0] == "generator"}
    return own & modules().keys() - {module}


def foreign(module: str) -> set[str]:
    """Top-level packages of others that it imports."""
    return {name.split(".")[0] for node in _imports(parsed(module), at_once=False) for name in _absolute(module, node)}


def within(module: str, places: frozenset[str]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def circles() -> set[frozenset[str]]:
    """Sets of modules of which each leads to each other at import, or for checkers."""
    arrows = {module: imported(module, at_once=True) for module in modules()}
    reached = {module: _reached(module, arrows) for module in arrows}
    together = {module: frozenset(other for other in reached[module] if module in reached[other]) for module in arrows}
    return {found for found in together.values() if found}


def _reached(start: str, arrows: Mapping[str, set[str]]) -> set[str]:
    """`start` itself only if something leads back to it."""
    found: set[str] = set()
    waiting = list(arrows[start])
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += arrows[module]
    return found


def packages() -> list[str]:
    return sorted({module.split(".")[0] for module in modules() if modules()[module].parent != GENERATOR})


def test_every_package_and_module_has_its_place() -> None:
    beside = {module for module, file in modules().items() if file.parent == GENERATOR and module}
    assert beside <= HELPERS | COMMANDS
    assert set(packages()) <= ALLOWED.keys()
    in_emit = {module.split(".")[1] for module in modules() if module.startswith("emit.")}
    assert in_emit - {"client"} <= ALLOWED_IN_EMIT.keys()


@pytest.mark.parametrize("package", packages())
def test_a_package_imports_what_comes_before_it_and_nothing_else(package: str) -> None:
    found = [
        f"{module} imports {other}"
        for module in modules()
        if within(module, frozenset({package}))
        for other in sorted(imported(module))
        if not within(other, frozenset({package}) | ALLOWED[package] | MORE.get(module, frozenset()))
        if package == "runtime" or other not in HELPERS
    ]
    assert found == []


@pytest.mark.parametrize("part", sorted(ALLOWED_IN_EMIT))
def test_what_is_made_of_an_api_knows_nothing_of_what_else_is_made_of_it(part: str) -> None:
    allowed = frozenset(f"emit.{name}" for name in ALLOWED_IN_EMIT[part] | {part})
    found = [
        f"{module} imports {other}"
        for module in modules()
        if within(module, frozenset({f"emit.{part}"}))
        for other in sorted(imported(module))
        if within(other, frozenset({"emit"})) and not within(other, allowed)
    ]
    assert found == []


def test_helpers_import_nothing_of_the_generator_but_helpers() -> None:
    assert {module: imported(module) - HELPERS for module in sorted(HELPERS)} == {module: set() for module in HELPERS}


def test_nothing_imports_a_command() -> None:
    found = [
        f"{module} imports {other}"
        for module in modules()
        if module not in COMMANDS
        for other in imported(module)
        if other in COMMANDS
    ]
    assert found == []


def test_no_word_of_python_source_in_the_api() -> None:
    found = {module: foreign(module) & NOT_IN_API for module in modules() if within(module, frozenset({"api"}))}
    assert {module: names for module, names in found.items() if names} == {}


def test_modules_with_more_than_their_package_may_import_are_there_and_import_it() -> None:
    for module, more in MORE.items():
        assert all(any(within(other, frozenset({each})) for other in imported(module)) for each in more), module


def test_no_module_leads_back_to_itself() -> None:
    assert sorted(map(sorted, circles() - CIRCLES.keys())) == []
    assert sorted(map(sorted, CIRCLES.keys() - circles())) == []
