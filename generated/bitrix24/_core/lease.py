# Copied from generator/runtime/_core/lease.py by "python -m generator generate". Edit that file.
"""A lock that ends by itself soon after its holder has died, for stores that processes of many machines share."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from typing import Final, Protocol

from .own import Own

# Seconds that a lock outlives its holder. Less than others wait for it (`oauth`), so that they get it.
LEASE: Final = 15.0

# How often, within that time, a holder that lives says so; and for how many seconds it does at most.
_TIMES: Final = 3
_LONGEST: Final = 300.0


class Leases(Protocol):
    """The server's half: it knows who holds the lock, and until when by its own clock. `holder`: a random name."""

    def take(self, holder: str) -> bool:
        """Have the lock for so long as `LEASE` says, unless another holder has it."""
        ...

    def extend(self, holder: str) -> bool:
        """Have it for as long again; False: another has it meanwhile."""
        ...

    def give_back(self, holder: str) -> None:
        """Not to have it any more; nothing if another has it."""
        ...


class LeaseLock:
    """`try_lock` and `unlock` of a store. A thread extends the lease while it is held, whatever the refresh takes.

    A process that was forked meanwhile holds nothing.
    """

    def __init__(self, leases: Leases) -> None:
        self._leases: Final = leases
        self._held: Final[Own[list[_Held]]] = Own(list)

    def try_lock(self) -> bool:
        held = _Held(self._leases, os.urandom(16).hex())
        if not self._leases.take(held.holder):
            return False
        held.start()
        self._held().append(held)
        return True

    def unlock(self) -> None:
        """A server that cannot be asked gives it back when the lease ends."""
        with contextlib.suppress(IndexError):
            held = self._held().pop()
            held.ended.set()
            with contextlib.suppress(Exception):
                self._leases.give_back(held.holder)


class _Held:
    def __init__(self, leases: Leases, holder: str) -> None:
        self.holder: Final = holder
        self.ended: Final = threading.Event()
        self._leases = leases

    def start(self) -> None:
        # Where no thread can be started any more, at the end of the interpreter, the lease has to be enough.
        with contextlib.suppress(RuntimeError):
            threading.Thread(target=self._extend, name="bitrix24 lease", daemon=True).start()

    def _extend(self) -> None:
        last = time.monotonic() + _LONGEST
        while not self.ended.wait(LEASE / _TIMES) and time.monotonic() < last:
            try:
                if not self._leases.extend(self.holder):
                    return
            except Exception:  # it may be there again the next time
                continue
