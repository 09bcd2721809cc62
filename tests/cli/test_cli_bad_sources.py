"""A source that cannot be used as a whole: one line, exit 2, and not a file written."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from generator import commands
from generator.site import archive as archive_source
from tests.cli.conftest import Cli, Outcome
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

PAGE = "api-reference/tasks/flow/tasks-flow-flow-pin.html"
Contents = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def old_specs(tmp_path: Path, small_site: Path, cli: Cli) -> Path:
    """Specs of an earlier scrape, of one page."""
    specs = tmp_path / "specs"
    assert cli("scrape", "--source", small_site, "--specs", specs, "--only", PAGE).code == 0
    return specs


@pytest.fixture
def refused(old_specs: Path, cli: Cli, contents: Contents) -> Callable[..., Outcome]:
    """Scrapes what must be refused, and sees that nothing was touched."""

    def scrape(source: str | Path, *more: str) -> Outcome:
        before = contents(old_specs)
        outcome = cli("scrape", "--source", source, "--specs", old_specs, *more)
        assert outcome.code == 2
        assert outcome.out == ""
        assert len(outcome.err.splitlines()) == 1
        assert outcome.err.startswith("error: ")
        assert contents(old_specs) == before
        return outcome

    return scrape


Refused = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three tries at an address wait for each other; nobody answers here however long one waits."""
    monkeypatch.setattr("generator.site.web.time", SimpleNamespace(sleep=lambda _: None))


def _packed(file: Path, site: Path, mode: str = "w:xz") -> Path:
    with tarfile.open(file, mode) as archive:  # type: ignore[call-overload]  # a mode by variable
        for page in sorted(site.rglob("*.html")):
            archive.add(page, page.relative_to(site).as_posix())
    return file


def test_a_source_that_does_not_exist(refused: Refused, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.tar.xz"

    assert refused(missing).problems == [
        f"{missing}: there is no such folder or archive (an address starts with https://)"
    ]


def test_a_pattern_that_matches_no_page(refused: Refused, small_site: Path) -> None:
    outcome = refused(small_site, "--only", "api-reference/tasks/flaw/*")

    assert outcome.problems == ["no page matches 'api-reference/tasks/flaw/*'"]


def test_a_folder_without_pages(refused: Refused, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    assert refused(empty).problems == ["the source holds no page"]


@pytest.mark.parametrize("part", [0.02, 0.5, 0.97])
@pytest.mark.parametrize("mode", ["w:xz", "w:gz", "w"])
def test_an_archive_that_is_cut_off(part: float, mode: str, refused: Refused, small_site: Path, tmp_path: Path) -> None:
    # The end of a plain archive is padding: what counts is the middle of a member.
    whole = _packed(tmp_path / "docs.tar", small_site, mode).read_bytes().rstrip(b"\0")
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(whole[: int(len(whole) * part)])

    assert refused(damaged).problems[0].startswith(f"{damaged}: ")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"this is no archive\n" * 500,
        bytes(range(256)) * 40,
        b"\xfd7zXZ\x00" + b"\x17" * 2000,
        b"\x1f\x8b" + b"\x08" * 2000,
        b"BZh9" + b"1" * 2000,
    ],
    ids=["empty", "text", "random bytes", "only the head of xz", "only the head of gzip", "only the head of bzip2"],
)
def test_a_file_that_is_no_archive(content: bytes, refused: Refused, tmp_path: Path) -> None:
    file = tmp_path / "docs.tar.xz"
    file.write_bytes(content)

    assert refused(file).problems[0].startswith(f"{file}: ")


@pytest.mark.parametrize(
    "name",
    [
        "../outside.html",
        "/etc/outside.html",
        "a/../../outside.html",
        "C:\\outside.html",
        "c:/outside.html",
        "a\nb.html",
    ],
)
def test_an_archive_with_a_path_that_leads_out(name: str, refused: Refused, small_site: Path, tmp_path: Path) -> None:
    file = _packed(tmp_path / "docs.tar", small_site, "w")
    with tarfile.open(file, "a") as archive:
        page = (small_site / PAGE).read_bytes()
        member = tarfile.TarInfo(name)
        member.size = len(page)
        archive.addfile(member, io.BytesIO(page))

    assert refused(file).problems == [f"{file}: holds an unsafe path, {name!r}"]
    assert not list(tmp_path.rglob("outside.html"))


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE],
    ids=["symlink", "hard link", "character device", "block device", "fifo"],
)
def test_an_archive_with_something_that_is_no_file(
    kind: bytes, refused: Refused, small_site: Path, tmp_path: Path
) -> None:
    file = _packed(tmp_path / "docs.tar", small_site, "w")
    with tarfile.open(file, "a") as archive:
        member = tarfile.TarInfo("api-reference/odd.html")
        member.type = kind
        member.linkname = "/etc/passwd"
        archive.addfile(member)

    assert refused(file).problems == [f"{file}: 'api-reference/odd.html' is a link or a device, not a page"]


