# Copied from generator/runtime/portal/example_records.py by "python -m generator generate". Edit that file.
"""The records that the documentation's examples speak of, for a portal that is to answer them: `examples=True`.

Of each family: the records whose ids its example calls name, and those of the families inside of it (`crm.deal.contact`
is of deals), with the fields of its documented answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from .calls import Caller
from .checks import checked
from .documented import Method, documentation
from .errors import Refused
from .fields import key_of, rows_in
from .records import Call, Records
from .store import Body, Id
from .values import integer, is_map, several

_CALLER = Caller("http://127.0.0.1", application=True)


def put_examples(records: Records) -> None:
    """Puts those of a family into its store, but for those that are there."""
    if not records.has_examples:
        return
    calls = [call for method in records.methods if (call := _example(method)) is not None]
    fields = _fields(records, calls)
    put: dict[tuple[str, Id], Body] = {}
    for call in calls:
        # What a family refuses to hear of in an example call is not there.
        with suppress(Refused):
            kind = records.kind(call)
            base = _first(records, kind)
            for id, body in _documented(records, call):
                put.setdefault((kind, id), {**fields, **base, **body})
            for id in _named_inside(records):
                put.setdefault((kind, id), base or fields)
    for call in calls:
        with suppress(Refused):
            if call.method.record.does in ("get", "update", "delete"):
                kind, known = records.kind(call), records.id_of(call)
                id = known if known is not None else next((id for of, id in put if of == kind), 1)
                base = _first(records, kind) or fields
                put[kind, id] = {**put.get((kind, id), base), **records.named(call)}
    for (kind, id), body in put.items():
        if records.state.store.get(kind, id) is None:
            records.state.store.put(kind, id, records.example(body))


def _first(records: Records, kind: str) -> Body:
    """What a record that the portal starts with has: all that its family relies on."""
    rows = records.state.store.select(kind, limit=1)
    return rows[0][1] if rows else {}


def _example(method: Method) -> Call | None:
    """The documented call, if it is one that the method takes."""
    example = method.described.get("example")
    if not is_map(example):
        return None
    try:
        return Call(method, checked(method, example), _CALLER)
    except Refused:
        return None


def _documented(records: Records, call: Call) -> Iterator[tuple[Id, Body]]:
    """The records in its documented answer."""
    for row in rows_in(call.method):
        body = _body(records, row, call)
        id = body.pop(records.id_key, None)
        if isinstance(id, (int, str)):
            yield id, body


def _fields(records: Records, calls: Iterable[Call]) -> Body:
    """Those of a record of which the documentation shows no more than the id."""
    found: Body = {}
    for call in calls:
        with suppress(Refused):
            for row in rows_in(call.method):
                found = {**_body(records, row, call), **found}
    for call in calls:
        with suppress(Refused):
            if call.method.record.does == "add":
                found = {**_without_files(records, records.new(records.taken(call), call)), **found}
    found.pop(records.id_key, None)
    return found


def _without_files(records: Records, body: Body) -> Body:
    """What is sent as a file is not answered so."""
    files = {field.key for field in records.fields if field.kind.startswith("file")}
    return {key: value for key, value in body.items() if key not in files}


def _body(records: Records, row: Mapping[str, Any], call: Call) -> Body:
    found: Body = {}
    for name, value in row.items():
        field = records.field(name, call)
        if field is not None:
            try:
                found[field.key] = field.read(value)
            except ValueError:
                found[field.key] = value
    return {key: value for key, value in found.items() if value is not None}


def _number(value: object) -> object:
    try:
        return integer(value)
    except ValueError:
        return None


def _named_inside(records: Records) -> Iterator[Id]:
    """The ids of the family that its further methods and the families inside of it name: `id`, or `taskId` of tasks."""
    last = records.family.rpartition(".")[2].lower()
    names = {"id", "ownerid", f"{last}id", f"{last}ids", *(["iblockid"] if last == "lists" else [])}
    for method in documentation():
        if method.rest == records.rest and method.name.startswith(f"{records.family}."):
            example = method.described.get("example")
            for name, value in example.items() if is_map(example) else ():
                if key_of(name) in names:
                    yield from (id for each in several(value) if isinstance(id := _number(each), int))
