"""What a user's type checker sees: run by mypy and pyright in `make check`, never executed."""

from datetime import datetime

from typing_extensions import assert_type

from bitrix24 import ApiError, AsyncClient, Client, OAuth
from bitrix24.response import Response


def flows(b24: Client) -> None:
    assert_type(b24.tasks.flow.flow.pin(flow_id=517), bool)
    assert_type(b24.tasks.flow.flow.pin(517), bool)
    flow = b24.tasks.flow.flow.get(flow_id=517)
    assert_type(flow.id, int)
    assert_type(flow.name, str)
    assert_type(flow.active, bool)
    assert_type(flow.activity, datetime | None)
    assert_type(flow.notify_on_queue_overflow, int | None)
    assert_type(flow.responsible_list, list[list[str]])
    assert_type(b24.tasks.flow.flow.is_exists(flow_data={"name": "Support"}).exists, bool)
    new = b24.tasks.flow.flow.create(
        flow_data={
            "name": "Support",
            "plannedCompletionTime": 7200,
            "distributionType": "queue",
            "responsibleList": [["user", "3"]],
            "matchWorkTime": 1,
        }
    )
    assert_type(new.id, int)


def wrong_calls(b24: Client) -> None:
    # Each ignore names the one error that must be there; without the error the checkers report the ignore.
    b24.tasks.flow.flow.pin()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # flow_id is required
    b24.tasks.flow.flow.pin(flow_id="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # an integer
    b24.tasks.flow.flow.delete(flow_data={})  # type: ignore[typeddict-item]  # pyright: ignore[reportArgumentType]  # id
    b24.tasks.flow.flow.update(
        flow_data={
            "id": 1,
            "plannedCompletionTime": 7200,
            "distributionType": "lottery",  # type: ignore[typeddict-item]  # pyright: ignore[reportArgumentType]  # no value
            "responsibleList": [["user", "3"]],
        }
    )


def tasks(b24: Client) -> None:
    task = b24.tasks.task.get(task_id=8017, select=["ID", "TITLE"]).task
    assert_type(task.title, str)
    item = b24.v3.tasks.task.get(id=51).item
    assert_type(item.id, int)


def anything(b24: Client) -> None:
    assert_type(b24.call("some.new.method", {"any": "thing"}), Response)


async def the_same_awaited() -> None:
    async with AsyncClient(OAuth("portal.bitrix24.com", "token")) as b24:
        assert_type(await b24.tasks.flow.flow.pin(flow_id=517), bool)
        assert_type((await b24.tasks.flow.flow.get(flow_id=517)).activity, datetime | None)


def errors(error: ApiError) -> None:
    assert_type(error.code, str)
    assert_type(error.status, int)
