"""What an update is made of: versions, the changelog, counts, the tests to run."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.update.changelog import NoChangelog, with_entry
from generator.update.changes import Change, Changes, ItemChanges, Weight
from generator.update.counts import with_counts
from generator.update.testing import affected_tests
from generator.update.version import following, version_of, with_version

NOTHING = ItemChanges()
ADDED = Changes(ItemChanges(added=("shelf.put",)), NOTHING, NOTHING)
BREAKING = Changes(ItemChanges(removed=("shelf.get",), added=("shelf.put",)), NOTHING, NOTHING)
REWORDED = Changes(
    ItemChanges(changed={name: (Change(Weight.COSMETIC, "title changed"),) for name in ("a", "b")}), NOTHING, NOTHING
)
DAY = "2026-08-21"


@pytest.mark.parametrize(
    ("version", "weight", "expected"),
    [
        ("1.2.3", Weight.BREAKING, "2.0.0"),
        ("1.2.3", Weight.DEPRECATING, "1.3.0"),
        ("1.2.3", Weight.ADDING, "1.3.0"),
        ("1.2.3", Weight.LOOSENING, "1.2.4"),
        ("1.2.3", Weight.COSMETIC, "1.2.4"),
        ("0.2.3", Weight.BREAKING, "0.3.0"),
        ("0.2.3", Weight.ADDING, "0.3.0"),
        ("0.2.3", Weight.COSMETIC, "0.2.4"),
    ],
)
def test_the_version_that_follows(version: str, weight: Weight, expected: str) -> None:
    assert following(version, weight) == expected


def test_the_version_in_its_module() -> None:
    module = '"""Text."""\n__version__ = "0.1.0"\nUSER_AGENT = f"x/{__version__}"\n'

    assert version_of(module) == "0.1.0"
    assert with_version(module, "1.0.0") == module.replace("0.1.0", "1.0.0")
    assert version_of("") is None


def test_after_a_release_a_section_begins() -> None:
    text, version = with_entry("# Changelog\n\n## 1.2.3 — 2026-01-01\n\n- Old.\n", BREAKING, DAY)

    assert version == "2.0.0"
    assert text == (
        "# Changelog\n\n## 2.0.0 — unreleased\n\n"
        "Documentation, 2026-08-21: 1 methods added, 1 removed, 1 breaking changes in all\n"
        "- Breaking: `shelf.get`: removed\n"
        "- New: `shelf.put`: added\n"
        "\n## 1.2.3 — 2026-01-01\n\n- Old.\n"
    )


@pytest.mark.parametrize(
    ("unreleased", "changes", "expected"),
    [("1.2.4", ADDED, "1.3.0"), ("1.3.0", ADDED, "1.3.0"), ("2.0.0", ADDED, "2.0.0"), ("1.3.0", BREAKING, "2.0.0")],
)
def test_what_is_not_released_has_the_number_that_all_of_it_asks_for(
    unreleased: str, changes: Changes, expected: str
) -> None:
    before = f"# Changelog\n\n## {unreleased} — unreleased\n\n- Mine.\n\n## 1.2.3 — 2026-01-01\n\n- Old.\n"

    text, version = with_entry(before, changes, DAY)

    assert version == expected
    assert f"## {expected} — unreleased\n\nDocumentation, {DAY}: " in text
    assert text.endswith("\n\n- Mine.\n\n## 1.2.3 — 2026-01-01\n\n- Old.\n")


def test_what_was_never_released_keeps_its_number() -> None:
    text, version = with_entry("# Changelog\n\n## 0.1.0 — unreleased\n", BREAKING, DAY)

    assert version == "0.1.0"
    assert text.count("## ") == 1


def test_what_programs_need_not_know_is_a_count() -> None:
    text, _ = with_entry("## 0.1.0 — unreleased\n", REWORDED, DAY)

    assert text.splitlines()[-1] == "- Cosmetic: 2 × method: title changed"


def test_a_changelog_without_a_section_is_told() -> None:
    with pytest.raises(NoChangelog):
        with_entry("# Changelog\n", ADDED, DAY)


def test_counts_are_written_where_a_page_marks_them() -> None:
    page = "All <!-- count: methods -->1<!-- end -->, <!-- count: pages -->2<!-- end -->, 3."

    assert with_counts(page, {"methods": 1721}) == page.replace(">1<", ">1,721<")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (["tests/v2/test_a_b.py"], ["v2/test_a_b.py"]),
        (["bitrix24/v2/a/b/results.py"], ["v2/test_a_b.py"]),
        (["bitrix24/v2/a/b/c/__init__.py"], ["v2/test_a_b.py"]),
        (["bitrix24/v2/a/__init__.py"], []),
        (["bitrix24/v3/a/__init__.py"], ["v3/test_v3_a.py"]),
        (["bitrix24/types/crm.py"], ["types/test_types_crm.py"]),
        (["manifest.txt", "bitrix24/_catalog/methods.jsonl", "bitrix24/__init__.py"], []),
        (["bitrix24/_core/lists.py"], ["types/test_types_crm.py", "v2/test_a_b.py", "v3/test_v3_a.py"]),
    ],
)
def test_the_affected_tests_what_changed(changed: list[str], expected: list[str], tmp_path: Path) -> None:
    for path in ("v2/test_a_b.py", "v3/test_v3_a.py", "types/test_types_crm.py", "conftest.py"):
        file = tmp_path / "tests" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()

    assert affected_tests(changed, tmp_path) == [tmp_path / "tests" / path for path in expected]


@pytest.mark.parametrize("between", ["0 of them.\nMine.\n", "Mine", " "])
def test_what_somebody_wrote_between_the_marks_of_a_count_stays(between: str) -> None:
    page = f"All <!-- count: methods -->{between}<!-- end --> of them"
    assert with_counts(page, {"methods": 7}) == page
