"""Only portals that have installed the application are heard, each by its own token."""

from __future__ import annotations

import asyncio
import logging
import stat
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import App, CredentialsError, Event, Token, events
from bitrix24.apps import (
    Application,
    AppOpen,
    CallError,
    CallRefused,
    FilePortals,
    InBackground,
    Installation,
    MemoryPortals,
    Portals,
    Request,
    RobotCall,
    RuleWebhook,
    parse_call,
)
from bitrix24.apps._handing_over import check, run_async
from tests.apps.making import EVENT, INSTALL, MEMBER, PAGE, PAGE_QUERY, PROOF, ROBOT, RULE, SECRETS, UNINSTALL, body_of

TOKEN = Token("a1", "r1", "https://portal.example.com", MEMBER)
FORGED = "forged-token"


@pytest.fixture(params=["memory", "files"])
def portals(request: pytest.FixtureRequest, tmp_path: Path) -> Portals:
    return MemoryPortals() if request.param == "memory" else FilePortals(tmp_path / "portals")


@pytest.fixture
def application(portals: Portals) -> Application:
    portals.add(TOKEN, PROOF)
    return Application(portals, App("id", "client-secret"))


def test_portals_are_kept_apart(portals: Portals) -> None:
    other = Token("a2", "r2", "https://other.example.com", "ff")
    portals.add(TOKEN, "proof 1")
    portals.add(other, "proof 2")
    assert (portals.application_token(MEMBER), portals.application_token("ff")) == ("proof 1", "proof 2")
    assert (portals.tokens(MEMBER).load(), portals.tokens("ff").load()) == (TOKEN, other)

    portals.tokens("ff").save(Token("a3", "r3", other.portal, "ff"))
    portals.remove(MEMBER)
    portals.remove(MEMBER)
    assert (portals.application_token(MEMBER), portals.tokens(MEMBER).load()) == (None, None)
    renewed = portals.tokens("ff").load()
    assert renewed is not None
    assert renewed.access_token == "a3"


def test_files_of_portals_are_for_their_owner_alone_and_seen_by_others_of_the_folder(tmp_path: Path) -> None:
    FilePortals(tmp_path / "a" / "portals").add(TOKEN, PROOF)
    files = sorted((tmp_path / "a" / "portals").iterdir())
    assert [file.name for file in files] == [f"{MEMBER}.app", f"{MEMBER}.json", "portals.lock"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert FilePortals(tmp_path / "a" / "portals").application_token(MEMBER) == PROOF


@pytest.mark.parametrize("member_id", ["", "..", "../x", "a/b", "a\0", "a" * 65, "x.json"])
def test_a_name_is_never_a_path(member_id: str, tmp_path: Path) -> None:
    portals = FilePortals(tmp_path)
    with pytest.raises(CredentialsError):
        portals.application_token(member_id)
    with pytest.raises(CredentialsError):
        portals.add(Token("a", "r", "https://p.example.com", member_id), PROOF)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("posted", "kind"),
    [(EVENT, events.OnCrmDealAdd), (ROBOT, RobotCall), ({**PAGE, **PAGE_QUERY}, AppOpen)],
)
def test_a_call_of_a_known_portal(application: Application, posted: Mapping[str, str], kind: type[Any]) -> None:
    assert type(application.read(body_of(posted))) is kind


@pytest.mark.parametrize("posted", [EVENT, ROBOT, UNINSTALL, INSTALL, {**PAGE, **PAGE_QUERY}])
@pytest.mark.parametrize("forged", [FORGED, ""])
def test_a_forged_call_is_refused(application: Application, posted: Mapping[str, str], forged: str) -> None:
    body = {key: forged if value == PROOF else value for key, value in posted.items()}
    with pytest.raises(CallRefused) as caught:
        application.read(body_of(body))
    assert caught.value.status == 403
    assert application.portals.application_token(MEMBER) == PROOF
    assert application.portals.tokens(MEMBER).load() == TOKEN


def test_a_portal_that_is_not_known_is_refused(portals: Portals) -> None:
    with pytest.raises(CallRefused):
        Application(portals).read(body_of(EVENT))


