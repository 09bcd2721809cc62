"""What a user's type checker sees beyond the flows: run by mypy and pyright in `make check`, never executed."""

from typing_extensions import assert_type

from bitrix24 import Client
from bitrix24.types.crm_deals_crm_deal_get_deal import CrmDealsCrmDealGetDeal


def entities(b24: Client) -> None:
    item = b24.crm.item.get(entity_type_id=2, id=351).item
    assert_type(item.id, int)
    added = b24.crm.item.add(entity_type_id=2, fields={"title": "A deal", "opportunity": 999.99})
    assert_type(added.item.id, int)
    assert_type(b24.profile().name, str)
    assert_type(b24.department.delete(id=5), bool)


def deprecated(b24: Client) -> None:
    listed = b24.crm.deal.list  # pyright: ignore[reportDeprecated]  # its development has been halted
    assert_type(listed(select=["ID", "TITLE"], filter={">OPPORTUNITY": 1000}), list[CrmDealsCrmDealGetDeal])
