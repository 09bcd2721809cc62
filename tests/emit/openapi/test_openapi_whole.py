"""The document of the whole API: valid, complete, and true to every documented example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from generator.api import Api, Method
from tests.emit.openapi.checking import Checker, Document, documented, operations
from tests.emit.openapi.exceptions import CALLS

pytestmark = pytest.mark.slow


def test_every_event_is_there(api: Api, document: Document) -> None:
    assert document["webhooks"].keys() == api.events.keys()
    ids = [each["operationId"] for each in operations(document)]
    ids += [each["post"]["operationId"] for each in document["webhooks"].values()]
    assert len(ids) == len(set(ids))


def test_the_documented_events_are_valid(document: Document) -> None:
    checker = Checker(document)
    media = [
        each["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
        for each in document["webhooks"].values()
    ]
    shown = [(each["schema"], each["examples"]["documented"]["value"]) for each in media if "examples" in each]

    assert len(shown) > 150
    assert [value for schema, value in shown if not checker.accepts(schema, value)] == []


@pytest.mark.long
def test_the_document_is_valid(document: Document) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_method_is_there_once(api: Api, document: Document) -> None:
    ids = Counter(each["operationId"] for each in operations(document))

    assert ids == Counter(f"v3.{name}" if rest == 3 else str(name) for rest, name in api.methods)


def test_every_scheme_and_tag_that_is_used_is_declared(document: Document) -> None:
    schemes = document["components"]["securitySchemes"].keys()
    tags = {each["name"] for each in document["tags"]}

    assert {name for each in operations(document) for way in each["security"] for name in way} == schemes
    hooks = [each["post"] for each in document["webhooks"].values()]
    assert {name for each in [*operations(document), *hooks] for name in each["tags"]} == tags
    assert {name for group in document["x-tagGroups"] for name in group["tags"]} == tags


def test_the_documented_calls_are_valid_but_for_known_ones(api: Api, document: Document) -> None:
    examples = _documented(document, lambda operation: operation.get("requestBody"))

    assert len(examples) == sum(
        bool(each.parameters or each.example) and each.example is not None for each in _all(api)
    )
    assert _refused(document, examples) == CALLS.keys()


def test_the_documented_answers_are_valid(api: Api, document: Document) -> None:
    examples = _documented(document, lambda operation: operation["responses"]["200"])

    assert len(examples) == sum(each.response is not None for each in _all(api))
    assert _refused(document, examples) == set()


def test_documented_refusals_are_valid(document: Document) -> None:
    checker = Checker(document)
    media = [
        response["content"]["application/json"]
        for each in operations(document)
        for status, response in each["responses"].items()
        if status != "default"
    ]
    media += [response["content"]["application/json"] for response in document["components"]["responses"].values()]
    refusals = [
        (each["schema"], example["value"])
        for each in media
        for name, example in each.get("examples", {}).items()
        if name != "documented"
    ]

    assert len(refusals) > 5000
    assert [value for schema, value in refusals if not checker.accepts(schema, value)] == []


def _all(api: Api) -> Iterable[Method]:
    return api.methods.values()


def _documented(document: Document, part: Callable[[Document], Document | None]) -> dict[str, tuple[Document, object]]:
    found = {}
    for each in operations(document):
        example = documented(part(each) or {"content": {"application/json": {}}})
        if example is not None:
            found[each["operationId"]] = example
    return found


def _refused(document: Document, examples: Mapping[str, tuple[Document, object]]) -> set[str]:
    checker = Checker(document)
    return {name for name, (schema, value) in examples.items() if not checker.accepts(schema, value)}
