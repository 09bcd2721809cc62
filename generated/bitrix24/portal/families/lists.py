# Copied from generator/runtime/portal/families/lists.py by "python -m generator generate". Edit that file.
"""Universal lists, `lists.*`: lists that are named by id or code, their fields, sections and elements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from ..answer import Answer
from ..calls import USER
from ..conditions import parts_of
from ..documented import Method
from ..errors import Refused
from ..fields import Field, key_of, now
from ..records import Call, Records
from ..store import Body, Id, Where
from ..values import integer, is_list, is_map, several

_VALUES: Final = "lists.value"
"""The kind under which ids of values of properties are counted."""
_LIST: Final[Body] = {
    "lid": "s1",
    "active": "Y",
    "sort": 500,
    "description": "",
    "descriptiontype": "text",
    "bizproc": "Y",
    "sectionchooser": "L",
    "rightsmode": "S",
    "version": 1,
}
_NAME: Final = {
    "FIELD_ID": "NAME",
    "SORT": 10,
    "NAME": "Name",
    "IS_REQUIRED": "Y",
    "MULTIPLE": "N",
    "DEFAULT_VALUE": "",
    "TYPE": "NAME",
    "PROPERTY_TYPE": False,
    "PROPERTY_USER_TYPE": False,
    "SETTINGS": {"SHOW_ADD_FORM": "Y", "SHOW_EDIT_FORM": "Y"},
}


class InLists(Records):
    """Something that has a code beside its id, and all but the lists themselves belongs to one of those."""

    id_name: ClassVar[str] = ""
    code_name: ClassVar[str] = ""
    order_name: ClassVar[str] = "ORDER"
    missing_code: ClassVar[str] = ""

    def worded(self, refused: Refused, method: Method) -> Refused:
        name = refused.message.partition("{")[2].partition("}")[0]
        if not refused.message.startswith("Could not find"):
            return refused
        return Refused("ERROR_REQUIRED_PARAMETERS_MISSING", f"Required parameter `{name}` is missing")

    def _parent(self, call: Call) -> Body:
        return {"iblockid": self.list_of(call)}

    def _asked(self, call: Call) -> dict[str, object]:
        names = {self.id_name: self.id_key, self.code_name: "CODE"}
        given = {key: call.params[name] for name, key in names.items() if call.params.get(name) not in (None, "")}
        return dict(given)

    def list_of(self, call: Call) -> Id:
        """The list that is meant. Raises Refused where there is none."""
        found = self._by_id_or_code("lists", call.params.get("IBLOCK_ID"), call.params.get("IBLOCK_CODE"))
        if found is None:
            raise Refused("ERROR_IBLOCK_NOT_FOUND", "Iblock not found")
        return found[0]

    def _by_id_or_code(self, kind: str, id: object, code: object, of: Id | None = None) -> tuple[Id, Body] | None:
        try:
            number = integer(id)
        except ValueError:
            rows = self.state.store.select(kind, Where("json_extract(body, '$.code') = ?", (str(code),)))
        else:
            body = self.state.store.get(kind, number)
            rows = [] if body is None else [(number, body)]
        return next((row for row in rows if of is None or row[1].get("iblockid") == of), None)

    def found(self, call: Call) -> tuple[Id, Body]:
        id, code = call.params.get(self.id_name), call.params.get(self.code_name)
        row = self._by_id_or_code(self.kind(call), id, code, self.list_of(call))
        if row is None:
            raise Refused(f"ERROR_{self.missing_code}_NOT_FOUND", f"{self.missing_code.capitalize()} not found")
        return row

    def new(self, body: Body, call: Call) -> Body:
        code = call.params.get(self.code_name)
        if code and self._by_id_or_code(self.kind(call), None, code, body.get("iblockid")) is not None:
            raise Refused(
                f"ERROR_{self.missing_code}_ALREADY_EXISTS", f"{self.missing_code.capitalize()} already exists"
            )
        moment = now()
        made: Body = {"datecreate": moment, "timestampx": moment, "createdby": USER, "modifiedby": USER, "code": code}
        return {**super().new(body, call), **made}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        return {**super().changed(body, given, call), "timestampx": now(), "modifiedby": USER}

    def chosen(self, call: Call) -> tuple[Where, Where]:
        wanted = call.params.get("FILTER")
        masks = {masked(name, value): value for name, value in wanted.items()} if is_map(wanted) else wanted
        return super().chosen(_with(call, FILTER=masks, ORDER=call.params.get(self.order_name)))

    def happened(self, what: str, id: Id, call: Call) -> None:
        """Portals tell nobody."""


class Lists(InLists):
    id_name = "IBLOCK_ID"
    code_name = "IBLOCK_CODE"
    order_name = "IBLOCK_ORDER"
    missing_code = "IBLOCK"

    def _parent(self, call: Call) -> Body:
        names = ("IBLOCK_TYPE_ID", "SOCNET_GROUP_ID")
        return {key_of(name): call.params[name] for name in names if call.params.get(name) not in (None, "")}

    def found(self, call: Call) -> tuple[Id, Body]:
        id = self.list_of(call)
        return id, self.state.store.get("lists", id) or {}

    def new(self, body: Body, call: Call) -> Body:
        return {**_LIST, **super().new(body, call)}


class Fields(InLists):
    """Of a list: the name, and properties, which are called PROPERTY_n."""

    id_name = "FIELD_ID"
    code_name = "CODE"
    missing_code = "FIELD"

    def new(self, body: Body, call: Call) -> Body:
        default: Body = {"sort": 500, "isrequired": "N", "multiple": "N"}
        return {**default, **self._with_values(body)}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        return {**body, **self._with_values(given)}

    def _with_values(self, body: Body) -> Body:
        """The values of a field of type L have ids; those that are sent without one are new."""
        values = body.get("list")
        if not is_map(values):
            return body
        shown = {}
        for id, value in values.items():
            number = id if body.get("propertyid") else str(self.state.store.new_id(_VALUES))
            shown[number] = value.get("VALUE", "") if is_map(value) else value
        return {**body, "displayvaluesform": shown}

    def new_id(self, body: Body, call: Call) -> Id:
        return f"PROPERTY_{self.state.store.new_id('lists.property')}"

    def found(self, call: Call) -> tuple[Id, Body]:
        list_id, id = self.list_of(call), str(call.params.get("FIELD_ID"))
        body = self.state.store.get(self.family, id)
        if body is None or body.get("iblockid") != list_id:
            raise Refused(
                "ERROR_SAVE_FIELD" if call.method.record.does == "add" else "ERROR_UPDATE_FIELD", "Field not found"
            )
        return id, body

    def list(self, call: Call) -> Answer:
        """All by name; one that is asked for by its type."""
        list_id, wanted = self.list_of(call), call.params.get("FIELD_ID")
        of_list = Where("json_extract(body, '$.iblockid') = ?", (list_id,))
        rows = self.state.store.select(self.family, of_list, Where("json_extract(body, '$.sort')"))
        shown = {"NAME": _NAME, **{str(id): self._shown(str(id), body, call) for id, body in rows}}
        if not wanted:
            return Answer(shown)
        field = shown.get(str(wanted))
        return Answer({str(field["TYPE"]): field} if field is not None else [])

    def _shown(self, id: str, body: Body, call: Call) -> dict[str, Any]:
        type = str(body.get("type") or "S")
        property_type, _, user_type = type.partition(":")
        made: Body = {
            "fieldid": id,
            "propertytype": property_type,
            "propertyusertype": user_type or False,
            "displayvaluesform": body.get("displayvaluesform"),
        }
        found = {**self.written(id, {**body, **made}, call), "ID": id.removeprefix("PROPERTY_")}
        return {name: value for name, value in found.items() if name != "LIST"}


class Sections(InLists):
    id_name = "SECTION_ID"
    code_name = "SECTION_CODE"
    missing_code = "SECTION"

    def new(self, body: Body, call: Call) -> Body:
        parent = call.params.get("IBLOCK_SECTION_ID") or None
        default: Body = {"active": "Y", "globalactive": "Y", "sort": 500, "depthlevel": 1, "iblocksectionid": parent}
        return {**default, **super().new(body, call)}


class Elements(InLists):
    """Of values of properties each has an id: `{"3743": "1269"}`."""

    id_name = "ELEMENT_ID"
    code_name = "ELEMENT_CODE"
    order_name = "ELEMENT_ORDER"
    missing_code = "ELEMENT"

    def field(self, name: str, call: Call) -> Field | None:
        if name.upper().startswith("PROPERTY_"):
            return Field(key_of(name), "map", taken=name.upper(), given=name.upper())
        key = key_of(name)
        more = {"iblockid", "datecreate", "timestampx", "modifiedby", "sectionid", "iblocksectionid"}
        known = {"sectionid": "iblocksectionid"}.get(key, key)
        return super().field(name, call) or (Field(known, "any", given=name.upper()) if key in more else None)

    def taken(self, call: Call) -> Body:
        found = super().taken(call)
        numbers = self._numbers(call)
        return {
            key: self._valued(_numeric(value) if key in numbers else value) if key.startswith("property") else value
            for key, value in found.items()
        }

    def _valued(self, value: object) -> dict[str, object]:
        return {str(self.state.store.new_id(_VALUES)): each for each in several(value) if each not in (None, "")}

    def _numbers(self, call: Call) -> set[str]:
        """The properties that are numbers, which forms and batches send as texts."""
        of_list = Where("json_extract(body, '$.iblockid') = ?", (self.list_of(call),))
        return {key_of(str(id)) for id, body in self.state.store.select("lists.field", of_list) if body["type"] == "N"}

    def chosen(self, call: Call) -> tuple[Where, Where]:
        wanted = call.params.get("FILTER")
        if not is_map(wanted):
            return super().chosen(call)
        numbers = self._numbers(call)
        read = {
            name: _numeric(value) if key_of(parts_of(name)[1]) in numbers else value for name, value in wanted.items()
        }
        return super().chosen(_with(call, FILTER=read))

    def new(self, body: Body, call: Call) -> Body:
        return {"iblocksectionid": call.params.get("IBLOCK_SECTION_ID") or None, **super().new(body, call)}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        """What is not given again is cleared."""
        kept = {key: value for key, value in body.items() if not key.startswith("property")}
        return super().changed(kept, given, call)

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        found = super().written(id, body, call)
        found["CREATED_BY"] = str(body.get("createdby"))
        found |= {"IBLOCK_ID": str(body.get("iblockid")), "BP_PUBLISHED": "Y"}
        values = {key: value for key, value in body.items() if key.startswith("property")}
        found |= {f"PROPERTY_{key.removeprefix('property').upper()}": value or None for key, value in values.items()}
        for name in ("DATE_CREATE", "TIMESTAMP_X", "MODIFIED_BY"):
            if name in _named(call.params.get("SELECT")):
                found[name] = body.get(key_of(name))
        return found


def _numeric(value: object) -> object:
    """Numbers in the place of their texts."""
    if is_map(value):
        return {key: _numeric(each) for key, each in value.items()}
    if is_list(value):
        return [_numeric(each) for each in value]
    try:
        return float(value) if isinstance(value, str) and value else value
    except ValueError:
        return value


def _named(select: object) -> set[str]:
    return {str(each) for each in select} if is_list(select) else set()


def masked(name: str, value: object) -> str:
    """A text with % is a mask where no prefix says otherwise."""
    is_plain = name[:1].isalpha()
    return f"=%{name}" if is_plain and isinstance(value, str) and "%" in value else name


def _with(call: Call, **params: object) -> Call:
    given = {name: value for name, value in params.items() if value is not None}
    return Call(call.method, {**call.params, **given}, call.caller)


class TypesOfLists(InLists):
    """`lists.get.iblock.type.id`, `lists.field.type.get`, which ask about a list that is there."""

    also: ClassVar[Mapping[str, str]] = {"id": "type_id", "get": "types"}

    def type_id(self, call: Call) -> Answer:
        body = self.state.store.get("lists", self.list_of(call)) or {}
        return Answer(body.get("iblocktypeid"))

    def types(self, call: Call) -> Answer:
        self.list_of(call)
        return self.describe(call)
