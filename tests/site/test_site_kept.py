"""Pages that were read before are not read again: on the site, on the disk, and in the scraper."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep

import pytest

from generator.scrape import pipeline
from generator.site import RawPage, open_source
from generator.site.page_cache import PageCache
from generator.spec.folder import spec_paths
from tests.cli.conftest import Cli
from tests.conftest import ROOT
from tests.site.published import CONDITIONAL, Answer, Published, pages_in, published
from tests.site.sites import PIN, many_pages

pytestmark = pytest.mark.slow

Contents = Callable[[Path], dict[str, bytes]]
SECONDS = 600
"""After which something hangs; on a loaded machine, too."""


@pytest.fixture
def site(sample_site: Path) -> Iterator[Published]:
    with published(pages_in(sample_site)) as site:
        yield site


@pytest.fixture
def large() -> Iterator[Published]:
    """More pages than are read in one process without a memory."""
    with published(many_pages(20)) as site:
        yield site


def _read(site: Published) -> dict[str, bytes]:
    pages = open_source(site.url).pages(lambda _: True)
    return {page.path: page.content for page in pages if isinstance(page, RawPage)}


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def test_a_second_reading_is_all_conditional(site: Published) -> None:
    first = _read(site)
    assert site.statuses() == {200}
    assert _read(site) == first
    assert site.statuses() == {CONDITIONAL}


def test_a_page_with_another_version_is_read_anew(site: Published) -> None:
    _read(site)
    site.pages[PIN] = site.pages[PIN].replace(b"Pin", b"Nail")
    site.asked.clear()

    assert b"Nail" in _read(site)[PIN]
    assert [path for path, status in site.asked if status == 200] == ["toc.js", PIN]


@pytest.mark.parametrize("damage", [b"", b"x", b"{}\n", None])
def test_a_kept_page_that_is_damaged_counts_as_none(damage: bytes | None, site: Published, tmp_path: Path) -> None:
    first = _read(site)
    for file in _files(tmp_path / "kept pages"):
        file.write_bytes(file.read_bytes()[:-5] if damage is None else damage)
    site.asked.clear()

    assert _read(site) == first
    assert site.statuses() == {200}


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<!DOCTYPE html><html><body>the first half", headers={"ETag": '"1"'}),
        Answer(b"<html></html>"),
        Answer(b"<html></html>", 404, {"ETag": '"1"'}),
    ],
    ids=["cut off", "without a version", "an error"],
)
def test_what_is_no_whole_page_with_a_version_is_not_kept(answer: Answer, site: Published, tmp_path: Path) -> None:
    site.fault = lambda path: answer if path == PIN else None
    list(open_source(site.url).pages(lambda path: path == PIN))
    assert _files(tmp_path / "kept pages") == []


def test_a_page_is_kept_whole_or_not_at_all_whoever_writes(site: Published, tmp_path: Path) -> None:
    found: list[dict[str, bytes]] = []
    threads = [threading.Thread(target=lambda: found.append(_read(site))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert len(found) == 3
    assert found[0] == found[1] == found[2]
    assert not list((tmp_path / "kept pages").rglob("new-*"))


def test_what_a_killed_run_had_begun_to_write_goes(tmp_path: Path) -> None:
    left, fresh = (tmp_path / "pages" / "ab" / name for name in ("new-1", "new-2"))
    left.parent.mkdir(parents=True)
    left.touch()
    fresh.touch()
    os.utime(left, (1, 1))
    PageCache(tmp_path / "pages").sweep()
    assert (left.exists(), fresh.exists()) == (False, True)


# Scrapes


@pytest.fixture
def never_read(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called on, a page with an article that is read is an error."""

    def refuse(_: object) -> None:
        raise AssertionError("a page is read again")

    def begin() -> None:
        monkeypatch.setattr(pipeline, "read_page", refuse)
        monkeypatch.setattr(pipeline, "workers", refuse)

    return begin


