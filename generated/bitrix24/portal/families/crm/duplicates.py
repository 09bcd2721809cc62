# Copied from generator/runtime/portal/families/crm/duplicates.py by "python -m generator generate". Edit that file.
"""`crm.duplicate.findbycomm`: who has this phone or e-mail address."""

from __future__ import annotations

from typing import Final

from ...answer import Answer
from ...calls import Method as Run
from ...conditions import Conditions
from ...errors import Refused
from ...fields import Field
from ...records import Call, Records
from ...values import list_of
from .entities import COMPANY, CONTACT, LEAD, classic

_TYPES: Final = ("EMAIL", "PHONE")
_WHERE: Final = {"LEAD": LEAD, "CONTACT": CONTACT, "COMPANY": COMPANY}


class Duplicates(Records):
    def calls(self) -> dict[str, Run]:
        return self.further(findbycomm=self._find)

    def _find(self, call: Call) -> Answer:
        type = str(call.params["type"]).upper()
        values = list_of(call.params["values"])
        if type not in _TYPES:
            raise Refused("400", f"Communication type '{type}' is not supported in current context")
        if not values:
            raise Refused("400", "Communication values is not defined")
        asked = str(call.params.get("entity_type") or "").upper()
        found = {name: self._ids_of(entity, type, values) for name, entity in _WHERE.items() if asked in ("", name)}
        return Answer({name: ids for name, ids in found.items() if ids} or [])

    def _ids_of(self, entity: int, type: str, values: list[object]) -> list[object]:
        """Phones are the same by their digits, addresses in any case."""
        wanted = {_plain(type, str(value)) for value in values}
        field = Field(type.lower(), "list")
        where = Conditions(lambda _: field, "id").where({f"!{type}": ""})
        rows = self.state.store.select(classic(entity).kind, where)
        return [
            id for id, body in rows if any(_plain(type, each["VALUE"]) in wanted for each in body.get(type.lower(), ()))
        ]


def _plain(type: str, value: str) -> str:
    return "".join(filter(str.isdigit, value)) if type == "PHONE" else value.strip().lower()
