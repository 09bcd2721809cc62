"""The peers, as their documentation has them used, on a stub portal that speaks HTTP."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def b24pysdk(url: str) -> Any:
    """A webhook of b24pysdk."""
    scheme, _, rest = url.partition("://")
    domain, _, path = rest.partition("/rest/")
    caller = import_module("b24pysdk.api.callers.call_method")._MethodCaller
    caller._base_url = property(lambda call: f"{scheme}://{call._domain}/rest")  # it would always be https
    return import_module("b24pysdk").BitrixWebhook(domain=domain, webhook_token=path.strip("/"))


def fast_bitrix24(url: str) -> Any:
    """A client of fast_bitrix24."""
    return import_module("fast_bitrix24").Bitrix(url, verbose=False)
