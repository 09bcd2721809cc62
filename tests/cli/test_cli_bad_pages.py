"""One bad page among good ones: one line that names it, its old spec as it was, the others written, exit 1."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.site import folder as folder_source
from tests.cli.conftest import Cli
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

BAD = "api-reference/tasks/flow/tasks-flow-flow-pin.html"
BAD_SPEC = "v2/tasks/tasks.flow.Flow.pin.yaml"
OTHER = "api-reference/tasks/flow/tasks-flow-flow-get.html"
OTHER_SPEC = "v2/tasks/tasks.flow.Flow.get.yaml"

Contents = Callable[[Path], dict[str, bytes]]


def _cut(part: float) -> Callable[[bytes], bytes]:
    return lambda page: page[: int(len(page) * part)]


def _inside_state(page: bytes) -> bytes:
    """The page ends as it should, but the JSON breaks off in the middle."""
    start = page.index(b'id="diplodoc-state"')
    end = page.index(b"</script>", start)
    return page[: (start + end) // 2] + page[end:]


def _without_state(page: bytes) -> bytes:
    return re.sub(rb"<script[^>]*diplodoc-state.*?</script>", b"", page, flags=re.DOTALL)


def _without_tables(page: bytes) -> bytes:
    dom = re.sub(rb"<h2 id=\"method-parameters\">.*?(?=<h2)", b"", _without_state(page), flags=re.DOTALL)
    assert dom != page
    return dom


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "the page is empty"),
    "white space": (lambda _: b" \n\t\n", "the page is empty"),
    "cut in the head": (_cut(0.1), "is cut off: </html> is missing"),
    "cut in the article": (_cut(0.4), "is cut off: </html> is missing"),
    "cut in the JSON": (_cut(0.8), "is cut off: </html> is missing"),
    "cut just before its end": (lambda page: page.rstrip()[:-2], "is cut off: </html> is missing"),
    "JSON cut, page whole": (_inside_state, "script#diplodoc-state: is damaged: its JSON cannot be read"),
    "JSON of another shape": (
        lambda page: page.replace(b'{"data":', b'{"date":', 1),
        "script#diplodoc-state: is damaged: its JSON cannot be read",
    ),
    "neither form": (
        lambda page: _without_state(page).replace(b"dc-doc-page__body", b"dc-doc-page__bodies"),
        "holds no article: neither div.dc-doc-page__body nor script#diplodoc-state",
    ),
    "plain text": (lambda _: b"502 Bad Gateway\n", "is not an HTML page"),
    "a picture": (lambda _: b"GIF89a" + b"\x01" * 5000, "is not an HTML page"),
    "random bytes": (lambda _: bytes(range(256)) * 20, "is not UTF-8 (byte 128)"),
    "another encoding": (
        lambda page: page.decode().replace("Pin", "Прикрепить").encode("cp1251"),
        "is not UTF-8 (byte",
    ),
    "UTF-16": (lambda page: page.decode().encode("utf-16"), "is not UTF-8 (byte 0)"),
    "no parameters table": (_without_tables, "has no parameters table, but its example sends flowId"),
}


@pytest.mark.parametrize(("damage", "message"), DAMAGE.values(), ids=DAMAGE)
def test_a_bad_page_is_one_line_and_keeps_its_old_spec(
    damage: Callable[[bytes], bytes], message: str, small_site: Path, tmp_path: Path, cli: Cli, contents: Contents
) -> None:
    specs = tmp_path / "specs"
    assert cli("scrape", "--source", small_site, "--specs", specs).code == 0
    # Old specs that are not what the pages say tell apart "left as it was" and "written again".
    for path in (BAD_SPEC, OTHER_SPEC):
        file = specs / path
        file.write_text(file.read_text("utf-8").replace("flowId: {type: integer", "flowId: {type: double"), "utf-8")
    before = contents(specs)
    page = small_site / BAD
    page.write_bytes(damage(page.read_bytes()))

    outcome = cli("scrape", "--source", small_site, "--specs", specs)

    assert outcome.code == 1
    assert len(outcome.problems) == 1
    assert outcome.problems[0].startswith(f"{BAD}: ")
    assert message in outcome.problems[0]
    after = contents(specs)
    assert after.keys() == before.keys()
    assert after.pop(BAD_SPEC) == before.pop(BAD_SPEC)
    assert b"flowId: {type: integer" in after.pop(OTHER_SPEC)
    assert after == {path: text for path, text in before.items() if path != OTHER_SPEC}


def test_a_bad_page_without_an_old_spec_gives_none(
    small_site: Path, tmp_path: Path, cli: Cli, contents: Contents
) -> None:
    (small_site / BAD).write_bytes(b"")

    outcome = cli("scrape", "--source", small_site, "--specs", tmp_path / "specs")

    assert outcome.code == 1
    assert BAD_SPEC not in contents(tmp_path / "specs")
    assert contents(tmp_path / "specs").keys() == {OTHER_SPEC, f".prose/{OTHER_SPEC}", "errors.yaml"}


def test_every_bad_page_has_a_line_of_its_own(small_site: Path, tmp_path: Path, cli: Cli) -> None:
    for page in (BAD, OTHER):
        (small_site / page).write_bytes(b"")

    outcome = cli("scrape", "--source", small_site, "--specs", tmp_path / "specs")

    assert [line.partition(": ")[0] for line in outcome.problems] == sorted([BAD, OTHER])


def test_a_page_over_the_limit_is_not_read(
    small_site: Path, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 3 * 2**20
    monkeypatch.setattr(folder_source, "LARGEST_PAGE", limit)
    with (small_site / BAD).open("ab") as file:
        file.truncate(limit + 1)

    outcome = cli("scrape", "--source", small_site, "--specs", tmp_path / "specs")

    assert outcome.code == 1
    assert outcome.problems == [f"{BAD}: is larger than 3 MB"]


def test_a_page_that_is_a_folder(small_site: Path, tmp_path: Path, cli: Cli) -> None:
    (small_site / BAD).unlink()
    (small_site / BAD).mkdir()

    outcome = cli("scrape", "--source", small_site, "--specs", tmp_path / "specs")

    assert outcome.code == 1
    assert len(outcome.problems) == 1
    assert outcome.problems[0].startswith(f"{BAD}: cannot be read")


def test_a_pipe_among_the_pages(small_site: Path, tmp_path: Path) -> None:
    (small_site / BAD).unlink()
    os.mkfifo(small_site / BAD)

    # In a process of its own, which can be ended: reading a pipe that nobody writes to never does.
    command = [
        sys.executable,
        "-m",
        "generator",
        "scrape",
        "--source",
        str(small_site),
        "--specs",
        str(tmp_path / "specs"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=10)

    assert done.returncode == 1
    assert done.stderr.startswith(f"problem: {BAD}: ")
    assert (tmp_path / "specs" / OTHER_SPEC).is_file()


def test_a_link_that_leads_out_of_the_folder_is_not_followed(small_site: Path, tmp_path: Path, cli: Cli) -> None:
    secret = tmp_path / "secret.html"
    secret.write_bytes((small_site / BAD).read_bytes())
    (small_site / BAD).unlink()
    (small_site / BAD).symlink_to(secret)

    outcome = cli("scrape", "--source", small_site, "--specs", tmp_path / "specs")

    assert outcome.code == 1
    assert outcome.problems == [f"{BAD}: is a link that leads out of the folder"]


def test_a_bad_page_of_shared_types_keeps_the_types_and_the_references_to_them(
    own_site: Path, tmp_path: Path, cli: Cli, contents: Contents
) -> None:
    specs = tmp_path / "specs"
    assert cli("scrape", "--source", own_site, "--specs", specs).code == 0
    before = contents(specs)
    (own_site / "api-reference/tasks/fields.html").write_bytes(b"")

    outcome = cli("scrape", "--source", own_site, "--specs", specs)

    assert outcome.code == 1
    assert outcome.problems == ["api-reference/tasks/fields.html: the page is empty"]
    assert contents(specs) == before


def test_a_page_that_vanishes_leaves_its_method_marked_as_removed(small_site: Path, tmp_path: Path, cli: Cli) -> None:
    specs = tmp_path / "specs"
    assert cli("scrape", "--source", small_site, "--specs", specs).code == 0
    (small_site / BAD).unlink()

    outcome = cli("scrape", "--source", small_site, "--specs", specs)

    assert outcome.code == 0
    spec = (specs / BAD_SPEC).read_text("utf-8")
    assert "status: removed" in spec
    assert "flowId: {type: integer, required: true}" in spec


def test_a_method_renamed_in_case_only_leaves_specs_that_load_again(small_site: Path, tmp_path: Path, cli: Cli) -> None:
    specs = tmp_path / "specs"
    assert cli("scrape", "--source", small_site, "--specs", specs).code == 0
    page = small_site / BAD
    page.write_bytes(page.read_bytes().replace(b"tasks.flow.Flow.pin", b"tasks.flow.flow.pin"))

    assert cli("scrape", "--source", small_site, "--specs", specs).code in (0, 1)
    again = cli("scrape", "--source", small_site, "--specs", specs)

    assert again.code in (0, 1), again.err
    assert "0 new, 0 changed" in again.out
