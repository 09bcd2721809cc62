"""Small lies in the code of one method of the generated client, and whether its generated tests notice."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

# A converter, and the one that takes its place.
OTHER = {
    "anything": "boolean",
    "boolean": "string",
    "date": "string",
    "datetime": "string",
    "integer": "string",
    "list_of": "map_of",
    "map_of": "list_of",
    "number": "string",
    "string": "boolean",
    "timestamp": "string",
}

# The form of a file, and the one that takes its place.
OTHER_FORM = {
    "BASE64": "NAMED_FILE",
    "NAMED_FILE": "FILE_DATA",
    "FILE_DATA": "VALUE_FILE_DATA",
    "VALUE_FILE_DATA": "NAMED_FILE",
}


@dataclass(frozen=True)
class Target:
    """A generated method. `package`: its namespace's, from `bitrix24` on. `wire`: its wire name."""

    package: str
    name: str
    wire: str
    tests: Path


@dataclass(frozen=True)
class Mutant:
    """`module`: which of the namespace's modules is changed, "" for its own."""

    target: Target
    lie: str
    module: str
    tree: ast.Module


def mutants(target: Target) -> Iterator[Mutant]:
    """Every lie that can be told of the method."""
    main = _parsed(target.package)
    for lie, change in _LIES.items():
        tree = _parsed(target.package)
        if change(tree, target):
            yield Mutant(target, lie, "", tree)
    if importlib.util.find_spec(f"{target.package}.results") is None:
        return
    view = _view(main, target)
    for lie, change in _LIES_OF_VIEWS.items():
        tree = _parsed(f"{target.package}.results")
        found = next((node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == view), None)
        if found is not None and change(found):
            yield Mutant(target, lie, "results", tree)


def form_mutants(target: Target) -> Iterator[Mutant]:
    """For each file that the method takes, and each date in a pattern: it goes out in another form."""
    source = _source(target.package)
    if "Pattern(" not in source and not any(f".{form}" in source for form in OTHER_FORM):
        return
    main = _parsed(target.package)
    for index in range(len(_patterns(main, target))):
        tree = _parsed(target.package)
        _patterns(tree, target)[index].value = "yyyy of mm dd, hh ss mi"
        yield Mutant(target, f"date {index} in another pattern", "", tree)
    for index, form in enumerate(_file_forms(main, target)):
        tree = _parsed(target.package)
        _file_forms(tree, target)[index].attr = OTHER_FORM[form.attr]
        yield Mutant(target, f"file {index} in another form", "", tree)


def survives(mutant: Mutant) -> bool:
    """Do all tests of the method pass, though the client lies?"""
    with _told(mutant):
        return not _fails(mutant.target)


def passes(target: Target) -> bool:
    """Do the tests of the method pass with the client as it is?"""
    return not _fails(target)


def _fails(target: Target) -> bool:
    conftest = _loaded(target.tests.parents[1] / "conftest.py")
    tests = _loaded(target.tests)
    own = f"test_{target.name}"
    names = [name for name in vars(tests) if name == own or name.startswith(f"{own}__")]
    assert names, f"{target.tests} has no test of {target.name}"
    for name in names:
        try:
            getattr(tests, name)(conftest.Portal("sync"))
        except (Exception, pytest.fail.Exception):  # whatever it is, someone notices; the last: nothing was raised
            return True
    return False


@contextmanager
def _told(mutant: Mutant) -> Iterator[None]:
    """The client with the lie in it; its other modules are as they are."""
    package = mutant.target.package
    names = (package, f"{package}.results")
    kept = {name: sys.modules[name] for name in names if name in sys.modules}
    try:
        if mutant.module:
            _run(f"{package}.{mutant.module}", mutant.tree)
            _run(package, _parsed(package))
        else:
            _run(package, mutant.tree)
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(kept)


def _run(name: str, tree: ast.Module) -> None:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    module = module_from_spec(
        ModuleSpec(name, None, origin=spec.origin, is_package=spec.submodule_search_locations is not None)
    )
    module.__path__ = list(spec.submodule_search_locations or [])
    sys.modules[name] = module
    exec(compile(ast.fix_missing_locations(tree), name, "exec"), module.__dict__)


def _loaded(file: Path) -> ModuleType:
    module = ModuleType(f"mutation_{file.stem}")
    exec(_compiled(file), module.__dict__)
    return module


@lru_cache(maxsize=2)  # the tests of one namespace at a time, and what they share
def _compiled(file: Path) -> CodeType:
    return compile(file.read_bytes(), str(file), "exec")


def _parsed(module: str) -> ast.Module:
    """A tree of its own each time: parsing is faster than a deep copy."""
    return ast.parse(_source(module))


@lru_cache(maxsize=4)
def _source(module: str) -> str:
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).read_text("utf-8")


def _description(tree: ast.Module, target: Target) -> ast.Call:
    """`Method(…)` of the method."""
    for node in tree.body:
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
        if (
            isinstance(value, ast.Call)
            and isinstance(value.args[0], ast.Constant)
            and value.args[0].value == target.wire
        ):
            return value
    raise AssertionError(f"{target.package} has no {target.wire}")


def _file_forms(tree: ast.Module, target: Target) -> list[ast.Attribute]:
    nodes = ast.walk(_description(tree, target))
    return [node for node in nodes if isinstance(node, ast.Attribute) and node.attr in OTHER_FORM]


