"""What a user's type checker sees of events and codes: run by mypy and pyright in `make check`, never executed."""

from datetime import date, datetime
from typing import Any, Literal

from typing_extensions import assert_type

from bitrix24 import ApiError, Event, EventError, codes, parse_event
from bitrix24.events import OnAppInstall, OnCrmDealAdd, OnCrmDealUpdate, OnImConnectorLineDelete, OnTaskAdd, OnUserAdd


def handle(body: bytes) -> None:
    event = parse_event(body)
    assert_type(event, Event)
    assert_type(event.name, str)
    assert_type(event.sent_at, datetime)
    assert_type(event.handler_id, int | None)
    assert_type(event.auth.user_id, int | None)
    assert_type(event.data["FIELDS"], Any)  # of an event that the documentation does not know
    if isinstance(event, OnCrmDealAdd):
        assert_type(event.data.fields.id, int)


def match(event: Event) -> None:
    match event:
        case OnCrmDealAdd() | OnCrmDealUpdate():
            assert_type(event.data.fields.id, int)
        case OnTaskAdd():
            assert event.data.fields_after is not None
            assert_type(event.data.fields_after.id, int)
        case OnAppInstall():
            assert_type(event.data.active, bool)
        case OnUserAdd():
            assert_type(event.data.uf_department, list[int])
            assert_type(event.data.personal_birthday, date | None)
        case OnImConnectorLineDelete():
            assert_type(event.data, int)
        case _:
            assert_type(event, Event)


def wrong(event: OnCrmDealAdd) -> None:
    name: str = event.data.fields.id  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # an integer
    print(name)
    from bitrix24.events import OnCrmDeal  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnusedImport]  # noqa: F401  # no such event


def refused(error: ApiError | EventError) -> bool:
    assert_type(codes.ERROR_ENTITY_NOT_FOUND, Literal["ERROR_ENTITY_NOT_FOUND"])
    if isinstance(error, ApiError):
        return error.is_code(codes.ERROR_ENTITY_NOT_FOUND, codes.ACCESS_DENIED)
    assert_type(error, EventError)
    return False
