"""`diff`: of folders and of git revisions, for people and for programs."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import jsonschema
import pytest

from generator import commands
from tests.cli.conftest import Cli
from tests.conftest import APIDOCS, ROOT
from tests.whole import cache_that_knows

pytest_plugins = ()

SCHEMA = json.loads((ROOT / "generator" / "update" / "changes.schema.json").read_text("utf-8"))
METHOD = """\
method: shelf.put
rest: 2
page: shelf/put.html
title: Put a Book
scope: [shelf]
status: active
params:
  book: {type: integer, required: true}
"""


def put(folder: Path, text: str) -> Path:
    file = folder / "v2" / "shelf" / "shelf.put.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return folder


def git(folder: Path, *arguments: str) -> None:
    nobody = {f"GIT_{who}_{what}": "nobody@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **nobody}, capture_output=True, check=True)


def test_two_folders(tmp_path: Path, cli: Cli) -> None:
    old, new = put(tmp_path / "old", METHOD), put(
        tmp_path / "new", METHOD + "  place: {type: string, required: true}\n"
    )

    outcome = cli("diff", old, new)

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines() == [
        "Breaking (1)",
        "  shelf.put params.place: required parameter added",
        "",
        "1 changed, 1 breaking changes in all",
    ]
    assert cli("diff", old, old).out == "Nothing changed\n"
    assert cli("diff", old, new, "--format", "markdown").out.splitlines()[2:] == [
        "## Breaking (1)",
        "",
        "- `shelf.put` `params.place`: required parameter added",
    ]


def test_names_that_programs_import(tmp_path: Path, cli: Cli) -> None:
    old, new = put(tmp_path / "old", METHOD), put(tmp_path / "new", METHOD)
    (new / "v2" / "shelf" / "shelf.book.read.yaml").write_text(METHOD.replace("shelf.put", "shelf.book.read"))

    names = json.loads(cli("diff", old, new, "--format", "json").out)["names"]

    assert "bitrix24.v2.shelf.book.READ" in names["added"]
    assert names["removed"] == []
    gone = cli("diff", new, old).out.splitlines()
    assert "  name in the client bitrix24.v2.shelf.book.READ: removed" in gone


def test_revisions(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "specs", METHOD)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    put(tmp_path / "specs", METHOD.replace("integer", "date"))
    git(tmp_path, "commit", "-q", "-a", "-m", "two")
    monkeypatch.chdir(tmp_path)

    data = json.loads(cli("diff", "HEAD~1", "HEAD", "--format", "json").out)
    assert [each["kind"] for each in data["breaking"]] == ["type changed"]
    assert cli("diff", "HEAD", "specs").out == "Nothing changed\n"


@pytest.mark.parametrize("state", ["nowhere", "--output=x", "HEAD:specs", "a b", ""])
def test_what_is_no_state_is_one_line(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    git(tmp_path, "init", "-q")
    put(tmp_path / "old", METHOD)
    monkeypatch.chdir(tmp_path)

    outcome = cli("diff", "--", "old", state)

    assert (outcome.code, len(outcome.problems)) == (2, 1)
    assert {file.name for file in tmp_path.iterdir()} == {".git", "old"}


def test_names_of_pages_are_text(tmp_path: Path, cli: Cli) -> None:
    old = put(tmp_path / "old", METHOD)
    new = put(tmp_path / "new", METHOD.replace("Put a Book", '"`<b>\\e[31m\\n# x"'))

    for form in ("text", "markdown"):
        shown = cli("diff", old, new, "--format", form).out
        assert "\x1b" not in shown
        assert "<b>" not in shown


@pytest.mark.slow
def test_what_programs_read_is_of_its_schema(cli: Cli, tmp_path: Path) -> None:
    new = put(tmp_path / "new", METHOD)
    data = json.loads(cli("diff", ROOT / "specs", new, "--format", "json").out)

    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(data, SCHEMA)
    assert data["methods"]["added"] == ["shelf.put"]
    assert len(data["methods"]["removed"]) > 1600


@pytest.mark.long
@pytest.mark.skipif(not APIDOCS.is_dir(), reason="the archives of the documentation are not here")
def test_the_step_that_the_documentation_really_made(
    cli: Cli, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts that were taken from the pages by a script that shares no code with this."""
    for state in ("2026-06-05", "2026-08-21"):
        archive = APIDOCS / f"{state}.tar.xz"
        monkeypatch.setattr(commands, "CACHE_FOLDER", cache_that_knows(archive, tmp_path_factory))
        cli("scrape", "--source", archive, "--specs", tmp_path / state)

    data = json.loads(cli("diff", tmp_path / "2026-06-05", tmp_path / "2026-08-21", "--format", "json").out)

    jsonschema.validate(data, SCHEMA)
    methods = data["methods"]
    assert methods["removed"] == [
        *(f"catalog.catalog.{verb}" for verb in ("add", "delete", "update")),
        "placement.call",
    ]
    assert {kind: len(methods[kind]) for kind in ("added", "renamed", "moved", "deprecated")} == {
        "added": 59,
        "renamed": 29,
        "moved": 79,
        "deprecated": 5,
    }
    assert all(each["why"] == "only the case differs" for each in methods["renamed"])
    gone = {(each["name"], each["place"]) for each in data["breaking"] if each["kind"] == "parameter removed"}
    assert gone == {("calendar.event.add", "params.host")}
    now = [each for each in data["breaking"] if (each["of"], each["kind"]) == ("method", "parameter now required")]
    required = [(each["name"], each["place"]) for each in now]
    assert {name for name, place in required if place.count(".") == 1} == {
        "batch",
        "bizproc.event.send",
        "crm.currency.localizations.delete",
        "pull.application.push.add",
    }
    assert len([name for name, place in required if place.count(".") > 1]) == 8
