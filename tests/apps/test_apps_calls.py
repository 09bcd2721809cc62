"""What a portal posts to an application: typed, with a token in one call, and no secret in sight."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import traceback
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24 import CredentialsError, Event, OAuth, events, parse_event
from bitrix24._core.redact import redact
from bitrix24.apps import (
    AppOpen,
    CallError,
    DocumentId,
    Installation,
    Request,
    RobotCall,
    RuleWebhook,
    parse_call,
    parse_installation,
)
from bitrix24.errors import EventError
from tests.apps.making import (
    AUTH,
    EVENT,
    INSTALL,
    MEMBER,
    PAGE,
    PAGE_QUERY,
    PROOF,
    ROBOT,
    RULE,
    SECRETS,
    TELLS_NO_TOKEN,
    UNINSTALL,
    body_of,
    nested,
)
from tests.conftest import ROOT

ANSWERS = ROOT.parent / "shared" / "real" / "answers.json"
ALL = {"page": {**PAGE, **PAGE_QUERY}, "robot": ROBOT, "rule": RULE, "install": INSTALL, "event": EVENT}


def opened(**fields: str) -> AppOpen:
    call = parse_call(Request(body_of({**PAGE, **fields}), body_of(PAGE_QUERY)))
    assert isinstance(call, AppOpen)
    return call


def test_a_page_that_is_opened() -> None:
    call = opened()
    assert (call.placement, call.lang, call.app_sid) == ("CRM_DEAL_DETAIL_TAB", "en", "sid-secret")
    assert call.options == {"ID": "7", "URI": "/crm/deal/details/7/"}
    assert (call.auth.member_id, call.auth.domain, call.auth.status) == (MEMBER, "portal.example.com", "L")
    assert call.auth.expires is not None
    left = call.auth.expires - dt.datetime.now(dt.timezone.utc)
    assert dt.timedelta(seconds=3500) < left <= dt.timedelta(seconds=3600)


@pytest.mark.parametrize("options", ["", "[]", "null", "{}"])
def test_a_page_without_options_has_none(options: str) -> None:
    assert opened(PLACEMENT_OPTIONS=options).options == {}


def test_the_page_of_the_application_is_a_placement_too() -> None:
    posted = {**PAGE_QUERY, **PAGE}
    del posted["PLACEMENT"], posted["PLACEMENT_OPTIONS"]
    call = parse_call(body_of(posted))
    assert isinstance(call, AppOpen)
    assert (call.placement, call.options) == ("DEFAULT", {})


def test_a_robot_and_an_activity() -> None:
    call = parse_call(body_of(ROBOT))
    assert isinstance(call, RobotCall)
    assert (call.code, call.workflow_id) == ("loud", "5a1d4d3d9c1b07.11111111")
    assert (call.document, call.document.number) == (DocumentId("crm", "CCrmDocumentDeal", "DEAL_7"), 7)
    assert call.document_type == DocumentId("crm", "CCrmDocumentDeal", "DEAL")
    assert call.document_type.number is None
    assert call.properties == {"text": "hello", "list": {"0": "a", "1": "b"}}
    assert (call.use_subscription, call.timeout_duration, call.event_token) == (True, 60, "event-token-secret")
    assert call.sent_at == dt.datetime.fromtimestamp(1735374081, dt.timezone.utc)
    assert (call.auth.user_id, call.auth.expires) == (5, dt.datetime.fromtimestamp(1735377681, dt.timezone.utc))


def test_a_robot_that_says_little() -> None:
    posted = {key: value for key, value in ROBOT.items() if key.startswith(("document_id", "event_token", "auth"))}
    call = parse_call(body_of(posted))
    assert isinstance(call, RobotCall)
    assert (call.properties, call.use_subscription, call.timeout_duration) == ({}, False, 0)
    assert (call.document_type, call.sent_at) == (None, None)


@pytest.mark.parametrize(
    ("id", "number"), [("DEAL_7", 7), ("DYNAMIC_147_22", 22), ("12", 12), ("DEAL", None), ("", None)]
)
def test_the_number_in_a_document(id: str, number: int | None) -> None:
    assert DocumentId("crm", "", id).number == number


def test_an_automation_rules_webhook() -> None:
    call = parse_call(Request(body_of(RULE), "stage=WON&key=k"))
    assert isinstance(call, RuleWebhook)
    assert (call.document.number, call.query) == (7, {"stage": "WON", "key": "k"})
    assert not call.is_from(PROOF)
    assert not call.is_from("")
    with pytest.raises(CredentialsError, match="no access token"):
        call.token()


def test_brackets_without_numbers_are_a_list() -> None:
    call = parse_call(
        "document_id[]=crm&document_id[]=CCrmDocumentLead&document_id[]=LEAD_1&"
        + body_of(nested("auth", AUTH)).decode()
    )
    assert isinstance(call, RuleWebhook)
    assert call.document == ("crm", "CCrmDocumentLead", "LEAD_1")


def test_an_event_is_as_the_parser_of_events_reads_it() -> None:
    call = parse_call(body_of(EVENT))
    assert isinstance(call, events.OnCrmDealAdd)
    assert call == parse_event(body_of(EVENT))


@pytest.mark.parametrize("fields", ["&data[FIELDS][ENTITY_TYPE_ID]=147", ""])
@pytest.mark.parametrize("name", ["ONCRMDYNAMICITEMADD_147", "onCrmDynamicItemAdd_147"])
def test_an_event_of_one_type_of_dynamic_items(name: str, fields: str) -> None:
    event = parse_event(f"event={name}&data[FIELDS][ID]=22{fields}")
    assert isinstance(event, events.OnCrmDynamicItemAdd)
    assert (event.name, event.data.fields.id, event.data.fields.entity_type_id) == (name, 22, 147)


@pytest.mark.parametrize("name", ["ONSOMETHINGNEW_147", "ONCRMDYNAMICITEMADD_", "ONCRMDYNAMICITEMADD_x", "_147"])
def test_an_event_that_is_of_no_type(name: str) -> None:
    assert type(parse_event(f"event={name}&data[FIELDS][ID]=22")) is Event


def test_an_event_of_one_type_without_fields() -> None:
    assert type(parse_event("event=ONCRMDYNAMICITEMADD_147&data=7")) is events.OnCrmDynamicItemAdd


@pytest.mark.parametrize("posted", [INSTALL, {**PAGE_QUERY, **PAGE}, nested("auth", AUTH)])
def test_an_installation(posted: Mapping[str, str]) -> None:
    call = parse_installation(body_of(posted))
    assert isinstance(call, Installation)
    assert (call.auth.member_id, call.auth.refresh_token) == (MEMBER, "refresh-secret")
    assert call.version == ("1" if "event" in posted else "")
    assert call.placement == posted.get("PLACEMENT", "")


@pytest.mark.parametrize("posted", [EVENT, ROBOT | {"event": "X"}, {}, UNINSTALL, {**PAGE, "REFRESH_ID": ""}])
def test_what_is_no_installation(posted: Mapping[str, str]) -> None:
    with pytest.raises(CallError, match="no installation"):
        parse_installation(body_of(posted))


@pytest.mark.parametrize("posted", [{**PAGE_QUERY, **PAGE}, ROBOT, EVENT, INSTALL])
def test_a_token_in_one_call(posted: Mapping[str, str]) -> None:
    call = parse_call(body_of(posted))
    token = call.token()
    assert (token.access_token, token.refresh_token) == ("access-secret", "refresh-secret")
    assert (token.portal, token.client_endpoint) == ("https://portal.example.com", "https://portal.example.com/rest/")
    assert token.member_id == MEMBER
    assert token.expires is not None
    assert OAuth(token.portal, token.access_token).base(2) == token.client_endpoint
    assert call.is_from(PROOF)
    assert not call.is_from("")


def test_most_events_have_no_refresh_token() -> None:
    token = parse_call(body_of({key: value for key, value in EVENT.items() if key != "auth[refresh_token]"})).token()
    assert (token.access_token, token.refresh_token) == ("access-secret", "")


def test_what_no_user_did_has_no_token() -> None:
    posted = {"event": "ONCRMDEALADD", **nested("auth", {name: AUTH[name] for name in TELLS_NO_TOKEN})}
    with pytest.raises(CredentialsError, match="no access token"):
        parse_call(body_of(posted)).token()


def test_nothing_is_no_proof() -> None:
    assert not parse_event("event=X&auth[application_token]=").is_from("")
    assert not opened(APPLICATION_TOKEN="").is_from("")


@pytest.mark.parametrize("posted", ALL.values(), ids=ALL)
def test_no_secret_is_shown(posted: Mapping[str, str]) -> None:
    call = parse_call(body_of(posted))
    shown = f"{call!r} {call} {[call]} {call.auth!r} {Request(body_of(posted))!r}"
    assert [secret for secret in SECRETS if secret in shown] == []


def test_a_form_in_a_message_shows_no_secret() -> None:
    assert "secret" not in redact(body_of({**ROBOT, **PAGE}).decode())
    assert "secret" not in redact(repr(parse_call(body_of(ROBOT)).raw))


@pytest.mark.parametrize("posted", ALL.values(), ids=ALL)
def test_a_call_can_be_put_into_a_queue_of_another_process(posted: Mapping[str, str]) -> None:
    call = parse_call(body_of(posted))
    assert pickle.loads(pickle.dumps(call)) == call


WRONG = [
    ("", "no call of a portal"),
    ("x=1", "no call of a portal"),
    (body_of({**PAGE, "PLACEMENT_OPTIONS": "{"}), "PLACEMENT_OPTIONS: expected JSON"),
    (body_of({**PAGE, "PLACEMENT_OPTIONS": "[" * 100_000}), "PLACEMENT_OPTIONS: expected"),
    (body_of({**PAGE, "PLACEMENT_OPTIONS": '{"a":' * 80 + "1" + "}" * 80}), "PLACEMENT_OPTIONS: expected a map"),
    (body_of({**PAGE, "PLACEMENT_OPTIONS": "7"}), "PLACEMENT_OPTIONS: expected a map"),
    (body_of({**PAGE, "AUTH_EXPIRES": "soon"}), "AUTH_EXPIRES: expected number"),
    (body_of({**PAGE, "AUTH_EXPIRES": "9" * 400}), "AUTH_EXPIRES: expected"),
    (body_of({**PAGE, "member_id": "../../etc"}), "member_id: missing"),
    (body_of({**PAGE, "member_id": ""}), "member_id: missing"),
    (body_of({**PAGE, "AUTH_ID[x]": "access-secret"}), "AUTH_ID: expected text"),
    (body_of({**ROBOT, "document_id": "x"}), "document_id: expected module, entity and id"),
    (body_of({**ROBOT, "document_id[3]": "x"}), "document_id: expected"),
    (body_of({**ROBOT, "document_id[2][a]": "x"}), "document_id: expected"),
    (body_of({**ROBOT, "properties": "access-secret"}), "properties: expected a map"),
    (body_of({**ROBOT, "use_subscription": "access-secret"}), "use_subscription: expected boolean"),
    (body_of({**ROBOT, "ts": "1e300"}), "ts: expected timestamp"),
    (body_of({**ROBOT, "auth": "access-secret"}), "auth: expected a map"),
    (body_of({**ROBOT, "auth[expires]": "access-secret"}), "auth: expected|expires: expected"),
    ("event[a]=1", "not an event"),
    ("event=X&a" + "[b]" * 100 + "=1", "nested deeper"),
    (b"\xff", "not a form"),
]


@pytest.mark.parametrize(("posted", "message"), WRONG)
def test_what_is_no_call(posted: bytes | str, message: str) -> None:
    with pytest.raises(CallError, match=message) as caught:
        parse_call(posted)
    assert isinstance(caught.value, EventError)
    assert caught.value.status == 400
    frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)][1:]
    shown = f"{''.join(traceback.format_exception(caught.value))} {[frame.f_locals for frame in frames]}"
    assert [secret for secret in SECRETS if secret in shown] == []


WORDS = st.sampled_from([*PAGE, *PAGE_QUERY, *ROBOT, *EVENT, "auth[]", "document_id[]", "data[FIELDS][]", "event[x]"])
VALUES = st.sampled_from([*PAGE.values(), *ROBOT.values(), "", "[]", "{", "-1", "1e999", "\0", "ё"]) | st.text()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | VALUES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(st.tuples(WORDS, VALUES), max_size=30))
def test_any_form_is_a_call_or_an_error(pairs: list[tuple[str, str]]) -> None:
    held(body_of_pairs(pairs))
    held({**PAGE, **dict(pairs)})
    held({**ROBOT, **dict(pairs)})


@given(st.dictionaries(WORDS | st.text(), JSON, max_size=8) | st.binary() | st.text())
def test_anything_posted_is_a_call_or_an_error(posted: Any) -> None:
    held(posted)
    if isinstance(posted, dict):
        held({**PAGE, **posted})


def body_of_pairs(pairs: list[tuple[str, str]]) -> bytes:
    return "&".join(body_of({key: value.encode("utf-8", "replace")}).decode() for key, value in pairs).encode()


def held(posted: Any) -> None:
    """Either it raises what is said, or what was parsed raises nothing."""
    for parse in (parse_call, parse_installation):
        try:
            call: Any = parse(posted)
        except CallError:
            continue
        assert repr(call)
        assert not call.is_from("nobody's")
        try:
            assert call.token().access_token
        except CredentialsError:
            continue


@pytest.mark.skipif(not ANSWERS.exists(), reason="the recorded requests are not there")
def test_what_real_portals_posted() -> None:
    recorded = [each for each in json.loads(ANSWERS.read_text("utf-8")) if each["kind"] == "event"]
    assert len(recorded) > 10
    for each in recorded:
        call = parse_call(each.get("form_text") or each["form"])
        assert isinstance(call, Event)
        assert type(call) is not Event
        assert call.name == each["event_name"]
        assert call.is_from("apptoken")
        auth = call.raw["auth"]
        if "access_token" in auth:
            token = call.token()
            assert (token.portal, token.access_token) == ("https://portal.example.com", auth["access_token"])
            assert token.expires == int(auth["expires"])
        if call.name == "ONAPPINSTALL":
            assert parse_installation(each["form_text"]).auth.refresh_token == "rt"
