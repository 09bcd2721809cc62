"""What shared types are called: by rule, as before, by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from generator.scrape.pipeline import Scraped
from generator.scrape.type_names import GivenName, load_type_names, with_type_names
from generator.spec.folder import SpecsUnusable
from generator.spec.model import EventSpec, Field, MethodSpec, SpecTree, TypeSpec
from generator.spec.names import WireName

FIELDS = ("id", "title", "shelfId", "pages", "language")


def type_(
    name: str, title: str, page: str = "api-reference/shelf/fields.html", fields: Iterable[str] = FIELDS
) -> TypeSpec:
    return TypeSpec(WireName(name), page, title, {each: Field("string") for each in fields})


def method(name: str, *refs: str, rest: int = 2) -> MethodSpec:
    """A method that takes an object of each of the types."""
    params = {f"p{at}": Field("object", ref=ref) for at, ref in enumerate(refs)}
    assert rest in (2, 3)
    return MethodSpec(WireName(name), 3 if rest == 3 else 2, "page.html", "Title", params=params)


def tree(*specs: TypeSpec | MethodSpec | EventSpec) -> SpecTree:
    return SpecTree(
        methods={(spec.rest, spec.method): spec for spec in specs if isinstance(spec, MethodSpec)},
        events={spec.event: spec for spec in specs if isinstance(spec, EventSpec)},
        types={spec.type: spec for spec in specs if isinstance(spec, TypeSpec)},
    )


def named(
    *specs: TypeSpec | MethodSpec | EventSpec, old: SpecTree | None = None, given: Iterable[GivenName] = ()
) -> SpecTree:
    scraped = Scraped(tree(*specs), ())
    return with_type_names(scraped, old or SpecTree(), tuple(given), partial=False).tree


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Book", "shelf.book"),
        ("shelf_book", "shelf.book"),
        ("shelf_book_page", "shelf.book_page"),
        ("crm_multifield", "shelf.crm_multifield"),
        ("Description of a Single Field rest_field_description", "shelf.rest_field_description"),
        ("Book Object", "shelf.book"),
        ("Object book", "shelf.book"),
        ("Book Fields", "shelf.book"),
        ("Task Chat Object", "shelf.task_chat"),
        ("Parameters of the BodyDto Object", "shelf.body"),
        ("LogoDtoObject", "shelf.logo"),
        ("Object checkListTree.fields", "shelf.check_list_tree_fields"),
        ("CONFIG_QUEUE Object", "shelf.config_queue"),
        ("Menu Item Fields", "shelf.menu_item"),
        ("Object blocks of the page", "shelf.blocks"),
        ("type", "shelf.type"),
    ],
)
def test_a_heading_names_its_object(title: str, name: str) -> None:
    assert list(named(method("shelf.list", "old"), type_("old", title)).types) == [name]


@pytest.mark.parametrize("title", ["Fields", "Parameter fields", "Result Array Element", "Object item", "Поля", "..."])
def test_a_heading_that_says_nothing_leaves_it_to_the_method(title: str) -> None:
    assert list(named(method("shelf.reading.room.list", "old"), type_("old", title)).types) == ["shelf.reading_room"]


def test_references_and_files_have_the_new_name() -> None:
    found = named(
        method("shelf.get", "a"),
        type_("a", "Book"),
        EventSpec(WireName("ONBOOK"), "p", "T", data=Field("object", items=Field("object", ref="a"))),
    )

    assert found.methods[2, WireName("shelf.get")].params["p0"].ref == "shelf.book"
    assert found.types[WireName("shelf.book")].type == "shelf.book"
    event = found.events[WireName("ONBOOK")]
    assert event.data
    assert event.data.items == Field("object", ref="shelf.book")


def test_the_section_is_the_one_of_most_methods() -> None:
    uses = [method("box.get", "a"), method("shelf.get", "a"), method("shelf.list", "a")]

    assert list(named(*uses, type_("a", "Book")).types) == ["shelf.book"]


def test_a_type_of_rest_3_alone_says_so() -> None:
    three = method("shelf.get", "a", rest=3)

    assert list(named(three, type_("a", "Book")).types) == ["shelf.v3.book"]
    assert list(named(three, method("shelf.list", "a"), type_("a", "Book")).types) == ["shelf.book"]


def test_a_type_inside_another_belongs_to_the_same_section() -> None:
    outer = TypeSpec(WireName("a"), "p.html", "Book", {"pages": Field("object", ref="b")})

    assert list(named(method("shelf.get", "a"), outer, type_("b", "Page")).types) == ["shelf.book", "shelf.page"]


def test_a_type_that_no_method_uses_belongs_to_the_section_of_its_page() -> None:
    assert list(named(type_("a", "Book", "api-reference/chat-bots/x.html")).types) == ["chat_bots.book"]
    assert list(named(type_("a", "Book", "x.html")).types) == ["site.book"]


def test_two_objects_never_have_one_name() -> None:
    found = named(
        method("shelf.get", "a", "b", "c"),
        type_("a", "Book"),
        type_("b", "Book Object", "api-reference/shelf/old-books.html"),
        type_("c", "Book Fields", "api-reference/shelf/old-books.html"),
    )

    assert list(found.types) == ["shelf.book", "shelf.book_old_books", "shelf.book_old_books_2"]


def test_an_object_that_nothing_refers_to_takes_no_name_from_others() -> None:
    found = named(method("shelf.get", "b"), type_("a", "Book", "api-reference/shelf/a.html"), type_("b", "Book"))

    assert {name: spec.page for name, spec in found.types.items()} == {
        "shelf.book": "api-reference/shelf/fields.html",
        "shelf.book_a": "api-reference/shelf/a.html",
    }


def test_an_object_keeps_its_name_when_its_page_moves() -> None:
    old = tree(type_("shelf.tome", "Book"))

    assert list(named(method("box.get", "a"), type_("a", "Book", "other/page.html"), old=old).types) == ["shelf.tome"]


def test_an_object_keeps_its_name_when_its_heading_changes() -> None:
    old = tree(type_("shelf.tome", "Book"))

    assert list(named(type_("a", "Volume", fields=FIELDS[:3]), old=old).types) == ["shelf.tome"]


def test_another_object_does_not_inherit_a_name() -> None:
    old = tree(type_("shelf.book", "Book"))

    found = named(method("shelf.get", "a"), type_("a", "Book", "other.html", fields=("colour", "width")), old=old)

    assert list(found.types) == ["shelf.book_other"]


def test_the_most_alike_has_the_name() -> None:
    old = tree(type_("shelf.one", "Object", fields=("a", "b", "c")), type_("shelf.two", "Object", fields=("d", "e")))

    found = named(type_("x", "Object", fields=("d", "e", "f")), type_("y", "Object", fields=("a", "b")), old=old)

    assert {name: set(spec.fields) for name, spec in found.types.items()} == {
        "shelf.one": {"a", "b"},
        "shelf.two": {"d", "e", "f"},
    }


def given(title: str, name: str) -> GivenName:
    return GivenName("api-reference/shelf/fields.html", title, name, "because")


def test_a_name_given_by_hand_goes_before_rule_and_memory() -> None:
    old = tree(type_("shelf.tome", "Book"))

    found = named(type_("a", "Book"), type_("b", "Volume", "x.html"), old=old, given=[given("Book", "shelf.volume")])

    assert found.types[WireName("shelf.volume")].title == "Book"


def test_a_given_name_that_nothing_has_is_a_problem_of_a_whole_scrape() -> None:
    scraped = Scraped(tree(type_("a", "Book")), ())
    dead = (given("Tome", "shelf.tome"),)

    whole = with_type_names(scraped, SpecTree(), dead, partial=False)
    part = with_type_names(scraped, SpecTree(), dead, partial=True)

    assert [(problem.at, "'shelf.tome'" in problem.what) for problem in whole.problems] == [("Tome", True)]
    assert part.problems == ()


@pytest.mark.parametrize("title", ["", "x" * 3000, "{{ x }}", "../..", "\0", "1", "_", "a_" * 500, "1_a", "-", "`'`"])
@pytest.mark.parametrize("page", ["x.html", "a/поле/b.html", "a/1/2.html"])
def test_any_heading_and_page_give_a_name(title: str, page: str) -> None:
    found = named(type_("a", title, page), type_("b", title, page))

    assert len(found.types) == 2


@pytest.mark.parametrize(
    ("names", "mistake"),
    [
        (["Shelf.book"], "'Shelf.book' is no name of a type"),
        (["book"], "'book' is no name of a type"),
        (["../book"], "'../book' is no name of a type"),
        (["shelf.book", "shelf.book"], "'shelf.book' is given twice"),
    ],
)
def test_mistakes_in_the_list(tmp_path: Path, names: list[str], mistake: str) -> None:
    file = tmp_path / "type_names.yaml"
    rows = "".join(f"- {{page: p{at}, title: t, name: {name}, why: w}}\n" for at, name in enumerate(names))
    file.write_text(f"type_names:\n{rows}")

    with pytest.raises(SpecsUnusable) as caught:
        load_type_names(file)

    assert any(mistake in line for line in caught.value.lines)