def test_an_installation_makes_a_portal_known_and_its_end_forgets_it(portals: Portals) -> None:
    application = Application(portals)
    assert isinstance(application.read(body_of(INSTALL)), Installation)
    token = portals.tokens(MEMBER).load()
    assert token is not None
    assert (token.access_token, token.refresh_token, token.expires) == ("access-secret", "refresh-secret", 1735377681)
    assert isinstance(application.read(body_of(EVENT)), Event)

    assert isinstance(application.read(body_of(UNINSTALL)), events.OnAppUninstall)
    assert portals.application_token(MEMBER) is None
    with pytest.raises(CallRefused):
        application.read(body_of(EVENT))


def test_the_installation_page_makes_a_portal_known_and_other_pages_do_not(portals: Portals) -> None:
    application = Application(portals)
    page = Request(body_of(PAGE), body_of(PAGE_QUERY))
    with pytest.raises(CallRefused):
        application.page(page)
    assert application.install(page).auth.member_id == MEMBER
    assert application.page(page).options["ID"] == "7"


def test_who_opens_a_page_does_not_lend_the_application_his_rights(application: Application) -> None:
    application.read(Request(body_of(PAGE), body_of(PAGE_QUERY)))
    assert application.portals.tokens(MEMBER).load() == TOKEN


def test_the_proof_may_come_after_the_token(portals: Portals) -> None:
    application = Application(portals)
    application.install(body_of({**PAGE_QUERY, **PAGE, "APPLICATION_TOKEN": ""}))
    with pytest.raises(CallRefused):
        application.read(body_of(EVENT))
    application.read(body_of(INSTALL))
    application.read(body_of(EVENT))


def test_an_installation_at_a_host_that_is_none(portals: Portals) -> None:
    with pytest.raises(CallError, match="no installation"):
        Application(portals).install(body_of({**PAGE, "DOMAIN": "a b"}))
    assert portals.application_token(MEMBER) is None


def test_what_is_no_page(application: Application) -> None:
    with pytest.raises(CallError, match="no page"):
        application.page(body_of(EVENT))


@pytest.mark.parametrize(
    ("rule_key", "query", "heard"),
    [("", "", False), ("", "key=", False), ("k1", "key=k2", False), ("k1", "key[]=k1", False), ("k1", "key=k1", True)],
)
def test_a_rules_webhook_is_heard_by_its_key(portals: Portals, rule_key: str, query: str, heard: bool) -> None:
    application = Application(portals, rule_key=rule_key)
    if heard:
        assert isinstance(application.read(Request(body_of(RULE), query)), RuleWebhook)
    else:
        with pytest.raises(CallRefused):
            application.read(Request(body_of(RULE), query))


def test_one_session_for_a_portal_until_it_is_installed_anew(application: Application) -> None:
    session = application.oauth(MEMBER)
    assert application.oauth(MEMBER) is session
    application.read(body_of(INSTALL))
    assert application.oauth(MEMBER) is not session
    application.read(body_of(UNINSTALL))
    with pytest.raises(CredentialsError, match="no portal of that member_id"):
        application.oauth(MEMBER)


@pytest.mark.parametrize(("later", "kept"), [(3600, "newer"), (0, "access-secret"), (None, "access-secret")])
def test_an_installation_that_a_proxy_delivers_again_takes_no_newer_token(
    portals: Portals, later: int | None, kept: str
) -> None:
    application = Application(portals)
    application.read(body_of(INSTALL))
    expires = None if later is None else int(INSTALL["auth[expires]"]) + later
    portals.tokens(MEMBER).save(Token("newer", "newer-refresh", "https://portal.example.com", MEMBER, expires=expires))

    application.read(body_of(INSTALL))

    token = portals.tokens(MEMBER).load()
    assert token is not None
    assert token.access_token == kept


