"""Events: a class for each, with a view of its data; a module for each section of the documentation; a table of all.

A class is called as its event: `onCrmDealAdd` OnCrmDealAdd, `CATALOG.PRICE.ON.ADD` CatalogPriceOnAdd. A name in
capitals alone shows no words, so it has those of its page's name: `ONBOOKINGUPDATE` on `on-booking-update`
OnBookingUpdate. Of several events whose classes would have one name the first keeps it, as everywhere (see `names`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...api.interpret import Shape, Shaper, place_of_data, records_in, refs_in
from ...problems import Problems
from ...spec.model import EventSpec, Field, SpecTree
from ...spec.names import WireName
from ..templates import fill
from .imports import Imports, natural
from .methods import SITE
from .names import Identifier, distinct, pascal, snake
from .namespaces import header
from .package import PACKAGE
from .results import Descriptor, ResultTypes, ViewPlan, attributes
from .text import Line, clean, docstring
from .tree import RESERVED_CLASSES, RESERVED_FOLDERS

# What every event has its data in.
DATA: Final = Identifier("data")

_RESERVED_CLASSES: Final = RESERVED_CLASSES | {"Event", "EventAuth", "EventError", "FormField"}
# Of a page: `api-reference/crm/deals/recurring-deals/events/…` belongs to crm, deals.
_ROOT: Final = "api-reference"
_SECTION_DEPTH: Final = 2
_NO_SECTION: Final = "general"
_FORM_FIELD: Final = Descriptor(".event", "FormField", "form_field")
_SPECS: Final = "specs/events"
_WIDTH: Final = 112
_FEW: Final = 8
_STATUS: Final[Mapping[str, str]] = {"active": "", "deprecated": " Deprecated.", "removed": " No longer documented."}


@dataclass(frozen=True)
class Shaped:
    """An event with every doubt about its names and types decided. `data`: None where no page says what is in it."""

    spec: EventSpec
    name: Identifier
    section: tuple[str, ...]
    data: Shape | None

    @property
    def module(self) -> Identifier:
        return snake("_".join(self.section) or _NO_SECTION, RESERVED_FOLDERS)

    @property
    def test_module(self) -> Identifier:
        return snake(self.section[0] if self.section else _NO_SECTION)

    @property
    def words(self) -> tuple[str, ...]:
        """Of its class's name."""
        return tuple(snake(self.name).split("_"))

    @property
    def key(self) -> str:
        """The name as the portal sends it."""
        return self.spec.event.upper()


@dataclass(frozen=True)
class EventPlan:
    """`views`: those of its data that no event before it has. `own`: the event's class itself.

    `data`: the shape for which the views of its data were planned, perhaps for an event before it.
    """

    views: tuple[ViewPlan, ...]
    own: ViewPlan
    data: Shape | None


@dataclass(frozen=True)
class _ModulePlan:
    header: str
    docstring: str
    imports: str
    events: tuple[EventPlan, ...]


def shaped(specs: SpecTree, shaper: Shaper, problems: Problems) -> tuple[Shaped, ...]:
    """All events; their names do not depend on their order in the specs."""
    found: list[Shaped] = []
    names: set[str] = set()
    keys: dict[str, WireName] = {}
    for spec in sorted(specs.events.values(), key=lambda spec: (spec.status != "active", spec.event)):
        name = distinct(pascal(_words(spec), _RESERVED_CLASSES), names)
        data = shaper.shape(spec.data, "results", place_of_data(spec.event)) if spec.data is not None else None
        found.append(Shaped(spec, name, _section(spec.page), data))
        names.add(name)
        other = keys.setdefault(found[-1].key, spec.event)
        if other != spec.event:
            problems.add(f"event {spec.event}", f"differs from {other} in case alone, which the portal does not regard")
    return tuple(sorted(found, key=lambda event: natural(event.name)))


def modules(events: Sequence[Shaped]) -> dict[str, str]:
    """The package `events`."""
    sections = grouped(events, lambda event: event.module)
    files = {f"{PACKAGE}/events/{name}.py": _module(group) for name, group in sections.items()}
    exported = [event for group in sections.values() for event in group]
    files[f"{PACKAGE}/events/__init__.py"] = fill("events.py.jinja", header=header(_SPECS), events=exported)
    return files


def grouped(events: Iterable[Shaped], key: Callable[[Shaped], Identifier]) -> dict[Identifier, list[Shaped]]:
    """The events of each module, in the order of the modules' names."""
    groups: dict[Identifier, list[Shaped]] = defaultdict(list)
    for event in events:
        groups[key(event)].append(event)
    return {name: groups[name] for name in sorted(groups, key=natural)}


