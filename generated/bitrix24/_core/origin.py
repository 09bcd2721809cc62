# Copied from generator/runtime/_core/origin.py by "python -m generator generate". Edit that file.
"""Origins of URLs (`https://host[:port]`, spelt one way): a portal is known by its own."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

import httpx

_CLOUD: Final = re.compile(r"https://[^/:]+\.bitrix24\.(?P<zone>[a-z]{2,}(?:\.[a-z]{2})?)\Z")
# Where Bitrix24 has portals. A portal of another zone is one too, but may not be renamed into such a zone: its name may
# be anyone's, and bitrix24.site and bitrix24.shop are pages that customers write.
_ZONES: Final = frozenset(
    {"br", "by", "cn", "co", "co.uk", "com", "com.br", "com.mx", "com.tr", "de", "es", "eu", "fr", "id", "in", "it"}
    | {"jp", "kz", "mx", "net", "pl", "ru", "tr", "ua", "uk", "uz", "vn"}
)
_NETLOC: Final = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?\Z")
_PORTAL: Final = re.compile(r"\s*(?:(?P<scheme>(?i:https?))://)?(?P<host>[^\s/?#@\\]+)(?:/rest)?/?\s*\Z")
_PATH: Final = re.compile(r"\s*(?:(?i:https?)://)?[^\s/?#@\\]+(?:/[^\s/?#]+)+/?\s*\Z")
UNDER_A_PATH: Final = "one under a path of its host is not supported, a portal needs a host of its own"


def origin_of(url: str) -> str | None:
    """The origin of a URL of http or https, or None if it has none."""
    scheme, _, rest = url.partition("://")
    try:
        # httpx drops a default port only where the scheme is lower-case
        parsed = httpx.URL(f"{scheme.lower()}://{rest}")
        host, netloc = parsed.host, parsed.netloc.decode("ascii")
    except (httpx.InvalidURL, UnicodeError):  # the second: for xn-- and what is no international name
        return None
    match = _NETLOC.match(netloc)
    if (
        parsed.scheme not in ("http", "https")
        or not host
        or match is None
        or int(match["port"] or 1) not in range(1, 65_536)
    ):
        return None
    return f"{parsed.scheme}://{netloc}"


def host_of(origin: str) -> str:
    """The host of an origin, without its port."""
    match = _NETLOC.match(origin.partition("://")[2])
    return match["host"].lower() if match else ""


def portal_of(text: str) -> str | None:
    """The origin of a portal named by its host, its URL or its `client_endpoint` (`https://host/rest/`)."""
    match = _PORTAL.match(text)
    origin = origin_of(f"{match['scheme'] or 'https'}://{match['host']}") if match else None
    return secure(origin) if origin else None


def endpoint_origin(named: object) -> str | None:
    """The origin of a portal named in an answer or a store: as for `portal_of`, and a URL may go on behind `/rest/`."""
    if not isinstance(named, str):
        return None
    base, rest, _ = named.partition("/rest/")
    return portal_of(base + rest)


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
    """May the credentials for one portal be sent to the other, because a redirect or an answer says so?

    From the cloud into the cloud; from any other portal to the same host alone, as one that turns to https does. Never
    from https to http. Anyone else would be handed the secret.
    """
    if old.startswith("https://") and not new.startswith("https://"):
        return False
    was, is_now = _CLOUD.match(old), _CLOUD.match(new)
    if was is not None:
        return is_now is not None and (is_now["zone"] in _ZONES or is_now["zone"] == was["zone"])
    return host_of(old) == host_of(new)


def may_fetch(old: str, new: str) -> bool:
    """May a link to a file lead from one host to the other? Not from https to http, nor to what only this machine and
    its network can reach, unless the link itself pointed there.
    """
    if old.startswith("https://") and not new.startswith("https://"):
        return False
    return host_of(old) == host_of(new) or not is_private(host_of(new))


def is_private(host: str) -> bool:
    """Is it a name or an address of this machine, or an address of a network that is not public?"""
    name = host.strip("[]").rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        # 127.1, 2130706433 and 0x7f000001 are addresses to some systems
        return re.fullmatch(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*", name) is not None
