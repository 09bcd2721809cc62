"""What is sent in another shape than it is answered is answered as its page shows it."""

from __future__ import annotations

import pytest

from bitrix24.portal.fields import Field
from tests.portal.in_process import InProcess


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


@pytest.mark.parametrize("title", ["Missed", ["Missed"], {"en": "Missed", "de": "Verpasst"}])
def test_a_text_in_several_languages_is_answered_in_one(portal: InProcess, title: object) -> None:
    badge = {"code": "missed", "title": title, "value": "1", "type": "failure"}

    assert portal.call("crm.activity.badge.add", badge)["badge"]["title"] == "Missed"
    assert portal.call("crm.activity.badge.get", {"code": "missed"})["badge"]["title"] == "Missed"


@pytest.mark.parametrize(
    ("kind", "shape", "kept", "answered"),
    [
        ("string[]", "string", ["a", "b"], "a"),
        ("string[]", "string", [], None),
        ("any[]", "string", [[["a"]]], "a"),
        ("map", "string", {"en": "a"}, "a"),
        ("string", "integer", "iVBORw0KGgo=", None),
        ("string", "integer", "37", "37"),
        ("integer", "integer[]", 5, [5]),
        ("map", "list", {"0": 1, "1": 2}, [1, 2]),
        ("string", "integer[]", None, None),
        ("string[]", "map", ["a"], ["a"]),
    ],
)
def test_a_value_is_answered_in_the_shape_of_its_field(kind: str, shape: str, kept: object, answered: object) -> None:
    assert Field("x", kind, shape=shape).write(kept, as_text=False) == answered


def test_nothing_is_answered_in_the_shape_of_its_field_too() -> None:
    assert Field("x", "string[]", shape="string", filled=True).write([], as_text=False) == ""


def test_what_a_page_never_shows_empty_is_not_answered_empty(portal: InProcess) -> None:
    id = portal.as_application(
        "ai.engine.register",
        {"name": "A", "code": "a", "category": "text", "completions_url": "https://example.com/"},
    )

    assert id
    assert [row["date_create"] > 1_700_000_000 for row in portal.call("ai.engine.list")] == [True]
