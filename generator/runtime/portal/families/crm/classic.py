"""The classic dialect: `crm.deal.*` and its like. Names in capitals, values as texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from ...answer import Answer
from ...conditions import Conditions
from ...errors import Refused
from ...records import Call
from ...store import Body, Id, Where
from ...values import positive
from . import values
from .entities import COMPANY, CONTACT, DEAL, LEAD, QUOTE, EntityType, classic
from .fields import CrmField, undescribed
from .records import Entities


class Classic(Entities):
    entity_type_id: ClassVar[int]

    def entity(self, call: Call) -> EntityType:
        return classic(self.entity_type_id)

    def name_of(self, field: CrmField, call: Call) -> str:
        return field.upper

    def writer(self, field: CrmField) -> values.Write:
        return values.text_writer(field)

    def empty(self, field: CrmField) -> object:
        return values.empty_text(field)

    def wrong(self, field: CrmField, name: str, call: Call) -> Refused:
        return Refused("", f'Invalid value for the "{name}" field')

    def lacks(self, field: CrmField) -> Refused:
        return Refused("", f'The "{field.described["title"]}" field is required')

    def is_fixed(self, field: CrmField, call: Call) -> bool:
        return call.method.record.does == "update" and bool(field.described.get("isImmutable"))

    def found(self, call: Call) -> tuple[Id, Body]:
        try:
            id = positive(call.params.get("id"))
        except ValueError:
            raise Refused("", "ID is not defined or invalid.") from None
        body = self.state.store.get(self.kind(call), id)
        if body is None:
            raise Refused("", "Not found")
        return id, body

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        """Phones and their like last, and only where there are some; parents too."""
        row = super().written(id, body, call)
        fields = [field for field in self.names(call).values() if field.type == "crm_multifield"]
        for name in (f"PARENT_ID_{key[8:]}" for key in body if key.startswith("parentid")):
            parent = self.crm_field(name, call)
            fields += [parent] if parent is not None else []
        return row | self._row(id, body, self._columns(fields, call))

    def chosen(self, call: Call) -> tuple[Where, Where]:
        filter, order = self.asked("filter", call), self.asked("order", call)
        conditions = Conditions(lambda name: self.field(name, call), "id")
        try:
            return conditions.where(filter), conditions.order(order)
        except Refused:
            raise Refused("", "Failed to get list. General error.") from None

    def describe(self, call: Call) -> Answer:
        unknown = undescribed(self.family)
        fields: Sequence[CrmField] = [
            field
            for field in self.names(call).values()
            if field.upper not in unknown and field.key not in ("observers", "webformid")
        ]
        return Answer({field.upper: field.described for field in fields})


class Leads(Classic):
    entity_type_id = LEAD


class Deals(Classic):
    entity_type_id = DEAL


class Contacts(Classic):
    entity_type_id = CONTACT


class Companies(Classic):
    entity_type_id = COMPANY


class Quotes(Classic):
    entity_type_id = QUOTE
