"""A page that the site says is gone: what it gave leaves the specs when that is certain, and not before."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from generator import commands
from generator.scrape.absences import with_absences
from generator.scrape.accepted_problems import AcceptedProblems
from generator.scrape.pipeline import Scraped
from generator.site import page_cache
from generator.site.page import PagePath
from generator.spec.model import SpecTree
from tests.cli.conftest import Cli, Outcome
from tests.making import tree_of
from tests.site.published import Answer, Published, published
from tests.site.sites import PIN, many_pages

pytestmark = pytest.mark.slow

Contents = Callable[[Path], dict[str, bytes]]
# So many that what they say is remembered.
PAGES = many_pages(10)
NAME = "v2/tasks/tasks.flow.Flow.pin.yaml"
TYPES = "api-reference/tasks/fields.html"
FIRST = datetime(2026, 8, 21, 3, tzinfo=timezone.utc)
ACCEPTED = f"""\
accepted:
- page: {PIN}
  at: ''
  what: is gone from the site
  why: announced months ago
"""


@pytest.fixture
def site() -> Iterator[Published]:
    with published(PAGES) as site:
        yield site


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Specs of the site, and what its pages say; read once."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patched, published(PAGES) as site:
        patched.setattr(page_cache, "FOLDER", folder / "kept pages")
        patched.setattr(commands, "CACHE_FOLDER", folder / "kept facts")
        assert commands.scrape(site.url, folder / "specs", None, None) == 0
    return folder


@pytest.fixture
def specs(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "specs"


At = Callable[[timedelta], Outcome]


@pytest.fixture
def at(site: Published, specs: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> At:
    """A scrape so long after the first."""

    def scrape(passed: timedelta) -> Outcome:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", f"{(FIRST + passed).timestamp():.0f}")
        return cli("scrape", "--source", site.url, "--specs", specs)

    return scrape


def _gone(site: Published, path: str = PIN, status: int = 404) -> None:
    site.fault = lambda asked: Answer(b"<html>not here</html>", status) if asked == path else None


def _is_removed(specs: Path) -> bool:
    return "status: removed" in (specs / NAME).read_text("utf-8")


@pytest.mark.parametrize("status", [404, 410])
def test_it_stays_until_a_run_a_day_later_finds_the_same(
    status: int, site: Published, specs: Path, at: At, contents: Contents
) -> None:
    before = contents(specs)
    _gone(site, status=status)
    for passed in (timedelta(0), timedelta(hours=1), timedelta(hours=23, minutes=59)):
        outcome = at(passed)
        assert outcome.code == 1
        assert outcome.problems == [
            f"{PIN}: is gone from the site (HTTP {status}); the spec of tasks.flow.Flow.pin stays as it was unless a "
            "run after 2026-08-22 03:00+00:00 finds the same"
        ]
        now = contents(specs)
        assert json.loads(now.pop("absent.json")) == {
            PIN: {"answer": f"HTTP {status}", "since": "2026-08-21T03:00:00+00:00"}
        }
        assert now == before

    outcome = at(timedelta(days=1))

    assert (outcome.code, outcome.err) == (0, "")
    assert _is_removed(specs)
    assert not (specs / "absent.json").exists()
    assert [path for path, text in contents(specs).items() if before[path] != text] == [NAME]


def test_what_has_left_is_no_problem_any_more_and_is_asked_for_once_a_run(
    site: Published, specs: Path, at: At, contents: Contents
) -> None:
    _gone(site)
    at(timedelta(0))
    at(timedelta(days=2))
    after = contents(specs)
    site.pages["toc.js"] = site.pages["toc.js"].replace(PIN.encode(), b"index.html")
    site.asked.clear()

    outcome = at(timedelta(days=9))

    assert (outcome.code, outcome.err) == (0, "")
    assert contents(specs) == after
    assert [path for path, _ in site.asked].count(PIN) == 1


def test_one_that_comes_back_is_as_it_was(site: Published, specs: Path, at: At, contents: Contents) -> None:
    before = contents(specs)
    for passed in (timedelta(0), timedelta(days=3)):
        _gone(site)
        at(passed)
        site.fault = lambda _: None
        outcome = at(passed + timedelta(days=2))
        assert (outcome.code, outcome.err) == (0, "")
        assert contents(specs) == before
    _gone(site)
    at(timedelta(days=10))
    at(timedelta(days=12))
    assert _is_removed(specs)
    site.fault = lambda _: None
    assert at(timedelta(days=14)).code == 0
    assert contents(specs) == before


def test_another_failure_in_between_is_no_evidence_either_way(site: Published, specs: Path, at: At) -> None:
    _gone(site)
    at(timedelta(0))
    _gone(site, status=500)
    assert at(timedelta(days=1)).problems == [f"{PIN}: cannot be fetched: HTTP 500"]
    assert not _is_removed(specs)
    _gone(site)
    assert at(timedelta(days=2)).code == 0
    assert _is_removed(specs)


def test_a_person_may_confirm_it_at_once(site: Published, specs: Path, at: At) -> None:
    _gone(site)
    (specs / "overrides").mkdir()
    (specs / "overrides" / "accepted.yaml").write_text(ACCEPTED)

    outcome = at(timedelta(0))

    assert (outcome.code, outcome.err) == (0, "")
    assert _is_removed(specs)
    (line,) = at(timedelta(0)).problems
    assert "no longer occurs: remove the entry" in line


def test_a_method_that_moved_to_another_page_has_not_gone(site: Published, specs: Path, at: At) -> None:
    _gone(site)
    moved = "api-reference/tasks/flow/moved.html"
    site.pages[moved] = site.pages[PIN]
    site.pages["toc.js"] = site.pages["toc.js"].replace(PIN.encode(), moved.encode())

    outcome = at(timedelta(0))

    assert (outcome.code, outcome.err) == (0, "")
    assert f"page: {moved}" in (specs / NAME).read_text("utf-8")


def test_a_page_of_shared_types_that_is_gone_keeps_them(
    site: Published, specs: Path, at: At, contents: Contents
) -> None:
    before = contents(specs)
    _gone(site, TYPES)
    outcome = at(timedelta(0))
    assert outcome.code == 1
    assert outcome.problems[0].startswith(f"{TYPES}: is gone from the site (HTTP 404); the spec of ")
    now = contents(specs)
    del now["absent.json"]
    assert now == before


def test_a_part_leaves_what_is_remembered_of_others(
    site: Published, specs: Path, at: At, cli: Cli, contents: Contents
) -> None:
    _gone(site)
    at(timedelta(0))
    before = contents(specs)
    outcome = cli("scrape", "--source", site.url, "--specs", specs, "--only", "*/tasks-flow-flow-get.html")
    assert (outcome.code, outcome.err) == (0, "")
    assert contents(specs) == before


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"a.html": {}}', '{"a.html": {"answer": "HTTP 404", "since": "yesterday"}}',
             '{"a.html": {"answer": "HTTP 404", "since": "2026-08-21"}}', '{"../a": {"answer": "", "since": ""}}']
)  # fmt: skip
def test_a_file_that_cannot_be_read_stops_a_scrape(text: str, specs: Path, at: At, contents: Contents) -> None:
    (specs / "absent.json").write_text(text)
    before = contents(specs)
    outcome = at(timedelta(0))
    assert outcome.code == 2
    assert outcome.problems == [
        f"{specs}/absent.json: is not as scrape writes it: restore it, or remove it and wait a day longer"
    ]
    assert contents(specs) == before


def test_types_that_have_left_with_their_page_are_not_missed_again() -> None:
    page = PagePath("api-reference/shelf/fields.html")
    ((name, book),) = tree_of(f"{{type: shelf.book, page: {page}, fields: {{id: {{type: integer}}}}}}").types.items()
    scraped = Scraped(SpecTree(), (), failed=frozenset({page}), gone={page: "HTTP 404"}, asked=frozenset({page}))

    def missed(left: str | None) -> int:
        old = SpecTree(types={name: replace(book, left=left)})
        return len(with_absences(scraped, old, {}, AcceptedProblems(), FIRST)[1])

    assert (missed(None), missed("2026-08-21")) == (1, 0)
