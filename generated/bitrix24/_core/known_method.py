# Copied from generator/runtime/_core/known_method.py by "python -m generator generate". Edit that file.
"""The described method of a wire name, for programs that are told at run time what to call."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, TypeGuard

from .convert import anything
from .method import ListMethod, Method


def raw_method(name: str, rest: int) -> Method[Any]:
    """The method with all that is known of it, and its result as it comes; of one that is not documented, the name.

    Raises:
        ValueError: The name is none.
    """
    known = _described(name, rest)
    if known is None:
        return Method(name, anything, rest)
    if is_list_method(known):
        return ListMethod(
            known.name,
            anything,
            rest,
            known.formats,
            known.positional,
            known.writes,
            listing=known.listing,
            row=anything,
        )
    return Method(known.name, anything, rest, known.formats, known.positional, known.writes)


def typed_list(name: str, rest: int) -> ListMethod[Any, Any]:
    """The documented method with its rows typed.

    Raises:
        ValueError: It answers no pages of rows.
    """
    known = _described(name, rest)
    if known is None or not is_list_method(known):
        raise ValueError(f"{name} gives no list of rows")
    return known


def is_list_method(method: Method[Any]) -> TypeGuard[ListMethod[Any, Any]]:
    """Does it answer pages of rows?"""
    return isinstance(method, ListMethod)


def _is_method(value: object) -> TypeGuard[Method[Any]]:
    return isinstance(value, Method)


def _described(name: str, rest: int) -> Method[Any] | None:
    """The constant in the module of its namespace, or in that of the namespace which is called as the method is."""
    for module in _modules(name.split("."), rest):
        for value in vars(module).values():
            if _is_method(value) and value.name == name:
                return value
    return None


def _modules(path: list[str], rest: int) -> Iterator[ModuleType]:
    if len(path) == 1 and rest == 2:
        yield import_module("..client", __package__)
    root = import_module(f"..v{rest}", __package__)
    yield from _below(root, path[:-1])
    yield from _below(root, path)


def _below(package: ModuleType, path: list[str]) -> Iterator[ModuleType]:
    """A module is called as its segment, in snake_case and no keyword; two that differ in case only are two modules."""
    if not path:
        yield package
        return
    for found in iter_modules(package.__path__):
        if found.ispkg and _plain(found.name) == _plain(path[0]):
            yield from _below(import_module(f"{package.__name__}.{found.name}"), path[1:])


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
