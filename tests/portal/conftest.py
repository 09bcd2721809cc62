"""A portal that really listens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from bitrix24 import Client
from generator.runtime.portal.testing import running_portal


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]
    headers: httpx.Headers

    @property
    def result(self) -> Any:
        assert self.status == 200, self.body
        assert set(self.body) == {"result", "time"}
        return self.body["result"]

    @property
    def page(self) -> tuple[Any, int | None, int | None]:
        """A list's result, total and next."""
        assert self.status == 200, self.body
        return self.body["result"], self.body.get("total"), self.body.get("next")

    @property
    def error(self) -> tuple[int, str, str]:
        """Status, code and text of a v2 error."""
        assert set(self.body) == {"error", "error_description", "time"}
        return self.status, self.body["error"], self.body["error_description"]

    @property
    def error_v3(self) -> tuple[int, dict[str, Any]]:
        assert set(self.body) == {"error", "time"}
        return self.status, self.body["error"]


@dataclass(frozen=True)
class Portal:
    webhook: str
    """http://127.0.0.1:PORT/rest/1/secret/"""
    http: httpx.Client

    @property
    def root(self) -> str:
        return self.webhook.removesuffix("rest/1/secret/")

    @property
    def origin(self) -> str:
        return self.root.rstrip("/")

    def call(self, method: str, params: object) -> Answer:
        return self.send("POST", f"{self.webhook}{method}", json=params)

    def call_v3(self, method: str, params: object, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("POST", f"{self.root}rest/api/1/secret/{method}", json=params, headers=named)

    def call_app(self, method: str, params: dict[str, object]) -> Answer:
        """With an access token."""
        return self.send("POST", f"{self.root}rest/{method}", json={**params, "auth": "token"})

    def send(self, verb: str, url: str, **request: Any) -> Answer:
        response = self.http.request(verb, url, **request)
        assert response.headers["content-type"] == "application/json"
        return Answer(response.status_code, response.json(), response.headers)


@pytest.fixture
def portal() -> Iterator[Portal]:
    """New for each test."""
    with running_portal() as webhook, httpx.Client() as http:
        yield Portal(webhook, http)


@pytest.fixture
def client(portal: Portal) -> Iterator[Client]:
    """The client of that portal."""
    with Client(portal.webhook) as b24:
        yield b24


@pytest.fixture(scope="session")
def untouched() -> Iterator[Portal]:
    """One for all the tests that change nothing in it."""
    with running_portal() as webhook, httpx.Client() as http:
        yield Portal(webhook, http)
