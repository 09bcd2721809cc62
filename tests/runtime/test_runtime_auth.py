"""Credentials: every spelling that is accepted, and that none ever shows its secret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24.auth import OAuth, Webhook
from bitrix24.errors import Bitrix24Error, CredentialsError

SECRET = "s3cr3tc0de"


@pytest.mark.parametrize(
    "url",
    [
        f"https://portal.bitrix24.com/rest/1/{SECRET}/",
        f"https://portal.bitrix24.com/rest/1/{SECRET}",
        f"  https://portal.bitrix24.com/rest/1/{SECRET}/\n",
        f"https://portal.bitrix24.com/rest/1/{SECRET}/profile.json",
        f"https://portal.bitrix24.com/rest/1/{SECRET}/tasks.flow.Flow.get",
        f"https://portal.bitrix24.com/rest/1/{SECRET}/tasks.flow.Flow.get/",
        f"https://portal.bitrix24.com/rest/api/1/{SECRET}/",
        f"https://portal.bitrix24.com/rest/api/1/{SECRET}",
        f"HTTPS://Portal.Bitrix24.com:443/rest/1/{SECRET}/",
    ],
)
def test_webhook_spellings(url: str) -> None:
    webhook = Webhook(url)
    assert (webhook.portal, webhook.user_id) == ("https://portal.bitrix24.com", 1)
    assert webhook.base(2) == f"https://portal.bitrix24.com/rest/1/{SECRET}/"
    assert webhook.base(3) == f"https://portal.bitrix24.com/rest/api/1/{SECRET}/"


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:8080", "https://crm.example.org", "http://[::1]:81", "http://localhost"]
)
def test_webhook_origins(origin: str) -> None:
    assert Webhook(f"{origin}/rest/1/{SECRET}/").portal == origin


def test_an_international_host() -> None:
    assert Webhook(f"https://портал.рф/rest/1/{SECRET}/").portal == "https://xn--80awhdgm.xn--p1ai"


@pytest.mark.parametrize(
    "url",
    [
        "",
        SECRET,
        f"portal.bitrix24.com/rest/1/{SECRET}/",
        f"ftp://portal.bitrix24.com/rest/1/{SECRET}/",
        f"https://portal.bitrix24.com/1/{SECRET}/",
        f"https://portal.bitrix24.com/rest/{SECRET}/",
        f"https://portal.bitrix24.com/rest/admin/{SECRET}/",
        f"https://portal.bitrix24.com/rest/1/{SECRET}/?x=1",
        f"https://portal.bitrix24.com/rest/1/{SECRET}/a/b",
        f"https://portal.bitrix24.com/rest/1/{SECRET}/../x",
        f"https://user:{SECRET}@portal.bitrix24.com/rest/1/{SECRET}/",
        f"https:///rest/1/{SECRET}/",
        f"https://portal:port/rest/1/{SECRET}/",
        f"https://a b/rest/1/{SECRET}/",
        f"https://[::/rest/1/{SECRET}/",
    ],
)
def test_what_is_no_webhook_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(CredentialsError, match="not a webhook URL") as caught:
        Webhook(url)
    assert SECRET not in str(caught.value) + repr(caught.value)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, Bitrix24Error)


@given(st.text())
def test_any_text_is_a_webhook_or_an_error(text: str) -> None:
    try:
        Webhook(text)
    except CredentialsError as error:
        shown = str(error)
    else:
        shown = repr(Webhook(text))
    assert not text or len(text) < 12 or text not in shown


@pytest.mark.parametrize(
    "portal",
    [
        "portal.bitrix24.com",
        "https://portal.bitrix24.com",
        "https://portal.bitrix24.com/",
        "https://portal.bitrix24.com/rest/",
        " Portal.bitrix24.com ",
    ],
)
def test_oauth_portals(portal: str) -> None:
    oauth = OAuth(portal, SECRET)
    assert oauth.portal == "https://portal.bitrix24.com"
    assert oauth.base(2) == "https://portal.bitrix24.com/rest/"
    assert oauth.base(3) == "https://portal.bitrix24.com/rest/api/"
    assert oauth.token == SECRET


@pytest.mark.parametrize("portal", ["", "https://", "https://a/b/c", "a b", f"https://x@{SECRET}", "ftp://portal"])
def test_what_is_no_portal_is_refused(portal: str) -> None:
    with pytest.raises(CredentialsError, match="not a portal"):
        OAuth(portal, SECRET)


def test_an_empty_token_is_refused() -> None:
    with pytest.raises(CredentialsError, match="token is empty"):
        OAuth("portal.bitrix24.com", "")


def test_reprs_hide_the_secret() -> None:
    webhook = Webhook(f"https://portal.bitrix24.com/rest/7/{SECRET}/")
    assert repr(webhook) == "Webhook('https://portal.bitrix24.com/rest/7/***/')"
    assert repr(OAuth("portal.bitrix24.com", SECRET)) == "OAuth('https://portal.bitrix24.com', access_token=***)"
