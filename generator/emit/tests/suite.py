"""The files of the generated tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...api import Method, SharedType, WireName
from ..python.arguments import FILE
from ..python.names import Identifier, distinct
from ..python.namespaces import header, source
from ..python.text import Line, docstring
from ..python.tree import Node, Place
from ..templates import fill
from .expected import FIELD_ERROR, FIELDS
from .method_tests import MethodTests, TestPlanner, TypeTest

TESTS: Final = "tests"


@dataclass(frozen=True)
class _NamespaceTests:
    header: str
    docstring: str
    imports: str
    methods: tuple[MethodTests, ...]


@dataclass(frozen=True)
class _TypesTests:
    header: str
    docstring: str
    imports: str
    section: Identifier
    tests: tuple[TypeTest, ...]


def conftest() -> dict[str, str]:
    return {f"{TESTS}/conftest.py": fill("tests/conftest.py.jinja", header=header("generator/templates"))}


def paths_of_tests(nodes: Iterable[Node]) -> dict[Place, str]:
    """Of the test modules of all namespaces: one for each that has methods."""
    names: dict[Place, Identifier] = {}
    for place, wanted in _wanted_names([node for node in nodes if node.own]).items():
        names[place] = distinct(wanted, {name for (rest, _), name in names.items() if rest == place[0]})
    return {place: f"{TESTS}/v{place[0]}/test_{name}.py" for place, name in names.items()}


def _wanted_names(nodes: Sequence[Node]) -> dict[Place, Identifier]:
    """What the test modules would be called, each alone: a namespace may be called as the methods without one are."""
    counts = Counter((node.rest, "_".join(node.path)) for node in nodes)
    names: dict[Place, Identifier] = {}
    for node in nodes:
        # Two namespaces whose names differ only in where the dots are would share a file.
        joint = "_" if counts[node.rest, "_".join(node.path)] == 1 else "__"
        names[node.place] = Identifier(joint.join([*_version(node), *(node.path or ("client",))]))
    return names


def namespace_tests(node: Node, types: Mapping[WireName, SharedType]) -> str:
    """The test module of one namespace; `types`: the shared types that its methods lead to."""
    planner = TestPlanner(types)
    methods = tuple(planner.method(method, path) for path, method in _paths(node))
    about = f"`{node.wire}.*`" if node.wire else "the methods without a namespace"
    text = docstring([Line(f"{about}: the documented requests, answers and errors.")], width=112)
    imports = _imports(name for method in methods for name in method.names)
    return fill("tests/test_namespace.py.jinja", module=_NamespaceTests(header(source(node)), text, imports, methods))


def types_tests(
    section: Identifier, tested: Sequence[SharedType], types: Mapping[WireName, SharedType]
) -> dict[str, str]:
    """The test module of a section of shared types; `types`: these, and those to which they lead."""
    if not tested:
        return {}
    planner = TestPlanner(types)
    tests = tuple(map(planner.type, tested))
    about = docstring([Line(f"Shared types, {section}: every field.")], width=112)
    imports = _imports(name for test in tests for name in test.names)
    module = _TypesTests(header(f"specs/types: {section}.*"), about, imports, section, tests)
    return {f"{TESTS}/types/test_types_{section}.py": fill("tests/test_types.py.jinja", module=module)}


def _paths(node: Node) -> list[tuple[tuple[str, ...], Method]]:
    """Its methods, each with its attributes from the client on."""
    above = (*_version(node), *node.path)
    called = [(above, node.call)] if node.call is not None else []
    return [*called, *(((*above, name), method) for name, method in node.methods.items())]


def _version(node: Node) -> tuple[str, ...]:
    """The attribute that leads from the client to the namespaces of the version, if there is one."""
    return () if node.rest == 2 else (f"v{node.rest}",)


def _imports(names: Iterable[str]) -> str:
    needed = set(names)
    dates = sorted(needed & {"date", "datetime"})
    lines = [f"from datetime import {', '.join(dates)}"] if dates else []
    if FIELDS in needed:
        lines.append(f"from types import SimpleNamespace as {FIELDS}")
    lines.append("from typing import Any")
    if own := sorted(needed & {FIELD_ERROR, FILE}):
        lines += ["", f"from bitrix24 import {', '.join(own)}"]
    return "\n".join(lines)
