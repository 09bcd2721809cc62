"""A page's two forms, and the ways to get at it, all give the same specs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.scrape.page import read_page
from generator.site import PagePath, RawPage
from generator.spec import files
from tests.pages import build
from tests.scrape.page_builder import scraped

pytestmark = pytest.mark.slow

_STATE = re.compile(r'<script type="application/json" id="diplodoc-state">.*?</script>', re.DOTALL)
FLOW = "api-reference/tasks/flow/"
NINE = [
    *(
        f"{FLOW}tasks-flow-flow-{word}.html"
        for word in ("activate", "create", "delete", "get", "is-exists", "pin", "update")
    ),
    "api-reference/tasks/tasks-task-get.html",
    "api-reference/tasks/tasks-task-get-rest-v3.html",
]


def dom_alone(page: str) -> str:
    found, count = _STATE.subn("", page)
    assert count == 1
    return found


def json_alone(page: str) -> str:
    """As a site publishes it without static content: nothing in the DOM but the state."""
    root = page.index('<div id="root">') + len('<div id="root">')
    state = _STATE.search(page)
    assert state
    return page[:root] + "</div>\n" + page[state.start() :]


def _texts(pages: dict[str, str], folder: Path) -> dict[str, str]:
    for path, text in pages.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    found = scraped(folder)
    assert found.problems == ()
    return files.texts(found.tree)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {path: text for path, text in build.site().items() if path.endswith(".html")}


@pytest.fixture(scope="module")
def expected(sample_site: Path) -> dict[str, str]:
    return files.texts(scraped(sample_site).tree)


def test_the_dom_alone_is_enough(pages: dict[str, str], expected: dict[str, str], tmp_path: Path) -> None:
    # The front page has no article in the DOM's form; it is no reference in either.
    articles = {path: dom_alone(text) for path, text in pages.items() if path != "index.html"}

    assert _texts(articles, tmp_path) == expected


def test_the_state_alone_is_enough(pages: dict[str, str], expected: dict[str, str], tmp_path: Path) -> None:
    assert _texts({path: json_alone(text) for path, text in pages.items()}, tmp_path) == expected


def test_a_site_published_without_static_content(expected: dict[str, str], tmp_path: Path) -> None:
    without = {path: text for path, text in build.site(static=False).items() if path.endswith(".html")}

    assert _texts(without, tmp_path) == expected


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.replace("\n", "\r\n"),
        lambda page: "\ufeff" + page,
        lambda page: page + "\n\n",
        lambda page: page.replace("<!DOCTYPE html>", "<!doctype HTML>"),
        lambda page: page.replace('id="diplodoc-state"', "id=diplodoc-state"),
        lambda page: page.replace(
            '<script type="application/json" id="diplodoc-state">', '<SCRIPT nonce="x" id="diplodoc-state">'
        ).replace("</script>", "</SCRIPT>"),
        lambda page: page.replace('class="yfm-tabs"', 'class="yfm-tabs more classes"'),
        lambda page: page.replace("</head>", '<script>const x = "</html>";</script></head>'),
    ],
    ids=[
        "CRLF",
        "BOM",
        "blank lines after",
        "doctype",
        "no quotes",
        "SCRIPT",
        "more classes",
        "scripts of another site",
    ],
)
def test_what_another_build_may_change_changes_no_fact(
    change: Callable[[str], str], pages: dict[str, str], expected: dict[str, str], tmp_path: Path
) -> None:
    found = _texts({path: change(pages[path]) for path in NINE[:1]}, tmp_path)

    assert found["v2/tasks/tasks.flow.Flow.activate.yaml"] == expected["v2/tasks/tasks.flow.Flow.activate.yaml"]


# The real pages


@pytest.fixture(scope="module")
def real_nine(real_pages: Path) -> dict[str, str]:
    return {path: (real_pages / path).read_text("utf-8") for path in NINE}


@pytest.mark.slow
@pytest.mark.parametrize("path", NINE)
def test_both_forms_of_a_real_page_state_the_same(path: str, real_nine: dict[str, str]) -> None:
    page = real_nine[path]

    whole, dom, state = (repr(_facts(path, text)) for text in (page, dom_alone(page), json_alone(page)))

    assert dom == whole
    assert state == whole


def _facts(path: str, text: str) -> object:
    facts = read_page(RawPage(PagePath(path), text.encode()))
    assert facts.method is not None
    assert facts.problems == ()
    return replace(facts, anchors=frozenset())
