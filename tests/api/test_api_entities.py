"""One type for one entity: what get, list and add of a namespace return is the same object, with the facts of all."""

from __future__ import annotations

import pytest

from generator.api import Api
from generator.api.kinds import Kind
from generator.api.types import ListOf, MapOf, Object, Optional, Reference, Scalar, Type, Union
from generator.spec.names import WireName
from tests.making import api_of

INTEGER, STRING = Scalar(Kind.INTEGER), Scalar(Kind.STRING)


def method(name: str, returns: str, more: str = "") -> str:
    return f"method: {name}\nreturns: {returns}\n{more}"


GET = method(
    "crm.boat.get", "{type: object, fields: {ID: {type: integer}, NAME: {type: string}, MAST: {type: integer}}}"
)
ROW = "{type: object, fields: {ID: {type: string}, NAME: {type: any}, HULL: {type: string}}}"
LIST = method("crm.boat.list", f"{{type: array, items: {ROW}}}", "list: {paging: start}\n")


def entity(api: Api, name: str = "crm.boat") -> dict[str, Type]:
    return {each.name: each.type for each in api.types[WireName(name)].as_result.properties}


def returned(api: Api, name: str) -> Type:
    return api.methods[2, WireName(name)].returns


def test_get_and_list_return_one_type_that_has_the_facts_of_both() -> None:
    api = api_of(GET, LIST)
    boat = Reference(WireName("crm.boat"))
    assert returned(api, "crm.boat.get") == boat
    assert returned(api, "crm.boat.list") == ListOf(boat)
    assert entity(api) == {
        "ID": INTEGER,
        "NAME": Optional(STRING),
        "MAST": Optional(INTEGER),
        "HULL": Optional(STRING),
    }
    assert api.types[WireName("crm.boat")].in_results
    assert not api.types[WireName("crm.boat")].in_parameters


def test_rows_that_no_page_describes_are_what_get_returns() -> None:
    api = api_of(GET, method("crm.boat.list", "{type: array}", "list: {paging: start}\n"))
    paging = api.methods[2, WireName("crm.boat.list")].paging
    assert paging is not None
    assert paging.row == Reference(WireName("crm.boat"))


@pytest.mark.parametrize(
    ("returns", "expected"),
    [
        ("{type: object, fields: {boat: ROW}}", "boat"),
        ("{type: object, fields: {boats: {type: array, items: ROW}}}", "boats"),
        ("{type: object, fields: {boats: {type: object, map_of: ROW}, total: {type: integer}}}", "boats"),
    ],
)
def test_an_object_around_it_stays(returns: str, expected: str) -> None:
    api = api_of(GET, method("crm.boat.add", returns.replace("ROW", ROW)))
    found = returned(api, "crm.boat.add")
    assert isinstance(found, Object)
    inside = found.by_name[expected].type
    boat = Reference(WireName("crm.boat"))
    assert inside in (boat, ListOf(boat), MapOf(boat))


def test_what_has_other_fields_is_another_object() -> None:
    api = api_of(GET, method("crm.boat.add", "{type: object, fields: {task: {type: integer}, queue: {type: string}}}"))
    assert isinstance(returned(api, "crm.boat.get"), Object)
    assert isinstance(returned(api, "crm.boat.add"), Object)
    assert not api.types


def test_namespaces_that_are_about_the_same_object_share_it() -> None:
    fields = "{type: object, fields: {ID: {type: integer}, NAME: {type: string}, SORT: {type: integer}}}"
    api = api_of(method("crm.boat.flag.get", fields), method("crm.ship.flag.get", fields))
    assert returned(api, "crm.boat.flag.get") == returned(api, "crm.ship.flag.get") == Reference(WireName("crm.flag"))


def test_a_shared_type_that_one_page_refers_to_is_the_entity() -> None:
    person = "type: crm.person\nfields: {ID: {type: integer}, NAME: {type: string}, AGE: {type: integer}}"
    wide = (
        "{type: object, fields: {ID: {type: integer}, NAME: {type: string}, AGE: {type: integer}, WIFE: {type: any}}}"
    )
    api = api_of(
        person,
        method("crm.people.list", "{type: array, items: {type: object, ref: crm.person}}"),
        method("crm.people.get", wide),
        "method: crm.people.add\nparams: {fields: {type: object, ref: crm.person}}",
    )
    assert returned(api, "crm.people.get") == Reference(WireName("crm.person"))
    shared = api.types[WireName("crm.person")]
    assert "WIFE" in shared.as_result.by_name
    assert "WIFE" not in shared.as_parameter.by_name


