"""Events that the local portal posts to handlers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Empty, Queue
from typing import TYPE_CHECKING

import pytest

from bitrix24 import parse_event

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
