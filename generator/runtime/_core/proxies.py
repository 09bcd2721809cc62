"""The proxies of a client: given, or those that the environment names when the client is made.

httpx reads the environment each time it makes a client, and ours makes another one for each process and event loop:
these would go another way than the first, once somebody has changed a variable meanwhile.
"""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Mapping
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final, TypeAlias
from urllib.request import getproxies

import httpx

# By what httpx takes as the pattern of addresses; None where the way is direct.
Proxies: TypeAlias = "Mapping[str, httpx.Proxy | None]"

NO_PROXIES: Final[Proxies] = MappingProxyType({})
# No proxy of the environment leads to what runs here, as a portal for tests; most programs have this exception.
_HERE: Final[Proxies] = {f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")}
_SCHEMES: Final = ("http", "https", "socks5", "socks5h")


def proxy_of(given: str | httpx.URL) -> httpx.Proxy:
    """Raises:
    ValueError: It is none. Its address, which may hold a password, is not in the message.
    ImportError: It needs a package that is not installed.
    """
    url: httpx.URL | None = None
    proxy: httpx.Proxy | None = None
    try:
        url = httpx.URL(given)
        if url.scheme in _SCHEMES and url.host:
            proxy = httpx.Proxy(url)
    except (httpx.InvalidURL, ValueError):
        pass
    del given, url
    if proxy is None:
        raise ValueError("not a proxy; one looks like http://proxy.example:3128")
    check_installed(proxy)
    return proxy


def check_installed(proxy: httpx.Proxy) -> None:
    """Raises:
    ImportError: It needs a package that is not installed.
    """
    if proxy.url.scheme.startswith("socks") and find_spec("socksio") is None:
        raise ImportError("a SOCKS proxy needs a package that is not installed: pip install 'httpx[socks]'")


def proxies_of_environment() -> Proxies:
    """Raises:
    ValueError: One is none, or NO_PROXY names no host.
    ImportError: One needs a package that is not installed.
    """
    found: Proxies | None = None
    with contextlib.suppress(httpx.InvalidURL, ValueError):  # whose messages may hold a password
        found = _named(getproxies())
    if found is None:
        raise ValueError(
            "a proxy that the environment names is none, such as HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, or what"
            " NO_PROXY names is no host"
        )
    return found


def _named(variables: Mapping[str, str]) -> Proxies:
    """Raises as `proxy_of` does; and httpx.InvalidURL, ValueError: NO_PROXY names no host."""
    direct = [host.strip() for host in variables.get("no", "").split(",") if host.strip()]
    if "*" in direct:
        return NO_PROXIES
    proxies = {
        f"{scheme}://": proxy_of(variables[scheme] if "://" in variables[scheme] else f"http://{variables[scheme]}")
        for scheme in ("http", "https", "all")
        if variables.get(scheme)
    }
    if not proxies:
        return NO_PROXIES
    around = {_pattern(host): None for host in direct}
    # Whether they are patterns httpx alone knows.
    httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200)), mounts=around).close()
    return MappingProxyType({**proxies, **around, **_HERE})


def _pattern(host: str) -> str:
    """What NO_PROXY names, as httpx and curl read it: a domain stands for the domains in it too."""
    if "://" in host:
        return host
    try:
        address = ipaddress.ip_address(host.partition("/")[0])
    except ValueError:
        return f"all://{'' if host.lower() == 'localhost' else '*'}{host}"
    return f"all://[{host}]" if address.version == 6 else f"all://{host}"
