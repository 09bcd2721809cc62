"""Where credentials and links go when a portal sends them elsewhere: counted on real sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client, Hooks, Moved, OAuth, StoredOAuth, Token
from bitrix24._core.convert import anything
from bitrix24._core.effects import Reply, Request
from bitrix24._core.method import Method
from bitrix24._core.origin import may_fetch, may_move, origin_of
from bitrix24._core.redirect import new_portal, next_link
from bitrix24.auth import Credentials, Webhook
from bitrix24.errors import (
    AuthError,
    BadAnswer,
    Bitrix24Error,
    ConnectionFailed,
    CredentialsError,
    PortalError,
    TransportError,
)
from bitrix24.retries import NO_RETRIES
from bitrix24.tokens import MemoryStore
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Seen, Stub, running
from tests.runtime.token_portal import TokenPortal, app

ADD = Method("crm.deal.add", anything)
GET = Method("crm.deal.get", anything, writes=False)
CALLS = 20


def calls_sync(credentials: str | Credentials, hooks: Hooks, times: int) -> list[object]:
    """What came of each call: its result, or its error."""
    outcomes: list[object] = []
    with Client(credentials, clock=FakeClock(), retries=NO_RETRIES, hooks=hooks) as client:
        for _ in range(times):
            try:
                outcomes.append(client.invoke(ADD, {}))
            except Bitrix24Error as error:
                outcomes.append(error)
    return outcomes


def calls_async(credentials: str | Credentials, hooks: Hooks, times: int) -> list[object]:
    async def main() -> list[object]:
        async with AsyncClient(credentials, clock=FakeClock(), retries=NO_RETRIES, hooks=hooks) as client:
            return [(await asyncio.gather(client.invoke(ADD, {}), return_exceptions=True))[0] for _ in range(times)]

    return asyncio.run(main())


Calls = Callable[[Any, Hooks, int], list[object]]
both = pytest.mark.parametrize("calls", [calls_sync, calls_async])


def dead_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return int(bound.getsockname()[1])


def redirect(origin: str, times: int) -> Callable[[Seen], Answer]:
    """A portal that sends the first so many calls elsewhere."""
    left = [times]

    def answer(seen: Seen) -> Answer:
        left[0] -= 1
        return Answer(b"", 302, {"Location": origin + seen.path}) if left[0] >= 0 else Answer({"result": 5})

    return answer


def credentials_for(kind: str, stub: Stub, store: MemoryStore) -> Credentials:
    if kind == "webhook":
        return Webhook(stub.url)
    if kind == "token":
        return OAuth(stub.origin, "access-1")
    store.save(Token("access-1", "refresh-1", stub.origin))
    return StoredOAuth(app(stub), store)


kinds = pytest.mark.parametrize("kind", ["webhook", "token", "stored"])


@both
@kinds
def test_a_redirect_to_a_dead_host_costs_the_calls_that_were_redirected_and_no_other(calls: Calls, kind: str) -> None:
    told: list[Moved] = []
    store = MemoryStore()
    with running(redirect(f"http://127.0.0.1:{dead_port()}", 1)) as stub:
        credentials = credentials_for(kind, stub, store)
        outcomes = calls(credentials, Hooks(moved=told.append), CALLS + 1)
        assert credentials.portal == stub.origin
    assert isinstance(outcomes[0], ConnectionFailed)
    assert outcomes[1:] == [5] * CALLS
    assert told == []
    if kind == "stored":
        assert store.load() == Token("access-1", "refresh-1", stub.origin)


WRONG: dict[str, tuple[Answer, type[Exception]]] = {
    "a page": (Answer(b"<html>welcome</html>"), BadAnswer),
    "a portal that does not know the credentials": (Answer({"error": "NO_AUTH_FOUND"}, 401), AuthError),
    "a gateway": (Answer(b"<html>bad gateway</html>", 502), PortalError),
    "a redirect to a page to log in": (Answer(b"", 302, {"Location": "/auth/"}), BadAnswer),
    "JSON of something else": (Answer({"ok": True}), BadAnswer),
}


@both
@kinds
@pytest.mark.parametrize("wrong", WRONG)
def test_a_redirect_to_a_wrong_host_is_not_remembered(calls: Calls, kind: str, wrong: str) -> None:
    answer, error = WRONG[wrong]
    with running(lambda _: answer) as other, running(redirect(other.origin, 2)) as stub:
        credentials = credentials_for(kind, stub, MemoryStore())
        outcomes = calls(credentials, Hooks(), CALLS + 2)
    assert [type(outcome) for outcome in outcomes[:2]] == [error, error]
    assert outcomes[2:] == [5] * CALLS
    assert len(other.seen) == 2


@both
def test_a_store_that_cannot_save_the_new_address_loses_no_answer_of_a_call_that_ran(calls: Calls) -> None:
    class Full(MemoryStore):
        def save(self, token: Token) -> None:
            if token.portal != old.origin:
                raise OSError("no space left")
            super().save(token)

    with (
        running(lambda _: Answer({"result": 5})) as new,
        running(redirect("", 0)) as old,
    ):
        old.handler = lambda seen: Answer(b"", 302, {"Location": new.origin + seen.path})
        store = Full(Token("access-1", "refresh-1", old.origin))
        credentials = StoredOAuth(app(new), store)
        assert calls(credentials, Hooks(), 3) == [5] * 3
    assert (len(old.seen), len(new.seen)) == (1, 3)
    assert credentials.portal == new.origin


@both
def test_the_message_of_a_refused_redirect_says_what_to_do(calls: Calls) -> None:
    with running(redirect("https://new.example", CALLS)) as stub:
        outcomes = calls(stub.url, Hooks(), 3)
    assert [str(outcome) for outcome in outcomes] == [
        "crm.deal.add: redirected to https://new.example, where the credentials are not sent;"
        " if the portal is there, give the client that address (HTTP 302)"
    ] * 3
    assert len(stub.seen) == 3


# What a proxy in between, or a portal that somebody has broken into, may write into `Location`.
FOREIGN = [
    "https://evil.example",
    "https://crm.example.evil.example",
    "https://evil-crm.example",
    "http://crm.example",
    "https://127.0.0.1",
    "https://127.1",
    "https://localhost",
    "https://[::1]",
    "https://169.254.169.254",
    "https://10.0.0.1",
    "https://192.168.1.1",
    "https://0.0.0.0",
    "https://crm.example@evil.example",
    "https://crm.example:secret@evil.example",
    "https://crm.example\\@evil.example",
    "https://crm.example%2eevil.example",
    "https://crm.example%00.evil.example",
    "https://a.bitrix24.com",
    "//evil.example",
    "https:evil.example",
]
ODD = [
    "javascript:alert(1)",
    "data:text/html,x",
    "mailto:a@b.example",
    "file:///etc/passwd",
    "ftp://crm.example",
    "https://xn--",
    "https://xn--a",
    "https://xn--0.example",
    "https://\xe4.example",
    "https://crm.example:99999",
    "https://crm.example:0",
    "https://crm.example:-1",
    "https://crm.example:x",
    "https://[::",
    "https://[::1%25eth0]",
    "https://",
    "https:///",
    "",
    "?",
    "\xff\xfe",
    "https://" + "a" * 70_000,
    "https://h\t",
    "https://a b",
]


@pytest.mark.parametrize("location", [*FOREIGN, *ODD])
def test_no_location_leads_the_credentials_of_a_portal_of_ones_own_elsewhere(location: str) -> None:
    asked = Request("m", "https://crm.example/rest/1/secret/m", b"", {}, None)  # type: ignore[arg-type]  # never sent
    found = new_portal(asked, Reply(302, {"location": f"{location}/rest/1/secret/m"}, b""))
    assert found is None or isinstance(found, BadAnswer)


@pytest.mark.parametrize(
    "location", [*FOREIGN[:17], *FOREIGN[18:], *ODD, "https://a.bitrix24.evil", "https://a.bitrix24.site"]
)
def test_no_location_leads_the_credentials_of_the_cloud_out_of_it(location: str) -> None:
    asked = Request("m", "https://p.bitrix24.com/rest/1/secret/m", b"", {}, None)  # type: ignore[arg-type]
    found = new_portal(asked, Reply(302, {"location": f"{location}/rest/1/secret/m"}, b""))
    assert found is None or isinstance(found, BadAnswer)


@both
@pytest.mark.parametrize("location", ODD)
def test_an_odd_location_is_an_error_of_ours(calls: Calls, location: str) -> None:
    raw = location.replace("\t", " ").encode("latin-1").decode("latin-1")
    with running(lambda _: Answer(b"", 302, {"Location": raw})) as stub:
        outcomes = calls(stub.url, Hooks(), 2)
    assert [type(outcome) for outcome in outcomes] == [BadAnswer] * 2
    assert "secret123" not in str(outcomes)
    assert len(stub.seen) == 2


@pytest.mark.parametrize(
    "url",
    [
        "https://xn--/rest/1/secret123/",
        "https://xn--a/rest/1/secret123/",
        "https://p.example:99999/rest/1/secret123/",
        "https://p.example%00/rest/1/secret123/",
        "https://[::/rest/1/secret123/",
        "https://" + "a" * 70_000 + "/rest/1/secret123/",
    ],
)
def test_a_host_that_is_none_is_refused_without_the_secret(url: str) -> None:
    for make in (Webhook, lambda text: OAuth(text.partition("/rest")[0], "secret123")):
        with pytest.raises(CredentialsError) as caught:
            make(url)
        assert "secret123" not in repr(caught.value)
        assert caught.value.__context__ is None


# What the authorization server's answer may name as the portal: only the first ones may be believed.
ENDPOINTS: list[tuple[str, str, str]] = [
    ("https://p.bitrix24.com", "https://q.bitrix24.de/rest/", "https://q.bitrix24.de"),
    ("https://p.bitrix24.com", "http://q.bitrix24.de/rest/", "https://q.bitrix24.de"),
    ("https://crm.example", "https://crm.example:8443/rest/api/v1/", "https://crm.example:8443"),
    ("https://p.bitrix24.com", "https://evil.example/rest/", "https://p.bitrix24.com"),
    ("https://p.bitrix24.com", "https://a.bitrix24.evil/rest/", "https://p.bitrix24.com"),
    ("https://p.bitrix24.com", "https://127.0.0.1/rest/", "https://p.bitrix24.com"),
    ("https://p.bitrix24.com", "https://p.bitrix24.com@evil.example/rest/", "https://p.bitrix24.com"),
    ("https://crm.example", "http://crm.example/rest/", "https://crm.example"),
    ("https://crm.example", "https://169.254.169.254/rest/", "https://crm.example"),
    ("https://crm.example", "javascript:alert(1)", "https://crm.example"),
    ("https://crm.example", "https://xn--/rest/", "https://crm.example"),
    ("https://crm.example", "", "https://crm.example"),
]


@pytest.mark.parametrize(("old", "named", "kept"), ENDPOINTS)
def test_a_refresh_moves_a_token_only_where_a_redirect_may(old: str, named: str, kept: str) -> None:
    renewed = Token("a", "r", old, "m1").renewed({"access_token": "b", "refresh_token": "s", "client_endpoint": named})
    assert renewed == Token("b", "s", kept, "m1")


@both
def test_a_refresh_that_names_a_foreign_host_sends_it_nothing(calls: Calls) -> None:
    portal = TokenPortal()
    portal.moved_to = "https://evil.example"
    with running(portal) as stub:
        portal.stub = stub
        store = MemoryStore(Token("access-1", "refresh-1", stub.origin, "m1"))
        credentials = StoredOAuth(app(stub), store)
        assert calls(credentials, Hooks(), 2) == ["access-2"] * 2
        assert store.load() == Token("access-2", "refresh-2", stub.origin, "m1", 67, "crm")


@both
def test_the_token_of_another_portal_is_not_used_and_not_asked_for_again(calls: Calls) -> None:
    portal = TokenPortal()
    with running(portal) as stub:
        portal.stub = stub
        store = MemoryStore(Token("access-1", "refresh-1", stub.origin, "another"))
        outcomes = calls(StoredOAuth(app(stub), store), Hooks(), CALLS)
    assert [type(outcome) for outcome in outcomes] == [AuthError] * CALLS
    assert (portal.refreshes, portal.executed) == (1, 0)


def fetch_sync(url: str, link: str, path: Path) -> None:
    with Client(url, clock=FakeClock()) as client:
        client.download(link, path)


def fetch_async(url: str, link: str, path: Path) -> None:
    async def main() -> None:
        async with AsyncClient(url, clock=FakeClock()) as client:
            await client.download(link, path)

    asyncio.run(main())


fetches = pytest.mark.parametrize("fetch", [fetch_sync, fetch_async])
Fetch = Callable[[str, str, Path], None]


@fetches
@pytest.mark.parametrize("location", ODD)
def test_a_link_that_leads_to_an_odd_location_is_an_error_of_ours(fetch: Fetch, location: str, tmp_path: Path) -> None:
    raw = location.replace("\t", " ")
    with running(lambda _: Answer(b"", 302, {"Location": raw})) as stub, pytest.raises(TransportError):
        fetch(stub.url, f"{stub.origin}/file?auth=secret123", tmp_path / "a.bin")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("https://p.bitrix24.com", "https://cdn.example", True),
        ("https://p.bitrix24.com", "http://cdn.example", False),
        ("https://p.bitrix24.com", "https://127.0.0.1", False),
        ("https://p.bitrix24.com", "https://localhost:8443", False),
        ("https://p.bitrix24.com", "https://a.localhost", False),
        ("https://p.bitrix24.com", "https://[::1]", False),
        ("https://p.bitrix24.com", "https://[::ffff:127.0.0.1]", False),
        ("https://p.bitrix24.com", "https://2130706433", False),
        ("https://p.bitrix24.com", "https://0x7f.1", False),
        ("http://p.example", "http://169.254.169.254", False),
        ("http://p.example", "http://10.1.2.3", False),
        ("https://10.1.2.3", "https://10.1.2.3:8443", True),
        ("http://127.0.0.1:1", "http://127.0.0.1:2", True),
        ("https://p.example", "https://8.8.8.8", True),
    ],
)
def test_where_a_link_may_lead(old: str, new: str, expected: bool) -> None:
    assert may_fetch(old, new) is expected
    assert not may_move(old, new) or expected


def test_a_link_leads_on_as_browsers_read_it() -> None:
    asked = Request("download", "https://p.example/a/b?token=1", b"", {}, None, "GET")  # type: ignore[arg-type]
    expected: Mapping[str, str] = {
        "/c": "https://p.example/c",
        "c": "https://p.example/a/c",
        "//cdn.example/c": "https://cdn.example/c",
        "?x=1": "https://p.example/a/b?x=1",
    }
    for location, link in expected.items():
        onward = next_link(asked, Reply(302, {"location": location}, b""))
        assert isinstance(onward, Request)
        assert onward.url == link


@pytest.mark.parametrize(
    "text", [f"https://{odd}" for odd in ["xn--", "h:99999", "h:0", "%00", "a b", "", "[::", "h@", "ä\xad"]]
)
def test_an_origin_is_read_or_refused_and_nothing_else(text: str) -> None:
    assert origin_of(text) is None or text.isascii()
