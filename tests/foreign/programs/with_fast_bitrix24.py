"""What users of fast_bitrix24 write: `python with_fast_bitrix24.py JOB WEBHOOK` prints what a job finds, as JSON."""

from __future__ import annotations

import asyncio
import json
import sys
import warnings
from collections.abc import AsyncIterator

import aiohttp
from fast_bitrix24 import BitrixAsync
from fast_bitrix24.server_response import ErrorInServerResponseException

WEBHOOK = sys.argv[2]
# The portal of the test keeps no limits. The client's own limit of the seconds that a method may be at work is put out
# of reach: it adds up what portals have added up already, and beyond the limit it waits for ten minutes.
B24 = BitrixAsync(WEBHOOK, verbose=False, requests_per_second=1e4, request_pool_size=10_000, operating_time_limit=10**9)
MANY = {"%TITLE": "One of many"}


async def deals() -> AsyncIterator[object]:
    fields = {"TITLE": "Ships & <sails> + 100 %", "OPPORTUNITY": 1999.5, "OPENED": "Y"}
    deal_id = await B24.call("crm.deal.add", {"fields": fields})
    yield type(deal_id).__name__
    yield await B24.call("crm.deal.update", {"ID": deal_id, "fields": {"STAGE_ID": "WON"}})
    # One call's answer that is a map comes under the label that the client gave its command.
    (deal,) = (await B24.call("crm.deal.get", {"ID": deal_id})).values()
    yield [deal["ID"] == str(deal_id), deal["TITLE"], deal["OPPORTUNITY"], deal["STAGE_ID"]]
    found = await B24.get_all(
        "crm.deal.list", {"select": ["ID", "TITLE"], "filter": {"STAGE_ID": "WON", "%TITLE": "sails"}}
    )
    yield [[row["TITLE"], sorted(row)] for row in found]
    several = await B24.call("crm.deal.add", [{"fields": {"TITLE": f"Of {number}"}} for number in range(70)])
    yield [len(several), len(set(several))]
    gone = await B24.call("crm.deal.delete", [{"ID": each} for each in [*several, deal_id]])
    yield [len(gone), set(gone) == {True}]


async def flows() -> AsyncIterator[object]:
    """What is not raw goes in a batch, as it is written; what is raw goes with its name in small letters."""
    (flow,) = (await B24.call("tasks.flow.Flow.get", {"flowId": 516})).values()
    yield flow["name"]
    try:
        yield await B24.call("tasks.flow.Flow.get", {"flowId": 516}, raw=True)
    except aiohttp.ClientResponseError as error:
        yield [error.status]


async def contacts() -> AsyncIterator[object]:
    phones = [{"VALUE": "+49 30 901820", "VALUE_TYPE": "WORK"}, {"VALUE": "+49 170 1", "VALUE_TYPE": "MOBILE"}]
    people = [{"fields": {"NAME": name, "PHONE": phones}} for name in ("Ada", "Grace")]
    ids = await B24.call("crm.contact.add", people)
    found = await B24.get_by_ID("crm.contact.get", ids)
    yield [[each["NAME"], [phone["VALUE"] for phone in each["PHONE"]]] for _, each in sorted(found.items())]
    listed = await B24.get_all("crm.contact.list", {"filter": {"@ID": list(ids)}, "select": ["ID", "PHONE"]})
    yield [len(each["PHONE"]) for each in listed]


async def tasks() -> AsyncIterator[object]:
    task = await B24.call("tasks.task.add", {"fields": {"TITLE": "Sail", "RESPONSIBLE_ID": 1}})
    yield task["title"]
    many = await B24.call(
        "tasks.task.add", [{"fields": {"TITLE": f"Row {number}", "RESPONSIBLE_ID": 1}} for number in range(120)]
    )
    yield len(many)
    found = await B24.get_all("tasks.task.list", {"filter": {"%TITLE": "Row"}, "select": ["ID", "TITLE"]})
    yield [len(found), len({row["id"] for row in found})]


