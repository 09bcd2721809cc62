"""The command line under full disks, edited files and odd surroundings: no call is lost or made twice in silence."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from bitrix24.cli import profiles
from bitrix24.cli.application import run
from bitrix24.cli.code_listener import CodeListener
from bitrix24.cli.profiles import Profile, Profiles
from tests.command_line.fake_portal import FakePortal, batch_of, commands, fake_portal
from tests.command_line.running import COMMAND, PATIENCE, Home

RESULTS = "calls.jsonl.results.jsonl"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BITRIX24_WEBHOOK", raising=False)
    return tmp_path


def adding(title: str) -> dict[str, Any]:
    return {"method": "crm.deal.add", "params": {"fields": {"TITLE": title}}}


def write(calls: list[Any], path: Path = Path("calls.jsonl")) -> None:
    path.write_text("".join(f"{json.dumps(call)}\n" for call in calls))


def answered(method: str, body: dict[str, Any]) -> Any:
    return 1 if method != "batch" else batch_of({key: number for number, key in enumerate(body["cmd"], 1)})


def titles(portal: FakePortal) -> list[str]:
    sent: list[str] = []
    for method, body in portal.asked:
        if method == "batch":
            sent += [query["fields[TITLE]"] for _, query in commands(body).values()]
        else:
            sent.append(body["fields"]["TITLE"])
    return sent


def b24(portal: FakePortal, *arguments: str) -> int:
    os.environ["BITRIX24_WEBHOOK"] = portal.webhook
    try:
        return run(list(arguments))
    finally:
        del os.environ["BITRIX24_WEBHOOK"]


EDITS: dict[str, Callable[[list[str]], list[str]]] = {
    "one before": lambda lines: [json.dumps(adding("new")), *lines],
    "the first gone": lambda lines: lines[1:],
    "two moved": lambda lines: [lines[1], lines[0], *lines[2:]],
    "one changed": lambda lines: [*lines[:2], json.dumps(adding("new")), *lines[3:]],
}


@pytest.mark.parametrize("edit", EDITS)
def test_no_result_is_taken_for_that_of_another_call(edit: str, capsys: pytest.CaptureFixture[str]) -> None:
    with fake_portal(answered) as portal:
        write([adding(str(number)) for number in range(5)])
        assert b24(portal, "batch", "calls.jsonl") == 0
        lines = Path("calls.jsonl").read_text().splitlines()
        Path("calls.jsonl").write_text("\n".join(EDITS[edit](lines)))
        assert b24(portal, "batch", "calls.jsonl") == 2
        assert "results are of other calls" in capsys.readouterr().err
        assert len(portal.asked) == 1
        # The same written otherwise is the same.
        Path("calls.jsonl").write_text("\r\n".join(line.replace(": ", " :  ") for line in lines))
        assert b24(portal, "batch", "calls.jsonl") == 0
        assert len(portal.asked) == 1


@pytest.mark.parametrize(
    ("tail", "sent"),
    [
        (lambda lines: lines[2][:-1], ["3", "4"]),  # whole, as an editor leaves it
        (lambda lines: lines[2][:20], ["2", "3", "4"]),
        (lambda _: b"\0" * 30, ["2", "3", "4"]),
        (lambda _: b"{", ["2", "3", "4"]),
    ],
)
def test_what_a_last_line_says_counts_if_it_is_whole(tail: Callable[[list[bytes]], bytes], sent: list[str]) -> None:
    with fake_portal(answered) as portal:
        write([adding(str(number)) for number in range(5)])
        assert b24(portal, "batch", "calls.jsonl") == 0
        lines = Path(RESULTS).read_bytes().splitlines(keepends=True)
        Path(RESULTS).write_bytes(b"".join(lines[:2]) + tail(lines))
        portal.asked.clear()
        assert b24(portal, "batch", "calls.jsonl") == 0
        assert titles(portal) == sent
        found = [json.loads(line) for line in Path(RESULTS).read_text().splitlines()]
    assert [each["line"] for each in found] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("content", [b'{"notes": "mine"}', b"mine", b"\xff\xfe\x00", b'["line"]'])
def test_a_file_that_holds_something_else_is_not_touched(content: bytes) -> None:
    write([adding("x")])
    Path("mine").write_bytes(content)
    with fake_portal(answered) as portal:
        assert b24(portal, "batch", "calls.jsonl", "--results", "mine") == 2
        assert portal.asked == []
    assert Path("mine").read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such devices")
@pytest.mark.parametrize(
    "arguments",
    [
        ["calls.jsonl", "--results", "/dev/null"],
        ["calls.jsonl", "--results", "/dev/zero"],
        ["calls.jsonl", "--results", "pipe"],
        ["pipe"],
        ["/dev/zero"],
    ],
)
def test_what_is_no_file_is_refused_at_once(arguments: list[str]) -> None:
    write([adding("x")])
    os.mkfifo("pipe")
    with fake_portal(answered) as portal:
        assert b24(portal, "batch", *arguments) == 2
        assert portal.asked == []


@pytest.mark.parametrize(
    "line",
    [
        '{"method": "batch", "params": {"cmd": {}}}',
        '{"method": "crm.deal.add", "params": {"fields": {"TITLE": "a", "TITLE": "b"}}}',
        f'{{"method": "crm.deal.add", "params": {{"fields": {"[" * 100_000}',
    ],
)
def test_a_line_far_below_that_cannot_be_sent_keeps_all_from_being_sent(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write([adding(str(number)) for number in range(60)])
    with Path("calls.jsonl").open("a") as file:
        file.write(line)
    with fake_portal(answered) as portal:
        assert b24(portal, "batch", "calls.jsonl") == 2
        assert portal.asked == []
    assert "calls.jsonl:61:" in capsys.readouterr().err


@pytest.mark.long  # two processes each
@pytest.mark.skipif(sys.platform == "win32", reason="it has no such limit")
@pytest.mark.parametrize("room", [100, 3000, 5000])
def test_results_that_cannot_be_kept_are_told_and_nothing_is_done_twice(room: int, tmp_path: Path) -> None:
    import resource

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    with fake_portal(answered) as portal:
        home = Home(tmp_path, portal.webhook)
        write([adding(str(number)) for number in range(70)], tmp_path / "calls.jsonl")
        full = subprocess.run(
            [*COMMAND, "batch", "calls.jsonl"],
            cwd=tmp_path,
            env=home.environment(),
            capture_output=True,
            timeout=PATIENCE,
            preexec_fn=limited,  # the child has one thread
        )
        assert full.returncode == 3, full.stderr
        assert b"what was sent last may have run" in full.stderr
        again = home.b24("batch", "calls.jsonl")
        sent = titles(portal)
    assert sorted(sent, key=int) == [str(number) for number in range(70)]
    assert "unknown" in again.err


def test_profiles_that_are_added_at_once_are_all_there() -> None:
    def add(number: int) -> None:
        profiles.change(lambda known: known.with_profile(f"p{number}", Profile("https://portal.example", "x")))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(profiles.load().by_name) == 12


def test_a_link_to_the_profiles_stays_one(here: Path) -> None:
    profiles.folder()
    real = here / "real.json"
    profiles.change(lambda _: Profiles("a", {"a": Profile("https://portal.example", "x")}))
    link = profiles.folder() / "profiles.json"
    link.rename(real)
    link.symlink_to(real)
    profiles.change(lambda known: known.with_profile("b", Profile("https://portal.example", "y")))
    assert link.is_symlink()
    assert list(profiles.load().by_name) == ["a", "b"]


@pytest.mark.parametrize("name", ["", " ", " a", "a\nb", "a\x1b[31m", "x" * 101, "\u202ea"])
def test_a_name_that_nobody_could_write_again_is_refused(name: str) -> None:
    with pytest.raises(click.UsageError):
        profiles.check_name(name)


@pytest.mark.parametrize(
    "arguments",
    [
        ["call", "crm.deal.add", "fields.TITLE=a", "fields.TITLE=b"],
        ["call", "crm.deal.add", "fields.TITLE=a", "fields=b"],
        ["call", "crm.deal.add", f"fields{'.a' * 20_000}=x"],
        ["call", "crm.deal.add", "--json", '{"fields": {"TITLE": "a", "TITLE": "b"}}'],
        ["list", "crm.deal.list", "--filter", "ID=1", "--filter", "ID=2"],
        ["list", "crm.deal.list", "filter.ID=1", "--filter", "TITLE=2"],
    ],
)
def test_an_argument_that_would_be_lost_is_refused(arguments: list[str]) -> None:
    with fake_portal(answered) as portal:
        assert b24(portal, *arguments, *(["--unchecked"] if arguments[0] == "call" else [])) == 2
        assert portal.asked == []


@pytest.mark.long  # two processes
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_write_that_ran_is_told_where_its_result_cannot_be_written(tmp_path: Path) -> None:
    with fake_portal(answered) as portal:
        home = Home(tmp_path, portal.webhook)
        called = f"{' '.join(COMMAND)} call crm.deal.add fields.TITLE=x"
        done = [
            subprocess.run(
                ["sh", "-c", f"{called} {where}"], env=home.environment(), capture_output=True, timeout=PATIENCE
            )
            for where in (">/dev/full", ">&-")
        ]
        asked = len(portal.asked)
    assert [each.returncode for each in done] == [3, 2]
    assert b"crm.deal.add has run" in done[0].stderr
    assert done[1].stderr == b"b24: standard output is closed\n"
    assert asked == 1


def test_a_silent_browser_and_a_refusal_keep_nobody_waiting() -> None:
    for query, code in (("code=c0de", "c0de"), ("error=access_denied", None)):
        with CodeListener(0, "state") as listener:
            port = listener.server_address[1]
            with socket.create_connection(("127.0.0.1", port)):  # connects ahead
                statuses: list[int] = []

                def come_back(query: str = query, port: int = port, statuses: list[int] = statuses) -> None:
                    for address in ("/favicon.ico", "/?code=evil&state=other", f"/?{query}&state=state"):
                        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
                        connection.request("GET", address)
                        statuses.append(connection.getresponse().status)
                        connection.close()

                thread = threading.Thread(target=come_back)
                thread.start()
                if code is None:
                    with pytest.raises(click.ClickException, match="access_denied"):
                        listener.wait()
                else:
                    assert listener.wait() == code
                thread.join()
        assert statuses == [400, 400, 200 if code else 400]
