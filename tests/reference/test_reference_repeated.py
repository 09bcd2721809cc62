"""What a page does not say twice, and what is found for something else, on pages of small specs."""

from __future__ import annotations

from generator.api import resolve
from generator.reference.files import read, render
from generator.reference.model import Entry, Html, Source
from generator.spec.model import Json, MethodSpec, SpecTree
from generator.spec.names import Replacement, WireName

LONG = {f"key{number}": "x" * 20 for number in range(40)}


def method(name: str, response: dict[str, Json] | None = None, replaced_by: str = "") -> MethodSpec:
    return MethodSpec(
        WireName(name),
        2,
        f"{name}.html",
        f"Title of {name}",
        status="deprecated" if replaced_by else "active",
        replaced_by=Replacement(replaced_by) if replaced_by else None,
        response=response,
    )


def entries(*methods: MethodSpec) -> dict[str, Entry]:
    files = render(resolve(SpecTree({(2, each.method): each for each in methods}, {}, {}, ())), {}, {})
    sections = read(files["v2/app.page"]).sections
    return {section.name: section for section in sections if isinstance(section, Entry)}


def shows_json(entry: Entry) -> bool:
    return any(isinstance(block, Source) and block.language == "json" for block in entry.blocks)


def html(entry: Entry) -> str:
    return "".join(block.text for block in entry.blocks if isinstance(block, Html))


def test_a_long_answer_like_one_above_is_a_link_to_that() -> None:
    first, second, other, short, again = entries(
        method("app.a", {"result": LONG}),
        method("app.b", {"result": {**LONG, "one_more": 1, "key1": "another value"}}),
        method("app.c", {"result": {key.upper(): value for key, value in LONG.items()}}),
        method("app.d", {"result": {"id": 1}}),
        method("app.e", {"result": {"id": 1}}),
    ).values()

    assert [shows_json(each) for each in (first, second, other, short, again)] == [True, False, True, True, True]
    assert '<a href="#app.a"><code>app.a</code></a>' in html(second)


def test_a_deprecated_method_leads_to_the_end_of_the_chain() -> None:
    found = entries(
        method("app.first", replaced_by="app.second"),
        method("app.second", replaced_by="app.third"),
        method("app.third"),
        method("app.gone", replaced_by="nobody.knows"),
    )

    assert {name: (each.successor, each.is_old) for name, each in found.items()} == {
        "app.first": (("method", "app.third"), True),
        "app.second": (("method", "app.third"), True),
        "app.third": (None, False),
        "app.gone": (None, True),
    }
    assert found["app.third"].title == "Title of app.third"


def test_methods_that_name_each_other_lead_to_an_end() -> None:
    found = entries(method("app.a", replaced_by="app.b"), method("app.b", replaced_by="app.a"))

    assert all(each.successor is not None for each in found.values())
