"""Programs and portals that are odd in ways of their own, second part: nothing is lost, doubled or taken for something
else in silence.

Each test is an attack that once found a fault.
"""

from __future__ import annotations

import io
import math
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import Client, File, FileStore, OAuth, Plan, Response, Retries, Token
from bitrix24._core.base_batch import state_of
from bitrix24._core.convert import anything
from bitrix24._core.method import Listing, ListMethod, Method
from bitrix24._core.redact import redact
from bitrix24.errors import ApiError, NotFound, PortalError, TimedOut
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Fault, Seen, Stub, running

ADD = Method("tasks.task.add", anything, 3)

# What becomes of an attempt that may have run.
UNKNOWN = {
    "lost": Fault.CLOSE,
    "failed": Answer({"error": "INTERNAL_SERVER_ERROR"}, 500),
    "a gateway's page": Answer(b"<html>", 502),
}
NOT_FOUND = Answer({"error": {"code": "BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION", "message": "no"}}, 404)


# What may have run


@pytest.mark.parametrize("first", UNKNOWN.values(), ids=list(UNKNOWN))
def test_a_repetition_that_is_refused_after_one_that_may_have_run_says_so(first: Answer | Fault) -> None:
    answers = iter([first, NOT_FOUND])
    with running(lambda _: next(answers)) as stub, Client(stub.url, clock=FakeClock(), limits=None) as client:
        with pytest.raises(NotFound) as caught:
            client.invoke(ADD, {})
        assert caught.value.may_have_run
        assert "may have run" in str(caught.value)


@pytest.mark.parametrize("first", UNKNOWN.values(), ids=list(UNKNOWN))
def test_a_repetition_whose_turn_comes_too_late_may_have_run_before(first: Answer | Fault) -> None:
    slow = Plan(rate=0.001, capacity=1)
    with (
        running(lambda _: first) as stub,
        Client(stub.url, clock=FakeClock(), limits=slow, deadline=60) as client,
        pytest.raises(TimedOut) as caught,
    ):
        client.invoke(ADD, {})
    assert "not sent" in str(caught.value)
    assert caught.value.may_have_run
    assert len(stub.seen) == 1


def test_a_portal_that_failed_may_have_run_what_it_was_asked() -> None:
    def failing(seen: Seen) -> Answer:
        code = "PORTAL_DELETED" if seen.method == "item.delete" else "INTERNAL_SERVER_ERROR"
        return Answer({"error": code, "error_description": ""}, 500)

    with running(failing) as stub, Client(stub.url, limits=None) as client:
        for method, may_have_run in (("item.add", True), ("item.delete", False)):
            with pytest.raises(PortalError) as caught:
                client.call(method)
            assert caught.value.may_have_run is may_have_run
            assert "an attempt before" not in str(caught.value)


def test_a_batch_that_is_refused_after_an_attempt_that_may_have_run_is_unknown() -> None:
    error = ApiError("E", "refused", 400, "batch")
    assert state_of(error) == "refused"
    error.may_have_run = True
    assert state_of(error) == "unknown"


# Lists of which no page says anything


def listed(rows: list[dict[str, object]], size: int, knows_pages: bool = True) -> Callable[[Seen], Answer]:
    def portal(seen: Seen) -> Answer:
        start = int(seen.json.get("start", 0)) if knows_pages else 0
        return Answer({"result": rows[start : start + size]})

    return portal


SILENT = ListMethod("any.list", anything, writes=False, listing=Listing("start"), row=anything)
IDS = [{"ID": str(number)} for number in range(1, 121)]
TITLES: list[dict[str, object]] = [{"TITLE": f"t{number}"} for number in range(120)]
ALIKE: list[dict[str, object]] = [{"TITLE": "t"}] * 120


@pytest.mark.parametrize("rows", [IDS, TITLES, ALIKE], ids=["ids", "no ids", "alike"])
@pytest.mark.parametrize(("size", "knows_pages"), [(20, True), (50, True), (1000, True), (1000, False)])
def test_a_list_of_silent_pages_has_every_row_once(rows: list[dict[str, object]], size: int, knows_pages: bool) -> None:
    with running(lambda _: Answer()) as stub, Client(stub.url, limits=None) as client:
        for count in (0, 7, 20, 50, 70, 100, 120):
            stub.handler = listed(rows[:count], size, knows_pages)
            assert list(client.invoke_list(SILENT, {})) == rows[:count]


# What cannot be sent


@pytest.mark.parametrize("in_batch", [False, True])
@pytest.mark.parametrize(
    "params",
    [{1: "a"}, {None: 1}, {True: 1}, {1.0: 1}, {(1, 2): 3}, {b"a": 1}, {"fields": {1: "a", "1": "b"}}],
    ids=str,
)
def test_names_that_are_no_text_or_there_twice_are_refused(params: Any, in_batch: bool) -> None:
    with running(lambda _: Answer()) as stub, Client(stub.url, limits=None) as client:
        call: Callable[..., object] = client.batch().call if in_batch else client.call
        with pytest.raises((TypeError, ValueError), match=r"cannot be the name|twice"):
            call("item.add", params)
        assert stub.seen == []


