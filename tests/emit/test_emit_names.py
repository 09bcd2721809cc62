"""Python names for wire names: one treatment, always valid, never the same twice."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitrix24 import View
from generator.emit.python.names import Identifier, constant, distinct, pascal, snake, unique
from generator.emit.python.results import RESERVED_ATTRIBUTES


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("isExists", "is_exists"),
        ("flowId", "flow_id"),
        ("UF_CRM_TASK", "uf_crm_task"),
        ("getFields", "get_fields"),
        ("HTMLBlock", "html_block"),
        ("v2Name", "v2_name"),
        ("userIDs", "user_ids"),
        ("ID", "id"),
        ("TASKID", "taskid"),
        ("md5Hash", "md5_hash"),
        ("catalog_product.id", "catalog_product_id"),
        ("edit.originator", "edit_originator"),
        ("fields-rest-v3", "fields_rest_v3"),
        ("from", "from_"),
        ("None", "none"),
        ("type", "type"),
        ("match", "match"),
        ("list", "list"),
        ("l", "l_"),
        ("2fa", "n2_fa"),
        ("0", "n0"),
        ("__class__", "class_"),
        ("_private", "private"),
        ("café", "cafe"),
        ("цена", "u1094_u1077_u1085_u1072"),
        ("", "unnamed"),
        ("***", "unnamed"),
    ],
)
def test_the_treatment(wire: str, name: str) -> None:
    assert snake(wire) == name


def test_what_the_place_keeps_for_itself_gets_an_underscore() -> None:
    assert snake("extra", {"extra"}) == "extra_"
    assert snake("extra", {"extra", "extra_"}) == "extra__"


def test_a_long_name_is_cut_and_stays_distinct() -> None:
    one, other = snake("a" * 300), snake("a" * 299 + "b")
    assert one != other
    assert len(one) < 80


def test_classes_and_constants() -> None:
    assert pascal("tasks.flow.Flow") == "TasksFlowFlow"
    assert pascal("tasks.fields-rest-v3.taskdto") == "TasksFieldsRestV3Taskdto"
    assert pascal("2fa") == "N2Fa"
    assert pascal("None") == "None_"
    assert constant(snake("isExists")) == "IS_EXISTS"
    assert constant(snake("omit"), {"OMIT"}) == "OMIT_"


def test_names_equal_after_conversion_are_numbered_in_their_order() -> None:
    assert unique(["ID", "id", "Id", "name"]) == {"ID": "id", "id": "id_2", "Id": "id_3", "name": "name"}
    assert unique(["id_2", "ID", "id"]) == {"id_2": "id_2", "ID": "id", "id": "id_3"}


@pytest.mark.parametrize("text", ["class", "_private", "é", "a b", "", "1a", "a;b", "a\n"])
def test_an_identifier_is_only_ever_one(text: str) -> None:
    with pytest.raises(ValueError, match="no public Python name"):
        Identifier(text)


@given(st.text(max_size=300))
def test_any_text_has_a_name(text: str) -> None:
    for name in (snake(text), pascal(text)):
        assert name.isidentifier()
        assert name.isascii()
        assert not keyword.iskeyword(name)
        assert not name.startswith("_")
        assert len(name) <= 81


@given(st.lists(st.text(alphabet="aAbB_-.1é", max_size=6), unique=True), st.sets(st.sampled_from(["a", "b", "a_b"])))
def test_names_in_one_place_never_meet(wires: list[str], reserved: set[str]) -> None:
    names = unique(wires, reserved)
    assert list(names) == wires
    assert len(set(names.values())) == len(wires)
    assert not reserved.intersection(names.values())
    assert names == unique(wires, reserved)


@given(st.sampled_from(["id", "name"]), st.sets(st.sampled_from(["id", "id_2", "id_3", "name"])))
def test_distinct_finds_a_free_name(name: str, taken: set[str]) -> None:
    assert distinct(Identifier(name), taken) not in taken


def test_what_a_view_has_for_itself_is_no_fields_name() -> None:
    assert {name for name in dir(View) if not name.startswith("_")} == RESERVED_ATTRIBUTES
