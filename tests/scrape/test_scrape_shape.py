"""Structure that is not in a plain table: in words, in a sketch, in a declared type, in what an example sends."""

from __future__ import annotations

from typing import Any

from generator.scrape.event import read_event
from generator.scrape.examples.typescript import declared_answer
from generator.scrape.html.article import Article
from generator.scrape.html.document import Document, Table, flat
from generator.scrape.html.parser import parse_article
from generator.scrape.page_facts import PageFacts
from generator.site.page import PagePath
from generator.spec.model import Field
from tests.scrape.page_builder import code, curl, facts, grid, method_article, names, spec


def shape(fields: Any) -> dict[str, Any]:
    return {name: shape((each.items or each).fields) for name, each in fields.items()}


def parsed(body: str) -> Document:
    return parse_article(Article("Books", body))


def test_a_list_that_is_closed_too_late_keeps_the_sections_in_it() -> None:
    document = parsed("<ol><li>first</li><h2 id='answer'>Response Handling</h2><p>text</p></ol>")

    assert [section.title for section in document.root.sections] == ["Response Handling"]


def test_a_table_that_was_left_as_it_was_written() -> None:
    raw = (
        "<h3 id='s'>Parameters</h3><p>Shelf_Settings<br>#|<br>|| <strong>Name</strong><br><code>type</code> | "
        "<strong>Description</strong> ||<br>|| <strong>row</strong><br><code>integer</code> | Rows:</p>"
        "<ul><li><code>1</code> — top ||<br>|#</li></ul>"
    )
    section = parsed(raw).root.sections[0]
    table = next(block for block in flat(section.blocks) if isinstance(block, Table))

    assert section.title == "Parameters Shelf_Settings"
    assert table.header == ("Name type", "Description")
    assert len(table.rows) == 1


def test_a_raw_table_without_an_end_stays_text() -> None:
    document = parsed("<p>#|<br>|| <strong>Name</strong> ||</p><h2>More</h2><p>|#</p>")

    assert not any(isinstance(block, Table) for part in document.root.walk() for block in part.blocks)


def test_additional_parameters_are_parameters_and_no_fields_of_the_one_before() -> None:
    tables = names(("order", "array"), ("limit", "integer"))
    more = f"<h3 id='more'>Additional Parameters</h3>{names(('clear', 'integer'))}"

    assert shape(spec(method_article(tables + more)).params) == {"order": {}, "limit": {}, "clear": {}}


def test_a_heading_in_the_plural_names_what_it_describes() -> None:
    more = f"<h3 id='o'>Order Parameters</h3>{names(('id', 'string'), ('name', 'string'))}"
    article = method_article(names(("FILTER", "object"), ("ORDER", "object")) + more)

    assert shape(spec(article).params) == {"FILTER": {}, "ORDER": {"id": {}, "name": {}}}


def test_fields_that_a_pattern_stands_for_are_beside_it() -> None:
    table = names(("UF_*", "any", "see <a href='#custom'>below</a>"))
    more = f"<h3 id='custom'>Custom Fields</h3>{names(('UF_SHELF_FILE', 'array'))}"

    assert shape(spec(method_article(table + more)).params) == {"UF_*": {}, "UF_SHELF_FILE": {}}


def test_what_an_old_page_says_of_the_answer_is_no_parameter() -> None:
    body = f"<blockquote><p>Scope: <code>shelf</code></p></blockquote><h3>Returned Data</h3>{names(('ID', 'integer'))}"
    found = spec(body)

    assert not found.params
    assert found.returns is not None
    assert list(found.returns.fields) == ["ID"]


BULLETS = (
    "An object. It contains the fields:<ul><li><code>page</code> — number</li>"
    "<li><code>limit*</code> (integer) — most</li><li><code>kind</code> — possible values:"
    "<ul><li><code>hard</code> — one</li><li><code>soft</code> — other</li></ul></li></ul>"
)


