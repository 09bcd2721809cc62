"""Lists of entities: what is asked for, what comes, and how many requests relations take."""

from __future__ import annotations

import asyncio

import pytest

from bitrix24 import Client, MissingField, NotFound
from bitrix24.portal import LocalPortal
from tests.entities.sample_portal import AsyncPortal, Company, Contact, Contract, ContractType, Deal, Portal


def requests(local: LocalPortal, after: int) -> list[str]:
    """The methods of the requests after so many calls."""
    return [call.method for call in local.calls[after:] if not call.in_batch]


def seeded(client: Client, count: int) -> None:
    """As many deals as that, each with a company, two contacts and a product."""
    companies = [client.call("crm.item.add", {"entityTypeId": 4, "fields": {"title": f"C{n}"}}) for n in range(3)]
    company_ids = [each.result["item"]["id"] for each in companies]
    contacts = [client.call("crm.item.add", {"entityTypeId": 3, "fields": {"name": f"P{n}"}}) for n in range(4)]
    contact_ids = [each.result["item"]["id"] for each in contacts]
    rows = [
        {
            "title": f"Related {number}",
            "companyId": company_ids[number % 3],
            "contactIds": [contact_ids[number % 4], contact_ids[(number + 1) % 4]],
        }
        for number in range(count)
    ]
    for call in client.bulk(lambda batch, row: batch.call("crm.item.add", {"entityTypeId": 2, "fields": row}), rows):
        product = {"ownerType": "D", "ownerId": call.result["item"]["id"], "productName": "Oar", "price": 5}
        client.call("crm.item.productrow.add", {"fields": {**product, "quantity": 2}})


def test_a_list_is_asked_for_as_it_is_documented(b24: Portal, local: LocalPortal) -> None:
    list(b24.deals.list(where=Deal.amount > 16000, select=[Deal.title, Deal.amount], order=[Deal.amount.desc()]))
    assert local.calls[-1].params == {
        "entityTypeId": 2,
        "select": ["id", "title", "opportunity"],
        "filter": {">opportunity": 16000},
        "order": {"opportunity": "DESC"},
    }


def test_every_row_comes_and_lists_are_lists(b24: Portal) -> None:
    deals = b24.deals.list(select=[Deal.title])
    assert [deal.id for deal in deals] == list(range(1, 171))
    assert [deal.title for deal in deals.first][:2] == ["Deal #1", "Deal #2"]
    assert deals.report.rows == 170
    assert [deal.id for deal in deals.after({"method": "crm.item.list", "after": 168})] == [169, 170]


def test_orders_are_kept(b24: Portal) -> None:
    found = list(b24.deals.list(order=[Deal.amount.desc(), Deal.id.asc()], select=[Deal.amount]))
    assert found == sorted(found, key=lambda deal: (-(deal.amount or 0), deal.id))


def test_relations_come_with_a_request_for_each_page(b24: Portal, local: LocalPortal) -> None:
    seeded(b24, 60)
    before = len(local.calls)

    deals = list(
        b24.deals.list(
            where=Deal.title.starts_with("Related"),
            select=[Deal.title],
            related=[Deal.company, Deal.contacts, Deal.product_rows],
        )
    )

    sent = requests(local, before)
    assert len(deals) == 60
    assert {method: sent.count(method) for method in sent} == {"crm.item.list": 4, "batch": 3}
    for number, deal in enumerate(deals):
        assert deal.company is not None
        assert deal.company.title == f"C{number % 3}"
        assert [contact.name for contact in deal.contacts] == [f"P{number % 4}", f"P{(number + 1) % 4}"]
        assert [(row.product_name, row.price, row.quantity) for row in deal.product_rows] == [("Oar", 5.0, 2.0)]
    assert isinstance(deals[0].company, Company)
    assert isinstance(deals[0].contacts[0], Contact)


