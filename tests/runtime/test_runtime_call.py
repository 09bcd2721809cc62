"""One call over real HTTP, by the sync and the async client alike."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import httpx
import pytest

from bitrix24 import AsyncClient, Client, OAuth
from bitrix24._core.convert import anything, boolean, integer
from bitrix24._core.method import Method
from bitrix24._core.namespace import SyncNamespace
from bitrix24._core.omitted import OMIT
from bitrix24._core.request import body_of, build
from bitrix24._core.session import Options
from bitrix24._core.wire_format import WireFormat
from bitrix24._version import USER_AGENT
from bitrix24.auth import Webhook
from bitrix24.errors import BadAnswer, ConnectionFailed, ResultError, TimedOut, TransportError
from bitrix24.retries import NO_RETRIES
from tests.runtime.stub_portal import Answer, Fault, Handler, Stub, running

PIN = Method("tasks.flow.Flow.pin", boolean)
WEBHOOK = Webhook("https://portal.bitrix24.com/rest/1/secret123/")
OPTIONS = Options(httpx.Timeout(5))
Params = Mapping[str, object]
Invoke = Callable[..., Any]


def invoke_sync(
    credentials: Any, method: Method[Any], params: Params, extra: Params | None = None, **options: Any
) -> object:
    with Client(credentials, retries=NO_RETRIES, **options) as client:
        return client.invoke(method, params, extra)


def invoke_async(
    credentials: Any, method: Method[Any], params: Params, extra: Params | None = None, **options: Any
) -> object:
    async def main() -> object:
        async with AsyncClient(credentials, retries=NO_RETRIES, **options) as client:
            return await client.invoke(method, params, extra)

    return asyncio.run(main())


both = pytest.mark.parametrize("invoke", [invoke_sync, invoke_async])


def always(body: object, **options: Any) -> Handler:
    return lambda _: Answer(body, **options)


@both
def test_a_v2_call_by_webhook(invoke: Invoke) -> None:
    with running(always({"result": "Y"})) as stub:
        assert invoke(stub.url, PIN, {"flowId": 517}) is True
    (seen,) = stub.seen
    assert (seen.verb, seen.path) == ("POST", "/rest/1/secret123/tasks.flow.Flow.pin")
    assert seen.json == {"flowId": 517}
    assert seen.headers["Content-Type"] == "application/json"
    assert seen.headers["User-Agent"] == USER_AGENT
    assert USER_AGENT.startswith("bitrix24-client/")


@both
def test_a_v3_call_by_webhook_without_parameters(invoke: Invoke) -> None:
    with running(always({"result": {"result": True}})) as stub:
        assert invoke(stub.url, Method("rest.scope.list", anything, rest=3), {}) == {"result": True}
    assert (stub.seen[0].verb, stub.seen[0].path) == ("POST", "/rest/api/1/secret123/rest.scope.list")
    assert stub.seen[0].body == b"{}"


@both
@pytest.mark.parametrize(("rest", "path"), [(2, "/rest/profile"), (3, "/rest/api/profile")])
def test_a_call_by_oauth_has_the_token_last_in_the_body(invoke: Invoke, rest: int, path: str) -> None:
    with running(always({"result": 1})) as stub:
        assert invoke(OAuth(stub.origin, "t0ken123"), Method("profile", integer, rest=rest), {"a": 1}) == 1
    assert stub.seen[0].path == path
    assert stub.seen[0].body == b'{"a":1,"auth":"t0ken123"}'


def test_call_is_for_what_no_spec_knows() -> None:
    with running(always({"result": [1], "total": 5, "next": 1}, status=200)) as stub, Client(stub.url) as client:
        response = client.call("some.new.method", {"any": "thing", "when": OMIT})
        assert client.call("x.y", rest=3).result == [1]
    assert (response.result, response.total, response.next, response.status) == ([1], 5, 1, 200)
    assert [seen.path for seen in stub.seen] == ["/rest/1/secret123/some.new.method", "/rest/api/1/secret123/x.y"]
    assert stub.seen[0].json == {"any": "thing"}


def test_async_call() -> None:
    async def main(stub: Stub) -> object:
        async with AsyncClient(stub.url) as client:
            return (await client.call("some.new.method", {"any": "thing"})).result

    with running(always({"result": [1]})) as stub:
        assert asyncio.run(main(stub)) == [1]


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "a?b", "a%2Fb", "", ".", "a..b", "a b", "a#b", "a\n", "é", "/a", "a.", "a\\b"]
)
def test_a_method_name_cannot_change_the_path(name: str) -> None:
    with (
        Client("https://portal.bitrix24.com/rest/1/secret123/") as client,
        pytest.raises(ValueError, match="is not a method"),
    ):
        client.call(name)


def test_there_are_two_versions_of_rest() -> None:
    with (
        Client("https://portal.bitrix24.com/rest/1/secret123/") as client,
        pytest.raises(ValueError, match="REST 2 and 3"),
    ):
        client.call("profile", rest=4)


def test_extra_overrides_and_is_encoded_alike() -> None:
    method = Method("m", anything, formats={"opened": WireFormat.YN})
    body = body_of(method, {"a": 1, "opened": False}, {"opened": True, "b": OMIT, "new": (1,)})
    assert list(body.items()) == [("a", 1), ("opened", "Y"), ("new", [1])]


def test_extra_adds_to_an_object_key_by_key() -> None:
    method = Method("m", anything, formats={"fields": {"opened": WireFormat.YN}})
    given, more = {"title": "A", "opened": False}, {"ufCrm_1": [5], "opened": True}
    assert body_of(method, {"fields": given}, {"fields": more}) == {
        "fields": {"title": "A", "opened": "Y", "ufCrm_1": [5]}
    }
    assert given == {"title": "A", "opened": False}
    assert body_of(method, {"fields": given}, {"fields": [1]}) == {"fields": [1]}
    assert body_of(method, {"fields": OMIT}, {"fields": more}) == {"fields": {"ufCrm_1": [5], "opened": "Y"}}


@pytest.mark.parametrize(
    ("params", "extra"), [({"FILTER": 1}, {"filter": 2}), ({}, {"a": 1, "A": 2}), ({"a": 1, "A": 2}, None)]
)
def test_names_that_the_portal_would_fold_into_one_are_refused(params: Params, extra: Params | None) -> None:
    with pytest.raises(ValueError, match="are one parameter to the portal"):
        body_of(PIN, params, extra)


def test_a_parameter_may_not_take_the_place_of_the_token() -> None:
    with pytest.raises(ValueError, match="'auth' carries the access token"):
        build(OAuth("portal", "t0ken123"), PIN, {"AUTH": "x"}, {}, OPTIONS)


def test_text_goes_as_utf_8() -> None:
    assert json.loads(build(WEBHOOK, PIN, {"name": "Сделка 🙂"}, {}, OPTIONS).body) == {"name": "Сделка 🙂"}


@both
def test_a_result_of_another_shape(invoke: Invoke) -> None:
    with running(always({"result": {"x": 1}})) as stub, pytest.raises(ResultError) as caught:
        invoke(stub.url, PIN, {})
    assert str(caught.value) == "tasks.flow.Flow.pin: expected boolean, got {'x': 1} (in result)"


@both
def test_connection_refused_means_not_executed(invoke: Invoke) -> None:
    with running(always({})) as stub:
        pass
    with pytest.raises(ConnectionFailed, match="no connection") as caught:
        invoke(stub.url, PIN, {})
    assert caught.value.may_have_run is False
    assert caught.value.method == "tasks.flow.Flow.pin"


@both
@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.RESET, Fault.HALF])
def test_a_connection_lost_after_sending_means_maybe_executed(invoke: Invoke, fault: Fault) -> None:
    with running(lambda _: fault) as stub, pytest.raises(ConnectionFailed, match="connection was lost") as caught:
        invoke(stub.url, PIN, {})
    assert caught.value.may_have_run is True
    assert len(stub.seen) == 1


@both
def test_a_read_timeout_means_maybe_executed(invoke: Invoke) -> None:
    with running(lambda _: Fault.SILENCE) as stub, pytest.raises(TimedOut, match="timed out") as caught:
        invoke(stub.url, PIN, {}, timeout=0.05)
    assert caught.value.may_have_run is True
    assert isinstance(caught.value, TimeoutError)


@both
def test_an_answer_that_does_not_decompress(invoke: Invoke) -> None:
    handler = always(b"no gzip", headers={"Content-Encoding": "gzip"})
    with running(handler) as stub, pytest.raises(BadAnswer, match="cannot be decompressed"):
        invoke(stub.url, PIN, {})


@both
def test_a_redirect_is_not_followed_as_get(invoke: Invoke) -> None:
    handler = always(b"moved", status=302, headers={"Location": "/elsewhere"})
    with running(handler) as stub, pytest.raises(BadAnswer, match="HTTP 302"):
        invoke(stub.url, PIN, {})
    assert [seen.verb for seen in stub.seen] == ["POST"]


@both
def test_a_session_cookie_is_not_kept(invoke: Invoke) -> None:
    with (
        running(always({"result": True}, headers={"Set-Cookie": "PHPSESSID=1; path=/"})) as stub,
        Client(stub.url) as client,
    ):
        client.invoke(PIN, {})
        client.invoke(PIN, {})
        invoke(stub.url, PIN, {})
    assert all("Cookie" not in seen.headers for seen in stub.seen)


def test_a_client_of_the_users_own_stays_open() -> None:
    with running(always({"result": True})) as stub, httpx.Client(headers={"X-Own": "yes"}) as own:
        with Client(stub.url, http=own) as client:
            assert client.invoke(PIN, {}) is True
        assert not own.is_closed
    assert stub.seen[0].headers["X-Own"] == "yes"


def test_a_transport_of_the_users_own() -> None:
    transport = httpx.MockTransport(
        lambda request: httpx.Response(200, json={"result": request.url.path.endswith("pin")})
    )
    assert invoke_sync("https://p.example/rest/1/secret123/", PIN, {}, transport=transport) is True
    assert invoke_async("https://p.example/rest/1/secret123/", PIN, {}, transport=transport) is True


def test_the_timeout_reaches_httpx() -> None:
    seen: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"])
        return httpx.Response(200, json={"result": True})

    with Client("https://p.example/rest/1/secret123/", transport=httpx.MockTransport(answer)) as client:
        client.invoke(PIN, {})
        client.with_options(timeout=5).invoke(PIN, {})
    assert seen[0]["read"] == 70.0
    assert seen[0]["connect"] == 10.0
    assert seen[1]["read"] == 5


def test_with_options_gives_a_client_of_the_same_type_with_namespaces_of_its_own() -> None:
    class Mine(Client):
        @cached_property
        def flow(self) -> SyncNamespace:
            return SyncNamespace(self)

    with Mine("https://p.example/rest/1/secret123/") as client:
        namespace = client.flow
        other = client.with_options(timeout=1)
        assert type(other) is Mine
        assert other.flow is not namespace
        assert client.flow is namespace


def test_a_proxy_is_the_business_of_the_users_client() -> None:
    async def main(origin: str) -> object:
        async with httpx.AsyncClient(proxy=origin) as http:
            return await AsyncClient("http://p.example/rest/1/secret123/", http=http).invoke(PIN, {"flowId": 1})

    with running(lambda _: Answer()) as proxy, httpx.Client(proxy=proxy.origin) as http:
        assert Client("http://p.example/rest/1/secret123/", http=http).invoke(PIN, {"flowId": 1}) is True
        assert asyncio.run(main(proxy.origin)) is True
    assert [seen.path for seen in proxy.seen] == ["http://p.example/rest/1/secret123/tasks.flow.Flow.pin"] * 2


def test_an_async_client_of_the_users_own_stays_open() -> None:
    async def main(url: str) -> None:
        async with httpx.AsyncClient(headers={"X-Own": "yes"}) as own:
            async with AsyncClient(url, http=own) as client:
                assert await client.invoke(PIN, {}) is True
            assert not own.is_closed

    with running(always({"result": True})) as stub:
        asyncio.run(main(stub.url))
    assert stub.seen[0].headers["X-Own"] == "yes"


def test_a_closed_client_does_not_call() -> None:
    client = Client("https://p.example/rest/1/secret123/")
    client.close()
    with pytest.raises(RuntimeError, match="has been closed"):
        client.invoke(PIN, {})


def test_a_client_shows_its_portal_but_not_its_secret() -> None:
    client = Client("https://p.example/rest/1/secret123/")
    assert repr(client) == "Client(Webhook('https://p.example/rest/1/***/'))"


def test_transport_errors_have_no_relation_to_httpx() -> None:
    with running(lambda _: Fault.CLOSE) as stub, pytest.raises(TransportError) as caught:
        invoke_sync(stub.url, PIN, {})
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
