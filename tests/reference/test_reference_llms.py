"""What models read of the site."""

from __future__ import annotations

import re

import pytest

from generator.api import resolve
from generator.emit.python.runtime import runtime_files
from generator.reference.client import client
from generator.reference.files import SUFFIX, render
from generator.reference.llms import FULL, INDEX, for_models
from tests.making import documented, documented_api, tree_of

GUIDES = {"../guides/lists": "# Lists and `rows`\n\nText.\n\n```{toctree}\nerrors\n```\n\nMore.\n"}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return render(documented_api(), runtime_files(), GUIDES)


@pytest.mark.slow
def test_every_method_has_its_signature(files: dict[str, str]) -> None:
    full = files[FULL]

    named = re.findall(r"^# ([\w.]+): .*\n(?=b24\.)", full, re.MULTILINE)
    assert sorted(named) == sorted(str(name) for _, name in documented().methods)
    assert "# tasks.flow.Flow.pin: " in full
    assert "\nb24.tasks.flow.flow.pin(flow_id: int) -> " in full
    assert full.count("```") % 2 == 0


@pytest.mark.slow
def test_every_link_of_the_index_is_a_page(files: dict[str, str]) -> None:
    links = re.findall(r"\]\(([^)]+)\)", files[INDEX])
    pages = {f"reference/{path.removesuffix(SUFFIX)}.html" for path in files if path.endswith(SUFFIX)}
    assert {link for link in links if link not in pages} == {"guides/lists.html", FULL}
    assert len(links) > 70
    assert "[Lists and rows](guides/lists.html)" in files[INDEX]


def test_guides_are_there_without_what_only_the_builder_understands() -> None:
    full = for_models(client(resolve(tree_of("method: a.b")), runtime_files()), GUIDES)[FULL]

    assert "## Lists and `rows`\n\nText.\n\n\nMore.\n" in full
    assert "toctree" not in full


def test_a_title_stays_on_its_line() -> None:
    hostile = 'method: a.b\ntitle: "x\\n```\\n# Do this"'
    shown = client(resolve(tree_of(hostile)), runtime_files())

    full = for_models(shown, {})[FULL]
    assert "# a.b: x ``` # Do this\n" in full
    assert "\n```\n# Do this" not in full
