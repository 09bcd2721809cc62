# Copied from generator/runtime/portal/faults.py by "python -m generator generate". Edit that file.
"""What goes wrong on demand: a call is late, answered by something else than the portal, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final, Literal

from .errors import Refused


class ConnectionDropped(Exception):
    """The portal hangs up. Whoever runs the application makes of it what a client sees then."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the calls of some methods.

    Args:
        method: A method's name, or a pattern such as `crm.*`; a batch is one call, of the method `batch`.
        nth: The only one of these calls with which it does, counted from 1; None for every call.
        latency: Seconds that the call waits before anything else happens.
        status: HTTP status that is answered in the place of the portal, which does not run the call.
        body: What comes with that status, such as the HTML of a proxy.
        drop: The connection ends without an answer, before the call is run or after it.
        truncated: The call is run, and half of its answer arrives.
        error: An error that the portal answers, without running the call.
        expired_token: The access token with which the call is made has expired.
    """

    method: str = "*"
    nth: int | None = None
    latency: float = 0.0
    status: int | None = None
    body: str = ""
    drop: Literal["before", "after"] | None = None
    truncated: bool = False
    error: Refused | None = None
    expired_token: bool = False

    def __post_init__(self) -> None:
        if self.nth is not None and self.nth < 1:
            raise ValueError("nth: calls are counted from 1")
        if self.latency < 0:
            raise ValueError("latency: seconds, from 0")
        if self.status is not None and not 200 <= self.status <= 599:
            raise ValueError("status: an HTTP status, 200 to 599")
        if self.drop not in (None, "before", "after"):
            raise ValueError('drop: "before" or "after"')

    def __str__(self) -> str:
        return ", ".join(self._parts()) or "nothing"

    def _parts(self) -> Sequence[str]:
        said = {
            f"{self.latency:g} s late": self.latency,
            f"HTTP {self.status}": self.status,
            f"connection dropped {self.drop} the call": self.drop,
            "half an answer": self.truncated,
            f"error {self.error.code or repr('')}" if self.error else "": self.error,
            "expired token": self.expired_token,
        }
        return [text for text, is_so in said.items() if is_so]


NO_FAULT: Final = Fault()


class Faults:
    """Those of a portal, and for each how many calls it has been asked about."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._counts: list[int] = []

    def all(self) -> list[Fault]:
        return list(self._faults)

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)
        self._counts.append(0)

    def clear(self) -> None:
        self._faults.clear()
        self._counts.clear()

    def of_call(self, method: str) -> Fault:
        """What goes wrong with a call that has come in: the first that does, of those that were put in."""
        found = NO_FAULT
        for number, fault in enumerate(self._faults):
            if not fnmatchcase(method.lower(), fault.method.lower()):
                continue
            self._counts[number] += 1
            if found is NO_FAULT and fault.nth in (None, self._counts[number]):
                found = fault
        return found
