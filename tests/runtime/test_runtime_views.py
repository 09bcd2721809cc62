"""Views: attributes that convert when read, over JSON that stays as it came."""

from __future__ import annotations

import copy
import csv
import json
import pickle
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from bitrix24._core.convert import (
    ConvertError,
    boolean,
    date,
    datetime,
    integer,
    list_of,
    map_of,
    one_of,
    string,
    whole,
)
from bitrix24._core.views import Field, View, always, field
from bitrix24.errors import FieldError


class Owner(View):
    __slots__ = ()
    id = always("ID", integer)


class Task(View):
    __slots__ = ()
    id = always("id", integer)
    template_id = field("templateId", integer)
    active = always("active", boolean)
    tags = always("tags", list_of(string))
    owner = field("owner", Owner)
    owners = always("owners", list_of(Owner))


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


NOTHING: list[Any] = [None, "", False, [], {}, "undefined"]


class Empty(View):
    __slots__ = ()
    number = field("n", integer)
    flag = always("n", boolean)
    day = field("n", date)
    names = always("n", list_of(string))
    by_name = field("n", map_of(string))
    owner = field("n", Owner)
    either = always("n", one_of(integer, list_of(string)))


@pytest.mark.parametrize("raw", [{}, *({"n": value} for value in NOTHING)])
def test_nothing_reads_as_nothing(raw: dict[str, Any]) -> None:
    empty = Empty(raw)
    for _ in range(2):  # what null is to a field is kept
        assert (empty.number, empty.day) == (None, None)
        assert empty.flag is (False if raw.get("n") is False else None)
        assert (empty.names, empty.by_name, empty.either) == ([], {}, [])
    assert empty.owner == (Owner({}) if raw.get("n") in ([], {}) else None)


def test_an_empty_list_is_a_new_one_each_time() -> None:
    empty = Empty({})
    empty.names.append("x")
    assert empty.names == []


def test_text_that_looks_like_nothing_stays_text() -> None:
    assert Text({"t": ""}).text == ""
    assert Text({"t": "undefined"}).text == "undefined"


class Text(View):
    __slots__ = ()
    text = field("t", string)


def test_null_items_are_none_where_the_item_cannot_be_null() -> None:
    assert Empty({"n": ["a", None]}).names == ["a", None]
    by_name: Any = Empty({"n": {"x": None}}).by_name
    assert by_name == {"x": None}
    assert list_of(list_of(integer))([None]) == [[]]


@pytest.mark.parametrize("value", [0, "0", "x", [1], {"a": 1}, True])
def test_what_is_something_is_not_nothing(value: object) -> None:
    with pytest.raises(FieldError):
        print(Empty({"n": value}).day)


@pytest.mark.parametrize("value", NOTHING)
def test_a_whole_result_of_nothing_is_an_empty_view_where_an_object_is_expected(value: object) -> None:
    assert whole(Owner, value) == Owner({})
    assert not whole(Owner, value)
    assert whole(integer, value) is None
    assert whole(list_of(Owner), value) == []


def test_a_whole_result_of_another_kind_is_not_read() -> None:
    with pytest.raises(ConvertError):
        whole(Owner, "x")


def test_an_unreadable_field_breaks_that_attribute_only() -> None:
    task = Task({**RAW, "templateId": "abc"})
    assert task.id == 37
    with pytest.raises(FieldError) as caught:
        _ = task.template_id
    assert str(caught.value) == "Task.template_id: expected integer, got 'abc' (in .raw['templateId'])"
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, AttributeError)
    assert getattr(Task({"templateId": "abc"}), "template_id", 0) == 0


def test_an_unreadable_item_says_which() -> None:
    with pytest.raises(FieldError) as caught:
        _ = Task({"tags": ["a", [5]]}).tags
    assert str(caught.value) == "Task.tags: expected string, got [5] (in .raw['tags'][1])"


def test_an_empty_list_is_an_empty_object_and_nothing_else_is() -> None:
    assert Task([]).raw == {}
    for value in (None, "", False, [1], "x", 5):
        with pytest.raises(ConvertError, match="expected object, got "):
            Task(value)


def test_views_of_one_class_with_equal_json_are_equal() -> None:
    assert Task(RAW) == Task(dict(RAW))
    assert Task(RAW) != Task({})
    assert Task(RAW) != View(RAW)
    assert Task(RAW) != Owner(RAW)