def test_both_shapes_stay_where_pages_show_an_object_and_a_text() -> None:
    fields = "{{type: object, fields: {{ID: {{type: integer}}, A: {{type: string}}, LABEL: {}}}}}"
    api = api_of(
        method("crm.boat.get", fields.format("{type: object, fields: {en: {type: string}}}")),
        method("crm.boat.list", f"{{type: array, items: {fields.format('{type: string}')}}}"),
    )
    label = entity(api)["LABEL"]
    assert isinstance(label, Optional)
    assert isinstance(label.inner, Union)
    assert STRING in label.inner.options


def test_what_creation_requires_the_id_yes_and_no_and_lists_are_always_there() -> None:
    fields = """{type: object, fields: {
      id: {type: integer}, title: {type: string}, note: {type: string}, closed: {type: string, values: [Y, N]},
      creator: {type: object, fields: {name: {type: string}}}, tags: {type: array}, createdTime: {type: datetime},
      when: {type: datetime}}}"""
    required = "{TITLE: {type: string, required: true}, CREATOR_ID: {type: integer, required: true}}"
    add = f"method: a.b.add\nparams: {{fields: {{type: object, required: true, fields: {required}}}}}"
    api = api_of(method("a.b.get", fields), add)
    found = returned(api, "a.b.get")
    assert isinstance(found, Object)
    optional = [each.name for each in found.properties if isinstance(each.type, Optional)]
    assert optional == ["note", "when"]
    assert found.by_name["closed"].type == Scalar(Kind.BOOLEAN, ("Y", "N"))
    assert found.by_name["tags"].type == ListOf(Scalar(Kind.ANY))


def test_an_object_with_little_in_it_is_there_for_that() -> None:
    api = api_of(method("a.b.count", "{type: object, fields: {count: {type: integer}, last: {type: string}}}"))
    found = returned(api, "a.b.count")
    assert isinstance(found, Object)
    assert [each.type for each in found.properties] == [INTEGER, STRING]


@pytest.mark.parametrize(
    ("shown", "parameter", "expected"),
    [
        ("'7'", "", STRING),
        ("U7", "", STRING),
        ("U7", "{type: integer}", STRING),
        ("'7'", "{type: string}", STRING),
        ("'7'", "{type: integer}", INTEGER),
        ("''", "{type: integer}", Optional(INTEGER)),
        ("''", "", STRING),
    ],
)
def test_an_id_is_what_parameters_take_if_nothing_else_is_shown(shown: str, parameter: str, expected: Type) -> None:
    fields = "{type: object, fields: {ID: {type: string}, A: {type: string}, B: {type: string}}}"
    methods = [method("a.b.get", fields, f"response: {{result: {{ID: {shown}}}}}")]
    if parameter:
        methods.append(f"method: a.b.delete\nparams: {{id: {parameter}}}")
    found = returned(api_of(*methods), "a.b.get")
    assert isinstance(found, Object)
    assert found.by_name["ID"].type == expected


def test_a_letter_is_yes_or_no_unless_a_page_knows_others_of_that_name() -> None:
    fields = "{type: object, fields: {ID: {type: integer}, OPEN: {type: char}, SHOW: {type: char}, B: {type: char}}}"
    api = api_of(
        method("a.b.get", fields, "response: {result: {ID: 1, OPEN: Y, SHOW: N, B: Q}}"),
        "method: a.c.get\nparams: {show: {type: string, values: [N, I, E]}}",
    )
    found = returned(api, "a.b.get")
    assert isinstance(found, Object)
    assert found.by_name["OPEN"].type == Scalar(Kind.BOOLEAN, ("Y", "N"))
    assert found.by_name["SHOW"].type == Optional(STRING)
    assert found.by_name["B"].type == Optional(STRING)


def test_an_empty_object_in_the_place_of_a_date_is_a_date() -> None:
    api = api_of(method("a.b.get", "{type: object, fields: {DATE_X: {type: object}, X: {type: object}}}"))
    found = returned(api, "a.b.get")
    assert isinstance(found, Object)
    assert found.by_name["DATE_X"].type == Optional(Scalar(Kind.DATETIME))
    assert found.by_name["X"].type == MapOf(Scalar(Kind.ANY))
