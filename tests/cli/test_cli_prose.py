"""`--prose`: the words of pages, from what a scrape left beside the specs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

Contents = Callable[[Path], dict[str, bytes]]
FLOW = "api-reference/tasks/flow/*"


@pytest.fixture
def specs(sample_site: Path, tmp_path: Path, cli: Cli) -> Path:
    assert cli("scrape", "--source", sample_site, "--specs", tmp_path / "specs", "--only", FLOW).code == 0
    return tmp_path / "specs"


def test_a_client_with_words_is_the_client_and_a_licence(
    specs: Path, tmp_path: Path, cli: Cli, contents: Contents
) -> None:
    assert cli("generate", "--specs", specs, "--out", tmp_path / "plain").code == 0
    assert cli("generate", "--specs", specs, "--out", tmp_path / "told", "--prose").code == 0
    plain, told = contents(tmp_path / "plain"), contents(tmp_path / "told")

    assert told.keys() - plain.keys() == {"bitrix24/LICENSE-documentation"}
    assert plain.keys() <= told.keys()
    changed = {path for path in plain if plain[path] != told[path]}
    assert "bitrix24/v2/tasks/flow/flow/__init__.py" in changed
    assert not [path for path in changed if path.startswith(("tests/", "bitrix24/_core/"))]


def test_the_same_words_give_the_same_bytes(specs: Path, tmp_path: Path, cli: Cli, contents: Contents) -> None:
    for name in ("one", "two"):
        cli("generate", "--specs", specs, "--out", tmp_path / name, "--prose")

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_other_words_are_another_client(specs: Path, tmp_path: Path, cli: Cli) -> None:
    out, file = tmp_path / "out", specs / ".prose" / "v2" / "tasks" / "tasks.flow.Flow.pin.yaml"
    cli("generate", "--specs", specs, "--out", out, "--prose")
    file.write_text("page: x.html\ntext: Something else is said now.\n", "utf-8")

    assert ", 0 changed, " not in cli("generate", "--specs", specs, "--out", out, "--prose").out
    assert "Something else is said now." in (out / "bitrix24/v2/tasks/flow/flow/__init__.py").read_text("utf-8")


@pytest.mark.parametrize("text", ["page: [", "words: no key\n", "page: x\nfields: {a: {b: c}}\n"])
def test_words_that_are_none_are_refused(text: str, specs: Path, tmp_path: Path, cli: Cli) -> None:
    (specs / ".prose" / "v2" / "tasks" / "tasks.flow.Flow.pin.yaml").write_text(text, "utf-8")

    outcome = cli("generate", "--specs", specs, "--out", tmp_path / "out", "--prose")

    assert outcome.code == 2
    assert ".prose/v2/tasks/tasks.flow.Flow.pin.yaml: " in outcome.err
    assert not (tmp_path / "out").exists()


def test_where_nobody_has_read_them_a_line_says_so(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "specs").mkdir()
    for command in (["generate", "--out", tmp_path / "out"], ["openapi", "--out", tmp_path / "api.json"]):
        outcome = cli(*command, "--specs", tmp_path / "specs", "--prose")
        assert (outcome.code, outcome.problems) == (
            2,
            [f"{tmp_path / 'specs' / '.prose'}: there are no descriptions yet: run scrape"],
        )


def test_openapi_has_them(specs: Path, tmp_path: Path, cli: Cli) -> None:
    for name, more in (("plain", []), ("told", ["--prose"])):
        assert cli("openapi", "--specs", specs, "--out", tmp_path / f"{name}.json", *more).code == 0
    plain, told = (json.loads((tmp_path / f"{name}.json").read_text("utf-8")) for name in ("plain", "told"))

    pin = "/tasks.flow.Flow.pin"
    assert "description" not in plain["paths"][pin]["post"]
    assert told["paths"][pin]["post"]["description"]


def test_check_does_not_look_at_them(specs: Path, tmp_path: Path, cli: Cli) -> None:
    cli("generate", "--specs", specs, "--out", tmp_path / "out")

    assert cli("check", "--specs", specs, "--out", tmp_path / "out").code == 0


def test_git_never_takes_them() -> None:
    asked = subprocess.run(["git", "check-ignore", "-q", "specs/.prose/v2/a/a.b.yaml"], cwd=ROOT, check=False)
    listed = subprocess.run(["git", "ls-files", "*.prose*"], cwd=ROOT, check=True, capture_output=True)

    assert (asked.returncode, listed.stdout) == (0, b"")
