# Copied from generator/runtime/portal/families/crm/currencies.py by "python -m generator generate". Edit that file.
"""Currencies, one of which is the base, and what they are called by language."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from ...answer import Answer
from ...calls import Method as Run
from ...conditions import belonging
from ...errors import Refused
from ...fields import key_of, now
from ...records import Call
from ...store import Body, Id
from ...values import list_of, map_of
from .letters import Lettered

KIND: Final = "crm.currency"
_NAMED: Final = ("FORMAT_STRING", "FULL_NAME", "DEC_POINT", "THOUSANDS_SEP", "DECIMALS")


class Currencies(Lettered):
    letters: ClassVar[tuple[str, ...]] = ("base",)

    def calls(self) -> dict[str, Run]:
        if self.family.endswith(".base"):
            return self.further(get=self._base, set=self._set_base)
        if self.family.endswith(".localizations"):
            return self.further(get=self._names, set=self._set_names, delete=self._delete_names)
        return super().calls()

    def kind(self, call: Call) -> str:
        return KIND

    def new(self, body: Body, call: Call) -> Body:
        if self.state.store.get(KIND, str(body.get("currency"))) is not None:
            raise Refused("ERROR_CORE", "Currency already exists")
        return self._named({**super().new(body, call), "lid": "en", "dateupdate": now()})

    def _named(self, body: Body) -> Body:
        """What it is called in the portal's language."""
        first = map_of(next(iter(map_of(body.get("lang")).values()), None))
        own = {key_of(name): first[name] for name in _NAMED if name in first}
        return {**body, **own}

    def new_id(self, body: Body, call: Call) -> Id:
        code = str(body.pop("currency"))
        if body.setdefault("base", "N") == "Y":
            self._make_base(code)
        return code

    def found(self, call: Call) -> tuple[Id, Body]:
        code = str(self.id_of(call) or "")
        body = self.state.store.get(KIND, code)
        if body is None:
            raise Refused("", "Not found")
        return code, body

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        given = {key: value for key, value in given.items() if key != "currency"}
        return self._named({**body, **given, "dateupdate": now()})

    def delete(self, call: Call) -> Answer:
        _, body = self.found(call)
        if body.get("base") == "Y":
            raise Refused("", "Cannot delete base currency.")
        return super().delete(call)

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = {**super().written(id, body, call), "CURRENCY": str(id)}
        row["AMOUNT"] = f"{body.get('amount', 0):.4f}"
        for name in ("AMOUNT_CNT", "SORT", "DECIMALS"):
            value = body.get(key_of(name))
            row[name] = None if value is None else str(value)
        if call.method.name.endswith("list"):
            row.pop("LANG", None)
        return row

    def _make_base(self, code: str) -> None:
        for id, body in self.state.store.select(KIND):
            self.state.store.put(KIND, id, {**body, "base": "Y" if id == code else "N"})

    def _base(self, call: Call) -> Answer:
        found = self.state.store.select(KIND, belonging({"base": "Y"}), limit=1)
        return Answer(found[0][0] if found else None)

    def _set_base(self, call: Call) -> Answer:
        self._make_base(str(self.found(call)[0]))
        return Answer(True)

    def _names(self, call: Call) -> Answer:
        return Answer(self.found(call)[1].get("lang") or [])

    def _set_names(self, call: Call) -> Answer:
        code, body = self.found(call)
        languages = {**map_of(body.get("lang")), **map_of(call.params.get("localizations"))}
        self.state.store.put(KIND, code, self._named({**body, "lang": languages}))
        return Answer(True)

    def _delete_names(self, call: Call) -> Answer:
        code, body = self.found(call)
        gone = list_of(call.params.get("lids"))
        languages = {lid: each for lid, each in map_of(body.get("lang")).items() if lid not in gone}
        self.state.store.put(KIND, code, {**body, "lang": languages})
        return Answer(True)
