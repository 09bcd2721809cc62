# Copied from generator/runtime/portal/families/crm/bindings.py by "python -m generator generate". Edit that file.
"""`crm.deal.contact.*`, `crm.contact.company.*` and their like: contacts of a record, companies of a contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from ...answer import Answer
from ...calls import Method as Run
from ...conditions import Conditions
from ...errors import Refused
from ...fields import Field
from ...records import Call, Records
from ...store import Body, Id, Store
from ...values import integer, is_list, is_map, positive
from .entities import COMPANY, CONTACT, EntityType, by_name, classic
from .links import keys, with_links

_STEP: Final = 10
_SORTS: Final = "linksorts"


class Bindings(Records):
    """A link is kept with the record whose contacts they are; those of a company with its contacts."""

    has_examples: ClassVar[bool] = False

    checked: ClassVar[bool] = False

    def calls(self) -> dict[str, Run]:
        if self.family.endswith(".items"):
            return self.further(get=self._get, set=self._set, delete=self._clear)
        return self.further(add=self._add, delete=self._remove, fields=self.describe)

    def _owner(self) -> EntityType:
        found = by_name(self.family.split(".")[1], self.state.store)
        assert found is not None
        return found

    @property
    def _name(self) -> str:
        return "COMPANY_ID" if self._owner().id == CONTACT else "CONTACT_ID"

    def found(self, call: Call) -> tuple[Id, Body]:
        try:
            id = positive(call.params.get("id"))
        except ValueError:
            raise Refused("", "The parameter 'ownerEntityID' is invalid or not defined.") from None
        body = self.state.store.get(self._owner().kind, id)
        if body is None:
            raise Refused("", "Not found.")
        return id, body

    def _get(self, call: Call) -> Answer:
        id, body = self.found(call)
        rows = [
            {self._name: each, "SORT": sort, "ROLE_ID": 0, "IS_PRIMARY": "Y" if number == 0 else "N"}
            for number, (each, sort) in enumerate(self._links(id, body))
        ]
        return Answer(rows)

    def _set(self, call: Call) -> Answer:
        id, body = self.found(call)
        items = call.params.get("items")
        several = list(items.values()) if is_map(items) else items
        if not is_list(several):
            raise Refused("", "The parameter 'items' must be array.")
        given = [self._link(each) for each in several if is_map(each)]
        first = next((each for each, _, is_first in given if is_first), None)
        self._keep(id, body, [(each, sort) for each, sort, _ in given], first)
        return Answer(True)

    def _clear(self, call: Call) -> Answer:
        id, body = self.found(call)
        self._keep(id, body, [], None)
        return Answer(True)

    def _add(self, call: Call) -> Answer:
        id, body = self.found(call)
        one, sort, is_first = self._link(self._fields_of(call))
        links = self._links(id, body)
        if one in [each for each, _ in links]:
            return Answer(False)
        self._keep(id, body, [*links, (one, sort)], one if is_first else None)
        return Answer(True)

    def _remove(self, call: Call) -> Answer:
        id, body = self.found(call)
        one, _, _ = self._link(self._fields_of(call))
        links = self._links(id, body)
        self._keep(id, body, [link for link in links if link[0] != one], None)
        return Answer(one in [each for each, _ in links])

    def _fields_of(self, call: Call) -> Mapping[str, Any]:
        fields = call.params.get("fields")
        if not is_map(fields):
            raise Refused("", "The parameter 'fields' must be array.")
        return fields

    def _link(self, given: Mapping[str, Any]) -> tuple[int, int | None, bool]:
        try:
            sort = given.get("SORT")
            number = integer(sort) if sort not in (None, "") else None
            return positive(given.get(self._name)), number, str(given.get("IS_PRIMARY", "N")).upper() == "Y"
        except ValueError:
            raise Refused("", "The parameter 'fields' is not valid.") from None

    def _links(self, id: Id, body: Body) -> list[tuple[int, int]]:
        if self._owner().id == COMPANY:
            return [(int(each), (number + 1) * _STEP) for number, (each, _) in enumerate(self._contacts(id))]
        names = keys(self._owner())
        ids: list[int] = body.get(names[1], []) if names is not None else []
        sorts = body.get(_SORTS, {})
        return [(each, sorts.get(str(each), (number + 1) * _STEP)) for number, each in enumerate(ids)]

    def _keep(self, id: Id, body: Body, links: Iterable[tuple[int, int | None]], first: int | None) -> None:
        owner, store = self._owner(), self.state.store
        sorted_links = [(each, (at + 1) * _STEP if sort is None else sort) for at, (each, sort) in enumerate(links)]
        if owner.id == COMPANY:
            self._keep_of_company(id, [each for each, _ in sorted_links])
            return
        names = keys(owner)
        assert names is not None
        one, several = names
        given: Body = {several: [each for each, _ in sorted(sorted_links, key=lambda link: link[1])]}
        if first is not None or body.get(one) in given[several]:
            given[one] = first if first is not None else body.get(one)
        body = with_links(owner, {**body, _SORTS: {str(each): sort for each, sort in sorted_links}}, given, body)
        store.put(owner.kind, id, {key: value for key, value in body.items() if value is not None})

    def _contacts(self, company: Id) -> list[tuple[Id, Body]]:
        return contacts_of(self.state.store, company)

    def _keep_of_company(self, company: Id, contacts: list[int]) -> None:
        link_contacts(self.state.store, company, contacts)


def contacts_of(store: Store, company: Id) -> list[tuple[Id, Body]]:
    companies = Field("companyids", "integer[]")
    where = Conditions(lambda _: companies, "id").where({"COMPANY_IDS": company})
    return store.select(classic(CONTACT).kind, where)


def link_contacts(store: Store, company: Id, contacts: list[int]) -> None:
    """These contacts and no others are the company's."""
    kind, entity = classic(CONTACT).kind, classic(CONTACT)
    for id, body in contacts_of(store, company):
        if id not in contacts:
            left = [each for each in body["companyids"] if each != company]
            made = with_links(entity, body, {"companyids": left}, body)
            store.put(kind, id, {key: value for key, value in made.items() if value is not None})
    for number in contacts:
        contact = store.get(kind, number)
        if contact is not None and company not in contact.get("companyids", []):
            several = [*contact.get("companyids", []), company]
            store.put(kind, number, with_links(entity, contact, {"companyids": several}, contact))
