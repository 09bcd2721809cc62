"""Units of the output: a unit's files follow from its value, and the cache knows it by all of that value."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import generator.api.file_encoding
import generator.api.model
import generator.api.paging
import generator.api.types
import generator.emit.client
import generator.emit.output.formatting
import generator.emit.python.tree
from generator.api import Method, SharedType
from generator.api.prose import NO_PROSE
from generator.api.types import Object
from generator.cache import NO_CACHE, Cache, digest
from generator.emit.output.units import Unit
from generator.problems import GenerateError
from generator.spec.model import SpecTree
from tests.changes import Change, changes
from tests.emit.making import api_of, core, emitted, tree_of
from tests.fragments import FRAGMENTS

pytestmark = pytest.mark.slow

# Of whose instances the values of units are made.
MODULES = (
    generator.api.file_encoding,
    generator.api.model,
    generator.api.paging,
    generator.api.types,
    generator.emit.client,
    generator.emit.python.tree,
)


def units() -> list[Unit[Any]]:
    found = list(generator.emit.client._units(api_of(*FRAGMENTS.values()), core(), NO_PROSE, {}))
    assert len(found) > 25
    return found


def test_a_unit_is_made_by_a_function_of_a_module_that_is_given_nothing_but_the_value() -> None:
    for make in {unit.make for unit in units()}:
        assert inspect.isfunction(make)
        assert getattr(importlib.import_module(make.__module__), make.__qualname__) is make
        assert (make.__closure__, make.__defaults__, make.__kwdefaults__) == (None, None, None)
        assert make.__code__.co_argcount == 1


def test_no_two_units_have_one_key() -> None:
    found = units()
    assert len({(unit.make.__qualname__, repr(unit.value)) for unit in found}) == len(found)


def test_the_text_of_a_value_leaves_nothing_out() -> None:
    named = [kind for module in MODULES for kind in vars(module).values() if isinstance(kind, type)]
    classes: set[Any] = {kind for kind in named if dataclasses.is_dataclass(kind)}
    assert classes >= {generator.api.model.Method, generator.api.types.Property, generator.emit.python.tree.Node}
    assert [each.name for kind in classes for each in dataclasses.fields(kind) if not each.repr] == []
    own = {kind for kind in classes if not kind.__dataclass_params__.repr}
    assert own == {Method, SharedType}  # which remember it
    api = api_of(*FRAGMENTS.values())
    for value in (*api.methods.values(), *api.types.values()):
        parts = [getattr(value, each.name) for each in dataclasses.fields(value)]
        texts = [part.digest if isinstance(part, Object) else repr(part) for part in parts]
        assert repr(value) == f"{type(value).__name__}('{value.name}', {digest(*texts)})"
    for shared in api.types.values():
        assert shared.as_result.digest == digest(repr(shared.as_result))
    # Of an object without a text of its own there would be its address.
    assert [unit.make.__qualname__ for unit in units() if " at 0x" in repr(unit.value)] == []


def _rebuilt(value: Any, known: dict[tuple[type, str], Any] | None) -> Any:
    """The value again, of other objects: each by itself; with `known`, one object for all that read the same."""
    key = (type(value), repr(value))
    if known is not None and key in known:
        return known[key]
    made = value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: _rebuilt(getattr(value, each.name), known) for each in dataclasses.fields(value)}
        made = type(value)(**parts)
    elif isinstance(value, Mapping):
        made = {key: _rebuilt(item, known) for key, item in value.items()}
    elif isinstance(value, (tuple, list)):
        made = type(value)(_rebuilt(item, known) for item in value)
    if known is not None:
        known[key] = made
    return made


@pytest.mark.parametrize("together", [False, True], ids=["every object by itself", "one object for equal ones"])
def test_of_which_objects_a_value_is_made_decides_nothing(together: bool) -> None:
    for unit in units():
        value = _rebuilt(unit.value, {} if together else None)
        assert repr(value) == repr(unit.value)
        assert unit.make(value) == unit.make(unit.value)


# Every fact of a spec


TYPES = [text for text in FRAGMENTS.values() if text.startswith("\ntype")]
BASES = {
    name: tree_of(*dict.fromkeys((text, *(TYPES if "ref:" in text or text in TYPES else ()))))
    for name, text in FRAGMENTS.items()
}
AT_MOST = 8


def spread(found: list[tuple[str, Change]]) -> list[tuple[str, Change]]:
    return found[:: -(-len(found) // AT_MOST)]


def changes_by_fact() -> dict[str, list[tuple[str, Change]]]:
    """Some of each fact, with the fragment in which it changes."""
    found: dict[str, list[tuple[str, Change]]] = defaultdict(list)
    for name, specs in BASES.items():
        for change in changes(specs):
            found[change.fact].append((name, change))
    # What only deprecated methods say is seen in them alone.
    return {
        fact: [*spread(each), *[one for one in each if one[0] == "deprecated"][:1]]
        for fact, each in sorted(found.items())
    }


FACTS = changes_by_fact()
# Facts of which no code is made. That a page says more of who can is what a docstring's last line leads to.
# Aliases of types lead the names that the client once had, of which these fragments have none.
UNUSED = frozenset({"EventSpec.auth", "EventSpec.who_more", "MethodSpec.who_more", "TypeSpec.aliases"})


@pytest.fixture(scope="module")
def unformatted() -> Iterator[None]:
    """Formatting takes nine tenths of the time, and sees nothing but the source."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(generator.emit.output.formatting, "formatted", lambda source: source)
        yield


@pytest.fixture(scope="module")
def warm(unformatted: None, tmp_path_factory: pytest.TempPathFactory) -> Cache:  # noqa: ARG001
    """A cache that has all of every fragment."""
    cache = Cache(tmp_path_factory.mktemp("warm") / "cache")
    for specs in BASES.values():
        emitted(specs, cache)
    cache.save()
    return cache


def outcome(specs: SpecTree, cache: Cache) -> Mapping[str, str] | tuple[str, ...]:
    try:
        return emitted(specs, cache).files
    except GenerateError as error:
        return error.lines


def test_all_facts_are_among_them() -> None:
    assert FACTS.keys() >= {
        *("MethodSpec.title", "MethodSpec.page", "MethodSpec.status", "MethodSpec.scope", "MethodSpec.rest"),
        *("MethodSpec.params renamed", "MethodSpec.params in another order", "MethodSpec.example"),
        *("MethodSpec.response", "MethodSpec.positional", "MethodSpec.aliases", "MethodSpec.replaced_by"),
        *("Error.code", "Error.message", "Error.status", "Error.field", "MethodSpec.errors", "EventSpec.example"),
        *(f"Field.{name}" for name in ("type", "required", "ref", "wire", "format", "nullable", "values", "default")),
        *("Field.items", "Field.read_only", "Field.deprecated", "TypeSpec.page", "TypeSpec.fields without"),
    }


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_that_changes_reaches_the_files_whatever_is_in_the_cache(warm: Cache, fact: str) -> None:
    differ = False
    for name, change in FACTS[fact]:
        expected = outcome(change.tree, NO_CACHE)
        assert outcome(change.tree, warm) == expected, change.place
        differ |= expected != outcome(BASES[name], warm)
    assert differ != (fact in UNUSED)
