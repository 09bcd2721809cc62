"""The reference of the client itself: whatever programs import has its place in it, and nothing else has."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest

import bitrix24
from bitrix24 import codes
from bitrix24._core.base_batch import BaseAsyncBatch, BaseSyncBatch
from bitrix24._core.base_client import BaseAsyncClient, BaseSyncClient
from generator.api import resolve
from generator.spec.files import load_tree
from tests.conftest import ROOT

PAGES = sorted((ROOT / "docs" / "client").glob("*.rst"))
DIRECTIVE = re.compile(r"^\.\. (auto|py:)(\w+):: ([\w.]+)\n((?:   :.*\n)*)", re.MULTILINE)

# Made from specs: what is in them stands in the reference of the API.
GENERATED = {"codes", "events", "types", "v2", "v3"}
# No program imports it: its guide shows it.
COMMAND_LINE = "cli"


def directives() -> list[tuple[str, str, str]]:
    """Kind, name and options of each."""
    return [
        (kind, name, options) for page in PAGES for _, kind, name, options in DIRECTIVE.findall(page.read_text("utf-8"))
    ]


def shown() -> set[str]:
    names = {name for kind, name, _ in directives() if kind != "module"}
    modules = [import_module(name) for kind, name, _ in directives() if kind == "module"]
    return names | {f"{module.__name__}.{name}" for module in modules for name in getattr(module, "__all__", ())}


def public_modules() -> Iterator[str]:
    for module in iter_modules(bitrix24.__path__):
        if not module.name.startswith("_") and module.name not in {*GENERATED, COMMAND_LINE}:
            yield module.name
    for module in iter_modules(import_module("bitrix24.apps").__path__):
        if module.name in ("aiohttp", "django", "flask", "starlette"):
            yield f"apps.{module.name}"


def names_in(module: str) -> list[str]:
    """What programs import from it: what it says, or what it has from the modules in it."""
    found = import_module(f"bitrix24.{module}")
    return getattr(found, "__all__", None) or [
        name for name, value in vars(found).items() if not name.startswith("_") and not inspect.ismodule(value)
    ]


def test_every_name_of_the_package_is_shown() -> None:
    assert [name for name in bitrix24.__all__ if f"bitrix24.{name}" not in shown()] == []


@pytest.mark.parametrize("module", sorted(public_modules()))
def test_every_name_of_a_public_module_is_shown(module: str) -> None:
    missing = [
        name
        for name in names_in(module)
        if f"bitrix24.{name}" not in shown() and f"bitrix24.{module}.{name}" not in shown()
    ]

    assert missing == []


def test_every_code_is_an_error_of_a_method() -> None:
    api = resolve(load_tree(ROOT / "specs"))
    errors = {error.code.casefold() for method in api.methods.values() for error in method.errors if error.code}
    errors |= {error.code.casefold() for error in api.errors if error.code}

    constants = {value for name, value in vars(codes).items() if name.isupper()}

    assert constants
    assert {code for code in constants if code.casefold() not in errors} == set()


def test_nothing_is_shown_twice() -> None:
    names = [name for _, name, _ in directives()]

    assert sorted(names) == sorted(set(names))


CLASSES = [(name, value) for name in bitrix24.__all__ for value in [getattr(bitrix24, name)] if inspect.isclass(value)]


@pytest.mark.parametrize(("name", "value"), CLASSES)
def test_every_class_has_a_docstring_of_its_own(name: str, value: type[object]) -> None:
    assert vars(value).get("__doc__"), name


@pytest.mark.parametrize("base", [BaseSyncClient, BaseAsyncClient, BaseSyncBatch, BaseAsyncBatch])
def test_every_method_that_the_client_adds_has_a_docstring(base: type[object]) -> None:
    methods = [
        (name, value)
        for name, value in inspect.getmembers(base)
        if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property))
    ]

    assert methods
    assert [name for name, value in methods if not value.__doc__] == []


@pytest.mark.parametrize("name", ["Client", "AsyncClient", "Retries", "Hooks", "Response", "Token", "App", "File"])
def test_every_parameter_is_described(name: str) -> None:
    value = getattr(bitrix24, name)
    described = set(re.findall(r"^ {4,8}(\w+): ", value.__doc__, re.MULTILINE))
    parameters = {each for each in inspect.signature(value).parameters if each != "self"}

    assert parameters <= described
