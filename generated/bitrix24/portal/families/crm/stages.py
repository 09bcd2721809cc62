# Copied from generator/runtime/portal/families/crm/stages.py by "python -m generator generate". Edit that file.
"""Stages and the pipelines that they are in: the directory of a record's stages, what a stage means, its history."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ...conditions import belonging
from ...fields import now
from ...store import Body, Store, Where
from .entities import DEAL, LEAD, QUOTE, SMART_INVOICE, EntityType, entity_type

STATUSES: Final = "crm.status"
PROCESS, SUCCESS, FAILURE = "P", "S", "F"

_BY_SORT: Final = Where("json_extract(body, '$.\"sort\"'), id")
_BLUE, _GREEN, _RED = "#39A8EF", "#7BD500", "#FF5752"

_DIRECTORY: Final = re.compile(
    r"(?:(DEAL_STAGE|STATUS|QUOTE_STATUS|SMART_INVOICE_STAGE)|DYNAMIC_(\d+)_STAGE)(?:_\d+)?", re.ASCII
)

Stage = tuple[str, str, str, str]
"""Code, name, what it means, colour."""

DEAL_STAGES: Final[tuple[Stage, ...]] = (
    ("NEW", "New", PROCESS, _BLUE),
    ("PREPARATION", "Document preparation", PROCESS, "#2FC6F6"),
    ("PREPAYMENT_INVOICE", "Prepayment invoice", PROCESS, "#55D0E0"),
    ("EXECUTING", "In progress", PROCESS, "#47E4C2"),
    ("FINAL_INVOICE", "Final invoice", PROCESS, "#FFA900"),
    ("WON", "Deal won", SUCCESS, _GREEN),
    ("LOSE", "Deal lost", FAILURE, _RED),
    ("APOLOGY", "Analyze failure", FAILURE, _RED),
)
LEAD_STAGES: Final[tuple[Stage, ...]] = (
    ("NEW", "Unassigned", PROCESS, _BLUE),
    ("IN_PROCESS", "Responsible assigned", PROCESS, "#2FC6F6"),
    ("PROCESSED", "Waiting for details", PROCESS, "#55D0E0"),
    ("CONVERTED", "Good lead", SUCCESS, _GREEN),
    ("JUNK", "Junk lead", FAILURE, _RED),
)
QUOTE_STAGES: Final[tuple[Stage, ...]] = (
    ("DRAFT", "Draft", PROCESS, _BLUE),
    ("SENT", "Sent to client", PROCESS, "#2FC6F6"),
    ("APPROVED", "Accepted", SUCCESS, _GREEN),
    ("DECLAINED", "Declined", FAILURE, _RED),
)
SMART_STAGES: Final[tuple[Stage, ...]] = (
    ("NEW", "Start", PROCESS, _BLUE),
    ("PREPARATION", "Preparation", PROCESS, "#2FC6F6"),
    ("CLIENT", "Client", PROCESS, "#55D0E0"),
    ("SUCCESS", "Success", SUCCESS, _GREEN),
    ("FAIL", "Failed", FAILURE, _RED),
)
INVOICE_STAGES: Final[tuple[Stage, ...]] = (
    ("N", "New", PROCESS, _BLUE),
    ("S", "Sent to client", PROCESS, "#2FC6F6"),
    ("P", "Paid", SUCCESS, _GREEN),
    ("D", "Not paid", FAILURE, _RED),
)


def categories(entity_type_id: int) -> str:
    """Under which the store has the pipelines."""
    return f"crm.category.{entity_type_id}"


def directory(entity: EntityType, category: int) -> str | None:
    """The directory of its stages: `DEAL_STAGE_1`."""
    if entity.id == DEAL:
        return f"DEAL_STAGE_{category}" if category else "DEAL_STAGE"
    if entity.id == SMART_INVOICE:
        return f"SMART_INVOICE_STAGE_{category}"
    if entity.is_smart:
        return f"DYNAMIC_{entity.id}_STAGE_{category}" if "stageid" in entity.fields else None
    return {LEAD: "STATUS", QUOTE: "QUOTE_STATUS"}.get(entity.id)


def add_stages(store: Store, entity: EntityType, category: int) -> None:
    """Those with which a new pipeline begins."""
    of_deals = entity.id == DEAL
    prefix = (f"C{category}:" if category else "") if of_deals else f"DT{entity.id}_{category}:"
    stages = DEAL_STAGES if of_deals else INVOICE_STAGES if entity.id == SMART_INVOICE else SMART_STAGES
    name = directory(entity, category)
    if name is not None:
        add_statuses(
            store, name, ((prefix + code, title, what, color) for code, title, what, color in stages), category
        )


def add_statuses(store: Store, name: str, stages: Iterable[Stage], category: int | None = None) -> None:
    found = list(stages)
    lost = next((stage[0] for stage in found if stage[2] == FAILURE), None)
    for number, (code, title, meaning, color) in enumerate(found, 1):
        is_fixed = number == 1 or meaning == SUCCESS or code == lost or not color
        body: Body = {
            "entityid": name,
            "statusid": code,
            "name": title,
            "nameinit": title if is_fixed else "",
            "sort": number * 10,
            "system": "Y" if is_fixed else "N",
            "categoryid": category,
            "color": color or None,
            "semantics": meaning if meaning in (SUCCESS, FAILURE) else None,
        }
        store.put(STATUSES, store.new_id(STATUSES), body)


def statuses(store: Store, name: str) -> list[Body]:
    """A directory, in its order."""
    return [body for _, body in store.select(STATUSES, belonging({"entityid": name}), _BY_SORT)]


def meaning(store: Store, name: str | None, stage: object) -> str:
    """P, S or F: in process, a success, a failure."""
    if name is None or stage is None:
        return PROCESS
    found = store.select(STATUSES, belonging({"entityid": name, "statusid": stage}), limit=1)
    return found[0][1].get("semantics") or PROCESS if found else PROCESS


def has(store: Store, name: str, stage: object) -> bool:
    """Is the stage one of a directory?"""
    return bool(store.count(STATUSES, belonging({"entityid": name, "statusid": stage})))


def success_sort(store: Store, name: str) -> int | None:
    """Where in a directory its successful end is."""
    return next((int(body["sort"]) for body in statuses(store, name) if body.get("semantics") == SUCCESS), None)


def is_used(store: Store, name: str, stage: object) -> bool:
    """Is a record in a stage of a directory?"""
    match = _DIRECTORY.fullmatch(name)
    if match is None:
        return False
    known = {"DEAL_STAGE": DEAL, "STATUS": LEAD, "QUOTE_STATUS": QUOTE, "SMART_INVOICE_STAGE": SMART_INVOICE}
    entity = entity_type(known[match[1]] if match[1] else int(match[2]), store)
    return entity is not None and bool(store.count(entity.kind, belonging({"stageid": stage})))


def first_stage(store: Store, name: str | None) -> str | None:
    found = store.select(STATUSES, belonging({"entityid": name}), _BY_SORT, 1) if name is not None else []
    return found[0][1]["statusid"] if found else None


def default_category(store: Store, entity: EntityType) -> int:
    """0 where it has no pipelines."""
    if not entity.has_categories or entity.id == DEAL:
        return 0
    found = store.select(categories(entity.id), belonging({"isdefault": 1}), limit=1)
    return int(found[0][0]) if found else 0


def note(store: Store, entity: EntityType, id: object, body: Body, type: int) -> None:
    """Into the history. `type`: 1 for a new record, 2 for a step, 3 for the last one, 5 for another pipeline."""
    kind = f"crm.stagehistory.{entity.id}"
    step = {
        "typeid": type,
        "ownerid": id,
        "createdtime": now(),
        "categoryid": body.get("categoryid") or 0,
        "stageid": body.get("stageid"),
        "stagesemanticid": body.get("stagesemanticid"),
    }
    store.put(kind, store.new_id(kind), step)
