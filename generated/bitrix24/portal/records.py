# Copied from generator/runtime/portal/records.py by "python -m generator generate". Edit that file.
"""Families of methods over records: `add`, `get`, `update`, `delete`, `list` and `fields` of one kind of thing.

All that this module knows of a family comes from what is documented of its methods. What it cannot know stands in a
subclass, one module in `families` for each.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from .answer import Answer
from .calls import Caller
from .calls import Method as Run
from .conditions import Conditions, belonging
from .documented import Facts, Method, events
from .errors import Refused, missing
from .examples import documented_answer
from .fields import Field, Fields, key_of, now
from .store import Body, Id, Store, Where
from .v3 import V3, invalid, missing_field
from .values import Params, integer, is_map, list_of

PAGE: Final = 50
_MOST_V3: Final = 1000
_TIMES: Final = frozenset({"date", "datetime"})
_MADE_AT: Final = frozenset({"datecreate", "createdat", "createdate"})
"""What a number of seconds since 1970 is called."""


def _nobody(event: str, url: str, caller: Caller) -> None:
    """Without events, nothing is posted."""


@dataclass(frozen=True)
class State:
    """What the methods of a portal share.

    Args:
        store: All records.
        tell: Hears of what has happened: the event, and its data.
        listen: Has an event posted to an address from now on, for the one who calls.
    """

    store: Store
    tell: Callable[[str, Mapping[str, Any]], None]
    listen: Callable[[str, str, Caller], None] = _nobody


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
    has_examples: ClassVar[bool] = True
    """Its records are its own: a portal may start with those of the documentation's examples."""
    checked: ClassVar[bool] = True
    """Are its parameters held against the documentation first? Old methods of portals take what they can read."""

    event: ClassVar[str] = ""
    """What its events call its records, where that is not its own name: `CALENDARENTRY`."""

    also: ClassVar[Mapping[str, str]] = {}
    """What its other methods do: which method of this class, by the last segment of their names in small letters."""

    def __init__(self, state: State, family: str, methods: Sequence[Method]) -> None:
        self.state = state
        self.family = family
        self._documented = methods
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
        self._of_parent -= {self.id_key}
        named = [self.id_parameter(each) for does in ("update", "delete") for each in self._doing(does)]
        self._ids = {key_of(name) for name in named if name is not None} | {self.id_key}
        self._asked_for = {
            key_of(name)
            for does in ("get", "list", "delete")
            for method in self._doing(does)
            for name in method.record.scalars
        }

    @classmethod
    def keeps(cls, methods: Sequence[Method]) -> bool:
        """Can the family be kept: is something made of which the id is known, and can it be read again?"""
        does = {method.record.does: method.record for method in methods}
        is_known = "add" in does and (does["add"].gives in ("id", "record") or _code_of(methods) is not None)
        return is_known and bool({"get", "list"} & does.keys())

    def calls(self) -> dict[str, Run]:
        """Its methods, to be called by name."""
        kept = {each.name: self._bound(each, _DOES[each.record.does]) for each in self.methods if self._is_kept(each)}
        others = {
            each.name: self._bound(each, self.also[last_of(each)])
            for each in self._documented
            if last_of(each) in self.also
        }
        return {**kept, **others}

    def further(self, **runs: Callable[[Call], object]) -> dict[str, Run]:
        """Methods that only a subclass knows, by the last word of their names in small letters."""
        return {self._all[word].name: _called(self._all[word], run) for word, run in runs.items() if word in self._all}

    def _is_kept(self, method: Method) -> bool:
        """Where a record or a list would lie in an answer has to be known."""
        return method.record.does not in ("get", "list") or bool(method.record.gives)

    def _bound(self, method: Method, does: str) -> Run:
        return _called(method, getattr(self, does))

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
        times = {field.key: field.read(now()) for field in self.fields if field.filled and field.kind in _TIMES}
        seconds = {
            field.key: int(time.time())
            for field in self.fields
            if field.filled and field.key in _MADE_AT and field.kind in ("integer", "timestamp")
        }
        return {**seconds, **times, **defaults, **body}

    def new_id(self, body: Body, call: Call) -> Id:
        """A code where callers give one, else the next number."""
        code = body.pop(self.id_key, None)
        return self.state.store.new_id(self.kind(call)) if code is None else _id(code)

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        """A record after a change, with what the portal changes along."""
        return {**body, **given}

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        """A record as it is answered: all of its fields; those that are only documented to be sent, where they were."""
        found: dict[str, Any] = {}
        for field in self.fields:
            if field.given is not None:
                found[field.given] = field.write(id if field.key == self.id_key else body.get(field.key), self.as_text)
            elif field.taken is not None and field.kind != "file" and body.get(field.key) is not None:
                found[field.taken] = field.write(body[field.key], self.as_text)
        return found

    def shown(self, rows: Sequence[tuple[Id, Body]], select: Sequence[str], call: Call) -> Sequence[Mapping[str, Any]]:
        """The records of a list, with the fields that are asked for."""
        return [self._selected(self.written(id, body, call), select, call) for id, body in rows]

    def happened(self, what: str, id: Id, call: Call) -> None:
        """`what`: ADD, UPDATE or DELETE."""
        dotted = f"{self.family.upper()}.ON.{what}"
        event = dotted if dotted in events() else f"ON{self.event or key_of(self.family).upper()}{what}"
        self.state.tell(event, {"FIELDS": {"ID": id}})

    def worded(self, refused: Refused, method: Method) -> Refused:
        """An error about a parameter in the family's own words."""
        return refused

    def example(self, body: Body) -> Body:
        """A record that the documentation's examples speak of, with all that the family relies on."""
        return body

    @property
    def as_text(self) -> bool:
        return self.fields.as_text

    # The methods.

    def add(self, call: Call) -> Answer:
        given = self.taken(call)
        for field in self._required(call.method):
            if given.get(self.aliases.get(field.key, field.key)) in (None, ""):
                raise self._lacking(field)
        body = self.new({**self._parent(call), **given}, call)
        id = self.new_id(body, call)
        if isinstance(id, str) and self.state.store.get(self.kind(call), id) is not None:
            self._refuse_taken(call.method)
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
        if call.method.record.gives == "codes":
            return Answer(_placed(call.method.record.at, [id for id, _ in rows]))
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
        order = conditions.order(_ordering(given))
        if call.method.rest == 3:
            return conditions.where_v3(given.get("filter")), order
        asked = conditions.where(self._asked(call))
        several = [conditions.where(given.get("filter")), belonging(self._parent(call)), asked]
        sql = " AND ".join(each.sql for each in several)
        return Where(f"({sql})", tuple(value for each in several for value in each.values)), order

    def _asked(self, call: Call) -> dict[str, object]:
        """What a list is to have, by parameters of its own: the id, and fields of the records."""
        found: dict[str, object] = {}
        for name in call.method.record.scalars:
            key, value = key_of(name), call.params.get(name)
            if value in (None, "") or key in self._of_parent:
                continue
            if key in self._ids:
                found[self.id_key] = value
            elif key in self.fields.by_key:
                found[name] = value
        return found

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
        """An id is, where who makes the record gives it: a code, or what belongs to another record."""
        if field.key != self.id_key:
            return True
        return method.record.does == "add" and (field.kind in ("string", "code") or self.id_key != "id")

    def found(self, call: Call) -> tuple[Id, Body]:
        """The record that is meant. Raises Refused where there is none."""
        name = self.id_parameter(call.method)
        if name is None:
            return self._by_fields(call)
        value = call.params.get(name)
        if value is None or value == "":
            raise missing(name) if call.method.rest == 2 else missing_field(name)
        id = _id(value)
        body = self.state.store.get(self.kind(call), id)
        if body is None:
            raise not_found(call.method, id)
        for key, wanted in self._parent(call).items():
            if key in self._asked_for and key in body and wanted is not None and str(body[key]) != str(wanted):
                raise not_found(call.method, id)
        return id, body

    def _by_fields(self, call: Call) -> tuple[Id, Body]:
        """By other parameters than an id: an external line is known by its number."""
        wanted = self._instead_of_id(call)
        if not wanted:
            raise missing("ID") if call.method.rest == 2 else missing_field("id")
        rows = self.state.store.select(self.kind(call), belonging(wanted), limit=1)
        if not rows:
            raise not_found(call.method, ", ".join(map(str, wanted.values())))
        return rows[0]

    def _instead_of_id(self, call: Call) -> Body:
        scalars = call.method.record.scalars
        names = [name for name, facts in scalars.items() if is_map(facts) and facts.get("required")] or list(scalars)
        return {key_of(name): call.params[name] for name in names if call.params.get(name) not in (None, "")}

    def id_of(self, call: Call) -> Id | None:
        """Of the record that is meant; None where none is named."""
        name = self.id_parameter(call.method)
        value = call.params.get(name) if name is not None else None
        return None if value is None or value == "" else _id(value)

    def named(self, call: Call) -> Body:
        """What a call says of the record that it means: what it belongs to, and what stands for an id."""
        other = self._instead_of_id(call) if self.id_parameter(call.method) is None else {}
        return {**self._parent(call), **other}

    def id_parameter(self, method: Method) -> str | None:
        record = method.record
        scalars = {**record.scalars, **(record.taken if record.holder is None else {})}
        if not record.does:
            # A further method of the family, such as `task.checklistitem.complete`.
            scalars = method.described.get("parameters", {}).get("properties", {})
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

    def _refuse_taken(self, method: Method) -> None:
        """A code that is given again; where nothing is documented of it, the record is made anew."""
        for code, text, status in method.errors:
            if "already" in (text or "").lower() or "exist" in code.lower():
                raise Refused(code, text or "", status if status is not None and status >= 400 else 400)

    def _answer(self, id: Id, body: Body, call: Call) -> Answer:
        record = call.method.record
        if record.gives == "id":
            return Answer(_placed(record.at, id))
        if record.gives == "record" and self._is_record(record.given):
            shown = self.written(id, body, call)
            return Answer(_placed(record.at, self._of_result(shown, call)))
        answer = documented_answer(call.method)
        return Answer(answer.result)

    def _is_record(self, given: Facts) -> bool:
        """What has nothing of what a record is made of only says how it went: `{"result": true}`."""
        known = {field.key for field in self.fields if field.taken is not None} | {self.id_key}
        return not given or any(key_of(name) in known for name in given)

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
        code = _code_of(self.methods)
        if code is not None:
            return code
        if "id" in self.fields.by_key or any(method.record.gives == "id" for method in self._doing("add")):
            return "id"
        # What a caller gives, and nobody asks for alone, is none.
        asked = [key_of(name) for method in self._doing("get") for name in method.record.scalars]
        ends = [field.key for field in self.fields if field.given is not None and field.key.endswith("id")]
        free = [key for key in ends if self.fields.by_key[key].taken is None]
        return next(iter([*(key for key in asked if key in self.fields.by_key), *free, "id"]))


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


