# Copied from generator/runtime/portal/families/crm/records.py by "python -m generator generate". Edit that file.
"""What both doors to the records of the CRM have in common: reading, defaults, what changes along, events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from ...answer import Answer
from ...calls import USER
from ...conditions import Conditions, belonging
from ...documented import Method
from ...errors import Refused
from ...fields import Field, now, today
from ...records import Call, Records
from ...store import Body, Id, Where
from ...values import Params, integer, is_list, is_map
from . import multifields, stages
from .bindings import link_contacts
from .entities import COMPANY, CONTACT, DEAL, LEAD, QUOTE, EntityType, entity_type
from .fields import LINKS, MULTIFIELDS, CrmField, described
from .links import with_links
from .names import parent_type
from .product_rows import KIND as ROWS
from .values import Write

_FILES = "crm.file"


class Entities(Records):
    """The records of the CRM, in one of the dialects."""

    checked: ClassVar[bool] = False
    custom_all: ClassVar[str] = "UF_*"

    # What a dialect knows.

    def entity(self, call: Call) -> EntityType:
        raise NotImplementedError

    def name_of(self, field: CrmField, call: Call) -> str:
        """What the dialect calls it."""
        raise NotImplementedError

    def writer(self, field: CrmField) -> Write:
        raise NotImplementedError

    def empty(self, field: CrmField) -> object:
        raise NotImplementedError

    def wrong(self, field: CrmField, name: str, call: Call) -> Refused:
        """A value that is none of the field."""
        raise NotImplementedError

    def lacks(self, field: CrmField) -> Refused:
        """A field that has to be there."""
        raise NotImplementedError

    def refuse_stage(self, call: Call) -> None:
        """Of a stage that the record's pipeline does not have. What nobody has shown is not refused."""

    # The fields, read once for each call.

    def names(self, call: Call) -> Mapping[str, CrmField]:
        """The fields by what the dialect calls them."""
        if self._call is not call:
            self._call = call
            self._fields = self.entity(call).fields_of(self.state.store)
            self._names = {self.name_of(field, call): field for field in self._fields.values()}
        return self._names

    _call: Call | None = None
    _fields: Mapping[str, CrmField] = {}
    _names: Mapping[str, CrmField] = {}

    def crm_field(self, name: str, call: Call) -> CrmField | None:
        found = self.names(call).get(name)
        parent = parent_type(name) if found is None else None
        if parent is None or entity_type(parent, self.state.store) is None:
            return found
        about = described("crm_entity", name, settings={"parentEntityTypeId": parent})
        return CrmField(f"PARENT_ID_{parent}", f"parentId{parent}", about, shown=False)

    def kind(self, call: Call) -> str:
        return self.entity(call).kind

    def field(self, name: str, call: Call) -> Field | None:
        found = self.crm_field(name, call)
        return None if found is None else found.kept

    # Taking.

    def taken(self, call: Call) -> Body:
        given = self.given(call)
        found: Body = {}
        for name, value in given.items():
            field = self.crm_field(name, call)
            if field is None or field.read_only or field.key == "id" or self.is_fixed(field, call):
                continue
            try:
                found[field.key] = self.read(field, value)
            except ValueError:
                raise self.wrong(field, name, call) from None
        return found

    def is_fixed(self, field: CrmField, call: Call) -> bool:
        """Is it given when a record is made and never changed?"""
        return False

    def given(self, call: Call) -> Params:
        fields = call.params.get("fields", {})
        if fields == [] or fields is None:
            return {}
        if not is_map(fields):
            raise Refused("", "Parameter 'fields' must be array.")
        return fields

    def read(self, field: CrmField, value: object) -> object:
        """As a record keeps it. Raises ValueError."""
        if field.type == "crm_multifield":
            return value
        if field.type == "file":
            return self._file(field, value)
        if field.multiple and (value is False or value == ""):
            return []
        if field.type in ("crm_status", "string", "text") and value is False:
            return None
        found = field.kept.read(value)
        return None if field.type in LINKS and found == 0 else found

    def _file(self, field: CrmField, value: object) -> object:
        """`{"fileData": [name, base64]}` or `[name, base64]`; of several a list. Of a file its id and name are kept."""
        if field.multiple and is_list(value) and not _is_file(value):
            return [self._file_of(each) for each in value]
        found = self._file_of(value)
        return found if not field.multiple or found is None else [found]

    def _file_of(self, value: object) -> object:
        if is_map(value) and "fileData" in value:
            value = value["fileData"]
        elif is_map(value):
            return None if value.get("id") is None else {"id": integer(value["id"])}
        if not _is_file(value):
            return None
        assert is_list(value)
        return {"id": self.state.store.new_id(_FILES), "name": str(value[0])}

    # Making and changing.

    def new(self, body: Body, call: Call) -> Body:
        entity, moment = self.entity(call), now()
        self.names(call)
        made = {**defaults(entity), **self._initial(), **_filled(body)}
        made |= {"createdby": USER, "updatedby": USER, "createdtime": moment, "updatedtime": moment}
        made |= {"lastactivityby": USER, "lastactivitytime": moment}
        category = made.get("categoryid")
        if entity.has_categories and category is None:
            category = made["categoryid"] = stages.default_category(self.state.store, entity)
        directory = stages.directory(entity, int(category or 0))
        if directory is not None:
            made.setdefault("stageid", stages.first_stage(self.state.store, directory))
            made |= {"movedby": USER, "movedtime": moment}
        self._check_stage(made, body, call)
        made = self._settled(entity, made, body, {})
        for field in self._fields.values():
            if self._is_required(entity, field) and made.get(field.key) in (None, "", []):
                raise self.lacks(field)
        return made

    def _is_required(self, entity: EntityType, field: CrmField) -> bool:
        if field.custom:
            return bool(field.described.get("isRequired"))
        return entity.id in (COMPANY, QUOTE) and field.key == "title"

    def _required(self, method: Method) -> list[Field]:
        """They are asked for when all that the portal gives is there, and in words of the dialect."""
        return []

    def _initial(self) -> Body:
        """What user fields begin with."""
        found: Body = {}
        for field in self._fields.values():
            settings = field.described.get("settings") if field.custom else None
            value = settings.get("DEFAULT_VALUE") if is_map(settings) else None
            if isinstance(value, (str, int, float)) and value != "":
                try:
                    found[field.key] = self.read(field, value)
                except ValueError:
                    continue
        return found

    def new_id(self, body: Body, call: Call) -> Id:
        entity = self.entity(call)
        id = self.state.store.new_id(entity.kind)
        if entity.title and not body.get("title") and "title" in entity.fields:
            body["title"] = f"{entity.title} #{id}"
        if entity.id == COMPANY and "contactids" in body:
            link_contacts(self.state.store, id, body.pop("contactids"))
        if entity.id == QUOTE:
            body.setdefault("quotenumber", str(id))
        if "accountnumber" in entity.fields:
            body.setdefault("accountnumber", str(id))
        if "stageid" in entity.fields:
            stages.note(self.state.store, entity, id, body, 1)
        return id

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        entity, store = self.entity(call), self.state.store
        is_moved = "categoryid" in given and given["categoryid"] != body.get("categoryid")
        if is_moved and "stageid" not in given:
            directory = stages.directory(entity, int(given["categoryid"] or 0))
            given = {**given, "stageid": stages.first_stage(store, directory)}
        made = {**body, **given, "updatedby": USER, "updatedtime": now()}
        self._check_stage(made, given, call)
        made = self._settled(entity, made, given, body)
        if entity.id == COMPANY and "contactids" in given:
            link_contacts(store, self.id_of(call), made.pop("contactids") or [])
        if made.get("stageid") != body.get("stageid"):
            made |= {"movedby": USER, "movedtime": now()}
            if entity.is_smart:
                made["previousstageid"] = body.get("stageid")
            last = made.get("stagesemanticid") or stages.PROCESS
            of_type = 5 if made.get("categoryid") != body.get("categoryid") else 2 if last == stages.PROCESS else 3
            stages.note(store, entity, self.id_of(call), made, of_type)
        if is_moved and entity.id == DEAL:
            data = {"ID": self.id_of(call), "CATEGORY_ID": made["categoryid"], "STAGE_ID": made.get("stageid")}
            self.state.tell("ONCRMDEALMOVETOCATEGORY", {"FIELDS": data})
        return _filled(made)

    def delete(self, call: Call) -> Answer:
        """Its product rows go with it."""
        id, _ = self.found(call)
        own = belonging({"ownertype": self.entity(call).letter, "ownerid": id})
        for row, _ in self.state.store.select(ROWS, own):
            self.state.store.remove(ROWS, row)
        return super().delete(call)

    def id_of(self, call: Call) -> Id:
        return self.found(call)[0]

    def _check_stage(self, body: Body, given: Body, call: Call) -> None:
        name = stages.directory(self.entity(call), int(body.get("categoryid") or 0))
        if given.get("stageid") and name is not None and not stages.has(self.state.store, name, given["stageid"]):
            self.refuse_stage(call)

    def _settled(self, entity: EntityType, body: Body, given: Body, before: Body) -> Body:
        """What follows from what has been given."""
        store = self.state.store
        for type in MULTIFIELDS:
            if type.lower() in given:
                key = type.lower()
                body[key] = self._multifields(type, before.get(key, []), given[key])
        if "hasphone" in entity.fields:
            body |= multifields.summaries(body)
        body = with_links(entity, body, given, before)
        if entity.id == DEAL and body.get("contactid") and not body.get("companyid"):
            # As recorded answers have it: where there is a contact, nobody is company 0.
            body["companyid"] = 0
        if "stageid" in given or not before:
            directory = stages.directory(entity, int(body.get("categoryid") or 0))
            meaning = stages.meaning(store, directory, body.get("stageid"))
            if "stagesemanticid" in entity.fields:
                body["stagesemanticid"] = meaning
            is_closed = meaning != stages.PROCESS
            if entity.id in (DEAL, QUOTE):
                body["closed"] = is_closed or ("stageid" not in given and bool(given.get("closed")))
            if entity.id == DEAL:
                body["isnew"] = body.get("stageid") == stages.first_stage(store, directory)
            if entity.id == LEAD:
                # Nothing else is made of one that is converted (api-reference/crm/leads/).
                body["dateclosed"] = (before.get("dateclosed") or now()) if is_closed else None
        if entity.id == LEAD and body.get("stagesemanticid") == stages.PROCESS:
            # As recorded answers have it, who is found out at the end is no customer who returns.
            body["isreturncustomer"] = bool(body.get("contactid") or body.get("companyid"))
        return body

    def _multifields(self, type: str, kept: list[Body], given: object) -> list[Body]:
        try:
            return multifields.changed(type, kept, given, self.state.store)
        except ValueError:
            raise Refused("", f'Invalid value for the "{type}" field') from None

    # Answering.

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        fields = [field for field in self._shown(call) if field.type != "crm_multifield"]
        return self._row(id, body, self._columns(fields, call))

    def _of_result(self, shown: dict[str, Any], call: Call) -> dict[str, Any]:
        """All of it: what users declare is not documented."""
        return shown

    def _shown(self, call: Call) -> list[CrmField]:
        return [field for field in self.names(call).values() if field.shown]

    def shown(self, rows: Sequence[tuple[Id, Body]], select: Sequence[str], call: Call) -> Sequence[Mapping[str, Any]]:
        columns = self._columns(self.selected(select, call), call)
        return [self._row(id, body, columns) for id, body in rows]

    def selected(self, select: Sequence[str], call: Call) -> list[CrmField]:
        """The fields that are asked for: `*` is all but those of users, `UF_*` those; some only by name."""
        names = self.names(call)
        if not select:
            return self._shown(call)
        found = {"id": self._fields["id"]}
        for name in select:
            if name == "*":
                found |= {field.key: field for field in self._shown(call) if not field.custom}
            elif name == "UF_*" or name == self.custom_all:
                found |= {field.key: field for field in names.values() if field.custom}
            elif (field := self.crm_field(name, call)) is not None:
                found[field.key] = field
        return list(found.values())

    def _columns(self, fields: Sequence[CrmField], call: Call) -> tuple[dict[str, Any], dict[str, tuple[str, Write]]]:
        """A row without any value, and how a value is written, by key: most fields of most records are empty."""
        empty = {self.name_of(field, call): self.empty(field) for field in fields if field.type != "crm_multifield"}
        return empty, {field.key: (self.name_of(field, call), self.writer(field)) for field in fields}

    def _row(self, id: Id, body: Body, columns: tuple[dict[str, Any], dict[str, tuple[str, Write]]]) -> dict[str, Any]:
        empty, writers = columns
        row = dict(empty)
        if "id" in writers:
            name, write = writers["id"]
            row[name] = write(id)
        for key, value in body.items():
            if value is not None and key in writers:
                name, write = writers[key]
                row[name] = write(value)
        return row

    # What lists are asked for.

    def chosen(self, call: Call) -> tuple[Where, Where]:
        filter, order = self.asked("filter", call), self.asked("order", call)
        conditions = Conditions(lambda name: self.field(name, call), "id")
        return conditions.where(filter), conditions.order(order)

    def asked(self, name: str, call: Call) -> Any:
        value = call.params.get(name)
        if value in (None, "", []):
            return {}
        if not is_map(value) and not (name == "filter" and is_list(value)):
            raise Refused("", f"Parameter '{name}' must be array.")
        return value

    def happened(self, what: str, id: Id, call: Call) -> None:
        entity = self.entity(call)
        if entity.is_smart:
            self.state.tell(f"ONCRMDYNAMICITEM{what}", {"FIELDS": {"ID": id, "ENTITY_TYPE_ID": entity.id}})
        else:
            self.state.tell(f"ONCRM{entity.name}{what}", {"FIELDS": {"ID": id}})


