# Copied from generator/runtime/portal/records.py by "python -m generator generate". Edit that file.
"""Families of methods over records: `add`, `get`, `update`, `delete`, `list` and `fields` of one kind of thing.

All that this module knows of a family comes from what is documented of its methods. What it cannot know stands in a
subclass, one module in `families` for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from .answer import Answer
from .calls import Caller
from .calls import Method as Run
from .conditions import Conditions, belonging
from .documented import Method
from .errors import Refused, missing
from .examples import documented_answer
from .fields import Field, Fields, key_of
from .store import Body, Id, Store, Where
from .v3 import V3, invalid, missing_field
from .values import Params, integer, is_list, is_map

PAGE: Final = 50
_MOST_V3: Final = 1000


@dataclass(frozen=True)
class State:
    """What the methods of a portal share.

    Args:
        store: All records.
        tell: Hears of what has happened: the event, and its data.
    """

    store: Store
    tell: Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Call:
    """One of a method of a family, with parameters under their documented names."""

    method: Method
    params: Params
    caller: Caller


class Records:
    """One family.

    Args:
        family: What its methods' names begin with, such as `crm.deal`.
        methods: Its documented methods.
    """

    aliases: ClassVar[Mapping[str, str]] = {}
    """Keys of fields that another dialect calls otherwise: `createdtime` for `datecreate`."""
    checked: ClassVar[bool] = True
    """Are its parameters held against the documentation first? Old methods of portals take what they can read."""

    def __init__(self, state: State, family: str, methods: Sequence[Method]) -> None:
        self.state = state
        self.family = family
        self.methods = [method for method in methods if method.record.does]
        self._all = {method.name.rpartition(".")[2].lower(): method for method in methods}
        self.rest = methods[0].rest
        self.fields = Fields(self.methods)
        self.id_key = self._find_id_key()
        self._of_parent = {key_of(name) for method in self._doing("add") for name in method.record.scalars} - {
            self.id_key
        }
        self._of_parent |= {
            field.key
            for method in self._doing("add")
            if method.record.holder is None
            for field in self.fields
            if field.taken in method.record.scalars
        }

    @classmethod
    def keeps(cls, methods: Sequence[Method]) -> bool:
        """Can the family be kept: is something made of which the id is known, and can it be read again?"""
        does = {method.record.does: method.record for method in methods}
        return "add" in does and does["add"].gives in ("id", "record") and bool({"get", "list"} & does.keys())

    def calls(self) -> dict[str, Run]:
        """Its methods, to be called by name."""
        return {method.name: self._bound(method) for method in self.methods if self._is_kept(method)}

    def also(self, **runs: Callable[[Call], object]) -> dict[str, Run]:
        """Methods that only a subclass knows, by the last word of their names in small letters."""
        return {self._all[word].name: _called(self._all[word], run) for word, run in runs.items() if word in self._all}

    def _is_kept(self, method: Method) -> bool:
        """Where a record or a list would lie in an answer has to be known."""
        return method.record.does not in ("get", "list") or bool(method.record.gives)

    def _bound(self, method: Method) -> Run:
        return _called(method, getattr(self, _DOES[method.record.does]))

    def _doing(self, does: str) -> list[Method]:
        return [method for method in self.methods if method.record.does == does]

    # What a subclass knows better.

    def kind(self, call: Call) -> str:
        """Under which the store has the records."""
        return self.family

    def field(self, name: str, call: Call) -> Field | None:
        """What is meant by a name of a field, in filters and selections too."""
        return self.fields.find(self.aliases.get(key_of(name), name))

    def new(self, body: Body, call: Call) -> Body:
        """A record before it is kept, with what the portal gives it."""
        defaults = {field.key: field.read(field.default) for field in self.fields if field.default is not None}
        return {**defaults, **body}

    def new_id(self, body: Body, call: Call) -> Id:
        """A code where callers give one, else the next number."""
        code = body.pop(self.id_key, None)
        return self.state.store.new_id(self.kind(call)) if code is None else _id(code)

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        """A record after a change, with what the portal changes along."""
        return {**body, **given}

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        """A record as it is answered: all of its fields."""
        found: dict[str, Any] = {}
        for field in self.fields:
            if field.given is not None:
                found[field.given] = field.write(id if field.key == self.id_key else body.get(field.key), self.as_text)
        return found

    def shown(self, rows: Sequence[tuple[Id, Body]], select: Sequence[str], call: Call) -> Sequence[Mapping[str, Any]]:
        """The records of a list, with the fields that are asked for."""
        return [self._selected(self.written(id, body, call), select, call) for id, body in rows]

    def happened(self, what: str, id: Id, call: Call) -> None:
        """`what`: ADD, UPDATE or DELETE."""
        self.state.tell(f"ON{key_of(self.family).upper()}{what}", {"FIELDS": {"ID": id}})

    @property
    def as_text(self) -> bool:
        return self.fields.as_text

    # The methods.

    def add(self, call: Call) -> Answer:
        given = self.taken(call)
        for field in self._required(call.method):
            if given.get(field.key) in (None, ""):
                raise self._lacking(field)
        body = self.new({**self._parent(call), **given}, call)
        id = self.new_id(body, call)
        self.state.store.put(self.kind(call), id, body)
        self.happened("ADD", id, call)
        return self._answer(id, body, call)

    def get(self, call: Call) -> Answer:
        id, body = self.found(call)
        return self._answer(id, body, call)

    def update(self, call: Call) -> Answer:
        id, body = self.found(call)
        body = self.changed(body, self.taken(call), call)
        self.state.store.put(self.kind(call), id, body)
        self.happened("UPDATE", id, call)
        return self._answer(id, body, call)

    def delete(self, call: Call) -> Answer:
        id, _ = self.found(call)
        self.state.store.remove(self.kind(call), id)
        self.happened("DELETE", id, call)
        answer = documented_answer(call.method)
        return Answer(answer.result)

    def list(self, call: Call) -> Answer:
        where, order = self.chosen(call)
        start, limit = self._page(call)
        kind, store = self.kind(call), self.state.store
        rows = store.select(kind, where, order, limit, max(start, 0))
        shown = self.shown(rows, select_of(call.params), call)
        record = call.method.record
        result = _placed(record.at, _by_id(rows, shown) if record.in_map else shown)
        if call.method.rest == 3 or start < 0 or limit < 0:
            return Answer(result)
        total = store.count(kind, where)
        after = start + PAGE
        return Answer(result, total, after if after < total else None)

    def describe(self, call: Call) -> Answer:
        return documented_answer(call.method)

    # What they are made of.

    def chosen(self, call: Call) -> tuple[Where, Where]:
        """Which records, and in what order."""
        given = {name.lower(): value for name, value in call.params.items()}
        conditions = Conditions(lambda name: self.field(name, call), self.id_key)
        order = conditions.order(given.get("order") or _sorting(given))
        if call.method.rest == 3:
            return conditions.where_v3(given.get("filter")), order
        where = conditions.where(given.get("filter"))
        parent = belonging(self._parent(call))
        return Where(f"({where.sql} AND {parent.sql})", (*where.values, *parent.values)), order

    def taken(self, call: Call) -> Body:
        """The fields that are given, as they are kept; those that the family does not have are passed over."""
        holder = call.method.record.holder
        given: object = call.params.get(holder, {}) if holder is not None else call.params
        if given == []:
            return {}
        if not is_map(given):
            raise Refused("ERROR_ARGUMENT", f"Parameter '{holder}' must be array.")
        found: Body = {}
        for name, value in given.items():
            field = self.field(name, call)
            if field is None or field.taken is None or field.read_only or not self._is_settable(field, call.method):
                if call.method.rest == 3 and holder is not None and field is None:
                    raise Refused(f"{V3}UNKNOWNDTOPROPERTYEXCEPTION", f"Unknown field `{name}` for this object")
                continue
            try:
                found[field.key] = field.read(value)
            except ValueError:
                raise self._invalid(name, field, call) from None
        return found

    def _is_settable(self, field: Field, method: Method) -> bool:
        """An id is, where it is a code that who makes the record gives it."""
        return field.key != self.id_key or (method.record.does == "add" and field.kind == "string")

    def found(self, call: Call) -> tuple[Id, Body]:
        """The record that is meant. Raises Refused where there is none."""
        name = self.id_parameter(call.method)
        value = call.params.get(name) if name is not None else None
        if value is None or value == "":
            raise missing(name or "ID") if call.method.rest == 2 else missing_field(name or "id")
        id = _id(value)
        body = self.state.store.get(self.kind(call), id)
        if body is None:
            raise not_found(call.method, id)
        for key, wanted in self._parent(call).items():
            if key in body and wanted is not None and str(body[key]) != str(wanted):
                raise not_found(call.method, id)
        return id, body

    def id_parameter(self, method: Method) -> str | None:
        record = method.record
        scalars = {**record.scalars, **(record.taken if record.holder is None else {})}
        names = [name for name in scalars if key_of(name) not in self._of_parent]
        names = [name for name in scalars if key_of(name) == self.id_key] or names
        exact = [name for name in names if key_of(name) == "id"] or [name for name in scalars if key_of(name) == "id"]
        return next(iter([*exact, *(name for name in names if key_of(name).endswith("id")), *names]), None)

    def _parent(self, call: Call) -> Body:
        """What the record belongs to, such as a task: parameters beside its own fields."""
        record = call.method.record
        changes = record.holder is None and record.does == "update"
        found: Body = {}
        for name, facts in record.scalars.items():
            key = key_of(name)
            if (
                key in self._of_parent
                and not (changes and name in record.taken)
                and call.params.get(name) not in (None, "")
            ):
                found[key] = _kept(facts, call.params[name])
        return found

    def _required(self, method: Method) -> Iterable[Field]:
        return [field for name in method.record.taken if (field := self.fields.find(name)) and field.required]

    def _lacking(self, field: Field) -> Refused:
        name = field.taken or field.key
        if self.rest == 3:
            return missing_field(name)
        return Refused("ERROR_CORE", f"Required fields: {name}")

    def _invalid(self, name: str, field: Field, call: Call) -> Refused:
        if call.method.rest == 3:
            return invalid(name, f"Field `{name}` requires data type `{field.kind}` for this request")
        return Refused("ERROR_ARGUMENT", f'Invalid value for field "{name}"')

    def _answer(self, id: Id, body: Body, call: Call) -> Answer:
        record = call.method.record
        if record.gives == "id":
            return Answer(_placed(record.at, id))
        if record.gives == "record":
            shown = self.written(id, body, call)
            return Answer(_placed(record.at, self._of_result(shown, call)))
        answer = documented_answer(call.method)
        return Answer(answer.result)

    def _of_result(self, shown: dict[str, Any], call: Call) -> dict[str, Any]:
        """What the method documents of a record: `{"id": 5}` is all that some answer."""
        given = call.method.record.given
        return {name: shown[name] for name in given if name in shown} if given else shown

    def _selected(self, shown: dict[str, Any], select: Sequence[str], call: Call) -> dict[str, Any]:
        if not select or "*" in select:
            by_name = set(call.method.known.get("by_name", ())) - set(select)
            return {name: value for name, value in shown.items() if name not in by_name}
        wanted = {key_of(name) for name in select} | {self.id_key}
        return {name: value for name, value in shown.items() if key_of(name) in wanted}

    def _page(self, call: Call) -> tuple[int, int]:
        """From which row on, and how many; -1 for all, a start of -1 where nothing is to be counted."""
        paging = call.method.known.get("list")
        given = {name.lower(): value for name, value in call.params.items()}
        if paging == "pagination":
            return _page_v3(given.get("pagination"))
        if paging != "start" and "start" not in given:
            return 0, -1
        try:
            start = integer(given.get("start", 0) or 0)
        except ValueError:
            start = 0
        return (-1 if start < 0 else start), PAGE

    def _find_id_key(self) -> str:
        if "id" in self.fields.by_key or any(method.record.gives == "id" for method in self._doing("add")):
            return "id"
        ends = [field.key for field in self.fields if field.given is not None and field.key.endswith("id")]
        asked = [key_of(name) for method in self._doing("get") for name in method.record.scalars]
        return next(iter([*(key for key in asked if key in self.fields.by_key), *ends, "id"]))


_DOES: Final = {
    "add": "add",
    "get": "get",
    "list": "list",
    "update": "update",
    "delete": "delete",
    "fields": "describe",
}


def _called(method: Method, run: Callable[[Call], object]) -> Run:
    return lambda params, caller: run(Call(method, params, caller))


def _kept(facts: object, value: object) -> object:
    kind = facts["kind"] if is_map(facts) else facts
    try:
        return Field("", str(kind)).read(value)
    except ValueError:
        return value


def _id(value: object) -> Id:
    try:
        return integer(value)
    except ValueError:
        return str(value)


def select_of(params: Params) -> list[str]:
    found = next((value for name, value in params.items() if name.lower() == "select"), None)
    several = list(found.values()) if is_map(found) else found if is_list(found) else []
    return [name for name in several if isinstance(name, str)]


def _sorting(given: Mapping[str, object]) -> object:
    """`SORT=ID&ORDER=ASC`, as user.get has it."""
    sort, order = given.get("sort"), given.get("order", "ASC")
    return {sort: order} if isinstance(sort, str) and isinstance(order, str) else sort


def _page_v3(pagination: object) -> tuple[int, int]:
    asked: Mapping[str, object] = pagination if is_map(pagination) else {}

    def number(name: str, default: int) -> int:
        value = asked.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise invalid("pagination", f"Field `{name}` requires data type `int` for this request")
        return value

    limit = min(number("limit", PAGE) or PAGE, _MOST_V3)
    offset = number("offset", 0)
    return (offset or (max(number("page", 1), 1) - 1) * limit), limit


def _placed(at: Sequence[str], value: object) -> object:
    for name in reversed(at):
        value = {name: value}
    return value


def _by_id(rows: Sequence[tuple[Id, Body]], shown: Sequence[object]) -> object:
    return {str(id): each for (id, _), each in zip(rows, shown, strict=True)} or []


def not_found(method: Method, id: Id) -> Refused:
    """As the method documents it; where it does not, as most do."""
    known = [
        (code, text or "", status or 400)
        for code, text, status in method.errors
        if "notfound" in key_of(code) or "not found" in (text or "").lower()
    ]
    if known:
        code, text, status = min(known, key=lambda error: ("found" not in error[1].lower(), len(error[1])))
        return Refused(code, text.replace("#ID#", str(id)), status if status >= 400 else 400)
    if method.rest == 3:
        return Refused(f"{V3}ENTITYNOTFOUNDEXCEPTION", f"Entity with id `{id}` was not found")
    return Refused("ERROR_NOT_FOUND", "Not found")
