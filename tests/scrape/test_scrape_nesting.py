"""Which row lies inside which: tables, dotted names, sub-sections and examples together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from generator.scrape.examples.samples import Samples
from generator.scrape.fields.field_tables import Row
from generator.scrape.fields.nesting import RETURNS, nest
from generator.scrape.fields.node import Node
from generator.spec.model import Field, Json
from tests.scrape.page_builder import curl, facts, grid, method_article, names, spec


def rows(*written: str) -> tuple[Row, ...]:
    """`name type` rows; a type left out is an integer."""
    parts = [text.partition(" ") for text in written]
    return tuple(Row(name, Node(Field(kind or "integer"))) for name, _, kind in parts)


Shape = dict[str, Any]


def shape(fields: Mapping[str, Node] | Mapping[str, Field]) -> Shape:
    """Only the nesting: {name: {…}}."""
    return {name: shape(each.fields) for name, each in fields.items()}


def nested(*written: str, seen: Json = None, at: str = "params") -> Shape:
    return shape(nest(rows(*written), Samples((seen,) if seen is not None else ()), at)[0])


def test_without_evidence_rows_stay_beside_each_other() -> None:
    assert nested("a object", "b", "c") == {"a": {}, "b": {}, "c": {}}


def test_the_example_moves_rows_into_the_object_before_them() -> None:
    assert nested("a object", "b", "c", seen={"a": {"b": 1, "c": 2}}) == {"a": {"b": {}, "c": {}}}


def test_rows_without_evidence_follow_the_one_before_them() -> None:
    assert nested("a object", "b", "c", "d", seen={"a": {"b": 1}}) == {"a": {"b": {}, "c": {}, "d": {}}}


def test_a_row_that_the_example_shows_outside_stays_outside() -> None:
    assert nested("a object", "b", "c", seen={"a": {"b": 1}, "c": 2}) == {"a": {"b": {}}, "c": {}}


def test_an_object_after_the_row_does_not_take_it() -> None:
    assert nested("b", "a object", seen={"a": {"b": 1}}) == {"b": {}, "a": {}}


def test_two_levels() -> None:
    seen: Json = {"a": {"b": {"c": 1}, "d": 2}, "e": 3}

    assert nested("a object", "b object", "c", "d", "e", seen=seen) == {"a": {"b": {"c": {}}, "d": {}}, "e": {}}


def test_elements_of_a_list_count_as_evidence() -> None:
    assert nested("a object[]", "b", seen={"a": [{}, {"b": 1}]}) == {"a": {"b": {}}}


def test_a_scalar_takes_nothing() -> None:
    assert nested("a string", "b", seen={"a": {"b": 1}}) == {"a": {}, "b": {}}


def test_the_same_name_inside_and_outside() -> None:
    assert nested("id", "a object", "id", seen={"id": 1, "a": {"id": 2}}) == {"id": {}, "a": {"id": {}}}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (("a object", "a.b", "a.c"), {"a": {"b": {}, "c": {}}}),
        (("a object", "a.b object", "a.b.c"), {"a": {"b": {"c": {}}}}),
        (("a object", "a.b.c"), {"a": {"b": {"c": {}}}}),
        (("a object[]", "a[].b"), {"a": {"b": {}}}),
        (("a object[]", "a[0].b"), {"a": {"b": {}}}),
        (("a object", "a[b]"), {"a": {}, "a[b]": {}}),
        (("a.b", "a object"), {"a.b": {}, "a": {}}),
        (("x.y", "z"), {"x.y": {}, "z": {}}),
        (("a object", "..."), {"a": {}, "...": {}}),
    ],
)
def test_dotted_names(written: tuple[str, ...], expected: Shape) -> None:
    assert nested(*written) == expected


def test_a_row_for_the_elements_of_a_list() -> None:
    fields, _ = nest(rows("a array", "a[] string"), Samples(), "params")

    assert shape(fields) == {"a": {}}
    assert fields["a"].items is not None
    assert fields["a"].items.type == "string"


def test_the_defect_names_who_was_moved_and_where() -> None:
    _, defects = nest(rows("a object", "b", "c"), Samples(({"a": {"b": 1, "c": 2}},)), "params")

    assert [(defect.at, defect.what) for defect in defects] == [
        ("params", "b, c are listed beside a; the example nests them in it")
    ]


def test_answers_list_result_and_what_is_in_it_without_being_wrong() -> None:
    fields, defects = nest(
        rows("result object", "id", "time object"), Samples(({"result": {"id": 1}, "time": {}},)), RETURNS
    )

    assert shape(fields) == {"result": {"id": {}}, "time": {}}
    assert defects == []


# Whole pages


def params(article: str) -> Shape:
    return shape(spec(article).params)


def test_a_sub_section_that_names_its_object() -> None:
    below = f'<h3 id="p">Parameter shelf</h3>{names(("name*", "string"), ("size", "integer"))}'

    found = spec(method_article(names(("shelf*", "object")) + below, curl({"shelf": {"name": "x"}})))

    assert shape(found.params) == {"shelf": {"name": {}, "size": {}}}
    assert found.params["shelf"].fields["name"].required
    assert found.defects == ()


@pytest.mark.parametrize(
    "heading",
    [
        "Parameter shelf",
        "Shelf parameter",
        "shelf",
        "SHELF Parameter",
        "Fields of shelf",
        "Object shelf",
        "Parameter `shelf`",
    ],
)
def test_headings_that_name_an_object(heading: str) -> None:
    article = method_article(
        names(("shelf*", "object"), ("other", "object")) + f"<h3>{heading}</h3>{names(('name', 'string'))}",
        curl({"shelf": {"name": "x"}}),
    )

    assert params(article) == {"shelf": {"name": {}}, "other": {}}


def test_a_sub_section_that_the_row_links_to() -> None:
    table = grid(("Name<br>type", "Description"), [('<b>shelf</b><br><a href="#how"><code>object</code></a>', "")])

    assert params(method_article(f'{table}<h3 id="how">How it looks</h3>{names(("name", "string"))}', curl({}))) == {
        "shelf": {"name": {}}
    }


def test_a_sub_section_that_names_nothing_goes_where_the_example_has_its_names() -> None:
    article = method_article(
        names(("shelf", "object"), ("room", "object"))
        + f"<h3>What to store</h3>{names(('name', 'string'), ('size', 'integer'))}",
        curl({"shelf": {"title": "x"}, "room": {"name": "x", "size": 1}}),
    )

    assert params(article)["room"] == {"name": {}, "size": {}}


def test_a_sub_section_that_fits_nowhere_is_a_problem() -> None:
    article = method_article(
        names(("id*", "integer")) + f"<h3>Something else</h3>{names(('name', 'string'))}", curl({"id": 1})
    )

    assert [(problem.at, "describes nothing" in problem.what) for problem in facts(article).problems] == [
        ("Something else", True)
    ]


def test_tabs_are_variants() -> None:
    panels = "".join(
        f'<div class="yfm-tab-panel" data-title="{case}">{names((name, "string"))}</div>'
        for case, name in (("Lead", "title"), ("Deal", "stage"))
    )
    article = method_article(
        names(("fields*", "object")) + f'<h3>Parameter fields</h3><div class="yfm-tabs">{panels}</div>',
        curl({"fields": {"title": "x"}}),
    )

    found = spec(article).params["fields"]

    assert {case: list(fields) for case, fields in found.variants.items()} == {"Lead": ["title"], "Deal": ["stage"]}


def test_a_key_that_no_table_knows_is_a_defect_and_a_parameter_that_may_be_sent() -> None:
    found = spec(method_article(names(("id*", "integer")), curl({"id": 1, "colour": "red"})))

    assert found.params["colour"] == Field("string")
    assert [(defect.at, "colour" in defect.what) for defect in found.defects] == [("params", True)]


def test_a_parameter_in_another_case_is_the_same_parameter_and_a_defect() -> None:
    found = spec(method_article(names(("bookId*", "integer")), curl({"BOOKID": 1})))

    assert list(found.params) == ["bookId"]
    assert [(defect.at, "BOOKID" in defect.what) for defect in found.defects] == [("params.bookId", True)]


def test_a_method_without_parameters_says_so() -> None:
    assert spec(method_article("<p>The method has no parameters.</p>", curl({}))).params == {}
    assert spec(method_article("<p>Without parameters</p>", curl({}))).params == {}


def test_a_silent_page_is_a_problem() -> None:
    found = facts(method_article("<p>See elsewhere.</p>", curl({})))

    assert [problem.at for problem in found.problems] == ["Method Parameters"]
    assert "no parameters table" in found.problems[0].what


def test_a_table_of_an_unknown_kind_is_a_problem_that_names_it() -> None:
    odd = grid(("Weather", "Mood"), [("rain", "low")])

    found = facts(method_article(names(("id*", "integer")) + odd, curl({"id": 1})))

    assert [problem.what for problem in found.problems] == ["has a table of an unknown kind: Weather | Mood"]
