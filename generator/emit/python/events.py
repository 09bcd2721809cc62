"""Events: a class for each, with a view of its data; a module for each section of the documentation; a table of all.

A class is called as its event: `onCrmDealAdd` OnCrmDealAdd, `CATALOG.PRICE.ON.ADD` CatalogPriceOnAdd. A name in
capitals alone shows no words, so it has those of its page's name: `ONBOOKINGUPDATE` on `on-booking-update`
OnBookingUpdate. Of several events whose classes would have one name the first keeps it, as everywhere (see `names`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ...api import Event
from ...api.prose import NO_PROSE, Prose
from ...api.types import ListOf, Object, Optional, Property, Type, objects_in
from ...problems import Problems
from ...text import clean
from ..templates import fill
from .former_name import NO_FORMER_NAMES, FormerName, FormerNames
from .imports import ImportedNames, Imports, natural
from .names import Identifier, distinct, pascal, snake
from .namespaces import FormerPlan, former_plans, header
from .parameters import SHORT
from .results import ResultTypes, ViewClass, ViewNames, ViewPlan, a_class_each, attributes
from .runtime import PACKAGE
from .statements import context
from .text import Line, docstring, short
from .tree import RESERVED_CLASSES, RESERVED_FOLDERS

# What every event has its data in.
DATA: Final = Identifier("data")

_RESERVED_CLASSES: Final = RESERVED_CLASSES | {"Event", "EventAuth", "EventError"}
# Of a page: `api-reference/crm/deals/recurring-deals/events/…` belongs to crm, deals.
_ROOT: Final = "api-reference"
_SECTION_DEPTH: Final = 2
_NO_SECTION: Final = "general"
_SPECS: Final = "specs/events"
_MODULE: Final = f"{PACKAGE}.events"
# What names of events are run together from, where several have one page.
_KNOWN_WORDS: Final = re.compile(
    r"ON|IMBOT|IM|V\d|ADD|CHANGE|CHAT|COMMAND|CONTEXT|DELETE|GET|JOIN|MESSAGE|REACTION|UPDATE"
)
_WIDTH: Final = 112
_FEW: Final = 8


@dataclass(frozen=True)
class NamedEvent:
    """An event, the name of its class, and the section of the documentation that it is in."""

    event: Event
    name: Identifier
    section: tuple[str, ...]

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
        return self.event.name.upper()


@dataclass(frozen=True)
class EventPlan:
    """`views`: those of its data that no event before it has. `own`: the event's class itself.

    `data`: the shape for which the views of its data were planned, perhaps for an event before it.
    """

    views: tuple[ViewPlan, ...]
    own: ViewPlan
    data: Type | None


@dataclass(frozen=True)
class _ModulePlan:
    header: str
    docstring: str
    imports: str
    events: tuple[EventPlan, ...]
    former: tuple[FormerPlan, ...]


def named(events: Iterable[Event]) -> tuple[NamedEvent, ...]:
    """All events; the names of their classes do not depend on their order."""
    problems = Problems()
    found: list[NamedEvent] = []
    names: set[str] = set()
    keys: dict[str, str] = {}
    for event in sorted(events, key=lambda event: (event.status != "active", event.name)):
        name = distinct(pascal(_words(event), _RESERVED_CLASSES), names)
        found.append(NamedEvent(event, name, _section(event.page)))
        names.add(name)
        other = keys.setdefault(found[-1].key, event.name)
        if other != event.name:
            problems.add(f"event {event.name}", f"differs from {other} in case alone, which the portal does not regard")
    problems.raise_any()
    return tuple(sorted(found, key=lambda event: natural(event.name)))


def modules(
    events: Sequence[NamedEvent], prose: Prose = NO_PROSE, former: FormerNames = NO_FORMER_NAMES
) -> dict[str, str]:
    """The package `events`; `former`: what its modules had under other names."""
    sections = grouped(events, lambda event: event.module)
    files = {
        f"{PACKAGE}/events/{name}.py": _module(group, prose, former.get(f"{_MODULE}.{name}", ()))
        for name, group in sections.items()
    }
    for module in former.keys() - {_MODULE, *(f"{_MODULE}.{name}" for name in sections)}:
        name = module.rpartition(".")[2]
        files[f"{PACKAGE}/events/{name}.py"] = _former_module(name, former[module])
    exported = [event for group in sections.values() for event in group]
    files[f"{PACKAGE}/events/__init__.py"] = fill(
        "python/events.py.jinja", header=header(_SPECS), events=exported, former=former.get(_MODULE, ())
    )
    return files


def grouped(
    events: Iterable[NamedEvent], key: Callable[[NamedEvent], Identifier]
) -> dict[Identifier, list[NamedEvent]]:
    """The events of each module, in the order of the modules' names."""
    groups: dict[Identifier, list[NamedEvent]] = defaultdict(list)
    for event in events:
        groups[key(event)].append(event)
    return {name: groups[name] for name in sorted(groups, key=natural)}


