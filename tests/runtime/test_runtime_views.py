"""Views: attributes that convert when read, over JSON that stays as it came."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from bitrix24._core.convert import ConvertError, boolean, integer, list_of, optional, string
from bitrix24._core.views import Field, View, field
from bitrix24.errors import Bitrix24Error, FieldError, MissingField


class Owner(View):
    __slots__ = ()
    id = field("ID", integer)


class Task(View):
    __slots__ = ()
    id = field("id", integer)
    template_id = field("templateId", integer)
    active = field("active", boolean)
    tags = field("tags", list_of(string))
    owner = field("owner", optional(Owner))
    owners = field("owners", list_of(Owner))


RAW: dict[str, Any] = {
    "id": "37",
    "active": "Y",
    "tags": ["a"],
    "owner": {"ID": "5"},
    "owners": [{"ID": 6}],
    "UF_X": "custom",
}


def test_attributes_convert() -> None:
    task = Task(RAW)
    assert task.id == 37
    assert task.active is True
    assert task.tags == ["a"]
    assert task.owner is not None
    assert task.owner.id == 5
    assert [owner.id for owner in task.owners] == [6]


def test_raw_is_the_object_that_was_given() -> None:
    assert Task(RAW).raw is RAW


def test_items_reach_every_field() -> None:
    task = Task(RAW)
    assert task["UF_X"] == "custom"
    assert "UF_X" in task
    assert "UF_Y" not in task
    assert list(task) == list(RAW)
    with pytest.raises(KeyError):
        task["UF_Y"]


def test_a_missing_field_is_an_attribute_error() -> None:
    task = Task(RAW)
    with pytest.raises(MissingField, match=r"Task.template_id: no 'templateId' in the answer") as caught:
        _ = task.template_id
    assert isinstance(caught.value, AttributeError)
    assert isinstance(caught.value, Bitrix24Error)
    assert getattr(task, "template_id", 0) == 0


def test_an_unreadable_field_breaks_that_attribute_only() -> None:
    task = Task({**RAW, "templateId": "abc"})
    assert task.id == 37
    with pytest.raises(FieldError) as caught:
        _ = task.template_id
    assert str(caught.value) == "Task.template_id: expected integer, got 'abc' (in .raw['templateId'])"
    assert isinstance(caught.value, ValueError)


def test_an_unreadable_item_says_which() -> None:
    with pytest.raises(FieldError) as caught:
        _ = Task({"tags": ["a", None]}).tags
    assert str(caught.value) == "Task.tags: expected string, got None (in .raw['tags'][1])"


def test_an_empty_list_is_an_empty_object_and_nothing_else_is() -> None:
    assert Task([]).raw == {}
    for value in (None, "", False, [1], "x", 5):
        with pytest.raises(ConvertError, match="expected object, got "):
            Task(value)


def test_views_of_one_class_with_equal_json_are_equal() -> None:
    assert Task(RAW) == Task(dict(RAW))
    assert Task(RAW) != Task({})
    assert Task(RAW) != View(RAW)
    assert Task(RAW) != RAW


def test_a_view_is_not_hashable() -> None:
    with pytest.raises(TypeError):
        hash(Task(RAW))


def test_repr_is_short() -> None:
    assert repr(Task({"id": 1})) == "Task({'id': 1})"
    assert len(repr(Task({str(number): "x" * 1000 for number in range(1000)}))) < 500


def test_pickle_and_copy() -> None:
    task = Task(RAW)
    assert pickle.loads(pickle.dumps(task)) == task
    assert copy.copy(task).raw is RAW
    deep = copy.deepcopy(task)
    assert deep == task
    assert deep.raw is not RAW


def test_the_class_gives_the_field_itself() -> None:
    described: Field[int] = Task.id
    assert (described.wire_name, described.attribute, described.owner) == ("id", "id", "Task")


def test_attributes_cannot_be_set() -> None:
    with pytest.raises(AttributeError, match=r"Task\.id is a view of the answer"):
        Task(RAW).id = 5


def test_raw_is_the_only_public_attribute() -> None:
    assert [name for name in dir(View({})) if not name.startswith("_")] == ["raw"]