def test_an_installation_page_that_is_loaded_again_takes_no_newer_token(portals: Portals) -> None:
    """It says that its token expires in an hour, whenever it is loaded."""
    application = Application(portals)
    page = Request(body_of(PAGE), PAGE_QUERY)
    application.install(page)
    store = portals.tokens(MEMBER)
    for number in (1, 2):
        kept = store.load()
        assert kept is not None
        renewed = kept.renewed({"access_token": f"newer-{number}", "refresh_token": f"newer-refresh-{number}"})
        assert renewed is not None
        store.save(renewed)

    application.install(page)

    token = store.load()
    assert token is not None
    assert token.access_token == "newer-2"


def test_a_page_that_brings_another_token_brings_it(portals: Portals) -> None:
    application = Application(portals)
    application.install(Request(body_of(PAGE), PAGE_QUERY))
    application.install(Request(body_of({**PAGE, "AUTH_ID": "second-access"}), PAGE_QUERY))
    token = portals.tokens(MEMBER).load()
    assert token is not None
    assert token.access_token == "second-access"


def test_a_session_takes_the_registration(portals: Portals) -> None:
    portals.add(TOKEN, PROOF)
    with pytest.raises(CredentialsError, match="without its registration"):
        Application(portals).oauth(MEMBER)


def test_an_application_shows_no_secret(application: Application) -> None:
    shown = f"{application!r} {application.oauth(MEMBER)!r}"
    assert [secret for secret in (*SECRETS, "client-secret", "r1") if secret in shown] == []


@pytest.fixture
def call() -> Event:
    parsed = parse_call(body_of(EVENT))
    assert isinstance(parsed, Event)
    return parsed


def test_work_in_the_background_is_done_after_it_was_taken(call: Event) -> None:
    go, done = threading.Event(), list[object]()
    background = InBackground(lambda taken: (go.wait(10), done.append(taken)))
    background(call)
    assert done == []
    go.set()
    background.close()
    assert done == [call]


def test_what_fails_in_the_background_is_logged_without_secrets(call: Event, caplog: pytest.LogCaptureFixture) -> None:
    def work(_: object) -> None:
        raise ValueError("access_token=access-secret is wrong")

    with caplog.at_level(logging.ERROR):
        background = InBackground(work)
        background(call)
        background.close()
    assert "OnCrmDealAdd was not worked off: ValueError: access_token=*** is wrong" in caplog.text
    assert "access-secret" not in caplog.text


@pytest.mark.parametrize("kind", ["function", "coroutine function", "returns a coroutine"])
def test_work_of_any_kind_is_waited_for_in_a_loop(kind: str, call: Event) -> None:
    done = list[object]()

    async def work(taken: object) -> None:
        done.append(taken)

    kinds: dict[str, Callable[[Any], object]] = {
        "function": done.append,
        "coroutine function": work,
        "returns a coroutine": lambda taken: work(taken),
    }
    asyncio.run(run_async(kinds[kind], call))
    assert done == [call]


async def _coroutine(_: object) -> None: ...


class _Awaited:
    async def __call__(self, _: object) -> None: ...


def _generator(_: object) -> Iterator[None]:
    yield


async def _async_generator(_: object) -> AsyncIterator[None]:
    yield


@pytest.mark.parametrize(
    "work",
    [_coroutine, partial(_coroutine), _Awaited(), _generator, _async_generator, partial(_generator), "work"],
)
def test_work_that_would_never_be_done_is_refused_at_once(work: Any) -> None:
    with pytest.raises(TypeError):
        InBackground(work)


@pytest.mark.parametrize("work", [_generator, _async_generator, partial(_generator), None])
def test_what_a_loop_cannot_await_is_refused_too(work: Any) -> None:
    with pytest.raises(TypeError):
        check(work, awaited=True)


@pytest.mark.parametrize("work", [_coroutine, partial(_coroutine), _Awaited(), print])
def test_what_a_loop_can_await_is_taken(work: Any) -> None:
    check(work, awaited=True)


@pytest.mark.parametrize("made", [_coroutine, _generator, _async_generator])
def test_work_that_was_not_done_is_told(
    made: Callable[[object], object], call: Event, caplog: pytest.LogCaptureFixture
) -> None:
    background = InBackground(lambda given: made(given))
    background(call)
    background.close()
    assert "has not worked" in caplog.text