def _words(event: Event) -> str:
    """Of a name in capitals alone: as its page spells them, or as far as they are known."""
    if not (event.name.isupper() and event.name.isalnum()):
        return event.name
    page = event.page.rsplit("/", 1)[-1].removesuffix(".html")
    if re.sub("[^a-z0-9]", "", page) == event.name.lower():
        return page
    known = _KNOWN_WORDS.findall(event.name)
    return "-".join(known).lower() if sum(map(len, known)) == len(event.name) else event.name


def _section(page: str) -> tuple[str, ...]:
    """The folders that the page lies in, without those that only say that there are events."""
    folders = page.split("/")[:-1]
    own = [name for name in folders if name and name != _ROOT and not name.startswith("events")]
    return tuple(own[:_SECTION_DEPTH])


def planned(
    events: Sequence[NamedEvent], imports: ImportedNames, prose: Prose = NO_PROSE
) -> tuple[ResultTypes, tuple[EventPlan, ...]]:
    """The classes of one module, and the types that know them."""
    names = ViewNames(_RESERVED_CLASSES.union(event.name for event in events))
    own: dict[Identifier, tuple[ViewClass, ...]] = {}
    for event in events:
        known = len(names.views)
        _name_views(event, events, names)
        own[event.name] = a_class_each(names.views[known:])
    classes = [each for several in own.values() for each in several]
    views = ResultTypes(classes, imports, "", prose=prose)
    return views, tuple(_plan(event, events, views, own[event.name], prose) for event in events)


def _former_module(name: str, former: Iterable[FormerName]) -> str:
    """One whose events are elsewhere now."""
    former = tuple(former)
    imports = Imports(_MODULE, {each.name for each in former})
    earlier = former_plans(former, f"{_MODULE}.{name}", imports)
    title = docstring([Line(f"Events: {name}, elsewhere now.")], width=_WIDTH)
    return fill("python/events_module.py.jinja", module=_ModulePlan(header(_SPECS), title, imports.code(), (), earlier))


def _module(events: Sequence[NamedEvent], prose: Prose, former: Iterable[FormerName]) -> str:
    objects = [object for each in events if each.event.data is not None for object in objects_in(each.event.data)]
    former = tuple(former)
    known = {DATA, *(each.name for each in former)}
    imports = Imports(_MODULE, {*known, *(name for object in objects for name in attributes(object).values())})
    _, plans = planned(events, imports, prose)
    imports.use(".event", "Event")
    if any(each.event.data is not None for each in events):
        imports.use(".views", "Field")  # beside its functions, not in a block for checkers
    section = ", ".join(map(clean, events[0].section)) or _NO_SECTION
    title = docstring([Line(f"Events: {section}.")], width=_WIDTH)
    earlier = former_plans(former, f"{_MODULE}.{events[0].module}", imports)
    plan = _ModulePlan(header(_SPECS), title, imports.code(), plans, earlier)
    return fill("python/events_module.py.jinja", module=plan)


