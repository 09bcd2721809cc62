"""The files of the package `bitrix24` that are not its copied core."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ...api.prose import NO_PROSE, Prose
from ...problems import GenerateError
from ..templates import fill
from .former_name import NO_FORMER_NAMES, FormerNames
from .namespaces import TypesPlan, header, modules, twins
from .runtime import PACKAGE
from .text import Line, docstring
from .tree import Node

# What the clients have beside the methods of their base classes.
_RESERVED_ON_CLIENT: Final = frozenset({"batch", "call", "v2", "v3"})
# What `from bitrix24 import …` offers beside the errors, by the module that has it.
_OFFERED: Final = {
    "_core.omitted": ("OMIT", "Omitted"),
    "_core.views": ("View",),
    "auth": ("OAuth", "Webhook"),
    "batches": ("AsyncBatch", "Batch", "Pending"),
    "client": ("AsyncClient", "Client"),
    "events": ("Event", "parse_event"),
    "files": ("File",),
    "limits": ("ENTERPRISE", "ORDINARY", "Limiter", "Plan"),
    "lists": ("AsyncList", "Page", "SyncList"),
    "oauth": ("App", "StoredOAuth", "aexchange_code", "exchange_code"),
    "observe": ("Attempt", "Hooks", "Moved", "Outcome", "Renewed"),
    "response": ("Response",),
    "retries": ("NO_RETRIES", "Retries"),
    "tokens": ("FileStore", "MemoryStore", "Token", "TokenStore"),
}


@dataclass(frozen=True)
class _Variant:
    """What differs between the twins."""

    kind: str
    prefix: str


_VARIANTS: Final = (_Variant("Sync", ""), _Variant("Async", "Async"))


def namespace(
    node: Node, beside: Node | None = None, prose: Prose = NO_PROSE, former: FormerNames = NO_FORMER_NAMES
) -> dict[str, str]:
    """The files of one namespace; `beside`, `former`: as in `modules`.

    Raises:
        GenerateError: Two of its classes would have one name.
    """
    _refuse_twin_classes(node)
    made = modules(node, beside, prose, former)
    folder = "/".join((PACKAGE, f"v{node.rest}", *node.path))
    files = {
        f"{folder}/{name}.py": types_module(plan)
        for name, plan in (("params", made.params), ("results", made.results))
        if plan is not None
    }
    if node.rest == 2 and not node.path:
        files[f"{PACKAGE}/client.py"] = fill("python/client.py.jinja", module=made.main)
        files[f"{PACKAGE}/batches.py"] = fill("python/batches.py.jinja", header=header("generator/templates"))
        files[f"{folder}/__init__.py"] = folder_module("specs/v2", "REST v2: a folder for each namespace.")
    else:
        files[f"{folder}/__init__.py"] = fill("python/namespace.py.jinja", module=made.main, variants=_VARIANTS)
    return files


def types_module(plan: TypesPlan) -> str:
    return fill("python/types.py.jinja", module=plan)


def folder_module(made_from: str, about: str) -> str:
    """An `__init__.py` that only says what the folder is for."""
    return fill("python/package.py.jinja", header=header(made_from), docstring=docstring([Line(about)], width=112))


def entrance(errors_module: str, *, has_entity_types: bool) -> dict[str, str]:
    """The package's own `__init__.py`: the clients, and every error of the core's module of errors."""
    errors = sorted(name for name in _classes(errors_module) if not name.startswith("_"))
    made = {"errors": tuple(errors), "entity_types": ("EntityType",) if has_entity_types else ()}
    offered = dict(sorted({**_OFFERED, **{module: names for module, names in made.items() if names}}.items()))
    later = {name: module for module, names in offered.items() for name in names}
    text = fill(
        "python/init.py.jinja",
        header=header("generator/templates"),
        offered=offered,
        exported=sorted((*later, "__version__"), key=_export_order),
        later=dict(sorted(later.items(), key=lambda item: _export_order(item[0]))),
    )
    return {f"{PACKAGE}/__init__.py": text}


def names_on_client(runtime: Mapping[str, str]) -> frozenset[str]:
    """The attributes that a client or a batch has of its own, so that no method of the portal hides them."""
    bases = _classes(runtime.get("_core/base_client.py", ""))
    batches = _classes(runtime.get("_core/base_batch.py", ""))
    return _RESERVED_ON_CLIENT.union(
        *(_methods(name, bases) for name in ("BaseSyncClient", "BaseAsyncClient")),
        *(_methods(name, batches) for name in ("BaseSyncBatch", "BaseAsyncBatch")),
    )


def _refuse_twin_classes(node: Node) -> None:
    names = Counter(twin for child in node.children for twin in twins(child.class_name))
    doubled = [name for name, count in names.items() if count > 1]
    if doubled:
        raise GenerateError(f"{node.wire}.*: two of its namespaces come out as class {name}" for name in doubled)


def _classes(source: str) -> dict[str, ast.ClassDef]:
    return {node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


def _methods(name: str, classes: Mapping[str, ast.ClassDef]) -> Iterable[str]:
    """The methods of a class, with those of its bases in the same module."""
    if name not in classes:
        return set()
    own = {node.name for node in classes[name].body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
    return own.union(*(_methods(base.id, classes) for base in classes[name].bases if isinstance(base, ast.Name)))


def _export_order(name: str) -> tuple[int, str]:
    """ruff's: constants, classes, the rest."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)
