"""An application's own storage, `entity.*`: entities by code, their properties, sections and items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ..answer import Answer
from ..calls import USER
from ..documented import Method
from ..errors import Refused
from ..fields import Field, key_of, now
from ..records import Call, Records
from ..store import Body, Id, Where
from ..values import is_map, map_of

_OF_ENTITY = ("entity.item", "entity.section")


class _Worded(Records):
    def worded(self, refused: Refused, method: Method) -> Refused:
        name = refused.message.partition("{")[2].partition("}")[0]
        is_missing = refused.message.startswith("Could not find")
        return Refused("ERROR_ARGUMENT", f"Argument '{name}' is null or empty") if is_missing else refused


class Entities(_Worded):
    also: ClassVar[Mapping[str, str]] = {"rights": "rights"}

    def new(self, body: Body, call: Call) -> Body:
        number = self.state.store.new_id("entity.number")
        return {"number": number, "iblocktypeid": "rest_entity", **super().new(body, call)}

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        return {
            "ID": str(body.get("number")),
            "IBLOCK_TYPE_ID": body.get("iblocktypeid"),
            "ENTITY": id,
            "NAME": body.get("name"),
        }

    def get(self, call: Call) -> Answer:
        """One, or without a code all."""
        if call.params.get("ENTITY"):
            return super().get(call)
        return Answer([self.written(id, body, call) for id, body in self.state.store.select(self.family)])

    def update(self, call: Call) -> Answer:
        """A new code goes with all that the entity holds."""
        old, body = self.found(call)
        new = str(call.params.get("ENTITY_NEW") or old)
        if new != old and self.state.store.get(self.family, new) is not None:
            raise Refused("ERROR_ENTITY_ALREADY_EXISTS", "Entity already exists")
        self.state.store.remove(self.family, old)
        self.state.store.put(self.family, new, {**body, **self.taken(call)})
        for kind in _OF_ENTITY if new != old else ():
            for id, each in self.state.store.select(kind, _of(str(old))):
                self.state.store.put(kind, id, {**each, "entity": new})
        for id, each in self.state.store.select(_properties(str(old))) if new != old else ():
            self.state.store.put(_properties(new), id, each)
        return Answer(True)

    def rights(self, call: Call) -> Answer:
        id = str(call.params["ENTITY"])
        body = self.state.store.get(self.family, id)
        if body is None:
            raise Refused("ERROR_ENTITY_NOT_FOUND", "Entity not found")
        given = call.params.get("ACCESS")
        access = {**map_of(body.get("access")), **map_of(given)}
        self.state.store.put(self.family, id, {**body, "access": access})
        return Answer({**access, f"U{USER}": "X"})


def _of(entity: str) -> Where:
    return Where("json_extract(body, '$.entity') = ?", (entity,))


def _properties(entity: str) -> str:
    return f"entity.item.property:{entity}"


class OfEntity(_Worded):
    """Of an entity that is there."""

    def _parent(self, call: Call) -> Body:
        entity = str(call.params.get("ENTITY"))
        if self.state.store.get("entity", entity) is None:
            raise Refused("ERROR_ENTITY_NOT_FOUND", "Entity not found")
        return {"entity": entity}

    def new(self, body: Body, call: Call) -> Body:
        moment = now()
        made: Body = {"datecreate": moment, "timestampx": moment, "createdby": USER, "modifiedby": USER}
        return {"active": True, "sort": 500, **made, **super().new(body, call)}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        return {**super().changed(body, given, call), "timestampx": now()}

    def found(self, call: Call) -> tuple[Id, Body]:
        self._parent(call)
        return super().found(call)

    def happened(self, what: str, id: Id, call: Call) -> None:
        """Portals tell nobody."""


class Items(OfEntity):
    """With values of properties, by which items are found too: `PROPERTY_CODE`."""

    def field(self, name: str, call: Call) -> Field | None:
        if name.upper().startswith("PROPERTY_") and key_of(name) != "propertyvalues":
            return Field(key_of(name), "any")
        return super().field(name, call)

    def taken(self, call: Call) -> Body:
        found = super().taken(call)
        values = found.get("propertyvalues")
        named = {f"property{key_of(name)}": value for name, value in values.items()} if is_map(values) else {}
        return {**found, **named}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        values = {**map_of(body.get("propertyvalues")), **map_of(given.get("propertyvalues"))}
        return {**super().changed(body, given, call), "propertyvalues": values}

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        """Dates that are not set are empty, and an item without values of properties says nothing of them."""
        found = super().written(id, body, call)
        dates = {name: found.get(name) or "" for name in ("DATE_ACTIVE_FROM", "DATE_ACTIVE_TO")}
        found = {**found, **dates}
        if not found.get("PROPERTY_VALUES"):
            found.pop("PROPERTY_VALUES", None)
        return found


class Properties(OfEntity):
    """By code, of one entity."""

    def kind(self, call: Call) -> str:
        return _properties(str(call.params.get("ENTITY")))

    def get(self, call: Call) -> Answer:
        """One, or without a code all."""
        self._parent(call)
        if call.params.get("PROPERTY"):
            return super().get(call)
        return Answer([self.written(id, body, call) for id, body in self.state.store.select(self.kind(call))])

    def update(self, call: Call) -> Answer:
        old, body = self.found(call)
        new = str(call.params.get("PROPERTY_NEW") or old)
        if new != old and self.state.store.get(self.kind(call), new) is not None:
            raise Refused("ERROR_PROPERTY_ALREADY_EXISTS", f"Property {new} already exists")
        self.state.store.remove(self.kind(call), old)
        self.state.store.put(self.kind(call), new, {**body, **self.taken(call)})
        return Answer(True)
