"""Marks of required parameters that a page takes back: in words, by its example, by several ways to call."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.spec.model import MethodSpec
from tests.scrape.page_builder import curl, method_article, names, spec

CODES = "<code>id</code> or <code>code</code>"


def page(params: str, sent: dict[str, Any]) -> MethodSpec:
    return spec(method_article(params, curl(sent)))


def required(found: MethodSpec) -> list[str]:
    return [name for name, param in found.params.items() if param.required]


@pytest.mark.parametrize(
    "words",
    [
        f"Pass at least one of the parameters: {CODES}.",
        f"At least one of the parameters {CODES} must be given.",
        f"A book's code.<br>Pass either {CODES}",
        f"Only one of {CODES} may be there",
    ],
)
def test_one_of_two_is_enough(words: str) -> None:
    found = page(names(("id*", "integer"), ("code*", "string", words), ("shelf*", "integer")), {"id": 1, "shelf": 2})

    assert required(found) == ["shelf"]
    assert [defect.what for defect in found.defects] == ["marks id, code as required, of which one is enough"]


def test_a_row_is_no_alternative_to_those_it_names() -> None:
    params = names(("shelf*", "integer", f"Takes either {CODES}"), ("id*", "integer"), ("code*", "string"))

    assert required(page(params, {"shelf": 1, "id": 1, "code": "e"})) == ["shelf"]


def test_a_row_may_be_used_instead_of_another() -> None:
    params = names(("id*", "integer"), ("code*", "string", "A code. Used instead of the <code>id</code> parameter"))

    assert required(page(params, {"id": 1, "code": "e"})) == []


def test_one_that_another_can_replace() -> None:
    words = "A code. Can be used instead of the <code>id</code> parameter"
    found = page(names(("id*", "integer"), ("code", "string", words)), {"id": 1})

    assert required(found) == []
    assert [defect.what for defect in found.defects] == ["marks id as required, which another can replace"]


def test_the_text_around_a_table_may_say_so() -> None:
    table = names(("id*", "integer"), ("code*", "string"))

    assert required(page(f"{table}<p>Use either {CODES}.</p>", {"id": 1, "code": "e"})) == []
    assert required(page(f"{table}<p>Take what you got for {CODES}.</p>", {"id": 1, "code": "e"})) == ["id", "code"]


def test_either_of_two_values_says_nothing_of_parameters() -> None:
    words = "Either <code>Y</code> or <code>N</code>"

    assert required(page(names(("open*", "string", words)), {"open": "Y"})) == ["open"]


@pytest.mark.parametrize(
    ("words", "is_required"),
    [
        ("Required if <code>code</code> is not given", False),
        ("Optional if the book has a code", False),
        ("Required if <code>shelf</code> is given", True),
        ("A book that is not required", True),
    ],
)
def test_a_row_may_name_its_condition(words: str, is_required: bool) -> None:
    assert required(page(names(("id*", "integer", words)), {"id": 1})) == ["id"] * is_required


def test_what_an_example_omits_cannot_be_required() -> None:
    params = names(("id*", "integer"), ("fields*", "object")) + "<h3>Parameter fields</h3>"
    params += names(("name*", "string"), ("year*", "integer"))
    found = page(params, {"id": 1, "fields": {"name": "Emma"}})

    assert required(found) == ["id", "fields"]
    assert [name for name, field in found.params["fields"].fields.items() if field.required] == ["name"]
    assert [(defect.at, defect.what) for defect in found.defects] == [
        ("params.fields", "marks year as required, which the example omits")
    ]


@pytest.mark.parametrize("sent", [{"bookId": 1}, {"fields": {"id": 1}}, {}])
def test_an_example_with_a_misspelled_or_misplaced_name_proves_nothing(sent: dict[str, Any]) -> None:
    assert required(page(names(("id*", "integer"), ("fields", "object")), sent)) == ["id"]


def test_of_several_ways_none_is_required() -> None:
    params = "<h3>1. By id</h3>" + names(("id*", "integer"), ("note*", "string"))
    params += "<h3>2. By place</h3>" + names(("shelf*", "integer"), ("place*", "integer"), ("note*", "string"))

    assert required(page(params, {"id": 1, "note": "n"})) == ["note"]


def test_the_wire_spells_a_field() -> None:
    params = names(("fields", "object")) + "<h3>Parameter fields</h3>" + names(("bookid", "integer"))
    found = page(params, {"fields": {"bookId": 1}})

    assert list(found.params["fields"].fields) == ["bookId"]
    assert [defect.what for defect in found.defects] == ["the table names it bookid"]


def test_a_misnamed_field_needs_one_of_almost_that_name() -> None:
    returned = names(("result", "object"), ("book", "object"), ("note", "string"))
    answer = json.dumps({"result": {"shelf": {"id": 1}, "note": "n"}})
    found = spec(method_article(answer=answer, returned=returned))

    assert found.returns is not None
    assert list(found.returns.fields) == ["book", "note", "shelf"]
