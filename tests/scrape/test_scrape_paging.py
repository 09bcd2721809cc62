"""How a method pages: where its rows are, what moves on, and by which id, if any, they can be put in order."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

import pytest

from generator.spec.model import Listing, RowId
from tests.scrape.page_builder import curl, method_article, names, spec

Row: TypeAlias = "tuple[str, str] | tuple[str, str, str]"
ROWS: list[dict[str, Any]] = [{"ID": 7, "NAME": "Emma"}, {"ID": "9", "NAME": "Ulysses"}]
GREATER = "Prefixes: <ul><li><code>&gt;</code> — greater than</li></ul>"
FILTER: Row = ("filter", "object", GREATER)
USUAL: list[Row] = [FILTER, ("order", "object"), ("start", "integer")]


def listing(
    params: list[Row], sent: dict[str, Any] | None = None, title: str = "Get Books shelf.book.list", **answer: Any
) -> Listing | None:
    method = title.split()[-1]
    article = method_article(
        names(*params) if params else "<p>No parameters.</p>",
        curl(sent or {}, method),
        json.dumps({"result": ROWS, "total": 2} | answer),
    )
    return spec(article, title=title).list


def key(params: list[Row], sent: dict[str, Any] | None = None, **answer: Any) -> RowId | None:
    found = listing(params, sent, **answer)
    assert found is not None
    return found.id


# Does it page, and how?


def test_a_start_pages() -> None:
    assert listing([("START", "integer")], title="Get Books shelf.book.get") == Listing(paging="start")


def test_a_counted_list_pages_though_nobody_says_how() -> None:
    assert listing([]) == Listing(paging="start")
    assert listing([("filter", "object")], title="Get Books shelf.book.get") == Listing(paging="start")
    assert listing([("name", "string")], title="Get Books shelf.book.get") is None


@pytest.mark.parametrize("name", ["OFFSET", "LIMIT"])
def test_a_way_of_its_own_is_none_of_ours(name: str) -> None:
    assert listing([(name, "integer")], next=50) is None


@pytest.mark.parametrize(("pagination", "way"), [({"limit": 5, "offset": 0}, "pagination"), ({"limit": 5}, None)])
def test_pagination_needs_an_offset(pagination: dict[str, int], way: str | None) -> None:
    found = listing([("pagination", "object")], {"pagination": pagination})

    assert (found and found.paging) == way


def test_rows_under_a_key_that_the_table_misspells() -> None:
    returned = names(("result", "object"), ("book", "object[]"))
    article = method_article(names(*USUAL), answer=json.dumps({"result": {"books": ROWS}}), returned=returned)
    found = spec(article)

    assert found.list == Listing("books", RowId("ID", ">ID", "ID"), paging="start")
    assert found.returns is not None
    assert list(found.returns.fields) == ["books"]
    assert [defect.what for defect in found.defects] == ["the table names it book"]


def test_a_part_of_the_answer_is_no_answer() -> None:
    part = '<h3>Object book</h3><pre><code>{"ID": 7, "NAME": "Emma"}</code></pre>'
    article = method_article(names(*USUAL), answer=json.dumps({"result": ROWS}), returned=part)

    assert spec(article).list == Listing(None, RowId("ID", ">ID", "ID"), paging="start")


# The id


def test_the_id_as_a_row_a_filter_and_an_order_spell_it() -> None:
    assert key(USUAL) == RowId("ID", ">ID", "ID")
    assert key(USUAL, {"filter": {"=name": "E"}, "order": {"name": "ASC"}}) == RowId("ID", ">id", "id")
    assert key(USUAL, {"filter": {">=Id": 1}, "order": {"Id": "ASC"}}) == RowId("ID", ">Id", "Id")


def test_the_filter_must_know_greater_than() -> None:
    plain: list[Row] = [("filter", "object", "Equal values only."), *USUAL[1:]]

    assert key(plain) is None
    assert key(plain, {"filter": {"<ID": 8}}) == RowId("ID", ">ID", "ID")


@pytest.mark.parametrize("missing", range(3))
def test_without_filter_order_or_start_there_is_none(missing: int) -> None:
    assert key([row for at, row in enumerate(USUAL) if at != missing]) is None


def test_filter_and_order_must_agree() -> None:
    assert key(USUAL, {"filter": {">ID": 1}, "order": {"name": "ASC"}}) is None


def test_an_id_must_be_a_number() -> None:
    assert key(USUAL, result=[{"ID": "66e9"}]) is None
    assert key(USUAL, result=[{"NAME": "Emma"}]) is None


def test_an_order_under_another_name() -> None:
    params: list[Row] = [FILTER, ("SORT", "object"), ("start", "integer")]

    assert key(params) == RowId("ID", ">ID", "ID", sort={"SORT": {"ID": "ASC"}})


def test_an_order_of_two_words() -> None:
    params: list[Row] = [FILTER, ("sort", "string"), ("ORDER", "string"), ("start", "integer")]

    assert key(params) == RowId("ID", ">ID", "ID", sort={"sort": "ID", "ORDER": "ASC"})
    assert key([params[0], *params[2:]]) is None


def test_rows_under_their_ids() -> None:
    found = listing(USUAL, result={"books": {"7": ROWS[0], "9": ROWS[1]}})

    assert found == Listing("books", RowId("ID", ">ID", "ID"), paging="start")
