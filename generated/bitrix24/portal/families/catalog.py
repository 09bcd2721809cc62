# Copied from generator/runtime/portal/families/catalog.py by "python -m generator generate". Edit that file.
"""The catalog, `catalog.*`: products of all kinds, values of their properties, prices, documents of the store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from ..answer import Answer
from ..calls import USER
from ..conditions import belonging
from ..errors import Refused, read
from ..fields import Field, key_of, now
from ..records import Call, Records
from ..store import Body, Id, Where
from ..values import integer, is_list, is_map, map_of

_KIND: Final = "catalog.product"
_VALUES: Final = "catalog.value"
"""The kind under which ids of values of properties are counted."""
_PROPERTY: Final = re.compile(r"property_?[0-9]+", re.IGNORECASE)
_SELECTED: Final = ("id", "iblockId")
_TYPES: Final = {"product": 1, "sku": 3, "offer": 4, "service": 7}
_NEW: Final[Body] = {
    "active": "Y",
    "available": "Y",
    "bundle": "N",
    "canbuyzero": "N",
    "quantity": 0,
    "sort": 500,
    "vatincluded": "N",
    "quantitytrace": "N",
    "detailtexttype": "text",
    "previewtexttype": "text",
}


class Products(Records):
    """Products, variations, their parents and services, each at its own door."""

    def kind(self, call: Call) -> str:
        return _KIND

    @property
    def _type(self) -> int:
        """What the catalog calls this kind of product."""
        return _TYPES[self.family.rpartition(".")[2].lower()]

    def field(self, name: str, call: Call) -> Field | None:
        if _PROPERTY.fullmatch(name):
            return Field(key_of(name), "any", taken=name, given=name)
        return super().field(name, call)

    def taken(self, call: Call) -> Body:
        found = super().taken(call)
        return {key: self._valued(value) if _PROPERTY.fullmatch(key) else value for key, value in found.items()}

    def _valued(self, value: object) -> object:
        """A value of a property has an id of its own."""
        if is_list(value):
            return [self._valued(each) for each in value]
        own = value.get("value") if is_map(value) else value
        if own in (None, ""):
            return None
        id = value.get("valueId") if is_map(value) else None
        return {"value": own, "valueId": str(id or self.state.store.new_id(_VALUES))}

    def new(self, body: Body, call: Call) -> Body:
        moment = now()
        made: Body = {"datecreate": moment, "timestampx": moment, "createdby": USER, "modifiedby": USER}
        return {**super().new({}, call), **_NEW, **made, **body, "type": self._type}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        return {**super().changed(body, given, call), "timestampx": now(), "modifiedby": USER}

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        found = super().written(id, body, call)
        if "parentId" in found and not is_map(found["parentId"]) and found["parentId"] is not None:
            found["parentId"] = {"value": str(found["parentId"]), "valueId": str(id)}
        return {**found, **{key: value for key, value in body.items() if _PROPERTY.fullmatch(key)}}

    def _of_result(self, shown: dict[str, Any], call: Call) -> dict[str, Any]:
        properties = {name: value for name, value in shown.items() if _PROPERTY.fullmatch(name)}
        return {**super()._of_result(shown, call), **properties}

    def list(self, call: Call) -> Answer:
        """What is asked for has to be named, the id and the catalog among it."""
        select = call.params.get("select")
        if is_list(select) and "*" not in select and not set(_SELECTED) <= {str(each) for each in select}:
            raise Refused("0", f"Required select fields: {', '.join(_SELECTED)}")
        return super().list(call)

    def chosen(self, call: Call) -> tuple[Where, Where]:
        """At the door of products all but variations are found, at the others what they are for."""
        where, order = super().chosen(call)
        sign = "!=" if self._type == _TYPES["product"] else "="
        type = _TYPES["offer"] if sign == "!=" else self._type
        sql = f"({where.sql} AND json_extract(body, '$.type') {sign} ?)"
        return Where(sql, (*where.values, type)), order


class Prices(Records):
    also: ClassVar[Mapping[str, str]] = {"modify": "modify"}

    def new(self, body: Body, call: Call) -> Body:
        return {"timestampx": now(), **super().new(body, call)}

    def modify(self, call: Call) -> Answer:
        """All prices of a product at once: those with an id or a type that is there are changed, the others new."""
        product = map_of(map_of(call.params["fields"]).get("product"))
        prices = product.get("prices")
        if not is_list(prices) or not all(map(is_map, prices)):
            raise Refused("0", "Required fields: product")
        shown: list[dict[str, Any]] = []
        for price in map(map_of, prices):
            given: dict[str, Any] = {key_of(name): value for name, value in price.items()}
            mine = {"productid": integer(product.get("id")), "cataloggroupid": given.get("cataloggroupid")}
            known = self.state.store.select(self.family, belonging(mine), limit=1)
            id = integer(given.pop("id", None) or (known[0][0] if known else self.state.store.new_id(self.family)))
            body = {**(self.state.store.get(self.family, id) or {}), **given, **mine, "timestampx": now()}
            self.state.store.put(self.family, id, body)
            shown.append({**self.written(id, body, call), "priceScale": body.get("price")})
        return Answer({"prices": shown})


class Documents(Records):
    """Of the store: a document is conducted or not."""

    also: ClassVar[Mapping[str, str]] = {
        "conduct": "turn",
        "confirm": "turn",
        "cancel": "turn",
        "unconfirm": "turn",
        "conductlist": "turn",
        "cancellist": "turn",
        "deletelist": "turn",
    }

    def new(self, body: Body, call: Call) -> Body:
        moment = now()
        made: Body = {"status": "N", "datecreate": moment, "datemodify": moment, "createdby": USER, "modifiedby": USER}
        return {**made, **super().new(body, call)}

    def turn(self, call: Call) -> Answer:
        last = call.method.name.rpartition(".")[2].lower()
        given = call.params.get("id", call.params.get("documentIds"))
        for id in (read(integer, "id", each) for each in (given if is_list(given) else [given])):
            body = self.state.store.get(self.family, id)
            if body is None:
                raise Refused("0", "Document not found")
            if last == "deletelist":
                self.state.store.remove(self.family, id)
            else:
                status = "Y" if last.startswith("con") else "N"
                self.state.store.put(self.family, id, {**body, "status": status, "statusby": USER})
        return Answer(True)
