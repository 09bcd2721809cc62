"""The methods of a portal, put together."""

from __future__ import annotations

from .basics import basics
from .batch import batch
from .batch_v3 import batch_v3
from .calls import whoever_calls
from .deals import Deals
from .disk import Disk
from .documented import documentation
from .events import Events
from .families import Families
from .flows import Flows
from .items import Items
from .methods import Methods
from .received import Received
from .records import State
from .store import Store
from .tasks import Tasks
from .tasks_v3 import TasksV3


def assembled(disk: Disk, events: Events, store: Store, received: Received) -> Methods:
    flows, deals = Flows(), Deals(events.happened)
    tasks = Tasks(flows)
    state = State(store, events.happened)
    methods = Methods(Families(state, documentation()), documentation())
    methods.add(2, whoever_calls({**flows.methods(), **tasks.methods(), **deals.methods(), **Items(deals).methods()}))
    methods.add(2, whoever_calls(basics(methods)))
    methods.add(2, {**disk.methods(), **events.methods(), "batch": batch(methods, received)})
    methods.add(3, {**whoever_calls(TasksV3(tasks).methods()), "batch": batch_v3(methods, received)})
    return methods
