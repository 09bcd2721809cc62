# Copied from generator/runtime/portal/inside.py by "python -m generator generate". Edit that file.
"""What is inside of a portal, for its parts: the state and the lock that guards it."""

from __future__ import annotations

import threading

from . import identity
from .access import Access
from .assembly import assembled
from .drive import Drive
from .events import Events, deliver
from .exchange import Exchange, Incoming, Outgoing
from .faults import Fault, Faults
from .leaky_bucket import Bucket
from .received import Received
from .seeds import seeded
from .store import Store
from .tokens import Tokens


class Inside:
    """Whoever touches the state holds the `lock`; the methods here take it themselves.

    Args:
        store: Where the records are.
        scope: Of the webhook that is there from the start; None for everything.
        limited: Is there a limit on the rate of requests?
        examples: Are the records there that the documentation's examples speak of?
        member_id: The portal's; "" for the one that the store has, or a new one.
    """

    def __init__(
        self, store: Store, scope: frozenset[str] | None, limited: bool, examples: bool, member_id: str
    ) -> None:
        self.lock = threading.RLock()
        self.store = store
        self.received = Received()
        self.drive = Drive(store)
        self._scope = scope
        self._examples = examples
        if not store.kinds():  # what has been deleted from a portal that is kept in a file stays away
            store.take_over(seeded())
        self.member_id = member_id or identity.member_id(store)
        self.begin(limited)

    def begin(self, limited: bool) -> None:
        """With nothing but what the store has."""
        identity.give(self.store, self.member_id)
        self.faults = Faults()
        tokens, events = Tokens(self.member_id), Events(self.member_id)
        methods = assembled(events, self.store, self.received, self._examples)
        methods.operating.limited = limited
        bucket = Bucket() if limited else None
        self.exchange = Exchange(tokens, Access(tokens, self._scope), methods, events, self.received, bucket)

    def fault_of(self, incoming: Incoming) -> Fault:
        with self.lock:
            return self.faults.of_call(incoming.method)

    def drop(self, incoming: Incoming) -> None:
        with self.lock:
            self.exchange.dropped(incoming)

    def run(self, incoming: Incoming, fault: Fault) -> Outgoing:
        with self.lock:
            return self.exchange.run(incoming, fault)

    def end_streams(self) -> None:
        """Of those who watch the calls in a browser."""
        with self.lock:
            self.received.end()

    async def deliver(self) -> None:
        """Post the events that have happened to their handlers."""
        with self.lock:
            posts = self.exchange.events.take()
        await deliver(posts)
