"""How many requests a portal takes: the plans of the cloud, and limiters of your own in the place of the client's."""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol, runtime_checkable

__all__ = ["ENTERPRISE", "ORDINARY", "Limiter", "Plan", "SharedLimiter", "Turn"]


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


class Turn(NamedTuple):
    """When a request may go.

    Args:
        wait: In so many seconds, for which it is booked.
        rest: The method rests for so many seconds, for it has used up its execution time; nothing is booked then.
    """

    wait: float
    rest: float = 0.0


@runtime_checkable
class SharedLimiter(Limiter, Protocol):
    """A limiter that many processes share: it also keeps which methods rest, and takes bookings back."""

    def book(self, method: str) -> Turn:
        """Book the next request for the method."""
        ...

    def give_back(self) -> None:
        """A request that was booked is not sent."""
        ...

    def rests(self, method: str, seconds: float) -> None:
        """The portal refused the method, which may be called again in so many seconds."""
        ...