def test_bullets_name_fields_where_the_words_say_so() -> None:
    found = spec(method_article(names(("paging", "object", BULLETS)))).params["paging"]

    assert list(found.fields) == ["page", "limit", "kind"]
    assert found.open
    assert found.fields["limit"] == Field("integer", required=True)
    assert found.fields["kind"].values == ("hard", "soft")


def test_bullets_are_values_where_no_word_and_no_example_calls_them_fields() -> None:
    words = "Possible values:<ul><li><code>TOP</code> — one</li><li><code>LOW</code> — other</li></ul>"

    assert not spec(method_article(names(("rows", "object", words)))).params["rows"].fields


def test_the_example_makes_fields_of_bullets() -> None:
    words = "Supported values:<ul><li><code>TOP</code> — one</li><li><code>LOW</code> — other</li></ul>"
    article = method_article(names(("rows", "array", words)), curl({"rows": {"TOP": "Y"}}))

    assert list(spec(article).params["rows"].fields) == ["TOP", "LOW"]


def test_prefixes_of_a_filter_are_no_keys() -> None:
    words = "Keys may have a prefix. Possible prefix values:<ul><li><code>in</code> — in</li></ul>"

    assert not spec(method_article(names(("filter", "object", words)))).params["filter"].fields


def test_a_sketch_of_an_object_names_its_keys() -> None:
    words = 'In the format <code>{"module": "crm", "code": "value"}</code>'
    found = spec(method_article(names(("kind", "object", words)))).params["kind"]

    assert {name: each.type for name, each in found.fields.items()} == {"module": "string", "code": "any"}


def test_a_sketch_of_any_object_names_nothing() -> None:
    words = 'In the format <code>{"field_1": "value_1", "field_N": "value_N"}</code>'

    assert not spec(method_article(names(("row", "object", words)))).params["row"].fields


def test_what_an_example_sends_is_structure_and_told() -> None:
    article = method_article(names(("row", "object")), curl({"row": {"a": 1}, "further": 2}))
    found = spec(article)

    assert list(found.params["row"].fields) == ["a"]
    assert found.params["row"].open
    assert found.params["further"].type == "integer"
    assert {each.at for each in found.defects} == {"params", "params.row"}


def test_keys_that_are_ids_are_no_structure() -> None:
    article = method_article(names(("row", "object")), curl({"row": {"PROPERTY_83": 1}}))

    assert not spec(article).params["row"].fields


TYPESCRIPT = """type Row = { id: number, tags?: string[], at: ISODate | null,
  more: Record<string, string>, odd: string | number }
type Answer = { row: Row | null; count: number }
const response = await $b24.actions.v2.call.make<Answer>({ method: 'shelf.book.get' })"""


def test_a_declared_answer() -> None:
    document = parsed(f"<h2>Code Examples</h2>{code(TYPESCRIPT, 'ts')}")
    found = declared_answer(document)

    assert found is not None
    row = found.fields["row"]
    assert row.facts.nullable
    assert {name: each.type for name, each in row.fields.items()} == {
        "id": "number",
        "tags": "array",
        "at": "datetime",
        "more": "object",
        "odd": "any",
    }


def test_a_declared_type_that_holds_itself_ends() -> None:
    text = "type Row = { parent: Row | null }\nawait $b24.actions.v2.call.make<Row>({})"
    found = declared_answer(parsed(f"<h2>Code Examples</h2>{code(text, 'ts')}"))

    assert found is not None
    assert found.fields["parent"].type == "any"


def test_a_declared_type_fills_in_what_the_example_shows_as_null() -> None:
    example = curl({}) + code(TYPESCRIPT, "ts")
    answer = '{"result": {"row": {"id": 1, "at": null}, "count": "1"}}'
    found = spec(method_article(example=example, answer=answer)).returns

    assert found is not None
    assert found.fields["row"].fields["at"].type == "datetime"
    assert found.fields["row"].fields["at"].nullable
    assert found.fields["row"].fields["id"].type == "integer"


