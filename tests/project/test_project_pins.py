"""What the commands install is pinned, hashes included, for every Python, and needs no index of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT
from tests.project.pyproject import PYTHONS, extra, group

FOLDER = ROOT / "requirements"
FILES = sorted(file.name for file in FOLDER.glob("*.txt"))
NEEDED = {
    "run.txt": [*extra(""), *extra("generator"), *extra("portal"), *group("build")],
    "dev.txt": [
        *extra(""),
        *extra("cli"),
        *extra("mcp"),
        *extra("generator"),
        *extra("portal"),
        *extra("redis"),
        *extra("sql"),
        *extra("docs"),
        *group("dev"),
    ],
    "test.txt": list(group("test")),
    "foreign.txt": list(group("foreign")),
    "warehouse.txt": [
        *extra(""),
        *extra("cli"),
        *extra("portal"),
        *extra("dlt"),
        *extra("parquet"),
        *group("warehouse"),
    ],
    "oldest.txt": [*extra(""), *extra("cli"), *extra("portal"), *extra("redis"), *extra("sql")],
}
_ENTRY = re.compile(
    r"^([a-z0-9-]+==\S+(?: ; [^\\\n]+)?) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


@cache
def pins(name: str) -> tuple[Requirement, ...]:
    text = (FOLDER / name).read_text("utf-8")
    return tuple(Requirement(found[1]) for found in _ENTRY.finditer(text))


def at(name: str, python: str) -> dict[str, str]:
    """The versions that are installed on that Python, on Linux."""
    environment = {"python_version": python, "python_full_version": f"{python}.7", "sys_platform": "linux"}
    environment |= {"os_name": "posix", "platform_machine": "x86_64", "platform_python_implementation": "CPython"}
    chosen: dict[str, str] = {}
    for pin in pins(name):
        if pin.marker is None or pin.marker.evaluate(environment):
            assert pin.name not in chosen, f"{pin.name}: two versions on Python {python}"
            chosen[pin.name] = str(pin.specifier).removeprefix("==")
    return chosen


def test_there_is_a_file_for_each_environment() -> None:
    assert sorted(NEEDED) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_file_holds_pins_with_hashes_and_nothing_else(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")

    assert pins(name)
    rest = re.sub(r"^ *#.*\n", "", _ENTRY.sub("", text), flags=re.MULTILINE)
    assert rest.strip() == ""


@pytest.mark.parametrize("name", FILES)
def test_a_file_names_no_index_and_no_place_of_the_machine_that_made_it(name: str) -> None:
    comments = re.findall(r"#.*", (FOLDER / name).read_text("utf-8"))

    assert [line for line in comments if re.search(r"://|--|\s/|\.venv|[A-Z]:\\", line)] == []


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", FILES)
def test_everything_is_pinned_within_its_range(name: str, python: str) -> None:
    chosen = at(name, python)

    assert _outside(NEEDED[name], chosen) == []


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_one_environment_can_become_the_other(name: str, python: str) -> None:
    assert at(name, python).items() <= at("dev.txt", python).items()


def test_the_oldest_are_the_lower_bounds() -> None:
    chosen = at("oldest.txt", PYTHONS[0])

    for needed in NEEDED["oldest.txt"]:
        version = chosen[needed.name.lower().replace("_", "-")]
        assert f">={version.removesuffix('.0')}" == str(needed.specifier).removesuffix(".0"), needed


def _outside(needed: Iterable[Requirement], chosen: dict[str, str]) -> list[str]:
    names = {each: each.name.lower().replace("_", "-") for each in needed}
    return [
        f"{each}: {chosen.get(name)}"
        for each, name in names.items()
        if not each.specifier.contains(chosen.get(name, "0"))
    ]
