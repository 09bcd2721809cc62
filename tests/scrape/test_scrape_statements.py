"""What a page states of its method as a whole, and of parameters that need or replace each other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.scrape.page import read_page
from generator.spec.model import Example, MethodSpec
from tests.scrape.page_builder import METHOD, assembled, code, curl, facts, grid, method_article, names, raw, spec

BOX = "<blockquote><p>Scope: <code>shelf</code></p>"


def page(who: str = "", prose: str = "", **parts: Any) -> MethodSpec:
    box = f"{BOX}<p>Who can execute the method: {who}</p></blockquote>" if who else f"{BOX}</blockquote>"
    return spec(box + prose + method_article(**parts).partition("</blockquote>")[2])


def params(*rows: tuple[str, str] | tuple[str, str, str], said: str = "", sent: Any = None) -> MethodSpec:
    return spec(method_article(f"{said}{names(*rows)}", curl(sent) if sent is not None else None))


@pytest.mark.parametrize(
    ("who", "role", "more"),
    [
        ("any user", "any user", False),
        ("an authorized user", "any user", False),
        ("any intranet user, except bots", "any user", True),
        ("administrator", "administrator", False),
        ("administrator or open line operator", "administrator", True),
        ("CRM administrator", "CRM administrator", False),
        ('CRM administrator (permission "Allow to change settings")', "CRM administrator", True),
        ("any user with administrative access to the CRM section", "CRM administrator", True),
        ("chat participant", "chat participant", False),
        ("owner of the registered bot", "owner", True),
        ("administrator or message author", "owner", True),
        ("a user of the application that registered the bot", "user of the application", True),
        ('a user with "read" access permission for shelves', "user with permission", True),
        ("requires access permission to modify the shelf", "user with permission", True),
        ("everybody but guests", "any user", True),
        ("the one who created the shelf", "owner", True),
        ("whoever sees the shelf", "user with permission", True),
        ("it differs", None, True),
        ("<br>a user can retrieve their own shelves<br>others need a permission", "any user", True),
        ("<br>any user for shelves of their own<br>a user with permission for others", "any user", True),
    ],
)
def test_who_can_execute(who: str, role: str | None, more: bool) -> None:
    found = page(who)
    assert (found.who, found.who_more) == (role, more)


def test_who_can_subscribe_to_an_event_and_what_takes_its_place() -> None:
    note = (
        '<div class="yfm-note" note-type="warning"><p>DEPRECATED</p><p>Development of this event has been halted.'
        ' Use <a href="events.html#new">ONSHELFV2BOOKADD</a>.</p></div>'
    )
    box = f"{BOX}<p>Who can subscribe: any user</p></blockquote>"
    request = code(json.dumps({"event": "ONSHELFBOOKADD", "data": {"ID": 7}}))
    page = raw(box + note + request, title="A Book Is Added ONSHELFBOOKADD", path="api-reference/shelf/events/a.html")
    found = read_page(page)
    (event,) = found.events
    assert (event.who, event.who_more, event.replaced_by) == ("any user", False, "ONSHELFV2BOOKADD")


def test_a_refusal_for_what_an_application_has_made_says_nothing_of_the_method() -> None:
    def context(meaning: str) -> str | None:
        rows = [("1", "Application context required", meaning)]
        errors = grid(("Code", "Description", "Value"), rows)
        return spec(method_article(errors=errors)).context

    assert context("Called outside the application context") == "application"
    assert context("Wrong id of a book created in the context of the application") is None


def test_a_role_that_nobody_knows_is_told() -> None:
    box = f"{BOX}<p>Who can execute the method: the librarian</p></blockquote>"
    found = facts(box + method_article().partition("</blockquote>")[2])
    assert [problem.at for problem in found.problems] == ["Who can execute"]


@pytest.mark.parametrize(
    "prose",
    [
        "The method works only in the context of an application.",
        "It only works in the context of the application.",
        "This method works only within the context of an application.",
        "The method can only be called in the context of a REST application.",
        "The method works only in the context of application authorization.",
        "The method works only in the context of authorizing the application.",
        "The method works only in the context of authorization of the application.",
    ],
)
def test_only_in_the_context_of_an_application(prose: str) -> None:
    assert page(prose=f"<p>{prose}</p>").context == "application"


def test_a_refusal_says_so_too() -> None:
    table = grid(("Code", "Description"), [("ACCESS_DENIED", "Application context required")])
    assert page(errors=table).context == "application"
    assert page(prose="<p>If the method is called in the context of an application, it gives more.</p>").context is None


def test_twice_does_what_once_does_only_where_the_page_says_it() -> None:
    assert page(prose="<p>The method is idempotent: repeated calls are safe.</p>").idempotent
    assert not page(prose="<p>If the method is called again, a second book is there.</p>").idempotent


def test_an_overview_says_from_which_version_on_methods_are_there() -> None:
    table = grid(
        ("Method", "Description", "Available since"), [(METHOD, "Gets", "21.800.0"), ("shelf.add", "Adds", "")]
    )
    tree = assembled(
        raw(method_article()), raw(f"<h2>Methods</h2>{table}", title="Shelves", path="shelf/index.html")
    ).tree
    assert [found.since for found in tree.methods.values()] == ["21.800.0"]


CODES = "<code>id</code> or <code>code</code>"


@pytest.mark.parametrize(
    "said",
    [
        f"At least one of the parameters must be specified: {CODES}",
        f"You must provide either {CODES}.",
        f"Pass one of the parameters: {CODES}",
        f"The method accepts one of the parameters: {CODES}.",
        "You must provide either the <code>id</code> parameter or the <code>code</code> parameter",
    ],
)
def test_one_of_several_is_needed(said: str) -> None:
    found = params(("id*", "integer"), ("code*", "string", said), ("shelf", "integer"), sent={"id": 1})
    assert found.one_of == (("id", "code"),)
    assert [name for name, param in found.params.items() if param.required] == []
    assert params(("id", "integer"), ("code", "string"), said=f"<p>{said}</p>").one_of == (("id", "code"),)


@pytest.mark.parametrize(
    "said",
    [
        f"You can use either {CODES}, or both",
        f"To retrieve one book, at least one of the parameters must be specified: {CODES}",
        f"It is recommended to pass only one parameter: {CODES}",
        "At least one field must be given in <code>fields</code>",
    ],
)
def test_what_may_be_is_not_needed(said: str) -> None:
    assert params(("id", "integer"), ("code", "string", said), ("fields", "object")).one_of == ()


def test_a_row_that_is_needed_without_another() -> None:
    found = params(
        ("id", "integer", "Required if <code>code</code> is not specified"),
        ("code", "string"),
        ("from*", "date"),
        ("from_ts", "integer", "Can be used instead of the <code>from</code> parameter"),
    )
    assert found.one_of == (("id", "code"), ("from", "from_ts"))
    assert not found.params["from"].required


def test_inside_an_object_the_group_has_paths() -> None:
    inner = names(("name", "string", "Pass either <code>name</code> or <code>title</code>"), ("title", "string"))
    article = method_article(names(("fields*", "object")) + f'<h3 id="fields">Parameter fields</h3>{inner}')
    assert spec(article).one_of == (("fields.name", "fields.title"),)


def test_an_example_without_any_of_them_refutes_it() -> None:
    found = params(
        ("id", "integer", f"Pass either {CODES}"), ("code", "string"), ("shelf", "integer"), sent={"shelf": 1}
    )
    assert found.one_of == ()
    assert [defect.what for defect in found.defects] == ["one of id, code is said to be needed; the example has none"]


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("Used only with <code>kind</code>", "kind"),
        ("Used together with <code>kind</code>.", "kind"),
        ("Works only together with <code>kind</code>. Pass a number", "kind"),
        ("Required if <code>kind = 2</code>", {"kind": 2}),
        ("Available only when <code>kind = 1</code> or <code>kind = 2</code>", {"kind": [1, 2]}),
        ("Used when <code>kind</code> is <code>2</code>", {"kind": 2}),
        ("Required only for <code>kind</code> with values <code>1</code> or <code>3</code>.", {"kind": [1, 3]}),
        ("Only for <code>kind</code> with values <code>1</code> and <code>3</code>", {"kind": [1, 3]}),
        ("Used when <code>kind</code> is not <code>2</code>", None),
        ("Required if <code>kind = 2</code>, can be omitted otherwise", None),
        ("Available only if the <code>isOpen</code> setting is enabled", None),
        ("Used for <code>kind</code> reports", None),
        ("Filled if <code>kind</code> is set to <code>2</code>", {"kind": 2}),
        ("Automatically filled when <code>kind = 2</code>", None),
        ("Number of pages for <code>kind = 2</code>:", {"kind": 2}),
        ("If <code>kind = 2</code>, contains the number of pages", {"kind": 2}),
        ("It may be empty if <code>kind = 2</code>.", None),
        ("The id is got by a method with <code>kind = 2</code>", None),
    ],
)
def test_a_parameter_that_means_something_only_with_another(said: str, when: object) -> None:
    assert params(("kind", "integer"), ("size", "integer", said)).params["size"].when == when


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("Texts, returned when <code>isSold = false</code>", {"isSold": False}),
        ("The field is returned only for <code>kind = 2</code>", {"kind": 2}),
        ("Used when <code>kind = 2</code>", {"kind": 2}),
        ("It is not returned when <code>kind = 2</code>", None),
        ("Returned only if <code>withShelf = true</code>", None),
    ],
)
def test_a_returned_field_that_is_there_only_with_a_value_of_another(said: str, when: object) -> None:
    rows = names(("isSold", "boolean"), ("kind", "integer"), ("size", "integer", said))
    answer = {"result": {"isSold": True, "kind": 1, "size": 2}}
    found = spec(method_article(answer=json.dumps(answer), returned=f"<h3>Returned Data</h3>{rows}"))
    assert found.returns is not None
    assert found.returns.fields["size"].when == when


@pytest.mark.parametrize(
    ("said", "on_premise", "since"),
    [
        ("Used only in the on-premise version for sales", True, None),
        ("The lock's user. Relevant only for on-premise.", True, None),
        ("Editing is available only in the on-premise version when an option is on", False, None),
        ("The site. Available since version 23.400.0", False, "23.400.0"),
        ("A version, for example 1.2.3", False, None),
    ],
)
def test_where_a_parameter_is_there(said: str, on_premise: bool, since: str | None) -> None:
    found = params(("site", "string", said)).params["site"]
    assert (found.on_premise, found.since) == (on_premise, since)


@pytest.mark.parametrize(
    ("said", "required_for"),
    [
        ("The key. Required for webhook authorization, not needed for OAuth.", "webhook"),
        ("Required for authorization via webhook", "webhook"),
        ("This parameter is mandatory only for webhooks.", "webhook"),
        ("The application. The parameter is required only when calling via a webhook: pass both", "webhook"),
        ("This key will be required for all later calls via webhook", None),
        ("Not required for webhooks", None),
        ("The address of the webhook", None),
    ],
)
def test_a_parameter_that_only_calls_with_a_webhook_need(said: str, required_for: str | None) -> None:
    assert params(("key", "string", said)).params["key"].required_for == required_for


def test_a_starred_parameter_is_required_in_every_call() -> None:
    found = params(("key*", "string", "Required for webhooks")).params["key"]
    assert (found.required, found.required_for) == (True, None)


def test_several_ways_to_call_are_forms() -> None:
    ways = "".join(
        f'<h3 id="w{at}">{at}. By {rows[0][0]}</h3>{names(*rows)}'
        for at, rows in enumerate(
            [
                [("id*", "integer"), ("note*", "string")],
                [("shelf*", "integer"), ("row*", "integer"), ("note*", "string")],
            ],
            1,
        )
    )
    found = spec(method_article(ways, curl({"id": 1, "note": "x"})))
    assert found.forms == (("id",), ("shelf", "row"))
    assert [name for name, param in found.params.items() if param.required] == ["note"]


def test_calls_beside_the_first_are_examples() -> None:
    calls = curl({"id": 1}) + curl({"id": 1}) + curl({"id": 2, "full": "Y"})
    table = names(("id*", "integer"), ("full", "string"))
    assert spec(method_article(table, calls)).examples == (Example({"id": 2, "full": "Y"}),)
    answers = code('{"result": 2}')
    found = spec(method_article(table, calls, '{"result": 1}', answers))
    assert found.examples == (Example({"id": 2, "full": "Y"}, {"result": 2}),)


def test_a_total_beside_the_result() -> None:
    assert page(answer=json.dumps({"result": [], "total": 2})).total
    assert not page(answer=json.dumps({"result": {"total": 2}})).total
    assert page(answer=None, returned=names(("result", "array"), ("total", "integer"))).total


def test_one_of_two_or_both() -> None:
    said = "Pass <code>fields.title</code>, <code>fields.text</code>, or both fields at once."
    rows = (("fields*", "object", ""), ("fields.title", "string", said), ("fields.text", "string", said))
    assert params(*rows, sent={"fields": {"title": "A", "text": "B"}}).one_of == (("fields.title", "fields.text"),)


@pytest.mark.parametrize(
    ("said", "context"),
    [
        ("This event only works within the context of the book bot application.", "application"),
        ("Subscribing to the event can only be done through the application.", "application"),
        ("Currently, you can only subscribe to the event from the application.", "application"),
        ("Only those events intended for the shelf of the application are received.", None),
        ("Events will not be sent to the application until the installation is complete.", None),
    ],
)
def test_an_event_to_which_only_an_application_can_subscribe(said: str, context: str | None) -> None:
    request = code(json.dumps({"event": "ONSHELFBOOKADD", "data": {"ID": 7}}))
    body = f"{BOX}<p>Who can subscribe: any user</p></blockquote><p>It is. {said}</p>{request}"
    found = read_page(raw(body, title="A Book Is Added ONSHELFBOOKADD", path="api-reference/shelf/events/a.html"))
    (event,) = found.events
    assert event.context == context
