"""Who one is and what the portal can do (api-reference/common/)."""

from __future__ import annotations

import time
from collections.abc import Callable

from .calls import USER
from .methods import Methods
from .time_info import iso
from .tokens import SCOPE
from .values import Params


def basics(methods: Methods) -> dict[str, Callable[[Params], object]]:
    def names(_: Params) -> object:
        return sorted(methods.names(2))

    def known(params: Params) -> object:
        found = params.get("name") in list(methods.names(2))
        return {"isExisting": found, "isAvailable": found}

    return {
        "profile": _profile,
        "scope": lambda _: SCOPE.split(","),
        "server.time": lambda _: iso(time.time()),
        "methods": names,
        "method.get": known,
    }


def _profile(_: Params) -> object:
    return {
        "ID": str(USER),
        "ADMIN": True,
        "NAME": "Alex",
        "LAST_NAME": "Example",
        "PERSONAL_GENDER": "",
        "TIME_ZONE": "",
    }