async def lists() -> AsyncIterator[object]:
    """Of ten thousand."""
    found = await B24.get_all("crm.deal.list", {"select": ["ID", "TITLE"], "filter": MANY})
    yield [len(found), len({row["ID"] for row in found})]
    items = await B24.get_all(
        "crm.item.list", {"entityTypeId": 2, "select": ["id", "title"], "filter": {"%title": "One of many"}}
    )
    yield [len(items), len({row["id"] for row in items})]
    ids = [row["ID"] for row in found[:1000]]
    by_id = await B24.get_by_ID("crm.deal.get", ids)
    yield [len(by_id), all(by_id[each]["ID"] == each for each in ids)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        whole = await B24.list_and_get("crm.deal")
    yield [len(whole) >= 10_000, all(deal["ID"] == each for each, deal in whole.items())]
    with B24.slow(2):
        yield len(await B24.get_all("crm.deal.list", {"select": ["ID"], "filter": {**MANY, "<ID": 1000}}))


async def batch() -> AsyncIterator[object]:
    commands = {
        "new": "crm.deal.add?fields[TITLE]=In a batch",
        "got": "crm.deal.get?ID=$result[new]",
    }
    found = await B24.call_batch({"halt": 0, "cmd": commands})
    yield [sorted(found), found["got"]["TITLE"]]
    try:
        await B24.call_batch({"halt": 0, "cmd": {"bad": "crm.deal.get?ID=99999999", **commands}})
    except ErrorInServerResponseException as error:
        yield error.args[0]
    # What is true becomes a word of Python's in its batches: see the test.
    try:
        new = await B24.call("crm.deal.add", {"fields": {"TITLE": "Open?", "OPENED": True}})
        yield next(iter((await B24.call("crm.deal.get", {"ID": new})).values()))["OPENED"]
    except ErrorInServerResponseException as error:
        yield next(iter(error.args[0].values()))


async def errors() -> AsyncIterator[object]:
    try:
        await B24.call("crm.deal.get", {"ID": 99_999_999})
    except ErrorInServerResponseException as error:
        yield next(iter(error.args[0].values()))["error_description"]
    for webhook, method in ((WEBHOOK, "crm.deal.frobnicate"), (f"{WEBHOOK.rstrip('/')}x/", "crm.deal.list")):
        try:
            await BitrixAsync(webhook, verbose=False).call(method, {"ID": 1}, raw=True)
        except aiohttp.ClientResponseError as error:
            yield error.status


async def without_policy() -> AsyncIterator[object]:
    try:
        yield await BitrixAsync(WEBHOOK, verbose=False, respect_velocity_policy=False).get_all("crm.deal.list")
    except KeyError as error:
        yield repr(error)


async def refresh() -> AsyncIterator[object]:
    root = WEBHOOK.partition("/rest/")[0]
    secrets = {"client_id": "local.app", "client_secret": "app-secret", "grant_type": "refresh_token"}
    tokens = {"access_token": "expired-token", "refresh_token": "refresh-token"}
    asked: list[str] = []

    async def token() -> str:
        if not asked:
            asked.append("")
            return tokens["access_token"]
        async with aiohttp.ClientSession() as http:
            params = {**secrets, "refresh_token": tokens["refresh_token"]}
            async with http.get(f"{root}/oauth/token/", params=params) as answer:
                tokens.update(await answer.json())
        asked.append("")
        return tokens["access_token"]

    app = BitrixAsync(f"{root}/rest/", token, verbose=False)
    rows = await app.get_all("crm.deal.list", {"select": ["ID"], "filter": {"<=ID": 170}})
    yield [len(rows), len(asked), tokens["refresh_token"] != "refresh-token"]


async def main() -> None:
    print(json.dumps([each async for each in globals()[sys.argv[1]]()], default=str))


if __name__ == "__main__":
    asyncio.run(main())
