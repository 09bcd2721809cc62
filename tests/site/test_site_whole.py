"""The whole documentation over HTTP: the specs of its archive, whatever the site does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from generator import commands
from generator.scrape import pipeline
from generator.scrape.accepted_problems import ACCEPTED_FILE
from generator.scrape.type_names import TYPE_NAMES_FILE
from generator.spec import files
from tests.cli.conftest import Cli
from tests.conftest import APIDOCS, ROOT
from tests.site.published import CONDITIONAL, Answer, Published, pages_of, published
from tests.site.sites import contents_naming
from tests.whole import cache_that_knows

pytestmark = [pytest.mark.slow, pytest.mark.long]

Contents = Callable[[Path], dict[str, bytes]]
SHELL = Answer(b'<!DOCTYPE html><html><head></head><body><div id="root"></div></body></html>')
PLACEMENT = """\
accepted:
- page: {page}
  at: ''
  what: no longer documents placement.call
  why: the page describes a function of the page's own script
"""
# When a run first finds anything gone.
FIRST = datetime(2026, 8, 21, 3, tzinfo=timezone.utc)


@pytest.fixture
def site(real_archive: Path) -> Iterator[Published]:
    with published(pages_of(real_archive)) as site:
        yield site


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """What people have decided, and nothing else."""
    for name in (ACCEPTED_FILE, TYPE_NAMES_FILE):
        (tmp_path / "specs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "specs" / name).write_bytes((ROOT / "specs" / name).read_bytes())
    return tmp_path / "specs"


def test_the_whole_site(
    site: Published, real_archive: Path, specs: Path, cli: Cli, contents: Contents, monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    monkeypatch.setattr(commands, "CACHE_FOLDER", cache_that_knows(real_archive, tmp_path_factory))
    first = cli("scrape", "--source", real_archive, "--specs", specs)
    assert (first.code, first.err) == (0, "")
    before = contents(specs)
    documented = sorted({spec.page for spec in files.load_raw(specs).methods.values()})
    # Over HTTP no page says anything new.
    never = pytest.MonkeyPatch()
    request.addfinalizer(never.undo)
    never.setattr(pipeline, "workers", lambda _: pytest.fail("pages are read again"))

    def scrape(code: int = 0) -> list[str]:
        outcome = cli("scrape", "--source", site.url, "--specs", specs)
        assert outcome.code == code, outcome.err
        assert contents(specs) == before
        return outcome.problems

    assert scrape() == []
    assert site.statuses() == {200}
    assert scrape() == []
    assert site.statuses() == {CONDITIONAL}
    site.build = 2
    assert scrape() == []
    assert site.statuses() == {200}

    site.pages["toc.js"] = contents_naming("index.html", *documented[15:])
    assert scrape() == []

    never.undo()
    not_found = Answer(site.pages["404.html"])
    lost = documented[:800:10]
    site.fault = dict.fromkeys(lost, not_found).get
    *lines, more = scrape(1)
    assert all(" no longer documents " in line and "its spec stays as it was" in line for line in lines)
    assert (len(lines), more) == (50, "… and 34 more")  # with four types that other pages lead to

    site.fault = dict.fromkeys(list(site.pages)[::2], SHELL).get
    (line,) = scrape(2)
    assert "pages cannot be read, such as " in line


def test_what_has_left_since_june_leaves_in_two_runs(
    site: Published, specs: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    june = APIDOCS / "2026-06-05.tar.xz"
    if not june.is_file():
        pytest.skip(f"needs the earlier pages, {june.name}, in ../shared/apidocs")
    monkeypatch.setattr(commands, "CACHE_FOLDER", cache_that_knows(june, tmp_path_factory))
    (specs / ACCEPTED_FILE).unlink()  # what is accepted of August's pages
    cli("scrape", "--source", june, "--specs", specs)
    june_methods = files.load_raw(specs).methods.values()
    methods = {spec.method for spec in june_methods}
    (page,) = (spec.page for spec in june_methods if spec.method == "placement.call")

    def removed(day: int) -> set[str]:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", f"{(FIRST + timedelta(days=day)).timestamp():.0f}")
        said = cli("scrape", "--source", site.url, "--specs", specs).err
        tree = files.load_raw(specs)
        assert methods <= {name for spec in tree.methods.values() for name in (spec.method, *spec.aliases)}
        gone = {spec.method for spec in tree.methods.values() if spec.status == "removed"}
        # Its page is there and documents no method: that takes a person.
        assert ("no longer documents placement.call" in said) == ("placement.call" not in gone)
        return gone

    catalogs = {"catalog.catalog.add", "catalog.catalog.delete", "catalog.catalog.update"}
    assert removed(0) == set()
    assert removed(1) == catalogs
    (specs / ACCEPTED_FILE).write_text(PLACEMENT.format(page=page))
    assert removed(2) == {*catalogs, "placement.call"}
