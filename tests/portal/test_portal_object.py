"""The portal as an object: what a test puts in, what it reads, what goes wrong; all of it without a socket."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from bitrix24 import (
    NO_RETRIES,
    ApiError,
    App,
    AsyncClient,
    Client,
    ConnectionFailed,
    MemoryStore,
    OperatingLimit,
    PermissionDenied,
    StoredOAuth,
    TimedOut,
    Token,
    TransportError,
)
from bitrix24.portal import Answer, LocalPortal, Refused
from bitrix24.portal.errors import OPERATION_TIME_LIMIT

APP = App("local.app", "app-secret", "http://localhost/oauth/token/")


@pytest.fixture
def portal() -> LocalPortal:
    return LocalPortal()


@pytest.fixture
def b24(portal: LocalPortal) -> Client:
    """Fails at once, so that a test sees the fault."""
    return Client(portal.webhook, transport=portal.transport(), retries=NO_RETRIES)


def test_a_client_needs_no_socket(portal: LocalPortal) -> None:
    with portal.client() as client:
        assert client.profile().name == "Alex"


def test_neither_does_one_for_asyncio(portal: LocalPortal) -> None:
    async def name() -> object:
        async with portal.async_client() as client:
            return (await client.profile()).name

    assert asyncio.run(name()) == "Alex"


def test_a_program_that_waits_may_call_inside_of_a_running_loop(b24: Client) -> None:
    async def name() -> object:
        return b24.profile().name

    assert asyncio.run(name()) == "Alex"


def test_a_method_answers_what_was_put_in(portal: LocalPortal, b24: Client) -> None:
    portal.answer("crm.item.get", {"item": {"id": 7, "title": "Mine"}})
    portal.answer("undocumented.method", [1, 2])
    portal.answer("undocumented.list", Answer([1], total=120, next=50))

    assert b24.crm.item.get(entity_type_id=2, id=7).item.title == "Mine"
    assert b24.call("undocumented.method").result == [1, 2]
    page = b24.call("undocumented.list")
    assert (page.result, page.total, page.next) == ([1], 120, 50)


def test_what_was_put_in_for_one_version_is_not_answered_in_the_other(portal: LocalPortal, b24: Client) -> None:
    portal.answer("tasks.task.get", {"item": {"id": 1}}, rest=3)

    assert b24.call("tasks.task.get", {"id": 1}, rest=3).result == {"item": {"id": 1}}
    assert "item" not in b24.call("tasks.task.get", {"taskId": 51}).result


def test_several_answers_come_one_after_another_and_the_last_goes_on(portal: LocalPortal, b24: Client) -> None:
    portal.answer("user.current", {"ID": "1"}, Refused("ACCESS_DENIED", "Not now", 403), {"ID": "2"})

    assert b24.call("user.current").result == {"ID": "1"}
    with pytest.raises(PermissionDenied, match="Not now"):
        b24.call("user.current")
    assert [b24.call("user.current").result for _ in range(2)] == [{"ID": "2"}] * 2


def test_a_function_answers_by_the_parameters(portal: LocalPortal, b24: Client) -> None:
    def twice(params: Mapping[str, Any]) -> object:
        if params["x"] < 0:
            raise Refused("ERROR_ARGUMENT", "below zero")
        return params["x"] * 2

    portal.answer("twice", twice)

    assert b24.call("twice", {"x": 21}).result == 42
    with pytest.raises(ApiError, match="below zero"):
        b24.call("twice", {"x": -1})


def test_a_function_that_fails_is_an_error_that_says_so(portal: LocalPortal, b24: Client) -> None:
    portal.answer("broken", lambda params: params["nothing"])

    with pytest.raises(ApiError, match="put in for broken raised KeyError: 'nothing'"):
        b24.call("broken")


@pytest.mark.parametrize("answers", [(), (object(),), ({1, 2},), (ValueError("x"),)])
def test_what_cannot_be_answered_cannot_be_put_in(portal: LocalPortal, answers: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match="answer\\('x'\\)"):
        portal.answer("x", *answers)


def test_parameters_of_a_documented_method_are_checked_whatever_is_put_in(portal: LocalPortal, b24: Client) -> None:
    portal.answer("crm.item.get", {"item": {}})

    with pytest.raises(ApiError, match="entityTypeId"):
        b24.call("crm.item.get", {"id": 7})


def test_an_answer_can_be_taken_out(portal: LocalPortal, b24: Client) -> None:
    portal.answer("profile", {"ID": "9"})
    portal.remove_answer("profile")

    assert b24.profile().name == "Alex"
    assert portal.answers() == {}


def test_records_are_seeded_and_read_by_the_methods_of_their_family(portal: LocalPortal, b24: Client) -> None:
    ids = portal.seed("crm.deal", [{"TITLE": "One", "OPPORTUNITY": 5}, {"TITLE": "Two"}])

    assert b24.crm.item.get(entity_type_id=2, id=ids[0]).item.title == "One"
    assert len(portal.records("crm.deal")) == 172, "more than a page"
    assert [deal["TITLE"] for deal in portal.records("crm.deal", filter={"TITLE": "Two"})] == ["Two"]
    assert [call.method for call in portal.calls] == ["crm.item.get"], "what a test does itself is no call"


def test_what_is_beside_the_fields_is_told_by_name(portal: LocalPortal) -> None:
    ids = portal.seed("crm.item", [{"title": "Three"}], entityTypeId=2)

    found = portal.records("crm.item", entityTypeId=2, filter={"id": ids[0]})
    assert [each["title"] for each in found] == ["Three"]


def test_a_family_that_keeps_nothing_takes_no_records(portal: LocalPortal) -> None:
    with pytest.raises(LookupError, match=r"no method of crm\.nothing"):
        portal.seed("crm.nothing", [{}])
    with pytest.raises(LookupError, match=r"no method of crm\.nothing"):
        portal.records("crm.nothing")


def test_calls_are_remembered_with_what_was_answered(portal: LocalPortal, b24: Client) -> None:
    b24.crm.item.get(entity_type_id=2, id=7)
    with pytest.raises(ApiError):
        b24.call("no.such.method", {"a": 1})
    b24.v3.tasks.task.get(id=51)

    first, second, third = portal.calls
    assert (first.method, first.params, first.rest, first.status) == (
        "crm.item.get",
        {"entityTypeId": 2, "id": 7},
        2,
        200,
    )
    assert first.answer["result"]["item"]["title"] == "Deal #7"
    assert (second.status, second.answer["error"]) == (404, "ERROR_METHOD_NOT_FOUND")
    assert (third.method, third.rest) == ("tasks.task.get", 3)
    assert [call.number for call in portal.calls] == [1, 2, 3]


def test_the_commands_of_a_batch_are_calls_before_it(portal: LocalPortal, b24: Client) -> None:
    with b24.batch(halt=False) as batch:
        batch.crm.item.get(entity_type_id=2, id=7)
        batch.call("no.such.method")

    assert [(call.method, call.status, call.in_batch) for call in portal.calls] == [
        ("crm.item.get", 200, True),
        ("no.such.method", 404, True),
        ("batch", 200, False),
    ]
    assert portal.calls[0].answer["result"]["item"]["id"] == 7


def test_secrets_are_not_remembered(portal: LocalPortal) -> None:
    with httpx.Client(transport=portal.transport()) as http:
        http.post("http://localhost/rest/profile", json={"auth": "token", "x": 1})
        http.post("http://localhost/rest/profile?auth=token")
        http.post("http://localhost/rest/batch", json={"auth": "token", "cmd": {"a": "profile?auth=token&x=1"}})
        http.get(f"{portal.webhook}profile")

    assert portal.calls[0].params == {"x": 1}
    assert portal.calls[-2].params == {"cmd": {"a": "profile?auth=***&x=1"}}
    assert [call.params for call in portal.calls if "token" in repr(call.params)] == []
    assert not any("secret" in repr(call) for call in portal.calls)


def test_no_more_calls_are_remembered_than_fit() -> None:
    portal = LocalPortal()
    portal.answer("large", "x" * 100_000)
    with httpx.Client(transport=portal.transport()) as http:
        for _ in range(100):
            http.get(f"{portal.webhook}large")

    assert portal.calls[-1].number == 100
    assert sum(len(call.answer["result"]) for call in portal.calls) <= 8 * 1024 * 1024


def test_the_nth_call_of_a_method_gets_what_was_asked_for(portal: LocalPortal, b24: Client) -> None:
    portal.fault("user.*", nth=2, status=502, body="<html>Bad gateway</html>")
    b24.profile()

    statuses = [_status(b24, "user.current") for _ in range(3)]

    assert statuses == [200, 502, 200]
    assert portal.calls[2].answer == "<html>Bad gateway</html>"


def _status(b24: Client, method: str) -> int:
    try:
        return b24.call(method).status
    except ApiError as error:
        return error.status


@pytest.mark.parametrize(("drop", "deals"), [("before", 0), ("after", 1)])
def test_a_connection_is_dropped_before_or_after_the_call(
    portal: LocalPortal, b24: Client, drop: Any, deals: int
) -> None:
    portal.fault("crm.item.add", drop=drop)

    with pytest.raises(TransportError):
        b24.crm.item.add(entity_type_id=2, fields={"title": "Lost"})

    assert len(portal.records("crm.deal", filter={"TITLE": "Lost"})) == deals
    assert portal.calls[-1].status == (None if drop == "before" else 200)


def test_half_an_answer_is_no_answer(portal: LocalPortal, b24: Client) -> None:
    portal.fault("profile", truncated=True)

    with pytest.raises(TransportError):
        b24.profile()


def test_a_late_answer_meets_the_patience_of_the_client(portal: LocalPortal) -> None:
    portal.fault("profile", latency=3600)
    hurried = Client(portal.webhook, transport=portal.transport(), retries=NO_RETRIES, timeout=0.05)

    with pytest.raises(TimedOut):
        hurried.profile()


def test_an_error_is_answered_in_the_form_of_the_version(portal: LocalPortal, b24: Client) -> None:
    portal.fault("*", error=OPERATION_TIME_LIMIT)

    with pytest.raises(OperatingLimit):
        b24.call("profile")
    with pytest.raises(ApiError):
        b24.call("tasks.task.get", {"id": 51}, rest=3)
    error = portal.calls[-1].answer["error"]
    assert (portal.calls[-1].status, error["code"]) == (429, "OPERATION_TIME_LIMIT")


def test_faults_can_be_cleared(portal: LocalPortal, b24: Client) -> None:
    portal.fault(drop="before")
    assert [str(fault) for fault in portal.faults()] == ["connection dropped before the call"]
    portal.clear_faults()

    assert b24.profile().name == "Alex"


@pytest.mark.parametrize("wrong", [{"nth": 0}, {"latency": -1}, {"status": 99}, {"drop": "never"}], ids=str)
def test_a_fault_that_cannot_be_is_refused(portal: LocalPortal, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        portal.fault(**wrong)


def oauth(token: str = "token") -> StoredOAuth:
    return StoredOAuth(APP, MemoryStore(Token(token, "refresh-token", "http://localhost")))


@pytest.mark.parametrize("rest", [2, 3])
def test_an_expired_token_is_renewed_and_the_call_made_again(portal: LocalPortal, rest: int) -> None:
    method, params = ("profile", {}) if rest == 2 else ("tasks.task.get", {"id": 51})
    with portal.client(oauth()) as client:
        client.call(method, params, rest=rest)
        portal.expire_tokens()
        client.call(method, params, rest=rest)
        portal.fault(method, nth=1, expired_token=True)
        client.call(method, params, rest=rest)

    assert [call.status for call in portal.calls] == [200, 401, 200, 401, 200]


def test_v3_has_one_answer_for_every_failed_authentication(portal: LocalPortal) -> None:
    with httpx.Client(transport=portal.transport()) as http:
        for token in ("expired-token", "guess"):
            answer = http.post("http://localhost/rest/api/tasks.task.get", json={"id": 51, "auth": token})
            code = "BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION"
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)


def test_a_webhook_calls_no_more_than_its_scope(portal: LocalPortal) -> None:
    url = portal.add_webhook("other", scope="crm, task")
    with portal.client(url) as client:
        assert client.crm.item.get(entity_type_id=2, id=7).item.id == 7
        assert client.profile().name == "Alex", "needs none"
        with pytest.raises(PermissionDenied, match="insufficient_scope"):
            client.call("im.dialog.get", {"DIALOG_ID": "chat1"})
        with pytest.raises(PermissionDenied, match="INSUFFICIENTSCOPE"):
            client.call("main.eventlog.list", {}, rest=3)


def test_so_does_the_webhook_that_is_there_from_the_start() -> None:
    with LocalPortal(scope=["task"]).client() as client, pytest.raises(PermissionDenied, match="insufficient_scope"):
        client.call("crm.item.get", {"entityTypeId": 2, "id": 7})


def test_applications_have_tokens_scopes_and_codes_of_their_own(portal: LocalPortal) -> None:
    portal.add_application("other.app", "other-secret", scope="crm", redirect_uri="https://app.example/back?x=1")
    with httpx.Client(transport=portal.transport()) as http:
        page = http.get("http://localhost/oauth/authorize/?client_id=other.app&state=s%26t")
        assert "<button" in page.text
        back = httpx.URL(
            http.post("http://localhost/oauth/authorize/?client_id=other.app&state=s%26t").headers["location"]
        )
        assert (back.host, back.params["x"], back.params["state"]) == ("app.example", "1", "s&t")
        ask = {"grant_type": "authorization_code", "code": back.params["code"]}
        others = {**ask, "client_id": "local.app", "client_secret": "app-secret"}
        own = {**ask, "client_id": "other.app", "client_secret": "other-secret"}
        assert http.post("http://localhost/oauth/token/", data=others).json()["error"] == "invalid_grant"
        back = httpx.URL(http.post("http://localhost/oauth/authorize/?client_id=other.app").headers["location"])
        pair = http.post("http://localhost/oauth/token/", data={**own, "code": back.params["code"]}).json()
        assert pair["scope"] == "crm"
        refused = http.post("http://localhost/rest/tasks.task.get", json={"auth": pair["access_token"], "taskId": 51})
        assert refused.json()["error"] == "insufficient_scope"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//x", "https://", "http://[", "data:text/html,x"])
def test_nobody_is_sent_to_what_is_no_address(portal: LocalPortal, address: str) -> None:
    with httpx.Client(transport=portal.transport()) as http:
        asked = {"client_id": "local.app", "redirect_uri": address}
        assert http.post("http://localhost/oauth/authorize/", params=asked).status_code == 400


def test_a_renamed_portal_sends_callers_to_its_new_address(portal: LocalPortal) -> None:
    with httpx.Client(transport=portal.transport()) as http:
        portal.rename("renamed:8024")
        moved = http.post(f"{portal.webhook}profile?x=1")
        assert (moved.status_code, moved.headers["location"]) == (302, "http://renamed:8024/rest/1/secret/profile?x=1")
        assert http.post(moved.headers["location"]).status_code == 200


def test_reset_makes_it_as_it_was(portal: LocalPortal, b24: Client) -> None:
    portal.answer("profile", {"ID": "9"})
    portal.fault("user.current", drop="before")
    portal.rename("other")
    portal.seed("crm.deal", [{"TITLE": "New"}])
    portal.reset()

    assert b24.profile().name == "Alex"
    assert b24.call("user.current").status == 200
    assert len(portal.records("crm.deal")) == 170
    assert [call.method for call in portal.calls] == ["profile", "user.current"]


def test_the_limit_can_be_switched_on_and_off(portal: LocalPortal) -> None:
    with httpx.Client(transport=portal.transport()) as http:

        def statuses() -> set[int]:
            return {http.get(f"{portal.webhook}profile").status_code for _ in range(200)}

        assert statuses() == {200}
        portal.limited = True
        assert statuses() == {200, 503}
        portal.reset()
        assert portal.limited
        portal.limited = False
        assert statuses() == {200}


def test_records_of_a_file_are_there_the_next_time(tmp_path: Any) -> None:
    file = str(tmp_path / "records.sqlite")
    first = LocalPortal(file=file)
    ids = first.seed("crm.status", [{"ENTITY_ID": "SOURCE", "STATUS_ID": "FAIR", "NAME": "A fair"}])
    first.close()

    second = LocalPortal(file=file)
    assert [row["NAME"] for row in second.records("crm.status") if str(row["ID"]) == str(ids[0])] == ["A fair"]
    second.close()


def test_it_can_be_asked_from_many_threads_while_it_answers(portal: LocalPortal) -> None:
    def work() -> None:
        with portal.client() as client:
            for _ in range(20):
                client.crm.item.add(entity_type_id=2, fields={"title": "Thread"})
                assert portal.calls
                portal.fault("nothing", nth=1, drop="before")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(portal.records("crm.deal", filter={"TITLE": "Thread"})) == 80


def test_over_http_it_is_the_same_portal(portal: LocalPortal) -> None:
    portal.answer("profile", {"ID": "9", "NAME": "Over HTTP"})
    with portal.listening() as url, Client(url) as client:
        assert client.profile().name == "Over HTTP"

    assert [call.method for call in portal.calls] == ["profile"]


@pytest.mark.parametrize("fault", [{"drop": "before"}, {"drop": "after"}, {"truncated": True}], ids=str)
def test_over_http_a_connection_really_ends(
    portal: LocalPortal, fault: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    portal.fault("profile", nth=1, **fault)
    with portal.listening() as url, httpx.Client() as http:
        with pytest.raises(httpx.RemoteProtocolError):
            http.get(f"{url}profile")
        assert http.get(f"{url}profile").status_code == 200

    assert capfd.readouterr().err == ""


def test_an_async_client_sees_the_same_faults(portal: LocalPortal) -> None:
    async def call() -> None:
        client = AsyncClient(portal.webhook, transport=portal.async_transport(), retries=NO_RETRIES)
        async with client:
            portal.fault("profile", nth=1, drop="before")
            with pytest.raises((ConnectionFailed, TransportError)):
                await client.profile()
            assert (await client.profile()).name == "Alex"

    asyncio.run(call())


def test_arguments_of_a_positional_method_go_by_their_place(portal: LocalPortal) -> None:
    seen: list[Mapping[str, Any]] = []
    portal.answer("task.commentitem.get", lambda params: seen.append(params))
    wanted = {"TASKID": "51", "ITEMID": "7"}
    with httpx.Client(transport=portal.transport()) as http:
        url = f"{portal.webhook}task.commentitem.get"
        http.post(url, json={"TASKID": "51", "ITEMID": "7"})
        http.post(url, json={"a": "51", "b": "7"})
        http.post(url, json=["51", "7"])
        http.post(url, data={"0": "51", "1": "7"})
        http.get(f"{url}?x=51&y=7")
        http.post("http://localhost/rest/task.commentitem.get", json={"auth": "token", "x": "51", "y": "7"})

    assert [json.loads(json.dumps(params)) for params in seen] == [wanted] * 6
