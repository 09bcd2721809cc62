# Copied from generator/runtime/portal/families/task_parts.py by "python -m generator generate". Edit that file.
"""What belongs to a task: comments, checklists, elapsed time, results, files, its place among the favourites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from ..answer import Answer
from ..calls import USER
from ..conditions import belonging
from ..documented import Method
from ..errors import Refused
from ..fields import now
from ..records import Call, Records
from ..store import Body, Id, Where
from ..values import integer, is_map, list_of, map_of
from .task_words import denied, worded, worded_by_position
from .tasks import KIND, TaskRecords, shown_user, task_of
from .users import user_of

_NOT_FOUND: Final = (
    "TASKS_ERROR_EXCEPTION_#512; Check listitem not found or not accessible; 512/TE/ITEM_NOT_FOUND_OR_NOT_ACCESSIBLE"
)
_NO_ACTION: Final = "TASKS_ERROR_EXCEPTION_#8; Action failed; 8/TE/ACTION_FAILED_TO_BE_PROCESSED"


class OfTask(Records):
    """Of a task that is there: its id comes first among the arguments."""

    def worded(self, refused: Refused, method: Method) -> Refused:
        return worded_by_position(refused, method)

    def id_parameter(self, method: Method) -> str | None:
        return "ITEMID"

    def _parent(self, call: Call) -> Body:
        found = super()._parent(call)
        if "taskid" in found and task_of(self.state.store, found["taskid"]) is None:
            raise Refused("ERROR_CORE", _NO_ACTION)
        return found

    def found(self, call: Call) -> tuple[Id, Body]:
        try:
            return super().found(call)
        except Refused as refused:
            if refused.code == "ERROR_NOT_FOUND":
                raise Refused("ERROR_CORE", _NOT_FOUND) from None
            raise


class Comments(OfTask):
    def new(self, body: Body, call: Call) -> Body:
        return {"authorid": USER, "postdate": now(), **super().new(body, call)}

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        author = user_of(self.state.store, body.get("authorid")) or {}
        name = f"{author.get('name', '')} {author.get('lastname', '')}".strip()
        files = {str(file).lstrip("n"): _attachment(file) for file in list_of(body.get("ufforummessagedoc"))}
        made = {"authorname": name, "authoremail": author.get("email", ""), "attachedobjects": files or []}
        found = super().written(id, {**body, **made}, call)
        found.pop("UF_FORUM_MESSAGE_DOC", None)
        return found

    def happened(self, what: str, id: Id, call: Call) -> None:
        body = self.state.store.get(self.family, id) or {}
        data = {"ID": id, "TASK_ID": body.get("taskid", call.params.get("TASKID"))}
        before = "undefined" if what == "ADD" else data
        after = "undefined" if what == "DELETE" else {**data, "MESSAGE_ID": id}
        accessible = {"IS_ACCESSIBLE_BEFORE": "undefined", "IS_ACCESSIBLE_AFTER": "undefined"}
        self.state.tell(f"ONTASKCOMMENT{what}", {"FIELDS_BEFORE": before, "FIELDS_AFTER": after, **accessible})

    def _lacking(self, field: object) -> Refused:
        return Refused("ERROR_CORE", "Comment text is not specified")


def _attachment(file: object) -> dict[str, object]:
    id = str(file).lstrip("n")
    return {
        "ATTACHMENT_ID": id,
        "NAME": f"{id}.bin",
        "SIZE": "0",
        "FILE_ID": id,
        "DOWNLOAD_URL": f"/bitrix/tools/disk/uf.php?attachedId={id}&action=download&ncc=1",
        "VIEW_URL": f"/bitrix/tools/disk/uf.php?attachedId={id}&action=show&ncc=1",
    }


class OldComments(Comments):
    """`task.comment.add`: the text alone, or what `task.commentitem.add` takes."""

    also: ClassVar[Mapping[str, str]] = {"add": "add"}

    def kind(self, call: Call) -> str:
        return "task.commentitem"

    def add(self, call: Call) -> Answer:
        task, text, *_ = [*call.params.values(), None, None]
        fields = text if is_map(text) else {"POST_MESSAGE": text}
        if task_of(self.state.store, task) is None:
            raise Refused("ERROR_CORE", _NO_ACTION)
        body = {"taskid": integer(task), "postmessage": str(fields.get("POST_MESSAGE") or ""), "postdate": now()}
        id = self.state.store.new_id(self.kind(call))
        self.state.store.put(self.kind(call), id, {**body, "authorid": USER})
        return Answer(id)


class Checklist(OfTask):
    also: ClassVar[Mapping[str, str]] = {"complete": "toggle", "renew": "toggle", "moveafteritem": "move"}

    def new(self, body: Body, call: Call) -> Body:
        count = self.state.store.count(self.family, belonging({"taskid": body.get("taskid")}))
        default = {"sortindex": count, "iscomplete": False, "isimportant": False, "parentid": 0, "createdby": USER}
        return {**default, **super().new(body, call)}

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        members = body.get("members")
        people = [
            {"ID": str(user), "TYPE": _type_of(how), "NAME": _name(shown_user(self.state.store, user))}
            for user, how in map_of(members).items()
        ]
        found = super().written(id, {**body, "members": people, "attachments": []}, call)
        first = {"PARENT_ID": 0} if not body.get("parentid") else {}
        return {**found, **first, "TOGGLED_DATE": found.get("TOGGLED_DATE") or ""}

    def toggle(self, call: Call) -> Answer:
        id, body = self.found(call)
        is_complete = call.method.name.lower().endswith("complete")
        self._put(id, {**body, "iscomplete": is_complete, "toggledby": USER, "toggleddate": now()})
        return Answer(True)

    def move(self, call: Call) -> Answer:
        id, body = self.found(call)
        after = self.state.store.get(self.family, integer(call.params["AFTERITEMID"]))
        if after is None:
            raise Refused("ERROR_CORE", _NO_ACTION)
        place = after.get("sortindex", 0)
        later = Where("json_extract(body, '$.taskid') = ? AND json_extract(body, '$.sortindex') > ?")
        for each, other in self.state.store.select(self.family, Where(later.sql, (body["taskid"], place))):
            self._put(each, {**other, "sortindex": other["sortindex"] + 1})
        self._put(id, {**body, "sortindex": place + 1})
        return Answer(None)

    def _put(self, id: Id, body: Body) -> None:
        self.state.store.put(self.family, id, body)

    def happened(self, what: str, id: Id, call: Call) -> None:
        """Portals tell nobody."""


def _type_of(how: object) -> object:
    return how.get("TYPE", "A") if is_map(how) else "A"


def _name(shown: object) -> object:
    return shown.get("name", "") if is_map(shown) else ""


class Elapsed(OfTask):
    def new(self, body: Body, call: Call) -> Body:
        moment = now()
        seconds = int(body.get("seconds") or 0)
        default = {"userid": USER, "source": 2, "createddate": moment, "datestart": moment, "datestop": moment}
        return {**default, **super().new(body, call), "minutes": seconds // 60}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        found = super().changed(body, given, call)
        return {**found, "minutes": int(found.get("seconds") or 0) // 60}


class Results(Records):
    """`tasks.task.result.*` of both versions: v2 makes them of comments."""

    also: ClassVar[Mapping[str, str]] = {
        "addfromcomment": "from_comment",
        "deletefromcomment": "without_comment",
        "list": "list",
    }
    aliases: ClassVar[Mapping[str, str]] = {"authorid": "createdby"}

    def new(self, body: Body, call: Call) -> Body:
        if task_of(self.state.store, body.get("taskid")) is None:
            raise denied(call.method, "Access denied")
        return {"createdby": USER, "createdat": now(), "status": 0, **body}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        return {**body, **given, "updatedat": now()}

    def from_comment(self, call: Call) -> Answer:
        comment = integer(call.params["commentId"])
        body = self.state.store.get("task.commentitem", comment)
        if body is None:
            raise Refused("0", "Comment not found.")
        if self._of_comment(comment):
            raise Refused("0", "Result already exists.")
        made = {"taskid": body["taskid"], "commentid": comment, "text": body.get("postmessage"), "updatedat": now()}
        id = self.state.store.new_id(self.family)
        made = self.new(made, call)
        self.state.store.put(self.family, id, made)
        return Answer(_result(id, made))

    def without_comment(self, call: Call) -> Answer:
        rows = self._of_comment(integer(call.params["commentId"]))
        if not rows:
            raise Refused("0", "Comment not found.")
        for id, _ in rows:
            self.state.store.remove(self.family, id)
        return Answer(None)

    def _of_comment(self, comment: int) -> list[tuple[Id, Body]]:
        return self.state.store.select(self.family, belonging({"commentid": comment}))

    def list(self, call: Call) -> Answer:
        if self.rest == 3:
            return super().list(call)
        rows = self.state.store.select(self.family, belonging({"taskid": call.params["taskId"]}), Where("id DESC"))
        return Answer([_result(id, body) for id, body in rows])

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        made: Body = {"fileids": [], "rights": {"edit": True, "remove": True}, "authorid": body.get("createdby")}
        found = super().written(id, {**body, **made}, call)
        return {**found, "status": "open"}


def _result(id: Id, body: Body) -> dict[str, object]:
    text = body.get("text")
    return {
        "id": id,
        "taskId": body.get("taskid"),
        "commentId": body.get("commentid"),
        "createdBy": body.get("createdby"),
        "createdAt": body.get("createdat"),
        "updatedAt": body.get("updatedat"),
        "status": body.get("status", 0),
        "text": text,
        "formattedText": text,
        "files": [],
    }


class OfOneTask(TaskRecords):
    """`tasks.task.favorite.*`, `.files.attach`, `.file.attach`, `.history.list`: each of one thing about a task."""

    also: ClassVar[Mapping[str, str]] = {
        "add": "favourite",
        "remove": "favourite",
        "attach": "attach",
        "list": "history",
    }

    def worded(self, refused: Refused, method: Method) -> Refused:
        return worded(refused, method) if self.rest == 2 else refused

    def found(self, call: Call) -> tuple[Id, Body]:
        body = task_of(self.state.store, call.params.get("taskId"))
        if body is None:
            raise denied(call.method)
        return integer(call.params["taskId"]), body

    def favourite(self, call: Call) -> Answer:
        id, body = self.found(call)
        self.state.store.put(KIND, id, {**body, "favorite": call.method.name.lower().endswith(".add")})
        return Answer(True)

    def attach(self, call: Call) -> Answer:
        id, body = self.found(call)
        given = call.params.get("fileIds", [call.params.get("fileId")])
        files = [*list_of(body.get("uftaskwebdavfiles")), *(integer(each) for each in list_of(given))]
        self.put(id, body, {"uftaskwebdavfiles": files}, call)
        return Answer({"result": True} if self.rest == 3 else {"attachmentId": files[-1]})

    def history(self, call: Call) -> Answer:
        id, _ = self.found(call)
        wanted = call.params.get("filter")
        field = wanted.get("FIELD") if is_map(wanted) else None
        rows = self.state.store.select("tasks.task.history", belonging({"taskid": id}))
        user = user_of(self.state.store, USER) or {}
        by = {"id": USER, "name": user.get("name"), "lastName": user.get("lastname"), "secondName": "", "login": ""}
        notes = [
            {
                "id": note,
                "createdDate": body["createddate"],
                "field": str(body["field"]).upper(),
                "value": {"from": body["from"], "to": body["to"]},
                "user": by,
            }
            for note, body in rows
        ]
        return Answer({"list": [each for each in notes if field in (None, each["field"])]})
