"""What one page states, before the pages are linked with each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.site.page import PagePath
from generator.spec.model import Defect, Error, Json, Status
from generator.spec.names import WireName

from .draft import Draft
from .evidence import Evidence
from .identity import Identity
from .problems import Problem


@dataclass(slots=True)
class MethodDraft:
    identity: Identity
    params: dict[str, Draft]
    sent: Evidence
    """The parameters of all example calls."""
    example: dict[str, Json] | None
    returns: Draft | None
    answered: Evidence
    """`result` of all example answers."""
    response: dict[str, Json] | None
    errors: tuple[Error, ...]
    defects: list[Defect]


@dataclass(slots=True)
class EventDraft:
    event: WireName
    title: str
    scope: tuple[str, ...]
    status: Status
    auth: bool
    data: Draft | None
    sent: Evidence
    """`data` of all example requests."""
    example: dict[str, Json] | None
    defects: list[Defect]


@dataclass(slots=True)
class TypeSource:
    """A table of fields that other places can link to."""

    title: str
    fields: dict[str, Draft]


@dataclass(slots=True)
class PageFacts:
    page: PagePath
    method: MethodDraft | None = None
    event: EventDraft | None = None
    skipped: str = ""
    """Why the page is no reference; empty for one that is."""
    types: dict[str, TypeSource] = field(default_factory=dict[str, TypeSource])
    """By anchor; the page's own first table under the empty one."""
    anchors: frozenset[str] = frozenset()
    system_errors: tuple[Error, ...] = ()
    problems: list[Problem] = field(default_factory=list[Problem])
