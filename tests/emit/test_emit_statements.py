"""What is stated of a method, of either-or and of forms: in docstrings, signatures, OpenAPI and the reference."""

from __future__ import annotations

import re

import pytest

from generator.emit.python.runtime import runtime_files
from generator.reference.client import client
from generator.reference.model import Entry, Html, Source
from generator.reference.pages import pages
from tests.emit.making import api_of, rendered
from tests.emit.openapi.checking import document_of, operation
from tests.fragments import FRAGMENTS

FRAGMENT = FRAGMENTS["statements, alternatives and forms"]


@pytest.fixture(scope="module")
def module() -> str:
    return rendered(FRAGMENT)["bitrix24/v2/shelf/__init__.py"]


def test_the_docstring_says_it(module: str) -> None:
    text = " ".join(module.split())
    assert ", by owner; returns" in text
    assert "Only in the context of an application, not with a webhook." in text
    assert "Since version 21.800.0." in text
    assert "Twice does what once does. The answer has `total`." in text
    assert "One of `note`, `mark` is required. Takes `voteId`; or `shelf`, `row`." in text
    assert "row: `row`, integer, only with `shelf`." in text
    assert 'only where `note` is `"a"` or `"b"`, only on portals that their owners host.' in text


def test_each_form_is_a_signature_on_every_kind_of_client(module: str) -> None:
    assert module.count("@overload") == 6
    forms = [
        " ".join(found.split())
        for found in re.findall(r"@overload\n\s+(?:async )?def vote\((.*?)\) ->", module, re.DOTALL)
    ]
    first = "self, ballot: Mapping[str, object], *, vote_id: int, shelf: str | Omitted = OMIT,"
    second = "self, ballot: Mapping[str, object], *, shelf: str, row: int, vote_id: int | Omitted = OMIT,"
    assert [form.startswith(start) for form, start in zip(forms, 3 * [first, second], strict=True)] == 6 * [True]


def test_a_call_that_may_be_made_twice_may_be_repeated(module: str) -> None:
    assert "writes=False" in module


def test_of_forms_with_unknown_parameters_there_are_no_signatures() -> None:
    assert (
        "@overload"
        not in rendered(FRAGMENT.replace("[shelf, row]", "[shelf, column]"))["bitrix24/v2/shelf/__init__.py"]
    )


def test_every_example_is_tested() -> None:
    tests = rendered(FRAGMENT)["tests/v2/test_shelf.py"]
    assert "test_vote__example_2" in tests
    assert "test_vote__example_3" in tests


def test_openapi_has_it_as_extensions_and_alternatives() -> None:
    found = operation(document_of(FRAGMENT), "shelf.vote")
    assert {name: value for name, value in found.items() if name.startswith("x-")} == {
        "x-who": "owner",
        "x-who-more": True,
        "x-context": "application",
        "x-since": "21.800.0",
        "x-on-premise": True,
        "x-idempotent": True,
        "x-total": True,
        "x-one-of": [["note", "mark"]],
        "x-forms": [["voteId"], ["shelf", "row"]],
    }
    media = found["requestBody"]["content"]["application/json"]
    assert media["schema"]["allOf"] == [
        {"anyOf": [{"required": ["note"]}, {"required": ["mark"]}]},
        {"anyOf": [{"required": ["voteId"]}, {"required": ["shelf", "row"]}]},
    ]
    assert media["schema"]["properties"]["mark"]["x-when"] == {"note": ["a", "b"]}
    assert list(media["examples"]) == ["documented", "documented 2", "documented 3"]


def test_the_reference_says_it() -> None:
    site = pages(client(api_of(FRAGMENT), runtime_files()))
    (entry,) = (section for page in site for section in page.sections if isinstance(section, Entry))
    text = "".join(block.text for block in entry.blocks if isinstance(block, Html))
    assert "<li>Only in the context of an application, not with a webhook</li>" in text
    assert "<li>One of <code>note</code>, <code>mark</code> is required</li>" in text
    assert "only where <code>note</code> is <code>&#34;a&#34;</code> or <code>&#34;b&#34;</code>" in text
    assert text.count("Another example") == 2
    assert sum("b24.shelf.vote(" in block.text for block in entry.blocks if isinstance(block, Source)) == 4