def _is_file(value: object) -> bool:
    return is_list(value) and len(value) == 2 and all(isinstance(each, str) for each in value)


def _filled(body: Body) -> Body:
    """What is empty is not kept."""
    return {key: value for key, value in body.items() if value is not None and value != []}


def defaults(entity: EntityType) -> Body:
    found: Body = {"assignedbyid": USER, "opened": True}
    if entity.id == DEAL:
        found |= {"typeid": "SALE", "begindate": today(), "isrecurring": False, "isreturncustomer": False}
        found |= {"isrepeatedapproach": False, "closed": False, "closedate": _in_a_week()}
    if entity.id == LEAD:
        found |= {"isreturncustomer": False}
    if entity.id == CONTACT:
        found |= {"export": True}
    if entity.id == COMPANY:
        found |= {"ismycompany": False, "revenue": 0}
    if entity.id == QUOTE:
        found |= {"begindate": today(), "closedate": _in_a_week(), "closed": False}
    if "opportunity" in entity.fields:
        found |= {"opportunity": 0, "currencyid": "EUR", "ismanualopportunity": False}
    if "taxvalue" in entity.fields:
        found["taxvalue"] = 0
    return {key: value for key, value in found.items() if key in entity.fields}


def _in_a_week() -> str:
    return (date.today() + timedelta(days=7)).isoformat()
