"""`b24 profile` and `b24 login`: several portals, and nobody else sees their secrets."""

from __future__ import annotations

import json
import stat
import sys

import pytest

from tests.command_line.fake_portal import CODE, fake_portal
from tests.command_line.running import Home

# Each runs the command as a process.
pytestmark = pytest.mark.long  # processes, one or more a test

# A browser that logs in at the local portal, which shows the code, and goes back to the application with it.
BROWSER = """
import sys, urllib.parse, urllib.request
url = sys.argv[1]
query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
code = urllib.request.urlopen(url).read().decode()
def back(**answer):
    return urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[2]}/?" + urllib.parse.urlencode(answer)).read()
try:
    back(code="another's", state="another's")
except urllib.error.HTTPError as error:
    assert error.code == 400
back(code=code, state=query["state"][0])
"""
KEYRING = """
import json, pathlib
from keyring.backend import KeyringBackend
FILE = pathlib.Path(__file__).with_name("kept.json")
class Kept(KeyringBackend):
    priority = 5
    def get_password(self, service, name):
        return json.loads(FILE.read_text()).get(f"{service} {name}") if FILE.exists() else None
    def set_password(self, service, name, password):
        FILE.write_text(json.dumps({f"{service} {name}": password}))
    def delete_password(self, service, name):
        FILE.write_text("{}")
"""

linux = pytest.mark.skipif(sys.platform != "linux", reason="the folder of the configuration is another")


def origin(portal: str) -> str:
    return portal.removesuffix("/rest/1/secret/")


def log_in(portal: str) -> list[str]:
    return ["login", origin(portal), "--client-id", "local.app", "--token-url", f"{origin(portal)}/oauth/token/"]


def test_several_portals(nobody: Home, portal: str) -> None:
    with fake_portal(lambda _method, _params: "the other") as other:
        assert nobody.b24("profile", "add", "work", stdin=f"{portal}\n").code == 0
        assert nobody.b24("profile", "add", "other", BITRIX24_WEBHOOK=other.webhook).code == 0
        listed = nobody.b24("profile", "list")
        of_other = nobody.b24("call", "profile")
        of_work = nobody.b24("call", "profile", "--profile", "work")
        assert nobody.b24("profile", "use", "work").code == 0
        again = nobody.b24("call", "profile")

    assert [line[:8].split() for line in listed.out.splitlines()] == [["work"], ["*", "other"]]
    assert (of_other.json, of_work.json["NAME"], again.json["NAME"]) == ("the other", "Alex", "Alex")
    assert CODE not in listed.out + listed.err
    assert nobody.b24("profile", "remove", "work").code == 0
    assert nobody.b24("call", "profile").code == 2
    assert "there are other" in nobody.b24("profile", "use", "work").err


def test_what_is_no_webhook_is_not_kept(nobody: Home) -> None:
    done = nobody.b24("profile", "add", "work", stdin="https://portal.example/s3cr3t\n")

    assert (done.code, "s3cr3t" in done.err) == (2, False)
    assert nobody.b24("profile", "add", "work", stdin="").code == 2
    assert nobody.b24("profile", "list").out == ""


@linux
def test_profiles_are_for_their_owner_alone(nobody: Home, portal: str) -> None:
    nobody.b24("profile", "add", "work", stdin=portal)

    assert stat.S_IMODE((nobody.config / "profiles.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(nobody.config.stat().st_mode) == 0o700
    (nobody.config / "profiles.json").write_text('{"webhook": "s3cr3t"}')
    done = nobody.b24("call", "profile")
    assert (done.code, done.err.count("\n"), "s3cr3t" in done.err) == (2, 1, False)


def test_a_login_whose_code_is_pasted(nobody: Home, portal: str) -> None:
    import urllib.request

    code = urllib.request.urlopen(f"{origin(portal)}/oauth/authorize/?client_id=local.app").read().decode()
    done = nobody.b24(*log_in(portal), "--paste", "--profile", "app", stdin=f"app-secret\n{code}\n", BROWSER="true")

    assert done.code == 0, done.err
    assert "app-secret" not in done.err
    assert code not in done.err
    assert nobody.b24("call", "app.info", "--dry-run").out.count("$BITRIX24_TOKEN") == 1
    assert nobody.b24("call", "profile", "--verbose").json["NAME"] == "Alex"
    taken = nobody.b24("call", "profile", "auth=1", "--unchecked")
    assert (taken.code, taken.err.count("\n"), "'auth' carries the access token" in taken.err) == (2, 1, True)
    if sys.platform == "linux":
        kept = sorted(nobody.config.iterdir())
        assert [stat.S_IMODE(file.stat().st_mode) for file in kept] == [0o600] * len(kept)
        assert sum(file.name.startswith("token-") for file in kept) == 1
    assert nobody.b24("profile", "remove", "app").code == 0
    if sys.platform == "linux":
        assert sorted(file.name for file in nobody.config.iterdir()) == ["profiles.json", "profiles.json.lock"]


def test_a_code_that_is_wrong_keeps_nothing(nobody: Home, portal: str) -> None:
    wrong = nobody.b24(*log_in(portal), "--paste", stdin="app-secret\nnot-the-code\n", BROWSER="true")
    elsewhere = nobody.b24(
        *log_in(portal), "--paste", stdin="app-secret\nhttps://app.example/?code=abc&state=other\n", BROWSER="true"
    )

    assert (wrong.code, elsewhere.code) == (1, 2)
    assert "not-the-code" not in wrong.err
    assert nobody.b24("profile", "list").out == ""


def test_a_login_to_which_the_browser_comes_back(nobody: Home, portal: str, free_port: int) -> None:
    (nobody.folder / "browser.py").write_text(BROWSER)
    done = nobody.b24(
        *log_in(portal),
        *("--port", str(free_port)),
        BITRIX24_CLIENT_SECRET="app-secret",
        BROWSER=f"{sys.executable} {nobody.folder / 'browser.py'} %s {free_port} &",
    )

    assert done.code == 0, done.err
    assert nobody.b24("call", "profile").json["NAME"] == "Alex"


def test_the_keyring_keeps_the_token_where_there_is_one(nobody: Home, portal: str) -> None:
    import urllib.request

    (nobody.folder / "kept_keyring.py").write_text(KEYRING)
    code = urllib.request.urlopen(f"{origin(portal)}/oauth/authorize/?client_id=local.app").read().decode()
    backend = {"PYTHON_KEYRING_BACKEND": "kept_keyring.Kept", "BROWSER": "true"}
    done = nobody.b24(*log_in(portal), "--paste", "--profile", "app", stdin=f"app-secret\n{code}\n", **backend)

    assert done.code == 0, done.err
    kept = json.loads((nobody.folder / "kept.json").read_text())
    token = json.loads(kept["bitrix24-client app"])
    expired = {**token, "access_token": "expired-token", "expires": 1}
    (nobody.folder / "kept.json").write_text(json.dumps({"bitrix24-client app": json.dumps(expired)}))
    assert nobody.b24("call", "profile", **backend).json["NAME"] == "Alex"
    renewed = json.loads(json.loads((nobody.folder / "kept.json").read_text())["bitrix24-client app"])
    assert renewed["access_token"] not in (token["access_token"], "expired-token")
    if sys.platform == "linux":
        files = "".join(file.read_text() for file in nobody.config.iterdir())
        assert token["refresh_token"] not in files
    assert nobody.b24("profile", "remove", "app", **backend).code == 0
    assert (nobody.folder / "kept.json").read_text() == "{}"
