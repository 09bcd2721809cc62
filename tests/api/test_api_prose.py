"""The words of pages find their places in an `Api`, which is the same without them."""

from __future__ import annotations

from generator.api import resolve
from generator.api.prose import Prose, joined
from generator.spec.prose import ErrorProse
from generator.spec.prose import Prose as Page
from tests.making import tree_of

GET = """
method: shelf.book.get
params: {id: {type: integer, required: true}}
returns:
  type: object
  fields: {book: {type: object, fields: {ID: {type: integer}, NAME: {type: string}, PAGES: {type: integer}}}}
aliases: [shelf.folio.get]
errors: [{code: NOT_FOUND, message: Not here}, {code: '0', message: Nothing}, {code: '0', message: Never}]
"""
LIST = """
method: shelf.book.list
returns:
  type: array
  items: {type: object, fields: {ID: {type: integer}, NAME: {type: string}, PAGES: {type: integer}}}
list: {paging: start}
"""
EVENT = "{event: onBook, data: {type: object, fields: {ID: {type: integer}}}}"


def test_a_property_has_the_words_of_its_place() -> None:
    specs = tree_of(GET)
    prose = joined({"v2/shelf/shelf.book.get.yaml": Page("", "Gives a book", {"params.id": "Number"})}, specs)
    method = next(method for method in resolve(specs).methods.values() if not method.is_alias)

    assert prose.of(method.parameters[0].place) == "Number"
    assert prose.about(method) == "Gives a book"


def test_an_alias_has_the_words_of_its_method() -> None:
    specs = tree_of(GET)
    prose = joined({"v2/shelf/shelf.book.get.yaml": Page("", "Gives a book", {"params.id": "Number"})}, specs)

    (alias,) = (method for method in resolve(specs).methods.values() if method.is_alias)
    assert prose.about(alias) == "Gives a book"
    assert prose.of(alias.parameters[0].place) == "Number"


def test_what_became_a_shared_type_has_the_words_of_the_methods_that_return_it() -> None:
    specs = tree_of(GET, LIST)
    pages = {"v2/shelf/shelf.book.list.yaml": Page("", "", {"returns[].NAME": "On the spine"})}
    prose = joined(pages, specs)

    (type,) = resolve(specs).types.values()
    assert [prose.of(each.place) for each in type.as_result.properties] == ["", "On the spine", ""]


def test_an_error_has_the_words_of_its_row() -> None:
    specs = tree_of(GET)
    rows = (
        ErrorProse("NOT_FOUND", "There is no such book"),
        ErrorProse("0", "The shelf is empty", "Nothing"),
        ErrorProse("0", "`Never`", "Never"),
    )
    prose = joined({"v2/shelf/shelf.book.get.yaml": Page("", errors=rows)}, specs)
    method = next(method for method in resolve(specs).methods.values() if not method.is_alias)

    said = [prose.of_error(method, error) for error in method.errors]
    assert said == ["There is no such book", "The shelf is empty", ""]


def test_an_event_has_words_and_its_data_too() -> None:
    specs = tree_of(EVENT)
    prose = joined({"events/onBook.yaml": Page("", "A book came", {"data": "The book", "data.ID": "Number"})}, specs)
    (event,) = resolve(specs).events.values()

    assert (prose.about(event), prose.of_data(event)) == ("A book came", "The book")
    assert prose.only([event]) == prose


def test_silence_is_no_prose() -> None:
    assert not joined({}, tree_of(GET, LIST, EVENT))
    assert not Prose()
