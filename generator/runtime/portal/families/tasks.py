"""Tasks of REST v2: `tasks.task.*`, sent in capitals and answered in camel case, and what is done with one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final

from ..answer import Answer
from ..calls import USER
from ..conditions import belonging
from ..documented import Method
from ..errors import Refused
from ..fields import Field, key_of, now
from ..records import Call, Records, State
from ..store import Body, Id, Store, Where
from ..values import is_list, list_of, map_of
from .task_words import denied, worded
from .user_fields import custom_field, custom_fields
from .users import members, user_of

KIND: Final = "tasks.task"
ADDED: Final = "task.item.userfield"
PENDING, IN_PROGRESS, AWAITING, COMPLETED, DEFERRED = 2, 3, 4, 5, 6

_NOT_UNLESS_SELECTED: Final = ("ufCrmTask", "ufTaskWebdavFiles", "ufMailMessage")
_WHATEVER_IS_SELECTED: Final = ("id", "descriptionInBbcode", "favorite", "group", "creator", "responsible", "action")
_LISTED: Final = frozenset(
    [
        "lengthDeadline",
        "taskRequireResult",
        "taskHasOpenResult",
        "taskHasResult",
        "timeElapsed",
        "timerIsRunningForCurrentUser",
        "parsedDescription",
        "counter",
        "tags",
        "subStatus",
    ]
)
_BY_SELECTION: Final = {
    "createdBy": "creator",
    "responsibleId": "responsible",
    "auditors": "auditorsData",
    "accomplices": "accomplicesData",
}
_KINDS: Final = {
    "integer": "id parentid stageid createdby responsibleid changedby statuschangedby closedby groupid flowid status "
    "priority timeestimate forkedbytemplateid sprintid backlogid sorting durationplan durationfact",
    "any": "tags dependson checklist uftaskwebdavfiles",
    "integer[]": "auditors accomplices",
}
_GIVEN_BY_PORTAL: Final = frozenset(
    [
        "id",
        "changedby",
        "changeddate",
        "activitydate",
        "statuschangedby",
        "statuschangeddate",
        "closedby",
        "closeddate",
        "guid",
        "chatid",
        "commentscount",
        "servicecommentscount",
        "newcommentscount",
        "group",
        "creator",
        "responsible",
        "accomplicesdata",
        "auditorsdata",
        "action",
        "checklisttree",
        "checklistcanadd",
        "counter",
        "substatus",
        "outlookversion",
        "timespentinlogs",
        "datestart",
    ]
)
_NEW: Final[Mapping[str, object]] = {
    "description": "",
    "priority": 1,
    "multitask": False,
    "notviewed": False,
    "replicate": False,
    "stageid": 0,
    "allowchangedeadline": False,
    "allowtimetracking": False,
    "taskcontrol": False,
    "addinreport": False,
    "timeestimate": 0,
    "matchworktime": False,
    "siteid": "s1",
    "subordinate": False,
    "outlookversion": 1,
    "ismuted": False,
    "ispinned": False,
    "ispinnedingroup": False,
    "descriptioninbbcode": True,
    "status": PENDING,
    "durationtype": "days",
    "favorite": False,
    "groupid": 0,
    "auditors": [],
    "accomplices": [],
    "checklist": [],
    "newcommentscount": 0,
    "checklistcanadd": True,
    "ufcrmtask": [],
    "uftaskwebdavfiles": [],
}
_ALIASES: Final = {
    "realstatus": "status",
    "auditor": "auditors",
    "accomplice": "accomplices",
    "tag": "tags",
    "datecreate": "createddate",
}
_FROM: Final[Mapping[str, frozenset[int]]] = {
    "start": frozenset({PENDING, DEFERRED, AWAITING}),
    "startexecution": frozenset({PENDING, DEFERRED, AWAITING}),
    "pause": frozenset({IN_PROGRESS}),
    "complete": frozenset({PENDING, IN_PROGRESS, DEFERRED}),
    "renew": frozenset({COMPLETED, AWAITING, DEFERRED}),
    "defer": frozenset({PENDING, IN_PROGRESS}),
    "approve": frozenset({AWAITING}),
    "disapprove": frozenset({AWAITING}),
    "delegate": frozenset({PENDING, IN_PROGRESS, DEFERRED}),
}
"""In which states a task has to be for an action."""


def task_of(store: Store, id: object) -> Body | None:
    try:
        return store.get(KIND, int(str(id)))
    except ValueError:
        return None


def allowed(body: Body, action: str) -> bool:
    return body.get("status", PENDING) in _FROM[action]


def new_task(body: Body) -> Body:
    """With what a portal gives a task that is made in any dialect."""
    moment = now()
    made = {
        "createdby": USER,
        "createddate": moment,
        "changedby": USER,
        "changeddate": moment,
        "activitydate": moment,
        "statuschangeddate": moment,
        "guid": f"{{{uuid.uuid4()}}}",
        "status": PENDING,
        "priority": 1,
    }
    return {**made, **body}


def changed_task(body: Body, given: Body) -> Body:
    """After a change: a status that is set carries its dates along, as the buttons of a portal do."""
    moment = now()
    found = {**body, **given, "changedby": USER, "changeddate": moment, "activitydate": moment}
    status = found.get("status")
    if status != body.get("status"):
        found |= {"statuschangedby": USER, "statuschangeddate": moment}
        is_closed = status in (COMPLETED, AWAITING)
        found |= {"closedby": USER if is_closed else 0, "closeddate": moment if is_closed else None}
        if status == IN_PROGRESS:
            found["datestart"] = moment
    return found


def tell(state: State, what: str, id: Id) -> None:
    """ONTASKADD, ONTASKUPDATE and ONTASKDELETE say what was before and what is after."""
    before = "undefined" if what == "ADD" else {"ID": id}
    after = "undefined" if what == "DELETE" else {"ID": id}
    data = {"FIELDS_BEFORE": before, "FIELDS_AFTER": after, "IS_ACCESSIBLE_BEFORE": "N"}
    state.tell(f"ONTASK{what}", {**data, "IS_ACCESSIBLE_AFTER": "undefined"})


class TaskRecords(Records):
    """Tasks in any dialect."""

    aliases: ClassVar[Mapping[str, str]] = _ALIASES

    def kind(self, call: Call) -> str:
        return KIND

    def new(self, body: Body, call: Call) -> Body:
        return new_task(body)

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        return changed_task(body, given)

    def happened(self, what: str, id: Id, call: Call) -> None:
        tell(self.state, what, id)

    def noted(self, id: Id, before: Body, after: Body) -> None:
        """What has changed, for `tasks.task.history.list`."""
        for key, value in after.items():
            if before.get(key) != value and key not in _GIVEN_BY_PORTAL:
                note = {"taskid": id, "field": key, "from": before.get(key), "to": value, "createddate": now()}
                self.state.store.put("tasks.task.history", self.state.store.new_id("tasks.task.history"), note)

    def put(self, id: Id, before: Body, given: Body, call: Call) -> Body:
        body = self.changed(before, given, call)
        self.state.store.put(KIND, id, body)
        self.noted(id, before, body)
        self.happened("UPDATE", id, call)
        return body


class Tasks(TaskRecords):
    also: ClassVar[Mapping[str, str]] = {
        **{action: "act" for action in _FROM if action != "startexecution"},
        **dict.fromkeys(("mute", "unmute", "pin", "unpin"), "switch"),
        "startwatch": "watch",
        "stopwatch": "watch",
        "getaccess": "access",
    }

    def __init__(self, state: State, family: str, methods: Sequence[Method]) -> None:
        super().__init__(state, family, methods)
        kinds = {key: kind for kind, keys in _KINDS.items() for key in keys.split()}
        for key, field in self.fields.by_key.items():
            kind = kinds.get(key, field.kind)
            taken = None if key in _GIVEN_BY_PORTAL else field.taken or field.given
            self.fields.by_key[key] = replace(field, kind=kind, taken=taken, read_only=False)
        self.fields.by_key["dependson"] = Field("dependson", "any", taken="DEPENDS_ON")

    def field(self, name: str, call: Call) -> Field | None:
        return super().field(name, call) or custom_field(self.state.store, ADDED, name)

    def worded(self, refused: Refused, method: Method) -> Refused:
        return worded(refused, method)

    # Its records.

    def taken(self, call: Call) -> Body:
        found = super().taken(call)
        if "uftaskwebdavfiles" in found:
            # A file of the drive is sent as n1065.
            files = found["uftaskwebdavfiles"]
            found["uftaskwebdavfiles"] = members([str(each).lstrip("n") for each in (files if is_list(files) else [])])
        for key, name in (("responsibleid", "Responsible"), ("createdby", "Creator")):
            if key in found and user_of(self.state.store, found[key]) is None:
                raise Refused("ERROR_CORE", f'User specified in the "{name}" field not found<br>')
        if found.get("parentid") and task_of(self.state.store, found["parentid"]) is None:
            raise Refused("ERROR_CORE", 'Task specified in the "Parent Task" field not found<br>')
        if "status" in found and found["status"] not in range(PENDING, DEFERRED + 1):
            raise Refused("ERROR_CORE", "Incorrect status<br>")
        return found

    def add(self, call: Call) -> Answer:
        given = self.taken(call)
        if not given.get("title"):
            raise Refused("ERROR_CORE", "Task title not specified<br>")
        if not given.get("responsibleid"):
            raise Refused("ERROR_CORE", "Responsible person not specified<br>")
        id = self.state.store.new_id(KIND)
        body = self.new(given, call)
        self.state.store.put(KIND, id, body)
        self.noted(id, {}, {"new": None, **body})
        self.happened("ADD", id, call)
        return self._whole(id, body, call)

    def get(self, call: Call) -> Answer:
        """An unknown task is an empty list, not an error."""
        if "taskId" not in call.params:
            raise worded(Refused("100", "Could not find value for parameter {taskId}"), call.method)
        body = task_of(self.state.store, call.params["taskId"])
        if "select" in call.params:
            self._check_select(call.params["select"])
        return Answer([]) if body is None else self._whole(int(str(call.params["taskId"])), body, call)

    def _check_select(self, select: object) -> None:
        if not is_list(select) or not select:
            wanted = "Should be value of type array. (internal error)"
            raise Refused("100", f"Invalid value {{}} to match with parameter {{select}}. {wanted}")

    def found(self, call: Call) -> tuple[Id, Body]:
        given = call.params.get("taskId", call.params.get("id"))
        body = task_of(self.state.store, given)
        if body is None:
            raise denied(call.method, "wrong task id")
        return int(str(given)), body

    def update(self, call: Call) -> Answer:
        id, before = self.found(call)
        return self._whole(id, self.put(id, before, self.taken(call), call), call)

    def _whole(self, id: Id, body: Body, call: Call) -> Answer:
        shown = {name: value for name, value in self.written(id, body, call).items() if name not in _LISTED}
        return Answer({"task": self._chosen_fields(shown, call)})

    def _chosen_fields(self, shown: dict[str, Any], call: Call) -> dict[str, Any]:
        select = call.params.get("select")
        if not is_list(select) or not select:
            custom = {field.key for field in custom_fields(self.state.store, ADDED)}
            return {
                name: value
                for name, value in shown.items()
                if name not in _NOT_UNLESS_SELECTED and key_of(name) not in custom
            }
        if "*" in select:
            return shown
        keys = {key_of(name) for name in select if isinstance(name, str)}
        if keys & set(map(key_of, _NOT_UNLESS_SELECTED)):
            keys |= set(map(key_of, _NOT_UNLESS_SELECTED))
        keys |= set(map(key_of, _WHATEVER_IS_SELECTED))
        return {name: value for name, value in shown.items() if key_of(name) in keys}

    def _selected(self, shown: dict[str, Any], select: Sequence[str], call: Call) -> dict[str, Any]:
        if not select or "*" in select:
            return {name: value for name, value in shown.items() if name not in _NOT_UNLESS_SELECTED}
        keys = {key_of(name) for name in select} | {"id", "group"}
        keys |= {key_of(data) for name, data in _BY_SELECTION.items() if key_of(name) in keys}
        if "status" in keys:
            keys.add("substatus")
        return {name: value for name, value in shown.items() if key_of(name) in keys}

    def chosen(self, call: Call) -> tuple[Where, Where]:
        order = call.params.get("order")
        names = map_of(order)
        if any(self.field(name, call) is None and "_LAST_NAME" not in name for name in names):
            raise Refused("0", "Invalid sorting key (internal error)")
        return super().chosen(call)

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        store = self.state.store
        comments = store.count("task.commentitem", belonging({"taskid": id}))
        made: Body = {"checklist": [], "commentscount": comments or None, **_computed(store, body)}
        found = super().written(id, {**_NEW, **body, **made}, call)
        found.pop("DEPENDS_ON", None)
        for field in custom_fields(store, ADDED):
            found[_camel(str(field.given))] = field.write(body.get(field.key), as_text=True)
        return found

    # What is done with one.

    def act(self, call: Call) -> Answer:
        id, before = self.found(call)
        return self._whole(id, self.put(id, before, after_action(self.state.store, before, call), call), call)

    def switch(self, call: Call) -> Answer:
        id, before = self.found(call)
        name = call.method.name.rpartition(".")[2].lower()
        key = "ismuted" if name.endswith("mute") else "ispinned"
        return self._whole(id, self.put(id, before, {key: not name.startswith("un")}, call), call)

    def watch(self, call: Call) -> Answer:
        id, before = self.found(call)
        others = [each for each in members(before.get("auditors") or []) if each != USER]
        is_start = call.method.name.lower().endswith("startwatch")
        return self._whole(id, self.put(id, before, {"auditors": [*others, USER] if is_start else others}, call), call)

    def access(self, call: Call) -> Answer:
        _, body = self.found(call)
        users = members(call.params.get("users") or [USER])
        actions = {_upper(name): value for name, value in actions_of(body).items()}
        return Answer({"allowedActions": {str(user): actions for user in users}})


def after_action(store: Store, body: Body, call: Call) -> Body:
    """What an action changes. Raises Refused where the task does not allow it."""
    action = call.method.name.rpartition(".")[2].lower()
    if not allowed(body, action):
        raise denied(call.method)
    if action == "delegate":
        user = call.params.get("userId", call.params.get("USERID"))
        if user_of(store, user) is None:
            raise Refused("ERROR_CORE", 'User specified in the "Responsible" field not found<br>')
        return {"responsibleid": int(str(user)), "status": PENDING}
    if action == "complete" and body.get("taskcontrol") is True and body.get("createdby") != USER:
        return {"status": AWAITING}
    return {"status": _AFTER[action]}


_AFTER: Final = {
    "start": IN_PROGRESS,
    "startexecution": IN_PROGRESS,
    "pause": PENDING,
    "complete": COMPLETED,
    "renew": PENDING,
    "defer": DEFERRED,
    "approve": COMPLETED,
    "disapprove": PENDING,
}


def actions_of(body: Body) -> dict[str, bool]:
    """What may be done with a task now."""
    is_favorite = body.get("favorite") is True
    by_state = {action: allowed(body, action) for action in ("complete", "approve", "disapprove", "start", "pause")}
    return {
        "accept": False,
        "decline": False,
        **by_state,
        "delegate": allowed(body, "delegate"),
        "remove": True,
        "edit": True,
        "defer": allowed(body, "defer"),
        "renew": allowed(body, "renew"),
        "create": True,
        "changeDeadline": True,
        "checklistAddItems": True,
        "addFavorite": not is_favorite,
        "deleteFavorite": is_favorite,
        "rate": True,
        "take": False,
        "edit.originator": False,
        "checklist.reorder": True,
        "elapsedtime.add": True,
        "dayplan.timer.toggle": False,
        "edit.plan": True,
        "checklist.add": True,
        "favorite.add": not is_favorite,
        "favorite.delete": is_favorite,
    }


def _computed(store: Store, body: Body) -> Body:
    group = body.get("groupid")
    tree: Body = {"nodeId": 0, "fields": {}, "action": [], "descendants": []}
    return {
        "group": {"id": str(group), "name": f"Group {group}", "opened": True} if group else [],
        "creator": shown_user(store, body.get("createdby")),
        "responsible": shown_user(store, body.get("responsibleid")),
        "auditorsdata": _people(store, body.get("auditors")),
        "accomplicesdata": _people(store, body.get("accomplices")),
        "auditors": [str(each) for each in list_of(body.get("auditors"))],
        "accomplices": [str(each) for each in list_of(body.get("accomplices"))],
        "action": actions_of(body),
        "checklisttree": tree,
        "substatus": str(body.get("status", PENDING)),
        "tags": _tags(body.get("tags")),
    }


def _people(store: Store, ids: object) -> object:
    return {str(id): shown_user(store, id) for id in members(ids or [])} or []


def shown_user(store: Store, id: object) -> object:
    body = user_of(store, id)
    if body is None:
        return []
    return {
        "id": str(id),
        "name": f"{body['name']} {body['lastname']}".strip(),
        "link": f"/company/personal/user/{id}/",
        "icon": "/bitrix/images/tasks/default_avatar.png",
        "workPosition": body.get("workposition") or None,
    }


def _tags(tags: object) -> object:
    names = [str(each) for each in (tags if is_list(tags) else [tags] if tags else [])]
    return {str(number): {"id": number, "title": name} for number, name in enumerate(names, 1)} or []


def _upper(name: str) -> str:
    """`changeDeadline` -> `CHANGE_DEADLINE`, `edit.plan` -> `EDIT.PLAN`."""
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in name)


def _camel(name: str) -> str:
    """UF_CRM_TASK -> ufCrmTask."""
    first, *rest = name.lower().split("_")
    return first + "".join(part.capitalize() for part in rest)
