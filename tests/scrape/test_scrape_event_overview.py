"""Several events on one page: each has a section of its own, and the page shows some things for all of them."""

from __future__ import annotations

import json
from typing import Any

from generator.scrape.page import read_page
from generator.spec.model import EventSpec
from generator.spec.names import WireName
from tests.scrape.page_builder import assembled, code, grid, raw

PATH = "api-reference/shelf/events/events.html"
ADDED, LEFT = "ONSHELFV2BOOKADD", "ONSHELFV2BOOKLEAVE"


def described(name: str, *rows: tuple[str, str, str]) -> str:
    cells = [(f"<strong>{field}</strong>", f"<code>{kind}</code>", text) for field, kind, text in rows]
    return f'<h2 id="{name.lower()}">{name}</h2><p>Something.</p>{grid(("Field", "Type", "Description"), cells)}'


def shown(value: Any) -> str:
    return f"<h3>Example Data</h3>{code(json.dumps(value))}"


def read(article: str) -> dict[WireName, EventSpec]:
    return dict(assembled(raw(article, title="Formats of Events", path=PATH)).tree.events)


BOT = ("bot", "object", "Who is told")


def test_each_section_that_is_called_like_an_event_is_one() -> None:
    found = read(
        described(ADDED, BOT, ("count", "integer", "Of books"))
        + shown({"bot": {"id": 7, "isHidden": False}, "count": 3})
        + described(LEFT, ("word", "string", "What is said"))
        + "<h2>Continue Learning</h2>"
    )

    assert list(found) == [ADDED, LEFT]
    added, left = found.values()
    assert (added.page, added.title, added.auth, added.example) == (PATH, ADDED, False, None)
    assert added.data is not None
    assert added.data.fields["count"].type == "integer"
    assert {name: field.type for name, field in added.data.fields["bot"].fields.items()} == {
        "id": "integer",
        "isHidden": "boolean",
    }
    assert left.data is not None
    assert {name: field.type for name, field in left.data.fields.items()} == {"word": "string"}


def test_an_object_of_an_event_has_its_table_below() -> None:
    table = grid(("Field", "Type", "Description"), [("<strong>id</strong>", "<code>integer</code>", "Its number")])
    found = read(described(ADDED, BOT) + f"<h3>Bot Object</h3>{table}" + described(LEFT, BOT))

    data = found[WireName(ADDED)].data
    assert data is not None
    assert data.fields["bot"].fields["id"].type == "integer"


def test_what_is_shown_for_all_events_is_a_part_of_each_that_has_it() -> None:
    request = {"event": ADDED, "data": {"bot": {"id": 7, "auth": {"token": "t"}}, "book": {}}, "auth": {"a": "b"}}
    found = read(
        f"<h2>Structure</h2>{code(json.dumps(request))}{code(json.dumps({'bot': {'id': 7}, 'book': {}}))}"
        "<h3>Auth Parameter</h3><p>Tokens.</p>"
        + described(ADDED, BOT)
        + shown({"bot": {"id": 7, "isHidden": False}})
        + described(LEFT, BOT)
    )

    added, left = found.values()
    assert added.example == request
    assert (added.auth, left.auth, left.example) == (True, True, None)
    assert added.data is not None
    assert left.data is not None
    assert set(added.data.fields) == set(left.data.fields) == {"bot"}
    # Another way of delivery leaves these two out.
    assert {name for name, field in added.data.fields["bot"].fields.items() if field.nullable} == {"isHidden", "auth"}
    assert set(left.data.fields["bot"].fields) == {"id"}


def test_a_page_that_explains_one_event_among_other_things_describes_none() -> None:
    facts = read_page(raw(described(ADDED, BOT) + "<h2>Other</h2>", title="How to Listen", path=PATH))

    assert facts.events == ()


def test_a_link_to_the_whole_of_such_a_page_names_no_object() -> None:
    page = raw(described(ADDED, BOT) + described(LEFT, BOT), title="Formats of Events", path=PATH)
    other = raw(
        "<blockquote><p>Who can subscribe: any user</p></blockquote><h2>What the Handler Receives</h2>"
        + grid(
            ("Field", "Type", "Description"),
            [("<strong>data</strong>", "<code>object</code>", f'As in <a href="{PATH}">formats</a>')],
        ),
        title="A Book Is Read ONSHELFBOOKREAD",
        path="api-reference/shelf/events/read.html",
    )

    data = assembled(page, other).tree.events[WireName("ONSHELFBOOKREAD")].data
    assert data is not None
    assert data.ref is None
