"""Which method a page documents, where links lead, and what of the old specs stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.scrape.merge import merge
from generator.scrape.pipeline import Scraped
from generator.scrape.shared_objects import Target, provisional_name, target_of
from generator.site import PagePath
from generator.spec.model import Field, Json, MethodSpec, SpecTree, TypeSpec
from generator.spec.names import InvalidName, WireName
from tests.scrape.page_builder import PATH, assembled, code, curl, facts, grid, method_article, names, raw, spec

ID = names(("id*", "integer"))


def page(title: str, called: str = "shelf.book.get", **more: str) -> MethodSpec:
    return spec(method_article(ID, curl({"id": 1}, called), **more), title=title)


# The name


@pytest.mark.parametrize(
    ("title", "called", "method", "shown"),
    [
        ("Get a Book shelf.book.get", "shelf.book.get", "shelf.book.get", "Get a Book"),
        ("Get a Book Shelf.Book.Get", "shelf.book.get", "shelf.book.get", "Get a Book"),
        ("shelf.book.get", "shelf.book.get", "shelf.book.get", "shelf.book.get"),
        ("Get a Book: method shelf.book.get", "shelf.book.get", "shelf.book.get", "Get a Book: method"),
        ("Who am I profile", "profile", "profile", "Who am I"),
        ("Tasks and books: shelf.book.get", "shelf.book.get", "shelf.book.get", "Tasks and books"),
        ("Tasks and books - shelf.book.get", "shelf.book.get", "shelf.book.get", "Tasks and books"),
        ("Check the Existence of shelf.book.get", *2 * ("shelf.book.get",), "Check the Existence of shelf.book.get"),
        ("Take It To The shelf.book.get", *2 * ("shelf.book.get",), "Take It To The shelf.book.get"),
        ("Get shelf.book.get", "shelf.book.get", "shelf.book.get", "Get shelf.book.get"),
    ],
)
def test_title_and_address_together(title: str, called: str, method: str, shown: str) -> None:
    found = page(title, called)

    assert (found.method, found.title) == (method, shown)


def test_an_address_copied_from_another_method_does_not_win_against_title_and_text() -> None:
    article = method_article(ID, curl({"id": 1}, "shelf.book.get")).replace(
        "</blockquote>", "</blockquote><p>The method <code>shelf.book.put</code> does it.</p>"
    )

    found = spec(article, title="Put a Book shelf.book.put")

    assert found.method == "shelf.book.put"
    assert [(defect.at, "shelf.book.get" in defect.what) for defect in found.defects] == [("example", True)]


def test_the_spelling_of_the_call_wins_over_the_titles() -> None:
    found = page("Get a Book shelf.Book.get", "shelf.book.get")

    assert found.method == "shelf.book.get"
    assert [defect.at for defect in found.defects] == ["method"]


def test_the_version_is_in_the_address() -> None:
    for rest, version in (("rest/1/key", 2), ("rest/api/1/key", 3), ("rest", 2), ("rest/api", 3)):
        article = method_article(ID, curl({"id": 1}, rest=rest))
        assert spec(article).rest == version


def test_a_page_without_a_method_is_skipped_with_a_reason() -> None:
    found = facts("<h2>About</h2><p>All about books.</p>", title="Books: an overview")

    assert found.method is None
    assert found.skipped
    assert found.problems == ()


def test_a_page_about_a_javascript_function_is_no_method() -> None:
    article = method_article(ID, code("BX24.callMethod('shelf.book.get')", "js")).partition("</blockquote>")[2]

    assert facts(article, title="Call BX24.callMethod").method is None


def test_scope() -> None:
    article = method_article(ID, curl({"id": 1}))

    assert spec(article).scope == ("shelf",)
    assert spec(article.replace("<code>shelf</code>", "<code>shelf</code>, <code>room</code>")).scope == (
        "shelf",
        "room",
    )
    assert spec(article.replace("Scope: <code>shelf</code>", "Who may: everybody")).scope == ()


@pytest.mark.parametrize(
    ("note", "status", "replaced_by"),
    [
        ("The method is deprecated. Use <code>shelf.item.get</code>", "deprecated", "shelf.item.get"),
        ('Development has been halted. Use <a href="x.html">shelf.item.get</a>', "deprecated", "shelf.item.get"),
        ("The method is deprecated.", "deprecated", None),
        ('The method is deprecated. Use <a href="x.html">shelf.item.*</a>', "deprecated", "shelf.item.*"),
        (
            'Methods <a href="x.html">shelf.item.*</a> are deprecated. Use <a href="y.html">shelf.tome.get</a>',
            "deprecated",
            "shelf.tome.get",
        ),
        ('Methods <a href="x.html">shelf.book.*</a> are deprecated.', "deprecated", None),
        ("Methods <code>shelf.item.*</code> are deprecated.", "deprecated", None),
        (
            'Development has been halted. Use <a href="/api-reference/room/book.html#all">books of rooms</a>',
            "deprecated",
            "api-reference/room/book.html",
        ),
        ('It is deprecated. Read <a href="https://example.com/a.html">why</a>', "deprecated", None),
        ("Deprecated: shelf.book.get itself, see <code>shelf.book.get</code>", "deprecated", None),
        ("Mind the gap. See <code>shelf.item.get</code>", "active", None),
    ],
)
def test_the_life_of_a_method(note: str, status: str, replaced_by: str | None) -> None:
    article = f'<div class="yfm-note" note-type="warning"><p>{note}</p></div>{method_article(ID, curl({"id": 1}))}'

    found = spec(article)

    assert (found.status, found.replaced_by) == (status, replaced_by)


def test_a_remark_on_a_deprecated_parameter_does_not_deprecate_the_method() -> None:
    params = names(("id*", "integer"), ("old", "string", "Deprecated. Use another"))

    found = spec(method_article(params, curl({"id": 1})))

    assert found.status == "active"
    assert found.params["old"].deprecated


def test_a_method_on_two_pages_is_reported_and_kept_once() -> None:
    article = method_article(ID, curl({"id": 1}))

    found = assembled(raw(article), raw(article, path="api-reference/shelf/again.html"))

    assert len(found.tree.methods) == 1
    assert len(found.problems) == 1
    assert "shelf.book.get" in str(found.problems[0])


# Names


@pytest.mark.parametrize(
    "text", ["profile", "tasks.flow.Flow.isExists", "crm.item.add", "a1.b_2.c-3", "_x.y", "imbot.v2.Bot.get", "a" * 200]
)
def test_a_wire_name(text: str) -> None:
    assert WireName(text) == text
    assert ".".join(WireName(text).segments) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "a b",
        "a/b",
        "../a",
        "a\n",
        "a\n.b",
        "é",
        "a.é",
        "1",
        "1.2",
        "_",
        "-a",
        "a.-b",
        "a" * 201,
        "a\0",
        "a%2e",
    ],
)
def test_what_is_no_wire_name(text: str) -> None:
    with pytest.raises(InvalidName):
        WireName(text)


# Links


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("api-reference/shelf/fields.html#book", ("api-reference/shelf/fields.html", "book")),
        ("/api-reference/shelf/fields.html", ("api-reference/shelf/fields.html", "")),
        ("./api-reference/shelf/fields.html#a", ("api-reference/shelf/fields.html", "a")),
        ("#book", (PATH, "book")),
        ("", (PATH, "")),
        ("../fields.html", None),
        ("https://elsewhere.example/x.html", None),
        ("javascript:alert(1)", None),
        ("mailto:a@b.c", None),
        ("a\\b.html", None),
        ("x\0.html", None),
    ],
)
def test_where_a_link_leads(href: str, target: tuple[str, str] | None) -> None:
    found = target_of(href, PagePath(PATH))

    assert (found and (found.page, found.anchor)) == target


@pytest.mark.parametrize(
    ("page_path", "anchor", "name"),
    [
        ("api-reference/tasks/fields.html", "user", "tasks.fields.user"),
        ("api-reference/tasks/fields.html", "", "tasks.fields"),
        ("api-reference/data-types.html", "crm-x", "data-types.crm-x"),
        ("other/page.html", "a", "other.page.a"),
    ],
)
def test_the_name_of_a_shared_type(page_path: str, anchor: str, name: str) -> None:
    assert provisional_name(Target(PagePath(page_path), anchor)) == name


@pytest.mark.parametrize("anchor", ["поле", "a b", "../..", "-", "1", "x" * 3000, "\0", "{{ x }}"])
def test_an_anchor_that_is_no_name_still_gives_one(anchor: str) -> None:
    assert WireName(provisional_name(Target(PagePath("api-reference/shelf/fields.html"), anchor)))


def test_anchors_that_are_no_names_do_not_become_one_type() -> None:
    anchors = {"\u0430 \u0431": "one", "\u0432 \u0433": "two"}
    sections = "".join(f'<h2 id="{anchor}">T</h2>{names((name, "string"))}' for anchor, name in anchors.items())
    fields = raw(sections, title="Types", path="api-reference/shelf/fields.html")
    link = '<b>{}</b><br><a href="api-reference/shelf/fields.html#{}"><code>object</code></a>'
    table = grid(("Name<br>type", "D"), [(link.format(name, anchor), "") for anchor, name in anchors.items()])

    found = assembled(raw(method_article(table, curl({}))), fields)

    (spec_,) = found.tree.methods.values()
    described = {name: found.tree.types[WireName(str(param.ref))] for name, param in spec_.params.items()}
    assert {name: list(each.fields) for name, each in described.items()} == {"one": ["one"], "two": ["two"]}


@pytest.mark.parametrize(
    ("kind", "sent", "expected"),
    [
        ("place.number", {}, Field("place.number", wire="integer")),
        ("place.number[]", {}, Field("place.number[]", items=Field("integer"))),
        ("place.number", {"at": "7"}, Field("place.number", wire="string")),
        ("place.colour", {}, Field("place.colour")),
    ],
)
def test_a_type_may_be_that_of_another_objects_field(kind: str, sent: dict[str, Json], expected: Field) -> None:
    place = raw(
        '<h2 id="place">Place</h2>' + names(("number", "integer")), title="Types", path="api-reference/types.html"
    )
    row = f'<strong>at</strong><br><a href="/api-reference/types.html#place"><code>{kind}</code></a>'
    article = method_article(grid(("Name<br>type", "Description"), [(row, "")]), curl(sent))

    assert spec(article, place).params["at"] == expected


@pytest.mark.parametrize(
    ("kind", "sent", "is_taken"),
    [
        *[("object", {}, True), ("PlaceDto", {}, True), ("array", {"at": [{"number": 7}]}, True)],
        *[("array", {}, False), ("crm_place", {}, False), ("object | string", {}, False)],
    ],
)
def test_a_link_to_a_whole_page_needs_an_example_or_an_object(kind: str, sent: dict[str, Json], is_taken: bool) -> None:
    place = raw('<h2 id="it">It</h2>' + names(("number", "integer")), title="Place", path="api-reference/place.html")
    row = f'<strong>at</strong><br><a href="/api-reference/place.html"><code>{kind}</code></a>'
    found = spec(method_article(grid(("Name<br>type", "Description"), [(row, "")]), curl(sent)), place).params["at"]

    assert bool(found.ref or (found.items and found.items.ref)) is is_taken


def test_a_dead_anchor_is_a_defect() -> None:
    fields = raw(
        f'<h2 id="book">Book</h2>{names(("name", "string"))}', title="Fields", path="api-reference/shelf/fields.html"
    )
    table = grid(
        ("Name<br>type", "D"),
        [('<b>book</b><br><a href="api-reference/shelf/fields.html#bok"><code>object</code></a>', "")],
    )

    (found,) = assembled(raw(method_article(table, curl({}))), fields).tree.methods.values()

    assert found.params["book"].ref is None
    assert [(defect.at, "fields.html#bok" in defect.what) for defect in found.defects] == [("params.book", True)]


# What stays of the old specs

GET = MethodSpec(WireName("shelf.book.get"), 2, "get.html", "Get", returns=Field("object", ref="shelf.book"))
PUT = MethodSpec(WireName("shelf.book.put"), 2, "put.html", "Put")
BOOK = TypeSpec(WireName("shelf.book"), "fields.html", "Book", {"room": Field("object", ref="shelf.room")})
ROOM = TypeSpec(WireName("shelf.room"), "fields.html", "Room")


def tree(*specs: MethodSpec | TypeSpec) -> SpecTree:
    return SpecTree(
        methods={(each.rest, each.method): each for each in specs if isinstance(each, MethodSpec)},
        types={each.type: each for each in specs if isinstance(each, TypeSpec)},
    )


def scraped(found: SpecTree, *asked: str, failed: tuple[str, ...] = ()) -> Scraped:
    return Scraped(found, (), failed=frozenset(map(PagePath, failed)), asked=frozenset(map(PagePath, asked)))


def test_a_method_that_left_the_documentation_stays_as_removed() -> None:
    left = scraped(tree(GET, BOOK, ROOM), "get.html", "fields.html")
    found = merge(tree(GET, PUT, BOOK, ROOM), left, partial=False, day="2026-08-21")

    assert found.methods[2, PUT.method] == replace(PUT, status="removed", left="2026-08-21")
    assert merge(found, left, partial=False, day="2026-08-28") == found
    assert found.methods[2, GET.method] == GET


def test_a_method_that_comes_back_is_active_again() -> None:
    found = merge(tree(replace(PUT, status="removed")), scraped(tree(PUT), "put.html"), partial=False)

    assert found.methods[2, PUT.method].status == "active"


def test_a_method_whose_page_failed_stays_as_it_was() -> None:
    found = merge(
        tree(GET, PUT, BOOK, ROOM),
        scraped(tree(GET, BOOK, ROOM), "get.html", "put.html", failed=("put.html",)),
        partial=False,
    )

    assert found.methods[2, PUT.method] == PUT


def test_a_part_removes_nothing_and_adds_what_is_new() -> None:
    new = replace(PUT, method=WireName("shelf.book.new"), page="new.html")

    found = merge(tree(GET, PUT, BOOK, ROOM), scraped(tree(new), "new.html"), partial=True)

    assert [spec.status for spec in found.methods.values()] == ["active"] * 3
    assert list(found.types) == ["shelf.book", "shelf.room"]


def test_types_that_nothing_refers_to_are_left_and_those_referred_to_by_types_are_not() -> None:
    found = merge(tree(GET, BOOK, ROOM), scraped(tree(GET, BOOK, ROOM), "get.html", "fields.html"), partial=False)
    assert list(found.types) == ["shelf.book", "shelf.room"]

    changed = replace(GET, returns=Field("object"))
    found = merge(tree(GET, BOOK, ROOM), scraped(tree(changed), "get.html", "fields.html"), partial=False, day="today")
    assert {name: each.left for name, each in found.types.items()} == {"shelf.book": "today", "shelf.room": "today"}
    assert list(merge(found, scraped(tree(GET, BOOK, ROOM), "get.html"), partial=False).types.values()) == [BOOK, ROOM]


def test_methods_come_sorted_whatever_the_order_of_pages() -> None:
    one = merge(SpecTree(), scraped(tree(PUT, GET, BOOK, ROOM), "a.html"), partial=False)
    two = merge(SpecTree(), scraped(tree(GET, PUT, ROOM, BOOK), "a.html"), partial=False)

    assert list(one.methods) == list(two.methods)
    assert list(one.types) == list(two.types)
