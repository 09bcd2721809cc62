"""What a program gives a client, checked when it is given: a mistake there is told there, and without the secret."""

from __future__ import annotations

import math
import ssl
from pathlib import Path
from typing import TypeAlias, cast

import httpx

from ..auth import Credentials, OAuth, Webhook
from ..errors import CredentialsError
from ..limits import Plan
from ..observe import Hooks
from ..retries import Retries
from .httpx_client import Connection, tls
from .omitted import Omitted

# As httpx has them.
ProxyTypes: TypeAlias = "str | httpx.URL | httpx.Proxy"
VerifyTypes: TypeAlias = "ssl.SSLContext | str | bool"


def credentials_of(given: object) -> Credentials | CredentialsError:
    """What a client is given, with text as the URL of a webhook; an error as a value, to be raised without the text."""
    if isinstance(given, (Webhook, OAuth)) or hasattr(type(given), "renewer"):
        return cast("Credentials", given)
    if given is None:
        return CredentialsError("the credentials are None; do they come from a variable that is not set?")
    if not isinstance(given, str):
        kind = type(given).__name__
        return CredentialsError(f"credentials are a webhook's URL as text, Webhook, OAuth or StoredOAuth, not {kind}")
    try:
        return Webhook(given)
    except CredentialsError as error:
        return error.with_traceback(None)


def timeout_of(given: object) -> httpx.Timeout:
    """Seconds or httpx.Timeout; None is no limit, as httpx has it.

    Raises:
        TypeError, ValueError: It is neither.
    """
    if given is None or isinstance(given, httpx.Timeout):
        return httpx.Timeout(given)
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise TypeError(f"timeout is a number of seconds or httpx.Timeout, not {given!r}")
    if not math.isfinite(given) or given <= 0:
        raise ValueError(f"timeout is a number of seconds above 0, not {given!r}; httpx.Timeout(None) is without end")
    return httpx.Timeout(given)


def check_behaviour(limits: object, retries: object, hooks: object) -> None:
    """
    Raises:
        TypeError: One of them is of another kind.
    """
    if not (limits is None or isinstance(limits, (Plan, Omitted)) or hasattr(limits, "reserve")):
        raise TypeError(f"limits is ORDINARY, ENTERPRISE, a Plan, a Limiter or None, not {limits!r}")
    if not isinstance(retries, Retries):
        raise TypeError(f"retries is NO_RETRIES or Retries(attempts=…), not {retries!r}")
    if not isinstance(hooks, Hooks):
        raise TypeError(f"hooks is Hooks(request=…, response=…), not {hooks!r}")


def connection_of(
    http: object, transport: object, proxy: ProxyTypes | None, verify: VerifyTypes, own: type
) -> Connection | Exception:
    """How the client's own httpx client reaches the portal; an error as a value, for a proxy's URL may hold a password.

    Args:
        own: The class of httpx's client that is wanted of `http`.
    """
    if http is not None and not isinstance(http, own):
        return TypeError(f"http is an httpx.{own.__name__}, not {type(http).__name__}")
    if (http is not None or transport is not None) and (proxy is not None or verify is not True):
        return ValueError("proxy and verify are for the client's own connections; give them to your http or transport")
    try:
        return Connection(_proxy(proxy), None if verify is True else _context(verify))
    except (TypeError, ValueError, OSError) as error:
        return error.with_traceback(None)


def _proxy(given: object) -> httpx.Proxy | None:
    if given is None or isinstance(given, httpx.Proxy):
        return given
    if not isinstance(given, (str, httpx.URL)):
        raise TypeError(f"proxy is a URL or httpx.Proxy, not {type(given).__name__}")
    url: httpx.URL | None = None
    try:
        url = httpx.URL(given)
        if url.scheme in ("http", "https", "socks5", "socks5h") and url.host:
            return httpx.Proxy(url)
    except (httpx.InvalidURL, ValueError):
        pass
    del given, url
    raise ValueError("not a proxy; one looks like http://proxy.example:3128")


def _context(given: object) -> ssl.SSLContext:
    if isinstance(given, ssl.SSLContext):
        return given
    if isinstance(given, bool):
        return tls() if given else httpx.create_ssl_context(verify=False)
    if not isinstance(given, str):
        raise TypeError(f"verify is True, False, the path of certificates or ssl.SSLContext, not {given!r}")
    path = Path(given)
    if path.is_dir():
        return ssl.create_default_context(capath=given)
    if not path.is_file():
        raise FileNotFoundError(f"verify: there are no certificates at {given!r}")
    return ssl.create_default_context(cafile=given)