def _patterns(tree: ast.Module, target: Target) -> list[ast.Constant]:
    found: list[ast.Constant] = []
    for node in ast.walk(_description(tree, target)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Pattern":
            (pattern,) = node.args
            assert isinstance(pattern, ast.Constant)
            found.append(pattern)
    return found


def _arguments(tree: ast.Module, target: Target) -> ast.Dict:
    """What the method sends, by wire name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and not node.name.startswith(("Async", "Batch")):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name == target.name:
                    (call,) = [call for call in ast.walk(method.body[-1]) if isinstance(call, ast.Call)]
                    sent = call.args[1]
                    assert isinstance(sent, ast.Dict)
                    return sent
    raise AssertionError(f"{target.package} has no method {target.name}")


def _view(tree: ast.Module, target: Target) -> str:
    """The view of the method's result, or ""."""
    names = [node.id for node in ast.walk(_description(tree, target)) if isinstance(node, ast.Name)]
    return next((name for name in names if name.endswith("Result")), "")


def _address(tree: ast.Module, target: Target) -> bool:
    _description(tree, target).args[0] = ast.Constant(f"{target.wire}x")
    return True


def _version(tree: ast.Module, target: Target) -> bool:
    described = _description(tree, target)
    others = [keyword for keyword in described.keywords if keyword.arg != "rest"]
    added = [] if len(others) < len(described.keywords) else [ast.keyword("rest", ast.Constant(3))]
    described.keywords = [*others, *added]
    return True


def _result(tree: ast.Module, target: Target) -> bool:
    return _other_converter(tree, _description(tree, target).args, 1)


def _renamed(tree: ast.Module, target: Target) -> bool:
    sent = _arguments(tree, target)
    if sent.keys:
        sent.keys[0] = ast.Constant("another")
    return bool(sent.keys)


def _swapped(tree: ast.Module, target: Target) -> bool:
    sent = _arguments(tree, target)
    if len(sent.keys) > 1:
        sent.keys[0], sent.keys[1] = sent.keys[1], sent.keys[0]
    return len(sent.keys) > 1


def _left_out(tree: ast.Module, target: Target) -> bool:
    sent = _arguments(tree, target)
    if sent.keys:
        del sent.keys[-1], sent.values[-1]
        return True
    return False


def _listing(tree: ast.Module, target: Target) -> ast.Call | None:
    keywords = {keyword.arg: keyword.value for keyword in _description(tree, target).keywords}
    listing = keywords.get("listing")
    return listing if isinstance(listing, ast.Call) else None


def _paging(tree: ast.Module, target: Target) -> bool:
    listing = _listing(tree, target)
    if listing is not None:
        assert isinstance(listing.args[0], ast.Constant)
        listing.args[0] = ast.Constant("pagination" if listing.args[0].value == "start" else "start")
    return listing is not None


def _rows(tree: ast.Module, target: Target) -> bool:
    listing = _listing(tree, target)
    if listing is not None:
        listing.args[1:2] = [ast.Tuple([ast.Constant("others")], ast.Load())]
    return listing is not None


def _order(tree: ast.Module, target: Target) -> bool:
    return _key_part(tree, target, 2, ast.Dict([], []))


def _after(tree: ast.Module, target: Target) -> bool:
    return _key_part(tree, target, 1, ast.Tuple([ast.Constant("filter"), ast.Constant(">other")], ast.Load()))


def _key_part(tree: ast.Module, target: Target, index: int, other: ast.expr) -> bool:
    listing = _listing(tree, target)
    if listing is None or len(listing.args) < 3:
        return False
    key = listing.args[2]
    assert isinstance(key, ast.Call)
    key.args[index] = other
    return True


def _field_dropped(view: ast.ClassDef) -> bool:
    fields = _fields(view)
    if fields:
        view.body.remove(fields[-1])
    return bool(fields)


def _field_of_another_name(view: ast.ClassDef) -> bool:
    fields = _fields(view)
    if fields:
        _call(fields[0]).args[0] = ast.Constant("another")
    return bool(fields)


def _field_converted_otherwise(view: ast.ClassDef) -> bool:
    return any(_other_converter(view, _call(field).args, 1) for field in _fields(view)[:1])


def _fields(view: ast.ClassDef) -> list[ast.Assign | ast.AnnAssign]:
    return [
        node for node in view.body if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Call)
    ]


def _call(field: ast.Assign | ast.AnnAssign) -> ast.Call:
    assert isinstance(field.value, ast.Call)
    return field.value


def _other_converter(tree: ast.AST, place: list[ast.expr], index: int) -> bool:
    """The outermost converter is another one, imported for it; a view has none to change."""
    node: Any = place[index]
    inner = node
    while isinstance(inner, ast.Call):  # optional(…), list_of(…)
        inner = inner.func if inner.func.id in OTHER else inner.args[0]
    if inner.id not in OTHER:
        return False
    imported = f"__import__('bitrix24._core.convert', fromlist=['x']).{OTHER[inner.id]}"
    if inner is node:
        place[index] = ast.parse(imported, mode="eval").body
    else:
        changed = _Replaced(inner, ast.parse(imported, mode="eval").body).visit(node)
        place[index] = changed
    return tree is not None


class _Replaced(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.expr) -> None:
        self._old = old
        self._new = new

    def visit(self, node: ast.AST) -> Any:
        return self._new if node is self._old else self.generic_visit(node)


_LIES: dict[str, Callable[[ast.Module, Target], bool]] = {
    "another address": _address,
    "another REST version": _version,
    "the result converted otherwise": _result,
    "a parameter of another name": _renamed,
    "two parameters swapped": _swapped,
    "a parameter left out": _left_out,
    "another way of paging": _paging,
    "rows elsewhere": _rows,
    "no order by the key": _order,
    "another filter by the key": _after,
}
_LIES_OF_VIEWS: dict[str, Callable[[ast.ClassDef], bool]] = {
    "a field dropped": _field_dropped,
    "a field of another name": _field_of_another_name,
    "a field converted otherwise": _field_converted_otherwise,
}
