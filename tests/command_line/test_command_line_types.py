"""`b24 types`: a module and a description beside it; what has changed; clear words for what goes wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bitrix24.portal import LocalPortal
from bitrix24.portal.testing import running_portal
from tests.command_line.running import COMMAND, PATIENCE, Home
from tests.conftest import ROOT

# Each runs the command as a process.
pytestmark = pytest.mark.long  # processes, one or more a test

DESCRIPTION = ROOT / "tests" / "typegen" / "golden.json"
MODULE = ROOT / "tests" / "typing" / "golden_portal.py"


def test_a_module_and_its_description_are_written_and_then_as_before(home: Home) -> None:
    first = home.b24("types", "--out", "my_portal.py")
    again = home.b24("types", "--out", "my_portal.py")
    use = "import my_portal, os; print(my_portal.Portal(os.environ['BITRIX24_WEBHOOK']).deals.get(7).title)"
    used = subprocess.run([sys.executable, "-c", use], cwd=home.folder, env=home.environment(), capture_output=True)

    assert (first.code, first.out) == (0, "")
    assert first.err.splitlines()[0] == "b24: my_portal.json: written"
    assert first.err.splitlines()[1].startswith("b24: my_portal.py: written; ")
    assert again.err.startswith("b24: my_portal.py: as before; ")
    assert used.stdout.decode() == "Deal #7\n", used.stderr.decode()
    assert "secret" not in (home.folder / "my_portal.json").read_text() + (home.folder / "my_portal.py").read_text()


def test_check_says_what_has_changed_and_writes_nothing(tmp_path: Path) -> None:
    with running_portal() as webhook:
        home = Home(tmp_path, webhook)
        missing = home.b24("types", "--out", "my_portal.py", "--check")
        home.b24("types", "--out", "my_portal.py")
        same = home.b24("types", "--out", "my_portal.py", "--check")
        fields = ["fields.FIELD_NAME=X", "fields.USER_TYPE_ID=date", "fields.LABEL=Delivery date"]
        home.b24("call", "crm.deal.userfield.add", *fields, "--unchecked")
        moved = home.b24("types", "--out", "my_portal.py", "--check")
        module = home.folder / "my_portal.py"
        before = module.read_text()
        written = home.b24("types", "--out", "my_portal.py")

    assert (missing.code, missing.out.splitlines()[0]) == (10, "my_portal.py: not what would be written now")
    assert (same.code, same.out) == (0, "")
    assert (moved.code, moved.out) == (10, "Deal (crm.item:2): field 'Delivery date' (ufCrmX, date): new\n")
    assert "delivery_date" not in before
    assert "b24: Deal (crm.item:2): field 'Delivery date' (ufCrmX, date): new" in written.err
    assert "delivery_date = DateField" in module.read_text()


def test_a_module_that_somebody_has_edited_is_found(home: Home) -> None:
    home.b24("types", "--out", "my_portal.py")
    with (home.folder / "my_portal.py").open("a") as file:
        file.write("x = 1\n")

    done = home.b24("types", "--out", "my_portal.py", "--check")

    assert (done.code, done.out) == (10, "my_portal.py: not what would be written now\n")


def test_a_description_alone_is_enough(nobody: Home) -> None:
    done = nobody.b24("types", "--from", str(DESCRIPTION), "--out", "my_portal.py")
    kept = nobody.b24("types", "--from", str(DESCRIPTION), "--save", "kept.json")
    checked = nobody.b24("types", "--from", str(DESCRIPTION), "--out", "my_portal.py", "--save", "kept.json", "--check")

    assert (done.code, done.err) == (0, "b24: my_portal.py: written; 4 entities, 54 fields\n")
    assert (nobody.folder / "my_portal.py").read_bytes() == MODULE.read_bytes()
    assert (kept.code, kept.err) == (0, "b24: kept.json: written\n")
    assert (nobody.folder / "kept.json").read_bytes() == DESCRIPTION.read_bytes()
    assert (checked.code, checked.out, checked.err) == (0, "", "")


def test_a_webhook_is_named_or_a_profile(home: Home, nobody: Home) -> None:
    named = nobody.b24("types", "--out", "a.py", "--webhook", home.webhook)
    nobody.b24("profile", "add", "work", stdin=f"{home.webhook}\n")
    by_profile = nobody.b24("types", "--out", "b.py", "--profile", "work")

    assert (named.code, by_profile.code) == (0, 0)
    assert (nobody.folder / "a.py").read_bytes() == (nobody.folder / "b.py").read_bytes()


def test_what_is_missing_for_want_of_a_scope_is_told(tmp_path: Path) -> None:
    with LocalPortal(scope="crm").listening() as webhook:
        done = Home(tmp_path, webhook).b24("types", "--out", "my_portal.py")
    with LocalPortal(scope="disk").listening() as webhook:
        nothing = Home(tmp_path, webhook).b24("types", "--out", "nothing.py")

    assert done.code == 0
    assert "b24: tasks: left out: it needs the scope task\n" in done.err
    assert nothing.code == 1
    assert nothing.err.startswith("b24: the portal tells nothing: ")
    assert not (tmp_path / "nothing.py").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name the module with --out, or with --save a file for the description alone"),
        (["--out", "my-portal.py"], "--out my-portal.py: nobody could import that; a name like my_portal.py"),
        (["--out", "portal.txt"], "--out portal.txt: nobody could import that; a name like my_portal.py"),
        (["--out", "x.py", "--from", "none.json"], "Invalid value for '--from': File 'none.json' does not exist"),
        (["--out", "x.py", "--from", "bad.json"], "bad.json: no description of a portal: it is no JSON"),
        (["--out", "x.py", "--webhook", "https://example.com/"], "not a webhook URL"),
        (["--out", "x.py"], "no portal: put the URL of a webhook into BITRIX24_WEBHOOK"),
        (["--out", "no/x.py", "--from", str(DESCRIPTION)], "No such file or directory"),
    ],
)
def test_wrong_use_is_one_line(nobody: Home, arguments: list[str], said: str) -> None:
    (nobody.folder / "bad.json").write_text("{")
    done = nobody.b24("types", *arguments)

    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert not list(nobody.folder.glob("*.py"))


def test_a_description_of_another_portal_is_not_gone_on_with(home: Home) -> None:
    described = {**json.loads(DESCRIPTION.read_text("utf-8")), "portal": "other.example.com"}
    (home.folder / "my_portal.json").write_text(json.dumps(described))

    done = home.b24("types", "--out", "my_portal.py")

    assert done.code == 2
    assert "my_portal.json describes other.example.com, and this is 127.0.0.1: write a module for each" in done.err
    assert not (home.folder / "my_portal.py").exists()


def test_a_portal_that_is_not_reached_leaves_the_old_module(home: Home) -> None:
    home.b24("types", "--out", "my_portal.py")
    before = (home.folder / "my_portal.py").read_bytes()

    done = home.b24("types", "--out", "my_portal.py", "--webhook", "http://127.0.0.1:1/rest/1/secret/")

    assert (done.code, len(done.err.splitlines())) == (3, 1)
    assert (home.folder / "my_portal.py").read_bytes() == before


def test_what_is_interrupted_writes_nothing(nobody: Home) -> None:
    os.mkfifo(nobody.folder / "slow.json")
    command = [*COMMAND, "types", "--from", "slow.json", "--out", "my_portal.py"]
    process = subprocess.Popen(command, cwd=nobody.folder, env=nobody.environment())
    with (nobody.folder / "slow.json").open("w"):  # it reads
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)

    assert process.returncode == 130
    assert not (nobody.folder / "my_portal.py").exists()


def test_without_the_extra_it_says_what_to_install(nobody: Home) -> None:
    (nobody.folder / "anyascii.py").write_text("raise ModuleNotFoundError('no', name='anyascii')")
    done = nobody.b24("types", "--out", "x.py")

    assert (done.code, done.err) == (2, "b24: b24 types is an extra: pip install 'bitrix24-client[types]'\n")


@pytest.mark.parametrize("name", ["typing.py", "bitrix24.py", "class.py", "own.py", "pipe.py"])
def test_no_other_module_is_written_over_or_hidden(home: Home, name: str) -> None:
    (home.folder / "own.py").write_text("print('mine')\n")
    os.mkfifo(home.folder / "pipe.py")
    done = home.b24("types", "--from", str(DESCRIPTION), "--out", name)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert (home.folder / "own.py").read_text() == "print('mine')\n"
    assert name in ("own.py", "pipe.py") or not (home.folder / name).exists()
