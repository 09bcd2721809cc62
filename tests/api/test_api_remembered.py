"""Resolving with what an earlier run remembers: faster, and never different."""

from __future__ import annotations

import importlib
from collections import defaultdict
from pathlib import Path

import pytest

from generator.api import Api, WireName, resolve
from generator.api.decisions import Seen
from generator.api.method import Resolved, resolved
from generator.api.remembered import Memory, Record
from generator.cache import Cache, Pack, digest
from generator.problems import GenerateError
from generator.spec.model import MethodSpec, SpecTree
from tests.changes import Change, changes
from tests.fragments import FRAGMENTS
from tests.making import documented, tree_of

SPECS = tree_of(*FRAGMENTS.values())
# Changes of each fact: of all there are, and of these again.
MANY, FEW = 10, 2


def memory(specs: SpecTree, cache: Cache | Path) -> Memory:
    """What the cache, or one in that folder, has for these specs."""
    contents = {key: digest(repr(spec)) for key, spec in specs.methods.items()}
    return Memory.of(contents, cache if isinstance(cache, Cache) else Cache(cache))


def remember(specs: SpecTree, folder: Path) -> None:
    cache = Cache(folder)
    known = memory(specs, cache)
    resolve(specs, known)
    known.keep()
    cache.save()


def outcome(specs: SpecTree, known: Memory | None = None) -> Api | tuple[str, ...]:
    try:
        return resolve(specs) if known is None else resolve(specs, known)
    except GenerateError as error:
        return error.lines


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the methods that are resolved."""
    names: list[str] = []

    def noted(spec: MethodSpec, is_alias: bool, seen: Seen) -> Resolved:
        names.append(str(spec.method))
        return resolved(spec, is_alias, seen)

    monkeypatch.setattr(importlib.import_module("generator.api.resolve"), "resolved", noted)
    return names


def test_what_is_remembered_is_resolved_when_somebody_asks(folder: Path, made: list[str]) -> None:
    remember(SPECS, folder)
    made.clear()
    api = resolve(SPECS, memory(SPECS, folder))
    expected = resolve(SPECS)
    made.clear()
    key = (2, WireName("deal.get"))
    heads = [(each.name, each.rest, each.status, each.scope, each.page, each.errors) for each in api.methods.values()]
    assert heads == [
        (each.name, each.rest, each.status, each.scope, each.page, each.errors) for each in expected.methods.values()
    ]
    assert repr(api) == repr(expected)
    assert [each.references for each in api.methods.values()] == [each.references for each in expected.methods.values()]
    assert made == []
    assert api.methods[key].returns == expected.methods[key].returns
    assert made == ["deal.get"]
    assert api == expected
    assert not hasattr(api.methods[key], "no_such_field")


def changes_by_fact() -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes(SPECS):
        found[change.fact].append(change)
    return {fact: spread(each, MANY) for fact, each in sorted(found.items())}


def spread(found: list[Change], most: int) -> list[Change]:
    return found[:: -(-len(found) // most)]


FACTS = changes_by_fact()


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that has every method of every fragment."""
    folder = tmp_path_factory.mktemp("warm") / "cache"
    remember(SPECS, folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_that_changes_reaches_every_method_whatever_is_remembered(warm: Path, fact: str) -> None:
    _reach_every_method(spread(FACTS[fact], FEW), warm)


@pytest.mark.long
@pytest.mark.parametrize("fact", FACTS)
def test_many_changes_of_each_fact(warm: Path, fact: str) -> None:
    _reach_every_method(FACTS[fact], warm)


def _reach_every_method(changed: list[Change], warm: Path) -> None:
    for change in changed:
        expected, found = outcome(change.tree), outcome(change.tree, memory(change.tree, warm))
        # By their digests, and with all that they hold.
        assert (repr(found), found) == (repr(expected), expected), change.place
        if isinstance(found, Api) and isinstance(expected, Api):
            digests = {key: digest(repr(vars(each))) for key, each in _whole(expected).methods.items()}
            assert {key: digest(repr(vars(each))) for key, each in _whole(found).methods.items()} == digests


def _whole(api: Api) -> Api:
    """The same, with everything made and nothing worked out from it."""
    for each in api.methods.values():
        _ = each.title, each.digest, each.references
        vars(each).update({name: vars(each).pop(name) for name in sorted(vars(each))})
    return api


FOUR_TEXTS = "{type: object, fields: {x: {type: string}, y: {type: string}, z: {type: string}, v: {type: string}}}"
# What one spec says, and what another then is.
SEEN = {
    "an answer with a shared type in it": (
        (
            "type: shared\nfields: {x: {type: integer}}",
            "method: a.see\nreturns: {type: shared}\nlist: {paging: start, rows: x}",
        ),
        "method: b.show\nreturns: {type: shared}\nresponse: {result: {x: [1]}}",
    ),
    "a shared type that a shared type holds": (
        ("type: outer\nfields: {x: {type: inner}}", "method: a.see\nparams: {x: {type: outer}}"),
        "type: inner\nfields: {x: {type: boolean, values: [Y, N]}}",
    ),
    "the form of a boolean of the entity": (
        (
            "method: a.list\nparams: {filter: {type: object}}\nreturns: {type: array}\n"
            "list: {paging: start, id: {row: ID, filter: ID, order: ID}}",
        ),
        "method: a.update\nparams: {fields: {type: object, fields: {x: {type: boolean, values: [Y, N]}}}}",
    ),
    "a parameter that creation requires": (
        (f"method: a.see\nreturns: {FOUR_TEXTS}",),
        "method: a.add\nparams: {x: {type: string, required: true}}",
    ),
    "a number that another parameter of the namespace is": (
        ("method: a.see\nreturns: {type: object, fields: {id: {type: string}, x: {type: string}}}",),
        "method: a.take\nparams: {id: {type: integer}}",
    ),
}


@pytest.mark.parametrize("what", SEEN)
def test_what_another_spec_says_changes_the_methods_that_see_it(folder: Path, what: str) -> None:
    others, one = SEEN[what]
    # A type that a type holds is there before too, and says nothing.
    before = tree_of(*others, "type: inner") if one.startswith("type") else tree_of(*others)
    after = tree_of(*others, one)
    remember(before, folder)
    (key,) = before.methods.keys()
    assert repr(resolve(before).methods[key]) != repr(resolve(after).methods[key])
    # As it reads before it is made: what is remembered must not be what it was.
    assert repr(outcome(after, memory(after, folder))) == repr(outcome(after))


def test_spellings_of_one_method_are_remembered_each_by_itself(folder: Path) -> None:
    specs = tree_of("method: a.getItems\naliases: [a.getitems, a.get.items]")
    remember(specs, folder)
    api = resolve(specs, memory(specs, folder))
    assert len(api.methods) == 3
    assert (repr(api), api) == (repr(resolve(specs)), resolve(specs))


def test_only_what_changed_is_resolved(folder: Path, made: list[str]) -> None:
    remember(SPECS, folder)
    made.clear()
    key = (2, WireName("deal.get"))
    change = next(each for each in changes(SPECS) if each.place == f"{key}.title")
    resolve(change.tree, memory(change.tree, folder))
    assert made == ["deal.get"]


def test_what_cannot_be_decided_is_told_each_time(folder: Path) -> None:
    specs = tree_of(
        "method: a.b\nparams: {x: {type: string, wire: quaternion}}", "method: a.c\nparams: {x: {type: string}}"
    )
    for _ in range(2):
        cache = Cache(folder)
        known = memory(specs, cache)
        lines = outcome(specs, known)
        assert lines == ("a.b: params.x: wire 'quaternion' is no JSON type",)
        known.keep()
        cache.save()
    assert len(Pack[Record](Cache(folder), "methods")._known) == 1


def test_a_method_whose_source_nobody_knows_is_not_remembered(folder: Path) -> None:
    records = Pack[Record](Cache(folder), "methods")
    resolve(SPECS, Memory({}, records))
    assert records._used == {}


@pytest.mark.slow
def test_the_whole_documentation_is_the_same_when_it_is_remembered(folder: Path) -> None:
    specs = documented()
    remember(specs, folder)
    expected, found = resolve(specs), resolve(specs, memory(specs, folder))
    assert repr(found) == repr(expected)
    assert found == expected
