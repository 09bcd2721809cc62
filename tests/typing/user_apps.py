"""What a user's type checker sees of `bitrix24.apps`: run by mypy and pyright in `make check`, never executed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from typing_extensions import assert_type

from bitrix24 import App, AsyncClient, Client, Event, StoredOAuth, Token, parse_event
from bitrix24.apps import (
    Application,
    AppOpen,
    AsyncOfflineEvents,
    Call,
    DocumentId,
    FilePortals,
    InBackground,
    Installation,
    MemoryPortals,
    OfflineEvent,
    OfflineEvents,
    Portals,
    Request,
    RobotCall,
    RuleWebhook,
    WorkedOff,
    parse_call,
    parse_installation,
)
from bitrix24.events import OnCrmDynamicItemAdd


def handle(body: bytes, query: str, form: Mapping[str, str]) -> None:
    call = parse_call(Request(body, query))
    assert_type(call, Call)
    assert_type(call.token(), Token)
    assert_type(call.is_from("token"), bool)
    assert_type(call.auth.member_id, str)
    match call:
        case AppOpen():
            assert_type(call.placement, str)
            assert_type(call.options, Mapping[str, Any])
            assert_type(call.auth.expires, datetime | None)
        case RobotCall():
            assert_type(call.document, DocumentId)
            assert_type(call.document.number, int | None)
            assert_type(call.use_subscription, bool)
        case RuleWebhook():
            assert_type(call.query, Mapping[str, Any])
        case Installation():
            assert_type(call.version, str)
        case OnCrmDynamicItemAdd():
            assert_type(call.data.fields.entity_type_id, int)
        case Event():
            assert_type(call.name, str)
    assert_type(parse_installation(form), Installation)
    assert_type(parse_event(form), Event)


def application(app: App) -> None:
    stores: list[Portals] = [MemoryPortals(), FilePortals("portals")]
    made = Application(stores[0], app)
    assert_type(made.read(b""), Call)
    assert_type(made.page(b""), AppOpen)
    assert_type(made.oauth("00"), StoredOAuth)
    InBackground(print)(made.read(b""))


def offline(b24: Client) -> None:
    assert_type(OfflineEvents(b24).work_off(print), WorkedOff)


async def offline_async(b24: AsyncClient) -> None:
    async def work(event: OfflineEvent) -> None:
        assert_type(event.event, Event)

    assert_type(await AsyncOfflineEvents(b24).work_off(work), WorkedOff)
