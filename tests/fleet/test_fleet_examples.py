"""The examples work: their tasks run against a portal, with the queue's library where it is installed, else without."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from bitrix24 import Token
from bitrix24.redis import RedisPortals
from tests.conftest import ROOT
from tests.fleet.servers import RedisServer
from tests.runtime.stub_portal import Answer, Seen, running
from tests.runtime.token_portal import TokenPortal

FOLDER = ROOT / "examples" / "fleet"


class Task:
    """A task of Celery, called there and then."""

    def __init__(self, function: Callable[..., Any], bind: bool) -> None:
        self._function = function
        self._bind = bind

    def __call__(self, *args: Any) -> Any:
        return self._function(self, *args) if self._bind else self._function(*args)

    delay = __call__

    def retry(self, exc: Exception, countdown: float) -> Exception:
        assert countdown > 0
        raise exc


class Celery:
    def __init__(self, *_: object, **__: object) -> None:
        self.conf: dict[str, object] = {}

    def task(self, function: Any = None, *, bind: bool = False, max_retries: int = 3) -> Any:
        assert max_retries > 0
        return Task(function, bind) if function is not None else lambda given: Task(given, bind)


def same(given: Any) -> Any:
    return given


STANDING_IN: dict[str, dict[str, dict[str, Any]]] = {
    "celery_app": {"celery": {"Celery": Celery}},
    "arq_worker": {
        "arq": {"Retry": type("Retry", (RuntimeError,), {})},
        "arq.connections": {"RedisSettings": SimpleNamespace(from_dsn=same)},
    },
    "temporal_worker": {
        "temporalio": {
            "activity": SimpleNamespace(defn=same),
            "workflow": SimpleNamespace(
                defn=same, run=same, unsafe=SimpleNamespace(imports_passed_through=contextlib.nullcontext)
            ),
        },
        "temporalio.client": {"Client": object},
        "temporalio.common": {"RetryPolicy": object},
        "temporalio.exceptions": {"ApplicationError": RuntimeError},
        "temporalio.worker": {"Worker": object},
    },
}


def test_there_is_one_for_each() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} == set(STANDING_IN)


class Deals(TokenPortal):
    """A portal with deals."""

    def __init__(self) -> None:
        super().__init__()
        self.renamed: list[tuple[int, str]] = []

    def method(self, seen: Seen) -> Answer:
        answer = super().method(seen)
        if answer.status != 200:
            return answer
        self.renamed.append((seen.json["id"], seen.json["fields"]["title"]))
        return Answer({"result": {"item": {"id": seen.json["id"]}}})


Fleet = tuple[Deals, Callable[[str], Any]]


@pytest.fixture
def fleet(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fleet]:
    """A portal that has installed the application, and what loads an example for it."""
    registration = f"app.{uuid4().hex}"
    for name, value in {
        "REDIS_URL": redis_server.url,
        "CLIENT_ID": registration,
        "CLIENT_SECRET": "app-secret",
        "TEMPORAL": "127.0.0.1:1",
        "PROCESSES": "3",
    }.items():
        monkeypatch.setenv(name, value)
    portal = Deals()
    with running(portal) as stub:
        portal.stub = stub
        portals = RedisPortals(redis_server.url, registration)
        portal.refreshes = 1  # the token is good
        portals.add(Token("access-2", "refresh-2", stub.origin, "m1"), "proof")
        yield portal, lambda name: load(name, monkeypatch)


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    for module, names in STANDING_IN[name].items():
        try:
            installed = importlib.util.find_spec(module) is not None
        except ModuleNotFoundError:  # nor is the package
            installed = False
        if not installed:
            standing_in = ModuleType(module)
            vars(standing_in).update(names)
            monkeypatch.setitem(sys.modules, module, standing_in)
    return _executed(FOLDER / f"{name}.py")


def _executed(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"example_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.servers
def test_the_tasks_of_celery_reach_every_portal(fleet: Fleet) -> None:
    portal, example = fleet
    module = example("celery_app")
    module.app.conf.update(task_always_eager=True)
    assert module.rename_everywhere(7, "New") == 1
    assert portal.renamed == [(7, "New")]
    module.client("m1").close()


@pytest.mark.servers
def test_the_jobs_of_arq_reach_a_portal(fleet: Fleet) -> None:
    portal, example = fleet
    module = example("arq_worker")

    async def main() -> None:
        context: dict[str, Any] = {}
        await module.startup(context)
        await asyncio.gather(*(module.rename_deal(context, "m1", deal, "New") for deal in range(5)))
        await module.shutdown(context)

    asyncio.run(main())
    assert sorted(portal.renamed) == [(deal, "New") for deal in range(5)]
    assert module.WorkerSettings.functions == (module.rename_deal,)


@pytest.mark.servers
def test_the_activity_of_temporal_reaches_a_portal(fleet: Fleet) -> None:
    portal, example = fleet
    module = example("temporal_worker")
    module.rename_deal("m1", 7, "New")
    assert portal.renamed == [(7, "New")]
    module.client("m1").close()
