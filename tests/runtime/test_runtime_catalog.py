"""What the client knows of every documented method: the list, descriptions, and which program loads none of it."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from bitrix24 import catalog
from bitrix24.catalog import Description, DocumentedError, Method, UnknownMethod


def test_methods_are_sorted_by_name_then_version() -> None:
    keys = [(method.name, method.rest) for method in catalog.methods()]
    assert len(keys) > 1500
    assert keys == sorted(set(keys))


def test_a_method_as_it_is_documented() -> None:
    assert catalog.find("crm.item.payment.product.delete") == Method(
        name="crm.item.payment.product.delete",
        rest=2,
        title="Remove Product Item from Payment",
        scope=("crm",),
        access="destructive",
        lists=False,
        status="active",
        replaced_by=(),
        url="https://apidocs.bitrix24.com/api-reference/crm/universal/payment/products-in-payment/"
        "crm-item-payment-product-delete.html",
        parameters=("id",),
    )


def test_required_parameters_come_first() -> None:
    method = catalog.find("disk.folder.uploadfile")
    required = catalog.describe(method).parameters["required"]
    assert required
    assert list(method.parameters[: len(required)]) == required
    assert len(method.parameters) > len(required)


def test_lists_say_so() -> None:
    assert catalog.find("crm.deal.list").lists
    assert not catalog.find("crm.deal.get").lists


def test_a_family_that_takes_a_method_s_place_is_its_methods() -> None:
    families = [method for method in catalog.methods() if len(method.replaced_by) > 1]
    assert families
    names = {method.name for method in catalog.methods()}
    assert {name for method in families for name in method.replaced_by} <= names
    assert catalog.find("crm.deal.list").replaced_by == ("crm.item.list",)


# Names


@pytest.mark.parametrize("name", ["tasks.flow.Flow.pin", "TASKS.FLOW.FLOW.PIN", "tasks.flow.flow.pin"])
def test_a_method_is_found_in_any_case(name: str) -> None:
    assert catalog.find(name).name == "tasks.flow.Flow.pin"


def test_rest_2_comes_first_unless_another_version_is_asked_for() -> None:
    assert catalog.find("tasks.task.get").rest == 2
    assert catalog.find("tasks.task.get", 2).rest == 2
    assert catalog.find("tasks.task.get", rest=3).rest == 3
    assert catalog.find("mail.mailbox.list").rest == 3


def test_names_that_differ_in_case_alone_are_one_method() -> None:
    named = Counter((method.name.casefold(), method.rest) for method in catalog.methods())
    assert [name for name, count in named.items() if count > 1] == []


def test_an_unknown_method_says_what_was_meant() -> None:
    with pytest.raises(UnknownMethod, match=r"^no documented method is called 'crm\.dael\.get'; did you mean ") as told:
        catalog.find("crm.dael.get")
    assert told.value.name == "crm.dael.get"
    assert "crm.deal.get" in told.value.close
    assert isinstance(told.value, LookupError)
    copy = pickle.loads(pickle.dumps(told.value))
    assert (str(copy), copy.close) == (str(told.value), told.value.close)


def test_nothing_is_meant_by_what_looks_like_nothing() -> None:
    with pytest.raises(UnknownMethod, match=r"^no documented method is called '\?'$") as told:
        catalog.find("?")
    assert told.value.close == ()


@pytest.mark.parametrize(("name", "rest"), [("crm.deal.get", 3), ("mail.mailbox.list", 2), ("crm.deal.get", 4)])
def test_a_method_of_another_version_is_unknown(name: str, rest: int) -> None:
    with pytest.raises(UnknownMethod):
        catalog.find(name, rest)


# Descriptions


def test_a_description_has_what_is_documented() -> None:
    said = catalog.describe(catalog.find("vote.AttachedVote.get"))
    assert said.parameters["type"] == "object"
    assert said.parameters["properties"]["attachId"] == {"type": "integer"}
    assert said.parameters["allOf"]
    assert said.result["anyOf"][0]["properties"]["attach"]
    assert DocumentedError("ATTACH_NOT_FOUND", "Attach not found", 400) in said.errors
    assert said.example is not None
    assert said.example["moduleId"] == "im"
    assert said.who


def test_a_method_without_parameters_takes_an_empty_object() -> None:
    said = catalog.describe(catalog.find("user.current"))
    assert said.parameters == {"type": "object"}
    assert said.method.parameters == ()


@pytest.mark.parametrize("name", ["im.v2.Event.get", "imbot.v2.Bot.register", "access.name", "methods", "batch"])
def test_a_method_is_described_by_its_own_line(name: str) -> None:
    said = catalog.describe(catalog.find(name))
    assert said.method.name == name
    assert set(said.parameters.get("properties", {})) == set(said.method.parameters)


def references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for each in schema.values():
            yield from references(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from references(each)


def everything() -> Iterator[Description]:
    return map(catalog.describe, catalog.methods())


@pytest.mark.slow
def test_every_method_has_a_description_that_stands_alone() -> None:
    lengths: list[int] = []
    for said in everything():
        for schema in (said.parameters, said.result):
            assert set(references(schema)) == {f"#/$defs/{name}" for name in schema.get("$defs", {})}, said.method.name
            json.dumps(schema)
        assert set(said.parameters.get("properties", {})) == set(said.method.parameters)
        text = said.text()
        assert said.method.name in text
        assert said.method.url in text
        assert all(f"{name}: " in text for name in said.parameters.get("required", ())), said.method.name
        lengths.append(len(text))
    # Four characters are a token.
    assert max(lengths) < 4000
    assert sum(lengths) / len(lengths) < 1200


def test_a_description_in_a_few_lines() -> None:
    text = catalog.describe(catalog.find("tasks.flow.Flow.pin")).text()
    assert text.splitlines()[:5] == [
        "tasks.flow.Flow.pin (REST 2, write, scope task, who: user with permission): Pin or Unpin the Flow",
        "parameters: {",
        "  flowId: integer",
        "}",
        "result: boolean",
    ]
    assert 'example: {"flowId": 517}' in text


def test_a_description_says_what_is_deprecated_and_what_one_of_is_needed() -> None:
    assert "\ndeprecated; use crm.item.list\n" in catalog.describe(catalog.find("crm.deal.list")).text()
    needed = "\nneeds one of: attachId | moduleId and entityType and entityId | signedAttachId\n"
    assert needed in catalog.describe(catalog.find("vote.AttachedVote.get")).text()


def described(**parts: Any) -> str:
    method = Method("a.b", 2, "A title", (), "write", False, "active", (), "https://p.example", ())
    return Description(method, **{"parameters": {"type": "object"}, "result": {}, **parts}).text()


def test_what_is_required_is_said_of_the_longest_method_too() -> None:
    long = {f"property{number}": {"type": "string", "description": "words " * 30} for number in range(300)}
    text = described(parameters={"type": "object", "properties": long, "required": ["property299", "property298"]})
    assert "  property299: string" in text
    assert "  property298: string" in text
    assert "… 288 more" in text


def test_a_type_that_holds_itself_ends() -> None:
    node = {"type": "object", "properties": {"parent": {"$ref": "#/$defs/node"}, "id": {"type": "integer"}}}
    text = described(result={"$ref": "#/$defs/node", "$defs": {"node": node}})
    assert "result: {\n  parent: node\n  id: integer\n}" in text


def test_values_limits_and_conditions_are_said_behind_the_type() -> None:
    schema = {
        "type": "object",
        "properties": {
            "kind": {"enum": ["a", "b"], "type": "string", "x-labels": {"a": "one", "b": "two"}, "default": "a"},
            "size": {"type": "integer", "minimum": 1, "maximum": 5, "x-when": {"kind": "b"}},
            "files": {"type": "array", "items": {"type": "string", "contentEncoding": "base64"}, "maxItems": 3},
        },
    }
    assert described(parameters=schema).splitlines()[1:6] == [
        "parameters: {",
        '  kind?: "a" | "b"  // default "a", a one, b two',
        '  size?: integer  // min 1, max 5, only with kind "b"',
        "  files?: base64[]  // max items 3",
        "}",
    ]


def test_what_a_page_says_is_one_bounded_line() -> None:
    text = described(about="one\ntwo " + "x" * 5000, errors=(DocumentedError("CODE", "m" * 5000, None),))
    lines = text.splitlines()
    assert lines[1].startswith("one two x")
    assert len(text) < 1500


# What it costs

IMPORTED = """
import json, sys
import bitrix24
before = sorted(name for name in sys.modules if "catalog" in name and name.startswith("bitrix24"))
from bitrix24 import catalog
after = set(sys.modules)
catalog.methods()
print(json.dumps([before, sorted(after & {"bitrix24._core.catalog_search", "bitrix24._core.catalog_text"})]))
"""


def test_a_program_that_does_not_ask_does_not_pay() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", IMPORTED], env=environment, check=True, capture_output=True, text=True)
    assert json.loads(run.stdout) == [[], []]
