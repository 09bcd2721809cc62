"""Specs in, `{path: source text}` out. Nothing is read or written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import jinja2

from ..spec.model import MethodSpec, SpecTree
from ..spec.names import WireName
from .errors import Problems
from .formatting import formatted
from .methods import Shaped, shaped
from .namespaces import Key, NamespaceModules, header, modules, shared_type, source
from .oracle import FIELDS
from .params import FormFinder, type_module
from .shapes import Array, Cases, Nullable, Record, Ref, Shape, Shaper, Table, Union
from .testing import MethodTests, TestPlanner, TypeTest
from .text import Line, docstring
from .tree import Node, tree

PACKAGE: Final = "bitrix24"
TESTS: Final = "tests"

_TEMPLATES: Final = Path(__file__).parent.parent / "templates"

# What `from bitrix24 import …` offers beside the clients.
ERRORS: Final = (
    "ApiError",
    "AuthError",
    "BadAnswer",
    "Bitrix24Error",
    "ConnectionFailed",
    "CredentialsError",
    "FieldError",
    "FieldProblem",
    "MethodNotFound",
    "MissingField",
    "NotFound",
    "OperatingLimit",
    "Overloaded",
    "PermissionDenied",
    "PortalError",
    "RateLimited",
    "ResultError",
    "TimedOut",
    "TokenExpired",
    "TransportError",
    "ValidationError",
)
_EXPORTED: Final = ("OMIT", "AsyncClient", "Client", "OAuth", "Omitted", "Response", "View", "Webhook", "__version__")


@dataclass(frozen=True)
class _Variant:
    """What differs between the twins."""

    prefix: str
    kind: str
    define: str
    wait: str


_VARIANTS: Final = (_Variant("", "Sync", "def", ""), _Variant("Async", "Async", "async def", "await "))


@dataclass(frozen=True)
class _NamespaceTests:
    header: str
    docstring: str
    imports: str
    methods: tuple[MethodTests, ...]


@dataclass(frozen=True)
class _TypeTests:
    header: str
    docstring: str
    imports: str
    test: TypeTest


def render(specs: SpecTree, runtime: Mapping[str, str]) -> dict[str, str]:
    """Every file of the output folder, by path.

    Args:
        runtime: The client's hand-written core, by path in the package; it is copied as it is.

    Raises:
        EmitError: With everything in the specs that no code can be made of.
    """
    rendering = _Rendering(specs)
    files = rendering.files()
    rendering.problems.raise_any()
    for path, text in runtime.items():
        files[f"{PACKAGE}/{path}"] = text
    return dict(sorted(files.items()))


class _Rendering:
    def __init__(self, specs: SpecTree) -> None:
        self.problems = Problems()
        self._specs = specs
        self._shaper = Shaper(specs.types, self.problems)
        forms = FormFinder(specs.types, self._shaper, self.problems)
        self._shaped: dict[Key, Shaped] = {
            key: shaped(spec, self._shaper, forms) for key, spec in sorted(specs.methods.items())
        }
        self._tests = TestPlanner(specs.types, self._shaper, self.problems)

    def files(self) -> dict[str, str]:
        found: dict[str, str] = {}
        roots = {rest: tree(rest, self._of(rest)) for rest in (2, 3)}
        v3 = roots[3] if any(rest == 3 for rest, _ in self._specs.methods) else None
        for node in roots[2].all():
            self._add(found, self._namespace(node, modules(node, self._shaped, v3 if not node.path else None)))
        for node in v3.all() if v3 is not None else ():
            self._add(found, self._namespace(node, modules(node, self._shaped)))
        self._add(found, self._namespace_tests([node for root in roots.values() for node in root.all()]))
        self._add(found, self._types())
        self._add(found, self._fixed())
        return found

    def _of(self, rest: int) -> Iterable[MethodSpec]:
        return [spec for (version, _), spec in self._specs.methods.items() if version == rest]

    def _add(self, files: dict[str, str], more: Mapping[str, str]) -> None:
        for path, text in more.items():
            if path in files:
                self.problems.add(path, "two namespaces or types come out as this file")
            files[path] = text

    def _namespace(self, node: Node, made: NamespaceModules) -> dict[str, str]:
        folder = "/".join((PACKAGE, f"v{node.rest}", *node.path))
        twins = Counter(f"{prefix}{child.class_name}" for child in node.children for prefix in ("", "Async"))
        for name, count in twins.items():
            if count > 1:
                self.problems.add(f"{node.wire}.*", f"two of its namespaces come out as class {name}")
        files = {
            f"{folder}/{name}.py": _module("types.py.jinja", module=module)
            for name, module in (("params", made.params), ("results", made.results))
            if module is not None
        }
        if node.rest == 2 and not node.path:
            files[f"{PACKAGE}/client.py"] = _module("client.py.jinja", module=made.main, variants=_VARIANTS)
            files[f"{folder}/__init__.py"] = _package("specs/v2", "REST v2: a folder for each namespace.")
        else:
            files[f"{folder}/__init__.py"] = _module("namespace.py.jinja", module=made.main, variants=_VARIANTS)
        return files

    def _namespace_tests(self, nodes: Iterable[Node]) -> dict[str, str]:
        nodes = [node for node in nodes if node.specs]
        names = Counter((node.rest, "_".join(node.path)) for node in nodes)
        files: dict[str, str] = {}
        for node in nodes:
            # Two namespaces whose names differ only in where the dots are would share a file.
            joint = "_" if names[node.rest, "_".join(node.path)] == 1 else "__"
            name = joint.join([*_version(node), *(node.path or ("client",))])
            self._add(files, {f"{TESTS}/v{node.rest}/test_{name}.py": self._tests_of(node)})
        return files

    def _tests_of(self, node: Node) -> str:
        above = (*_version(node), *node.path)
        paths = [(above, node.call)] if node.call is not None else []
        paths += [((*above, name), spec) for name, spec in node.methods.items()]
        methods = [self._tests.method(self._shaped[node.rest, spec.method], path) for path, spec in paths]
        about = f"`{node.wire}.*`" if node.wire else "the methods without a namespace"
        text = docstring([Line(f"{about}: the documented requests, answers and errors.")], width=112)
        names = {name for method in methods for name in method.names}
        tests = _NamespaceTests(header(source(node)), text, _test_imports(names), tuple(methods))
        return _test_module("test_namespace.py.jinja", tests)

    def _types(self) -> dict[str, str]:
        as_params = self._reached(_refs(method.params) for method in self._shaped.values())
        as_results = self._reached(_refs(method.returns) for method in self._shaped.values())
        # A type that no method holds is of use to whoever reads what no type describes.
        as_results |= self._reached([sorted(set(self._specs.types) - as_params - as_results)])
        files: dict[str, str] = {}
        for name, spec in sorted(self._specs.types.items()):
            as_result = name in as_results
            plan = shared_type(spec, self._shaper, as_param=name in as_params, as_result=as_result)
            module = type_module(name)
            self._add(files, {f"{PACKAGE}/types/{module}.py": _module("types.py.jinja", module=plan)})
            if as_result:
                text = docstring([Line(f"`{name}`: every field of the shared type.")], width=112)
                test = self._tests.type(spec, module)
                tests = _TypeTests(header(f"specs/types/{name}.yaml"), text, _test_imports(test.names), test)
                self._add(files, {f"{TESTS}/types/test_type_{module}.py": _test_module("test_type.py.jinja", tests)})
        if files:
            self._add(
                files, {f"{PACKAGE}/types/__init__.py": _package("specs/types", "Objects that several methods share.")}
            )
        return files

    def _reached(self, names: Iterable[Iterable[WireName]]) -> set[WireName]:
        """These shared types, and those that they hold."""
        found: set[WireName] = set()
        waiting = [name for several in names for name in several]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += _refs(self._shaper.record(self._specs.types[name].fields, "results", str(name)))
        return found

    def _fixed(self) -> dict[str, str]:
        exported = sorted((*ERRORS, *_EXPORTED), key=_export_order)
        line = header("generator/templates")
        return {
            f"{PACKAGE}/__init__.py": _module("init.py.jinja", header=line, errors=ERRORS, exported=exported),
            f"{TESTS}/conftest.py": _module("conftest.py.jinja", header=line),
        }


def _version(node: Node) -> tuple[str, ...]:
    """The attribute that leads from the client to the namespaces of the version, if there is one."""
    return () if node.rest == 2 else (f"v{node.rest}",)


def _refs(shape: Shape) -> list[WireName]:
    if isinstance(shape, Ref):
        return [shape.name]
    if isinstance(shape, Nullable):
        return _refs(shape.inner)
    if isinstance(shape, Array):
        return _refs(shape.item)
    if isinstance(shape, Table):
        return _refs(shape.value)
    if isinstance(shape, Record):
        return [name for member in shape.members.values() for name in _refs(member.shape)]
    inner: Iterable[Shape] = ()
    if isinstance(shape, Union):
        inner = shape.options
    elif isinstance(shape, Cases):
        inner = shape.records.values()
    return [name for option in inner for name in _refs(option)]


def _export_order(name: str) -> tuple[int, str]:
    """ruff's: constants, classes, the rest."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _module(template: str, **values: object) -> str:
    return formatted(_environment().get_template(template).render(**values))


def _package(made_from: str, about: str) -> str:
    return _module("package.py.jinja", header=header(made_from), docstring=docstring([Line(about)], width=112))


def _test_module(template: str, tests: _NamespaceTests | _TypeTests) -> str:
    return formatted(_environment().get_template(template).render(module=tests))


def _test_imports(names: Iterable[str]) -> str:
    dates = sorted({"date", "datetime"}.intersection(names))
    lines = [f"from datetime import {', '.join(dates)}"] if dates else []
    if FIELDS in names:
        lines.append(f"from types import SimpleNamespace as {FIELDS}")
    return "\n".join([*lines, "from typing import Any"])
