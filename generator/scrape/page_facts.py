"""What one page states, before the pages are linked with each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ..site.page import PagePath
from ..spec.model import Defect, Error, Example, Json, Status
from ..spec.names import Replacement, WireName
from .examples.samples import Samples
from .fields.node import Fields, Node
from .identity import Identity
from .problems import Problem
from .prose import NO_PAGE_PROSE, PageProse
from .statements import Statements


@dataclass(frozen=True)
class MethodFacts:
    identity: Identity
    params: Fields
    sent: Samples
    """The parameters of all example calls."""
    example: dict[str, Json] | None
    returns: Node | None
    answered: Samples
    """`result` of all example answers."""
    records: frozenset[str]
    """Objects of the answer that the page declares as records."""
    response: dict[str, Json] | None
    declared: Node | None
    """The shape of `result` as an example in TypeScript declares it."""
    errors: tuple[Error, ...]
    statements: Statements
    one_of: tuple[tuple[str, ...], ...]
    forms: tuple[tuple[str, ...], ...]
    total: bool
    examples: tuple[Example, ...]
    defects: tuple[Defect, ...]


@dataclass(frozen=True)
class EventFacts:
    event: WireName
    title: str
    scope: tuple[str, ...]
    status: Status
    replaced_by: Replacement | None
    who: str | None
    who_more: bool
    context: Literal["application"] | None
    auth: bool
    data: Node | None
    sent: Samples
    """`data` of all example requests."""
    example: dict[str, Json] | None
    defects: tuple[Defect, ...]


@dataclass(frozen=True)
class ObjectFacts:
    """An object that a section of a page describes, for other places to link to."""

    title: str
    fields: Fields
    prose: str = ""


ValueTable: TypeAlias = "tuple[tuple[str, str], ...]"
"""Values, each with its label; empty where it has none."""


@dataclass(frozen=True)
class PageFacts:
    page: PagePath
    method: MethodFacts | None = None
    events: tuple[EventFacts, ...] = ()
    skipped: str = ""
    """Why the page is no reference; empty for one that is."""
    objects: Mapping[str, ObjectFacts] = field(default_factory=dict[str, ObjectFacts])
    """By the anchor of the section; the page's own first table under the empty one."""
    anchors: frozenset[str] = frozenset()
    value_tables: Mapping[str, ValueTable] = field(default_factory=dict[str, "ValueTable"])
    """By the anchor of the section."""
    system_errors: tuple[Error, ...] = ()
    versions: Mapping[WireName, str] = field(default_factory=dict[WireName, str])
    """By method: from which version on it is there. Overviews say so of their section's methods."""
    problems: tuple[Problem, ...] = ()
    prose: PageProse = NO_PAGE_PROSE
    gone: str = ""
    """What the site says where it no longer has the page: `HTTP 404`."""
