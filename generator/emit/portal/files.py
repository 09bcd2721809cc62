"""The files of what the local portal knows, by path in their folder: a line for each method or shared type."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ...api import SharedType
from .records import answered_fields_of_object, fields_of_object


def methods_file(segment: str, lines: Iterable[str]) -> dict[str, str]:
    return {f"{segment}.jsonl": _file(lines)}


def types_file(types: Iterable[SharedType]) -> dict[str, str]:
    """The fields of shared types: as they are sent, as they are answered."""
    return {"types.jsonl": _file(map(_type, types))}


def events_file(events: Iterable[str]) -> dict[str, str]:
    """The names of all events."""
    return {"events.jsonl": _file(map(json.dumps, events))}


def _type(type: SharedType) -> str:
    sent, answered = fields_of_object(type.as_parameter), answered_fields_of_object(type.as_result)
    return json.dumps([str(type.name), sent, answered], separators=(",", ":"))


def _file(lines: Iterable[str]) -> str:
    return "".join(f"{each}\n" for each in lines)