def _name_views(named: NamedEvent, beside: Sequence[NamedEvent], names: ViewNames) -> None:
    """`beside`: the events of the module; those of one subject share the views of equal data."""
    alike = _alike(named, beside)
    if named.event.data is not None and alike[0] is named:
        stem = named.name if len(alike) == 1 else " ".join(_subject(named, _equal(named, beside)))
        about = ", ".join(f"`{other.event.name}`" for other in alike)
        names.add(named.event.data, f"{stem} {DATA}", f"{about}: `{DATA}`")


def _plan(
    named: NamedEvent, beside: Sequence[NamedEvent], views: ResultTypes, own: Sequence[ViewClass], prose: Prose
) -> EventPlan:
    """`own`: the classes of the views that were named for it."""
    text = docstring(_documentation(named.event, prose), width=_WIDTH - 4)
    if named.event.data is None:
        return EventPlan((), ViewPlan(named.name, text, ()), None)
    data = _alike(named, beside)[0].event.data or named.event.data
    event = ViewPlan(
        named.name, text, (views.attribute(DATA, DATA, data, overrides=True, said=prose.of_data(named.event)),)
    )
    return EventPlan(tuple(map(views.plan, own)), event, data)


def _equal(named: NamedEvent, beside: Sequence[NamedEvent]) -> list[NamedEvent]:
    return [other for other in beside if other.event.data == named.event.data]


def _alike(named: NamedEvent, beside: Sequence[NamedEvent]) -> list[NamedEvent]:
    """Those of its subject with equal data, itself included."""
    equal = _equal(named, beside)
    subject = _subject(named, equal)
    return [other for other in equal if _subject(other, equal) == subject]


def _subject(event: NamedEvent, beside: Sequence[NamedEvent]) -> tuple[str, ...]:
    """What it is about: `OnCrmDealAdd` on crm deal, and so is `OnCrmDealRecurringDelete` beside it."""
    words = event.words
    subjects = (other.words[:-1] for other in beside)
    return min((each for each in subjects if len(each) > 1 and each == words[: len(each)]), key=len, default=words)


def _documentation(event: Event, prose: Prose) -> list[Line]:
    scope = f", scope {', '.join(f'`{name}`' for name in event.scope)}" if event.scope else ""
    by = f", subscribed to by {event.who}" if event.who else ""  # the page, to which the last line leads, may say more
    lines = [Line(event.title or event.name), Line(""), Line(f"`{event.name}`{scope}{by}.{_status(event)}")]
    lines += [Line(f"{each}.") for each in context(event)]
    about = short(prose.about(event), SHORT)
    lines += [Line(about)] if about else []
    if event.data is not None:
        lines.append(Line(f"`{DATA}`: {', '.join(_facts(event))}."))
    return [*lines, Line(event.url)]


def _status(event: Event) -> str:
    if event.status == "active":
        return ""
    instead = f"; use {event.replaced_by}" if event.replaced_by else ""
    if event.status == "deprecated":
        return f" Deprecated{instead}."
    return f" No longer documented{f' since {clean(event.left)}' if event.left else ''}{instead}."


def _facts(event: Event) -> list[str]:
    """Its properties to the last, with their types; where these are many, the outermost alone."""
    assert event.data is not None
    leaves = list(_leaves(event.data, "", str(event.documented_data)))
    if len(leaves) <= _FEW:
        return leaves
    return [f"`{clean(each.name)}` {each.documented.type}" for each in _properties(event.data)] or [
        str(event.documented_data)
    ]


def _leaves(type: Type, path: str, documented: str) -> Iterator[str]:
    inner = _properties(type)
    for each in inner:
        yield from _leaves(each.type, f"{path}.{each.name}" if path else each.name, each.documented.type)
    if not inner and isinstance(type, ListOf) and _properties(type.item):
        yield from _leaves(type.item, f"{path}[]", documented)
    elif not inner:
        yield f"`{clean(path)}` {documented}" if path else documented


def _properties(type: Type) -> tuple[Property, ...]:
    if isinstance(type, Optional):
        return _properties(type.inner)
    return type.properties if isinstance(type, Object) else ()