def test_a_view_equals_another_mapping_with_its_json() -> None:
    assert Task(RAW) == RAW
    assert dict(RAW) == Task(RAW)
    assert Task(RAW) == MappingProxyType(RAW)
    assert Task(RAW) != {}
    assert Task({}) != []


def test_a_view_is_not_hashable() -> None:
    with pytest.raises(TypeError):
        hash(Task(RAW))


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


def test_a_view_has_these_names_for_itself() -> None:
    own = {name for name in dir(View({})) if not name.startswith("_")}
    assert own == {"decimal", "get", "items", "keys", "raw", "to_dict", "values"}  # see RESERVED_ATTRIBUTES


def test_a_view_is_a_mapping_of_what_was_sent() -> None:
    task = Task(RAW)
    assert isinstance(task, Mapping)
    assert dict(task) == {**task} == RAW
    assert (task.get("id"), task.get("UF_Y"), task.get("UF_Y", 5), len(task)) == ("37", None, 5, 6)
    assert list(task.items()) == list(RAW.items())
    assert Task(task).raw is RAW
    assert (bool(task), bool(Task({})), bool(Task([]))) == (True, False, False)


class Event(View):
    __slots__ = ()
    at = field("AT", datetime)
    day = field("DAY", date)
    days = always("DAYS", list_of(date))
    task = field("TASK", Task)
    tasks = field("TASKS", map_of(Task))
    count = field("COUNT", integer)


def test_to_dict_is_converted_and_json() -> None:
    event = Event(
        {
            "AT": "29.08.2024 10:30:11",
            "DAY": "2024-08-29T10:30:11+03:00",
            "DAYS": ["2024-08-29"],
            "TASK": RAW,
            "TASKS": {"x": {"id": "5"}},
            "COUNT": "many",
            "UF_X": {"any": ["thing"]},
        }
    )
    assert json.loads(json.dumps(event.to_dict())) == {
        "AT": "2024-08-29T10:30:11",
        "DAY": "2024-08-29",
        "DAYS": ["2024-08-29"],
        "TASK": {**RAW, "id": 37, "active": True, "owner": {"ID": 5}},
        "TASKS": {"x": {"id": 5}},
        "COUNT": "many",
        "UF_X": {"any": ["thing"]},
    }
    assert Event({"AT": "", "DAYS": False}).to_dict() == {"AT": None, "DAYS": []}


@pytest.mark.parametrize(
    ("sent", "exact"),
    [
        ("0.10", Decimal("0.10")),
        (" 1234567890.123456789 ", Decimal("1234567890.123456789")),
        ("-5", Decimal(-5)),
        (0.1, Decimal("0.1")),
        (10**30, Decimal(10**30)),
        *((value, None) for value in NOTHING),
    ],
)
def test_decimals_are_exact(sent: object, exact: Decimal | None) -> None:
    found = View({"OPPORTUNITY": sent}).decimal("OPPORTUNITY")
    assert (found, str(found)) == (exact, str(exact))


@pytest.mark.parametrize("sent", ["a lot", "NaN", "Infinity", "1_000", "100|USD", True, [1], {"a": 1}, float("inf")])
def test_what_is_no_number_is_no_decimal(sent: object) -> None:
    with pytest.raises(FieldError, match=r"^View\.decimal\('OPPORTUNITY'\): expected number, got "):
        View({"OPPORTUNITY": sent}).decimal("OPPORTUNITY")


def test_the_decimal_of_a_key_that_is_not_there() -> None:
    assert Owner({}).decimal("ID") is None
    with pytest.raises(KeyError, match="OPORTUNITY"):
        Owner({}).decimal("OPORTUNITY")


def test_csv(tmp_path: Path) -> None:
    with (tmp_path / "tasks.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["id", "UF_X", "none"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows([Task(RAW), Task({"id": 6})])
    assert (tmp_path / "tasks.csv").read_text().split() == ["id,UF_X,none", "37,custom,", "6,,"]


def test_a_map_of_objects_is_not_read_as_an_object_of_which_all_is_empty() -> None:
    with pytest.raises(FieldError, match="a map of objects, not one object"):
        _ = Task({"7": {"id": 7}, "8": {"id": 8}}).template_id
