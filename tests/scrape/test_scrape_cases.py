"""An object that a page describes in several sections: the fields of all, and those of each case."""

from __future__ import annotations

import json

from generator.spec.model import TypeSpec
from tests.scrape.page_builder import assembled, method_article, names, raw

FIELDS_PAGE = "api-reference/shelf/fields.html"
COMMON = f"<h2 id='common'>Common Fields</h2>{names(('id', 'integer'), ('owner', 'integer'))}"
PAPER = f"<h3 id='paper'>Paper</h3>{names(('title', 'string'), ('pages', 'integer'))}"
SOUND = f"<h3 id='sound'>Sound</h3>{names(('title', 'string'), ('minutes', 'integer'))}"
EACH = "<h2 id='each'>Book Fields</h2>"
SHOWN = {"id": 1, "owner": 2, "title": "A", "pages": 300, "minutes": 60}


def described(sections: str, shown: object) -> TypeSpec:
    rows = names(("result", "object"), ("book", "book", f"See <a href='{FIELDS_PAGE}'>fields</a>"))
    article = method_article(
        answer=json.dumps({"result": {"book": shown}}), returned=f"<h3 id='returned-data'>Returned Data</h3>{rows}"
    )
    tree = assembled(raw(article), raw(sections, title="Fields of a Book", path=FIELDS_PAGE)).tree
    (found,) = tree.types.values()
    return found


def test_sections_that_examples_show_are_cases_of_the_object() -> None:
    found = described(COMMON + EACH + PAPER + SOUND, SHOWN)
    assert list(found.fields) == ["id", "owner", "title", "pages", "minutes"]
    assert found.cases == {"Paper": ("title", "pages"), "Sound": ("title", "minutes")}


def test_one_more_section_alone_is_no_case() -> None:
    found = described(COMMON + PAPER, SHOWN)
    assert list(found.fields) == ["id", "owner", "title", "pages", "minutes"]
    assert found.cases == {}


def test_a_section_that_no_example_shows_is_no_case() -> None:
    other = f"<h3 id='other'>Other</h3>{names(('wheels', 'integer'), ('doors', 'integer'))}"
    found = described(COMMON + PAPER + SOUND + other, SHOWN)
    assert set(found.cases) == {"Paper", "Sound"}
