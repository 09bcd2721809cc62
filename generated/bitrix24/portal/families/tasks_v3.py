# Copied from generator/runtime/portal/families/tasks_v3.py by "python -m generator generate". Edit that file.
"""Tasks of REST 3.0 over the records of v2: other names, words for numbers, related objects on request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Final

from ..answer import Answer
from ..documented import Method
from ..errors import Refused
from ..fields import Field, rows_in
from ..records import Call, State
from ..store import Body, Id, Where
from ..v3 import V3, invalid, missing_field, mistyped, select_of
from ..values import is_list, is_map, list_of, map_of
from .tasks import KIND, TaskRecords, allowed
from .users import user_of

_NAMES: Final[Mapping[str, str]] = {
    "creatorid": "createdby",
    "created": "createddate",
    "changed": "changeddate",
    "changedbyid": "changedby",
    "closed": "closeddate",
    "closedbyid": "closedby",
    "activity": "activitydate",
    "started": "datestart",
    "startplan": "startdateplan",
    "endplan": "enddateplan",
    "statuschanged": "statuschangeddate",
    "statuschangedbyid": "statuschangedby",
    "estimatedtime": "timeestimate",
    "needscontrol": "taskcontrol",
    "allowschangedeadline": "allowchangedeadline",
    "allowstimetracking": "allowtimetracking",
    "matchesworktime": "matchworktime",
    "ismultitask": "multitask",
    "crmitemids": "ufcrmtask",
    "fileids": "uftaskwebdavfiles",
}
"""What v3 calls otherwise than v2, by key."""

_RELATED: Final[Mapping[str, tuple[str, str]]] = {
    "creator": ("UserDto", "createdby"),
    "responsible": ("UserDto", "responsibleid"),
    "changedBy": ("UserDto", "changedby"),
    "closedBy": ("UserDto", "closedby"),
    "flow": ("FlowDto", "flowid"),
}
_WORDS: Final[Mapping[str, Mapping[object, str]]] = {
    "status": {2: "pending", 3: "in_progress", 4: "supposedly_completed", 5: "completed", 6: "deferred"},
    "priority": {0: "low", 1: "average", 2: "high"},
    "mark": {None: "none", "P": "positive", "N": "negative"},
}
_NEW: Final[Mapping[str, object]] = {
    "description": "",
    "taskcontrol": False,
    "checklist": [],
    "containschecklist": False,
    "containssubtasks": False,
    "containsrelatedtasks": False,
    "containsganttlinks": False,
    "containsplacements": False,
    "containsresults": False,
    "numberofreminders": 0,
    "plannedduration": 0,
    "actualduration": 0,
    "durationtype": "days",
    "timeestimate": 0,
    "replicate": False,
    "outlookversion": 1,
    "allowchangedeadline": False,
    "allowtimetracking": False,
    "matchworktime": False,
    "multitask": False,
    "siteid": "s1",
    "requireresult": False,
    "matchessubtaskstime": False,
    "autocompletesubtasks": False,
    "allowschangedateplan": False,
    "requiredeadlinechangereason": False,
    "infavorite": [],
    "inpin": [],
    "ingrouppin": [],
    "inmute": [],
    "ufcrmtask": [],
    "dependson": [],
    "scenarios": ["default"],
}
_TYPES: Final = {"integer": "int", "datetime": "DateTime", "boolean": "bool", "number": "float"}
_SIGNS: Final = frozenset({"=", "!=", ">", ">=", "<", "<=", "in", "between"})


class TasksV3(TaskRecords):
    aliases: ClassVar[Mapping[str, str]] = _NAMES

    def __init__(self, state: State, family: str, methods: Sequence[Method]) -> None:
        super().__init__(state, family, methods)
        self.fields.by_key["deadline"] = replace(self.fields.by_key["deadline"], kind="datetime")
        for key, field in list(self.fields.by_key.items()):
            own = _NAMES.get(key)
            if own is not None:
                self.fields.by_key[own] = replace(field, key=own)
                del self.fields.by_key[key]
        # `changedBy` is here an object, and what v2 has under this name is `changedById`.
        get = next(method for method in methods if method.record.does == "get")
        self._shown = [name for row in rows_in(get) for name in row if name not in _RELATED]
        self._sortable = self._names_of_order(methods)

    def _names_of_order(self, methods: Sequence[Method]) -> frozenset[str]:
        listing = next(method for method in methods if method.record.does == "list")
        order: Any = listing.described.get("parameters", {}).get("properties", {}).get("order", {})
        return frozenset(order.get("properties", {}))

    def field(self, name: str, call: Call) -> Field | None:
        field = super().field(name, call)
        return field if field is not None and (field.given or field.taken) == name else None

    def taken(self, call: Call) -> Body:
        """Fields that a task does not have are passed over; of those that it has, a wrong one is refused."""
        given = call.params.get("fields")
        if given is None:
            raise missing_field("fields")
        found: Body = {}
        for name, value in map_of(given).items():
            field = self.field(name, call)
            if field is not None and field.key != self.id_key and name not in _RELATED:
                found[field.key] = self._read(field, name, value)
        return found

    def _read(self, field: Field, name: str, value: object) -> object:
        words = {word: number for number, word in _WORDS.get(name, {}).items()}
        if words:
            if value not in words:
                raise mistyped(name, "string")
            return words[str(value)]
        if field.kind == "datetime" and value is not None and not _is_moment(value):
            raise mistyped(name, "DateTime")
        if field.kind.endswith("[]") and not is_list(value):
            raise mistyped(name, "array")
        if name in ("creatorId", "responsibleId") and user_of(self.state.store, value) is None:
            raise invalid(name, 'User specified in the "Executor" field not found' if name == "responsibleId" else "")
        try:
            return field.read(value)
        except ValueError:
            raise mistyped(name, _TYPES.get(field.kind, field.kind)) from None

    # The methods.

    def add(self, call: Call) -> Answer:
        given = self.taken(call)
        for name, key in (("title", "title"), ("creatorId", "createdby"), ("responsibleId", "responsibleid")):
            if given.get(key) is None:
                raise missing_field(name)
        id = self.state.store.new_id(KIND)
        body = self.new(given, call)
        self.state.store.put(KIND, id, body)
        self.noted(id, {}, {"new": None, **body})
        self.happened("ADD", id, call)
        return Answer({"item": self._item(id, body, [], call)})

    def get(self, call: Call) -> Answer:
        select = select_of(call.params)
        id, body = self.found(call)
        return Answer({"item": self._item(id, body, select, call)})

    def update(self, call: Call) -> Answer:
        given = self.taken(call)
        if "createdby" in given:
            what = "requires the presence of the `Editable` attribute for such a request"
            raise invalid("creatorId", f"In DTO `TaskDto`, the field `creatorId` {what}")
        id, before = self._mine(call)
        self.put(id, before, given, call)
        return Answer({"result": True})

    def delete(self, call: Call) -> Answer:
        id, _ = self._mine(call)
        self.state.store.remove(KIND, id)
        self.happened("DELETE", id, call)
        return Answer({"result": True})

    def list(self, call: Call) -> Answer:
        """Of a task that is listed only the id is there, unless more is selected."""
        select = select_of(call.params) or ["id"]
        where, order = self.chosen(call)
        start, limit = self._page(call)
        rows = self.state.store.select(KIND, where, order, limit, start)
        return Answer({"items": [self._item(id, body, select, call) for id, body in rows]})

    def found(self, call: Call) -> tuple[Id, Body]:
        id = int(call.params["id"])
        body = self.state.store.get(KIND, id)
        if body is None:
            raise Refused(f"{V3}ENTITYNOTFOUNDEXCEPTION", f"Record with ID = `{id}` not found")
        return id, body

    def _mine(self, call: Call) -> tuple[Id, Body]:
        """To change: of a task that is not there a portal only says that one may not."""
        try:
            return self.found(call)
        except Refused:
            raise Refused(f"{V3}ACCESSDENIEDEXCEPTION", "Access denied", 403) from None

    def chosen(self, call: Call) -> tuple[Where, Where]:
        _check_filter(call.params.get("filter") or [])
        order = map_of(call.params.get("order"))
        for name, direction in order.items():
            if name not in self._sortable or direction not in ("ASC", "DESC"):
                raise Refused(f"{V3}INVALIDORDEREXCEPTION", f"Unable to recognize sorting parameter `{name}`")
        return super().chosen(call)

    # A task as it is answered.

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        """All fields, those on request too."""
        checklist = self.state.store.select("task.checklistitem", Where("json_extract(body, '$.taskid') = ?", (id,)))
        made = {"checklist": [item for item, _ in checklist], "containschecklist": bool(checklist)}
        found = super().written(id, {**_NEW, **body, **made}, call)
        for name, words in _WORDS.items():
            found[name] = words.get(body.get(name), next(iter(words.values())))
        found["link"] = f"/company/personal/user/{body.get('responsibleid')}/tasks/task/view/{id}/"
        found["rights"] = {
            "read": True,
            "edit": True,
            "remove": True,
            **{action: allowed(body, action) for action in ("start", "pause", "complete", "approve", "disapprove")},
            "sort": False,
        }
        return found

    def _item(self, id: Id, body: Body, select: Sequence[str], call: Call) -> dict[str, Any]:
        known = self.written(id, body, call)
        names = [name for name in select if "." not in name]
        shown = names or self._shown
        item = {name: known[name] for name in shown if name in known and name not in _RELATED}
        for path in select:
            owner, dot, name = path.partition(".")
            if dot and owner in _RELATED:
                item[owner] = self._joined(item.get(owner), name, _RELATED[owner], body)
        return item

    def _joined(self, item: object, name: str, related: tuple[str, str], body: Body) -> dict[str, object] | None:
        kind, key = related
        fields = self._flow(body.get(key)) if kind == "FlowDto" else self._user(body.get(key))
        if fields is None:
            return None
        if name not in fields:
            raise Refused(f"{V3}UNKNOWNDTOPROPERTYEXCEPTION", f"Unknown field `{name}` for entity `{kind}`")
        return {**(item if is_map(item) else {}), name: fields[name]}

    def _user(self, id: object) -> dict[str, object] | None:
        body = user_of(self.state.store, id)
        if body is None:
            return None
        name = f"{body['name']} {body['lastname']}".strip()
        return {"id": id, "name": name, "email": body["email"], "image": None, "rights": []}

    def _flow(self, id: object) -> dict[str, object] | None:
        body = self.state.store.get("tasks.flow", id) if isinstance(id, int) else None
        return None if body is None else {"id": id, "name": body["name"]}


def _is_moment(value: object) -> bool:
    """With an offset: REST 3.0 takes no other."""
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _check_filter(conditions: Iterable[object]) -> None:
    """Tasks are found by their ids alone."""
    for each in conditions:
        if is_map(each) and is_list(each.get("conditions")):
            _check_filter(list_of(each["conditions"]))
        elif is_list(each) and len(each) in (2, 3):
            _check_condition(each)


def _check_condition(condition: list[object]) -> None:
    field, value = condition[0], condition[-1]
    sign = condition[1] if len(condition) == 3 else "in" if is_list(value) else "="
    if field != "id":
        what = f"In DTO `TaskDto`, the `{field}` field requires the `Filterable` attribute for such a request"
        raise invalid(str(field), what)
    if not isinstance(sign, str) or sign not in _SIGNS:
        return
    several = sign in ("in", "between")
    numbers = value if is_list(value) else [value]
    fits = all(isinstance(each, int) for each in numbers) and (sign != "between" or len(numbers) == 2)
    if is_list(value) != several or not fits:
        raise mistyped("id", "int")
