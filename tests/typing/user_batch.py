"""What a user's type checker sees of batches: run by mypy and pyright in `make check`, never executed."""

from typing_extensions import assert_type

from bitrix24 import AsyncClient, Client, Pending
from bitrix24.types.tasks import Flow
from bitrix24.v2.crm.item.results import ItemListResult


def batch(b24: Client) -> None:
    with b24.batch() as batch:
        new = batch.tasks.flow.flow.create(
            flow_data={
                "name": "Support",
                "plannedCompletionTime": 7200,
                "distributionType": "queue",
                "responsibleList": [["user", "3"]],
            }
        )
        assert_type(new, Pending[Flow])
        assert_type(batch.tasks.flow.flow.pin(flow_id=new.ref("id")), Pending[bool])
        assert_type(batch.crm.item.list(entity_type_id=2), Pending[ItemListResult])
        assert_type(batch.profile().result.name, str | None)
        batch.v3.tasks.task.get(id=51)
    assert_type(new.result.id, int)


def wrong_calls(b24: Client) -> None:
    with b24.batch() as batch:
        batch.tasks.flow.flow.pin()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # flow_id is required
        batch.tasks.flow.flow.pin(flow_id="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a text
        batch.tasks.flow.flow.pin(id=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # another name


def bulk(b24: Client, names: list[str]) -> None:
    calls = b24.bulk(lambda batch, name: batch.crm.item.add(entity_type_id=2, fields={"title": name}), names)
    for call in calls:
        assert_type(call.result.item.id, int)


async def awaited(b24: AsyncClient) -> None:
    async with b24.batch(halt=False) as batch:
        pinned = batch.tasks.flow.flow.pin(517)
    assert_type(pinned.result, bool)
    async for call in b24.bulk(lambda batch, flow: batch.tasks.flow.flow.pin(flow), range(60)):
        assert_type(call, Pending[bool])
