"""A page that fails, moves, or gets other headings changes nothing but its own spec, and renames nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.scrape.accepted_problems import AcceptedProblem, AcceptedProblems
from generator.scrape.former_cases import with_former_cases
from generator.scrape.lost_pages import with_lost_pages
from generator.scrape.merge import merge
from generator.scrape.pipeline import Scraped
from generator.scrape.type_names import with_type_names
from generator.site.page import PagePath
from generator.spec.model import EventSpec, Field, MethodSpec, SpecTree, TypeSpec
from generator.spec.names import WireName

BOOK_PAGE = "api-reference/shelf/fields.html"
NOTHING_ACCEPTED = AcceptedProblems()


def tree(*specs: TypeSpec | MethodSpec | EventSpec) -> SpecTree:
    return SpecTree(
        methods={(spec.rest, spec.method): spec for spec in specs if isinstance(spec, MethodSpec)},
        events={spec.event: spec for spec in specs if isinstance(spec, EventSpec)},
        types={spec.type: spec for spec in specs if isinstance(spec, TypeSpec)},
    )


def method(name: str, returns: Field | None = None, **params: Field) -> MethodSpec:
    return MethodSpec(WireName(name), 2, f"api-reference/{name}.html", "Title", params=params, returns=returns)


def type_(name: str, *fields: str, title: str = "Book", page: str = BOOK_PAGE) -> TypeSpec:
    return TypeSpec(WireName(name), page, title, {each: Field("string") for each in fields})


def cases(**fields: str) -> Field:
    return Field(
        "object", variants={case: {name: Field("string") for name in names.split()} for case, names in fields.items()}
    )


def refers(name: str) -> Field:
    return Field("object", ref=WireName(name))


GET = method("shelf.get", refers("shelf.book"))
PUT = method("shelf.put", book=refers("shelf.book"))
BOOK = type_("shelf.book", "id", "title")
OLD = tree(GET, PUT, BOOK)


def after(scraped: Scraped, old: SpecTree = OLD, accepted: AcceptedProblems = NOTHING_ACCEPTED) -> SpecTree:
    asked = {*(spec.page for spec in old.methods.values()), *(spec.page for spec in old.types.values())}
    scraped = replace(scraped, asked=frozenset(map(PagePath, asked)))
    return merge(old, with_lost_pages(scraped, old, accepted), partial=False)


# Names


def test_an_object_that_everything_refers_to_as_before_keeps_its_name() -> None:
    found = with_type_names(
        Scraped(tree(method("shelf.get", refers("x")), type_("x", "id", "title", title="Tome", page="other.html")), ()),
        OLD,
        (),
        partial=False,
    )
    assert list(found.tree.types) == ["shelf.book"]


def test_two_objects_of_one_page_keep_their_names_when_both_are_retitled() -> None:
    fields = ("id", "title")
    old = tree(
        method("a.get", refers("shelf.cover")),
        method("b.get", refers("shelf.back")),
        type_("shelf.cover", *fields, title="Cover"),
        type_("shelf.back", *fields, title="Back"),
    )
    new = tree(
        method("a.get", refers("x")),
        method("b.get", refers("y")),
        type_("x", *fields, title="Rear"),
        type_("y", *fields, title="Front"),
    )
    found = with_type_names(Scraped(new, ()), old, (), partial=False).tree
    assert [spec.returns.ref for spec in found.methods.values() if spec.returns] == ["shelf.cover", "shelf.back"]


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        (cases(Lead="id title", Deal="id stage"), cases(Leads="id title", Deal="id stage"), ["Lead", "Deal"]),
        (cases(Lead="id", Deal="id"), cases(A="id", B="id"), ["Lead", "Deal"]),
        (cases(Lead="id title stage"), cases(Other="id"), ["Other"]),
        (cases(Lead="id"), cases(Lead="id", Deal="id"), ["Lead", "Deal"]),
    ],
)
def test_a_case_keeps_its_name_under_another_title(old: Field, new: Field, names: list[str]) -> None:
    found = with_former_cases(Scraped(tree(method("a", x=new)), ()), tree(method("a", x=old))).tree
    assert list(found.methods[2, WireName("a")].params["x"].variants) == names


# Pages that fail


def test_a_page_that_no_longer_documents_anything_has_failed() -> None:
    scraped = Scraped(tree(GET, BOOK), ())
    found = with_lost_pages(replace(scraped, asked=frozenset({PagePath(PUT.page)})), OLD, NOTHING_ACCEPTED)
    assert [(each.page, each.fatal) for each in found.problems] == [(PUT.page, True)]
    assert after(scraped) == OLD


def test_a_person_may_accept_that_it_does_not() -> None:
    accepted = AcceptedProblems((AcceptedProblem(PUT.page, "", "no longer documents", "withdrawn"),))
    assert after(Scraped(tree(GET, BOOK), ()), accepted=accepted).methods[2, PUT.method].status == "removed"


def test_what_leads_to_an_object_that_is_not_described_any_more_stays_as_it_was() -> None:
    bare = replace(GET, returns=Field("object")), replace(PUT, params={"book": Field("object")})
    leads = {PagePath(spec.page): frozenset({PagePath(BOOK_PAGE)}) for spec in (GET, PUT)}
    assert after(Scraped(tree(*bare), (), leads=leads)) == OLD
    # Where nothing leads there, it is another documentation.
    assert after(Scraped(tree(*bare), ())).methods[2, GET.method] == bare[0]


def test_an_object_is_what_all_pages_showed_of_it_while_one_of_them_fails() -> None:
    shrunk = type_("shelf.book", "id")
    assert after(Scraped(tree(GET, shrunk), (), failed=frozenset({PagePath(PUT.page)}))) == OLD
    fields = after(Scraped(tree(GET, PUT, shrunk), ())).types[BOOK.type].fields
    assert {name: each.left is not None for name, each in fields.items()} == {"id": False, "title": True}


def test_what_refers_by_a_word_to_an_object_of_a_page_that_failed_stays_as_it_was() -> None:
    bare = replace(GET, returns=Field("shelf_book"))
    assert after(Scraped(tree(bare, PUT, BOOK), (), failed=frozenset({PagePath(BOOK_PAGE)}))) == OLD


def test_another_page_about_a_method_does_not_step_in_for_one_that_failed() -> None:
    other = replace(GET, page="api-reference/other.html", title="Another")
    assert after(Scraped(tree(other, PUT, BOOK), (), failed=frozenset({PagePath(GET.page)}))) == OLD


def test_what_nothing_refers_to_does_not_take_the_name_of_what_a_page_has_lost() -> None:
    """A button has the fields of a menu's item by chance, on a page that was there before."""
    shelf = TypeSpec(WireName("shelf.menu"), "menu.html", "Menu", {"items": refers("shelf.item")})
    item = type_("shelf.item", "title", "action", "scope", "hidden", title="Item", page="item.html")
    old = tree(method("shelf.get", refers("shelf.menu")), shelf, item)
    emptied = replace(shelf, fields={"items": Field("Item")})
    button = type_("menu.button", "title", "action", "scope", "hidden", "type", title="Button", page="menu.html")
    scraped = Scraped(
        tree(method("shelf.get", refers("shelf.menu")), emptied, button),
        (),
        leads={PagePath("menu.html"): frozenset({PagePath("item.html")})},
    )
    found = after(with_type_names(scraped, old, (), partial=False), old)
    assert found == old
