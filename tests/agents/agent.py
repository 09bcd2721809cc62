"""A program that an agent runs in, with the protocol's own client library; and the server that it calls."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp_types import ElicitResult, TextContent

from bitrix24 import AsyncClient
from bitrix24.auth import Webhook
from bitrix24.mcp import Audit, Desk, Policy, make_server

ROOT = Path(__file__).resolve().parents[2]

_CURSOR = re.compile(r'continue_reading\(cursor="([^"]+)"\)\Z')


@dataclass
class Person:
    """Who is asked, and what is answered: None where the program has nobody to ask."""

    answer: Literal["yes", "no", "decline", "cancel"] | None = None
    asked: list[str] = field(default_factory=list)

    async def callback(self, _: object, params: Any) -> ElicitResult:
        self.asked.append(params.message)
        if self.answer in ("decline", "cancel"):
            return ElicitResult(action=self.answer)
        return ElicitResult(action="accept", content={"confirm": self.answer == "yes"})


@dataclass(frozen=True)
class Answer:
    text: str
    is_error: bool

    @property
    def data(self) -> str:
        """What stands between the two lines with the mark."""
        head, _, rest = self.text.partition("\n--- ")
        mark = rest[:12]
        assert head.startswith(("Data from the portal", "Error executing tool"))
        return rest.partition("\n")[2].partition(f"\n--- {mark} end")[0]

    @property
    def cursor(self) -> str | None:
        found = _CURSOR.search(self.text)
        return found[1] if found else None


@dataclass(frozen=True)
class Agent:
    client: Client

    async def use(self, tool: str, **arguments: object) -> Answer:
        result = await self.client.call_tool(tool, arguments)
        (content,) = result.content
        assert isinstance(content, TextContent)
        return Answer(content.text, bool(result.is_error))

    async def tools(self) -> dict[str, Any]:
        return {each.name: each.annotations for each in (await self.client.list_tools()).tools}


@asynccontextmanager
async def agent_of(server: Any, person: Person, mode: str = "auto") -> AsyncGenerator[Agent, None]:
    callback = person.callback if person.answer else None
    async with Client(server, elicitation_callback=callback, mode=mode) as client:
        yield Agent(client)


@asynccontextmanager
async def at_desk(
    webhook: str,
    policy: Policy = Policy(),  # noqa: B008 - frozen
    person: Person | None = None,
    audit: Path | None = None,
    most: int = 20_000,
    mode: str = "auto",
) -> AsyncGenerator[Agent, None]:
    """An agent of a server in this process."""
    credentials = Webhook(webhook)
    async with AsyncClient(credentials) as client:
        desk = Desk(client, credentials, policy, Audit(audit), most)
        async with agent_of(make_server(desk), person or Person(), mode) as agent:
            yield agent
        await desk.answers.close()


def environment(webhook: str) -> dict[str, str]:
    return {**os.environ, "BITRIX24_WEBHOOK": webhook, "PYTHONPATH": str(ROOT / "generated")}


COMMAND = [sys.executable, "-m", "bitrix24", "mcp"]


@asynccontextmanager
async def over_stdio(webhook: str, person: Person, *more: str) -> AsyncGenerator[Agent, None]:
    """An agent of a server that it has started."""
    server = StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], *more], env=environment(webhook))
    async with agent_of(server, person) as agent:
        yield agent


@asynccontextmanager
async def over_http(webhook: str, person: Person, *more: str) -> AsyncGenerator[Agent, None]:
    """An agent of a server that somebody has started on this machine."""
    async with http_server(webhook, *more) as address, agent_of(address, person) as agent:
        yield agent


@asynccontextmanager
async def http_server(webhook: str, *more: str) -> AsyncGenerator[str, None]:
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "--http", "0", *more, env=environment(webhook), stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        line = (await process.stderr.readline()).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+/mcp", line)
        assert found is not None, line
        yield found[0]
    finally:
        process.terminate()
        await process.communicate()


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        await work()

    asyncio.run(main())
