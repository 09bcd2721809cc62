"""An update does no more than what has changed asks for: requests, pages read, units made and tests run are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator import commands, states, update_command
from generator.emit import client
from generator.scrape import pipeline
from generator.site import page_cache
from tests.cli.conftest import Cli, cli  # noqa: F401 - a fixture
from tests.site.published import CONDITIONAL, Answer, Published, published
from tests.site.sites import PIN, many_pages
from tests.update.shelf_project import contents, project_of

pytestmark = pytest.mark.slow

HERE = Path()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Published]:
    """A site of more pages than are read without a memory; the current folder is a project that is up to date."""
    monkeypatch.chdir(project_of(tmp_path / "project"))
    monkeypatch.setattr(page_cache, "FOLDER", tmp_path / "pages")
    monkeypatch.setattr(update_command, "CACHE_FOLDER", tmp_path / "cache")
    # However busy the machine is, a page that comes is not late.
    monkeypatch.setattr("generator.site.fetching._TIMEOUT", 600)
    monkeypatch.setattr("generator.site.web._LONGEST", 600)
    with published(many_pages(40)) as site:
        assert commands.run("update", source=site.url, only=None, dry_run=False, commit=False) == 10
        site.asked.clear()
        yield site


@pytest.fixture
def nothing_made(site: Published, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - after the first update
    """To read a page, to make a spec or a module is an error."""
    for name in ("read_page", "workers", "assemble"):
        monkeypatch.setattr(pipeline, name, _never)
    for name in ("compare", "run_tests"):
        monkeypatch.setattr(update_command, name, _never)
    monkeypatch.setattr(states, "resolve", _never)
    monkeypatch.setattr(client, "emit", _never)


def _never(*_: object, **__: object) -> None:
    raise AssertionError("something is made again")


@pytest.mark.usefixtures("nothing_made")
def test_a_second_update_sends_conditional_requests_and_makes_nothing(
    site: Published, cli: Cli, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    monkeypatch.setattr(update_command, "run_tests", lambda tests, _: _never() if tests else "")
    before = contents(HERE)
    for build, status in ((1, CONDITIONAL), (2, 200), (2, CONDITIONAL)):
        site.build = build
        outcome = cli("update", "--source", site.url)
        assert (outcome.code, outcome.err, outcome.out) == (0, "", "Nothing changed\n0 files changed\n")
        assert site.statuses() == {status}
        assert contents(HERE) == before


def test_a_page_that_is_gone_does_not_have_all_others_made_again(
    site: Published, cli: Cli, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest  # noqa: F811
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1787281200")
    site.fault = {PIN: Answer(b"<html>not here</html>", 404)}.get
    first = cli("update", "--source", site.url)
    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "assemble", _never)
        second = cli("update", "--source", site.url)

    assert (first.code, second.code) == (12, 12)
    assert second.problems == first.problems
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1787367600")  # a day later
    assert cli("update", "--source", site.url).code == 11
    request.getfixturevalue("nothing_made")
    monkeypatch.setattr(update_command, "run_tests", lambda tests, _: _never() if tests else "")
    assert cli("update", "--source", site.url).code == 0


def test_of_one_changed_page_only_what_depends_on_it_is_made(
    site: Published, cli: Cli, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    read: list[str] = []
    made: list[str] = []
    tested: list[Path] = []
    resolved: list[int] = []
    resolve = states.resolve
    monkeypatch.setattr(
        states, "resolve", lambda tree, memory: resolved.append(len(tree.methods)) or resolve(tree, memory)
    )
    monkeypatch.setattr(pipeline, "read_page", _noting(pipeline.read_page, lambda page: read.append(page.path)))
    make = client._namespace_files
    # Its name is a part of what the cache knows it by.
    noting = _noting(make, lambda unit: made.append(unit.node.wire))
    noting.__qualname__ = make.__qualname__
    monkeypatch.setattr(client, "_namespace_files", noting)
    monkeypatch.setattr(update_command, "run_tests", lambda tests, _: tested.extend(tests) or "")
    site.pages[PIN] = site.pages[PIN].replace(b"flowId", b"streamId")

    outcome = cli("update", "--source", site.url)

    assert (outcome.code, outcome.err) == (11, "")
    assert [path for path, status in site.asked if status == 200 and path.endswith(".html")] == [PIN]
    # Of a page without an article nothing can be remembered.
    assert sorted({*read} - {"index.html"}) == [PIN]
    assert len(resolved) == 2  # as it was, and as it is
    assert made == ["tasks.flow.Flow"]
    assert tested == [Path("generated/tests/v2/test_tasks_flow_flow.py")]


@pytest.mark.long
def test_where_one_page_is_asked_for_the_others_are_not_read(site: Published, cli: Cli) -> None:  # noqa: F811
    site.pages[PIN] = site.pages[PIN].replace(b"flowId", b"streamId")
    other = PIN.replace("pin", "activate")
    site.pages[other] = site.pages[other].replace(b"flowId", b"streamId")

    outcome = cli("update", "--source", site.url, "--only", PIN)

    assert (outcome.code, outcome.err) == (11, "")
    assert [path for path, _ in site.asked if path.endswith(".html")] == [PIN]
    assert [line for line in outcome.out.splitlines() if "streamId" in line] != []
    assert cli("update", "--source", site.url, "--only", PIN).code == 0
    assert "Flow.activate" in cli("update", "--source", site.url).out
    assert cli("update", "--source", site.url).code == 0


def _noting(really: Callable[..., object], note: Callable[..., None]) -> Callable[..., object]:
    def noting(value: object) -> object:
        note(value)
        return really(value)

    return noting
