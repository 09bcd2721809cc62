"""The sample site in tests/pages is what its builder writes, and both forms of each page say the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tests.pages import build

pytestmark = pytest.mark.slow

SITE = build.site()
JSON_ONLY = build.site(static=False)
PAGES = sorted(path for path in SITE if path.endswith(".html"))


def test_the_built_pages_are_what_the_builder_writes() -> None:
    built = {file.relative_to(build.HERE).as_posix() for file in build.HERE.rglob("*.html")}

    assert built == set(PAGES), "run python tests/pages/build.py"
    for path, text in SITE.items():
        assert (build.HERE / path).read_text(encoding="utf-8") == text, f"{path}: run python tests/pages/build.py"


def test_the_builder_writes_the_site_where_it_is_told_to(tmp_path: Path) -> None:
    assert build.main(["--out", str(tmp_path), "--no-static"]) == 0

    assert {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.*")} == set(SITE)
    assert (tmp_path / "toc.js").read_text(encoding="utf-8") == SITE["toc.js"]


@pytest.mark.parametrize("path", PAGES)
def test_both_forms_of_a_page_hold_the_same_article(path: str) -> None:
    soup = BeautifulSoup(SITE[path], "lxml")
    state = _state(SITE[path])

    article = _one(soup, "div.dc-doc-page__body.yfm")
    assert _words(article.get_text()) == _words(BeautifulSoup(state["data"]["html"], "lxml").get_text())
    assert _one(soup, "h1.dc-doc-page-title").get_text() == state["data"]["title"]
    assert _one(soup, "base")["href"] == state["router"]["base"]


@pytest.mark.parametrize("path", PAGES)
def test_without_static_content_only_the_state_is_left(path: str) -> None:
    assert "dc-doc-page__body" not in re.sub(r"<script.*?</script>", "", JSON_ONLY[path], flags=re.DOTALL)
    assert _state(JSON_ONLY[path]) == _state(SITE[path])


@pytest.mark.parametrize("path", PAGES)
def test_every_json_example_is_json(path: str) -> None:
    for code in BeautifulSoup(SITE[path], "lxml").select("code.json"):
        json.loads(code.get_text())


def test_the_table_of_contents_names_every_page() -> None:
    toc = json.loads(SITE["toc.js"].removeprefix("window.__DATA__.data.toc = ").removesuffix(";"))

    assert sorted(re.findall(r'"href": "([^"]+)"', json.dumps(toc))) == PAGES


def test_a_fragment_with_a_word_the_builder_does_not_know_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.htm").write_text('<h1>Odd</h1>\n<tab title="a">b</tab>\n', encoding="utf-8")
    (tmp_path / "untitled.htm").write_text("<p>no title</p>\n", encoding="utf-8")
    monkeypatch.setattr(build, "SOURCES", tmp_path)

    with pytest.raises(ValueError, match=r"odd\.html: '<tab title="):
        build.article("odd.html")
    with pytest.raises(ValueError, match=r"untitled\.html: a fragment begins with"):
        build.article("untitled.html")


def _state(page: str) -> dict[str, dict[str, str]]:
    escaped = _one(BeautifulSoup(page, "lxml"), "script#diplodoc-state").get_text()
    text = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    state: dict[str, dict[str, str]] = json.loads(text)
    return state


def _one(soup: BeautifulSoup, selector: str) -> Tag:
    (found,) = soup.select(selector)
    return found


def _words(text: str) -> list[str]:
    return text.split()
