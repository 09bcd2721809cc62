# Copied from generator/runtime/portal/assembly.py by "python -m generator generate". Edit that file.
"""The methods of a portal, put together."""

from __future__ import annotations

from .basics import basics
from .batch import batch
from .batch_v3 import batch_v3
from .calls import whoever_calls
from .documented import documentation
from .events import Events
from .families import Families
from .flows import Flows
from .methods import Methods
from .received import Received
from .records import State
from .store import Store


def assembled(events: Events, store: Store, received: Received, examples: bool) -> Methods:
    state = State(store, events.happened, events.listen)
    methods = Methods(Families(state, documentation(), examples), documentation())
    methods.add(2, whoever_calls({**Flows(store).methods(), **basics(methods)}))
    methods.add(2, {**events.methods(), "batch": batch(methods, received)})
    methods.add(3, {"batch": batch_v3(methods, received)})
    return methods