def test_what_has_not_changed_is_neither_read_nor_made_again(
    large: Published, tmp_path: Path, cli: Cli, contents: Contents, never_read: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    first = cli("scrape", "--source", large.url, "--specs", tmp_path / "specs")
    before = contents(tmp_path / "specs")
    large.asked.clear()
    never_read()
    monkeypatch.setattr(pipeline, "assemble", lambda *_: pytest.fail("specs are made again"))

    second = cli("scrape", "--source", large.url, "--specs", tmp_path / "specs")

    assert (first.code, second.code) == (0, 0)
    assert large.statuses() == {CONDITIONAL}
    assert second.out.splitlines()[-2] == first.out.splitlines()[-2]
    assert second.out.endswith("0 new, 0 changed, 43 unchanged, 0 removed\n")
    assert contents(tmp_path / "specs") == before


def test_a_rebuilt_site_that_nobody_edited_changes_nothing(
    large: Published, tmp_path: Path, cli: Cli, contents: Contents, never_read: Callable[[], None]
) -> None:
    cli("scrape", "--source", large.url, "--specs", tmp_path / "specs")
    before = contents(tmp_path / "specs")
    never_read()
    for build, status in ((2, 200), (2, CONDITIONAL), (3, 200)):
        large.build = build
        large.asked.clear()
        assert cli("scrape", "--source", large.url, "--specs", tmp_path / "specs").code == 0
        assert large.statuses() == {status}
        assert contents(tmp_path / "specs") == before


def test_an_edited_page_changes_its_spec_and_reads_no_other(
    large: Published, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = tmp_path / "specs"
    cli("scrape", "--source", large.url, "--specs", specs)
    read: list[str] = []
    really = pipeline.read_page
    monkeypatch.setattr(pipeline, "read_page", lambda page: read.append(page.path) or really(page))
    large.pages[PIN] = large.pages[PIN].replace(b"flowId", b"streamId")

    outcome = cli("scrape", "--source", large.url, "--specs", specs)

    # Of a page without an article nothing can be remembered.
    assert sorted({PIN, *read} - {"index.html"}) == [PIN]
    assert outcome.out.endswith(" 0 new, 1 changed, 42 unchanged, 0 removed\n")
    assert "streamId" in (specs / "v2/tasks/tasks.flow.Flow.pin.yaml").read_text("utf-8")


def test_hand_edits_of_specs_and_lost_descriptions_are_made_good(
    large: Published, tmp_path: Path, cli: Cli, contents: Contents
) -> None:
    specs = tmp_path / "specs"
    cli("scrape", "--source", large.url, "--specs", specs)
    before = contents(specs)
    pin = specs / "v2/tasks/tasks.flow.Flow.pin.yaml"
    pin.write_text(pin.read_text("utf-8").replace("type: integer", "type: double"), "utf-8")
    (specs / ".prose/v2/tasks/tasks.flow.Flow.pin.yaml").unlink()

    assert cli("scrape", "--source", large.url, "--specs", specs).code == 0
    assert contents(specs) == before


_PROGRAM = """
import sys
from pathlib import Path
from generator import commands
from generator.site import page_cache
commands.CACHE_FOLDER = Path(sys.argv.pop(1)) / "kept facts"
page_cache.FOLDER = commands.CACHE_FOLDER.with_name("kept pages")
from generator.__main__ import program
if __name__ == "__main__":
    program()
"""


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def _is_whole(kept: Path) -> bool:
    return not kept.name.startswith("new-")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_stopped_is_resumed(number: int, large: Published, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(_PROGRAM)
    command = [sys.executable, str(tmp_path / "program.py"), str(tmp_path), "scrape", "--source", large.url]
    command += ["--specs", str(tmp_path / "specs")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    reached = threading.Event()
    answered: list[str] = []

    def stuck(path: str) -> Answer | None:
        if not reached.is_set() and sum(path.endswith(".html") for path, _ in large.asked) >= 20:
            reached.set()
        if reached.is_set() and path.endswith(".html"):
            return Answer(drips=True)
        if path.endswith(".html"):
            answered.append(path)
        return None

    large.fault = stuck
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True) as run:
        assert reached.wait(SECONDS)
        # One that is just being written would be left begun.
        while sorted(map(_is_whole, _files(tmp_path / "kept pages"))) != [True] * len(answered):
            assert run.poll() is None
            sleep(0.01)
        os.killpg(run.pid, number)
        _, said = run.communicate(timeout=SECONDS)
    assert (run.returncode, said) in ((-signal.SIGKILL, ""), (130, "error: stopped\n"))
    assert not list((tmp_path / "specs").rglob("*.yaml"))
    large.fault = lambda _: None
    large.asked.clear()

    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=SECONDS)

    assert done.returncode == 0
    assert sum(status == CONDITIONAL for _, status in large.asked) >= 10
    assert len(spec_paths(tmp_path / "specs")) == 43
    assert not list(tmp_path.rglob("new-*"))