@pytest.mark.parametrize("name", ["auth", "AUTH"])
def test_a_parameter_that_would_be_the_token_is_refused_in_a_batch_too(name: str) -> None:
    with running(lambda _: Answer()) as stub, Client(OAuth(stub.origin, "token"), limits=None) as client:
        batch = client.batch()
        calls = [batch.call("item.add", {name: "mine"}), batch.call("item.add")]
        with pytest.raises(ValueError, match="access token"):
            batch.run()
        assert stub.seen == []
        assert [call.state for call in calls] == ["not executed", "not executed"]


def commands(seen: Seen) -> Answer:
    result = {"a&b": 7, "a]": 8}
    if seen.method != "batch":
        return Answer({"result": result})
    return Answer({"result": {"result": dict.fromkeys(seen.json["cmd"], result), "result_error": []}})


def test_the_name_of_a_place_is_part_of_its_reference_alone() -> None:
    with running(commands) as stub, Client(stub.url, limits=None) as client:
        with client.batch() as batch:
            first = batch.call("item.add")
            batch.call("item.add", {"x": first.ref("a&b")})
        assert stub.seen[0].json["cmd"]["c1"] == "item.add?x=$result[c0][a%26b]"


def test_a_place_that_the_portal_cannot_be_told_is_filled_in_here() -> None:
    with running(commands) as stub, Client(stub.url, limits=None) as client:
        with client.batch() as batch:
            first = batch.call("item.add")
            batch.call("item.add", {"x": first.ref("a]")})
        assert stub.seen[-1].json == {"x": 8}


def test_rows_that_are_one_object_again_and_again_are_each_sent() -> None:
    """So some readers of files and databases hand them out."""

    def rows() -> Iterator[dict[str, int]]:
        row: dict[str, int] = {}
        for number in range(60):
            row["n"] = number
            yield row

    with running(commands) as stub, Client(stub.url, limits=None) as client:
        added = list(client.bulk(lambda batch, row: batch.call("item.add", {"fields": row}), rows()))
        sent = [text for seen in stub.seen for text in seen.json["cmd"].values()]
    assert [call.state for call in added] == ["executed"] * 60
    assert sent == [f"item.add?fields[n]={number}" for number in range(60)]


# Files


def link_to(stub: Stub) -> Response:
    target = {"uploadUrl": f"{stub.origin}/upload", "field": "file"}
    return Response(target, total=None, next=None, time=None, status=200, headers={})


def test_an_open_file_is_sent_once_at_a_time() -> None:
    """Two who read it would each get parts of it."""
    coming, going = threading.Event(), threading.Event()

    def portal(_: Seen) -> Answer:
        coming.set()
        going.wait(30)
        return Answer()

    file = io.BytesIO(b"0123456789")
    with running(portal) as stub, Client(stub.url, limits=None) as client:
        link = link_to(stub)
        first = threading.Thread(target=lambda: client.upload(link, File("a.bin", file)))
        first.start()
        assert coming.wait(30)
        with pytest.raises(ValueError, match="being sent already"):
            client.upload(link, File("a.bin", file))
        with pytest.raises(ValueError, match="being sent already"):
            client.call("item.add", {"file": File("a.bin", file)})
        going.set()
        first.join()
        client.upload(link, File("a.bin", file))
    assert [b"0123456789" in seen.body for seen in stub.seen] == [True, True]


class Generous(io.BytesIO):
    """Gives more than it is asked for."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(size) + b"more"


def test_a_file_that_gives_more_than_it_has_is_no_foreign_error() -> None:
    with running(lambda _: Answer()) as stub, Client(stub.url, limits=None) as client:
        link = link_to(stub)
        with pytest.raises(ValueError, match="more bytes than"):
            client.upload(link, File("a.bin", Generous(b"0123456789")))
    assert stub.seen == []


def test_who_comes_to_a_token_file_by_a_link_shares_file_and_lock(tmp_path: Path) -> None:
    real, link = FileStore(tmp_path / "token.json"), tmp_path / "link.json"
    real.save(Token("old", "old", "https://portal.example"))
    link.symlink_to(tmp_path / "token.json")
    linked = FileStore(link)
    linked.save(Token("new", "new", "https://portal.example"))
    token = real.load()
    assert token is not None
    assert token.refresh_token == "new"
    assert link.is_symlink()
    assert real.try_lock()
    assert not linked.try_lock()
    real.unlock()


# Options and secrets


@pytest.mark.parametrize("rate", [0, -1, math.nan])
@pytest.mark.parametrize("which", ["rate", "capacity"])
def test_a_plan_under_which_nothing_is_sent_is_refused(which: str, rate: float) -> None:
    plan = Plan(**{"rate": 2, "capacity": 50, which: rate})
    with pytest.raises(ValueError, match="Plan"):
        Client("https://portal.bitrix24.com/rest/1/secret/", limits=plan)


@pytest.mark.parametrize(("name", "seconds"), [("first", math.nan), ("longest", math.nan), ("first", math.inf)])
def test_waits_that_are_no_time_are_refused(name: str, seconds: float) -> None:
    options: dict[str, Any] = {name: seconds}
    with pytest.raises(ValueError, match="wait must end"):
        Retries(**options)


def test_a_webhook_in_capitals_is_hidden() -> None:
    assert redact("HTTPS://PORTAL.EXAMPLE/REST/1/SECRET123/PROFILE") == "HTTPS://PORTAL.EXAMPLE/REST/1/***/PROFILE"
