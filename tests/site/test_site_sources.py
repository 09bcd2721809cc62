"""Folders and archives as sources, and the paths of pages."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.site import PagePath, RawPage, SourceError, open_source
from generator.site.page import InvalidPath
from generator.site.source import PageUnreadable
from generator.spec import files
from tests.scrape.page_builder import scraped

pytestmark = pytest.mark.slow


def _everything(source: Path) -> dict[str, bytes]:
    pages = list(open_source(str(source)).pages(lambda _: True))
    assert not [page for page in pages if isinstance(page, PageUnreadable)]
    return {page.path: page.content for page in pages if isinstance(page, RawPage)}


def _packed(file: Path, site: Path, mode: str, prefix: str = "") -> Path:
    with tarfile.open(file, mode) as archive:  # type: ignore[call-overload]  # a mode by variable
        archive.add(site, prefix or ".", filter=lambda member: None if "_src" in member.name else member)
    return file


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_an_archive_gives_the_folders_pages(mode: str, sample_site: Path, tmp_path: Path) -> None:
    assert _everything(_packed(tmp_path / "docs.tar", sample_site, mode)) == _everything(sample_site)


def test_an_archive_gives_the_specs_that_its_folder_gives(sample_site: Path, tmp_path: Path) -> None:
    archive = scraped(_packed(tmp_path / "docs.tar.xz", sample_site, "w:xz"))

    assert files.texts(archive.tree) == files.texts(scraped(sample_site).tree)


def test_a_source_can_be_read_again_and_again(sample_site: Path, tmp_path: Path) -> None:
    for place in (sample_site, _packed(tmp_path / "docs.tar.xz", sample_site, "w:xz")):
        source = open_source(str(place))
        first = [page.path for page in source.pages(lambda _: True)]
        assert [page.path for page in source.pages(lambda _: True)] == first


def test_only_wanted_pages_come(sample_site: Path, tmp_path: Path) -> None:
    for place in (sample_site, _packed(tmp_path / "docs.tar", sample_site, "w")):
        found = open_source(str(place)).pages(lambda path: path == "index.html")
        assert [page.path for page in found] == ["index.html"]


def test_files_that_are_no_pages_are_left_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    for name in ("a.html", "toc.js", "b.htm", "c.html.bak", "LICENSE"):
        (site / name).write_text(name)

    assert list(_everything(site)) == ["a.html"]
    assert list(_everything(_packed(tmp_path / "docs.tar", site, "w"))) == ["a.html"]


def test_nothing_is_unpacked_to_disk(sample_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = _packed(tmp_path / "docs.tar.xz", sample_site, "w:xz")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)

    _everything(archive)

    assert list(work.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs.tar.xz", "work"]


def _with_a_name_that_is_not_utf_8(folder: Path, sample_site: Path) -> Path:
    site = folder / "site"
    (site / "api-reference").mkdir(parents=True)
    page = (sample_site / "api-reference/tasks/flow/tasks-flow-flow-pin.html").read_bytes()
    (site / "api-reference/caf\udce9.html").write_bytes(page)
    (site / "api-reference/pin.html").write_bytes(page)
    return site


def test_a_file_name_that_is_not_utf_8_harms_no_other_page(sample_site: Path, tmp_path: Path) -> None:
    found = scraped(_with_a_name_that_is_not_utf_8(tmp_path, sample_site))

    files.write(files.texts(found.tree), tmp_path / "specs")
    (spec,) = files.load_tree(tmp_path / "specs").methods.values()
    assert spec.page == "api-reference/pin.html"


def test_an_archive_with_a_name_that_is_not_utf_8_is_refused(sample_site: Path, tmp_path: Path) -> None:
    archive = _packed(tmp_path / "docs.tar", _with_a_name_that_is_not_utf_8(tmp_path, sample_site), "w")

    with pytest.raises(SourceError, match="holds an unsafe path"):
        scraped(archive)


def _tar() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in ("a.html", "b/" + "c" * 120 + ".html", "ü.html", "d.html"):
            member = tarfile.TarInfo(name)
            member.size = 700
            member.mtime = 1.5  # type: ignore[assignment]  # a fraction makes tarfile write an extended header
            archive.addfile(member, io.BytesIO(b"x" * 700))
    return packed.getvalue()


TAR = _tar()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_archive_ends_in_pages_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    damaged = bytearray(TAR)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(1, 12))] = data.draw(st.binary(max_size=12))
    file = tmp_path_factory.getbasetemp() / "damaged.tar"
    file.write_bytes(damaged)

    refusal = ""
    try:
        pages = list(open_source(str(file)).pages(lambda _: True))
        assert all(isinstance(page, (RawPage, PageUnreadable)) for page in pages)
    except SourceError as error:
        refusal = str(error)
    assert not refusal or (refusal.startswith(f"{file}: ") and "\n" not in refusal)


GOOD_PATHS = [
    *("index.html", "a/b/c.html", "a-b_c.d.html", "a/...b.html", "ü/ß.html", "a b.html", ".hidden.html", "a/b.tar.gz"),
]
BAD_PATHS = [
    *("", "/", "/a.html", "//host/a.html", "../a.html", "a/../b.html", "a/..", "..", ".", "./a.html", "a/./b.html"),
    *("a//b.html", "a/", "C:\\a.html", "c:a.html", "a\\b.html", "\\\\host\\a", "http://x/a.html", "javascript:x"),
    *("file:///a", "data:,a", "a\nb.html", "a\0b.html", "a\x7f.html", "\x1b[31m.html", "a/" * 300 + "b.html"),
]


@pytest.mark.parametrize("text", GOOD_PATHS)
def test_a_path_inside_the_site(text: str) -> None:
    assert PagePath(text) == text


@pytest.mark.parametrize("text", BAD_PATHS)
def test_a_path_that_is_none(text: str) -> None:
    with pytest.raises(InvalidPath):
        PagePath(text)


@given(st.text(alphabet=st.sampled_from("ab./\\:\n\0~%é"), max_size=12))
def test_no_accepted_path_leaves_its_folder(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    try:
        path = PagePath(text)
    except InvalidPath:
        return
    root = tmp_path_factory.getbasetemp()
    assert (root / path).resolve().is_relative_to(root.resolve())
    assert (root / path).resolve() != root.resolve()
