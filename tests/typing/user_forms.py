"""Several forms of a call: each is a signature of its own, on clients and in batches."""

from typing import Final

from typing_extensions import assert_type

from bitrix24 import AsyncClient, Client
from bitrix24.v2.vote.attached_vote.results import AttachedVoteGetResult

CHAT: Final = "Bitrix\\Vote\\Attachment\\ImMessageConnector"


def vote(b24: Client) -> None:
    ballot = {"1": ["2"]}
    assert_type(b24.vote.attached_vote.vote(ballot, attach_id=5), AttachedVoteGetResult)
    b24.vote.attached_vote.vote(ballot, module_id="Im", entity_type=CHAT, entity_id=7)
    with b24.batch() as batch:
        voted = batch.vote.attached_vote.vote(ballot, signed_attach_id="signed")
        batch.vote.attached_vote.get(attach_id=5)
        batch.vote.attached_vote.get(module_id="Im")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    assert_type(voted.result, AttachedVoteGetResult)


async def get(b24: AsyncClient) -> AttachedVoteGetResult:
    return await b24.vote.attached_vote.get(signed_attach_id="signed")
