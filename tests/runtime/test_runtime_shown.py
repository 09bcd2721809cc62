"""What people see of views, lists and namespaces in shells and notebooks: short, escaped, and without secrets."""

from __future__ import annotations

import asyncio
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24 import AsyncClient, Client
from bitrix24._core.convert import integer, list_of, string
from bitrix24._core.event import EventAuth
from bitrix24._core.method import Listing, ListMethod
from bitrix24._core.views import View, always, field
from bitrix24.lists import FirstPage, Page
from tests.runtime.list_portal import Table
from tests.runtime.stub_portal import running

SECRET = "s3cr3t-value"
WEBHOOK = f"https://portal.bitrix24.com/rest/1/{SECRET}/"


class Deal(View):
    __slots__ = ()
    id = always("ID", integer)
    title = field("TITLE", string)
    stage_id = field("STAGE_ID", string)


LIST = ListMethod("crm.deal.list", list_of(Deal), listing=Listing("start"), row=Deal)


class Cells(HTMLParser):
    """The tags, and the text of each cell."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.cells: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert attrs == []
        self.tags.add(tag)
        self._open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._open and self._open[-1] in ("td", "th"):
            self.cells[-1] += data


TAGS = {"div", "strong", "table", "tr", "th", "td", "p"}
HOSTILE = st.text(max_size=20) | st.sampled_from(
    ["<script>x</script>", '"><img src=x>', "&lt;", "</td>", "\x00", "\ud800"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | HOSTILE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(HOSTILE, inner, max_size=4),
    max_leaves=10,
)


def test_a_repr_leads_with_id_and_title() -> None:
    raw = {"OTHER": 1, "TITLE": "New deal", "STAGE_ID": "NEW", "ID": "410"}
    assert repr(Deal(raw)) == "Deal(id=410, title='New deal', 2 more)"
    assert repr(View(raw)) == "View(ID='410', TITLE='New deal', 2 more)"
    assert repr(Deal({"ID": "many"})) == "Deal(id='many')"
    assert repr(Deal({"ID": None, "NAME": "x"})) == "Deal(id=None, NAME='x')"


def test_a_repr_without_these_shows_the_first_fields() -> None:
    assert repr(Deal({"STAGE_ID": "NEW", "a": 1, "b c": [2], "d": 4})) == "Deal(stage_id='NEW', a=1, 'b c'=[2], 1 more)"
    assert repr(Deal({})) == "Deal()"


def test_a_table_has_key_and_value() -> None:
    cells = Cells(Deal({"ID": "410", "TITLE": "<b>", "UF_X": {"a": ["b"]}})._repr_html_())
    assert cells.cells == ["ID", "410", "TITLE", "<b>", "UF_X", "{'a': ['b']}"]
    assert cells.tags <= TAGS


@given(st.dictionaries(HOSTILE, JSON, max_size=8))
def test_whatever_the_portal_sends_can_be_shown(raw: dict[str, Any]) -> None:
    view = View(raw)
    assert len(repr(view)) < 700
    html = view._repr_html_()
    assert html.encode()
    cells = Cells(html)
    assert cells.tags <= TAGS
    assert len(cells.cells) == 2 * len(raw)
    assert Cells(Page([view, view], 2)._repr_html_()).tags <= TAGS


def test_the_size_is_bounded() -> None:
    wide = View({f"{number}" * 100: "x" * 1000 for number in range(1000)})
    assert len(repr(wide)) < 500
    assert len(wide._repr_html_()) < 30_000
    page = Page([wide] * 1000, 1000)
    html = page._repr_html_()
    assert len(html) < 150_000
    assert Cells(html).text.endswith("50 of 1000 rows950 more rows980 more columns")


@pytest.mark.parametrize(
    "raw",
    [
        {"access_token": SECRET},
        {"AUTH_ID": SECRET, "ID": 1},
        {"ID": SECRET, "auth": {"refresh_token": SECRET}} | {"ID": WEBHOOK},
        {"url": WEBHOOK},
        {"link": f"https://portal.test/rest/x?auth={SECRET}"},
        {"a": [{"application_token": SECRET}]},
    ],
)
def test_secrets_are_hidden(raw: dict[str, Any]) -> None:
    for view in (View(raw), Deal(raw)):
        assert SECRET not in repr(view)
        assert SECRET not in view._repr_html_()
        assert SECRET not in Page([view], 1)._repr_html_()


def test_the_tokens_of_an_event_are_hidden() -> None:
    auth = EventAuth(dict.fromkeys(("access_token", "refresh_token", "application_token"), SECRET))
    assert SECRET not in repr(auth)
    assert SECRET not in auth._repr_html_()


def test_a_list_shows_its_first_page_once_that_is_read() -> None:
    table = Table(170)
    with running(table) as stub, Client(stub.url) as client:
        listed = client.invoke_list(LIST, {})
        assert repr(listed) == "SyncList(crm.deal.list: iterate for every row, .first is the first page)"
        assert Cells(listed._repr_html_()).text == repr(listed)
        assert table.requests == []
        assert repr(listed.first) == "FirstPage(50 of 170 rows)"
        for html in (listed._repr_html_(), listed.first._repr_html_()):
            cells = Cells(html)
            assert cells.cells[:6] == ["ID", "id", "TITLE", "1", "1", "t1"]
            assert cells.text.endswith("50 of 170 rows")
    assert table.requests == ["crm.deal.list"]


def test_a_list_to_be_awaited_says_how() -> None:
    async def main() -> None:
        async with AsyncClient("https://portal.test/rest/1/w3bh00k/") as client:
            listed = client.invoke_list(LIST, {})
            assert repr(listed) == "AsyncList(crm.deal.list: async for gives every row, await the first page)"
            assert Cells(listed._repr_html_()).text == repr(listed)

    asyncio.run(main())


def test_rows_that_are_no_objects_are_shown_too() -> None:
    assert Cells(Page([1, "<b>"], None)._repr_html_()).cells == ["1", "'<b>'"]
    assert repr(Page([1], None)) == "Page(1 rows)"
    assert Cells(FirstPage([], [], response())._repr_html_()).text == "First page0 rows"


def response() -> Any:
    from bitrix24 import Response

    return Response([], None, None, None, 200, {})


def test_namespaces_say_what_they_are() -> None:
    with Client("https://portal.test/rest/1/w3bh00k/") as client:
        assert re.fullmatch(r"<crm\.deal: add, .*list.*>", repr(client.crm.deal))
        assert repr(client.v3).startswith("<v3: ")
        assert repr(client.v3.tasks.task).startswith("<v3.tasks.task: ")
        assert re.fullmatch(r"<crm: .*, \d+ more>", repr(client.crm))
        assert repr(client.batch().crm.deal).startswith("<crm.deal: ")


def test_tab_completion_knows_attributes_and_keys() -> None:
    deal = Deal({"ID": "1", "UF_X": 2})
    assert {"id", "title", "stage_id", "raw", "to_dict"} <= set(dir(deal))
    assert deal._ipython_key_completions_() == ["ID", "UF_X"]
