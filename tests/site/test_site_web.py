"""The live site as a source: over real HTTP, found through its table of contents, suspicious of everything."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.site import PagePath, RawPage, SourceError, open_source
from generator.site import web as web_source
from generator.site.source import PageUnreadable
from generator.spec import files
from tests.scrape.page_builder import scraped
from tests.site.conftest import Answer, CutOff, Site

pytestmark = pytest.mark.slow

PIN = "api-reference/tasks/flow/tasks-flow-flow-pin.html"
GET = "api-reference/tasks/flow/tasks-flow-flow-get.html"


def _toc(*hrefs: object) -> bytes:
    tree: dict[str, object] = {"title": "T", "items": [{"name": "x", "href": href} for href in hrefs]}
    return f"window.__DATA__.data.toc = {json.dumps(tree)};".encode()


def _read(site: Site, wanted: Callable[[PagePath], bool] = lambda _: True) -> dict[str, RawPage | PageUnreadable]:
    return {page.path: page for page in open_source(site.url).pages(wanted)}


def _instead(site: Site, answers: dict[str, Answer]) -> None:
    usual = site.respond
    site.respond = lambda path: answers[path.lstrip("/")] if path.lstrip("/") in answers else usual(path)


def test_every_page_of_the_contents_is_read_as_it_is_on_disk(site: Site, sample_site: Path) -> None:
    found = _read(site)

    on_disk = {file.relative_to(sample_site).as_posix(): file.read_bytes() for file in sample_site.rglob("*.html")}
    assert {path: page.content for path, page in found.items() if isinstance(page, RawPage)} == on_disk


def test_only_wanted_pages_are_asked_for(site: Site) -> None:
    assert list(_read(site, lambda path: path == PIN)) == [PIN]
    assert site.asked == ["/robots.txt", "/toc.js", f"/{PIN}"]


@pytest.mark.parametrize("below", ["/", ""])
def test_the_address_may_end_in_a_slash(below: str, site: Site) -> None:
    site.url += below

    assert len(_read(site, lambda path: path == PIN)) == 1


def test_a_site_below_a_path(site: Site) -> None:
    usual = site.respond
    site.respond = lambda path: usual(path.removeprefix("/docs")) if path.startswith("/docs/") else Answer(b"", 404)
    site.url += "/docs"

    assert list(_read(site, lambda path: path == PIN)) == [PIN]


def test_the_live_site_gives_the_specs_that_the_folder_gives(site: Site, sample_site: Path) -> None:
    live = scraped(site.url)
    folder = scraped(sample_site)

    assert files.texts(live.tree) == files.texts(folder.tree)
    assert live.problems == folder.problems == ()


def test_types_on_other_pages_are_fetched_too(site: Site) -> None:
    found = scraped(site.url, "api-reference/tasks/tasks-task-get.html")

    assert "/api-reference/tasks/fields.html" in site.asked
    assert "tasks.fields" in found.tree.types


def test_the_command_line_reads_a_live_site(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["scrape", "--source", site.url, "--specs", str(tmp_path), "--only", PIN])

    assert code == 0, capsys.readouterr().err
    assert (tmp_path / "v2/tasks/tasks.flow.Flow.pin.yaml").is_file()


# Pages that cannot be had


@pytest.mark.parametrize("status", [301, 401, 403, 404, 410, 204, 304])
def test_a_refused_page_is_a_problem_of_that_page(status: int, site: Site, pauses: list[float]) -> None:
    _instead(site, {PIN: Answer(b"", status)})

    found = _read(site, lambda path: path in (PIN, GET))

    assert isinstance(found[GET], RawPage)
    refused = found[PIN]
    assert isinstance(refused, PageUnreadable)
    assert f"HTTP {status}" in refused.why
    assert pauses == []


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_in_trouble_is_asked_three_times(status: int, site: Site, pauses: list[float]) -> None:
    _instead(site, {PIN: Answer(b"<html>oops</html>", status)})

    refused = _read(site, lambda path: path == PIN)[PIN]

    assert isinstance(refused, PageUnreadable)
    assert refused.why == f"cannot be fetched: HTTP {status}"
    assert site.asked.count(f"/{PIN}") == 3
    assert len(pauses) == 2


def test_a_server_that_recovers_is_forgiven(site: Site) -> None:
    usual, failures = site.respond, iter([Answer(b"", 503), Answer(b"", 500)])
    site.respond = lambda path: next(failures, usual(path)) if path.endswith(PIN) else usual(path)

    assert isinstance(_read(site, lambda path: path == PIN)[PIN], RawPage)


def test_a_connection_that_breaks_is_tried_again(site: Site) -> None:
    usual, broken = site.respond, iter([True])

    def respond(path: str) -> Answer:
        if path.endswith(PIN) and next(broken, False):
            raise CutOff
        return usual(path)

    site.respond = respond

    assert isinstance(_read(site, lambda path: path == PIN)[PIN], RawPage)


def test_an_answer_shorter_than_announced_is_no_page(site: Site) -> None:
    _instead(site, {PIN: Answer(b"<html>", headers={"Content-Length": "600", "Connection": "close"})})

    assert isinstance(_read(site, lambda path: path == PIN)[PIN], PageUnreadable)


def test_an_answer_that_is_not_the_gzip_it_claims(site: Site) -> None:
    _instead(site, {PIN: Answer(b"plain", headers={"Content-Encoding": "gzip"})})

    assert isinstance(_read(site, lambda path: path == PIN)[PIN], PageUnreadable)


def test_a_page_over_the_limit_is_not_taken_in(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_source, "LARGEST_PAGE", 2**20)
    _instead(site, {PIN: Answer(b"x" * (2**20 + 1))})

    refused = _read(site, lambda path: path == PIN)[PIN]

    assert isinstance(refused, PageUnreadable)
    assert refused.why == "cannot be fetched: is larger than 1 MB"


# Redirects


def test_a_redirect_inside_the_site_is_followed_once(site: Site, sample_site: Path) -> None:
    moved = (sample_site / GET).read_bytes()
    _instead(site, {PIN: Answer(b"", 302, {"Location": "/new/place.html"}), "new/place.html": Answer(moved)})

    page = _read(site, lambda path: path == PIN)[PIN]

    assert isinstance(page, RawPage)
    assert b"tasks.flow.Flow.get" in page.content


def test_a_ring_of_redirects_ends(site: Site) -> None:
    _instead(site, {PIN: Answer(b"", 302, {"Location": f"/{PIN}"})})

    refused = _read(site, lambda path: path == PIN)[PIN]

    assert isinstance(refused, PageUnreadable)
    assert len(site.asked) <= 4


@pytest.mark.parametrize(
    "location",
    [
        "http://localhost:{port}/x.html",
        "//localhost:{port}/x.html",
        "http://127.0.0.2:{port}/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "https://127.0.0.1:{port}/x.html",
        "http://127.0.0.1:1/x.html",
        "http://[",
    ],
)
def test_a_redirect_to_anywhere_else_is_not_followed(location: str, site: Site) -> None:
    target = location.format(port=site.url.rpartition(":")[2])
    _instead(site, {PIN: Answer(b"", 302, {"Location": target})})

    refused = _read(site, lambda path: path == PIN)[PIN]

    assert isinstance(refused, PageUnreadable)
    assert set(site.asked) == {"/robots.txt", "/toc.js", f"/{PIN}"}


# The table of contents


def test_hrefs_that_lead_out_of_the_site_are_not_followed(site: Site) -> None:
    hrefs = ["../../x.html", "/../x.html", "http://elsewhere.example/x.html", "javascript:x.html", "C:\\x.html"]
    hrefs += ["a\nb.html", "", None, 7]  # type: ignore[list-item]  # a table of contents may hold anything
    page = b'<html><a href="../../../../../x.html"></a><a href="//elsewhere.example/y.html"></a></html>'
    _instead(site, {"toc.js": Answer(_toc(*hrefs, PIN, f"/{PIN}")), PIN: Answer(page)})

    assert list(_read(site)) == [PIN]
    assert site.asked == ["/robots.txt", "/toc.js", f"/{PIN}"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not found",
        b"<html>It works!</html>",
        b"window.__DATA__.data.toc = {",
        b"window.__DATA__.data.toc = {broken};",
        b"\xff\xfe{}",
        b"{" + b'"a":[' * 100_000 + b"}",
        b'{"href": "https://elsewhere.example/a.html"}',
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
    ids=["empty", "text", "HTML", "cut off", "no JSON", "not UTF-8", "deep", "no page of its own", "endless number"],
)
def test_contents_that_are_none_are_an_unusable_source(content: bytes, site: Site) -> None:
    _instead(site, {"toc.js": Answer(content)})

    with pytest.raises(SourceError, match=rf"^{site.url}/toc\.js: (is not a table of contents|names no page)$"):
        _read(site)


@pytest.mark.parametrize("status", [404, 500, 302])
def test_contents_that_cannot_be_fetched_are_one_line_and_exit_2(
    status: int, site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _instead(site, {"toc.js": Answer(b"", status, {"Location": "http://localhost:1/toc.js"} if status == 302 else {})})

    code = main(["scrape", "--source", site.url, "--specs", str(tmp_path / "specs")])

    shown = capsys.readouterr()
    assert code == 2
    assert len(shown.err.splitlines()) == 1
    assert shown.err.startswith(f"error: {site.url}/toc.js: cannot be fetched: HTTP {status}")
    assert not (tmp_path / "specs").exists()


def test_one_missing_page_of_a_live_site_is_exit_1(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _instead(site, {PIN: Answer(b"<html>not here</html>", 404)})

    code = main(["scrape", "--source", site.url, "--specs", str(tmp_path), "--only", "api-reference/tasks/flow/*"])

    assert code == 1
    assert capsys.readouterr().err.splitlines() == [f"problem: {PIN}: cannot be fetched: HTTP 404"]
    assert len(list(tmp_path.glob("*/tasks/tasks.flow.*.yaml"))) == 7
