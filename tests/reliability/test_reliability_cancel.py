"""Calls that are cancelled, at any moment and also twice, cost no connection: the client goes on as it began."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.halting_portal import halting
from tests.reliability.programs import run
from tests.runtime.stub_portal import Answer, Seen, running

CANCELLED = 300

pytestmark = pytest.mark.slow

_SOCKETS = """
def sockets():
    links = []
    for name in os.listdir("/proc/self/fd"):
        try:
            links.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            pass
    return sum(link.startswith("socket:") for link in links)
"""

# Breaks calls off, and prints how many were, how many sockets are left, and what 35 later calls answer.
_STORM = f"""
from bitrix24._core.httpx_client import Connection
import httpx

# A connection that is lost is missed soon.
few = httpx.Limits(max_connections=16)
options = Connection.options
Connection.options = lambda *given: {{**options(*given), "limits": few}}

CANCELLED = {CANCELLED}
async def one(n):
    return (await client.call("item.get", {{"n": n}})).result

async def broken_off(n):
    task = asyncio.create_task(one(n))
    HOW
    try:
        answers.append(await task == n)
        return 0
    except (asyncio.CancelledError, TimeoutError, asyncio.TimeoutError):
        return 1

async def main():
    global client
    async with AsyncClient(sys.argv[1], limits=None, timeout=5, http=HTTP) as client:
        await one(0)
        count = 0
        while count < CANCELLED:
            count += sum(await asyncio.gather(*(broken_off(n) for n in range(12))))
        await asyncio.sleep(0.2)
        left = sockets() - before
        later = await asyncio.gather(*(one(n) for n in range(35)))
    await asyncio.sleep(0.1)
    return [left <= 16, later == list(range(35)), all(answers), sockets() - before]

answers = []
async def counted():
    global before
    before = sockets()
    return await main()
print(json.dumps(asyncio.run(counted())))
"""

_AT_ANY_MOMENT = "await asyncio.sleep(random.random() * 0.03); task.cancel()"
_BETWEEN_ANY_STEPS = "\n    for _ in range(random.randint(0, 60)): await asyncio.sleep(0)\n    task.cancel()"
_TWICE = _AT_ANY_MOMENT + "\n    for _ in range(random.randint(1, 4)): await asyncio.sleep(0)\n    task.cancel()"
_TIMED_OUT = "task = asyncio.create_task(asyncio.wait_for(task, random.random() * 0.03))"


@pytest.mark.parametrize(
    "how", [_AT_ANY_MOMENT, _BETWEEN_ANY_STEPS, _TWICE, _TIMED_OUT], ids=["any-moment", "any-step", "twice", "timeout"]
)
def test_no_connection_is_lost_to_calls_that_are_broken_off(how: str) -> None:
    with halting() as url:
        assert run(_SOCKETS + _STORM.replace("HOW", how).replace("HTTP", "None"), url) == [True, True, True, 0]


@pytest.mark.parametrize("how", [_AT_ANY_MOMENT, _TWICE], ids=["any-moment", "twice"])
def test_a_given_httpx_client_loses_none_either(how: str) -> None:
    with halting() as url:
        program = _SOCKETS + _STORM.replace("HOW", how).replace("HTTP", "httpx.AsyncClient(limits=few)")
        assert run(program, url)[:3] == [True, True, True]


def pages(params: dict[str, Any]) -> object:
    if "cmd" not in params:
        return {"result": list(range(50)), "total": 15_000, "next": 50}
    starts = {key: int(command.rpartition("=")[2]) for key, command in params["cmd"].items()}
    rows = {key: list(range(start, start + 50)) for key, start in starts.items()}
    nexts = {key: start + 50 for key, start in starts.items() if start + 50 < 15_000}
    return {"result": {"result": rows, "result_next": nexts, "result_total": dict.fromkeys(starts, 15_000)}}


@pytest.mark.parametrize("end", ["break", "raise KeyError", "task.cancel()"])
def test_no_connection_is_lost_to_lists_that_are_left_early(end: str) -> None:
    program = """
from bitrix24._core.convert import anything, list_of
from bitrix24._core.method import Listing, ListMethod
LIST = ListMethod("item.list", list_of(anything), writes=False, listing=Listing("start"), row=anything)

async def left(client):
    task, last, seen = asyncio.current_task(), random.randint(0, 300), 0
    async for row in client.invoke_list(LIST, {}):
        assert row == seen
        seen += 1
        if row == last:
            END

async def main():
    async with AsyncClient(sys.argv[1], limits=None, timeout=5) as client:
        await client.call("item.get")
        before = sockets()
        for _ in range(8):
            await asyncio.gather(*(asyncio.create_task(left(client)) for _ in range(4)), return_exceptions=True)
        gc.collect()
        for _ in range(100):  # until what was cut short is closed
            await asyncio.sleep(0.1)
            if len(asyncio.all_tasks()) == 1:
                break
        left_over = sockets() - before
        others = len(asyncio.all_tasks()) - 1
        later = [row async for row in client.invoke_list(LIST, {})] == list(range(15_000))
    return [left_over <= 16, others, later]

print(json.dumps(asyncio.run(main())))
"""
    with halting(pages) as url:
        assert run(_SOCKETS + program.replace("END", end), url) == [True, 0, True]


@pytest.mark.parametrize("transfer", ["download", "upload"])
def test_no_connection_and_no_file_is_lost_to_transfers_that_are_broken_off(transfer: str, tmp_path: Path) -> None:
    def portal(seen: Seen) -> Answer:
        if seen.verb == "GET":
            return Answer(b"x" * 3_000_000)
        time.sleep(0.002)
        return Answer({"result": seen.json["n"] if seen.method == "item.get" else {"ID": 1}})

    program = """
from bitrix24.response import Response
url, folder, transfer = sys.argv[1:]
content = b"x" * 3_000_000
async def one(client, n):
    if transfer == "download":
        return await client.download(f"{url}file", f"{folder}/{n}")
    link = Response({"uploadUrl": f"{url}upload", "field": "file"}, None, None, None, 200, {})
    return await client.upload(link, File("a.bin", content))

async def main():
    async with AsyncClient(url, limits=None, timeout=5) as client:
        before = sockets()
        cancelled = 0
        for _ in range(12):
            tasks = [asyncio.create_task(one(client, n)) for n in range(6)]
            for task in tasks:
                await asyncio.sleep(random.random() * 0.01)
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            cancelled += sum(isinstance(end, asyncio.CancelledError) for end in ended)
        await asyncio.sleep(0.3)
        left = sockets() - before
        later = [(await client.call("item.get", {"n": n})).result for n in range(20)]
    parts = [name for name in os.listdir(folder) if name.endswith(".part")]
    return [cancelled > 20, left <= 16, later == list(range(20)), parts]

from bitrix24.files import File
print(json.dumps(asyncio.run(main())))
"""
    with running(portal) as stub:
        assert run(_SOCKETS + program, stub.url, str(tmp_path), transfer) == [True, True, True, []]
