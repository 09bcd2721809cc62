"""Methods that take their arguments by position: the documented order, or a clear error."""

from __future__ import annotations

import pytest

from bitrix24 import Client, OAuth
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24._core.omitted import OMIT
from tests.runtime.stub_portal import Answer, running

ADD = Method("task.commentitem.getlist", anything, positional=("TASKID", "ORDER", "FILTER"))


def test_the_documented_order_whatever_the_callers() -> None:
    with running(lambda _: Answer()) as stub, Client(OAuth(stub.origin, "t0ken123")) as client:
        client.invoke(ADD, {"FILTER": {}, "TASKID": 1, "ORDER": {"ID": "asc"}})
        client.invoke(ADD, {"ORDER": {"ID": "asc"}, "TASKID": 1, "FILTER": OMIT})
    assert [seen.body for seen in stub.seen] == [
        b'{"TASKID":1,"ORDER":{"ID":"asc"},"FILTER":{},"auth":"t0ken123"}',
        b'{"TASKID":1,"ORDER":{"ID":"asc"},"auth":"t0ken123"}',
    ]
    assert all("?" not in seen.path for seen in stub.seen)


def test_an_argument_left_out_before_another_is_refused() -> None:
    with (
        Client("https://p.example/rest/1/secret123/") as client,
        pytest.raises(ValueError, match="'ORDER' cannot be left"),
    ):
        client.invoke(ADD, {"TASKID": 1, "FILTER": {}})


def test_an_argument_without_a_position_is_refused() -> None:
    with Client("https://p.example/rest/1/secret123/") as client, pytest.raises(ValueError, match="'select' has none"):
        client.invoke(ADD, {"TASKID": 1}, {"select": []})
