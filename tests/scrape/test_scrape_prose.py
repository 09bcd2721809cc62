"""What pages say in their own words: read beside the facts, and kept apart from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.scrape.page import read_page
from generator.spec import yamltext
from generator.spec.prose import Prose, read_prose, text_of
from tests.cli.conftest import Cli, Outcome, cli
from tests.scrape.page_builder import METHOD, PATH, assembled, curl, grid, method_article, names, raw

__all__ = ["cli"]

RACK = "api-reference/shelf/shelf-rack-get.html"
INTRODUCTION = "<p>Gives a <code>book</code>.</p><ul><li>Quickly</li></ul>"


def prose_of(article: str) -> Prose:
    return assembled(raw(article)).prose.pages[PATH]


def test_a_row_is_described_where_it_lies() -> None:
    params = names(
        ("id*", "integer", "<p>Number of the book.</p><p>Takes <code>37</code></p>"), ("options", "object", "How")
    )
    inner = "<h3 id='options'>Parameter options</h3>" + names(("depth", "integer", "How deep"))
    returned = names(
        ("result", "object", "The book"), ("pages", "object[]", "Leaves"), ("pages[].no", "integer", "Nth")
    )
    answer = '{"result": {"pages": [{"no": 1}]}}'

    prose = prose_of(method_article(params + inner, curl({"id": 1}), answer, returned))

    assert prose.fields == {
        "params.id": "Number of the book.\nTakes `37`",
        "params.options": "How",
        "params.options.depth": "How deep",
        "returns": "The book",
        "returns.pages": "Leaves",
        "returns.pages[].no": "Nth",
    }


def test_a_method_is_described_by_what_stands_under_its_title() -> None:
    page = raw(INTRODUCTION + method_article(names(("id*", "integer")), curl({"id": 1})))

    assert read_page(page).prose.text == "Gives a `book`.\n- Quickly"


def test_of_an_error_the_last_column_explains() -> None:
    errors = grid(("Code", "Description", "Value"), [("<code>0</code>", "Not here", "The number is of no book")])

    (error,) = prose_of(method_article(errors=errors)).errors

    assert (error.code, error.message, error.text) == ("0", "Not here", "The number is of no book")


def test_no_word_of_it_is_in_the_specs() -> None:
    article = INTRODUCTION + method_article(names(("id*", "integer", "Number of the book")), curl({"id": 1}))

    assert "Number" not in repr(assembled(raw(article)).tree)


HOSTILE = [
    '"""',
    "\\",
    "{{ 7 * 7 }}",
    "\x00\x1b[31m",
    "\u202edesrever",
    "&#xd800;",
    "a\u2028b",
    "!!python/x",
    "n" * 100_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:12])
def test_hostile_words_are_one_visible_text_of_limited_length(text: str) -> None:
    prose = prose_of(method_article(names(("id*", "integer", f"Say {text} twice")), curl({"id": 1})))

    (said,) = prose.fields.values()
    assert said.isprintable()
    assert len(said) <= 4_001
    again = yamltext.load(text_of(prose))
    assert isinstance(again, dict)
    assert again["fields"] == prose.fields


def scraped(cli: Cli, folder: Path, specs: Path, *more: str) -> Outcome:
    return cli("scrape", "--source", folder, "--specs", specs, *more)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, method, words in ((PATH, METHOD, "Number of the book"), (RACK, "shelf.rack.get", "Number of the rack")):
        page = raw(
            method_article(names(("id*", "integer", words)), curl({"id": 1}, method=method)),
            title=f"Get one {method}",
            path=path,
        )
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_bytes(page.content)
    return tmp_path / "site"


def test_a_part_leaves_the_words_of_the_others(site: Path, tmp_path: Path, cli: Cli) -> None:
    specs = tmp_path / "specs"
    assert scraped(cli, site, specs).code == 0
    before = dict(read_prose(specs).files)
    (site / RACK).write_text((site / RACK).read_text("utf-8").replace("of the rack", "of a rack"), "utf-8")

    assert scraped(cli, site, specs, "--only", RACK).code == 0

    after = read_prose(specs).files
    assert before.keys() == after.keys() == {"v2/shelf/shelf.book.get.yaml", "v2/shelf/shelf.rack.get.yaml"}
    assert [path for path in after if after[path] != before[path]] == ["v2/shelf/shelf.rack.get.yaml"]
    assert b"of a rack" in after["v2/shelf/shelf.rack.get.yaml"]


def test_a_page_that_fails_or_is_gone_keeps_its_words(site: Path, tmp_path: Path, cli: Cli) -> None:
    specs = tmp_path / "specs"
    scraped(cli, site, specs)
    before = dict(read_prose(specs).files)
    (site / RACK).unlink()

    scraped(cli, site, specs)

    assert read_prose(specs).files == before


def test_words_without_a_spec_go(site: Path, tmp_path: Path, cli: Cli) -> None:
    specs = tmp_path / "specs"
    scraped(cli, site, specs)
    stray = specs / ".prose" / "v2" / "shelf" / "shelf.gone.yaml"
    stray.write_text("page: x.html\n", "utf-8")

    assert scraped(cli, site, specs).out.endswith(f"{specs}: 0 new, 0 changed, 2 unchanged, 0 removed\n")
    assert not stray.exists()


def test_what_every_page_says_of_system_errors_is_not_said_of_a_method() -> None:
    system = grid(
        ("Status", "Code<br>Error Message", "Description"), [("500", "OOPS<br>Internal", "Ask whoever runs the portal")]
    )

    assert prose_of(method_article(errors=system)).errors == ()


def test_where_cases_say_different_things_each_is_named() -> None:
    novel = names(("name", "string", "Title"), ("by", "string", "Writer"))
    atlas = names(("name", "string", "Title"), ("by", "string", "Publisher"))
    tabs = f'<div class="yfm-tabs"><div class="yfm-tab-panel" data-title="Novel">{novel}</div>'
    tabs += f'<div class="yfm-tab-panel" data-title="Atlas">{atlas}</div></div>'
    params = names(("data", "object", "All of it")) + f"<h3 id='data'>Parameter data</h3>{tabs}"

    prose = prose_of(method_article(params, curl({"data": {"name": "x"}})))

    assert prose.fields == {
        "params.data": "All of it",
        "params.data.name": "Title",
        "params.data.by": "Novel: Writer\nAtlas: Publisher",
    }
