"""How many requests a portal takes: the plans of the cloud, and limiters of your own in the place of the client's."""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol

__all__ = ["ENTERPRISE", "ORDINARY", "Limiter", "Plan"]


class Plan(NamedTuple):
    """A bucket's measures: it drains `rate` requests a second and takes `capacity` of them at once."""

    rate: float
    capacity: float


ORDINARY: Final = Plan(rate=2, capacity=50)
ENTERPRISE: Final = Plan(rate=5, capacity=250)


class Limiter(Protocol):
    """Decides when a request may go. One that asks another host has `blocking` True: asyncio then uses a thread.

    What its methods raise ends the call.
    """

    blocking: bool

    def reserve(self) -> float:
        """Book the next request; how many seconds to wait before it is sent. Who gives up leaves the booking behind."""
        ...

    def refused(self) -> None:
        """The portal refused a request for its rate: others fill the same bucket."""
        ...
