# Copied from generator/runtime/portal/idempotency.py by "python -m generator generate". Edit that file.
"""`Idempotency-Key`: a write that is repeated is answered again, not done again (api-reference/rest-v3.html)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from .calls import Caller
from .errors import Refused
from .values import Params

_V3: Final = "BITRIX_REST_V3_EXCEPTION_"
_KEY: Final = re.compile(r"[ -~]{1,255}")


class Replays:
    """Successful answers by application or webhook, method and key; for as long as the portal runs."""

    def __init__(self) -> None:
        self._kept: dict[tuple[bool, str, str, str], tuple[Params, Mapping[str, Any]]] = {}

    def find(self, caller: Caller, method: str, key: str, params: Params) -> Mapping[str, Any] | None:
        """The answer that the key has had, if any. Raises Refused for a key that is none or had other parameters."""
        if not _KEY.fullmatch(key):
            message = "Idempotency-Key: 1 to 255 printable ASCII characters"
            raise Refused(f"{_V3}INVALIDIDEMPOTENCYKEYEXCEPTION", message)
        found = self._kept.get((caller.application, caller.name, method, key))
        if found is None:
            return None
        if found[0] != _body(params):
            message = "The Idempotency-Key was used with another request body"
            raise Refused(f"{_V3}IDEMPOTENCYKEYREUSEDEXCEPTION", message, 422)
        return found[1]

    def keep(self, caller: Caller, method: str, key: str, params: Params, content: Mapping[str, Any]) -> None:
        self._kept[caller.application, caller.name, method, key] = (_body(params), content)


def _body(params: Params) -> Params:
    """Without the token, which may have been renewed in between."""
    return {name: value for name, value in params.items() if name != "auth"}
