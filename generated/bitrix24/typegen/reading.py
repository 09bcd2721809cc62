# Copied from generator/runtime/typegen/reading.py by "python -m generator generate". Edit that file.
"""Reads what a portal has that no documentation knows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, Final

from .._core.base_client import BaseSyncClient
from .._core.origin import host_of
from ..auth import Credentials
from .asking import Question, Told, ask
from .crm_facts import FIXED, CrmType, directories, entity, smart_process
from .description import EntityFacts, PortalDescription
from .other_facts import LISTS, list_elements, product_type, products, tasks, users

__all__ = ["NothingToRead", "read"]

_FIRST: Final[Mapping[Hashable, Question]] = {
    "types": Question("smart processes", "crm.type.list", {}),
    "statuses": Question("statuses of the CRM", "crm.status.list", {}),
    "task fields": Question("tasks", "tasks.task.getFields", {}),
    "task custom": Question("custom fields of tasks", "task.item.userfield.getlist", {}),
    "user fields": Question("users", "user.fields", {}),
    "user custom": Question("custom fields of users", "user.userfield.list", {}),
    "catalogs": Question("products", "catalog.catalog.list", {}),
    "properties": Question("properties of products", "catalog.productProperty.list", {}),
    "values": Question("values of properties of products", "catalog.productPropertyEnum.list", {}),
    **{("lists", type): Question("lists", "lists.get", {"IBLOCK_TYPE_ID": type}) for type in LISTS},
}


class NothingToRead(ValueError):
    """The portal refused every part."""


def read(client: BaseSyncClient[Any], credentials: Credentials) -> PortalDescription:
    """What the portal tells; and of what it refuses to tell, that it does.

    Args:
        credentials: The client's; they know the portal, at the latest when it has answered.

    Raises:
        Bitrix24Error: See `ask`.
        NothingToRead: It refused everything.
    """
    first = ask(client, {**_FIRST, **_of_types(FIXED)})
    smart = [smart_process(row) for row in first.rows("types", "types")]
    told = first.with_more(ask(client, {**_of_types(smart), **_of_lists(first), **_of_catalogs(first)}))
    entities = tuple(_entities(told, (*FIXED, *smart)))
    if not entities:
        raise NothingToRead(f"the portal tells nothing: {'; '.join(map(str, told.left_out))}")
    return PortalDescription(host_of(credentials.portal), entities, directories(told.rows("statuses")), told.left_out)


def _of_types(types: Iterable[CrmType]) -> dict[Hashable, Question]:
    found: dict[Hashable, Question] = {}
    for type in types:
        params = {"entityTypeId": type.id}
        found["fields", type.id] = Question(type.plural, "crm.item.fields", params)
        if type.has_pipelines:
            found["pipelines", type.id] = Question(f"pipelines of {type.plural}", "crm.category.list", params)
    return found


def _of_lists(told: Told) -> dict[Hashable, Question]:
    return {
        ("list", type, row.get("ID")): Question(
            "fields of lists", "lists.field.get", {"IBLOCK_TYPE_ID": type, "IBLOCK_ID": row.get("ID")}
        )
        for type in LISTS
        for row in told.rows(("lists", type))
    }


def _of_catalogs(told: Told) -> dict[Hashable, Question]:
    found: dict[Hashable, Question] = {}
    for row in told.rows("catalogs", "catalogs"):
        filter = {"iblockId": row.get("iblockId"), "productType": product_type(row)}
        question = Question("fields of products", "catalog.product.getFieldsByFilter", {"filter": filter})
        found["catalog", row.get("iblockId")] = question
    return found


def _entities(told: Told, types: tuple[CrmType, ...]) -> Iterator[EntityFacts]:
    for type in types:
        fields = told.object(("fields", type.id), "fields")
        if fields:
            yield entity(type, fields, told.rows(("pipelines", type.id), "categories"))
    if "task fields" in told.pages:
        yield tasks(told.object("task fields", "fields"), told.rows("task custom"))
    if "user fields" in told.pages:
        yield users(told.object("user fields"), told.rows("user custom"))
    for list_type in LISTS:
        for row in told.rows(("lists", list_type)):
            yield list_elements(list_type, row, told.object(("list", list_type, row.get("ID"))))
    values = list(told.rows("values", "productPropertyEnums"))
    properties = list(told.rows("properties", "productProperties"))
    for row in told.rows("catalogs", "catalogs"):
        yield products(row, told.object(("catalog", row.get("iblockId")), "product"), properties, values)
