# Copied from generator/runtime/portal/basics.py by "python -m generator generate". Edit that file.
"""Who one is and what the portal can do (api-reference/user/user-current.html, api-reference/common/)."""

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
        "user.current": _user,
        "profile": _profile,
        "scope": lambda _: SCOPE.split(","),
        "server.time": lambda _: iso(time.time()),
        "methods": names,
        "method.get": known,
    }


def _user(_: Params) -> object:
    return {
        "ID": str(USER),
        "ACTIVE": True,
        "NAME": "Alex",
        "LAST_NAME": "Example",
        "EMAIL": "alex@example.com",
        "LAST_LOGIN": "2026-01-12T09:07:26+00:00",
        "DATE_REGISTER": "2025-01-01T00:00:00+00:00",
        "IS_ONLINE": "Y",
        "LAST_ACTIVITY_DATE": "2026-01-12 09:08:50",
        "PERSONAL_GENDER": "",
        "PERSONAL_BIRTHDAY": "",
        "WORK_POSITION": "Director",
        "UF_EMPLOYMENT_DATE": "",
        "UF_DEPARTMENT": [1],
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
