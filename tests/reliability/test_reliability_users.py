"""What users do without a thought: each was lost, doubled, blamed on another or told by a foreign error once."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import io
import json
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest

from bitrix24 import App, AsyncClient, AuthError, Client, FileStore, MemoryStore, StoredOAuth, Token
from bitrix24._core.anew import anew
from bitrix24._core.views import View
from bitrix24.errors import ApiError, CredentialsError, TimedOut
from bitrix24.files import File
from bitrix24.observe import Hooks, Outcome
from generator.update.version import version_of
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Seen, running

# One failure, many who wait for it


def dead_token(seen: Seen) -> Answer:
    if "/oauth/" in seen.path:
        return Answer({"error": "invalid_grant", "error_description": "dead"}, 400)
    return Answer({"error": "expired_token"}, 401)


def stored(origin: str) -> StoredOAuth:
    return StoredOAuth(App("app.1", "secret", f"{origin}/oauth/token/"), MemoryStore(Token("a", "r", origin)))


def by_threads(credentials: StoredOAuth) -> list[BaseException]:
    errors: list[BaseException] = []

    def call() -> None:
        try:
            client.call("app.info")
        except AuthError as error:
            errors.append(error)

    with Client(credentials, limits=None) as client:
        threads = [threading.Thread(target=call) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return errors


def by_tasks(credentials: StoredOAuth) -> list[BaseException]:
    async def main() -> list[Any]:
        async with AsyncClient(credentials, limits=None) as client:
            return await asyncio.gather(*(client.call("app.info") for _ in range(20)), return_exceptions=True)

    return asyncio.run(main())


@pytest.mark.parametrize("callers", [by_threads, by_tasks])
def test_who_waits_for_a_refresh_that_fails_has_an_error_of_his_own(
    callers: Callable[[StoredOAuth], list[BaseException]],
) -> None:
    with running(dead_token) as stub:
        errors = callers(stored(stub.origin))
    assert len({id(error) for error in errors}) == 20
    for error in errors:
        depth, trace = 0, error.__traceback__
        while trace is not None:
            depth, trace = depth + 1, trace.tb_next
        assert depth < 60


def test_a_result_that_failed_may_be_asked_for_again_and_again() -> None:
    refusal = {"result": {"result": [], "result_error": {"c0": {"error": "NO"}, "c1": {"error": "NO"}}}}
    with running(lambda _: Answer(refusal)) as stub, Client(stub.url) as client:
        with client.batch(halt=False) as batch:
            call, _ = batch.call("a.b"), batch.call("a.c")
        depths: list[int] = []
        for _ in range(3):
            with pytest.raises(ApiError) as caught:
                _ = call.result
            depths.append(len(caught.traceback))
    assert len(set(depths)) == 1


class Odd(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(one + two)


def test_an_error_that_cannot_be_copied_stays_what_it_is() -> None:
    odd = Odd(1, 2)
    assert anew(odd) is odd


# Time that passes where nobody counts


def test_a_hook_that_takes_the_time_of_a_call_keeps_it_from_being_sent() -> None:
    clock, told = FakeClock(), list[Outcome]()
    hooks = Hooks(request=lambda _: clock.sleep(10.0, None), response=told.append)
    with running(lambda _: Answer()) as stub, Client(stub.url, clock=clock, deadline=5, hooks=hooks) as client:
        with pytest.raises(TimedOut) as caught:
            client.call("crm.deal.add")
        assert stub.seen == []
    assert not caught.value.may_have_run
    assert [type(outcome.error) for outcome in told] == [TimedOut]


# Files


def open_files() -> list[str]:
    found: list[str] = []
    for each in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # of another thread, and closed meanwhile
            found.append(str(each.readlink()))
    return found


def named_file() -> BinaryIO:
    return cast("BinaryIO", tempfile.NamedTemporaryFile(suffix=".bin"))


def spooled_file() -> BinaryIO:
    return cast("BinaryIO", tempfile.SpooledTemporaryFile())


@pytest.mark.parametrize("make", [named_file, spooled_file])
def test_what_goes_around_an_open_file_is_one(make: Callable[[], BinaryIO]) -> None:
    with running(lambda _: Answer({"result": {"ID": 1}})) as stub, Client(stub.url) as client, make() as file:
        file.write(b"12345")
        for start in (0, 5):
            file.seek(start)
            client.call("a.b", {"f": File("a.bin", file)})
        file.seek(0)
        client.upload(View({"uploadUrl": f"{stub.origin}/up", "field": "file"}), File("a.bin", file))
        if make is named_file:
            client.call("a.b", {"f": file})
            assert stub.seen[-1].json == {"f": [Path(file.name).name, "MTIzNDU="]}
    assert [seen.json["f"][1] for seen in stub.seen[:2]] == ["MTIzNDU=", ""]
    assert b"12345" in stub.seen[2].body


def test_an_open_file_is_whole_in_every_call_that_it_is_given_to(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"..12345")
    with running(lambda _: Answer()) as stub, Client(stub.url) as client, (tmp_path / "a.bin").open("rb") as file:
        file.seek(2)
        for n in range(3):
            client.call("a.b", {"n": n, "f": file})
    assert [seen.json["f"] for seen in stub.seen] == [["a.bin", "MTIzNDU="]] * 3


def test_what_a_framework_was_sent_has_the_name_of_the_file() -> None:
    class Sent(io.BytesIO):
        """As werkzeug has it."""

        name = "photo"
        filename = "me.jpg"

    with running(lambda _: Answer()) as stub, Client(stub.url) as client:
        client.call("a.b", {"f": Sent(b"12345")})
    assert stub.seen[0].json["f"] == ["me.jpg", "MTIzNDU="]


def test_a_temporary_file_of_text_is_refused() -> None:
    with (
        running(lambda _: Answer()) as stub,
        Client(stub.url) as client,
        tempfile.NamedTemporaryFile("w+") as file,
        pytest.raises(TypeError, match="binary"),
    ):
        client.call("a.b", {"f": File("a.txt", file)})  # type: ignore[arg-type]  # the mistake
    assert stub.seen == []


@pytest.mark.parametrize("name", ["", Path("a.txt"), b"a.txt", None, 5])
def test_a_name_that_is_none_is_refused(name: Any) -> None:
    with running(lambda _: Answer()) as stub, Client(stub.url) as client:
        for send in (
            lambda: client.call("a.b", {"f": File(name, b"1")}),
            lambda: client.upload(View({"uploadUrl": f"{stub.origin}/up", "field": "file"}), File(name, b"1")),
        ):
            with pytest.raises((TypeError, ValueError), match="the name of a File"):
                send()
        assert stub.seen == []


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="looks at the descriptors that Linux shows")
def test_a_folder_in_the_place_of_a_file_costs_no_descriptor(tmp_path: Path) -> None:
    with running(lambda _: Answer()) as stub, Client(stub.url) as client:
        for send in (
            lambda: client.call("a.b", {"f": tmp_path}),
            lambda: client.upload(View({"uploadUrl": f"{stub.origin}/up", "field": "file"}), tmp_path),
        ):
            with pytest.raises(OSError, match=tmp_path.name):
                send()
        assert stub.seen == []
    assert str(tmp_path) not in open_files()


class NaT(dt.datetime):
    """As pandas has it: a datetime that is none."""

    def __eq__(self, _: object) -> bool:
        return False

    def __ne__(self, _: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]  # equal to nothing

    def __str__(self) -> str:
        return "NaT"


def test_a_moment_that_is_missing_is_not_sent_as_text() -> None:
    with running(lambda _: Answer()) as stub, Client(stub.url) as client:
        for call in (client.call, client.batch().call):
            with pytest.raises(ValueError, match=r"f\.at: NaT is no moment"):
                call("a.b", {"f": {"at": NaT(2026, 1, 1)}})
        assert stub.seen == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_in_the_place_of_a_lock_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "token.json.lock")
    store = FileStore(tmp_path / "token.json")
    assert store.try_lock()
    store.unlock()


# Batches and tokens


def test_one_key_does_not_go_with_several_writes() -> None:
    with running(lambda _: Answer()) as stub, Client(stub.url) as client:
        batch = client.with_options(idempotency_key="mine").batch()
        calls = [batch.call("tasks.task.add", {"n": n}, rest=3) for n in range(2)]
        with pytest.raises(ValueError, match="idempotency key"):
            batch.run()
        assert [call.state for call in calls] == ["not executed"] * 2
        assert stub.seen == []


@pytest.mark.parametrize(
    "wrong",
    [{"access_token": None}, {"access_token": ""}, {"refresh_token": b"r"}, {"portal": None}, {"portal": "a b"}],
)
def test_a_token_made_by_hand_is_looked_at_before_a_call(wrong: dict[str, Any]) -> None:
    values: dict[str, Any] = {"access_token": "secret1", "refresh_token": "secret2", "portal": "https://p.example.com"}
    token = Token(**values | wrong)
    credentials = StoredOAuth(App("a", "s"), MemoryStore(token))
    with Client(credentials) as client, pytest.raises(CredentialsError, match="the token of the store") as caught:
        client.call("app.info")
    assert "secret" not in str(caught.value)


def test_a_portal_of_a_token_may_be_written_in_any_way() -> None:
    with running(lambda _: Answer({"result": 1})) as stub:
        for portal in (stub.origin, f"{stub.origin}/", f"{stub.origin}/rest/"):
            credentials = StoredOAuth(App("a", "s"), MemoryStore(Token("a", "r", portal)))
            with Client(credentials) as client:
                assert client.call("app.info").result == 1
        assert {seen.path for seen in stub.seen} == {"/rest/app.info"}
        assert json.loads(stub.seen[0].body) == {"auth": "a"}


# The generator


def test_a_version_that_is_being_merged_is_none() -> None:
    line = '__version__ = "0.{}.0"\n'
    assert version_of(line.format(1)) == "0.1.0"
    assert version_of(f"<<<<<<< a\n{line.format(1)}=======\n{line.format(2)}>>>>>>> b\n") is None
