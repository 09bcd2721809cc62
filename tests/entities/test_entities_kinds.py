"""Tasks, users and products: kinds of entities with words of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bitrix24 import Client, File, MissingField, ResultError
from bitrix24.entities import (
    AsyncEntities,
    CatalogProducts,
    CrmItems,
    DateTimeField,
    Entities,
    Entity,
    FileField,
    FilterError,
    FloatField,
    IdField,
    IntegerField,
    KeyField,
    ListElements,
    ManyField,
    Tasks,
    TextField,
    ToOne,
    Users,
    YesNoField,
    catalog_property,
    list_property,
)
from bitrix24.portal import LocalPortal

MOMENT = datetime(2026, 12, 1, 12, tzinfo=timezone(timedelta(hours=3)))
Fields = Mapping[str, Any]


class Task(Entity):
    __slots__ = ()
    id = KeyField("id", sent="ID")
    title = TextField("title", sent="TITLE")
    deadline = DateTimeField("deadline", sent="DEADLINE")
    responsible_id = IdField("responsibleId", sent="RESPONSIBLE_ID")
    created_by = IdField("createdBy", sent="CREATED_BY")
    auditors = ManyField(IdField("auditors", sent="AUDITORS"))
    number = TextField("ufAutoNumber", sent="UF_AUTO_NUMBER")


class TheTasks(Entities[Task, Fields]):
    entity = Task
    dialect = Tasks()


class AsyncTasks(AsyncEntities[Task, Fields]):
    entity = Task
    dialect = Tasks()


class User(Entity):
    __slots__ = ()
    id = KeyField("ID")
    name = TextField("NAME")
    email = TextField("EMAIL")
    active = YesNoField("ACTIVE")
    departments = ManyField(IdField("UF_DEPARTMENT"))
    shoe_size = IntegerField("UF_SHOE")


class TheUsers(Entities[User, Fields]):
    entity = User
    dialect = Users()


class Product(Entity):
    __slots__ = ()
    id = KeyField("id")
    name = TextField("name")
    active = YesNoField("active")
    weight = FloatField("weight")
    picture = FileField("previewPicture")
    color = catalog_property(TextField("property258"))
    sizes = catalog_property(ManyField(IntegerField("property259")))


class Products(Entities[Product, Fields]):
    entity = Product
    dialect = CatalogProducts(23)


@pytest.fixture
def client(local: LocalPortal) -> Client:
    b24 = local.client()
    field = {"USER_TYPE_ID": "string", "FIELD_NAME": "AUTO_NUMBER", "LABEL": "Number"}
    b24.call("task.item.userfield.add", {"PARAMS": field})
    b24.call("user.userfield.add", {"fields": {"USER_TYPE_ID": "integer", "FIELD_NAME": "SHOE"}})
    return b24


def test_tasks_are_written_in_capitals_and_read_in_camel_case(client: Client, local: LocalPortal) -> None:
    tasks = TheTasks(client)
    task = tasks._add({"title": "Caulk", "deadline": MOMENT, "responsible_id": 1, "number": "A-1", "auditors": [1]})
    assert local.calls[-1].params["fields"] == {
        "TITLE": "Caulk",
        "DEADLINE": "2026-12-01T12:00:00+03:00",
        "RESPONSIBLE_ID": 1,
        "UF_AUTO_NUMBER": "A-1",
        "AUDITORS": [1],
    }
    found = tasks.get(task.id)
    assert (found.title, found.deadline, found.responsible_id, found.auditors) == ("Caulk", MOMENT, 1, [1])
    assert found.number == "A-1"

    assert tasks._update(task.id, {"title": "Paint"}).title == "Paint"
    tasks.delete(task.id)
    assert list(tasks.list(where=Task.id == task.id)) == []


def test_tasks_are_found_by_what_their_filter_can_say(client: Client, local: LocalPortal) -> None:
    tasks = TheTasks(client)
    ids = [tasks._add({"title": f"T{number}", "responsible_id": 1, "number": str(number)}).id for number in range(60)]

    found = list(tasks.list(where=(Task.id >= ids[0]) & (Task.title != "T3"), order=[Task.id.desc()]))
    assert [task.id for task in found] == [id for id in reversed(ids) if id != ids[3]]
    assert [task.number for task in found][:2] == ["59", "58"]
    asked = [call for call in local.calls if call.method == "tasks.task.list"][-1]
    assert {name: asked.params["filter"][name] for name in (">=ID", "!TITLE")} == {">=ID": ids[0], "!TITLE": "T3"}
    (only,) = tasks.list(where=Task.id == ids[5], select=[Task.title])
    with pytest.raises(MissingField):
        _ = only.deadline
    with pytest.raises(FilterError, match="has no groups"):
        tasks.list(where=(Task.title == "a") | (Task.title == "b"))
    with pytest.raises(FilterError, match=r"Task\.title: the filter of these records has no 'contains'"):
        tasks.list(where=Task.title.contains("a"))


def test_tasks_are_upserted(client: Client) -> None:
    tasks = TheTasks(client)
    rows = [{"title": f"T{number}", "responsible_id": 1, "number": f"N-{number}"} for number in range(3)]
    first = [call.result.id for call in tasks.bulk.upsert(rows, by=Task.number)]
    again = [call.result.id for call in tasks.bulk.upsert(rows, by=Task.number)]
    assert again == first


@pytest.mark.usefixtures("client")
def test_tasks_awaited_are_the_same(local: LocalPortal) -> None:
    async def story() -> None:
        tasks = AsyncTasks(local.async_client())
        task = await tasks._add({"title": "Caulk", "responsible_id": 1, "number": "A-1"})
        assert [(each.id, each.number) async for each in tasks.list(where=Task.number == "A-1")] == [(task.id, "A-1")]

    asyncio.run(story())


def test_users_are_written_field_by_field(client: Client, local: LocalPortal) -> None:
    users = TheUsers(client)
    user = users._add({"email": "ann@example.com", "name": "Ann", "departments": [1], "shoe_size": 40})
    assert local.calls[-1].params == {"EMAIL": "ann@example.com", "NAME": "Ann", "UF_DEPARTMENT": [1], "UF_SHOE": 40}
    with pytest.raises(MissingField):
        _ = user.name

    found = users.get(user.id)
    assert (found.name, found.active, found.departments, found.shoe_size) == ("Ann", True, [1], 40)

    assert users._update(user.id, {"name": "Anna"}).id == user.id
    assert local.calls[-1].params == {"ID": user.id, "NAME": "Anna"}
    assert [each.name for each in users.list(where=User.email == "ann@example.com")] == ["Anna"]
    assert users._upsert(User.email, {"email": "ann@example.com", "active": False}).id == user.id
    assert users.get(user.id).active is False


def test_users_are_found_ordered_and_never_deleted(client: Client) -> None:
    users = TheUsers(client)
    ids = [users._add({"email": f"{name}@example.com", "name": name}).id for name in ("Zoe", "Ben")]
    found = users.list(where=User.id.in_(ids) & User.name.contains("e"), order=[User.name.asc()])
    assert [user.name for user in found] == ["Ben", "Zoe"]
    with pytest.raises(FilterError, match="users are ordered by one field alone"):
        users.list(order=[User.name.asc(), User.id.asc()])
    with pytest.raises(TypeError, match="the portal deletes no users"):
        users.delete(ids[0])
    with pytest.raises(ResultError, match="there is no User 999999"):
        users.get(999_999)


class Responsible(Entity):
    """A deal, with the user who answers for it and a task of that name."""

    __slots__ = ()
    id = KeyField("id")
    responsible_id = IdField("assignedById")
    task_id = IdField("originId")

    responsible = ToOne("assignedById", lambda: User, Users())
    task = ToOne("originId", lambda: Task, Tasks())


class Responsibles(Entities[Responsible, Fields]):
    entity = Responsible
    dialect = CrmItems(2)


def test_relations_lead_to_other_kinds(client: Client, local: LocalPortal) -> None:
    user = TheUsers(client)._add({"email": "ann@example.com", "name": "Ann"})
    task = TheTasks(client)._add({"title": "Caulk", "responsible_id": 1, "number": "A-1"})
    deals = Responsibles(client)
    ids = [deals._add({"responsible_id": user.id, "task_id": task.id}).id for _ in range(2)]
    before = len(local.calls)
    found = list(deals.list(where=Responsible.id.in_(ids), related=[Responsible.responsible, Responsible.task]))
    assert [deal.responsible.name for deal in found if deal.responsible is not None] == ["Ann", "Ann"]
    assert [deal.task.number for deal in found if deal.task is not None] == ["A-1", "A-1"]
    assert [call.method for call in local.calls[before:]][-2:] == ["user.get", "tasks.task.list"]


def test_products_are_those_of_their_catalog(client: Client, local: LocalPortal) -> None:
    products = Products(client)
    product = products._add({"name": "Oar", "color": "red", "sizes": [1, 2], "picture": File("oar.png", b"png")})
    assert local.calls[-1].params["fields"] == {
        "iblockId": 23,
        "name": "Oar",
        "property258": "red",
        "property259": [1, 2],
        "previewPicture": {"fileData": ["oar.png", "cG5n"]},
    }
    assert (product.color, product.sizes, product.active) == ("red", [1, 2], True)
    client.call("catalog.product.add", {"fields": {"iblockId": 24, "name": "Oar"}})

    assert products._update(product.id, {"color": "blue"}).color == "blue"
    (found,) = products.list(where=Product.name == "Oar")
    assert (found.id, found.color, found.sizes) == (product.id, "blue", [1, 2])
    assert [each.name for each in products.list(where=Product.id.in_([product.id, 1]), select=[Product.name])] == [
        "Oar"
    ]
    products.delete(product.id)
    assert list(products.list(where=Product.name == "Oar")) == []


class Element(Entity):
    __slots__ = ()
    id = KeyField("ID")
    name = TextField("NAME")
    code = TextField("CODE")
    amount = list_property(FloatField("PROPERTY_1"))
    colors = list_property(ManyField(TextField("PROPERTY_2")))


class Elements(Entities[Element, Fields]):
    entity = Element
    dialect = ListElements("lists", 1)


class AsyncElements(AsyncEntities[Element, Fields]):
    entity = Element
    dialect = ListElements("lists", 1)


@pytest.fixture
def elements(client: Client) -> Elements:
    """Of a list with a number and several texts."""
    known = {"IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": "stock"}
    id = client.call("lists.add", {**known, "FIELDS": {"NAME": "Stock"}}).result
    for name, more in (("Amount", {"TYPE": "N"}), ("Colors", {"TYPE": "S", "MULTIPLE": "Y"})):
        fields = {"NAME": name, "SORT": 10, "IS_REQUIRED": "N", "CODE": name.upper(), **more}
        client.call("lists.field.add", {"IBLOCK_TYPE_ID": "lists", "IBLOCK_ID": id, "FIELDS": fields})
    assert id == 1
    return Elements(client)


def test_elements_have_properties_and_keep_what_is_not_changed(elements: Elements, local: LocalPortal) -> None:
    new = elements._add({"code": "oar", "name": "Oar", "amount": 2.5, "colors": ["red", "blue"]})
    assert local.calls[-1].params == {
        "IBLOCK_TYPE_ID": "lists",
        "IBLOCK_ID": 1,
        "ELEMENT_CODE": "oar",
        "FIELDS": {"NAME": "Oar", "PROPERTY_1": 2.5, "PROPERTY_2": ["red", "blue"]},
    }
    found = elements.get(new.id)
    assert (found.name, found.code, found.amount, found.colors) == ("Oar", "oar", 2.5, ["red", "blue"])

    elements._update(new.id, {"amount": 3.0})

    found = elements.get(new.id)
    assert (found.name, found.amount, found.colors) == ("Oar", 3.0, ["red", "blue"])
    elements._update(new.id, {"colors": [], "amount": None})
    found = elements.get(new.id)
    assert (found.name, found.amount, found.colors) == ("Oar", None, [])
    with pytest.raises(TypeError, match=rf"the code of Element {new.id} stays as it is"):
        elements._update(new.id, {"code": "other"})
    elements.delete(new.id)
    with pytest.raises(ResultError, match="there is no Element"):
        elements.get(new.id)


def test_elements_are_found_and_written_many_at_a_time(elements: Elements, local: LocalPortal) -> None:
    rows = [{"name": f"E{number}", "amount": float(number), "colors": ["red"]} for number in range(60)]
    assert all(call.error is None for call in elements.bulk.add(rows))
    assert [each.name for each in elements.list(where=Element.amount >= 58.0)] == ["E58", "E59"]
    assert [each.name for each in elements.list(where=Element.name.in_(["E1", "E3"]))] == ["E1", "E3"]

    before = len(local.calls)
    changed = [{"name": f"E{number}", "amount": 0.5} for number in range(40, 70)]
    ids = [call.result.id for call in elements.bulk.upsert(changed, by=Element.name)]

    assert [call.method for call in local.calls[before:] if not call.in_batch] == [
        "lists.element.get",
        "batch",
        "batch",
    ]
    assert len(set(ids)) == 30
    by_name = {each.name: each for each in elements.list()}
    assert (by_name["E40"].amount, by_name["E40"].colors) == (0.5, ["red"])
    assert (by_name["E69"].amount, by_name["E69"].colors) == (0.5, [])
    assert len(by_name) == 70


def test_elements_awaited_are_the_same(elements: Elements, local: LocalPortal) -> None:
    new = elements._add({"name": "Oar", "amount": 2.5, "colors": ["red"]})

    async def story() -> None:
        several = AsyncElements(local.async_client())
        await several._update(new.id, {"amount": 3.0})
        assert [call.error async for call in several.bulk.update([(new.id, {"name": "Big oar"})])] == [None]
        found = await several.get(new.id)
        assert (found.name, found.amount, found.colors) == ("Big oar", 3.0, ["red"])

    asyncio.run(story())
