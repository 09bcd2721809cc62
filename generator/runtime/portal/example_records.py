"""The records that the documentation's examples speak of, for a portal that is to answer them: `examples=True`.

Of each family: the records whose ids its example calls name, with the fields of its documented answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .calls import Caller
from .checks import checked
from .documented import Method
from .errors import Refused
from .fields import rows_in
from .records import Call, Records
from .store import Body, Id
from .values import is_map

_CALLER = Caller("http://127.0.0.1", application=True)


def put_examples(records: Records) -> None:
    """Puts those of a family into its store, but for those that are there."""
    calls = [call for method in records.methods if (call := _example(method)) is not None]
    documented = dict(_documented(records, calls))
    fields = _fields(records, calls)
    for id, body in documented.items():
        _put(records, calls[0], id, {**fields, **body}, {})
    for call in calls:
        if call.method.record.does not in ("get", "update", "delete"):
            continue
        known = records.id_of(call)
        named = records.parent(call) if known is not None else records.instead_of_id(call)
        id = known if known is not None else next(iter(documented), 1)
        _put(records, call, id, {**fields, **documented.get(id, {})}, named)


def _example(method: Method) -> Call | None:
    """The documented call, if it is one that the method takes."""
    example = method.described.get("example")
    if not is_map(example):
        return None
    try:
        return Call(method, checked(method, example), _CALLER)
    except Refused:
        return None


def _documented(records: Records, calls: list[Call]) -> Iterator[tuple[Id, Body]]:
    """The records in its documented answers."""
    for call in calls:
        for row in rows_in(call.method):
            body = _body(records, row, call)
            id = body.pop(records.id_key, None)
            if isinstance(id, (int, str)):
                yield id, body


def _fields(records: Records, calls: list[Call]) -> Body:
    """Those of a record of which the documentation shows no more than the id."""
    found: Body = {}
    for call in calls:
        for row in rows_in(call.method):
            found = {**_body(records, row, call), **found}
    for call in calls:
        if call.method.record.does == "add":
            try:
                found = {**_without_files(records, records.new(records.taken(call), call)), **found}
            except Refused:
                continue
    found.pop(records.id_key, None)
    return found


def _without_files(records: Records, body: Body) -> Body:
    """What is sent as a file is not answered so."""
    files = {field.key for field in records.fields if field.kind.startswith("file")}
    return {key: value for key, value in body.items() if key not in files}


def _body(records: Records, row: Any, call: Call) -> Body:
    found: Body = {}
    for name, value in row.items():
        field = records.field(name, call)
        if field is not None:
            try:
                found[field.key] = field.read(value)
            except ValueError:
                found[field.key] = value
    return {key: value for key, value in found.items() if value is not None}


def _put(records: Records, call: Call, id: Id, body: Body, named: Body) -> None:
    """`named`: what the example calls of a record that is there already know of it."""
    kind, store = records.kind(call), records.state.store
    store.put(kind, id, {**(store.get(kind, id) or body), **named})
