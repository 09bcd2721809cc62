"""The protocol's own Inspector finds a method, reads a list and is refused a write, over both transports."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import Client
from bitrix24.portal.testing import running_portal
from tests.agents.agent import COMMAND, http_server
from tests.foreign.node import INSPECTOR, node


@pytest.fixture(scope="module")
def webhook() -> Iterator[str]:
    with running_portal() as url:
        yield url


def inspected(target: list[str], home: Path, *options: str) -> dict[str, Any]:
    command = node(INSPECTOR, "--cli", *target, "--connect-timeout", "120000", *options)
    done = subprocess.run(
        command, env={**os.environ, "HOME": str(home)}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode in (0, 5), done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def used(target: list[str], home: Path, tool: str, *arguments: str) -> tuple[str, bool]:
    answer = inspected(
        target,
        home,
        "--method",
        "tools/call",
        "--tool-name",
        tool,
        *(each for one in arguments for each in ("--tool-arg", one)),
    )
    return answer["content"][0]["text"], bool(answer.get("isError"))


def job(target: list[str], home: Path) -> None:
    listed = inspected(target, home, "--method", "tools/list", "--strict")
    assert [tool["name"] for tool in listed["tools"]] == [
        *("search_methods", "describe_method", "call_method", "read_list", "batch", "continue_reading")
    ]
    found, _ = used(target, home, "search_methods", "query=list CRM items")
    assert "crm.item.list [REST 2, read]" in found
    rows, _ = used(
        target, home, "read_list", "method=crm.item.list", 'params={"entityTypeId":2,"select":["id"]}', "limit=120"
    )
    assert [json.loads(line)["id"] for line in rows.splitlines() if line.startswith("{")] == list(range(1, 121))
    refused, is_error = used(
        target, home, "call_method", "method=crm.item.add", 'params={"entityTypeId":2,"fields":{"title":"x"}}'
    )
    assert is_error
    assert "which this server does not allow" in refused


def test_over_stdio(webhook: str, tmp_path: Path) -> None:
    job([*COMMAND, "-e", f"BITRIX24_WEBHOOK={webhook}"], tmp_path)
    with Client(webhook) as portal:
        assert portal.crm.item.list(entity_type_id=2).first.total == 170


def test_over_http(webhook: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with http_server(webhook) as address:
            await asyncio.to_thread(job, [address], tmp_path)

    asyncio.run(main())
