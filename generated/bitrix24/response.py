# Copied from generator/runtime/response.py by "python -m generator generate". Edit that file.
"""A whole answer of the portal, for those who want more than `result`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ._core.convert import integer, number, shorten, string
from ._core.views import View, field

__all__ = ["Response", "Time"]


class Time(View):
    """How long the call took on the portal; None is what the portal left out.

    `start`, `finish`: seconds since 1970. `duration`, `processing`: seconds. `operating`: seconds that this method has
    used up in the last ten minutes, all calls together. `operating_reset_at`: when part of them is given back, seconds
    since 1970.
    """

    __slots__ = ()

    start = field("start", number)
    finish = field("finish", number)
    duration = field("duration", number)
    processing = field("processing", number)
    date_start = field("date_start", string)
    date_finish = field("date_finish", string)
    operating = field("operating", number)
    operating_reset_at = field("operating_reset_at", integer)


class Response:
    """What a call answered.

    Args:
        result: The JSON of `result`, untouched.
        total: How many rows a list has, where the portal counted them.
        next: The `start` of the next page, where there is one.
        time: How long it took, where the portal says.
        status: HTTP status.
        headers: HTTP headers; names without regard to case.
    """

    __slots__ = ("headers", "next", "result", "status", "time", "total")

    def __init__(
        self,
        result: Any,
        total: int | None,
        next: int | None,
        time: Time | None,
        status: int,
        headers: Mapping[str, str],
    ) -> None:
        self.result: Final[Any] = result
        self.total: Final = total
        self.next: Final = next
        self.time: Final = time
        self.status: Final = status
        self.headers: Final = headers

    def __repr__(self) -> str:
        return f"Response(result={shorten(self.result)}, total={self.total}, next={self.next}, status={self.status})"
