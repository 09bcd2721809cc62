"""The programs in `examples` run against the local portal as they are, and do what they say."""

from __future__ import annotations

import asyncio
import csv
import importlib.util
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from bitrix24 import Client, TransportError
from bitrix24.portal import LocalPortal
from bitrix24.portal.events import APPLICATION_TOKEN
from bitrix24.portal.server import listening
from bitrix24.portal.tokens import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, TOKEN
from bitrix24.typegen import loaded, module_of
from tests.conftest import ROOT

FOLDER = ROOT / "examples"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def program(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"examples_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Where a dataclass looks its annotations up.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_deals_are_exported_with_contacts_and_custom_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    portal = LocalPortal()
    portal.seed(
        "crm.deal.userfield", [{"FIELD_NAME": "DELIVERY", "USER_TYPE_ID": "date", "EDIT_FORM_LABEL": "Delivery"}]
    )
    (contact,) = portal.seed("crm.contact", [{"NAME": "Ann", "LAST_NAME": "Lee"}])
    portal.seed("crm.deal", [{"TITLE": "Boat", "CONTACT_ID": contact, "UF_CRM_DELIVERY": "2026-12-01"}])
    target = tmp_path / "deals.csv"

    with portal.listening() as webhook:
        program("export_deals").main(webhook, target)

    rows = list(csv.DictReader(target.read_text("utf-8").splitlines()))
    assert capsys.readouterr().out == "171 deals\n"
    assert len(rows) == 171
    assert (rows[-1]["title"], rows[-1]["contact"], rows[-1]["Delivery"][:10]) == ("Boat", "Ann Lee", "2026-12-01")
    assert (rows[0]["title"], rows[0]["contact"], rows[0]["Delivery"]) == ("Deal #1", "", "")
    assert list(tmp_path.iterdir()) == [target]


def orders(file: Path, count: int) -> Path:
    rows = "".join(f"A-{number},Order {number},{number * 10}\n" for number in range(count))
    file.write_text(f"number,title,amount\n{rows}", "utf-8")
    return file


def titles(portal: LocalPortal) -> list[str]:
    found = portal.records("crm.deal", filter={"=ORIGINATOR_ID": "shop"}, order={"ID": "ASC"}, select=["ID", "TITLE"])
    return [deal["TITLE"] for deal in found]


def test_orders_become_deals_and_are_changed_when_they_come_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    portal, source = LocalPortal(), orders(tmp_path / "orders.csv", 500)
    upsert = program("upsert_deals")

    with portal.listening() as webhook:
        assert upsert.main(webhook, source) == 0
        source.write_text(source.read_text("utf-8").replace("Order 7,", "Order seven,"), "utf-8")
        assert upsert.main(webhook, source) == 0

    assert capsys.readouterr().out == "500 added, 0 changed, 0 failed\n0 added, 500 changed, 0 failed\n"
    assert titles(portal) == [f"Order {'seven' if number == 7 else number}" for number in range(500)]


@pytest.mark.parametrize("drop", ["before", "after"])
def test_an_upsert_that_broke_off_goes_on_and_doubles_nothing(tmp_path: Path, drop: str) -> None:
    portal, source = LocalPortal(), orders(tmp_path / "orders.csv", 500)
    upsert = program("upsert_deals")

    with portal.listening() as webhook:
        portal.fault("batch", nth=4, drop="before" if drop == "before" else "after")
        with pytest.raises(TransportError):
            upsert.main(webhook, source)
        assert 0 < len(titles(portal)) < 500
        assert upsert.main(webhook, source) == 0

    assert sorted(titles(portal)) == sorted(f"Order {number}" for number in range(500))


def test_tasks_are_crawled_with_their_comments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    portal, target = LocalPortal(), tmp_path / "tasks.sqlite"
    ids = portal.seed("tasks.task", [{"TITLE": f"Task {number}", "RESPONSIBLE_ID": 1} for number in range(60)])
    portal.seed("task.commentitem", [{"POST_MESSAGE": f"Word {number}"} for number in range(3)], TASKID=ids[0])
    crawl = program("crawl_tasks")

    with portal.listening() as webhook:
        for _ in range(2):
            asyncio.run(crawl.main(webhook, target))

    assert capsys.readouterr().out == "63 tasks, 3 comments\n" * 2
    with closing(sqlite3.connect(target)) as db:
        assert db.execute("SELECT count(*) FROM tasks").fetchone() == (63,)
        assert db.execute("SELECT task, text FROM comments ORDER BY id").fetchall() == [
            (int(ids[0]), f"Word {number}") for number in range(3)
        ]


def test_a_bot_answers_what_it_is_told_once(tmp_path: Path) -> None:
    portal, place = LocalPortal(), tmp_path / "offset"
    bot = program("chat_bot")
    with portal.client() as b24:
        number = bot.register(b24, "secret-of-the-bot")
        assert bot.register(b24, "secret-of-the-bot") == number
        b24.call("im.message.add", {"DIALOG_ID": str(number), "MESSAGE": "hello"})

        for _ in range(2):
            assert bot.answer_new(b24, number, "secret-of-the-bot", place) is False

        said = b24.call("im.dialog.messages.get", {"DIALOG_ID": str(number)}).result["messages"]
    assert sorted(message["text"] for message in said) == ["HELLO!", "hello"]


def test_an_application_with_its_tokens_in_sql_answers_events_of_those_who_installed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = LocalPortal()
    with portal.listening() as webhook:
        root = webhook.partition("/rest/")[0]
        monkeypatch.setenv("CLIENT_ID", CLIENT_ID)
        monkeypatch.setenv("CLIENT_SECRET", CLIENT_SECRET)
        monkeypatch.setenv("TOKEN_URL", f"{root}/oauth/token/")
        monkeypatch.setenv("DATABASE", f"sqlite:///{tmp_path / 'portals.sqlite'}")
        many = program("many_portals")
        with listening(many.server, "127.0.0.1", 0, lambda: None) as url, Client(webhook) as b24:
            application = url.partition("/rest/")[0]
            page = {
                "AUTH_ID": TOKEN,
                "AUTH_EXPIRES": "3600",
                "REFRESH_ID": REFRESH_TOKEN,
                "APPLICATION_TOKEN": APPLICATION_TOKEN,
                "member_id": portal.member_id,
                "PLACEMENT": "DEFAULT",
            }
            where = {"DOMAIN": root.partition("://")[2], "PROTOCOL": "0", "LANG": "en", "APP_SID": "sid"}
            assert httpx.post(f"{application}/install", params=where, data=page).status_code == 200
            # The token of the installation is an hour old when the first deal comes.
            portal.expire_tokens()
            b24.crm.item.add(entity_type_id=2, fields={"title": "Boat", "assignedById": 3})
            done = eventually(lambda: portal.records("tasks.task", filter={"%TITLE": "Boat"}))
            forged = {"event": "ONCRMDEALADD", "data[FIELDS][ID]": "1", "auth[member_id]": "0" * 32}
            assert httpx.post(f"{application}/events", data=forged).status_code == 403
        many.engine.dispose()

    assert [(task["title"], task["responsibleId"]) for task in done] == [("Call about: Boat", "3")]


def eventually(look: Callable[[], list[Any]]) -> list[Any]:
    """What is there in the end."""
    ends = time.monotonic() + 60
    while not (found := look()) and time.monotonic() < ends:
        time.sleep(0.02)
    return found


def due_portal(program: Callable[[LocalPortal], object]) -> list[tuple[str, Any]]:
    """What the program calls, on a portal with the fields of `my_portal`."""
    portal = LocalPortal()
    with portal.client() as b24:
        for field in (
            {"FIELD_NAME": "DELIVERY", "USER_TYPE_ID": "date"},
            {"FIELD_NAME": "PRIORITY", "USER_TYPE_ID": "enumeration", "LIST": [{"VALUE": "Low"}, {"VALUE": "High"}]},
        ):
            b24.call("crm.deal.userfield.add", {"fields": field})
        company = b24.call("crm.item.add", {"entityTypeId": 4, "fields": {"title": "Shipyard"}}).result["item"]["id"]
        known = {"title": "Old", "companyId": company, "originatorId": "shop", "originId": "A-3"}
        b24.call("crm.item.add", {"entityTypeId": 2, "fields": known})
    before = len(portal.calls)
    program(portal)
    return [(call.method, call.params) for call in portal.calls[before:]]


def code_lines(name: str) -> int:
    """Without those that are empty."""
    return sum(bool(line.strip()) for line in (FOLDER / f"{name}.py").read_text("utf-8").splitlines())


def test_the_types_of_a_portal_make_a_program_shorter_that_sends_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(FOLDER)
    source = tmp_path / "orders.csv"
    rows = "".join(f"A-{n},Order {n},{n * 10},2026-12-0{n % 9 + 1},{'Low' if n % 2 else 'High'}\n" for n in range(60))
    source.write_text(f"number,title,amount,delivery,priority\n{rows}", "utf-8")

    def sent(module: ModuleType) -> tuple[list[tuple[str, Any]], str]:
        def run(portal: LocalPortal) -> None:
            with portal.listening() as webhook:
                assert module.main(webhook, source, date(2026, 12, 4)) == 0

        return due_portal(run), capsys.readouterr().out

    calls, printed = sent(program("due_deals"))

    assert (calls, printed) == sent(program("due_deals_plain"))
    assert [method for method, _ in calls].count("batch") == 3
    assert printed.splitlines()[0] == "171; Order 3; 2026-12-04; Low; Shipyard"
    assert len(printed.splitlines()) == 28
    assert code_lines("due_deals") < code_lines("due_deals_plain") * 2 / 3
    assert program("my_portal").Deal.delivery.wire_name == program("due_deals_plain").DELIVERY


def test_the_types_of_the_portal_are_what_its_description_gives() -> None:
    described = loaded((FOLDER / "my_portal.json").read_text("utf-8"))

    assert (FOLDER / "my_portal.py").read_text("utf-8") == module_of(described)


def test_every_example_is_listed_and_tested() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    tests = Path(__file__).read_text("utf-8")

    for file in FOLDER.glob("*.py"):
        assert f"[{file.name}]({file.name})" in page
        assert f'program("{file.stem}")' in tests
