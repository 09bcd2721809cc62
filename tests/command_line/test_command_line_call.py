"""`b24 call`: arguments become parameters, results are JSON, errors one line and an exit code."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.command_line.fake_portal import CODE, fake_portal
from tests.command_line.running import COMMAND, PATIENCE, Home
from tests.conftest import ROOT

# Each runs the command as a process.
pytestmark = pytest.mark.long  # processes, one or more a test

NOWHERE = "http://127.0.0.1:1/rest/1/secret/"


def test_a_call_prints_its_result(home: Home) -> None:
    done = home.b24("call", "crm.item.get", "entityTypeId=2", "id=7")

    assert (done.code, done.err) == (0, "")
    assert done.json["item"]["title"] == "Deal #7"


def test_values_are_of_the_documented_types(home: Home) -> None:
    done = home.b24("call", "crm.item.add", "entityTypeId=2", "fields.title=7", "fields.opportunity=12.5", "--dry-run")

    assert done.code == 0
    assert """-d '{"entityTypeId":2,"fields":{"title":"7","opportunity":12.5}}'""" in done.out


def test_what_is_shown_as_curl_is_a_request(home: Home) -> None:
    for arguments in (["crm.item.get", "entityTypeId=2", "id=7"], ["tasks.task.get", "--rest", "3", "id=51"]):
        shown = home.b24("call", *arguments, "--dry-run")
        run = subprocess.run(
            ["sh", "-c", shown.out], env=home.environment(), capture_output=True, check=True, timeout=PATIENCE
        )

        assert json.loads(run.stdout)["result"]["item"]["id"] == (7 if len(arguments) == 3 else 51)


def test_parameters_come_from_json_a_file_and_standard_input(home: Home) -> None:
    (home.folder / "params.json").write_text('{"entityTypeId": 2, "id": 8}')

    assert home.b24("call", "crm.item.get", "--json", '{"entityTypeId": 2, "id": 7}').json["item"]["id"] == 7
    assert home.b24("call", "crm.item.get", "--json", "@params.json").json["item"]["id"] == 8
    assert home.b24("call", "crm.item.get", "--json", "-", stdin='{"id":9,"entityTypeId":2}').json["item"]["id"] == 9
    assert home.b24("call", "crm.item.get", "--json", "@params.json", "id=3").json["item"]["id"] == 3


def test_a_file_goes_into_the_form_of_the_method(home: Home) -> None:
    (home.folder / "menu.txt").write_bytes(b"Tea, coffee")

    done = home.b24("call", "disk.folder.uploadfile", "id=8930", "data.NAME=menu.txt", "fileContent=@menu.txt")

    assert (done.json["NAME"], done.json["SIZE"]) == ("menu.txt", "11")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["crm.item.gett", "id=7"], "did you mean crm.item.get"),
        (["crm.item.get", "entityTypeId=2", "id=seven"], 'id: "seven" is no integer'),
        (["crm.item.get", "id=7"], "missing: entityTypeId"),
        (["crm.item.get", "entityTypeId=2", "id=7", "useOriginalUfName=Y"], "did you mean useOriginalUfNames"),
        (["crm.item.get", "entityTypeId=2", "id"], "'id' is no argument: write key=value"),
        (["crm.item.get", "entityTypeId:=2x"], "entityTypeId: no JSON"),
        (["crm.item.get", "--json", "[1]"], "a JSON object"),
        (["crm.item.get", "--json", "@nothing.json"], "No such file"),
        (["disk.folder.uploadfile", "id=8930", "fileContent=@nothing.txt"], "no such file"),
        (["crm.item.get/../x", "--unchecked"], "is not a method name"),
        (["crm.item.get", "--no-such-option"], "--no-such-option"),
        (["crm.item.get", "entityTypeId=2", "id=7", "auth=1", "--unchecked", "--profile", "work"], "no profile 'work'"),
        ([], "METHOD"),
    ],
)
def test_wrong_input_is_told_in_one_line_and_sends_nothing(arguments: list[str], said: str, tmp_path: Path) -> None:
    with fake_portal(lambda _method, _params: True) as portal:
        done = Home(tmp_path, portal.webhook).b24("call", *arguments)

        assert (done.code, done.out, portal.asked) == (2, "", [])
    assert said in done.err
    assert done.err.count("\n") == 1
    assert done.err.startswith("b24: ")


def test_a_command_that_is_misspelt(nobody: Home) -> None:
    done = nobody.b24("cal")

    assert (done.code, done.err) == (2, "b24: no command 'cal'; did you mean call; see b24 --help\n")


def test_a_full_disk_is_told(home: Home) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no full device here")
    done = subprocess.run(
        ["sh", "-c", f"{' '.join(COMMAND)} call profile > /dev/full"], env=home.environment(), capture_output=True
    )

    assert (done.returncode, done.stderr.decode()) == (2, "b24: [Errno 28] No space left on device\n")


def test_what_is_not_documented_is_sent_where_that_is_asked_for(tmp_path: Path) -> None:
    with fake_portal(lambda _method, _params: True) as portal:
        home = Home(tmp_path, portal.webhook)
        assert home.b24("call", "some.new.method", "a=1", "b:=2", "--unchecked").out == "true\n"
        assert home.b24("call", "crm.item.get", "id=seven", "new=1", "--unchecked").out == "true\n"

        assert portal.asked == [("some.new.method", {"a": "1", "b": 2}), ("crm.item.get", {"id": "seven", "new": "1"})]


def test_a_refusal_ends_with_1(home: Home) -> None:
    done = home.b24("call", "crm.item.get", "entityTypeId=2", "id=999")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith('b24: crm.item.get: Item not found (code "NOT_FOUND", HTTP 400); see https://')
    assert done.err.count("\n") == 1


def test_a_portal_that_is_not_there_ends_with_3(nobody: Home) -> None:
    done = nobody.b24("call", "profile", BITRIX24_WEBHOOK=NOWHERE)

    assert (done.code, done.out, done.err.count("\n")) == (3, "", 1)
    assert "no connection" in done.err


@pytest.mark.parametrize(("webhook", "said"), [("", "b24 profile add NAME"), ("nonsense", "not a webhook URL")])
def test_without_credentials_it_says_how_to_give_them(nobody: Home, webhook: str, said: str) -> None:
    done = nobody.b24("call", "profile", BITRIX24_WEBHOOK=webhook)

    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err
    assert "nonsense" not in done.err


def test_no_output_shows_the_secret(tmp_path: Path) -> None:
    with fake_portal(lambda _method, _params: True) as portal:
        home = Home(tmp_path, portal.webhook)
        done = [
            home.b24("call", "profile", "--verbose"),
            home.b24("call", "profile", "--dry-run"),
            home.b24("call", "profile", portal.webhook),
            home.b24("call", portal.webhook),
            home.b24("--webhook", portal.webhook),
            home.b24("call", "--json", portal.webhook, "profile"),
            home.b24("profile", "add", "work", portal.webhook),
            home.b24("profile", "use", portal.webhook),
            home.b24(portal.webhook),
        ]

    assert [each.code for each in done] == [0, 0, 2, 2, 2, 2, 2, 2, 2]
    assert [each for each in done if CODE in each.out + each.err] == []
    assert "HTTP 200" in done[0].err


def test_what_the_portal_says_does_not_command_the_terminal(tmp_path: Path) -> None:
    with fake_portal(lambda _method, _params: {"NAME": "\x1b[2J\x9b2J\ud800é"}) as portal:
        done = Home(tmp_path, portal.webhook).b24("call", "profile")

    assert done.out == '{"NAME":"\\u001b[2J\\u009b2J\\ud800é"}\n'


def test_an_interruption_ends_with_130(tmp_path: Path) -> None:
    asked, ended = threading.Event(), threading.Event()

    def wait(_method: str, _params: dict[str, Any]) -> bool:
        asked.set()
        return ended.wait(PATIENCE)

    with fake_portal(wait) as portal, Home(tmp_path, portal.webhook).started("call", "profile") as process:
        assert asked.wait(PATIENCE)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        ended.set()

    assert (process.returncode, "Traceback" in err) == (130, False)


@pytest.mark.parametrize(
    ("missing", "arguments"), [("click", ["--help"]), ("rich", ["search", "deal", "--format", "table"])]
)
def test_without_the_extra_it_says_what_to_install(missing: str, arguments: list[str], nobody: Home) -> None:
    (nobody.folder / f"{missing}.py").write_text(f"raise ModuleNotFoundError('none', name={missing!r})")

    done = nobody.b24(*arguments)

    assert (done.code, done.out) == (2, "")
    assert done.err == "b24: the command line is an extra: pip install 'bitrix24-client[cli]'\n"


def test_the_help_of_every_command_has_examples(nobody: Home) -> None:
    listed = nobody.b24("--help").out
    names = [line.split()[0] for line in listed.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()]

    assert " ".join(names) == (
        "call list export search describe batch upload download events portal login profile mcp types"
    )
    for name in names:
        done = nobody.b24(name, "--help")
        assert done.code == 0
        assert f"\n  b24 {name}" in done.out or '\n  {"method"' in done.out, name


@pytest.mark.parametrize(
    "completing", [{}, {"_B24_COMPLETE": "bash_complete", "COMP_WORDS": "b24 call crm.item.get ", "COMP_CWORD": "3"}]
)
def test_help_and_completion_import_no_client(completing: dict[str, str], nobody: Home) -> None:
    code = """
import atexit, sys
from bitrix24.cli import main
atexit.register(lambda: print({"click", "httpx", "rich", "jsonschema"} & set(sys.modules)))
main(["call", "--help"])
"""
    environment = nobody.environment(**completing)
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert run.stdout.splitlines()[-1] == "{'click'}"


def test_the_module_and_the_script_are_one() -> None:
    assert COMMAND[1:] == ["-m", "bitrix24"]
    assert 'b24 = "bitrix24.cli:main"' in (ROOT / "pyproject.toml").read_text("utf-8")
