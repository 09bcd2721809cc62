"""What a signal, an environment or a slip of the pen must not do: each was left over by an earlier attack."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bitrix24 import AsyncClient, Client
from bitrix24.tokens import FileStore, Token
from tests.runtime.stub_portal import Answer, running

TOKEN = Token("access", "refresh", "https://portal.example.com", "m1")

# These two cannot be spared: a folder is no file that Python opens, and a flag has to be added by a function.
_NUMBERS_ONLY = {"_sync_folder", "without_waiting", "_without_following"}


class Interrupted(BaseException):
    """As a signal's handler raises it."""


def interrupt(operation: Callable[[], object], at: int) -> int:
    """Raise before that instruction of the token file's modules; how many there were."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        ours = frame.f_code.co_filename.endswith(("private_file.py", "tokens.py"))
        if not ours or frame.f_code.co_name in _NUMBERS_ONLY:
            return None
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        count += event == "opcode"
        if event == "opcode" and count == at:
            raise Interrupted
        return trace

    sys.settrace(trace)
    try:
        operation()
    except Interrupted:
        pass
    finally:
        sys.settrace(None)
    return count


def open_files(folder: Path) -> list[str]:
    found: list[str] = []
    for each in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # of another thread, and closed meanwhile
            found.append(str(each.readlink()))
    return [name for name in found if name.startswith(str(folder))]


def save(path: Path) -> None:
    FileStore(path).save(TOKEN)


def load(path: Path) -> None:
    FileStore(path).load()


def take_the_lock(path: Path) -> None:
    store = FileStore(path)
    assert store.try_lock()
    store.unlock()


@pytest.mark.filterwarnings("ignore:unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts the descriptors that Linux shows")
@pytest.mark.parametrize("operation", [save, load, take_the_lock])
def test_a_signal_at_any_moment_costs_no_descriptor_and_no_lock(
    operation: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "token.json"
    save(path)
    count = interrupt(lambda: operation(path), 0)
    assert count > 50
    for at in range(1, count + 1):
        interrupt(lambda: operation(path), at)
        take_the_lock(path)
    assert open_files(tmp_path) == []
    assert FileStore(path).load() == TOKEN
    save(path)
    assert {each.name for each in tmp_path.iterdir()} == {"token.json", "token.json.lock"}


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_no_proxy_of_the_environment_leads_to_a_portal_on_this_machine(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv(variable, "http://127.0.0.1:1")

    async def call(url: str) -> object:
        async with AsyncClient(url) as client:
            return (await client.call("app.info")).result

    with running(lambda _: Answer({"result": 7})) as stub:
        for url in (stub.url, stub.url.replace("127.0.0.1", "localhost")):
            with Client(url) as client:
                assert client.call("app.info").result == 7
            assert asyncio.run(call(url)) == 7


@pytest.mark.parametrize(
    "text", [str, "{}".format, "call %s".__mod__, lambda call: f"{call:}", lambda call: f"{call!s}"]
)
def test_the_text_of_a_call_that_is_not_done_is_never_sent(text: Callable[[object], str]) -> None:
    with running(lambda _: Answer()) as stub, Client(stub.url) as client:
        batch = client.batch()
        new = batch.call("crm.deal.add", {"fields": {"TITLE": "x"}})
        for params in ({"id": text(new)}, {"fields": {"TITLE": [text(new)]}}, {text(new): 1}, {"f": {text(new): 1}}):
            with pytest.raises(TypeError, match=r"a text holds a batch's call .*\.ref\("):
                client.call("crm.deal.get", params)
            with pytest.raises(TypeError, match=r"a text holds a batch's call .*\.ref\("):
                batch.call("crm.deal.get", params)
        assert stub.seen == []
        assert repr(new) == "Pending(crm.deal.add, None)"
        assert text(new).count(repr(new)) == 1
