"""A portal has a `member_id` of its own, whatever its address is."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bitrix24.portal import LocalPortal

_RENEW = {
    "client_id": "local.app",
    "client_secret": "app-secret",
    "grant_type": "refresh_token",
    "refresh_token": "refresh-token",
}


def test_two_portals_are_two() -> None:
    assert LocalPortal().member_id != LocalPortal().member_id


def test_tokens_and_pages_of_an_application_have_it() -> None:
    portal = LocalPortal(member_id="mine")
    with httpx.Client(base_url="http://localhost", transport=portal.transport()) as http:
        pair = http.get("/oauth/token/", params=_RENEW).json()
        asked = {"client_id": "local.app", "redirect_uri": "http://localhost/back"}
        back = http.post("/oauth/authorize/", params=asked).headers["Location"]

    assert portal.member_id == pair["member_id"] == "mine"
    assert parse_qs(urlsplit(back).query)["member_id"] == ["mine"]


def test_it_stays_when_the_portal_is_reset_or_renamed() -> None:
    portal = LocalPortal()
    before = portal.member_id

    portal.rename("other.localhost")
    portal.reset()

    assert portal.member_id == before


@pytest.mark.parametrize("given", ["", "mine"])
def test_a_file_keeps_it(given: str, tmp_path: Path) -> None:
    file = str(tmp_path / "records.sqlite")
    first = LocalPortal(file=file, member_id=given)
    first.close()
    second = LocalPortal(file=file)
    second.close()

    assert second.member_id == first.member_id
    assert given in ("", second.member_id)
