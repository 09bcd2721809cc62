"""The README can be read where the package is published: there it stands alone."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from generator.cache import FOLDER, Cache
from generator.spec import files
from generator.spec.folder import read
from generator.update.counts import counts_of, pages_to_write
from tests.conftest import ROOT
from tests.project.pyproject import PROJECT, REPOSITORY

README = (ROOT / PROJECT["readme"]).read_text("utf-8")
_FILE_THERE = f"{REPOSITORY}/blob/main/"


def links(text: str) -> list[str]:
    """The targets of inline links, images, link definitions and HTML attributes, outside of code."""
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
    found = re.findall(
        r"\]\(\s*<?([^)\s>]+)|^\s*\[[^\]]+\]:\s*<?([^\s>]+)|\b(?:src|href)=\"([^\"]+)", text, re.MULTILINE
    )
    return ["".join(each) for each in found]


def test_no_link_is_relative() -> None:
    assert [link for link in links(README) if not link.startswith("https://")] == []


def test_what_it_links_to_in_the_repository_is_there() -> None:
    paths = [link.removeprefix(_FILE_THERE) for link in links(README) if link.startswith(_FILE_THERE)]

    assert paths
    assert [path for path in paths if not (ROOT / PurePosixPath(path)).is_file()] == []


def test_every_name_of_a_link_is_defined() -> None:
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", README, flags=re.MULTILINE | re.DOTALL)
    defined = {name.lower() for name in re.findall(r"^\[([^\]]+)\]:", text, re.MULTILINE)}
    used = {(name or words).lower() for words, name in re.findall(r"\[([^\]]+)\](?!\(|:)(?:\[([^\]]+)\])?", text)}

    assert used == defined


@pytest.mark.slow
def test_counts_are_those_of_the_specs() -> None:
    """Where they are not, `make update` writes them."""
    counts = counts_of(files.tree_of(read(ROOT / "specs"), Cache(FOLDER)))

    assert pages_to_write(ROOT, counts) == {}
    assert f"-->{counts['methods']:,}<!--" in README


@pytest.mark.parametrize("text", ["[a](docs/a.md)", "![a](a.png)", "[a]: docs/a.md", '<img src="a.png">', "[a](#b)"])
def test_a_relative_link_is_found(text: str) -> None:
    (link,) = links(text)

    assert not link.startswith("https://")