def test_what_is_not_there_is_none_and_empty(b24: Portal, local: LocalPortal) -> None:
    id = b24.deals.add(title="Alone").id
    before = len(local.calls)
    deal = b24.deals.get(id, related=[Deal.company, Deal.contacts, Deal.product_rows])
    assert (deal.company, deal.contacts, deal.product_rows) == (None, [], [])
    assert requests(local, before) == ["crm.item.get", "crm.item.productrow.list"]


def test_what_was_deleted_since_is_none(b24: Portal) -> None:
    company = b24.companies.add(title="Gone")
    deal = b24.deals.add(title="Boat", company_id=company.id)
    b24.companies.delete(company.id)
    assert b24.deals.get(deal.id, related=[Deal.company]).company is None


def test_a_record_with_many_products_has_all_of_them(b24: Portal) -> None:
    deal = b24.deals.add(title="Fleet")
    rows = [{"productName": f"Boat {number}", "price": 1, "quantity": 1} for number in range(120)]
    b24.call("crm.item.productrow.set", {"ownerType": "D", "ownerId": deal.id, "productRows": rows})
    names = [row.product_name for row in b24.deals.get(deal.id, related=[Deal.product_rows]).product_rows]
    assert names == [f"Boat {number}" for number in range(120)]


def test_the_first_page_has_its_relations_too(b24: Portal) -> None:
    seeded(b24, 2)
    first = b24.deals.list(where=Deal.title.starts_with("Related"), related=[Deal.company]).first
    assert [deal.company is not None for deal in first] == [True, True]


def test_what_was_not_loaded_says_how(b24: Portal) -> None:
    deal = b24.deals.add(title="Boat")
    with pytest.raises(MissingField, match=r"Deal\.company has not been loaded: add related=\[Deal\.company\]"):
        _ = deal.company
    with pytest.raises(AttributeError, match="cannot be set"):
        deal.company = None


def test_smart_processes_are_entities(b24: Portal) -> None:
    company = b24.companies.add(title="Owner")
    contract = b24.contracts.add(title="Boat house", contract_type=ContractType.LEASE, company_id=company.id)
    (found,) = b24.contracts.list(where=Contract.contract_type == ContractType.LEASE, related=[Contract.company])
    assert (found.id, found.contract_type) == (contract.id, ContractType.LEASE)
    assert found.company is not None
    assert found.company.title == "Owner"
    b24.contracts.delete(contract.id)
    with pytest.raises(NotFound):
        b24.contracts.get(contract.id)


def test_a_portal_with_other_options_has_entities_of_its_own(b24: Portal) -> None:
    deals = b24.deals
    assert b24.deals is deals
    assert b24.with_options(deadline=60).deals is not deals


def test_awaited_it_is_the_same(async_b24: AsyncPortal, local: LocalPortal) -> None:
    seeded(local.client(), 60)

    async def story() -> None:
        deals = async_b24.deals
        condition = Deal.title.starts_with("Related")
        along = [Deal.company, Deal.contacts, Deal.product_rows]
        before = len(local.calls)
        found = [deal async for deal in deals.list(where=condition, select=[Deal.title], related=along)]
        sent = requests(local, before)
        assert {method: sent.count(method) for method in sent} == {"crm.item.list": 4, "batch": 3}
        assert [deal.company is not None and len(deal.contacts) for deal in found] == [2] * 60
        assert [len(deal.product_rows) for deal in found] == [1] * 60
        page = await deals.list(where=condition, related=[Deal.company])
        assert [deal.company is not None for deal in page] == [True] * 50
        assert [deal.id async for deal in deals.list(where=condition)] == [deal.id for deal in found]
        one = await deals.get(found[0].id, related=[Deal.contacts])
        assert [contact.name for contact in one.contacts] == ["P0", "P1"]
        await deals.delete(one.id)
        with pytest.raises(NotFound):
            await deals.get(one.id)

    asyncio.run(story())
