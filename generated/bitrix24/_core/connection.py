# Copied from generator/runtime/_core/connection.py by "python -m generator generate". Edit that file.
"""How the portal is reached, as a program wants it: proxies and certificates, checked when they are given."""

from __future__ import annotations

import ssl
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeAlias

import httpx

from .httpx_client import Connection, tls
from .proxies import NO_PROXIES, check_installed, proxies_of_environment, proxy_of
from .redact import redact

# As httpx has them.
ProxyTypes: TypeAlias = "str | httpx.URL | httpx.Proxy"
VerifyTypes: TypeAlias = "ssl.SSLContext | str | bool"

# The name of the one other transport that a client makes for itself.
BY_AIOHTTP: Final = "aiohttp"


def connection_of(
    http: object,
    transport: object,
    proxy: ProxyTypes | None,
    verify: VerifyTypes,
    own: type[httpx.Client | httpx.AsyncClient],
) -> Connection | Exception:
    """How the client's own httpx client reaches the portal; an error as a value, for a proxy's URL may hold a password.

    Args:
        own: The class of httpx's client that is wanted of `http`.
    """
    if http is not None and not isinstance(http, own):
        return TypeError(f"http is an httpx.{own.__name__}, not {type(http).__name__}")
    by_aiohttp, transport = transport == BY_AIOHTTP, None if transport == BY_AIOHTTP else transport
    if isinstance(transport, str) or (by_aiohttp and own is not httpx.AsyncClient):
        return ValueError('the one transport that has a name is "aiohttp", for AsyncClient')
    if by_aiohttp and http is not None:
        return ValueError("transport is for the client's own connections; give it to your http")
    handles = "handle_request" if issubclass(own, httpx.Client) else "handle_async_request"
    if transport is not None and not hasattr(transport, handles):
        return TypeError(f"transport is one of httpx's, with {handles}, not {type(transport).__name__}")
    if (http is not None or transport is not None) and (proxy is not None or verify is not True):
        return ValueError("proxy and verify are for the client's own connections; give them to your http or transport")
    try:
        around = proxies_of_environment() if http is None and transport is None and proxy is None else NO_PROXIES
        found = Connection(_proxy(proxy), None if verify is True else _context(verify), around, by_aiohttp)
        if by_aiohttp:
            _check_aiohttp(found)
        return found
    except (TypeError, ValueError, OSError, ImportError) as error:
        return error.with_traceback(None)


def _check_aiohttp(found: Connection) -> None:
    """Raises:
    ImportError: It is not installed.
    ValueError: It cannot go by such a proxy.
    """
    if find_spec("aiohttp") is None:
        raise ImportError("aiohttp is not installed: pip install 'bitrix24-client[fast]'")
    for proxy in (found.proxy, *found.around.values()):
        if proxy is not None and (proxy.url.scheme.startswith("socks") or proxy.ssl_context is not None):
            raise ValueError('a SOCKS proxy, or one with certificates of its own, does not go with transport="aiohttp"')


def _proxy(given: object) -> httpx.Proxy | None:
    if isinstance(given, httpx.Proxy):
        check_installed(given)
        return given
    if given is not None and not isinstance(given, (str, httpx.URL)):
        raise TypeError(f"proxy is a URL or httpx.Proxy, not {type(given).__name__}")
    return None if given is None else proxy_of(given)


def _context(given: object) -> ssl.SSLContext:
    if isinstance(given, ssl.SSLContext):
        return given
    if isinstance(given, bool):
        return tls() if given else httpx.create_ssl_context(verify=False)
    if not isinstance(given, str):
        raise TypeError(
            f"verify is True, False, the path of certificates or ssl.SSLContext, not {type(given).__name__}"
        )
    path = Path(given)
    if path.is_dir():
        return ssl.create_default_context(capath=given)
    if not path.is_file():
        raise FileNotFoundError(f"verify: there are no certificates at {redact(given)!r}")
    return ssl.create_default_context(cafile=given)
