"""`update`: one command from a change of the documentation to a client that is tested."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator import commands, transaction, update_command
from generator.transaction import FOLDER
from tests.cli.conftest import Cli, cli  # noqa: F401 - a fixture
from tests.update.shelf_project import VERSION, contents, git, left_over, project_of, put, site_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site, and a project that is up to date with it; made once. `cache`: what its runs have made."""
    place = tmp_path_factory.mktemp("begun")
    site_of(place / "site")
    project_of(place / "project")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(place / "project")
        patched.setattr(update_command, "CACHE_FOLDER", place / "cache")
        assert commands.run("update", source="../site", only=None, dry_run=False, commit=False) == 10
    return place


@pytest.fixture
def site(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site; the current folder is a project that is up to date with it."""
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path / "project")
    for module in (commands, update_command):
        monkeypatch.setattr(module, "CACHE_FOLDER", tmp_path / "cache")
    return tmp_path / "site"


HERE = Path()


def test_what_there_is_at_first(site: Path) -> None:
    assert (site.parent / "project" / "README.md").read_text() == (
        "All <!-- count: methods -->2<!-- end --> methods.\n"
    )
    assert Path("generated/bitrix24/v2/shelf/book/__init__.py").is_file()
    assert Path(VERSION).read_text() == '__version__ = "0.2.0"\n'
    assert '"0.2.0"' in Path("generated/bitrix24/_version.py").read_text()


def test_where_nothing_is_new_nothing_is_written(site: Path, cli: Cli) -> None:  # noqa: F811
    before = contents(HERE)

    outcome = cli("update", "--source", site)

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "Nothing changed\n0 files changed\n"
    assert contents(HERE) == before


def test_what_is_added_is_in_specs_client_changelog_version_and_counts(
    site: Path,
    cli: Cli,  # noqa: F811
) -> None:
    put(site, "shelf.book.find", ("title*", "string"))

    outcome = cli("update", "--source", site)

    assert (outcome.code, outcome.err) == (10, "")
    assert Path("specs/v2/shelf/shelf.book.find.yaml").is_file()
    assert "def find(" in Path("generated/bitrix24/v2/shelf/book/__init__.py").read_text()
    assert "-->3<!--" in Path("README.md").read_text()
    assert Path(VERSION).read_text() == '__version__ = "0.2.0"\n'
    heading, first = Path("CHANGELOG.md").read_text().split("\n\n")[1:3]
    assert heading == "## 0.2.0 — unreleased"
    assert first.splitlines()[0].endswith(": 1 methods added, nothing breaks")
    assert first.splitlines()[1] == "- New: `shelf.book.find`: added"
    assert left_over(HERE) == []
    assert cli("update", "--source", site).code == 0


def test_a_break_is_told_by_the_exit_code(site: Path, cli: Cli) -> None:  # noqa: F811
    put(site, "shelf.book.put", ("id*", "integer"), ("place*", "integer"))

    outcome = cli("update", "--source", site)

    assert (outcome.code, outcome.err) == (11, "")
    assert "- Breaking: `shelf.book.put` `params.place`: parameter now required" in Path("CHANGELOG.md").read_text()


def test_a_dry_run_says_all_and_writes_nothing(site: Path, cli: Cli) -> None:  # noqa: F811
    put(site, "shelf.book.put", ("id*", "integer"), ("place*", "integer"))
    before = contents(HERE)

    outcome = cli("update", "--source", site, "--dry-run")

    assert outcome.code == 11
    assert "shelf.book.put params.place: parameter now required" in outcome.out
    assert "files would change" in outcome.out
    assert contents(HERE) == before


def test_a_page_that_fails_is_for_a_person_and_the_rest_is_done(site: Path, cli: Cli) -> None:  # noqa: F811
    put(site, "shelf.book.get", ("id*", "integer")).write_text("")
    put(site, "shelf.book.find", ("title*", "string"))

    outcome = cli("update", "--source", site)

    assert outcome.code == 12
    assert "shelf-book-get.html: the page is empty" in outcome.err
    assert Path("specs/v2/shelf/shelf.book.get.yaml").is_file()
    assert Path("specs/v2/shelf/shelf.book.find.yaml").is_file()


@pytest.mark.parametrize("bad", ["nowhere", "empty"])
def test_a_source_that_is_none_is_refused(site: Path, cli: Cli, bad: str) -> None:  # noqa: F811
    (site.parent / "empty").mkdir()
    before = contents(HERE)

    outcome = cli("update", "--source", site.parent / bad)

    assert (outcome.code, len(outcome.problems)) == (2, 1)
    assert contents(HERE) == before


def test_a_test_that_fails_is_for_a_person(site: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    put(site, "shelf.book.find", ("title*", "string"))
    asked: list[list[Path]] = []

    def fail(tests: list[Path], _: Path) -> str:
        asked.append(tests)
        return "FAILED"

    monkeypatch.setattr(update_command, "run_tests", fail)
    outcome = cli("update", "--source", site)

    assert outcome.code == 12
    assert outcome.problems == ["tests of what has changed fail"]
    assert asked == [[Path("generated/tests/v2/test_shelf_book.py")]]


def test_what_a_killed_run_had_begun_is_told_and_tested(
    site: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    put(site, "shelf.book.put", ("id*", "integer"), ("place*", "integer"))
    with monkeypatch.context() as killed:
        # It ends when all is decided and nothing done.
        killed.setattr(transaction, "_complete", lambda folder, _: shutil.copytree(folder / FOLDER, site / "left"))
        killed.setattr(update_command, "run_tests", lambda *_: "")
        cli("update", "--source", site)
    shutil.rmtree(FOLDER, ignore_errors=True)
    (site / "left").rename(FOLDER)
    tested: list[Path] = []
    monkeypatch.setattr(update_command, "run_tests", lambda tests, _: tested.extend(tests) or "")

    outcome = cli("update", "--source", site)

    first, *others = outcome.out.splitlines()
    assert first.startswith("completed what a run that was stopped had begun: ")
    assert (outcome.code, others) == (0, ["Nothing changed", "0 files changed"])
    assert tested == [Path("generated/tests/v2/test_shelf_book.py")]
    assert "`params.place`: parameter now required" in Path("CHANGELOG.md").read_text()
    assert left_over(HERE) == []


def test_the_changes_are_commits_by_what_they_mean(site: Path, cli: Cli) -> None:  # noqa: F811
    Path(".gitignore").write_text(".prose/\n__pycache__/\n.transaction/\n")
    git(HERE, "init", "-q", "-b", "main")
    git(HERE, "config", "user.name", "nobody")
    git(HERE, "config", "user.email", "nobody@localhost")
    git(HERE, "add", ".")
    git(HERE, "commit", "-q", "-m", "start")
    put(site, "shelf.book.put", ("id*", "integer"), ("place*", "integer"))
    put(site, "shelf.book.get", ("id*", "integer"), title="Get One")

    outcome = cli("update", "--source", site, "--commit")

    assert (outcome.code, outcome.err) == (11, "")
    assert git(HERE, "status", "--porcelain") == ""
    facts, cosmetic, generated = (
        git(HERE, "show", "--format=%s", "--name-only", f"HEAD~{back}").split("\n", 1) for back in (2, 1, 0)
    )
    assert facts[0] == "The documentation has changed: 2 changed, 1 breaking changes in all"
    assert facts[1].split() == ["CHANGELOG.md", "specs/v2/shelf/shelf.book.put.yaml"]
    assert cosmetic[1].split() == ["specs/v2/shelf/shelf.book.get.yaml"]
    assert all(path.startswith("generated/") for path in generated[1].split())
    assert cli("update", "--source", site, "--commit").code == 0

    Path("README.md").write_text("mine\n")
    refused = cli("update", "--source", site, "--commit")
    assert (refused.code, refused.problems) == (2, ["README.md: is not as it was committed; commit it or take it back"])


def test_what_a_hook_says_is_one_line_in_whatever_encoding(
    site: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only --nonsense")
    git(HERE, "init", "-q", "-b", "main")
    git(HERE, "config", "user.name", "nobody")
    git(HERE, "config", "user.email", "nobody@localhost")
    git(HERE, "add", ".")
    git(HERE, "commit", "-q", "-m", "start")
    hook = HERE / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nprintf 'kein Zutritt f\\374r Dich\\n' >&2\nexit 1\n")
    hook.chmod(0o755)
    put(site, "shelf.book.burn", ("id*", "integer"))

    outcome = cli("update", "--source", site, "--commit")

    assert (outcome.code, outcome.problems) == (12, ["git commit: kein Zutritt f\N{REPLACEMENT CHARACTER}r Dich"])
    assert git(HERE, "log", "--format=%s").splitlines() == ["start"]


def test_check_says_what_to_edit_instead_of_what_is_generated(site: Path, cli: Cli) -> None:  # noqa: ARG001, F811
    for path in ("lists.py", "v2/shelf/book/__init__.py"):
        with Path("generated/bitrix24", path).open("a") as file:
            file.write("# mine\n")

    said = cli("check").out.splitlines()

    assert "instead of bitrix24/lists.py edit generator/runtime/lists.py" in said
    assert any(
        line.startswith("instead of bitrix24/v2/shelf/book/__init__.py edit specs/overrides/ for") for line in said
    )


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("CHANGELOG.md", b"# Ch\xe4nges\n"),
        ("CHANGELOG.md", b"# Changes\n"),
        (VERSION, b'__version__ = "0.2.0"  # f\xfcr\n'),
        (VERSION, b"__version__ = '0.2.0'\n"),
    ],
)
def test_files_beside_that_cannot_be_kept_up_are_refused(
    site: Path, cli: Cli, path: str, content: bytes  # noqa: F811
) -> None:
    put(site, "shelf.box.add", ("id*", "integer"))
    Path(path).write_bytes(content)
    before = {file: file.read_bytes() for file in HERE.rglob("*") if file.is_file()}

    outcome = cli("update", "--source", site)

    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    assert path in outcome.err
    assert {file: file.read_bytes() for file in HERE.rglob("*") if file.is_file()} == before


def test_a_page_that_is_no_text_has_no_counts(site: Path, cli: Cli) -> None:  # noqa: F811
    put(site, "shelf.box.add", ("id*", "integer"))
    Path("README.md").write_bytes(b"<!-- count: methods -->0<!-- end --> \xe4")

    outcome = cli("update", "--source", site)

    assert outcome.code == 10
    assert Path("README.md").read_bytes() == b"<!-- count: methods -->0<!-- end --> \xe4"
