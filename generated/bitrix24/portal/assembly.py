# Copied from generator/runtime/portal/assembly.py by "python -m generator generate". Edit that file.
"""The methods of a portal, put together."""

from __future__ import annotations

from .basics import basics
from .batch import batch
from .batch_v3 import batch_v3
from .calls import Caller, whoever_calls
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
    if examples:
        _put_example_flow(methods)
    return methods


def _put_example_flow(methods: Methods) -> None:
    """The one after the first, of which the documentation's examples speak."""
    create = documentation().find(2, "tasks.flow.Flow.create")
    assert create is not None
    flow = {**create.described["example"]["flowData"], "name": "Example"}
    methods.run(2, create.name, {"flowData": flow}, Caller("http://127.0.0.1", application=True))
