"""Methods as operations, each behaviour by a method of its own; and where a call of them goes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from bitrix24.portal.testing import running_portal
from generator.api import Api
from generator.emit.openapi import openapi
from generator.problems import GenerateError
from tests.emit.openapi.checking import Checker, Document, api_of, document_of, operation, operations, parameters_of

GET = """
method: deal.item.get
page: api-reference/deal/get.html
title: "Get \\n a deal"
scope: [crm, deals]
params: {id: {type: integer, required: true}, select: {type: 'string[]'}}
example: {ID: 5, other: x}
returns: {type: object, fields: {ID: {type: integer}}}
response: {result: {ID: '5'}}
"""


def test_an_operation_says_what_the_documentation_says() -> None:
    document = document_of(GET)

    assert list(document["paths"]) == ["/deal.item.get"]
    get = operation(document, "deal.item.get")
    assert (get["tags"], get["summary"]) == (["deal.item"], "Get a deal")
    assert get["externalDocs"] == {"url": "https://apidocs.bitrix24.com/api-reference/deal/get.html"}
    assert get["security"] == [{}, {"token": ["crm"]}, {"token": ["deals"]}]
    assert get.keys().isdisjoint({"deprecated", "description"})
    assert get["requestBody"]["required"] is True
    assert parameters_of(get)["required"] == ["id"]
    assert get["responses"].keys() == {"200", "default"}
    assert get["responses"]["200"]["content"]["application/json"]["examples"]["documented"] == {
        "value": {"result": {"ID": "5"}}
    }
    assert document["info"]["version"] == "1.2.3"


def test_a_call_that_spells_a_parameter_in_another_case_is_shown_as_it_is_listed() -> None:
    get = operation(document_of(GET), "deal.item.get")

    assert get["requestBody"]["content"]["application/json"]["examples"]["documented"] == {
        "value": {"id": 5, "other": "x"}
    }


def test_a_method_without_parameters_has_no_request_body() -> None:
    assert "requestBody" not in operation(document_of("{method: app.info}"), "app.info")


def test_a_method_with_custom_fields_takes_any() -> None:
    add = operation(document_of("{method: a.add, params: {ID: {type: integer}, 'UF_*': {type: any}}}"), "a.add")

    assert parameters_of(add)["additionalProperties"] is True
    assert parameters_of(add)["properties"].keys() == {"ID"}


def test_both_versions_of_a_method_stand_side_by_side() -> None:
    document = document_of("{method: task.get}", "{method: task.get, rest: 3, scope: [task]}", "{method: a.b, rest: 3}")

    assert document["paths"].keys() == {"/task.get", "/task.get#v3", "/a.b"}
    assert [each["url"] for each in document["servers"]] == [
        "https://{portal}/rest/{user}/{webhook}",
        "https://{portal}/rest",
    ]
    assert "servers" not in document["paths"]["/task.get"]
    assert [each["url"] for each in document["paths"]["/task.get#v3"]["servers"]] == [
        "https://{portal}/rest/api/{user}/{webhook}",
        "https://{portal}/rest/api",
    ]
    assert operation(document, "v3.task.get")["security"] == [{}, {"oauth": ["task"]}]
    assert operation(document, "task.get")["security"] == [{}, {"token": []}]


def test_what_a_method_was_called_before_is_a_deprecated_operation() -> None:
    document = document_of("{method: im.userAdd, aliases: [im.user.add]}", "{method: a.b, status: deprecated}")

    assert operation(document, "im.user.add")["deprecated"] is True
    assert operation(document, "im.user.add")["description"] == "An earlier spelling of `im.userAdd`."
    assert operation(document, "a.b")["deprecated"] is True
    assert "deprecated" not in operation(document, "im.userAdd")


def test_a_method_that_was_replaced_names_the_other() -> None:
    document = document_of("{method: a.b, status: deprecated, replaced_by: a.c}", "{method: a.c}")

    assert operation(document, "a.b")["description"] == "Use `a.c` instead."


def test_a_positional_method_says_so() -> None:
    document = document_of("{method: a.b, positional: true, params: {x: {type: any}}}")

    assert "by position" in operation(document, "a.b")["description"]


def test_a_list_has_a_total_and_what_comes_next() -> None:
    document = document_of("{method: a.list, list: {paging: start}, returns: {type: 'integer[]'}}", "{method: a.b}")

    assert _properties(document, "a.list") == {"result", "total", "next", "time"}
    assert _properties(document, "a.b") == {"result", "time"}


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (
            "{method: a.list, list: {rows: items, paging: start},"
            " returns: {type: object, fields: {items: {type: array}}}}",
            {"x-paging": {"by": "start", "rows": "items"}, "x-reads": True},
        ),
        (
            "{method: a.list, params: {filter: {type: object}, order: {type: object}}, returns: {type: array},"
            " list: {id: {row: ID, filter: '>ID', order: ID}, paging: start}}",
            {
                "x-paging": {
                    "by": "start",
                    "rows": "",
                    "id": {"row": "ID", "filter": ">ID", "order": {"order": {"ID": "ASC"}}},
                },
                "x-reads": True,
            },
        ),
        ("{method: batch}", {"x-no-batch": True}),
        ("{method: a.add, positional: true}", {"x-positional": True}),
        ("{method: a.add, replaced_by: b.*}", {"x-replaced-by": "b.*"}),
        (
            "{method: a.add, who: administrator, who_more: true, context: application}",
            {"x-who": "administrator", "x-who-more": True, "x-context": "application"},
        ),
        ("{method: a.add}", {}),
    ],
)
def test_what_openapi_has_no_word_for_is_in_extensions(spec: str, said: dict[str, Any]) -> None:
    method = next(operations(document_of(spec)))

    assert {name: value for name, value in method.items() if name.startswith("x-")} == said


def test_a_parameter_says_how_it_takes_a_file() -> None:
    add = operation(document_of("{method: a.add, params: {f: {type: string, file: base64}}}"), "a.add")

    options = parameters_of(add)["properties"]["f"]["anyOf"]
    assert options[0] == {"type": "string", "contentEncoding": "base64", "x-file": "base64"}


def test_methods_are_grouped_by_their_first_words() -> None:
    document = document_of("{method: batch}", "{method: crm.deal.add}", "{method: crm.deal.x.get}", "{method: crm.add}")

    assert [each["name"] for each in document["tags"]] == ["batch", "crm", "crm.deal"]
    assert document["x-tagGroups"] == [
        {"name": "batch", "tags": ["batch"]},
        {"name": "crm", "tags": ["crm", "crm.deal"]},
    ]


EVENT = """
event: onDealAdd
page: api-reference/deal/on-add.html
title: Deal added
scope: [crm]
auth: true
data: {type: object, fields: {FIELDS: {type: object, fields: {ID: {type: integer}}}}}
example: {event: ONDEALADD, event_handler_id: '5', data: {FIELDS: {ID: 7}}, ts: '1735374081', auth: {domain: a}}
"""


def test_an_event_is_a_webhook() -> None:
    document = document_of(EVENT)

    hook = document["webhooks"]["onDealAdd"]["post"]
    assert (hook["operationId"], hook["summary"], hook["tags"]) == ("on.onDealAdd", "Deal added", ["Events"])
    assert (hook["security"], hook["x-scopes"]) == ([], ["crm"])
    media = hook["requestBody"]["content"]["application/x-www-form-urlencoded"]
    assert media["schema"]["properties"].keys() == {"event", "event_handler_id", "data", "ts", "auth"}
    assert media["schema"]["properties"]["auth"] == {"$ref": "#/components/schemas/EventAuth"}
    assert Checker(document).accepts(media["schema"], media["examples"]["documented"]["value"])
    assert not Checker(document).accepts(media["schema"], {"data": {}})
    assert document["tags"] == [{"name": "Events"}]
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_an_event_of_which_little_is_known_is_a_webhook_too() -> None:
    hook = document_of("{event: onLeft, status: removed, auth: false}")["webhooks"]["onLeft"]["post"]

    media = hook["requestBody"]["content"]["application/x-www-form-urlencoded"]
    assert hook["deprecated"] is True
    assert media["schema"]["properties"]["data"] == {}
    assert (media["encoding"].keys(), "examples" in media) == ({"data"}, False)


def test_a_document_may_be_of_some_methods_and_events() -> None:
    document = openapi(api_of("{method: a.b}", "{method: a.c}", "{method: b}", EVENT).only("*a.b"), "1")

    assert (document["paths"].keys(), "webhooks" in document) == ({"/a.b"}, False)
    assert openapi(api_of("{method: a.b}", EVENT).only("onDeal*"), "1")["webhooks"].keys() == {"onDealAdd"}


@pytest.mark.parametrize(
    ("name", "accepted", "refused"),
    [
        ("Nothing", [None, False, "", "undefined", [], {}], [True, 0, "0", [1], {"a": 1}]),
        ("Boolean", [True, False, "Y", "N", "y", "n", "1", "0", "true", "false", 1, 0], ["", "x", "Yes", 2, None]),
    ],
)
def test_what_portals_send_in_the_place_of_results(name: str, accepted: list[Any], refused: list[Any]) -> None:
    document = document_of("{method: a.b, returns: {type: boolean}}")
    place = {"$ref": f"#/components/schemas/{name}"}

    assert [value for value in accepted if not Checker(document).accepts(place, value)] == []
    assert [value for value in refused if Checker(document).accepts(place, value)] == []


REFUSALS = """
method: a.b
errors:
- {code: NOT_FOUND, message: Not found, status: 404}
- {code: '', message: Empty}
- {code: WRONG, message: One}
- {code: WRONG, message: Another}
"""


def test_refusals_are_responses_by_their_status() -> None:
    responses = operation(document_of(REFUSALS), "a.b")["responses"]

    assert responses.keys() == {"200", "400", "404", "default"}
    assert responses["404"]["description"] == "Not Found"
    assert _examples(responses["404"]) == {"NOT_FOUND": {"error": "NOT_FOUND", "error_description": "Not found"}}
    assert _examples(responses["400"]) == {
        "(none)": {"error": "", "error_description": "Empty"},
        "WRONG": {"error": "WRONG", "error_description": "One"},
        "WRONG 2": {"error": "WRONG", "error_description": "Another"},
    }


@pytest.mark.parametrize(("status", "key"), [(404, "404"), (499, "499"), (7, "400"), (1000, "400")])
def test_any_documented_status_gives_a_valid_document(status: int, key: str) -> None:
    document = document_of(f"{{method: a.b, errors: [{{code: X, status: {status}}}]}}")

    assert operation(document, "a.b")["responses"].keys() == {"200", key, "default"}
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_a_refusal_with_status_200_stands_beside_the_result() -> None:
    document = document_of("{method: a.b, errors: [{code: '0', message: Gone, status: 200}], response: {result: 1}}")

    answer = operation(document, "a.b")["responses"]["200"]
    assert {"$ref": "#/components/schemas/Error"} in answer["content"]["application/json"]["schema"]["anyOf"]
    assert _examples(answer) == {"documented": {"result": 1}, "0": {"error": "0", "error_description": "Gone"}}


def test_refusals_of_rest_3_have_their_own_form() -> None:
    error = "{code: INVALID, message: Bad, status: 400, field: id}"
    responses = operation(document_of(f"{{method: a.b, rest: 3, errors: [{error}]}}"), "v3.a.b")["responses"]

    assert responses["400"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorV3"}
    assert _examples(responses["400"])["INVALID"] == {
        "error": {"code": "INVALID", "message": "Bad", "validation": [{"field": "id", "message": "Bad"}]}
    }
    assert responses["default"] == {"$ref": "#/components/responses/ErrorV3"}


def test_what_every_method_may_answer_stands_once() -> None:
    document = document_of("{method: a.b}", errors="errors: [{code: LIMIT, message: Too many, status: 503}]")

    shared = document["components"]["responses"]["Error"]
    assert _examples(shared) == {"LIMIT": {"error": "LIMIT", "error_description": "Too many"}}
    assert operation(document, "a.b")["responses"]["default"] == {"$ref": "#/components/responses/Error"}


PERSON = "{type: person, fields: {ID: {type: integer, required: true}, boss: {type: object, ref: boss}}}"
BOSS = "{type: boss, fields: {ID: {type: integer}}}"
OTHER = "{type: other, fields: {ID: {type: integer}}}"


def test_shared_types_that_something_refers_to_are_components_as_sent_and_as_answered() -> None:
    method = "{method: a.b, params: {who: {type: object, ref: person}}, returns: {type: object, ref: boss}}"
    schemas = document_of(method, PERSON, BOSS, OTHER)["components"]["schemas"]

    assert {name for name in schemas if name[0].islower()} == {"person.Input", "boss.Input", "boss"}
    assert schemas["person.Input"]["properties"]["boss"] == {"$ref": "#/components/schemas/boss.Input"}
    assert schemas["person.Input"]["required"] == ["ID"]


@pytest.mark.parametrize("name", ["Error", "Nothing", "Time", "person.Input"])
def test_a_shared_type_with_the_name_of_another_schema_is_refused(name: str) -> None:
    with pytest.raises(GenerateError, match=f"shared type {name}: "):
        document_of(PERSON, BOSS, f"{{type: {name}, fields: {{ID: {{type: integer}}}}}}")


def test_nothing_documented_is_still_a_document() -> None:
    assert openapi(Api(), "1")["paths"] == {}
    assert openapi(api_of("{method: a.b}"), "1") == openapi(api_of("{method: a.b}"), "1")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "arguments"),
    [("/crm.deal.list", {"select": ["ID", "TITLE"]}), ("/user.current", {}), ("/tasks.task.get#v3", {"id": 51})],
)
def test_a_call_made_by_the_document_is_answered_as_it_says(
    document: Document, path: str, arguments: dict[str, Any]
) -> None:
    item = document["paths"][path]
    root = item.get("servers", document["servers"])[0]["url"]

    with running_portal() as webhook, httpx.Client() as http:
        local = root.replace("https://{portal}", webhook.removesuffix("/rest/1/secret/"))
        answer = http.post(local.format(user=1, webhook="secret") + path, json=arguments)

    assert answer.json()["result"]
    schema = item["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert Checker(document).accepts(schema, answer.json())


def _properties(document: Document, id: str) -> set[str]:
    media = operation(document, id)["responses"]["200"]["content"]["application/json"]
    return set(media["schema"]["properties"])


def _examples(response: Document) -> dict[str, Any]:
    return {name: each["value"] for name, each in response["content"]["application/json"]["examples"].items()}
