# Copied from generator/runtime/portal/families/groups.py by "python -m generator generate". Edit that file.
"""Workgroups and projects, `sonet_group.*` and `socialnetwork.api.workgroup.*`, with their members; the feed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from ..answer import Answer
from ..calls import USER
from ..conditions import Conditions, belonging
from ..errors import Refused
from ..fields import Field, key_of, now
from ..records import PAGE, Call, Records
from ..store import Body, Id, Store
from ..values import integer, is_list, is_map
from .users import members

GROUPS: Final = "sonet_group"
_MEMBERS: Final = "sonet_group.user"
_KINDS: Final = {"id": "integer", "ownerid": "integer", "numberofmembers": "integer", "subjectid": "integer"}


def _put_member(store: Store, group: int, user: int, role: str) -> None:
    store.put(_MEMBERS, f"{group}:{user}", {"groupid": group, "userid": user, "role": role})


class Groups(Records):
    event = "SONETGROUP"
    also: ClassVar[Mapping[str, str]] = {"setowner": "set_owner"}

    def field(self, name: str, call: Call) -> Field | None:
        return super().field(name, call)

    def taken(self, call: Call) -> Body:
        """All that is sent but the id: more is kept of a group than is answered."""
        found = super().taken(call)
        return {key: value for key, value in found.items() if key not in ("groupid", "image")}

    def new(self, body: Body, call: Call) -> Body:
        moment = now()
        made: Body = {"siteid": "s1", "datecreate": moment, "dateupdate": moment, "active": "Y", "visible": "Y"}
        made |= {"opened": "N", "closed": "N", "subjectid": 1, "ownerid": USER, "project": "N"}
        return {**made, **super().new(body, call)}

    def add(self, call: Call) -> Answer:
        answer = super().add(call)
        id = integer(answer.result)
        owner = integer((self.state.store.get(GROUPS, id) or {}).get("ownerid", USER))
        _put_member(self.state.store, id, owner, "A")
        return answer

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        return {**super().changed(body, given, call), "dateupdate": now()}

    def delete(self, call: Call) -> Answer:
        id, _ = self.found(call)
        for member, _ in self.state.store.select(_MEMBERS, belonging({"groupid": id})):
            self.state.store.remove(_MEMBERS, member)
        return super().delete(call)

    def found(self, call: Call) -> tuple[Id, Body]:
        id = integer(call.params["GROUP_ID"])
        body = self.state.store.get(GROUPS, id)
        if body is None:
            raise Refused("ERROR_CORE", "Socialnetwork group not found")
        return id, body

    def _parent(self, call: Call) -> Body:
        return {}

    def _asked(self, call: Call) -> dict[str, object]:
        id = call.params.get("GROUP_ID")
        return {self.id_key: id} if id else {}

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        count = self.state.store.count(_MEMBERS, belonging({"groupid": id}))
        return super().written(id, {**body, "numberofmembers": count}, call)

    def happened(self, what: str, id: Id, call: Call) -> None:
        self.state.tell(f"ONSONETGROUP{what}", {"ID": id})

    def set_owner(self, call: Call) -> Answer:
        id, body = self.found(call)
        user = integer(call.params["USER_ID"])
        self.state.store.put(GROUPS, id, {**body, "ownerid": user})
        _put_member(self.state.store, integer(id), integer(body["ownerid"]), "K")
        _put_member(self.state.store, integer(id), user, "A")
        return Answer(True)


class Members(Records):
    has_examples: ClassVar[bool] = False
    also: ClassVar[Mapping[str, str]] = {
        "add": "put",
        "invite": "put",
        "update": "put",
        "delete": "remove",
        "get": "all",
        "groups": "groups",
        "request": "ask",
    }

    def _group(self, call: Call) -> int:
        id = integer(call.params.get("GROUP_ID", call.params.get("ID")))
        if self.state.store.get(GROUPS, id) is None:
            raise Refused("ERROR_CORE", "Socialnetwork group not found")
        return id

    def put(self, call: Call) -> Answer:
        group = self._group(call)
        role = str(call.params.get("ROLE") or ("Z" if call.method.name.lower().endswith("invite") else "K"))
        users = members(call.params["USER_ID"])
        for user in users:
            _put_member(self.state.store, group, user, role)
        return Answer([str(user) for user in users])

    def remove(self, call: Call) -> Answer:
        group = self._group(call)
        users = [
            each for each in members(call.params["USER_ID"]) if self.state.store.remove(_MEMBERS, f"{group}:{each}")
        ]
        return Answer([str(user) for user in users])

    def all(self, call: Call) -> Answer:
        rows = self.state.store.select(_MEMBERS, belonging({"groupid": self._group(call)}))
        return Answer([{"USER_ID": str(body["userid"]), "ROLE": body["role"]} for _, body in rows])

    def groups(self, call: Call) -> Answer:
        """Those of the one who calls."""
        found: list[dict[str, object]] = []
        for _, body in self.state.store.select(_MEMBERS, belonging({"userid": USER})):
            group = self.state.store.get(GROUPS, body["groupid"]) or {}
            place = {"GROUP_ID": str(body["groupid"]), "GROUP_NAME": group.get("name"), "ROLE": body["role"]}
            found.append({**place, "GROUP_IMAGE_ID": None, "GROUP_IMAGE": ""})
        return Answer(found)

    def ask(self, call: Call) -> Answer:
        _put_member(self.state.store, self._group(call), USER, "Z")
        return Answer(True)


class Workgroups(Records):
    """The same groups, asked in capitals and answered in camel case when they are listed."""

    also: ClassVar[Mapping[str, str]] = {"get": "get", "list": "list"}

    def get(self, call: Call) -> Answer:
        params = call.params["params"]
        id = integer(params.get("groupId", 0) if is_map(params) else 0)
        body = self.state.store.get(GROUPS, id)
        if body is None:
            raise Refused("ERROR_CORE", "Socialnetwork group not found")
        count = self.state.store.count(_MEMBERS, belonging({"groupid": id}))
        found = super().written(id, {**body, "numberofmembers": count}, call)
        return Answer({**found, "ID": id})

    def list(self, call: Call) -> Answer:
        conditions = Conditions(lambda name: Field(key_of(name), _KINDS.get(key_of(name), "any")), "id")
        where, order = conditions.where(call.params.get("filter")), conditions.order(call.params.get("order"))
        start = max(self._page(call)[0], 0)
        rows = self.state.store.select(GROUPS, where, order, PAGE, start)
        select = call.params.get("select")
        names = [str(each) for each in select] if is_list(select) and select else ["ID"]
        shown = [
            {_camel(name): _value(name, id, body) for name in {"ID": None, **dict.fromkeys(names)}} for id, body in rows
        ]
        total = self.state.store.count(GROUPS, where)
        after = start + PAGE
        return Answer({"workgroups": shown}, total, after if after < total else None)


def _value(name: str, id: Id, body: Body) -> object:
    value = id if name.upper() == "ID" else body.get(key_of(name))
    return str(value) if isinstance(value, int) else value


def _camel(name: str) -> str:
    first, *rest = name.lower().split("_")
    return first + "".join(part.capitalize() for part in rest)


class Posts(Records):
    """`log.blogpost.*`: a post is sent by other names than it is answered."""

    event = "LIVEFEEDPOST"
    aliases: ClassVar[Mapping[str, str]] = {"posttitle": "title", "postmessage": "detailtext", "userid": "authorid"}
    also: ClassVar[Mapping[str, str]] = {"share": "share"}

    def taken(self, call: Call) -> Body:
        given = {self.aliases.get(key_of(name), key_of(name)): value for name, value in call.params.items()}
        return {key: value for key, value in given.items() if key not in ("postid", "auth", "files", "ufblogpostfile")}

    def new(self, body: Body, call: Call) -> Body:
        made: Body = {"blogid": 1, "publishstatus": "P", "authorid": USER, "enablecomments": "Y", "numcomments": 0}
        return {**made, "micro": "N", "datepublish": now(), "title": "", **body}

    def found(self, call: Call) -> tuple[Id, Body]:
        id = integer(call.params["POST_ID"])
        body = self.state.store.get(self.family, id)
        if body is None:
            raise Refused("ERROR_CORE", "Post not found")
        return id, body

    def _parent(self, call: Call) -> Body:
        return {}

    def _asked(self, call: Call) -> dict[str, object]:
        names = {"POST_ID": "ID", "FIRST_ID": ">=ID", "LAST_ID": "<=ID"}
        return {key: call.params[name] for name, key in names.items() if call.params.get(name)}

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        flags = dict.fromkeys(("HAS_SOCNET_ALL", "HAS_TAGS", "HAS_IMAGES", "HAS_PROPS"), "N")
        found = {**super().written(id, body, call), **flags}
        mine = {field.given for field in self.fields if field.given is not None}
        return {name: value for name, value in found.items() if name in mine}

    def happened(self, what: str, id: Id, call: Call) -> None:
        self.state.tell(f"ONLIVEFEEDPOST{what}", {"POST_ID": id})

    def share(self, call: Call) -> Answer:
        id, body = self.found(call)
        dest = call.params["DEST"]
        old = body.get("dest")
        both = [*(old if is_list(old) else []), *(dest if is_list(dest) else [dest])]
        self.state.store.put(self.family, id, {**body, "dest": both})
        return Answer(True)


class PostComments(Records):
    also: ClassVar[Mapping[str, str]] = {"add": "add", "delete": "delete"}

    def add(self, call: Call) -> Answer:
        post = integer(call.params["POST_ID"])
        body = self.state.store.get("log.blogpost", post)
        if body is None:
            raise Refused("ERROR_CORE", "Post not found")
        id = self.state.store.new_id(self.family)
        made = {"postid": post, "text": call.params["TEXT"], "userid": call.params.get("USER_ID", USER), "date": now()}
        self.state.store.put(self.family, id, made)
        self.state.store.put("log.blogpost", post, {**body, "numcomments": int(body.get("numcomments", 0)) + 1})
        return Answer(id)

    def delete(self, call: Call) -> Answer:
        if not self.state.store.remove(self.family, integer(call.params["COMMENT_ID"])):
            raise Refused("ERROR_CORE", "Comment not found")
        return Answer(True)
