"""The committed specs of the first nine methods are what the real pages give, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.__main__ import main
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

GLOBS = [
    "api-reference/tasks/flow/*",
    "api-reference/tasks/tasks-task-get.html",
    "api-reference/tasks/tasks-task-get-rest-v3.html",
]
NINE = [
    *(
        f"v2/tasks/tasks.flow.Flow.{word}.yaml"
        for word in ("activate", "create", "delete", "get", "isExists", "pin", "update")
    ),
    "v2/tasks/tasks.task.get.yaml",
    "v3/tasks/tasks.task.get.yaml",
]


@pytest.fixture(scope="module")
def specs(real_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Specs of the three globs from the unpacked real pages."""
    folder = tmp_path_factory.mktemp("specs")
    for glob in GLOBS:
        assert main(["scrape", "--source", str(real_pages), "--specs", str(folder), "--only", glob]) == 0
    return folder


@pytest.mark.parametrize("path", NINE)
def test_the_committed_spec_is_what_the_page_gives(path: str, specs: Path) -> None:
    assert (specs / path).read_bytes() == (ROOT / "specs" / path).read_bytes()


def test_nothing_else_is_written_but_shared_types_and_system_errors(specs: Path) -> None:
    written = {file.relative_to(specs).as_posix() for file in specs.rglob("*.yaml")}

    facts = {path for path in written if not path.startswith(".prose/")}
    assert {path for path in facts if not path.startswith("types/")} == {*NINE, "errors.yaml"}
    assert {path.removeprefix(".prose/") for path in written - facts} <= facts
    assert all(path.startswith("types/tasks.") for path in written if path.startswith("types/"))


@pytest.mark.parametrize("glob", GLOBS)
def test_a_second_run_writes_nothing(
    glob: str, specs: Path, real_pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scrape", "--source", str(real_pages), "--specs", str(specs), "--only", glob]) == 0

    assert f"{specs}: 0 new, 0 changed, " in capsys.readouterr().out


def test_the_archive_gives_what_its_unpacked_pages_give(specs: Path, real_archive: Path, tmp_path: Path) -> None:
    assert main(["scrape", "--source", str(real_archive), "--specs", str(tmp_path), "--only", GLOBS[0]]) == 0

    flows = {file.name: file.read_bytes() for file in tmp_path.rglob("*Flow*.yaml")}
    assert len(flows) == 7
    assert flows == {file.name: file.read_bytes() for file in specs.rglob("*Flow*.yaml")}
