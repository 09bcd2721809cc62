"""What the local portal is told of each method: the documented answer, and what the method does with records."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.emit.portal.records import record_of
from tests.emit.making import rendered
from tests.making import documented_api

ADD = """
method: shelf.book.add
params:
  SHELF_ID: {type: integer, required: true}
  fields:
    type: object
    required: true
    fields:
      TITLE: {type: string, required: true}
      IS_NEW: {type: boolean, values: [Y, N], default: N}
      TAGS: {type: array, items: {type: string}}
returns: {type: integer}
response: {result: 7, total: 1}
"""
GET = (
    "{method: shelf.book.get, params: {id: {type: integer, required: true}}, returns: {type: object, ref: shelf.book}}"
)
WRAPPED = """
method: shelf.book.get
params: {id: {type: integer}}
returns: {type: object, fields: {book: {type: object, ref: shelf.book}}}
"""
LIST = """
method: shelf.book.list
params: {filter: {type: object}, order: {type: object}, start: {type: integer}}
returns: {type: object, fields: {books: {type: array, items: {type: object, ref: shelf.book}}}}
list: {rows: books, paging: start, id: {row: id, filter: id, order: id}}
"""
BOOK = "{type: shelf.book, fields: {ID: {type: integer}, TITLE: {type: string}}}"


def known(*texts: str) -> dict[str, Any]:
    lines = rendered(*texts)["bitrix24/_portal/v2.shelf.jsonl"].splitlines()
    return {each["name"]: each for each in map(json.loads, lines)}


def test_what_makes_a_record_names_its_family_its_fields_and_what_it_belongs_to() -> None:
    assert known(ADD)["shelf.book.add"]["record"] == {
        "of": "shelf.book",
        "does": "add",
        "fields": "fields",
        "in": {
            "TITLE": {"kind": "string", "required": True},
            "IS_NEW": {"kind": "boolean", "default": "N", "forms": ["Y", "N"]},
            "TAGS": "string[]",
        },
        "scalars": {"SHELF_ID": {"kind": "integer", "required": True}},
        "gives": "id",
        "at": [],
    }


def test_the_documented_answer_is_whole() -> None:
    assert known(ADD)["shelf.book.add"]["answer"] == {"result": 7, "total": 1}


@pytest.mark.parametrize(("text", "at"), [(GET, []), (WRAPPED, ["book"])])
def test_a_record_is_found_in_its_wrapper(text: str, at: list[str]) -> None:
    record = known(text, BOOK)["shelf.book.get"]["record"]
    assert (record["gives"], record["at"], record["out"]) == ("record", at, "shelf.book")


def test_a_list_says_where_its_rows_lie_and_how_it_pages() -> None:
    said = known(LIST, BOOK)["shelf.book.list"]
    assert said["list"] == "start"
    assert (said["record"]["gives"], said["record"]["at"], said["record"]["out"]) == (
        "records",
        ["books"],
        "shelf.book",
    )
    assert "scalars" not in said["record"]


@pytest.mark.parametrize(
    ("returns", "expected"),
    [
        ("{type: array, items: {type: object, fields: {ID: {type: integer}}}}", ("list", "records", [])),
        ("{type: object, fields: {items: {type: array, items: {type: object, fields: {ID: {type: integer}}}}}}",
         ("list", "records", ["items"])),
        ("{type: boolean}", ("get", None, None)),
    ],
)  # fmt: skip
def test_a_get_that_answers_many_is_a_list(returns: str, expected: tuple[str, str | None, list[str] | None]) -> None:
    record = known(f"{{method: shelf.book.get, returns: {returns}}}")["shelf.book.get"]["record"]
    assert (record["does"], record.get("gives"), record.get("at")) == expected


@pytest.mark.parametrize("name", ["shelf.book.open", "shelf"])
def test_what_is_of_no_family_has_no_record(name: str) -> None:
    assert "record" not in known(f"{{method: {name}}}")[name]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("{type: boolean, values: [Y, N]}", {"kind": "boolean", "forms": ["Y", "N"], "filled": True}),
        ("{type: boolean, values: [Y, N], nullable: true}", {"kind": "boolean", "forms": ["Y", "N"]}),
        ("{type: datetime}", {"kind": "datetime", "filled": True}),
        ("{type: integer}", {"kind": "integer", "filled": True}),
        ("{type: integer, nullable: true}", "integer"),
    ],
)
def test_what_is_never_answered_empty_is_marked(field: str, expected: object) -> None:
    get = f"{{method: shelf.book.get, returns: {{type: object, fields: {{A: {field}}}}}}}"
    assert known(get)["shelf.book.get"]["record"]["out"] == {"A": expected}


def test_what_is_a_number_or_a_text_is_neither_alone() -> None:
    fields = "{A: {type: integer, wire: string}, B: {type: array, items: {type: integer, wire: string}}}"
    add = f"{{method: shelf.book.add, params: {fields}}}"
    assert known(add)["shelf.book.add"]["record"]["in"] == {"A": "code", "B": "code[]"}


def test_a_shared_type_has_its_fields_as_they_are_sent_and_as_they_are_answered() -> None:
    files = rendered(GET, "{type: shelf.book, fields: {ID: {type: integer, read_only: true}, TITLE: {type: string}}}")
    name, sent, answered = json.loads(files["bitrix24/_portal/types.jsonl"])
    assert (name, sent, answered) == (
        "shelf.book",
        {"ID": {"kind": "integer", "read_only": True}, "TITLE": "string"},
        {"ID": {"kind": "integer", "read_only": True, "filled": True}, "TITLE": "string"},
    )


def test_the_names_of_all_events_are_there() -> None:
    files = rendered("{event: onShelfAdd}", "{event: ONBOOKADD}")
    assert set(map(json.loads, files["bitrix24/_portal/events.jsonl"].splitlines())) == {"onShelfAdd", "ONBOOKADD"}


def test_of_the_documented_families_this_many_can_be_kept() -> None:
    made = [record_of(method) for method in documented_api().methods.values()]
    does = [str(record["does"]) for record in made if record is not None]
    assert len(does) > 1000
    assert all(does.count(verb) > 100 for verb in ("add", "get", "list", "update", "delete", "fields"))
