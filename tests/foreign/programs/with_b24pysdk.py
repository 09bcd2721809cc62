"""What users of b24pysdk write: `python with_b24pysdk.py JOB WEBHOOK` prints what the job has found, as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

from b24pysdk import BitrixAppLocal, BitrixTokenLocal, BitrixWebhook
from b24pysdk.api.requesters.bitrix_oauth_requester import BitrixOAuthRequester
from b24pysdk.errors import BitrixAPIError, BitrixAPIExpiredToken, BitrixBaseAPIError

WEBHOOK = sys.argv[2]
DOMAIN = urlsplit(WEBHOOK).netloc
TOKEN = BitrixWebhook(domain=DOMAIN, webhook_token=urlsplit(WEBHOOK).path.removeprefix("/rest/").strip("/"))
B24 = TOKEN.get_client(prefer_version=2)
B24_V3 = TOKEN.get_client(prefer_version=3)


def refused(call: Any) -> list[object]:
    try:
        return ["taken", call.result]
    except BitrixBaseAPIError as error:
        response = error.json_response
        return [type(error).__name__, error.status_code, response.get("error"), response.get("error_description")]


def _values(found: Any) -> list[Any]:
    return list(found.values()) if isinstance(found, dict) else found


def flows() -> Iterator[object]:
    new = {
        "name": "Letters",
        "plannedCompletionTime": 7200,
        "distributionType": "manually",
        "responsibleList": [["user", "3"]],
    }
    flow_id = B24.tasks.flow.flow.create(new).result["id"]
    yield B24.tasks.flow.flow.is_exists({"name": "Letters"}).result
    yield B24.tasks.flow.flow.pin(flow_id).result
    yield B24.tasks.flow.flow.update({**new, "id": flow_id, "name": "Parcels"}).result["name"]
    yield B24.tasks.flow.flow.activate(flow_id).result
    yield [B24.tasks.flow.flow.get(flow_id).result[name] for name in ("name", "plannedCompletionTime", "active")]
    yield B24.tasks.flow.flow.delete({"id": flow_id}).result
    yield refused(B24.tasks.flow.flow.get(flow_id))


def deals() -> Iterator[object]:
    fields = {"TITLE": "Ships & <sails> + 100 %", "OPPORTUNITY": 1999.5, "CURRENCY_ID": "EUR", "OPENED": "Y"}
    deal_id = B24.crm.deal.add(fields).result
    yield type(deal_id).__name__
    yield B24.crm.deal.update(deal_id, {"STAGE_ID": "WON", "COMMENTS": None}).result
    deal = B24.crm.deal.get(deal_id).result
    yield [deal["ID"] == str(deal_id), deal["TITLE"], deal["OPPORTUNITY"], deal["STAGE_ID"], deal["OPENED"]]
    found = B24.crm.deal.list(
        select=["ID", "TITLE"],
        filter={">OPPORTUNITY": 1500, "STAGE_ID": ["WON"], "%TITLE": "sails"},
        order={"ID": "DESC"},
    )
    yield [[row["TITLE"], sorted(row)] for row in found.result]
    yield [found.response.total, found.response.next]
    yield B24.crm.deal.delete(deal_id).result
    yield refused(B24.crm.deal.get(deal_id))


def contacts() -> Iterator[object]:
    phones = [{"VALUE": "+49 30 901820", "VALUE_TYPE": "WORK"}, {"VALUE": "+49 170 1", "VALUE_TYPE": "MOBILE"}]
    contact_id = B24.crm.contact.add({"NAME": "Ada", "LAST_NAME": "Lovelace", "PHONE": phones, "EXPORT": "Y"}).result
    contact = B24.crm.contact.get(contact_id).result
    yield [contact["NAME"], contact["LAST_NAME"], contact["EXPORT"]]
    yield [[each["VALUE"], each["VALUE_TYPE"], each["TYPE_ID"]] for each in contact["PHONE"]]
    changed = [{"ID": contact["PHONE"][0]["ID"], "DELETE": "Y"}, {"VALUE": "+49 30 5", "VALUE_TYPE": "HOME"}]
    yield B24.crm.contact.update(contact_id, {"PHONE": changed}).result
    yield [each["VALUE"] for each in B24.crm.contact.get(contact_id).result["PHONE"]]
    yield [row["NAME"] for row in B24.crm.contact.list(filter={"LAST_NAME": "Lovelace"}, select=["NAME"]).result]
    yield B24.crm.contact.delete(contact_id).result
    yield refused(B24.crm.contact.get(contact_id))[:3]


def tasks() -> Iterator[object]:
    task_id = B24.tasks.task.add({"TITLE": "Sail", "RESPONSIBLE_ID": 1, "DEADLINE": "2030-01-02T15:00:00+03:00"}).result
    task_id = task_id["task"]["id"]
    task = B24.tasks.task.get(int(task_id), select=["ID", "TITLE", "DEADLINE"]).result["task"]
    yield [task["id"] == str(task_id), task["title"], task["deadline"]]
    yield B24.tasks.task.update(int(task_id), {"TITLE": "Sail home"}).result["task"]["title"]
    found = B24.tasks.task.list(filter={"ID": [task_id]}, select=["ID", "TITLE"]).result["tasks"]
    yield [row["title"] for row in found]
    yield B24.tasks.task.delete(int(task_id)).result
    yield refused(B24.tasks.task.get(int(task_id)))[:2]


def tasks_v3() -> Iterator[object]:
    task_id = B24_V3.tasks.task.add({"title": "Sail", "creatorId": 1, "responsibleId": 1}).result["item"]["id"]
    yield B24_V3.tasks.task.update(task_id, {"title": "Sail home"}).result
    yield B24_V3.tasks.task.get(task_id, select=["id", "title"]).result["item"]["title"]
    yield B24_V3.tasks.task.delete(task_id).result
    yield refused(B24_V3.tasks.task.get(task_id, select=["id"]))


def lists() -> Iterator[object]:
    """Of ten thousand."""
    request = B24.crm.deal.list(select=["ID", "TITLE"], filter={"%TITLE": "One of many"})
    by_pages = request.as_list().result
    yield [len(by_pages), len({row["ID"] for row in by_pages})]
    fast = list(request.as_list_fast().result)
    yield [len(fast), [row["ID"] for row in fast] == [row["ID"] for row in by_pages]]
    backwards = list(request.as_list_fast(descending=True).result)
    yield [row["ID"] for row in backwards] == [row["ID"] for row in reversed(by_pages)]
    yield len(request.as_list(limit=120).result)
    yield len(list(request.as_list_fast(limit=120).result))
    some = [int(row["ID"]) for row in by_pages[100:3100]]
    yield len(B24.crm.deal.list(select=["ID"], filter={"@ID": some}).as_list().result)
    yield len(list(B24.crm.deal.list(select=["ID"], filter={"@ID": some}).as_list_fast().result))
    items = B24.crm.item.list(entity_type_id=2, select=["id", "title"], filter={"%title": "One of many"})
    yield len(items.as_list().result)
    yield len(list(items.as_list_fast().result))
    one = B24.crm.deal.list(select=["ID"], filter={"TITLE": "One of many 1"})
    yield [len(one.as_list().result), len(list(one.as_list_fast().result))]


def batch() -> Iterator[object]:
    requests = {
        "new": B24.crm.deal.add({"TITLE": "In a batch & more", "OPENED": "Y", "OPPORTUNITY": 5}),
        "got": B24.crm.deal.list(filter={"ID": "$result[new]"}),
        "bad": B24.crm.deal.get(99_999_999),
    }
    found = B24.call_batch(requests).result
    yield [[row["TITLE"], row["OPPORTUNITY"]] for row in found.result["got"]]
    yield found.result_error["bad"]["error_description"]
    yield sorted(found.result_total)
    halted = B24.call_batch({"bad": requests["bad"], "never": requests["got"]}, halt=True).result
    yield [halted.result, sorted(halted.result_error)]
    many = B24.call_batches([B24.crm.deal.get(number) for number in range(1, 121)]).result
    yield [row["ID"] for row in _values(many.result)] == [str(number) for number in range(1, 121)]
    unnamed = B24.call_batch([B24.user.current(), B24.crm.deal.list(select=["ID"])]).result
    yield [len(unnamed.result), _values(unnamed.result_next), unnamed.result_error]


def errors() -> Iterator[object]:
    yield refused(B24.crm.deal.update(99_999_999, {"TITLE": "x"}))
    wrong = BitrixWebhook(domain=DOMAIN, webhook_token="1/wrong").get_client(prefer_version=2)
    yield refused(wrong.crm.deal.list())
    try:
        TOKEN.call_method("crm.deal.frobnicate")
    except BitrixAPIError as error:
        yield [type(error).__name__, error.status_code, error.json_response["error"]]
    try:
        TOKEN.call_method("tasks.flow.Flow.pin", {})
    except BitrixAPIError as error:
        yield [error.status_code, error.json_response["error_description"]]
    try:
        BitrixTokenLocal(auth_token="expired-token", bitrix_app=app()).call_method("profile")
    except BitrixAPIExpiredToken as error:
        yield [error.status_code, error.json_response["error"]]


def app() -> BitrixAppLocal:
    # The address of the server that gives tokens is no setting of this client: it is a constant.
    BitrixOAuthRequester._OAUTH_TOKEN_URL = f"https://{DOMAIN}/oauth/token/"
    return BitrixAppLocal(domain=DOMAIN, client_id="local.app", client_secret="app-secret")


def refresh() -> Iterator[object]:
    token = BitrixTokenLocal(auth_token="expired-token", refresh_token="refresh-token", bitrix_app=app())
    yield token.call_method("crm.deal.get", {"ID": 1})["result"]["ID"]
    yield [token.auth_token != "expired-token", token.refresh_token != "refresh-token"]
    # By its own clock, without asking.
    token.expires = datetime.now(timezone.utc) - timedelta(seconds=1)
    before = token.refresh_token
    yield token.call_method("crm.deal.get", {"ID": 2})["result"]["ID"]
    yield token.refresh_token != before
    yield len(list(token.get_client(prefer_version=2).crm.deal.list(select=["ID"]).as_list_fast().result))


if __name__ == "__main__":
    print(json.dumps(list(globals()[sys.argv[1]]()), default=str))
