"""`b24 events` prints what portals post; `b24 portal` is one."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.command_line.running import PATIENCE, Home

# Each runs the command as a process.
pytestmark = pytest.mark.long  # processes, one or more a test

EVENT = {
    "event": "ONCRMDEALADD",
    "event_handler_id": "1",
    "data[FIELDS][ID]": "171",
    "ts": "1767225600",
    "auth[access_token]": "s3cr3t-access",
    "auth[domain]": "portal.example",
    "auth[member_id]": "a1",
    "auth[application_token]": "application-token",
}


def address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    match = re.search(r"http://\S+", process.stderr.readline())
    assert match
    return match[0]


def post(url: str, form: dict[str, str]) -> int:
    try:
        with urllib.request.urlopen(url, urllib.parse.urlencode(form).encode(), PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_each_event_is_a_line_without_its_tokens(home: Home) -> None:
    with home.started("events", "--port", "0", "--limit", "2") as process:
        url = address(process)
        statuses = [post(url, {"no": "event"}), post(url, EVENT), post(url, {**EVENT, "data[FIELDS][ID]": "172"})]
        out, err = process.communicate(timeout=PATIENCE)

    assert (process.returncode, statuses) == (0, [400, 200, 200])
    first, second = map(json.loads, out.splitlines())
    assert (first["event"], first["data"], second["data"]["FIELDS"]["ID"]) == (
        "ONCRMDEALADD",
        {"FIELDS": {"ID": "171"}},
        "172",
    )
    assert first["auth"]["domain"] == "portal.example"
    assert "s3cr3t" not in out + err
    assert "application-token" not in out + err
    assert "refused: no call of a portal" in err


def test_a_foreign_token_is_refused(home: Home) -> None:
    token = {"BITRIX24_APPLICATION_TOKEN": "application-token"}
    with home.started("events", "--port", "0", "--limit", "1", **token) as process:
        url = address(process)
        foreign = post(url, {**EVENT, "auth[application_token]": "another"})
        own = post(url, EVENT)
        out, err = process.communicate(timeout=PATIENCE)

    assert (foreign, own, len(out.splitlines())) == (403, 200, 1)
    assert "refused: another application's token, or none" in err


def test_events_of_a_portal_arrive(home: Home, portal: str) -> None:
    with home.started("events", "--port", "0", "--limit", "1") as process:
        url = address(process)
        # The portal lets only applications bind: with the application's token, by HTTP.
        bind = urllib.parse.urlencode({"event": "ONCRMDEALADD", "handler": url, "auth": "token"}).encode()
        urllib.request.urlopen(f"{portal.removesuffix('1/secret/')}event.bind", bind, PATIENCE).close()
        home.b24("call", "crm.deal.add", "fields.TITLE=New")
        out, _ = process.communicate(timeout=PATIENCE)

    assert json.loads(out)["event"] == "ONCRMDEALADD"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_portal_until_it_is_stopped(number: signal.Signals, nobody: Home) -> None:
    with nobody.started("portal", "--port", "0") as process:
        assert process.stdout is not None
        webhook = process.stdout.readline().split()[-1]
        called = nobody.b24("call", "profile", BITRIX24_WEBHOOK=webhook)
        process.send_signal(number)
        _, err = process.communicate(timeout=PATIENCE)

    assert called.json["NAME"] == "Alex"
    assert (process.returncode, err) == (0, "")


def test_listening_ends_quietly(nobody: Home) -> None:
    with nobody.started("events", "--port", "0") as process:
        address(process)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)

    assert (process.returncode, "Traceback" in err) == (130, False)


def test_a_port_that_is_taken_is_told(nobody: Home, portal: str) -> None:
    port = portal.split(":")[2].partition("/")[0]

    for command in ("events", "portal"):
        done = nobody.b24(command, "--port", port)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert f"cannot listen on 127.0.0.1:{port}" in done.err
