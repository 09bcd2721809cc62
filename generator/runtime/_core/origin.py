"""Origins of URLs (`https://host[:port]`, spelt one way): a portal is known by its own."""

from __future__ import annotations

import re
from typing import Final

import httpx

_CLOUD: Final = re.compile(r"https://[^/:]+\.bitrix24\.[a-z]{2,}(?:\.[a-z]{2})?\Z")
_PORTAL: Final = re.compile(r"\s*(?:(?P<scheme>(?i:https?))://)?(?P<host>[^\s/?#@\\]+)(?:/rest)?/?\s*\Z")
_PATH: Final = re.compile(r"\s*(?:(?i:https?)://)?[^\s/?#@\\]+(?:/[^\s/?#]+)+/?\s*\Z")
UNDER_A_PATH: Final = "one under a path of its host is not supported, a portal needs a host of its own"


def origin_of(url: str) -> str | None:
    """The origin of a URL of http or https, or None if it has none."""
    scheme, _, rest = url.partition("://")
    try:
        # httpx drops a default port only where the scheme is lower-case
        parsed = httpx.URL(f"{scheme.lower()}://{rest}")
    except httpx.InvalidURL:
        return None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        return None
    return f"{parsed.scheme}://{parsed.netloc.decode('ascii')}"


def portal_of(text: str) -> str | None:
    """The origin of a portal named by its host, its URL or its `client_endpoint` (`https://host/rest/`)."""
    match = _PORTAL.match(text)
    origin = origin_of(f"{match['scheme'] or 'https'}://{match['host']}") if match else None
    return secure(origin) if origin else None


def secure(origin: str) -> str:
    """The cloud takes calls by https alone; by http the secret would be readable before the portal refuses."""
    name = origin.removeprefix("http://")
    return f"https://{name}" if is_cloud(f"https://{name}") else origin


def not_a_portal(text: object) -> str:
    """Why `portal_of` does not take it; its own words are not in it."""
    if not isinstance(text, str):
        return f"not a portal: it is named by text, not {type(text).__name__}"
    return f"not a portal: {UNDER_A_PATH if _PATH.match(text) else 'one looks like https://example.bitrix24.com'}"


def is_cloud(portal: str) -> bool:
    """Is it one of Bitrix24's own hosts? Only those have limits, and may be renamed to one another."""
    return _CLOUD.match(portal) is not None


def may_move(old: str, new: str) -> bool:
    """May the credentials for one portal be sent to the other, because a redirect says so?

    From the cloud only into the cloud, and never from https to http: anyone else would be handed the secret.
    """
    if is_cloud(old):
        return is_cloud(new)
    return new.startswith("https://") or old.startswith("http://")