def event(body: str) -> Any:
    box = "<blockquote><p>Who can subscribe: any user</p></blockquote>"
    found = read_event(
        PageFacts(PagePath("api-reference/shelf/events/on-book-add.html")),
        parse_article(Article("Book Added onShelfBookAdd", box + body)),
    )
    assert found is not None
    return found.events[0]


def test_an_events_table_without_data_is_of_data() -> None:
    found = event(f"<h2>Parameters</h2>{grid(('Field', 'Description'), [('<strong>ID</strong>', 'The book')])}")

    assert list(found.data.fields) == ["ID"]


def test_an_events_php_array() -> None:
    made = code("array('FIELDS' => array('ID' => $id))", "php")
    found = event(f"<h2>Response Handling</h2>{made}")

    assert found.sent.values == ({"FIELDS": {"ID": None}},)


def test_a_table_that_nothing_leads_to_is_told() -> None:
    more = f"<h2 id='h'>Handler</h2>{names(('sum', 'integer'))}"
    found = facts(method_article(names(("id", "integer"))) + more)

    assert [problem.at for problem in found.problems] == ["Handler"]


def test_a_table_that_a_row_links_to_is_not_told() -> None:
    more = f"<h2 id='h'>Handler</h2>{names(('sum', 'integer'))}"
    found = facts(method_article(names(("how", "object", "as <a href='#h'>there</a>"))) + more)

    assert not found.problems


def test_keys_that_the_caller_chooses_are_no_structure() -> None:
    for words in ("The key is the name of a row", '<code>{"field_1": "value_1"}</code>'):
        article = method_article(names(("row", "object", words)), curl({"row": {"title": "x"}}))

        assert not spec(article).params["row"].fields


def test_languages_are_no_structure() -> None:
    article = method_article(names(("row", "object")), curl({"row": {"de": "x", "en": "y"}}))

    assert not spec(article).params["row"].fields


def test_a_field_in_words_has_the_type_that_the_example_shows() -> None:
    article = method_article(names(("paging", "object", BULLETS)), curl({"paging": {"page": 2, "limit": 5}}))

    assert spec(article).params["paging"].fields["page"].type == "integer"


def test_a_value_without_a_type_that_words_describe() -> None:
    words = "Each entry has the following fields:<ul><li><code>name</code> — what it is called</li></ul>"
    table = grid(
        ("Name", "Description"),
        [("<strong>result</strong><br><code>object</code>", ""), ("<strong>rows</strong>", words)],
    )
    found = spec(method_article(answer='{"result": {"rows": [{"name": "x", "more": 1}]}}', returned=table)).returns

    assert found is not None
    rows = found.fields["rows"]
    assert rows.wire == "array"
    assert rows.items is not None
    assert {name: each.type for name, each in rows.items.fields.items()} == {"name": "string", "more": "integer"}


def test_a_key_that_an_example_sends_beside_listed_ones_may_be_sent() -> None:
    more = f"<h3 id='row'>Parameter row</h3>{names(('title', 'string'))}"
    article = method_article(names(("row", "object")) + more, curl({"row": {"title": "x", "note": 1, "UF_X": 2}}))

    assert list(spec(article).params["row"].fields) == ["title", "note"]


def test_a_bullet_may_have_its_type_in_code() -> None:
    words = "An object with the parameters:<ul><li><code>kind</code> <code>integer</code> — what</li></ul>"

    assert spec(method_article(names(("row", "object", words)))).params["row"].fields == {"kind": Field("integer")}


def test_words_that_describe_what_lies_under_the_only_key() -> None:
    words = "Takes an array of <code>rows</code> objects with fields<ul><li><code>title</code> — what</li></ul>"
    article = method_article(names(("book", "object", words)), curl({"book": {"rows": [{"title": "x"}]}}))
    found = spec(article).params["book"]

    assert list(found.fields) == ["rows"]
    assert found.fields["rows"].items is not None
    assert list(found.fields["rows"].items.fields) == ["title"]


def test_what_can_be_sent_is_not_read_only() -> None:
    words = "It has the fields:<ul><li><code>ADD_READ_ONLY</code> — read-only in the form</li></ul>"

    assert not spec(method_article(names(("row", "object", words)))).params["row"].fields["ADD_READ_ONLY"].read_only


