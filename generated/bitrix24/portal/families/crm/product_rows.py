# Copied from generator/runtime/portal/families/crm/product_rows.py by "python -m generator generate". Edit that file.
"""Product rows: `crm.item.productrow.*`, `crm.deal.productrows.*` and its like, `crm.productrow.list`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from ...answer import Answer
from ...calls import Method as Run
from ...conditions import Conditions, belonging
from ...errors import Refused
from ...fields import Field, now
from ...records import Call
from ...store import Body, Id, Where
from ...values import is_map, list_of, positive
from .asked import id_of
from .entities import EntityType, by_letter, by_name
from .letters import Lettered

KIND: Final = "crm.item.productrow"
_BY_SORT: Final = Where("json_extract(body, '$.\"sort\"'), id")
_PERCENT: Final = 2
_NAMES: Final = (
    "productId",
    "productName",
    "price",
    "priceExclusive",
    "priceNetto",
    "priceBrutto",
    "quantity",
    "discountTypeId",
    "discountRate",
    "discountSum",
    "taxRate",
    "taxIncluded",
    "customized",
    "measureCode",
    "measureName",
    "sort",
)


class Rows(Lettered):
    """A row belongs to a record by the letter of its kind and its id; the record's sum follows, unless it is manual."""

    has_examples: ClassVar[bool] = False
    letters: ClassVar[tuple[str, ...]] = ("taxincluded", "customized")

    def kind(self, call: Call) -> str:
        return KIND

    def owner(self, letter: object, id: object) -> tuple[EntityType, Id, Body]:
        entity = by_letter(str(letter), self.state.store)
        if entity is None or "opportunity" not in entity.fields:
            raise Refused("ENTITY_TYPE_NOT_SUPPORTED", f"Entity type {letter} is not supported")
        number = id_of(id, "ownerId")
        body = self.state.store.get(entity.kind, number)
        if body is None:
            raise Refused("OWNER_NOT_FOUND", "Owner was not found")
        return entity, number, body

    def rows(self, letter: str, id: Id) -> list[tuple[Id, Body]]:
        own = belonging({"ownertype": letter, "ownerid": id})
        return self.state.store.select(KIND, own, _BY_SORT)

    def replaced(self, letter: str, id: Id, given: list[Body]) -> list[tuple[Id, Body]]:
        for old, _ in self.rows(letter, id):
            self.state.store.remove(KIND, old)
        for number, each in enumerate(given, 1):
            row = calculated({"sort": number * 10, **each, "ownertype": letter, "ownerid": id})
            self.state.store.put(KIND, self.state.store.new_id(KIND), row)
        self.recalculate(letter, id)
        return self.rows(letter, id)

    def recalculate(self, letter: str, id: Id) -> None:
        entity, owner, body = self.owner(letter, id)
        if body.get("ismanualopportunity"):
            return
        rows = [row for _, row in self.rows(letter, id)]
        total = round(sum(_with_tax(row) * row["quantity"] for row in rows), 2)
        tax = round(sum((_with_tax(row) - row["priceexclusive"]) * row["quantity"] for row in rows), 2)
        self.state.store.put(entity.kind, owner, {**body, "opportunity": total, "taxvalue": tax, "updatedtime": now()})


class ItemRows(Rows):
    def calls(self) -> dict[str, Run]:
        return {**super().calls(), **self.further(set=self._set)}

    def new(self, body: Body, call: Call) -> Body:
        entity, id, _ = self.owner(body["ownertype"], body["ownerid"])
        return calculated({**body, "ownertype": entity.letter, "ownerid": id})

    def add(self, call: Call) -> Answer:
        answer = super().add(call)
        fields = call.params["fields"]
        entity, id, _ = self.owner(fields["ownerType"], fields["ownerId"])
        self.recalculate(entity.letter, id)
        return answer

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        fixed = {key: body[key] for key in ("ownertype", "ownerid")}
        kept = {key: value for key, value in body.items() if key not in _DERIVED or key in given}
        return calculated({**kept, **given, **fixed})

    def update(self, call: Call) -> Answer:
        answer = super().update(call)
        _, body = self.found(call)
        self.recalculate(body["ownertype"], body["ownerid"])
        return answer

    def delete(self, call: Call) -> Answer:
        _, body = self.found(call)
        answer = super().delete(call)
        self.recalculate(body["ownertype"], body["ownerid"])
        return answer

    def found(self, call: Call) -> tuple[Id, Body]:
        id = id_of(call.params["id"], "id")
        body = self.state.store.get(KIND, id)
        if body is None:
            raise Refused("NOT_FOUND", "Item not found")
        return id, body

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        row = super().written(id, body, call)
        row.pop("storeId", None)
        return row

    def happened(self, what: str, id: Id, call: Call) -> None:
        """Portals do not tell of rows."""

    def _set(self, call: Call) -> Answer:
        entity, id, _ = self.owner(call.params["ownerType"], call.params["ownerId"])
        rows = self.replaced(entity.letter, id, [self._read(each) for each in _several(call.params["productRows"])])
        return Answer({"productRows": [self.written(row, body, call) for row, body in rows]})

    def _read(self, given: Mapping[str, Any]) -> Body:
        return read_row({name: given[name] for name in _NAMES if name in given})


