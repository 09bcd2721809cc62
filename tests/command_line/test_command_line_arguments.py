"""What is written behind a method's name becomes the parameters that its documentation wants."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click
import pytest

from bitrix24 import catalog
from bitrix24._core.call_checks import Checker
from bitrix24._core.known_method import is_list_method, raw_method
from bitrix24._core.method import Method
from bitrix24._core.wire_format import Pattern, WireFormat
from bitrix24.cli.arguments import parameters_of
from bitrix24.cli.preparing import described

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "sum": {"type": "number"},
        "name": {"type": "string"},
        "active": {"type": "boolean"},
        "open": {"enum": ["Y", "N"]},
        "ids": {"type": "array", "items": {"type": "integer"}},
        "either": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
        "fields": {"$ref": "#/$defs/Fields"},
        "any": {},
        "file": {"type": "string", "contentEncoding": "base64"},
    },
    "required": ["id"],
    "additionalProperties": False,
    "$defs": {
        "Fields": {
            "type": "object",
            "properties": {"TITLE": {"type": "string"}, "PRICE": {"type": "number"}, "DATE": {"type": "string"}},
            "additionalProperties": {},
        }
    },
}


def read(*arguments: str, formats: Any = None, given: str | None = None) -> dict[str, object]:
    method: Method[Any] = Method("a.b", lambda value: value, formats=formats or {})
    return parameters_of(method, SCHEMA, arguments, given)


@pytest.mark.parametrize(
    ("argument", "params"),
    [
        ("id=7", {"id": 7}),
        ("ID=7", {"id": 7}),
        ("id=007", {"id": "007"}),
        ("id=seven", {"id": "seven"}),
        ("sum=7", {"sum": 7}),
        ("sum=-1.5e3", {"sum": -1500.0}),
        ("sum=inf", {"sum": "inf"}),
        ("name=7", {"name": "7"}),
        ("name=", {"name": ""}),
        ("name=a=b:=c", {"name": "a=b:=c"}),
        ("name=[1]", {"name": "[1]"}),
        ("active=true", {"active": True}),
        ("active=yes", {"active": "yes"}),
        ("open=Y", {"open": "Y"}),
        ("open=false", {"open": False}),
        ("ids=[1,2]", {"ids": [1, 2]}),
        ("ids=1", {"ids": [1]}),
        ("either=7", {"either": 7}),
        ("either=x7", {"either": "x7"}),
        ("any=7", {"any": "7"}),
        ("any:=7", {"any": 7}),
        ('any:={"a":[null]}', {"any": {"a": [None]}}),
        ("fields.TITLE=7", {"fields": {"TITLE": "7"}}),
        ("fields.PRICE=7", {"fields": {"PRICE": 7}}),
        ("fields.UF_CRM_1=7", {"fields": {"UF_CRM_1": "7"}}),
        ("filter.>=PRICE=7", {"filter": {">=PRICE": "7"}}),
        ("filter.!%TITLE=a", {"filter": {"!%TITLE": "a"}}),
    ],
)
def test_a_value_has_the_documented_type(argument: str, params: dict[str, object]) -> None:
    found = read(argument)

    assert found == params
    assert repr(found) == repr(params)


def test_dots_lead_into_objects_and_numbers_make_lists() -> None:
    assert read("fields.PHONE.0.VALUE=1", "fields.PHONE.1.VALUE=2", "fields.TITLE=a") == {
        "fields": {"PHONE": [{"VALUE": "1"}, {"VALUE": "2"}], "TITLE": "a"}
    }
    assert read("fields.5=a") == {"fields": {"5": "a"}}


def test_arguments_go_over_json() -> None:
    assert read("fields.TITLE=b", given='{"id": 1, "fields": {"TITLE": "a", "PRICE": 1}}') == {
        "id": 1,
        "fields": {"TITLE": "b", "PRICE": 1},
    }
    as_given = {"any": {"0": "a"}, "0": "b"}
    assert read(given=json.dumps(as_given)) == as_given
    assert read("any.0=c", given=json.dumps(as_given)) == {"any": ["c"], "0": "b"}


@pytest.mark.parametrize("argument", ["id", "=7", "id.=7", ".id=7", "a b=7", "id:7", "@file"])
def test_what_is_no_argument_is_refused(argument: str) -> None:
    with pytest.raises(click.UsageError, match="is no argument"):
        read(argument)


def test_nothing_lies_in_a_value() -> None:
    with pytest.raises(click.UsageError, match="nothing can lie inside"):
        read("id=7", "id.inner=8")


def test_dates_are_the_clients_to_write() -> None:
    formats = {
        "fields": {"DATE": Pattern("dd.mm.yyyy")},
        "id": WireFormat.TIMESTAMP,
        "name": WireFormat.DATE,
    }

    assert read("fields.DATE=2026-01-31", "id=2026-01-31T10:00:00Z", "name=tomorrow", formats=formats) == {
        "fields": {"DATE": dt.date(2026, 1, 31)},
        "id": dt.datetime(2026, 1, 31, 10, tzinfo=dt.timezone.utc),
        "name": "tomorrow",
    }
    assert read("id=1767225600", formats=formats) == {"id": 1767225600}


def test_a_file_is_a_path_and_of_a_text_its_content(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Ten coffees\n", "utf-8")

    assert read(f"name=@{file}") == {"name": "Ten coffees\n"}
    assert read(f"any=@{file}", f"file=@{file}", f"fields.UF_CRM_1=@{file}") == {
        "any": file,
        "file": file,
        "fields": {"UF_CRM_1": file},
    }
    with pytest.raises(OSError, match="no such file"):
        read(f"any=@{tmp_path / 'nothing'}")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "missing: id"),
        ({"id": "7"}, 'id: "7" is no integer'),
        ({"id": 7, "naem": "a"}, "no parameter 'naem'; did you mean name"),
        ({"id": 7, "zzz": "a"}, "no parameter 'zzz'; there are id, sum, name"),
        ({"id": 7, "open": "y"}, 'open: "y" is none of "Y", "N"'),
        ({"id": 7, "ids": [1, "b"]}, 'ids.1: "b" is no integer'),
        ({"id": 7, "fields": {"PRICE": "x" * 10_000}}, 'fields.PRICE: "xxx'),
    ],
)
def test_what_is_not_as_documented_is_told(body: dict[str, object], said: str) -> None:
    problem, *_ = Checker(SCHEMA).problems(body)

    assert said in problem
    assert len(problem) < 400


def test_every_problem_is_told_at_once() -> None:
    assert len(Checker(SCHEMA).problems({"naem": 1, "sum": "a"})) == 3


@pytest.mark.slow
def test_every_documented_method_is_known_with_all_that_the_client_knows_of_it() -> None:
    for method in catalog.methods():
        known = raw_method(method.name, method.rest)
        assert (known.name, known.rest) == (method.name, method.rest)
        assert is_list_method(known) or not method.lists, method.name


@pytest.mark.slow
def test_documented_calls_pass_the_check() -> None:
    """But for those that have words in the place of numbers, or contradict their own page."""
    refused, count = list[str](), 0
    for method in catalog.methods():
        example = catalog.describe(method).example
        if example is not None:
            count += 1
            try:
                described(method.name, method.rest, False).encoded(example)
            except click.UsageError as error:
                refused.append(f"{method.name}: {error.message}")

    assert count > 1000
    assert len(refused) < count / 40, "\n".join(refused)
