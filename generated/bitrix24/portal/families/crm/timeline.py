# Copied from generator/runtime/portal/families/crm/timeline.py by "python -m generator generate". Edit that file.
"""Activities and comments: what belongs to one record and may be bound to more."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from ...answer import Answer
from ...calls import USER
from ...calls import Method as Run
from ...conditions import belonging
from ...documented import Method
from ...errors import Refused
from ...fields import Field, now
from ...records import Call, Records
from ...store import Body, Id
from ...values import integer, is_list, map_of, positive
from .asked import number
from .entities import by_name, entity_type
from .letters import Lettered

ACTIVITIES: Final = "crm.activity"
BINDINGS: Final = "crm.activity.binding"
COMMENTS: Final = "crm.timeline.comment"
COMMENT_BINDINGS: Final = "crm.timeline.bindings"

_PROVIDERS: Final = {1: ("CRM_MEETING", "MEETING"), 2: ("VOXIMPLANT_CALL", "CALL"), 4: ("CRM_EMAIL", "EMAIL")}
_WAITING, _DONE = 1, 2


class Activities(Lettered):
    letters: ClassVar[tuple[str, ...]] = ("completed",)

    def new(self, body: Body, call: Call) -> Body:
        type, moment = body.get("typeid"), now()
        provider, of_type = _PROVIDERS.get(int(type or 0), ("REST_APP", ""))
        made: Body = {
            "providerid": provider,
            "providertypeid": of_type,
            "associatedentityid": 0,
            "starttime": moment,
            "endtime": body.get("starttime") or moment,
            "deadline": body.get("starttime") or moment,
            "priority": 2,
            "notifytype": 0,
            "notifyvalue": 0,
            "description": "",
            "descriptiontype": 1,
            "direction": 0,
            "location": "",
            "settings": [],
            "providerparams": [],
            "responsibleid": USER,
            "authorid": USER,
            "editorid": USER,
            "created": moment,
            "lastupdated": moment,
            "resultmark": 0,
            "resultstatus": 0,
            "resultstream": 0,
            "autocompleterule": 0,
            "completed": "N",
            **body,
        }
        return self._settled(made)

    def _settled(self, body: Body) -> Body:
        completed = str(body.get("completed")).upper() in ("Y", "1", "TRUE")
        return {**body, "completed": "Y" if completed else "N", "status": _DONE if completed else _WAITING}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        return self._settled({**body, **given, "editorid": USER, "lastupdated": now()})

    def add(self, call: Call) -> Answer:
        fields = map_of(call.params.get("fields"))
        for name in ("SUBJECT", "TYPE_ID", "RESPONSIBLE_ID"):
            if fields.get(name) in (None, ""):
                what = "empty" if name == "SUBJECT" else "invalid"
                raise Refused("", f"The field {name} is not defined or {what}")
        if fields.get("TYPE_ID") in (1, 2, 4, "1", "2", "4") and not fields.get("COMMUNICATIONS"):
            raise Refused("", "The field COMMUNICATIONS is not defined or invalid")
        if fields.get("OWNER_ID") in (None, "") or fields.get("OWNER_TYPE_ID") in (None, ""):
            text = "Could not build binding. Please ensure that owner info and communications are defined correctly"
            raise Refused("", text)
        try:
            type, owner = positive(fields["OWNER_TYPE_ID"]), positive(fields["OWNER_ID"])
        except ValueError:
            raise Refused("", "The owner is not defined or invalid") from None
        answer = super().add(call)
        bind(self, integer(answer.result), type, owner)
        return answer

    checked: ClassVar[bool] = False

    def _required(self, method: Method) -> list[Field]:
        """Those that are missing are named in words of their own."""
        return []

    def found(self, call: Call) -> tuple[Id, Body]:
        try:
            id = positive(call.params.get("id"))
        except ValueError:
            raise Refused("", "ID is not defined or invalid.") from None
        body = self.state.store.get(ACTIVITIES, id)
        if body is None:
            raise Refused("", "Activity is not found")
        return id, body

    def delete(self, call: Call) -> Answer:
        id, _ = self.found(call)
        for binding, _ in self.state.store.select(BINDINGS, belonging({"activityid": id})):
            self.state.store.remove(BINDINGS, binding)
        return super().delete(call)

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = super().written(id, body, call)
        bound = self.state.store.select(BINDINGS, belonging({"activityid": id})) if "BINDINGS" in row else []
        if bound:
            row["BINDINGS"] = [
                {"OWNER_ID": str(each["entityid"]), "OWNER_TYPE_ID": str(each["entitytypeid"])} for _, each in bound
            ]
        if not call.method.name.endswith("list"):
            return {name: value for name, value in row.items() if name not in _BY_NAME}
        return row

    def _selected(self, shown: dict[str, Any], select: Any, call: Call) -> dict[str, Any]:
        named = set(select)
        if not select or "*" in named:
            return {name: value for name, value in shown.items() if name not in _BY_NAME or name in named}
        return super()._selected(shown, select, call)


_BY_NAME: Final = frozenset({"BINDINGS", "COMMUNICATIONS", "FILES", "WEBDAV_ELEMENTS", "IS_INCOMING_CHANNEL"})


def bind(records: Records, activity: int, type: int, id: int) -> bool:
    """False where it is bound already."""
    store, body = records.state.store, {"activityid": activity, "entitytypeid": type, "entityid": id}
    if store.count(BINDINGS, belonging(body)):
        return False
    store.put(BINDINGS, store.new_id(BINDINGS), body)
    return True


class ToDos(Records):
    """Activities of the kind that users plan: kept among all activities."""

    def calls(self) -> dict[str, Run]:
        return self.further(add=self._add, update=self._update)

    def _add(self, call: Call) -> Answer:
        given, store = call.params, self.state.store
        type, owner = number(call, "ownerTypeId"), number(call, "ownerId")
        _owner(self, type, owner)
        deadline = self._deadline(given["deadline"])
        moment, id = now(), store.new_id(ACTIVITIES)
        body = {
            "ownertypeid": type,
            "ownerid": owner,
            "typeid": 6,
            "providerid": "CRM_TODO",
            "providertypeid": "TODO",
            "subject": given.get("title") or "",
            "description": given.get("description") or "",
            "descriptiontype": 1,
            "deadline": deadline,
            "starttime": deadline,
            "endtime": deadline,
            "responsibleid": integer(given.get("responsibleId") or USER),
            "authorid": USER,
            "editorid": USER,
            "created": moment,
            "lastupdated": moment,
            "completed": "N",
            "status": _WAITING,
            "priority": 2,
            "direction": 0,
        }
        store.put(ACTIVITIES, id, body)
        bind(self, id, type, owner)
        self.state.tell("ONCRMACTIVITYADD", {"FIELDS": {"ID": id}})
        return Answer({"id": id})

    def _deadline(self, value: object) -> object:
        try:
            return self.fields.by_key["deadline"].read(value)
        except ValueError:
            raise Refused("WRONG_DATETIME_FORMAT", "Wrong datetime format") from None

    def _update(self, call: Call) -> Answer:
        given, id = call.params, number(call, "id")
        body = self.state.store.get(ACTIVITIES, id)
        if body is None:
            raise Refused("NOT_FOUND", "Not found.")
        names = {"title": "subject", "description": "description", "responsibleId": "responsibleid"}
        new = {key: given[name] for name, key in names.items() if given.get(name) is not None}
        if given.get("deadline"):
            new["deadline"] = self._deadline(given["deadline"])
        self.state.store.put(ACTIVITIES, id, {**body, **new, "lastupdated": now()})
        self.state.tell("ONCRMACTIVITYUPDATE", {"FIELDS": {"ID": id}})
        return Answer({"id": id})


def _owner(records: Records, type: int, id: int) -> None:
    entity = entity_type(type, records.state.store)
    if entity is None or records.state.store.get(entity.kind, id) is None:
        raise Refused("OWNER_NOT_FOUND", "Owner was not found")


class ActivityBindings(Records):
    has_examples: ClassVar[bool] = False

    def calls(self) -> dict[str, Run]:
        return self.further(add=self._add, delete=self._remove, list=self._list, move=self._move)

    def _activity(self, call: Call) -> int:
        id = number(call, "activityId")
        if self.state.store.get(ACTIVITIES, id) is None:
            raise Refused("NOT_FOUND", "Element not found")
        return id

    def _add(self, call: Call) -> Answer:
        activity = self._activity(call)
        type, id = number(call, "entityTypeId"), number(call, "entityId")
        _owner(self, type, id)
        if not bind(self, activity, type, id):
            raise Refused("ACTIVITY_IS_ALREADY_BOUND", "Activity is already bound")
        return Answer(True)

    def _rows(self, activity: int) -> list[tuple[Id, Body]]:
        return self.state.store.select(BINDINGS, belonging({"activityid": activity}))

    def _find(self, activity: int, type: int, id: int) -> tuple[Id, Body]:
        for row, body in self._rows(activity):
            if (body["entitytypeid"], body["entityid"]) == (type, id):
                return row, body
        raise Refused("BINDING_NOT_FOUND", "Binding not found")

    def _remove(self, call: Call) -> Answer:
        activity = self._activity(call)
        row, _ = self._find(activity, number(call, "entityTypeId"), number(call, "entityId"))
        if len(self._rows(activity)) == 1:
            raise Refused("LAST_BINDING_CANNOT_BE_DELETED", "The last binding cannot be deleted")
        self.state.store.remove(BINDINGS, row)
        return Answer(True)

    def _list(self, call: Call) -> Answer:
        rows = self._rows(self._activity(call))
        return Answer([{"entityTypeId": body["entitytypeid"], "entityId": body["entityid"]} for _, body in rows])

    def _move(self, call: Call) -> Answer:
        activity = self._activity(call)
        names = ("sourceEntityTypeId", "sourceEntityId", "targetEntityTypeId", "targetEntityId")
        from_type, source, to_type, target = (number(call, name) for name in names)
        if from_type != to_type:
            raise Refused("SOURCE_AND_TARGET_ENTITY_TYPES_ARE_NOT_EQUAL_ERROR", "Entity types are not equal")
        if source == target:
            raise Refused("SOURCE_AND_TARGET_ENTITY_ID_ARE_EQUAL_ERROR", "Entities are equal")
        _owner(self, to_type, target)
        row, _ = self._find(activity, from_type, source)
        body = {"activityid": activity, "entitytypeid": to_type, "entityid": target}
        if self.state.store.count(BINDINGS, belonging(body)):
            raise Refused("ACTIVITY_IS_ALREADY_BOUND", "Activity is already bound")
        self.state.store.put(BINDINGS, row, body)
        return Answer(True)


class Comments(Records):
    def new(self, body: Body, call: Call) -> Body:
        type = str(body["entitytype"]).lower()
        entity = by_name(type, self.state.store)
        if entity is None or self.state.store.get(entity.kind, body["entityid"]) is None:
            raise Refused("OWNER_NOT_FOUND", "Owner was not found")
        files = body.pop("files", None)
        made = {**body, "entitytype": type, "created": now(), "authorid": USER}
        return {**made, "files": self._files(files)} if files else made

    def _files(self, given: object) -> Body:
        several = given if is_list(given) else []
        found: Body = {}
        for each in several:
            if is_list(each) and len(each) == 2:
                id = self.state.store.new_id("crm.file")
                url = f"/bitrix/tools/disk/uf.php?attachedId={id}&action=download"
                file = {
                    "id": id,
                    "date": now(),
                    "type": "file",
                    "name": str(each[0]),
                    "size": len(str(each[1])) * 3 // 4,
                }
                found[str(id)] = {**file, "authorId": USER, "authorName": "Alex Example", "urlDownload": url}
        return found

    def new_id(self, body: Body, call: Call) -> Id:
        id, store = self.state.store.new_id(COMMENTS), self.state.store
        bound = {"ownerid": id, "entityid": body["entityid"], "entitytype": body["entitytype"]}
        store.put(COMMENT_BINDINGS, store.new_id(COMMENT_BINDINGS), bound)
        return id

    def found(self, call: Call) -> tuple[Id, Body]:
        id = number(call, "id")
        body = self.state.store.get(COMMENTS, id)
        if body is None:
            raise Refused("", "Not found.")
        return id, body

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        fixed = {key: body[key] for key in ("entityid", "entitytype")}
        files = given.pop("files", None)
        return {**body, **given, **fixed, **({"files": self._files(files)} if files else {})}

    def delete(self, call: Call) -> Answer:
        id, _ = self.found(call)
        for row, _ in self.state.store.select(COMMENT_BINDINGS, belonging({"ownerid": id})):
            self.state.store.remove(COMMENT_BINDINGS, row)
        return super().delete(call)

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = super().written(id, body, call)
        if not body.get("files"):
            row.pop("FILES", None)
        return row


class CommentBindings(Records):
    has_examples: ClassVar[bool] = False

    def _find_id_key(self) -> str:
        return "id"

    def calls(self) -> dict[str, Run]:
        return {**super().calls(), **self.further(bind=self._bind, unbind=self._unbind)}

    def list(self, call: Call) -> Answer:
        if map_of(call.params.get("filter")).get("OWNER_ID") in (None, ""):
            raise Refused("", "OWNER_ID is not defined or invalid.")
        return super().list(call)

    def _meant(self, call: Call) -> Body:
        fields = map_of(call.params["fields"])
        found: Body = {}
        for name, key in (("OWNER_ID", "ownerid"), ("ENTITY_ID", "entityid")):
            try:
                found[key] = positive(fields.get(name))
            except ValueError:
                raise Refused("", f"{name} is not defined or invalid.") from None
        if self.state.store.get(COMMENTS, found["ownerid"]) is None:
            raise Refused("", "Not found.")
        return {**found, "entitytype": str(fields.get("ENTITY_TYPE", "")).lower()}

    def _bind(self, call: Call) -> Answer:
        store, body = self.state.store, self._meant(call)
        entity = by_name(body["entitytype"], store)
        if entity is None or store.get(entity.kind, body["entityid"]) is None:
            raise Refused("", "ENTITY_ID is not defined or invalid.")
        if not store.count(COMMENT_BINDINGS, belonging(body)):
            store.put(COMMENT_BINDINGS, store.new_id(COMMENT_BINDINGS), body)
        return Answer(True)

    def _unbind(self, call: Call) -> Answer:
        found = self.state.store.select(COMMENT_BINDINGS, belonging(self._meant(call)))
        if not found:
            raise Refused("", "Not found.")
        self.state.store.remove(COMMENT_BINDINGS, found[0][0])
        return Answer(True)

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        return {"OWNER_ID": str(body["ownerid"]), "ENTITY_ID": str(body["entityid"]), "ENTITY_TYPE": body["entitytype"]}
