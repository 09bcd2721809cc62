"""`crm.invoice.*`: the invoices of old, of which only the fields of the list are documented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...calls import USER
from ...documented import Method
from ...fields import now
from ...records import Call, Records, State
from ...store import Body


class Invoices(Records):
    def __init__(self, state: State, family: str, methods: Sequence[Method]) -> None:
        super().__init__(state, family, methods)
        by_key = self.fields.by_key
        by_key.update({key: replace(field, taken=field.given) for key, field in by_key.items()})
        self.fields.as_text = True

    def new(self, body: Body, call: Call) -> Body:
        fixed = {"dateinsert": now(), "dateupdate": now(), "createdby": USER}
        return {"statusid": "N", "payed": "N", "price": 0, "taxvalue": 0, "responsibleid": USER, **body, **fixed}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        return {**body, **given, "dateupdate": now()}
