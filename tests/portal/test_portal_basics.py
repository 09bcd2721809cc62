"""Who one is on the local portal, and what it can do."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from bitrix24 import Client

if TYPE_CHECKING:
    from tests.portal.conftest import Portal


def test_the_user_is_alex(client: Client) -> None:
    assert (client.user.current().raw["LAST_NAME"], client.profile().raw["ADMIN"]) == ("Example", True)


def test_the_clock_and_the_scope_are_told(client: Client) -> None:
    moment = datetime.fromisoformat(client.call("server.time").result)

    assert abs(moment - datetime.now(timezone.utc)) < timedelta(minutes=5)
    assert "crm" in client.call("scope").result


def test_the_portal_knows_its_methods(untouched: Portal) -> None:
    names = untouched.call("methods", {}).result

    assert {"batch", "crm.deal.list", "event.bind", "methods"} <= set(names)
    assert untouched.call("method.get", {"name": "crm.deal.list"}).result == {"isExisting": True, "isAvailable": True}
    assert untouched.call("method.get", {}).result == {"isExisting": False, "isAvailable": False}
