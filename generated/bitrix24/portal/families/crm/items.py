# Copied from generator/runtime/portal/families/crm/items.py by "python -m generator generate". Edit that file.
"""`crm.item.*`: the records of every kind by their `entityTypeId`. Names in camel case, values with types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from ...answer import Answer
from ...calls import Method as Run
from ...conditions import parts_of
from ...documented import fields_of_type
from ...errors import Refused, mismatch, missing
from ...records import Call
from ...store import Body, Id, Where
from ...values import Params, integer, is_list, is_map
from . import multifields, values
from .bindings import contacts_of
from .entities import COMPANY, EntityType, entity_type
from .fields import MULTIFIELDS, CrmField, described
from .records import Entities
from .stages import default_category, directory

_MOST_IMPORTED: Final = 20
_DEEPEST: Final = 16
_NOT_ALONE: Final = frozenset({"phone", "email", "im", "web", "link"})
_LETTERS: Final = frozenset({"Y", "N", "", "True", "False", "None"})
_LOGIC: Final = frozenset({"logic", "::logic"})


class Items(Entities):
    custom_all: ClassVar[str] = "ufCrm*"

    def calls(self) -> dict[str, Run]:
        return {**super().calls(), **self.further(**{"import": self._import, "batchimport": self._import_many})}

    def entity(self, call: Call) -> EntityType:
        given = call.params.get("entityTypeId")
        if given is None:
            raise missing("entityTypeId")
        try:
            found = entity_type(integer(given), self.state.store) if self._of is not call else self._entity
        except ValueError:
            raise mismatch("entityTypeId", given, "int") from None
        if found is None:
            raise Refused("NOT_FOUND", "SPA not found")
        self._of, self._entity = call, found
        return found

    _of: Call | None = None
    _entity: EntityType | None = None

    def name_of(self, field: CrmField, call: Call) -> str:
        return field.upper if field.custom and self._keeps_names(call) else field.item

    def _keeps_names(self, call: Call) -> bool:
        return str(call.params.get("useOriginalUfNames", "N")).upper() in ("Y", "1", "TRUE")

    def writer(self, field: CrmField) -> values.Write:
        return values.typed_writer(field)

    def empty(self, field: CrmField) -> object:
        return values.empty_typed(field)

    def wrong(self, field: CrmField, name: str, call: Call) -> Refused:
        if field.multiple:
            return Refused("100", "Expected iterable value for multiple field, but got string instead")
        return Refused("CRM_FIELD_ERROR_VALUE_NOT_VALID", f'Invalid value for field "{name}"')

    def lacks(self, field: CrmField) -> Refused:
        title = field.described.get("formLabel") or field.described["title"]
        return Refused("CRM_FIELD_ERROR_REQUIRED", f'The "{title}" field is required')

    def refuse_stage(self, call: Call) -> None:
        raise Refused("CRM_FIELD_ERROR_VALUE_NOT_VALID", 'Invalid value for field "stageId"')

    def read(self, field: CrmField, value: object) -> object:
        if field.multiple and isinstance(value, str) and value:
            raise ValueError("no list")
        if field.type in ("char", "boolean") and not field.custom and str(value) not in _LETTERS:
            raise ValueError("neither Y nor N")
        return super().read(field, value)

    def given(self, call: Call) -> Params:
        fields = call.params.get("fields", {})
        if not is_map(fields):
            return {}
        return fields

    def crm_field(self, name: str, call: Call) -> CrmField | None:
        found = super().crm_field(name, call)
        return None if found is None or found.type == "crm_multifield" else found

    def _shown(self, call: Call) -> list[CrmField]:
        known = fields_of_type("crm.item", False)
        fields = self.names(call).values()
        left_out = "contactids" if self.entity(call).id == COMPANY else None
        return [
            field
            for field in fields
            if field.custom or (field.item in known and field.key not in _NOT_ALONE and field.key != left_out)
        ]

    def taken(self, call: Call) -> Body:
        found = super().taken(call)
        fm = self.given(call).get("fm")
        if fm is not None and "phone" in self.entity(call).fields:
            try:
                found |= {type.lower(): several for type, several in multifields.by_type(fm).items()}
            except ValueError:
                raise Refused("CRM_FIELD_ERROR_VALUE_NOT_VALID", 'Invalid value for field "fm"') from None
        contacts = found.pop("contacts", None)
        if contacts is not None and "contactids" not in found:
            found["contactids"] = contacts
        return found

    def found(self, call: Call) -> tuple[Id, Body]:
        kind, given = self.kind(call), call.params.get("id")
        if given is None:
            raise missing("id")
        try:
            id = integer(given)
        except ValueError:
            raise mismatch("id", given, "int") from None
        body = self.state.store.get(kind, id)
        if body is None:
            raise Refused("NOT_FOUND", "Item not found")
        return id, body

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = super().written(id, body, call)
        if "phone" in self.entity(call).fields:
            row["fm"] = multifields.as_fm(body)
        if self.entity(call).id == COMPANY:
            row["contactIds"] = [contact for contact, _ in contacts_of(self.state.store, id)]
        for key in (key for key in body if key.startswith("parentid")):
            row[f"parentId{key[8:]}"] = body[key]
        return {**row, "entityTypeId": self.entity(call).id}

    def shown(self, rows: Sequence[tuple[Id, Body]], select: Sequence[str], call: Call) -> Sequence[Mapping[str, Any]]:
        found = [dict(row) for row in super().shown(rows, select, call)]
        entity = self.entity(call)
        if "fm" in select and "phone" in entity.fields:
            for row, (_, body) in zip(found, rows, strict=True):
                row["fm"] = multifields.as_fm(body)
        if not select or "*" in select or "entityTypeId" in select:
            for row in found:
                row["entityTypeId"] = entity.id
        return found

    def asked(self, name: str, call: Call) -> Any:
        found = super().asked(name, call)
        if name != "order":
            return found
        # Other people's clients sort items by ID, as records of the other dialect, and portals take it.
        return {"id" if key == "ID" else key: value for key, value in found.items()}

    def chosen(self, call: Call) -> tuple[Where, Where]:
        filter, order = self.asked("filter", call), self.asked("order", call)
        for key, name, value in _conditions(filter):
            prefix = key.removesuffix(name)
            if self.crm_field(name, call) is None:
                raise _invalid(f"Invalid filter: field '{key}' is not allowed in filter")
            several = is_list(value) or is_map(value)
            if (prefix in ("@", "!@") and not several) or ("%" in prefix and not isinstance(value, str)):
                raise _invalid(f"Invalid filter: field '{name}' has invalid value")
        for name, direction in order.items() if is_map(order) else ():
            if self.crm_field(name, call) is None:
                raise _invalid(f"Invalid order: field '{name}' is not allowed in order")
            if str(direction).upper() not in ("ASC", "DESC"):
                what = f"allowed sort directions are ASC, DESC. But got '{direction}' for field '{name}'"
                raise _invalid(f"Invalid order: {what}")
        return super().chosen(call)

    def describe(self, call: Call) -> Answer:
        found: dict[str, Any] = {}
        for field in self.names(call).values():
            if field.upper in MULTIFIELDS:
                continue
            about = dict(field.described)
            if field.custom:
                about["title"] = about.get("formLabel") or about["title"]
            if "statusType" in about and field.key in ("stageid", "previousstageid"):
                about["statusType"] = self._directory(call, about["statusType"])
            found[self.name_of(field, call)] = {**about, "upperName": field.upper}
        if "phone" in self.entity(call).fields:
            found["fm"] = {**described("crm_multifield", "FM", "isMultiple"), "upperName": "FM"}
        return Answer({"fields": found})

    def _directory(self, call: Call, otherwise: str) -> str:
        entity = self.entity(call)
        return directory(entity, default_category(self.state.store, entity)) or otherwise

    def _import(self, call: Call) -> Answer:
        return Answer({"item": {"id": self._added(call)}})

    def _import_many(self, call: Call) -> Answer:
        several = call.params.get("data")
        rows = list(several.values()) if is_map(several) else several
        if not is_list(rows):
            raise missing("data")
        if len(rows) > _MOST_IMPORTED:
            raise Refused("MAX_IMPORT_BATCH_SIZE_EXCEEDED", f"You cannot import more than {_MOST_IMPORTED} items")
        self.entity(call)
        found: list[object] = []
        for fields in rows:
            try:
                one = Call(call.method, {**call.params, "fields": fields}, call.caller)
                found.append({"item": {"id": self._added(one)}})
            except Refused as refused:
                found.append({"error": refused.code, "error_description": refused.message})
        return Answer({"items": found})

    def _added(self, call: Call) -> Id:
        body = self.new(self.taken(call), call)
        id = self.new_id(body, call)
        self.state.store.put(self.kind(call), id, body)
        self.happened("ADD", id, call)
        return id


def _conditions(filter: object, depth: int = 0) -> Iterator[tuple[str, str, object]]:
    """Each condition of a filter: its key, the name in it, its value."""
    items = filter.items() if is_map(filter) else enumerate(filter) if is_list(filter) else ()
    for key, value in items:
        if str(key).lower() in _LOGIC:
            continue
        if str(key).isdigit():
            if depth < _DEEPEST:
                yield from _conditions(value, depth + 1)
            continue
        yield str(key), parts_of(str(key))[1], value


def _invalid(message: str) -> Refused:
    return Refused("INVALID_ARG_VALUE", message)
