"""What a user's type checker sees beyond the flows: run by mypy and pyright in `make check`, never executed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from typing_extensions import assert_type

from bitrix24 import AsyncClient, Client, SyncList
from bitrix24.types.crm import Deal


def entities(b24: Client) -> None:
    item = b24.crm.item.get(entity_type_id=2, id=351).item
    assert_type(item.id, int)
    added = b24.crm.item.add(entity_type_id=2, fields={"title": "A deal", "opportunity": 999.99})
    assert_type(added.item.id, int)
    assert_type(b24.profile().name, str | None)
    assert_type(b24.department.delete(id=5), bool)


def deprecated(b24: Client) -> None:
    listed = b24.crm.deal.list  # pyright: ignore[reportDeprecated]  # its development has been halted
    deals = listed(select=["ID", "TITLE"], filter={">OPPORTUNITY": 1000})
    assert_type(deals, SyncList[list[Deal], Deal])
    for deal in deals:
        assert_type(deal, Deal)
        assert_type(deal.get("UF_CRM_1"), Any | None)
        assert_type(deal.to_dict(), dict[str, Any])
        assert_type(deal.decimal("OPPORTUNITY"), Decimal | None)
        wire: Mapping[str, Any] = deal
        assert_type({**wire}, dict[str, Any])


def lists(b24: Client) -> None:
    items = b24.crm.item.list(entity_type_id=2)
    assert_type([item.id for item in items], list[int])
    assert_type(items.total, int | None)
    assert_type(items.first.next, int | None)
    assert_type(items.result.items_[0].id, int)
    assert_type([task.id for page in b24.v3.tasks.task.list().pages() for task in page], list[int])


def ids_can_be_passed_on(b24: Client) -> None:
    for task in b24.tasks.task.list(select=["ID"]):
        b24.tasks.task.complete(task_id=task.id)
    for v3_task in b24.v3.tasks.task.list():
        b24.v3.tasks.task.update(id=v3_task.id, fields={"title": v3_task.title})
    for user in b24.user.get():
        b24.tasks.task.list(filter={"RESPONSIBLE_ID": user.id})
    for lead in b24.crm.lead.list():  # pyright: ignore[reportDeprecated]  # as of deals
        assert_type(lead.opened, bool)
        b24.crm.lead.update(id=lead.id, fields={"OPENED": not lead.opened})  # pyright: ignore[reportDeprecated]


async def lists_awaited(b24: AsyncClient) -> None:
    items = b24.crm.item.list(entity_type_id=2)
    assert_type((await items).rows[0].id, int)
    assert_type([item.id async for item in items], list[int])


def no_length(b24: Client) -> None:
    # A list's length is not its first page's.
    items = b24.crm.item.list(entity_type_id=2)
    len(items)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    items[0]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]


def variants(b24: Client) -> None:
    b24.crm.item.add(entity_type_id=1, fields={"title": "A lead", "honorific": "HNR_EN_1"})
    b24.crm.item.add(entity_type_id=2, fields={"title": "A deal", "ufCrm_1721244482250": ["custom"]})
    b24.crm.lead.add(fields={"TITLE": "A lead", "UF_CRM_1": 5})  # pyright: ignore[reportDeprecated]


def wrong_calls(b24: Client) -> None:
    # Each ignore names the one error that must be there; without the error the checkers report the ignore.
    b24.crm.item.add(fields={})  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]  # entity_type_id is missing
    b24.crm.item.add(entity_type_id=2, fields="A deal")  # type: ignore[call-overload]  # pyright: ignore
    b24.crm.item.add(entity_type_id="2", fields={})  # type: ignore[call-overload]  # pyright: ignore
    b24.crm.item.add(2, {})  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]  # by keyword
    b24.sale.order.add(fields={"lid": 5})  # type: ignore[typeddict-item]  # pyright: ignore[reportArgumentType]  # text
