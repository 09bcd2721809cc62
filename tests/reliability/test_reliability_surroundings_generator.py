"""What surrounds the generator fails it: git, pipes, systems without a file, pages and sites that lead astray."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest

from generator import console, demo, workers
from generator.scrape.examples.curl import parse_curl
from generator.scrape.page import read_page
from generator.site import open_source, page_cache, web
from generator.site.page import RawPage
from generator.site.source import PageUnreadable, SourceError
from generator.update import revisions
from generator.update.revisions import NoSuchState, specs_at
from tests.conftest import ROOT
from tests.scrape.page_builder import method_article, raw

SECONDS = 60
"""After which something hangs; on a loaded machine, too."""


@pytest.mark.skipif(not hasattr(os, "set_blocking"), reason="a pipe always blocks there")
def test_a_pipe_that_takes_only_what_there_is_room_for_loses_nothing() -> None:
    length = 1_000_000
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    program = f"from generator import console; console.prepare(); console.write('x' * {length})"
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=theirs) as process:
        os.close(theirs)
        with os.fdopen(ours, "rb") as reader:
            assert len(reader.read()) == length
    assert process.returncode == 0


def test_a_system_without_dev_null_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "devnull", "/no/such/file")
    console.prepare()


def test_where_no_process_can_be_started_the_run_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> ProcessPoolExecutor:
        raise BrokenPipeError

    monkeypatch.setattr(workers, "_Pool", broken)
    monkeypatch.setattr(workers, "ProcessPoolExecutor", broken)
    with pytest.raises(ChildProcessError, match="no process can be started"), workers.workers(print):
        pass


# git


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A commit `HEAD` of a spec, and of what pages say in their own words."""
    for path, text in {
        "v2/app/app.info.yaml": "method: app.info\n",
        ".prose/v2/app/app.info.yaml": "text: x\n",
    }.items():
        file = tmp_path / "specs" / path
        file.parent.mkdir(parents=True)
        file.write_text(text)
    nobody = dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "nobody")
    nobody |= dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "nobody@example.com")
    git = partial(subprocess.run, cwd=tmp_path, env={**os.environ, **nobody}, capture_output=True, check=True)
    git(["git", "init", "-q"])
    git(["git", "add", "."])
    git(["git", "commit", "-q", "-m", "one"])
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("repository")
def test_words_of_pages_that_somebody_committed_are_no_specs() -> None:
    assert list(specs_at("HEAD").specs) == list(specs_at("specs").specs) == ["v2/app/app.info.yaml"]


@pytest.mark.skipif(os.name != "posix", reason="a program by that name")
@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("exec sleep 600", "has not answered"),
        ("echo garbage", "does not answer as git does"),
        ("exit 1", "no git revision"),
        ("kill -9 $$", "no git revision"),
    ],
)
def test_a_git_that_is_none_is_one_line(
    does: str, said: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = repository / "bin" / "git"
    git.parent.mkdir()
    git.write_text(f"#!/bin/sh\n{does}\n")
    git.chmod(0o700)
    monkeypatch.setenv("PATH", f"{git.parent}:{os.environ['PATH']}")
    # What does answer has all the time that a loaded machine needs.
    monkeypatch.setattr(revisions, "_LONGEST", 1 if "sleep" in does else SECONDS)
    with pytest.raises(NoSuchState, match=said):
        specs_at("HEAD")


# Pages and sites


@pytest.mark.parametrize("form", ["dom", "json"])
@pytest.mark.parametrize("inside", [f"<p {' '.join(map('a{0}=x'.format, range(100_000)))}>", f"<{'a' * 1_000_000}>"])
def test_a_tag_without_an_end_costs_its_page_alone(form: Literal["dom", "json"], inside: str) -> None:
    facts = read_page(raw(method_article() + inside, form=form))
    assert [problem.what for problem in facts.problems] == ["has a tag that is longer than 20,000 characters"]


@pytest.mark.parametrize("what", ["-d '{}", "\\", "-d $'\\x41", "?" + "&a[1]=2"])
def test_a_call_without_an_end_is_none(what: str) -> None:
    start = "curl https://portal.example/rest/1/x/app.info "
    assert parse_curl(start + what * (2_000_000 // len(what))) is None


def pages(
    answer: Callable[[httpx.Request], httpx.Response], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> list[Any]:
    monkeypatch.setattr(web, "client", lambda _: httpx.Client(transport=httpx.MockTransport(answer)))
    monkeypatch.setattr(page_cache, "FOLDER", tmp_path)
    return list(web.WebSource("https://docs.example/v1").pages(lambda _: True))


def test_a_page_that_leads_to_another_page_is_not_that_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def sent(text: str) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(text.encode()))

    def answer(request: httpx.Request) -> httpx.Response:
        name = request.url.path.removeprefix("/v1/")
        if name == "toc.js":
            return sent('{"items": [{"href": "a.html"}, {"href": "b.html"}, {"href": "c.html"}]}')
        leads = {"a.html": "/v1/b.html", "c.html": "/v1/c-new.html"}
        return httpx.Response(302, headers={"Location": leads[name]}) if name in leads else sent(f"{name}</html>")

    moved, other, renamed = pages(answer, monkeypatch, tmp_path)
    assert isinstance(moved, PageUnreadable)
    assert moved.why == "cannot be fetched: HTTP 302 to another page, /v1/b.html"
    assert [(page.path, page.content) for page in (other, renamed) if isinstance(page, RawPage)] == [
        ("b.html", b"b.html</html>"),
        ("c.html", b"c-new.html</html>"),
    ]


# The tour


def test_no_proxy_leads_to_the_portal_of_the_tour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://user:password@127.0.0.1:1")
    monkeypatch.setenv("all_proxy", "nonsense")
    assert not any("proxy" in name.lower() for name in demo._with_client(Path("client")))


def test_a_tour_that_cannot_be_shown_is_one_line() -> None:
    with Path(os.devnull).open("rb") as no_output:
        done = subprocess.run(
            [sys.executable, "-m", "generator.demo"],
            cwd=ROOT,
            stdout=no_output,
            stderr=subprocess.PIPE,
            text=True,
            timeout=SECONDS * 5,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, "The tour stops here: Bad file descriptor\n")


def test_the_generator_says_what_a_socks_proxy_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", "socks5://user:s3cret@127.0.0.1:1")
    with pytest.raises(SourceError, match=r"pip install 'httpx\[socks\]'") as caught:
        list(open_source("http://site.invalid").pages(lambda _: True))
    assert "s3cret" not in str(caught.value)
