# Copied from generator/runtime/portal/offline_events.py by "python -m generator generate". Edit that file.
"""The queue of offline events (api-reference/events/event-offline-*.html): kept until an application fetches them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Final

from .answer import Answer
from .calls import Caller, Method, refuse_webhook
from .errors import mismatch, missing
from .values import Params, filled, flag, integer, is_list, is_map, positive

_MOST: Final = 50


@dataclass
class _Record:
    id: int
    message_id: str
    event: str
    data: Mapping[str, Any]
    at: str
    process_id: str = ""
    failed: bool = False

    def shown(self) -> dict[str, object]:
        return {
            "ID": str(self.id),
            "TIMESTAMP_X": self.at,
            "EVENT_NAME": self.event,
            "EVENT_DATA": self.data,
            "EVENT_ADDITIONAL": False,
            "MESSAGE_ID": self.message_id,
        }


class OfflineQueue:
    """Of each event about the same thing the last, until it is cleared; what is reserved is not given to others."""

    def __init__(self) -> None:
        self._wanted: set[str] = set()
        self._records: list[_Record] = []
        self._last_id = 0

    def methods(self) -> dict[str, Method]:
        return {
            "event.offline.get": self.get,
            "event.offline.list": self.list,
            "event.offline.clear": self.clear,
            "event.offline.error": self.error,
        }

    def bind(self, event: str) -> None:
        self._wanted.add(event)

    def unbind(self, event: str) -> bool:
        """Was it bound?"""
        found = event in self._wanted
        self._wanted.discard(event)
        return found

    def bound(self) -> list[str]:
        return sorted(self._wanted)

    def happened(self, event: str, data: Mapping[str, Any]) -> None:
        if event not in self._wanted:
            return
        waiting = [each for each in self._records if not (each.process_id or each.failed)]
        for each in waiting:
            if (each.event, each.data) == (event, data):
                self._records.remove(each)
        self._last_id += 1
        at = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self._records.append(_Record(self._last_id, secrets.token_hex(16), event, data, at))

    def get(self, params: Params, caller: Caller) -> object:
        """With `clear` the events are gone; without, they are reserved under a `process_id`."""
        refuse_webhook(caller)
        process_id = params.get("process_id") or ""
        with_failed = bool(_read(params, "error", 0, flag))
        found = [
            each
            for each in self._records
            if each.process_id == process_id and each.id > _after(params) and (with_failed or not each.failed)
        ][: _read(params, "limit", _MOST, positive)]
        if _read(params, "clear", 1, flag):
            self._records = [each for each in self._records if each not in found]
            return {"process_id": None, "events": [each.shown() for each in found]}
        process_id = process_id or secrets.token_hex(16)
        for each in found:
            each.process_id = process_id
        return {"process_id": process_id, "events": [each.shown() for each in found]}

    def list(self, params: Params, caller: Caller) -> object:
        refuse_webhook(caller)
        asked = params.get("filter")
        wanted: Mapping[str, object] = asked if is_map(asked) else {}
        rows = [
            {**each.shown(), "PROCESS_ID": each.process_id, "ERROR": str(int(each.failed))}
            for each in self._records
            if (">PROCESS_ID" not in wanted or each.process_id) and str(int(each.failed)) in _errors(wanted)
        ]
        start = _read(params, "start", 0, integer)
        following = start + _MOST
        return Answer(rows[start:following], len(rows), following if following < len(rows) else None)

    def clear(self, params: Params, caller: Caller) -> object:
        refuse_webhook(caller)
        done = list(self._reserved(params))
        self._records = [each for each in self._records if each not in done]
        return True

    def error(self, params: Params, caller: Caller) -> object:
        refuse_webhook(caller)
        for each in self._reserved(params):
            each.failed = True
        return True

    def _reserved(self, params: Params) -> Iterator[_Record]:
        """Those of the batch that are named, by id or message; all of it, where none is."""
        try:
            process_id = filled(params.get("process_id"))
        except ValueError:
            raise missing("process_id") from None
        ids, messages = _texts(params, "id"), _texts(params, "message_id")
        for each in self._records:
            named = str(each.id) in ids or each.message_id in messages
            if each.process_id == process_id and (named or not (ids or messages)):
                yield each


def _read(params: Params, name: str, default: object, reader: Callable[[object], int]) -> int:
    """Raises Refused."""
    value = params.get(name, default)
    try:
        return reader(value)
    except ValueError:
        raise mismatch(name, value, "integer") from None


def _texts(params: Params, name: str) -> set[str]:
    value = params.get(name, [])
    if not is_list(value):
        raise mismatch(name, value, "array")
    return set(map(str, value))


def _after(params: Params) -> int:
    asked = params.get("filter")
    return _read(asked, ">ID", 0, integer) if is_map(asked) else 0


def _errors(wanted: Mapping[str, object]) -> set[str]:
    return {str(wanted["ERROR"])} if "ERROR" in wanted else {"0", "1"}
