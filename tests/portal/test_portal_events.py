"""Events that the local portal posts to handlers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any

import pytest

from bitrix24 import Client, OAuth, parse_event
from bitrix24.apps import OfflineEvent, OfflineEvents

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.portal.conftest import Portal

PATIENCE = 30.0


class Handler:
    """Listens on a port of this machine; what was posted to it is in `posts`."""

    def __init__(self) -> None:
        posts = self.posts = Queue[tuple[str, bytes]]()

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                posts.put((self.headers["Content-Type"], body))
                self.send_response(500)  # which is all the same to the portal
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}/handler"


@pytest.fixture
def handler() -> Iterator[Handler]:
    made = Handler()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def test_a_handler_hears_of_deals(portal: Portal, handler: Handler) -> None:
    for event in ("OnCrmDealAdd", "ONCRMDEALDELETE"):
        assert portal.call_app("event.bind", {"event": event, "handler": handler.url}).result is True

    portal.call("crm.deal.add", {"fields": {"TITLE": "News"}})
    portal.call("crm.deal.update", {"id": 171, "fields": {}})
    portal.call("batch", {"cmd": ["crm.deal.delete?id=171", "crm.item.add?entityTypeId=2"]})

    posts = [handler.posts.get(timeout=PATIENCE) for _ in range(3)]
    events = [parse_event(body) for _, body in posts]
    assert {kind for kind, _ in posts} == {"application/x-www-form-urlencoded"}
    assert [(event.name, event.raw["data"]["FIELDS"]["ID"], event.handler_id) for event in events] == [
        ("ONCRMDEALADD", "171", 1),
        ("ONCRMDEALDELETE", "171", 2),
        ("ONCRMDEALADD", "172", 1),
    ]
    assert all(event.is_from("application-token") for event in events)
    assert (events[0].auth.access_token, events[0].auth.client_endpoint) == ("token", f"{portal.root}rest/")


def test_a_handler_that_is_unbound_hears_no_more(portal: Portal, handler: Handler) -> None:
    bound = {"event": "ONCRMDEALADD", "handler": handler.url}
    portal.call_app("event.bind", dict(bound))
    assert portal.call_app("event.get", {}).result == [{**bound, "auth_type": "0", "offline": 0}]

    assert portal.call_app("event.unbind", dict(bound)).result == {"count": 1}
    assert portal.call_app("event.unbind", dict(bound)).result == {"count": 0}
    portal.call_app("event.bind", {**bound, "event": "ONCRMDEALDELETE"})
    portal.call("crm.deal.add", {})
    portal.call("crm.deal.delete", {"id": 171})

    assert parse_event(handler.posts.get(timeout=PATIENCE)[1]).name == "ONCRMDEALDELETE"
    with pytest.raises(Empty):
        handler.posts.get_nowait()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "no address", "http://[::1"])
def test_a_handler_that_is_not_there_is_nobodys_problem(portal: Portal, url: str) -> None:
    portal.call_app("event.bind", {"event": "ONCRMDEALADD", "handler": url})

    assert portal.call("crm.deal.add", {}).result == 171
    assert portal.call("crm.deal.get", {"id": 171}).status == 200


def test_only_an_application_can_bind_and_only_to_what_there_is(untouched: Portal) -> None:
    bound: dict[str, object] = {"event": "ONCRMDEALADD", "handler": "http://127.0.0.1:9/"}

    assert untouched.call("event.bind", bound).error == (403, "WRONG_AUTH_TYPE", "Application context required")
    assert untouched.call("event.get", {}).error[1] == "WRONG_AUTH_TYPE"
    unknown = untouched.call_app("event.bind", {**bound, "event": "ONMOON"})
    assert unknown.error == (400, "ERROR_EVENT_NOT_FOUND", "Event not found")
    assert untouched.call_app("event.bind", {"event": "ONCRMDEALADD"}).error[1] == "100"


def offline(portal: Portal, event: str = "ONCRMDEALADD") -> None:
    assert portal.call_app("event.bind", {"event": event, "event_type": "offline"}).result is True


def queue(portal: Portal, params: dict[str, object] | None = None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = portal.call_app("event.offline.list", params or {}).body["result"]
    return rows


def test_an_offline_event_waits_until_it_is_fetched(portal: Portal) -> None:
    offline(portal)
    portal.call("crm.deal.add", {})

    answer = portal.call_app("event.offline.get", {}).result
    assert answer["process_id"] is None
    assert [(row["EVENT_NAME"], row["EVENT_DATA"]) for row in answer["events"]] == [
        ("ONCRMDEALADD", {"FIELDS": {"ID": "171"}})
    ]
    assert portal.call_app("event.offline.get", {}).result["events"] == []


def test_a_reserved_offline_event_stays_until_it_is_cleared(portal: Portal) -> None:
    offline(portal)
    portal.call("crm.deal.add", {})
    portal.call("crm.deal.add", {})

    reserved = portal.call_app("event.offline.get", {"clear": 0}).result
    process = {"process_id": reserved["process_id"]}
    first, second = reserved["events"]
    assert portal.call_app("event.offline.get", {"clear": 0}).result["events"] == []

    assert portal.call_app("event.offline.error", {**process, "message_id": [second["MESSAGE_ID"]]}).result is True
    assert portal.call_app("event.offline.clear", {**process, "id": [int(first["ID"])]}).result is True
    (left,) = queue(portal)
    assert (left["ID"], left["PROCESS_ID"], left["ERROR"]) == (second["ID"], reserved["process_id"], "1")
    assert queue(portal, {"filter": {"ERROR": 0}}) == []
    assert portal.call_app("event.offline.get", {"clear": 0, **process}).result["events"] == []
    assert portal.call_app("event.offline.get", {"clear": 0, "error": 1, **process}).result["events"] == [
        {key: value for key, value in left.items() if key not in ("PROCESS_ID", "ERROR")}
    ]


def test_of_one_deal_the_last_offline_event_of_a_kind_is_kept(portal: Portal) -> None:
    offline(portal, "OnCrmDealUpdate")
    portal.call("crm.deal.update", {"id": 1, "fields": {}})
    portal.call("crm.deal.update", {"id": 2, "fields": {}})
    portal.call("crm.deal.update", {"id": 1, "fields": {}})

    assert [row["EVENT_DATA"]["FIELDS"]["ID"] for row in queue(portal)] == ["2", "1"]


def test_an_offline_event_that_is_unbound_is_kept_no_more(portal: Portal) -> None:
    offline(portal)
    bound = {"event": "ONCRMDEALADD", "event_type": "offline"}
    assert portal.call_app("event.get", {}).result == [{"event": "ONCRMDEALADD", "offline": 1}]

    assert portal.call_app("event.unbind", dict(bound)).result == {"count": 1}
    assert portal.call_app("event.unbind", dict(bound)).result == {"count": 0}
    portal.call("crm.deal.add", {})
    assert queue(portal) == []


def test_the_queue_is_an_application_s(untouched: Portal) -> None:
    for method in ("get", "list", "clear", "error"):
        assert untouched.call(f"event.offline.{method}", {}).error[1] == "WRONG_AUTH_TYPE"
    assert untouched.call_app("event.offline.clear", {}).error[1] == "100"


def test_the_client_works_the_queue_off(portal: Portal) -> None:
    offline(portal)
    for _ in range(3):
        portal.call("crm.deal.add", {})

    def work(event: OfflineEvent) -> None:
        if event.event.raw["data"]["FIELDS"]["ID"] == "172":
            raise ValueError("not this one")

    with Client(OAuth(portal.root, "token")) as b24:
        worked = OfflineEvents(b24).work_off(work)
        again = OfflineEvents(b24).work_off(work)
        failed = OfflineEvents(b24).work_off(lambda _: None, failed=True)

    assert (worked.done, len(worked.failed), again.done, again.failed, failed.done) == (2, 1, 0, [], 1)


@pytest.mark.parametrize("params", [{"clear": "x"}, {"limit": []}, {"error": "x"}])
def test_offline_events_are_not_had_by_what_is_no_number(portal: Portal, params: dict[str, object]) -> None:
    assert portal.call_app("event.offline.get", params).status == 400