def test_elements_that_words_describe_may_have_more() -> None:
    words = "Array of objects with the fields:<ul><li><code>title</code> — what</li></ul>"
    found = spec(method_article(names(("rows", "array", words)))).params["rows"]

    assert found.items is not None
    assert (found.open, found.items.open) == (False, True)


def test_an_example_of_another_level_adds_nothing() -> None:
    more = f"<h3 id='row'>Parameter row</h3>{names(('title', 'string'))}"
    article = method_article(names(("row", "object")) + more, curl({"row": {"id": 1, "row": 2}}))

    assert list(spec(article).params["row"].fields) == ["title"]


def test_declared_types_that_hold_each_other_many_times_over_end() -> None:
    types = "\n".join(f"type T{at} = {{ a: T{at + 1}, b: T{at + 1} }}" for at in range(40))
    text = f"{types}\nawait $b24.actions.v2.call.make<T0>({{}})"

    assert declared_answer(parsed(f"<h2>Code Examples</h2>{code(text, 'ts')}")) is not None


def test_what_answers_with_descriptions_of_fields_has_not_their_types() -> None:
    name = "shelf.book.fields"
    rows = names(("ID", "integer", "Read-only"), ("NAME*", "string"))
    described = spec(method_article(example=curl({}, name), answer=None, returned=rows), title=f"Fields {name}")
    assert described.returns == Field("object", fields={"ID": Field("any"), "NAME": Field("any")})
    assert [defect.at for defect in described.defects] == ["returns"]
    shown = method_article(example=curl({}, name), answer='{"result": {"ID": "Id", "NAME": "Name"}}', returned=rows)
    assert spec(shown, title=f"Fields {name}").returns != described.returns


def test_a_key_that_a_heading_names_lies_in_the_filter_that_links_to_it() -> None:
    link = 'The <a href="#added">added</a> object inside'
    more = f"<h3 id='added'>Parameter added</h3>{names(('from*', 'string'), ('to*', 'string'))}"
    example = curl({"filter": {"added": {"from": "a", "to": "b"}}})
    found = spec(method_article(names(("filter", "object", link)) + more, example)).params

    assert shape(found) == {"filter": {"added": {"from": {}, "to": {}}}}


def test_a_list_that_no_row_names_is_a_list_as_shown() -> None:
    rows = names(("result", "object")) + f"<h3 id='b'>Book of the shelf</h3>{names(('id', 'integer'), ('t', 'string'))}"
    found = spec(method_article(answer='{"result": {"books": [{"id": 1, "t": "a"}]}}', returned=rows))

    assert found.returns is not None
    books = found.returns.fields["books"]
    assert (books.type, books.wire, found.defects) == ("array", None, ())
    assert books.items is not None
    assert list(books.items.fields) == ["id", "t"]


def test_an_answer_of_nothing_but_null_is_null() -> None:
    found = spec(method_article(answer='{"result": null}'))

    assert found.returns is not None
    assert found.returns.type == "null"


SELECT = (
    "Available fields:<ul><li><code>id</code> — what</li><li><code>t</code> — title</li><li><code>p</code></li></ul>"
)


def test_what_select_lists_may_be_answered() -> None:
    found = spec(method_article(names(("select", "array", SELECT)), answer='{"result": {"item": {"id": 1, "t": "a"}}}'))

    assert found.returns is not None
    assert {name: each.type for name, each in found.returns.fields["item"].fields.items()} == {
        "id": "integer",
        "t": "string",
        "p": "any",
    }


def test_an_answer_of_other_things_has_nothing_of_what_select_lists() -> None:
    answer = '{"result": {"item": {"id": 1, "t": "a", "other": 2}}}'
    found = spec(method_article(names(("select", "array", SELECT)), answer=answer))

    assert found.returns is not None
    assert list(found.returns.fields["item"].fields) == ["id", "t", "other"]
