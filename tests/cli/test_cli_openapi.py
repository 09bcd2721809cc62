"""`openapi`: the document in a file or on standard output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Cli
from tests.conftest import ROOT

Contents = Callable[[Path], dict[str, bytes]]

METHOD = """\
method: app.info
rest: 2
page: api-reference/app-info.html
title: Get “information”
scope: [basic]
params:
  what: {type: object, ref: what}
"""
TYPE = """\
type: what
page: api-reference/what.html
title: What
fields:
  ID: {type: integer}
"""


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    folder = tmp_path / "specs"
    for name, text in {"v2/app/app.info.yaml": METHOD, "types/what.yaml": TYPE}.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_a_document_may_be_of_some_methods(specs: Path, tmp_path: Path, cli: Cli) -> None:
    (specs / "v2" / "app" / "app.other.yaml").write_text(METHOD.replace("app.info", "app.other"), "utf-8")
    out = tmp_path / "some.json"

    outcome = cli("openapi", "--specs", specs, "--out", out, "--only", "*.info")

    assert (outcome.code, list(json.loads(out.read_text("utf-8"))["paths"])) == (0, ["/app.info"])


def test_a_pattern_that_nothing_matches_is_refused(specs: Path, tmp_path: Path, cli: Cli) -> None:
    outcome = cli("openapi", "--specs", specs, "--out", tmp_path / "none.json", "--only", "x.*")

    assert outcome.code == 2
    assert "no method or event matches 'x.*'" in outcome.err
    assert not (tmp_path / "none.json").exists()


def test_a_file_is_written_whole_and_named(specs: Path, tmp_path: Path, cli: Cli, contents: Contents) -> None:
    out = tmp_path / "made" / "api.json"

    outcome = cli("openapi", "--specs", specs, "--out", out)

    assert (outcome.code, outcome.out, outcome.err) == (0, f"{out}: 1 methods\n", "")
    assert contents(out.parent).keys() == {"api.json"}
    document = json.loads(out.read_text("utf-8"))
    assert document["openapi"] == "3.1.0"
    assert document["paths"]["/app.info"]["post"]["summary"] == "Get “information”"


def test_the_default_is_a_file_here(specs: Path, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert cli("openapi").out == "openapi.json: 1 methods\n"
    assert json.loads((tmp_path / "openapi.json").read_text("utf-8"))["paths"].keys() == {"/app.info"}
    assert specs.is_dir()


def test_yaml_says_the_same(specs: Path, tmp_path: Path, cli: Cli) -> None:
    for name in ("api.json", "api.yaml"):
        assert cli("openapi", "--specs", specs, "--out", tmp_path / name).code == 0

    text = (tmp_path / "api.yaml").read_text("utf-8")
    assert yaml.safe_load(text) == json.loads((tmp_path / "api.json").read_text("utf-8"))
    assert "&id" not in text


def test_standard_output_has_the_document_alone(specs: Path, tmp_path: Path, cli: Cli) -> None:
    cli("openapi", "--specs", specs, "--out", tmp_path / "api.json")

    outcome = cli("openapi", "--specs", specs, "--out", "-")

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.encode() == (tmp_path / "api.json").read_bytes()


def test_two_runs_write_the_same_bytes(specs: Path) -> None:
    names = [f"what{number}" for number in range(9)]
    for name in names:
        (specs / f"types/{name}.yaml").write_text(TYPE.replace("type: what", f"type: {name}"), "utf-8")
    every = "".join(f"  {name}: {{type: object, ref: {name}}}\n" for name in names)
    (specs / "v2/app/app.info.yaml").write_text(METHOD + every, "utf-8")

    written = [
        subprocess.run(
            [sys.executable, "-m", "generator", "openapi", "--specs", specs, "--out", "-"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert written[0] == written[1]


@pytest.mark.parametrize("name", ["api.xml", "api", "api.JSON"])
def test_another_kind_of_file_is_refused(specs: Path, tmp_path: Path, cli: Cli, name: str) -> None:
    outcome = cli("openapi", "--specs", specs, "--out", tmp_path / name)

    assert outcome.code == 2
    assert outcome.problems == [f"{tmp_path / name}: the document's name must end with .json or .yaml"]
    assert not (tmp_path / name).exists()


def test_specs_that_cannot_be_used_leave_the_old_file(
    specs: Path, tmp_path: Path, cli: Cli, contents: Contents
) -> None:
    out = tmp_path / "out" / "api.json"
    out.parent.mkdir()
    out.write_text("old", "utf-8")
    (specs / "v2/app/app.info.yaml").write_text(METHOD.replace("ref: what", "ref: nowhere"), "utf-8")

    undecided = cli("openapi", "--specs", specs, "--out", out)
    missing = cli("openapi", "--specs", tmp_path / "nowhere", "--out", out)

    assert (undecided.code, missing.code) == (2, 2)
    assert undecided.problems == ["app.info: params.what: ref 'nowhere': there is no such shared type"]
    assert missing.problems == [f"{tmp_path / 'nowhere'}: there is no such folder of specs"]
    assert contents(out.parent) == {"api.json": b"old"}


def test_a_place_that_cannot_be_written_is_told(specs: Path, tmp_path: Path, cli: Cli, contents: Contents) -> None:
    (tmp_path / "out" / "api.json").mkdir(parents=True)

    outcome = cli("openapi", "--specs", specs, "--out", tmp_path / "out" / "api.json")

    assert outcome.code == 2
    assert "Is a directory" in outcome.err
    assert contents(tmp_path / "out") == {}


def test_help_names_what_can_be_written(cli: Cli) -> None:
    outcome = cli("openapi", "--help")

    assert outcome.code == 0
    assert ".json, .yaml, or - for JSON on standard output (default openapi.json)" in " ".join(outcome.out.split())


def test_a_document_takes_the_place_of_no_spec(specs: Path, cli: Cli) -> None:
    spec = specs / "v2" / "app" / "app.info.yaml"

    outcome = cli("openapi", "--specs", specs, "--out", spec)

    assert outcome.code == 2
    assert "in the folder of the specs" in outcome.err
    assert spec.read_text("utf-8") == METHOD