def test_a_page_over_the_limit_in_an_archive_is_a_problem_of_that_page(
    small_site: Path, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_source, "LARGEST_PAGE", 2**20)
    with (small_site / PAGE).open("ab") as page:
        page.truncate(2**20 + 1)

    outcome = cli("scrape", "--source", _packed(tmp_path / "docs.tar.xz", small_site), "--specs", tmp_path / "specs")

    assert outcome.code == 1
    assert outcome.problems == [f"{PAGE}: is larger than 1 MB"]


@pytest.mark.parametrize("address", ["http://[", "https://exa mple/", "http://\x00/", "http://127.0.0.1:99999/"])
def test_an_address_that_is_none(address: str, refused: Refused) -> None:
    refused(address)


def test_a_site_that_nobody_serves(refused: Refused) -> None:
    # Port 9 of the loopback: a service that no machine runs any more.
    assert refused("http://127.0.0.1:9").problems[0].startswith("http://127.0.0.1:9/toc.js: cannot be fetched: ")


@pytest.mark.parametrize(
    "arguments",
    [[], ["scrap"], ["scrape", "--sauce", "x"], ["scrape", "--only"], ["scrape", "tests/pages"]],
    ids=["no command", "unknown command", "unknown option", "option without value", "surplus argument"],
)
def test_bad_usage(arguments: list[str], cli: Cli) -> None:
    outcome = cli(*arguments)

    assert outcome.code == 2
    assert "python -m generator" in outcome.err


def test_old_specs_that_cannot_be_read_stop_a_scrape_before_it_writes(
    small_site: Path, old_specs: Path, cli: Cli, contents: Contents
) -> None:
    (old_specs / "v2/tasks/tasks.flow.Flow.pin.yaml").write_text("method: [\n", "utf-8")
    before = contents(old_specs)

    outcome = cli("scrape", "--source", small_site, "--specs", old_specs)

    assert outcome.code == 2
    assert len(outcome.problems) == 1
    assert outcome.problems[0].startswith(f"{old_specs / 'v2/tasks/tasks.flow.Flow.pin.yaml'}: line 2: ")
    assert contents(old_specs) == before


def test_specs_that_are_a_file(small_site: Path, tmp_path: Path, cli: Cli) -> None:
    file = tmp_path / "specs"
    file.write_text("mine", "utf-8")

    outcome = cli("scrape", "--source", small_site, "--specs", file)

    assert outcome.code == 2
    assert len(outcome.problems) == 1
    assert str(file) in outcome.problems[0]
    assert file.read_text("utf-8") == "mine"


def test_a_report_that_cannot_be_written_stops_a_scrape_before_it_writes_specs(
    small_site: Path, tmp_path: Path, cli: Cli
) -> None:
    (tmp_path / "report.json").mkdir()

    outcome = cli("scrape", "--source", small_site, "--specs", tmp_path / "specs", "--report", tmp_path / "report.json")

    assert outcome.code == 2
    assert len(outcome.problems) == 1
    assert not list((tmp_path / "specs").rglob("*.yaml"))


def test_the_exit_code_reaches_the_shell(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "generator",
        "scrape",
        "--source",
        "no-such-folder",
        "--specs",
        str(tmp_path / "specs"),
    ]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stdout == ""
    assert (
        done.stderr == "error: no-such-folder: there is no such folder or archive (an address starts with https://)\n"
    )
    assert not (tmp_path / "specs").exists()


def test_what_is_not_installed_is_one_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a plain `pip install .`, which brings what the client needs."""

    def check(**_: object) -> commands.Exit:
        raise ModuleNotFoundError("No module named 'yaml'", name="yaml")

    monkeypatch.setitem(commands._COMMANDS, "check", check)

    outcome = cli("check")

    assert outcome.code == 2
    assert outcome.err == (
        "error: No module named 'yaml': what the generator needs is an extra: pip install '.[generator]'\n"
    )
