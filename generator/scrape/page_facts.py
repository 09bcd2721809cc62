"""What one page states, before the pages are linked with each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..site.page import PagePath
from ..spec.model import Defect, Error, Json, Status
from ..spec.names import WireName
from .examples.samples import Samples
from .fields.node import Draft
from .identity import Identity
from .problems import Problem


@dataclass(slots=True)
class MethodFacts:
    identity: Identity
    params: dict[str, Draft]
    sent: Samples
    """The parameters of all example calls."""
    example: dict[str, Json] | None
    returns: Draft | None
    answered: Samples
    """`result` of all example answers."""
    response: dict[str, Json] | None
    errors: tuple[Error, ...]
    defects: list[Defect]


@dataclass(slots=True)
class EventFacts:
    event: WireName
    title: str
    scope: tuple[str, ...]
    status: Status
    auth: bool
    data: Draft | None
    sent: Samples
    """`data` of all example requests."""
    example: dict[str, Json] | None
    defects: list[Defect]


@dataclass(slots=True)
class ObjectFacts:
    """A table of fields that other places can link to."""

    title: str
    fields: dict[str, Draft]


@dataclass(slots=True)
class PageFacts:
    page: PagePath
    method: MethodFacts | None = None
    event: EventFacts | None = None
    skipped: str = ""
    """Why the page is no reference; empty for one that is."""
    types: dict[str, ObjectFacts] = field(default_factory=dict[str, ObjectFacts])
    """By anchor; the page's own first table under the empty one."""
    anchors: frozenset[str] = frozenset()
    system_errors: tuple[Error, ...] = ()
    problems: list[Problem] = field(default_factory=list[Problem])
