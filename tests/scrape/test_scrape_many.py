"""More pages than one process reads: several work at once, and one bad page or a broken source harms no other."""

from __future__ import annotations

import os
import tarfile
import threading
from pathlib import Path

import pytest

from generator.site import SourceError
from tests.scrape.page_builder import curl, method_article, names, scraped, site_page
from tests.site.conftest import Answer, Site, site  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow

REFERENCE = "api-reference"
COUNT = 60


def _page(number: int) -> str:
    method = f"shelf.book{number}.get"
    return site_page(f"Get {method}", method_article(names(("id*", "integer")), curl({"id": number}, method)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "many" / REFERENCE).mkdir(parents=True)
    for number in range(COUNT):
        (tmp_path / "many" / REFERENCE / f"{number:02}.html").write_text(_page(number), "utf-8")
    return tmp_path / "many"


def _packed(folder: Path) -> Path:
    file = folder.parent / "many.tar"
    with tarfile.open(file, "w") as archive:
        for page in sorted((folder / REFERENCE).iterdir()):
            archive.add(page, f"{REFERENCE}/{page.name}")
    return file


def _serve(folder: Path, site: Site) -> None:  # noqa: F811 - no fixture here, but what it gives
    pages = {f"/{REFERENCE}/{page.name}": page.read_bytes() for page in (folder / REFERENCE).iterdir()}
    contents = "{" + ",".join(f'"{number}": {{"href": "{path}"}}' for number, path in enumerate(pages)) + "}"
    site.respond = lambda path: Answer(pages.get(path, contents.encode()))


def test_every_page_is_read_once(folder: Path) -> None:
    found = scraped(folder)

    assert found.problems == ()
    assert len(found.asked) == len(found.tree.methods) == COUNT
    assert {spec.example and spec.example["id"] for spec in found.tree.methods.values()} == set(range(COUNT))


def test_bad_pages_among_many(folder: Path) -> None:
    for number in (3, 30, 59):
        (folder / REFERENCE / f"{number:02}.html").write_bytes(b"")
    (folder / REFERENCE / "31.html").unlink()
    (folder / REFERENCE / "31.html").mkdir()

    found = scraped(folder)

    assert [problem.page for problem in found.problems] == [
        f"{REFERENCE}/{number:02}.html" for number in (3, 30, 31, 59)
    ]
    assert len(found.tree.methods) == COUNT - 4


def test_an_archive_that_breaks_while_others_are_at_work(folder: Path) -> None:
    file = _packed(folder)
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * 0.8)])

    with pytest.raises(SourceError, match=r"^.*many\.tar: "):
        scraped(file)


def test_a_live_site_of_many_pages(folder: Path, site: Site) -> None:  # noqa: F811 - the fixture
    _serve(folder, site)

    found = scraped(site.url)

    assert found.problems == ()
    assert len(found.tree.methods) == COUNT


def test_no_process_is_forked_while_the_sites_threads_run(
    folder: Path, site: Site, monkeypatch: pytest.MonkeyPatch  # noqa: F811 - the fixture
) -> None:
    """A fork copies the locks that other threads hold, and nobody ever opens them again."""
    _serve(folder, site)
    fork, fetching = os.fork, list[str]()

    def noted() -> int:
        fetching.extend(thread.name for thread in threading.enumerate() if "ThreadPoolExecutor" in thread.name)
        return fork()

    monkeypatch.setattr(os, "fork", noted)

    scraped(site.url)

    assert fetching == []
