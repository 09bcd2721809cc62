"""A portal without a socket."""

from __future__ import annotations

import json
from typing import Any

import httpx

from bitrix24.portal import LocalPortal


class InProcess:
    """New, with what a portal has from the start."""

    def __init__(self) -> None:
        portal = LocalPortal()
        self._http = httpx.Client(base_url="http://localhost", transport=portal.transport())

    def answer(self, method: str, params: object = None) -> dict[str, Any]:
        """The whole answer, without its times."""
        # In ASCII: half a character can be sent too.
        content, kind = json.dumps(params or {}), {"Content-Type": "application/json"}
        found: dict[str, Any] = self._http.post(f"/rest/1/secret/{method}", content=content, headers=kind).json()
        found.pop("time")
        return found

    def call(self, method: str, params: object = None) -> Any:
        """The result."""
        found = self.answer(method, params)
        assert "result" in found, found
        return found["result"]

    def refused(self, method: str, params: object = None) -> tuple[str, str]:
        """Code and text of the error."""
        found = self.answer(method, params)
        assert set(found) == {"error", "error_description"}, found
        return found["error"], found["error_description"]

    def as_application(self, method: str, params: dict[str, object]) -> Any:
        return self._http.post(f"/rest/{method}", json={**params, "auth": "token"}).json()["result"]

    def call_v3(self, method: str, params: object = None) -> Any:
        found = self._http.post(f"/rest/api/1/secret/{method}", json=params or {}).json()
        assert "result" in found, found
        return found["result"]

    def fetched(self, url: str) -> bytes:
        """What a link brings."""
        return bytes(self._http.get(url).content)

    def hears(self, *events: str) -> None:
        """From now on `heard` has what happens."""
        for event in events:
            self.as_application("event.bind", {"event": event, "event_type": "offline"})

    def heard(self) -> list[tuple[str, dict[str, Any]]]:
        return [(event, data["FIELDS"]) for event, data in self.told()]

    def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Events with all that they tell."""
        events = self.as_application("event.offline.get", {})["events"]
        return [(event["EVENT_NAME"], event["EVENT_DATA"]) for event in events]
