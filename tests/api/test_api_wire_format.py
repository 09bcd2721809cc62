"""In which form values are sent: what the specs say of a boolean, a date, a list and a file decides it."""

from __future__ import annotations

import pytest

from generator.api.wire_format import WireFormats
from tests.making import api_of


def formats(params: str, example: str = "{}") -> WireFormats:
    (method,) = api_of(f"method: a.b\nparams: {{{params}}}\nexample: {example}").methods.values()
    return method.formats


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("type: boolean", None),
        ("type: boolean, values: [true, false]", None),
        ("type: boolean, values: ['Y', 'N']", "YN"),
        ("type: string, values: ['Y', 'N']", "YN"),
        ("type: char, values: ['N', 'Y']", "YN"),
        ("type: string, values: ['Y', 'N', D]", "YN"),
        ("type: string, values: [D, 'Y']", None),
        ("type: string, values: ['1', '0']", "TEXT"),
        ("type: integer, values: [0, 1]", "ONE_ZERO"),
        ("type: integer, values: [1, 2]", None),
        ("type: boolean, default: 'N'", "YN"),
        ("type: string, default: 'Y'", "YN"),
        ("type: string, default: x", None),
        ("type: string, default: '1'", None),
        ("type: boolean, default: 1", "ONE_ZERO"),
        ("type: date", "DATE"),
        ("type: datetime", None),
        ("type: datetime | date", None),
        ("type: 'date | datetime | null'", None),
        ("type: timestamp", "TIMESTAMP"),
        ("type: string, pattern: dd.mm.yyyy", "dd.mm.yyyy"),
        ("type: string, format: date, pattern: dd.mm.yyyy", "dd.mm.yyyy"),
        ("type: date, pattern: dd.mm.yyyy", "dd.mm.yyyy"),
        ("type: 'datetime | null', pattern: 'yyyy-mm-dd hh:mi:ss'", "yyyy-mm-dd hh:mi:ss"),
        ("type: 'string | integer', pattern: dd.mm.yyyy", "dd.mm.yyyy"),
        ("type: array, items: {type: string, pattern: dd.mm.yyyy}", "dd.mm.yyyy"),
        ("type: string, pattern: yyyy-mm-dd", "DATE"),
        ("type: string, pattern: 'yyyy-mm-ddThh:mi:ss+hh:mi'", None),
        ("type: string, pattern: 'hh:mi'", None),
        ("type: integer, pattern: dd.mm.yyyy", None),
        ("type: 'string[]'", "LIST"),
        ("type: array", "LIST"),
        ("type: 'integer[] | string[]'", "LIST"),
        ("type: 'string[] | string'", None),
        ("type: 'string[] | object'", None),
        ("type: 'date[]'", "DATE"),
        ("type: array, items: {type: string, values: ['Y', 'N']}", "YN"),
        ("type: array, items: {type: array, items: {type: string}}", None),
        ("type: array, items: {type: object, fields: {a: {type: 'string[]'}}}", {"a": "LIST"}),
    ],
)
def test_a_parameter_goes_in_its_form(field: str, expected: str | WireFormats | None) -> None:
    assert formats(f"p: {{{field}}}").get("p") == expected


def test_the_form_of_a_boolean_is_that_of_the_example() -> None:
    fields = "a: {type: boolean}, b: {type: string}, c: {type: string}, d: {type: boolean, values: [1, 0]}"
    found = formats(f"filter: {{type: object, fields: {{{fields}}}}}", "{filter: {a: 'Y', b: 'N', c: No, d: 1}}")
    assert found == {"filter": {"a": "YN", "b": "YN", "d": "ONE_ZERO"}}


def test_booleans_of_one_object_that_nothing_is_said_of_are_as_those_beside_them() -> None:
    assert formats("a: {type: boolean}, b: {type: boolean, wire: string}", "{b: 'Y'}") == {"a": "YN", "b": "YN"}
    assert formats("a: {type: boolean}, b: {type: boolean}, c: {type: boolean}", "{b: 'Y', c: true}") == {"b": "YN"}
    assert formats("a: {type: boolean}, b: {type: string}", "{b: 'Y'}") == {"b": "YN"}


def test_a_field_that_stands_for_many_says_how_files_go_into_them() -> None:
    fields = "TITLE: {type: string}, LOGO: {type: file}, UF_*: {type: any, file: file_data}"
    assert formats(f"fields: {{type: object, fields: {{{fields}}}}}") == {
        "fields": {"LOGO": "NAMED_FILE", "*": "FILE_DATA"}
    }


def test_so_does_one_in_a_case_of_an_object_or_in_a_shared_type() -> None:
    cases = "variants: {One: {a...: {type: any, file: value_file_data}}, Two: {b: {type: string}}}"
    assert formats(f"fields: {{type: object, {cases}}}") == {"fields": {"*": "VALUE_FILE_DATA"}}


LIST = "method: a.list\nparams: {filter: {type: object}}\nlist: {paging: start}\nreturns: {type: array}"
FIELDS = "fields: {type: object, fields: {on: {type: boolean, values: ['Y', 'N']}, at: {type: date}}}"


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([f"method: a.add\nparams: {{{FIELDS}}}"], {"filter": {"on": "YN"}}),
        (["method: a.update\nparams: {on: {type: integer, values: [1, 0]}}"], {"filter": {"on": "ONE_ZERO"}}),
        ([f"method: b.add\nparams: {{{FIELDS}}}"], {}),
        ([f"method: a.add\nrest: 3\nparams: {{{FIELDS}}}"], {}),
    ],
)
def test_a_filter_without_known_keys_takes_the_booleans_of_its_entity(others: list[str], expected: WireFormats) -> None:
    methods = api_of(LIST, *others).methods
    assert next(method for method in methods.values() if method.name == "a.list").formats == expected


def test_a_filter_with_known_keys_takes_no_others() -> None:
    known = LIST.replace("{type: object}", "{type: object, fields: {id: {type: integer}}}")
    methods = api_of(known, f"method: a.add\nparams: {{{FIELDS}}}").methods
    assert next(method for method in methods.values() if method.name == "a.list").formats == {}