def refs(events: Iterable[Shaped]) -> list[WireName]:
    """The shared types that events hold."""
    return [name for event in events if event.data is not None for name in refs_in(event.data)]


def _words(spec: EventSpec) -> str:
    page = spec.page.rsplit("/", 1)[-1].removesuffix(".html")
    bare = spec.event.isupper() and spec.event.isalnum()
    return page if bare and re.sub("[^a-z0-9]", "", page) == spec.event.lower() else spec.event


def _section(page: str) -> tuple[str, ...]:
    """The folders that the page lies in, without those that only say that there are events."""
    folders = page.split("/")[:-1]
    own = [name for name in folders if name and name != _ROOT and not name.startswith("events")]
    return tuple(own[:_SECTION_DEPTH])


def planned(events: Sequence[Shaped]) -> tuple[ResultTypes, tuple[EventPlan, ...]]:
    """The classes of one module, and the types that know them."""
    records = [record for event in events if event.data is not None for record in records_in(event.data)]
    imports = Imports("bitrix24.events", {DATA, *(name for record in records for name in attributes(record).values())})
    views = ResultTypes(imports, "", _RESERVED_CLASSES.union(event.name for event in events), descriptor=_FORM_FIELD)
    return views, tuple(_plan(event, events, views) for event in events)


def _module(events: Sequence[Shaped]) -> str:
    views, plans = planned(events)
    imports = views.imports
    imports.use(".event", "Event")
    if any(event.data is not None for event in events):
        imports.use(_FORM_FIELD.module, _FORM_FIELD.class_name)  # beside its function, not in a block for checkers
    section = ", ".join(map(clean, events[0].section)) or _NO_SECTION
    title = docstring([Line(f"Events: {section}.")], width=_WIDTH)
    plan = _ModulePlan(header(_SPECS), title, imports.code(), plans)
    return fill("events_module.py.jinja", module=plan)


def _plan(event: Shaped, beside: Sequence[Shaped], views: ResultTypes) -> EventPlan:
    """`beside`: the events of the module; those of one subject share the views of equal data."""
    text = docstring(_documentation(event.spec), width=_WIDTH - 4)
    if event.data is None:
        return EventPlan((), ViewPlan(event.name, text, "", ()), None)
    equal = [other for other in beside if other.data == event.data]
    subject = _subject(event, equal)
    alike = [other for other in equal if _subject(other, equal) == subject]
    known = len(views.plans)
    if alike[0] is event:
        stem = event.name if len(alike) == 1 else " ".join(subject)
        names = ", ".join(f"`{other.spec.event}`" for other in alike)
        views.plan(event.data, f"{stem} {DATA}", f"{names}: `{DATA}`")
    shape = alike[0].data or event.data
    own = ViewPlan(event.name, text, views.reader(), (views.attribute(DATA, DATA, shape, overrides=True),))
    return EventPlan(views.plans[known:], own, shape)


def _subject(event: Shaped, beside: Sequence[Shaped]) -> tuple[str, ...]:
    """What it is about: `OnCrmDealAdd` on crm deal, and so is `OnCrmDealRecurringDelete` beside it."""
    words = event.words
    subjects = (other.words[:-1] for other in beside)
    return min((each for each in subjects if len(each) > 1 and each == words[: len(each)]), key=len, default=words)


def _documentation(spec: EventSpec) -> list[Line]:
    scope = f", scope {', '.join(f'`{name}`' for name in spec.scope)}" if spec.scope else ""
    lines = [Line(spec.title or spec.event), Line(""), Line(f"`{spec.event}`{scope}.{_STATUS[spec.status]}")]
    if spec.data is not None:
        lines.append(Line(f"`{DATA}`: {', '.join(_facts(spec.data))}."))
    return [*lines, Line(SITE + spec.page)]


def _facts(data: Field) -> list[str]:
    """Its fields to the last, with their types; where these are many, the outermost alone."""
    leaves = list(_leaves(data, ""))
    if len(leaves) <= _FEW:
        return leaves
    return [f"`{clean(wire)}` {field.type}" for wire, field in data.fields.items()] or [data.type]


def _leaves(field: Field, path: str) -> Iterator[str]:
    inner = dict(field.fields) if field.items is None else {"[]": field.items, **field.fields}
    for wire, each in inner.items():
        yield from _leaves(each, wire if not path else path + wire if wire == "[]" else f"{path}.{wire}")
    if not inner:
        yield f"`{clean(path)}` {field.type}" if path else field.type
