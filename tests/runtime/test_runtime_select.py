"""A key that the caller's own `select` left out is told apart from one that is empty."""

from __future__ import annotations

import asyncio
import copy
import pickle
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import anything, integer, list_of, map_of, string
from bitrix24._core.method import Listing, ListMethod, Method
from bitrix24._core.selection import selection_of
from bitrix24._core.views import View, always, field
from bitrix24.errors import MissingField
from tests.runtime.stub_portal import Answer, Seen, running


class Person(View):
    __slots__ = ()
    id = always("id", integer)
    name = field("name", string)


class Deal(View):
    __slots__ = ()
    id = always("ID", integer)
    title = field("TITLE", string)
    stage_id = field("stageId", string)
    creator = field("CREATOR", Person)
    uf_crm_1 = field("UF_CRM_1", string)


class Found(View):
    __slots__ = ()
    item = field("item", Deal)
    items_ = always("items", list_of(Deal))
    by_id = always("byId", map_of(Deal))
    note = field("note", string)


GET = Method("crm.deal.get", Deal)
FIND = Method("crm.item.get", Found, rest=3)
LIST = ListMethod("crm.deal.list", list_of(Deal), listing=Listing("start"), row=Deal)
NESTED = ListMethod("crm.item.list", Found, listing=Listing("start", ("items",)), row=Deal)
ONE = {"ID": "1", "CREATOR": {"id": "5"}}
LEFT_OUT = r"^Deal\.title: TITLE is not among the call's select; add it to read it$"


def answer(seen: Seen) -> Answer:
    results = {"crm.deal.get": ONE, "crm.deal.list": [ONE]}
    if seen.method == "batch":
        commands = {key: command.partition("?")[0] for key, command in seen.json["cmd"].items()}
        return Answer({"result": {"result": {key: results[name] for key, name in commands.items()}}})
    return Answer({"result": results.get(seen.method, {"item": ONE, "items": [ONE], "byId": {"1": ONE}})})


def refuses(deal: Deal) -> None:
    assert deal.id == 1
    with pytest.raises(MissingField, match=LEFT_OUT):
        print(deal.title)
    assert getattr(deal, "title", "none") == "none"
    with pytest.raises(MissingField, match=r"^Deal\.'TITLE': TITLE is not among"):
        deal.decimal("TITLE")


@pytest.mark.parametrize("params", [{"select": ["ID", "CREATOR"]}, {"SELECT": ("id", "Creator")}])
def test_in_results_rows_pages_batches_and_bulk(params: dict[str, object]) -> None:
    with running(answer) as stub, Client(stub.url) as client:
        refuses(client.invoke(GET, params))
        found = client.invoke(FIND, params)
        assert found.note is None  # not the selected object
        assert found.item is not None
        for deal in (found.item, *found.items_, *found.by_id.values()):
            refuses(deal)
        for method in (LIST, NESTED):
            listed: Any = client.invoke_list(method, params)
            (row,) = listed
            (first,) = listed.first
            ((paged,),) = listed.pages()
            for deal in (row, first, paged, next(iter(getattr(listed.result, "items_", listed.result)))):
                refuses(deal)
        with client.batch() as batch:
            got, several = batch.invoke(GET, params), batch.invoke_list(LIST, params)
        refuses(got.result)
        refuses(several.result[0])
        (done,) = client.bulk(lambda batch, _: batch.invoke(GET, params), [1])
        refuses(done.result)


def test_awaited() -> None:
    async def main(url: str) -> None:
        async with AsyncClient(url) as client:
            refuses(await client.invoke(GET, {"select": ["ID"]}))
            refuses((await client.invoke_list(LIST, {"select": ["ID"]}))[0])
            async for deal in client.invoke_list(LIST, {"select": ["ID"]}):
                refuses(deal)

    with running(answer) as stub:
        asyncio.run(main(stub.url))


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"select": None},
        {"select": []},
        {"select": ["*"]},
        {"select": ["ID", "*", "UF_*"]},
        {"select": ["ID", "title"]},
        {"select": "title"},
        {"select": {"0": "ID", "1": "TITLE"}},
        {"select": ["id", "title.x"]},
        {"select": ["ID", 5]},
        {"selection": ["ID"]},
    ],
)
def test_what_was_selected_or_not_judged_is_empty(params: dict[str, object]) -> None:
    with running(answer) as stub, Client(stub.url) as client:
        assert client.invoke(GET, params).title is None


def test_names_are_compared_without_case_and_underscores() -> None:
    with running(answer) as stub, Client(stub.url) as client:
        deal = client.invoke(GET, {"select": ["id", "STAGE_ID", "UF_*"]})
    assert (deal.stage_id, deal.uf_crm_1) == (None, None)
    refuses(deal)


def test_inside_the_selected_object_nothing_is_judged() -> None:
    with running(answer) as stub, Client(stub.url) as client:
        deal = client.invoke(GET, {"select": ["ID", "CREATOR"]})
    assert deal.creator is not None
    assert (deal.creator.id, deal.creator.name) == (5, None)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda deal: pickle.loads(pickle.dumps(deal))])
def test_copies_know_it_too(copied: Any) -> None:
    with running(answer) as stub, Client(stub.url) as client:
        deal = client.invoke(GET, {"select": ["ID", "CREATOR"]})
    same = copied(deal)
    assert same == deal
    refuses(same)


def test_rows_of_no_class_are_left_alone() -> None:
    method = ListMethod("crm.deal.list", anything, listing=Listing("start"), row=anything)
    with running(answer) as stub, Client(stub.url) as client:
        assert list(client.invoke_list(method, {"select": ["ID"]})) == [ONE]


def test_what_refers_to_a_result_is_not_judged() -> None:
    assert selection_of({"select": ["ID", object()]}) is None


@pytest.mark.parametrize("select", [None, "*", ["*", "UF_*"], ["ID"]])
def test_what_comes_only_by_name_is_left_out_unless_it_is_named(select: object) -> None:
    method = ListMethod("crm.deal.list", list_of(Deal), listing=Listing("start", by_name=("TITLE",)), row=Deal)
    params: dict[str, object] = {} if select is None else {"select": select}
    with running(answer) as stub, Client(stub.url) as b24:
        first = b24.invoke_list(method, params).first
        refuses(first[0])
        refuses(first.result[0])
        named = b24.invoke_list(method, {"select": ["*", "TITLE"]}).first[0]
        assert named.title is None
        assert b24.invoke_list(method, {"select": ["*", "TITLE"]}).first[0].stage_id is None
