"""The generated tests of the whole client can fail: fifty of its methods, with every lie that can be told of each.

A few of them on every run, the others at length.
"""

from __future__ import annotations

import hashlib
from functools import cache

import pytest

from generator.emit.python.tree import tree
from tests.conftest import ROOT
from tests.emit.making import documented_api
from tests.emit.mutants import Target, form_mutants, mutants, passes, survives

pytestmark = pytest.mark.long

SAMPLE, FEW = 50, 16


@cache
def all_targets() -> list[tuple[bool, Target]]:
    """All methods, ordered by the hash of their names, and whether each is a list."""
    methods = documented_api().methods.values()
    found: list[tuple[str, bool, Target]] = []
    for rest in (2, 3):
        for node in tree(rest, [each for each in methods if each.rest == rest]).all():
            for name, method in node.methods.items() if node.path else ():
                package = ".".join(("bitrix24", f"v{rest}", *node.path))
                file = "_".join((*(() if rest == 2 else ("v3",)), *node.path))
                test = ROOT / "generated" / "tests" / f"v{rest}" / f"test_{file}.py"
                if test.is_file():
                    drawn = hashlib.sha256(method.name.encode()).hexdigest()
                    found.append((drawn, method.paging is not None, Target(package, name, str(method.name), test)))
    return [(is_list, target) for _, is_list, target in sorted(found, key=lambda entry: entry[0])]


def sample(targets: list[tuple[bool, Target]]) -> list[Target]:
    """The same methods on every run; lists are drawn apart, for they are few."""
    lists = [target for is_list, target in targets if is_list][: SAMPLE // 5]
    return [*lists, *(target for is_list, target in targets if not is_list)][:SAMPLE]


# Methods whose tests give a filter's dates as text, which goes out as it is.
AS_TEXT = {"landing.repo.getList"}


# A fixture and not a constant: whoever only collects the tests need not read every spec.
@pytest.fixture(scope="module")
def everything() -> list[tuple[bool, Target]]:
    return all_targets()


@pytest.fixture(scope="module")
def targets(everything: list[tuple[bool, Target]]) -> list[Target]:
    return sample(everything)


def test_the_sample_is_whole(targets: list[Target]) -> None:
    assert len(targets) == SAMPLE
    lies = {mutant.lie for target in targets for mutant in mutants(target)}
    assert len(lies) == 13


@pytest.mark.parametrize(
    "number",
    [pytest.param(number, marks=[pytest.mark.long] if number % (SAMPLE // FEW) else []) for number in range(SAMPLE)],
)
def test_every_lie_is_noticed(number: int, targets: list[Target]) -> None:
    target = targets[number]
    assert passes(target), target.wire
    assert [(target.wire, mutant.lie) for mutant in mutants(target) if survives(mutant)] == []


def test_every_file_and_every_date_in_another_form_is_noticed(everything: list[tuple[bool, Target]]) -> None:
    mutants_of_forms = [mutant for _, target in everything for mutant in form_mutants(target)]
    assert len(mutants_of_forms) > 90
    assert any("pattern" in mutant.lie for mutant in mutants_of_forms)
    unnoticed = {mutant.target.wire for mutant in mutants_of_forms if survives(mutant)}
    assert unnoticed == AS_TEXT
