"""What generated methods send, from both clients and in a batch: booleans, moments, files and lists as documented."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from bitrix24 import AsyncClient, Client, File
from bitrix24.errors import ResultError
from tests.runtime.stub_portal import Answer, running

# Methods that the documentation calls outdated are among them.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

TEN = dt.datetime(2026, 6, 1, 10)
FILE = File("a.txt", b"content")
PAIR = ["a.txt", base64.b64encode(b"content").decode()]

Call = Callable[[Any], Any]


def from_client(call: Call) -> Any:
    with running(lambda _: Answer({"result": []})) as stub, Client(stub.url) as b24, contextlib.suppress(ResultError):
        call(b24)
    return stub.seen[0].json


def from_async_client(call: Call) -> Any:
    async def main(url: str) -> None:
        async with AsyncClient(url) as b24:
            with contextlib.suppress(ResultError):
                await call(b24)

    with running(lambda _: Answer({"result": []})) as stub:
        asyncio.run(main(stub.url))
    return stub.seen[0].json


def from_batch(call: Call) -> dict[str, str]:
    answer = Answer({"result": {"result": {"c0": 1, "c1": 2}}})
    with running(lambda _: answer) as stub, Client(stub.url) as b24, b24.batch() as batch:
        call(batch)
        call(batch)  # one alone is no batch
    return dict(parse_qsl(stub.seen[0].json["cmd"]["c0"].partition("?")[2]))


both = pytest.mark.parametrize("sent", [from_client, from_async_client])


@both
@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda b24: b24.crm.deal.add(fields={"OPENED": True}), {"fields": {"OPENED": "Y"}}),
        (lambda b24: b24.crm.deal.add(fields={"CLOSED": False}), {"fields": {"CLOSED": "N"}}),
        (lambda b24: b24.catalog.product.update(id=1, fields={"subscribe": True}), {"fields": {"subscribe": "Y"}}),
        (lambda b24: b24.catalog.product.update(id=1, fields={"subscribe": "D"}), {"fields": {"subscribe": "D"}}),
        (lambda b24: b24.im.notify.get(convert_text=True), {"CONVERT_TEXT": "Y"}),
        (
            lambda b24: b24.landing.site.get_folders(site_id=1, filter={"=DELETED": False, "ACTIVE": True}),
            {"filter": {"=DELETED": "N", "ACTIVE": "Y"}},
        ),
        (
            lambda b24: b24.tasks.flow.flow.create(flow_data={"matchWorkTime": True}),
            {"flowData": {"matchWorkTime": 1}},
        ),
        (lambda b24: b24.crm.deal.add(fields={"BEGINDATE": TEN}), {"fields": {"BEGINDATE": "2026-06-01T10:00:00"}}),
        (lambda b24: b24.crm.deal.add(fields={"BEGINDATE": TEN.date()}), {"fields": {"BEGINDATE": "2026-06-01"}}),
        (
            lambda b24: b24.calendar.event.add(type="user", owner_id=1, name="x", from_=TEN, to=TEN.date()),
            {"from": "2026-06-01T10:00:00", "to": "2026-06-01"},
        ),
        (lambda b24: b24.calendar.event.add(type="user", owner_id=1, name="x", attendees=7), {"attendees": [7]}),
        (lambda b24: b24.crm.deal.add(fields={"CONTACT_IDS": 7}), {"fields": {"CONTACT_IDS": [7]}}),
        (lambda b24: b24.crm.deal.add(fields={"UF_CRM_1": FILE}), {"fields": {"UF_CRM_1": {"fileData": PAIR}}}),
        (
            lambda b24: b24.crm.company.update(id=1, fields={"UF_CRM_1": [FILE, FILE]}),
            {"fields": {"UF_CRM_1": [{"fileData": PAIR}, {"fileData": PAIR}]}},
        ),
        (lambda b24: b24.crm.lead.update(id=1, fields={"UF_1": FILE}), {"fields": {"UF_1": {"fileData": PAIR}}}),
        (lambda b24: b24.crm.contact.add(fields={"UF_1": FILE}), {"fields": {"UF_1": {"fileData": PAIR}}}),
        (
            lambda b24: b24.crm.item.add(entity_type_id=2, fields={"ufCrm_1": FILE, "ufCrm_2": [FILE]}),
            {"fields": {"ufCrm_1": PAIR, "ufCrm_2": [PAIR]}},
        ),
        (
            lambda b24: b24.catalog.product.add(fields={"iblockId": 1, "name": "x", "property258": FILE}),
            {"fields": {"iblockId": 1, "name": "x", "property258": {"value": {"fileData": PAIR}}}},
        ),
        (
            lambda b24: b24.catalog.product.sku.update(id=1, fields={"property258": [FILE]}),
            {"fields": {"property258": [{"value": {"fileData": PAIR}}]}},
        ),
    ],
)
def test_values_go_in_the_documented_form(sent: Callable[[Call], Any], call: Call, expected: dict[str, object]) -> None:
    body = sent(call)
    assert {name: body[name] for name in expected} == expected


@both
def test_a_path_is_a_file_in_fields_that_nobody_listed(sent: Callable[[Call], Any], tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"content")
    assert sent(lambda b24: b24.crm.deal.add(fields={"UF_CRM_1": path})) == {"fields": {"UF_CRM_1": {"fileData": PAIR}}}
    body = sent(lambda b24: b24.lists.element.add(iblock_type_id="a", element_code="x", fields={"PROPERTY_5": path}))
    assert body["FIELDS"]["PROPERTY_5"] == PAIR


def test_a_filter_takes_booleans_as_the_fields_of_its_entity_do() -> None:
    filter = {"CLOSED": False, "!OPENED": True, ">OPPORTUNITY": 5}
    expected = {"CLOSED": "N", "!OPENED": "Y", ">OPPORTUNITY": 5}
    assert from_client(lambda b24: b24.crm.deal.list(filter=filter).rows)["filter"] == expected
    assert from_async_client(lambda b24: b24.crm.deal.list(filter=filter))["filter"] == expected


def test_one_name_is_a_list_of_it_in_lists_too() -> None:
    assert from_client(lambda b24: b24.crm.item.list(2, select="id").rows)["select"] == ["id"]
    assert from_async_client(lambda b24: b24.crm.item.list(2, select="id"))["select"] == ["id"]


def test_in_a_batch_alike() -> None:
    sent = from_batch(
        lambda batch: batch.crm.deal.add(
            fields={"OPENED": True, "CLOSED": False, "BEGINDATE": TEN, "CONTACT_IDS": 7, "UF_CRM_1": FILE}
        )
    )
    assert sent == {
        "fields[OPENED]": "Y",
        "fields[CLOSED]": "N",
        "fields[BEGINDATE]": "2026-06-01T10:00:00",
        "fields[CONTACT_IDS][0]": "7",
        "fields[UF_CRM_1][fileData][0]": "a.txt",
        "fields[UF_CRM_1][fileData][1]": PAIR[1],
    }