class ClassicRows(Rows):
    """Of `crm.deal`, `crm.lead` and `crm.quote`; `crm.productrow.list` asks for those of any record."""

    def calls(self) -> dict[str, Run]:
        if self.family == "crm.productrow":
            return self.further(list=self._list_all)
        return self.further(get=self._get, set=self._set)

    def _meant(self, call: Call) -> tuple[EntityType, Id]:
        entity = by_name(self.family.split(".")[1], self.state.store)
        assert entity is not None
        try:
            id = positive(call.params.get("id"))
        except ValueError:
            raise Refused("", "The parameter id is invalid or not defined.") from None
        if self.state.store.get(entity.kind, id) is None:
            raise Refused("", "Not found")
        return entity, id

    def _get(self, call: Call) -> Answer:
        entity, id = self._meant(call)
        return Answer([classic_row(row, body) for row, body in self.rows(entity.letter, id)])

    def _set(self, call: Call) -> Answer:
        entity, id = self._meant(call)
        given = [
            read_row({name: each[_upper(name)] for name in _NAMES if _upper(name) in each})
            for each in _several(call.params.get("rows"))
        ]
        self.replaced(entity.letter, id, given)
        return Answer(True)

    def _list_all(self, call: Call) -> Answer:
        conditions = Conditions(lambda name: _FIELDS.get(name), "id")
        where, order = conditions.where(call.params.get("filter")), conditions.order(call.params.get("order"))
        rows = self.state.store.select(KIND, where, order, 50)
        return Answer([classic_row(row, body) for row, body in rows], self.state.store.count(KIND, where))


def _several(given: object) -> list[Mapping[str, Any]]:
    return [each for each in list_of(given) if is_map(each)]


_KINDS: Final = {
    "productId": "integer",
    "quantity": "number",
    "discountTypeId": "integer",
    "measureCode": "integer",
    "sort": "integer",
    "productName": "string",
    "measureName": "string",
    "taxIncluded": "string",
    "customized": "string",
}


def _field(name: str) -> Field:
    return Field(name.lower(), _KINDS.get(name, "number"))


def _upper(name: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in name).upper()


_FIELDS: Final[Mapping[str, Field]] = {
    **{_upper(name): _field(name) for name in _NAMES},
    "ID": Field("id", "integer"),
    "OWNER_ID": Field("ownerid", "integer"),
    "OWNER_TYPE": Field("ownertype", "string"),
}


def read_row(given: Mapping[str, Any]) -> Body:
    try:
        return {name.lower(): _field(name).read(value) for name, value in given.items()}
    except ValueError:
        raise Refused("INVALID_ARG_VALUE", "Invalid value of a product row") from None


_DERIVED: Final = frozenset({"priceexclusive", "pricenetto", "pricebrutto", "priceaccount", "discountsum"})


def calculated(row: Body) -> Body:
    """With all its prices: `price` is what is paid for one, after the discount; netto and brutto are before it."""
    row = {key: value for key, value in row.items() if value is not None}
    price = row.get("price", 0)
    tax = (row.get("taxrate") or 0) / 100
    included = row.get("taxincluded", "N") == "Y"
    exclusive = price / (1 + tax) if included else price
    type, rate, sum_ = row.get("discounttypeid", _PERCENT), row.get("discountrate"), row.get("discountsum")
    if type == _PERCENT and rate is not None and rate < 100:
        netto = exclusive / (1 - rate / 100)
        sum_ = netto - exclusive
    else:
        sum_ = sum_ or 0
        netto = exclusive + sum_
        rate = 100 * sum_ / netto if netto else 0
    return {
        "productid": 0,
        "productname": "",
        "quantity": 1,
        "taxincluded": "N",
        "customized": "Y",
        "measurecode": 796,
        "measurename": "pcs",
        "sort": 10,
        "xmlid": "",
        "type": 1,
        **row,
        "price": price,
        "priceaccount": price,
        "priceexclusive": round(exclusive, 2),
        "pricenetto": round(netto, 2),
        "pricebrutto": round(netto * (1 + tax), 2),
        "discounttypeid": type,
        "discountrate": round(rate, 2),
        "discountsum": round(sum_, 2),
        "taxrate": row.get("taxrate"),
    }


def _with_tax(row: Body) -> float:
    if row.get("taxincluded") == "Y":
        return float(row["price"])
    return float(row["price"]) * (1 + (row.get("taxrate") or 0) / 100)


def classic_row(id: Id, body: Body) -> dict[str, object]:
    return {
        "ID": str(id),
        "OWNER_ID": str(body["ownerid"]),
        "OWNER_TYPE": body["ownertype"],
        "PRODUCT_ID": body["productid"],
        "PRODUCT_NAME": body["productname"],
        "ORIGINAL_PRODUCT_NAME": body["productname"],
        "PRODUCT_DESCRIPTION": None,
        "PRICE": body["price"],
        "PRICE_EXCLUSIVE": body["priceexclusive"],
        "PRICE_NETTO": body["pricenetto"],
        "PRICE_BRUTTO": body["pricebrutto"],
        "PRICE_ACCOUNT": f"{body['priceaccount']:.2f}",
        "QUANTITY": body["quantity"],
        "DISCOUNT_TYPE_ID": body["discounttypeid"],
        "DISCOUNT_RATE": body["discountrate"],
        "DISCOUNT_SUM": body["discountsum"],
        "TAX_RATE": body["taxrate"],
        "TAX_INCLUDED": body["taxincluded"],
        "CUSTOMIZED": body["customized"],
        "MEASURE_CODE": body["measurecode"],
        "MEASURE_NAME": body["measurename"],
        "SORT": body["sort"],
        "XML_ID": body["xmlid"],
        "TYPE": body["type"],
        "STORE_ID": None,
    }