def last_of(method: Method) -> str:
    """The last segment of its name in small letters."""
    return method.name.rpartition(".")[2].lower()


def _code_of(methods: Iterable[Method]) -> str | None:
    """The key of the code that who makes a record gives it, and by which it is then known; None where it has an id."""
    does = {method.record.does: method.record for method in methods}
    asked = [list(map(key_of, does[each].scalars)) for each in ("get", "update", "delete") if each in does]
    if not asked or "add" not in does or does["add"].gives in ("id", "record"):
        return None
    given = {key_of(name): _kind(facts) for name, facts in {**does["add"].taken, **does["add"].scalars}.items()}
    shared = [key for key in asked[-1] if all(key in each for each in asked)]
    return shared[-1] if shared and all(given.get(key) == "string" for key in shared) else None


def _kind(facts: object) -> str:
    return str(facts["kind"] if is_map(facts) else facts)


def _kept(facts: object, value: object) -> object:
    try:
        return Field("", _kind(facts)).read(value)
    except ValueError:
        return value


def _id(value: object) -> Id:
    try:
        return integer(value)
    except ValueError:
        return str(value)


def select_of(params: Params) -> list[str]:
    found = next((value for name, value in params.items() if name.lower() == "select"), None)
    return [name for name in list_of(found) if isinstance(name, str)]


def _ordering(given: Mapping[str, object]) -> object:
    """`{"order": {"ID": "ASC"}}`, or `{"sort": "ID", "order": "ASC"}` as user.get has it."""
    sort, order = given.get("sort"), given.get("order")
    if isinstance(sort, str) and (order is None or isinstance(order, str)):
        return {sort: order or "ASC"}
    return order or sort


def _page_v3(pagination: object) -> tuple[int, int]:
    asked: Mapping[str, object] = pagination if is_map(pagination) else {}

    def number(name: str, default: int) -> int:
        value = asked.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Refused(f"{V3}INVALIDPAGINATIONEXCEPTION", f"Unable to recognize pagination parameter `{value}`")
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
