"""Batches against a portal that executes them: order, splitting, errors, references, and nothing lost or doubled."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest

from bitrix24 import AsyncClient, Client, OAuth
from bitrix24._core.base_batch import Pending
from bitrix24._core.convert import anything, boolean, integer
from bitrix24._core.method import Method
from bitrix24._core.namespace import BatchNamespace
from bitrix24._core.wire_format import WireFormat
from bitrix24.errors import ApiError, ConnectionFailed, NotExecuted, NotFound, PortalError, ResultError, TransportError
from bitrix24.oauth import App, StoredOAuth
from bitrix24.tokens import MemoryStore, Token
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, running

ADD = Method("item.add", integer)
PIN = Method("item.pin", boolean)
GET_V3 = Method("tasks.task.get", anything, rest=3, writes=False)
REFERENCE = re.compile(r"\$result\[(\w+)\]((?:\[\w+\])*)")


class Batches:
    """Executes commands as the portal does. `executed`: `method query` of all that ran; `fail`: codes, once each."""

    def __init__(self) -> None:
        self.executed: list[str] = []
        self.requests: list[int] = []
        self.fail: dict[str, list[str]] = {}
        self.lock = threading.Lock()

    def __call__(self, seen: Seen) -> Answer | Fault:
        with self.lock:
            if seen.path.startswith("/rest/api/"):
                return self.list_of_calls(seen)
            if seen.method != "batch":
                self.requests.append(1)
                return self.alone(seen)
            return Answer({"result": self.commands(seen.json)})

    def alone(self, seen: Seen) -> Answer:
        code = self.failure(seen.method)
        if code:
            return Answer({"error": code}, 400)
        self.executed.append(f"{seen.method} {seen.body.decode()}")
        return Answer({"result": len(self.executed)})

    def list_of_calls(self, seen: Seen) -> Answer:
        calls = seen.json if isinstance(seen.json, list) else [{"method": seen.method, "query": seen.json}]
        self.requests.append(len(calls))
        for call in calls:
            if self.failure(call["method"]):
                return Answer(
                    {"error": {"code": "BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION", "message": "no"}}, 400
                )
        results = [{"item": call["query"]} for call in calls]
        return Answer({"result": results if isinstance(seen.json, list) else results[0]})

    def commands(self, body: dict[str, Any]) -> dict[str, Any]:
        assert len(body["cmd"]) <= 50
        self.requests.append(len(body["cmd"]))
        results: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for key, command in body["cmd"].items():
            method, _, query = command.partition("?")
            code = self.failure(method)
            if code:
                errors[key] = {"error": code, "error_description": "refused"}
                if body["halt"]:
                    break
                continue
            self.executed.append(
                f"{method} {unquote(REFERENCE.sub(lambda found: self.resolve(found, results), query))}"
            )
            results[key] = len(self.executed)
        totals = dict.fromkeys(results, 7)
        return {"result": results or [], "result_error": errors or [], "result_total": totals, "result_next": []}

    def failure(self, method: str) -> str:
        codes = self.fail.get(method, [])
        return codes.pop(0) if codes else ""

    def resolve(self, found: re.Match[str], results: dict[str, Any]) -> str:
        return str(results[found[1]]) if found[1] in results and not found[2] else found[0]


@pytest.fixture
def portal() -> Batches:
    return Batches()


def test_calls_go_together_and_results_come_typed(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client:
        with client.batch() as batch:
            first = batch.invoke(ADD, {"name": "a&b"})
            second = batch.call("item.list", {"filter": {">ID": 5}})
        assert (first.result, second.result, second.response.total) == (1, 2, 7)
    assert portal.requests == [2]
    assert portal.executed == ["item.add name=a&b", "item.list filter[>ID]=5"]


def test_async_alike(portal: Batches) -> None:
    async def main(url: str) -> list[int]:
        async with AsyncClient(url) as client:
            async with client.batch() as batch:
                pending = [batch.invoke(ADD, {"n": number}) for number in range(3)]
            return [call.result for call in pending]

    with running(portal) as stub:
        assert asyncio.run(main(stub.url)) == [1, 2, 3]


def test_many_calls_are_split_and_stay_in_order(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client:
        with client.batch() as batch:
            pending = [batch.invoke(ADD, {"n": number}) for number in range(120)]
        assert [call.result for call in pending] == list(range(1, 121))
    assert portal.requests == [50, 50, 20]
    assert portal.executed == [f"item.add n={number}" for number in range(120)]


def test_an_empty_batch_sends_nothing(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client, client.batch():
        pass
    assert portal.requests == []


def test_a_block_that_raises_sends_nothing(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client:
        batch = client.batch()
        pending = batch.invoke(ADD, {})
        with contextlib.suppress(KeyError), batch:
            raise KeyError
        with pytest.raises(RuntimeError, match="the batch has not run yet"):
            _ = pending.result
    assert portal.requests == []


def test_values_go_by_the_same_rule_as_in_a_call(portal: Batches) -> None:
    method = Method("item.set", anything, formats={"opened": WireFormat.YN})
    with running(portal) as stub, Client(stub.url) as client, client.batch() as batch:
        batch.invoke(method, {"opened": True, "plain": True})
        batch.invoke(method, {"opened": False, "plain": False})
    assert portal.executed == ["item.set opened=Y&plain=1", "item.set opened=N&plain=0"]


def test_what_a_query_cannot_say_is_sent_alone_in_its_place(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client, client.batch() as batch:
        batch.invoke(ADD, {"n": 1})
        batch.invoke(ADD, {"n": 2})
        batch.invoke(ADD, {"n": None})
        batch.invoke(ADD, {"n": "$result[c0]"})
        batch.invoke(ADD, {"n": 5})
    assert portal.executed == [
        "item.add n=1",
        "item.add n=2",
        'item.add {"n":null}',
        'item.add {"n":"$result[c0]"}',
        'item.add {"n":5}',
    ]


def test_a_reference_is_filled_in_by_the_portal_in_one_request(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client, client.batch() as batch:
        new = batch.invoke(ADD, {"n": 1})
        batch.invoke(PIN, {"id": new.ref(), "list": [new.ref()]})
    assert portal.requests == [2]
    assert portal.executed[1] == "item.pin id=1&list[0]=1"


def test_a_reference_across_requests_is_filled_in_by_the_client(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client, client.batch() as batch:
        pending = [batch.invoke(ADD, {"n": number}) for number in range(50)]
        batch.invoke(PIN, {"id": pending[6].ref()})
    assert portal.executed[50] == 'item.pin {"id":7}'


def test_without_halt_a_reference_to_a_failure_is_never_sent_as_text(portal: Batches) -> None:
    portal.fail["item.add"] = ["NO"]
    with running(portal) as stub, Client(stub.url) as client:
        with client.batch(halt=False) as batch:
            new = batch.invoke(ADD, {"n": 1})
            pin = batch.invoke(PIN, {"id": new.ref()})
            other = batch.invoke(ADD, {"n": 2})
        assert isinstance(new.error, ApiError)
        assert isinstance(pin.error, NotExecuted)
        assert other.result == 1
    assert portal.executed == ["item.add n=2"]


def test_a_reference_into_what_is_not_there(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client:
        with client.batch(halt=False) as batch:
            new = batch.invoke(ADD, {"n": 1})
            pin = batch.invoke(PIN, {"id": new.ref("task", 0)})
        with pytest.raises(NotExecuted, match=r"item.pin: refers to \$result\[c0\]\[task\]\[0\], which is not there"):
            _ = pin.result


def test_a_reference_outside_a_batch_is_refused(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client:
        with client.batch() as batch:
            new = batch.invoke(ADD, {"n": 1})
        with pytest.raises(TypeError, match="BatchReference"):
            client.invoke(PIN, {"id": new.ref()})
        with pytest.raises(TypeError, match=r"^item\.pin: a text holds a batch's call or refers to its result"):
            client.invoke(PIN, {"id": f"See {new.ref()}"})


def test_a_reference_inside_a_text_is_filled_in_by_the_portal(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client, client.batch() as batch:
        new = batch.invoke(ADD, {"n": 1})
        batch.invoke(PIN, {"text": f"See {new.ref()}/{new.ref()} & go", "rows": [{"a": f"{new.ref()}"}]})
    assert stub.seen[0].json["cmd"]["c1"] == (
        "item.pin?text=See%20$result[c0]%2F$result[c0]%20%26%20go&rows[0][a]=$result[c0]"
    )
    assert portal.executed[1] == "item.pin text=See 1/1 & go&rows[0][a]=1"


def test_a_reference_inside_a_text_has_the_whole_place(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client, client.batch() as batch:
        new = batch.invoke(ADD, {"n": 1})
        batch.invoke(PIN, {"text": f"#{new.ref('task', 'rows', 0, 'ID')}"})
    assert stub.seen[0].json["cmd"]["c1"] == "item.pin?text=%23$result[c0][task][rows][0][ID]"


def test_a_text_with_a_reference_is_filled_in_by_the_client_where_the_result_is_there(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client, client.batch(halt=False) as batch:
        new = batch.invoke(ADD, {"n": 1})
        batch.invoke(PIN, {"text": f"See {new.ref()}."})
    assert portal.executed == ['item.add {"n":1}', 'item.pin {"text":"See 1."}']


def test_a_text_with_a_reference_async_and_in_v3(portal: Batches) -> None:
    async def main(url: str) -> Any:
        async with AsyncClient(url) as client:
            async with client.batch() as batch:
                first = batch.invoke(GET_V3, {"id": 5})
                second = batch.invoke(GET_V3, {"id": f"T{first.ref('item', 'id')}"})
                batch.invoke(PIN, {"id": f"{first.ref('item', 'id')}"})
            return second.result

    with running(portal) as stub:
        assert asyncio.run(main(stub.url)) == {"item": {"id": "T5"}}
    assert portal.executed == ['item.pin {"id":"5"}']


@pytest.mark.parametrize(("before", "after"), [("", "[x]"), ("", " $result[c0]"), ("$result[c0] ", "")])
def test_what_the_portal_would_take_for_a_reference_stays_text(portal: Batches, before: str, after: str) -> None:
    with running(portal) as stub, Client(stub.url) as client, client.batch() as batch:
        new = batch.invoke(ADD, {"n": 1})
        batch.invoke(PIN, {"text": f"{before}{new.ref()}{after}"})
    assert portal.executed[1] == f'item.pin {{"text":"{before}1{after}"}}'


def test_a_text_that_refers_to_no_text_is_left_out(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client:
        with client.batch(halt=False) as batch:
            first = batch.invoke(GET_V3, {"id": 5})
            pin = batch.invoke(PIN, {"text": f"See {first.ref('item')}"})
        with pytest.raises(NotExecuted, match=r"item\.pin: refers to a result inside a text, but it is no text"):
            _ = pin.result
        with pytest.raises(ValueError, match="brackets"):
            f"{first.ref('a[b]')}"


@pytest.mark.parametrize("nulls", [{25}, set(range(0, 50, 2))])
def test_without_halt_only_what_a_query_cannot_say_is_sent_alone(portal: Batches, nulls: set[int]) -> None:
    rows = [None if number in nulls else number for number in range(50)]
    with running(portal) as stub, Client(stub.url) as client:
        done = list(client.bulk(lambda batch, row: batch.invoke(ADD, {"n": row}), rows))
    executed = [portal.executed[call.result - 1] for call in done]
    assert executed == ['item.add {"n":null}' if row is None else f"item.add n={row}" for row in rows]
    assert sorted(portal.requests) == [1] * len(nulls) + [50 - len(nulls)]


def test_without_halt_async_alike(portal: Batches) -> None:
    async def main(url: str) -> list[int]:
        async with AsyncClient(url) as client:
            calls = client.bulk(lambda batch, row: batch.invoke(ADD, {"n": row}), [1, None, 3, None, 5])
            return [call.result async for call in calls]

    with running(portal) as stub:
        assert asyncio.run(main(stub.url)) == [1, 4, 2, 5, 3]
    assert portal.requests == [3, 1, 1]


def test_with_halt_the_first_failure_ends_the_batch_and_is_raised(portal: Batches) -> None:
    portal.fail["item.pin"] = ["ERROR_NOT_FOUND"]
    with running(portal) as stub, Client(stub.url) as client:
        batch = client.batch()
        calls: list[Pending[Any]] = [batch.invoke(ADD, {}), batch.invoke(PIN, {})]
        calls += [batch.invoke(ADD, {}) for _ in range(60)]
        with pytest.raises(NotFound, match=r"item\.pin: refused"):
            batch.run()
    assert calls[0].result == 1
    assert isinstance(calls[1].error, NotFound)
    assert all(isinstance(call.error, NotExecuted) for call in calls[2:])
    assert len(portal.executed) == 1
    assert portal.requests == [50]


def test_without_halt_each_call_has_its_own_error(portal: Batches) -> None:
    portal.fail["item.pin"] = ["ERROR_NOT_FOUND"]
    with running(portal) as stub, Client(stub.url) as client:
        with client.batch(halt=False) as batch:
            calls = [batch.invoke(PIN, {}), batch.invoke(ADD, {})]
        with pytest.raises(NotFound, match=r'item\.pin: refused \(code "ERROR_NOT_FOUND", HTTP 200\)'):
            _ = calls[0].result
        assert calls[1].result == 1
        assert calls[1].error is None


@pytest.mark.parametrize("halt", [True, False])
def test_commands_that_were_refused_are_sent_again_and_only_those(portal: Batches, halt: bool) -> None:
    portal.fail["item.pin"] = ["QUERY_LIMIT_EXCEEDED"] * 3
    clock = FakeClock()
    with running(portal) as stub, Client(stub.url, clock=clock) as client:
        with client.batch(halt=halt) as batch:
            calls = [
                batch.invoke(ADD, {"n": 0}),
                batch.invoke(PIN, {"n": 1}),
                batch.invoke(PIN, {"n": 2}),
                batch.invoke(ADD, {"n": 3}),
            ]
        assert [call.error for call in calls] == [None] * 4
    assert len(portal.executed) == 4
    assert {number for line in portal.executed for number in re.findall(r"\d", line)} == {"0", "1", "2", "3"}


def test_a_command_out_of_operating_time_waits_for_its_basket(portal: Batches) -> None:
    portal.fail["item.pin"] = ["OPERATION_TIME_LIMIT"]
    clock = FakeClock()
    with running(portal) as stub, Client(stub.url, clock=clock) as client:
        with client.batch() as batch:
            calls = [batch.invoke(ADD, {}), batch.invoke(PIN, {}), batch.invoke(ADD, {})]
        assert [call.error for call in calls] == [None] * 3
    assert clock.slept == [60.0]
    assert len(portal.executed) == 3


def test_a_token_that_expires_in_the_middle_of_a_batch(portal: Batches) -> None:
    portal.fail["item.pin"] = ["expired_token"]
    refreshes: list[Seen] = []

    def handler(seen: Seen) -> Answer | Fault:
        if seen.verb == "GET":
            refreshes.append(seen)
            pair = {"access_token": "access-2", "refresh_token": "refresh-2"}
            return Answer({**pair, "client_endpoint": f"{stub.origin}/rest/"})
        return portal(seen)

    with running(handler) as stub:
        app = App("app.1", "app-secret", f"{stub.origin}/oauth/token/")
        credentials = StoredOAuth(app, MemoryStore(Token("access-1", "refresh-1", stub.origin)))
        with Client(credentials, clock=FakeClock()) as client:
            with client.batch() as batch:
                first = batch.invoke(ADD, {"n": 1})
                calls = [batch.invoke(PIN, {"id": first.ref()}), batch.invoke(ADD, {"n": 3})]
            assert [call.error for call in calls] == [None, None]
    assert len(refreshes) == 1
    assert [line.partition(",")[0] for line in portal.executed] == ["item.add n=1", "item.pin id=1", "item.add n=3"]


def test_a_lost_batch_of_writes_is_not_repeated_and_what_follows_is_left_out() -> None:
    with running(lambda _: Fault.RESET) as stub, Client(stub.url, clock=FakeClock()) as client:
        batch = client.batch()
        calls = [batch.invoke(ADD, {}) for _ in range(60)]
        with pytest.raises(ConnectionFailed):
            batch.run()
    assert len(stub.seen) == 1
    assert all(isinstance(call.error, TransportError) for call in calls[:50])
    assert all(isinstance(call.error, NotExecuted) for call in calls[50:])


def test_a_lost_batch_of_reads_is_repeated(portal: Batches) -> None:
    read = Method("item.get", anything, writes=False)
    faults: Iterator[Fault] = iter([Fault.RESET])
    with (
        running(lambda seen: next(faults, None) or portal(seen)) as stub,
        Client(stub.url, clock=FakeClock()) as client,
    ):
        with client.batch() as batch:
            calls = [batch.invoke(read, {}), batch.invoke(read, {})]
        assert [call.result for call in calls] == [1, 2]
    assert len(stub.seen) == 2


def test_a_batch_that_fails_as_a_whole() -> None:
    with running(lambda _: Answer({"error": "INTERNAL_SERVER_ERROR"}, 500)) as stub, Client(stub.url) as client:
        batch = client.batch()
        call, _ = batch.invoke(ADD, {}), batch.invoke(ADD, {})
        with pytest.raises(PortalError, match=r"^batch: "):
            batch.run()
        assert isinstance(call.error, PortalError)


@pytest.mark.parametrize("result", [[], {}, None, "x", {"result": [], "result_error": {"c0": "odd"}}])
def test_an_odd_answer_to_a_batch_is_no_success(result: object) -> None:
    with running(lambda _: Answer({"result": result})) as stub, Client(stub.url) as client:
        with client.batch(halt=False) as batch:
            calls = [batch.invoke(ADD, {}), batch.invoke(ADD, {})]
        assert all(call.error is not None for call in calls)


def test_v3_calls_go_as_a_list(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client:
        with client.batch() as batch:
            calls = [batch.invoke(GET_V3, {"id": number, "select": []}) for number in range(60)]
        assert [call.result for call in calls] == [{"item": {"id": number, "select": []}} for number in range(60)]
        assert stub.seen[0].json[0] == {"method": "tasks.task.get", "query": {"id": 0, "select": []}}
    assert [seen.path for seen in stub.seen] == ["/rest/api/1/secret123/batch"] * 2
    assert portal.requests == [50, 10]


def test_v3_references_are_filled_in_by_the_client(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client:
        with client.batch() as batch:
            first = batch.invoke(GET_V3, {"id": 5})
            second = batch.invoke(GET_V3, {"id": first.ref("item", "id")})
        assert second.result == {"item": {"id": 5}}
    assert portal.requests == [1, 1]


def test_v3_is_all_or_nothing(portal: Batches) -> None:
    portal.fail["tasks.task.get"] = ["x"]
    with running(portal) as stub, Client(stub.url) as client:
        batch = client.batch()
        calls = [batch.invoke(GET_V3, {"id": 1}), batch.invoke(GET_V3, {"id": 2})]
        with pytest.raises(NotFound):
            batch.run()
        assert all(isinstance(call.error, NotFound) for call in calls)


def test_v3_with_a_token_goes_as_a_list_with_the_token_in_a_header(portal: Batches) -> None:
    with running(portal) as stub, Client(OAuth(stub.origin, "t0ken123")) as client:
        with client.batch() as batch:
            calls = [batch.invoke(GET_V3, {"id": number}) for number in range(2)]
        assert [call.result["item"]["id"] for call in calls] == [0, 1]
    assert [(seen.path, seen.headers["Authorization"]) for seen in stub.seen] == [
        ("/rest/api/batch", "Bearer t0ken123"),
    ]
    assert stub.seen[0].json == [{"method": "tasks.task.get", "query": {"id": number}} for number in range(2)]


def test_v3_with_a_token_async_alike(portal: Batches) -> None:
    async def main(auth: OAuth) -> list[int]:
        async with AsyncClient(auth) as client:
            async with client.batch() as batch:
                calls = [batch.invoke(GET_V3, {"id": number}) for number in range(2)]
            return [call.result["item"]["id"] for call in calls]

    with running(portal) as stub:
        assert asyncio.run(main(OAuth(stub.origin, "t0ken123"))) == [0, 1]
    assert [seen.headers["Authorization"] for seen in stub.seen] == ["Bearer t0ken123"]


def test_both_versions_in_one_batch_stay_in_order(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client, client.batch() as batch:
        for method in (ADD, ADD, GET_V3, GET_V3, ADD, ADD):
            batch.invoke(method, {"id": 1})
    assert portal.requests == [2, 2, 2]


@pytest.mark.parametrize("name", ["batch", "Batch"])
def test_a_batch_cannot_hold_another(name: str) -> None:
    with Client("https://p.example/rest/1/secret123/") as client, pytest.raises(ValueError, match="another batch"):
        client.batch().call(name)


def test_a_result_of_another_shape(portal: Batches) -> None:
    with running(portal) as stub, Client(stub.url) as client:
        with client.batch() as batch:
            call = batch.invoke(Method("item.add", boolean), {})
            batch.invoke(ADD, {})
            batch.invoke(ADD, {})
            last = batch.invoke(Method("item.add", boolean), {})
        assert call.result is True
        with pytest.raises(ResultError, match=r"item\.add: expected boolean, got 4"):
            _ = last.result


def test_namespaces_put_calls_into_the_batch(portal: Batches) -> None:
    class Items(BatchNamespace):
        def add(self, n: int) -> Pending[int]:
            return self._call(ADD, {"n": n}, None)

    with running(portal) as stub, Client(stub.url) as client:
        with client.batch() as batch:
            new = Items(batch).add(5)
        assert new.result == 1


def test_bulk_streams_rows_in_and_results_out(portal: Batches) -> None:
    taken: list[int] = []

    def rows() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    with running(portal) as stub, Client(stub.url) as client:
        results = client.bulk(lambda batch, number: batch.invoke(ADD, {"n": number}), rows())
        assert taken == []
        assert [next(results).result for _ in range(51)] == list(range(1, 52))
        assert len(taken) == 100
        assert len(list(results)) == 949
    assert portal.executed == [f"item.add n={number}" for number in range(1000)]


def test_bulk_goes_on_after_a_failure(portal: Batches) -> None:
    portal.fail["item.add"] = ["NO"]

    async def main(url: str) -> list[object]:
        async with AsyncClient(url) as client:
            return [
                call.error or call.result async for call in client.bulk(lambda b, n: b.invoke(ADD, {"n": n}), range(60))
            ]

    with running(portal) as stub:
        outcomes = asyncio.run(main(stub.url))
    assert isinstance(outcomes[0], ApiError)
    assert outcomes[1:] == list(range(1, 60))
