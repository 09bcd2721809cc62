"""Errors say what was meant, of names and arguments that are not there, and what helps, of what the portal refuses."""

from __future__ import annotations

import asyncio
import copy
import inspect
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import bitrix24
from bitrix24 import AsyncClient, Client
from bitrix24.errors import (
    ApiError,
    AuthError,
    MethodNotFound,
    PermissionDenied,
    PortalError,
    RateLimited,
    ValidationError,
)

URL = "https://portal.example/rest/1/s3cr3tc0de/"
SITE = "https://apidocs.bitrix24.com/api-reference"

# Each has the same names.
OWNERS: list[Callable[[], Any]] = [
    lambda: Client(URL),
    lambda: AsyncClient(URL),
    lambda: Client(URL).batch(),
    lambda: AsyncClient(URL).batch(),
]
everywhere = pytest.mark.parametrize("make", OWNERS)


def walk(owner: Any, path: str) -> Any:
    for name in path.split("."):
        owner = getattr(owner, name)
    return owner


@everywhere
@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("crm.dael.list", "there is no crm.dael; did you mean crm.deal?"),
        ("crm.deal.lst", "there is no crm.deal.lst; did you mean crm.deal.list?"),
        ("tasks.flow.Flow.isExists", "there is no tasks.flow.Flow; did you mean tasks.flow.flow?"),
        ("tasks.flow.flow.isExists", "there is no tasks.flow.flow.isExists; did you mean tasks.flow.flow.is_exists?"),
        ("deal.list", "there is no deal; did you mean crm.deal"),
        ("task.get", "there is no task.get; did you mean tasks.task.get or tasks.api.scrum.task.get?"),
        ("tasks.task.chat", "there is no tasks.task.chat; did you mean v3.tasks.task.chat?"),
        ("v3.tasks.tsk", "there is no v3.tasks.tsk; did you mean v3.tasks.task?"),
        ("v3.crm.deal", "there is no v3.crm; did you mean crm?"),
        ("xyzzy", "there is no xyzzy; what is not documented is called by call(…)"),
    ],
)
def test_a_name_that_is_not_there(make: Callable[[], Any], path: str, message: str) -> None:
    with pytest.raises(AttributeError) as caught:
        walk(make(), path)
    assert str(caught.value).startswith(message)


@everywhere
def test_what_looks_for_names_of_its_own_finds_none(make: Callable[[], Any]) -> None:
    owner = make()
    for each in (owner, owner.crm, owner.crm.deal):
        assert not hasattr(each, "_repr_html_")
        assert not hasattr(each, "__deepcopy__")
        assert getattr(each, "dael", None) is None
    assert copy.copy(owner.crm.deal).list is not None


@everywhere
@pytest.mark.parametrize(
    ("path", "arguments", "message"),
    [
        ("tasks.task.get", {"id": 51}, "; did you mean task_id or b24.v3.tasks.task.get(id, select, extra)?"),
        ("v3.tasks.task.get", {"task_id": 51}, "; did you mean id or b24.tasks.task.get(task_id, select, extra)?"),
        ("crm.item.list", {"entityTypeId": 2}, "; did you mean entity_type_id?"),
        ("crm.item.list", {"entity_type_id": 2, "ordr": {}}, "; did you mean order?"),
        ("crm.item.get", {"entity_type_id": 2, "item_id": 2}, "; did you mean id?"),
        ("user.current", {"xyzzy": 2}, "; it takes extra: what is not documented goes into extra"),
    ],
)
def test_an_argument_that_is_not_there(
    make: Callable[[], Any], path: str, arguments: dict[str, object], message: str
) -> None:
    async def call() -> None:
        made = walk(make(), path)(**arguments)
        if inspect.isawaitable(made):
            await made

    with pytest.raises(TypeError) as caught:
        asyncio.run(call())
    assert "got an unexpected keyword argument" in str(caught.value)
    assert str(caught.value).endswith(message)


def test_other_type_errors_are_pythons_own() -> None:
    client = Client(URL)
    with pytest.raises(TypeError, match=r"missing 1 required positional argument: 'flow_id'\Z"):
        client.tasks.flow.flow.get()  # type: ignore[call-arg]  # that is the mistake
    with pytest.raises(TypeError, match="cannot be sent"):
        client.crm.item.list(entity_type_id=2, select=object()).rows  # type: ignore[arg-type]  # noqa: B018  # as above


def test_a_deprecated_method_warns_where_it_is_called_and_says_what_was_meant() -> None:
    client = Client(URL)
    with (
        pytest.warns(DeprecationWarning, match="crm.deal.get is") as caught,
        pytest.raises(TypeError, match=r"did you mean id\?"),
    ):
        client.crm.deal.get(deal_id=5)  # type: ignore[call-arg]  # that is the mistake
    assert caught[0].filename == __file__


def test_methods_look_like_what_they_are() -> None:
    method = Client.crm.func(Client(URL)).item.get  # type: ignore[attr-defined]  # of functools.cached_property
    assert list(inspect.signature(method).parameters) == ["entity_type_id", "id", "use_original_uf_names", "extra"]
    assert method.__doc__.startswith("Get")
    assert inspect.iscoroutinefunction(AsyncClient(URL).crm.item.get)
    assert not inspect.iscoroutinefunction(Client(URL).crm.item.get)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            PermissionDenied("insufficient_scope", "no", 403, "crm.item.get"),
            'crm.item.get: no (code "insufficient_scope", HTTP 403); it needs the scope crm, which the webhook or the'
            f" application has to be given; see {SITE}/crm/universal/crm-item-get.html",
        ),
        (
            PermissionDenied("BITRIX_REST_V3_EXCEPTION_INSUFFICIENTSCOPEEXCEPTION", "no", 403, "tasks.task.get"),
            f"; it needs the scope tasks, which the webhook or the application has to be given; see {SITE}/",
        ),
        (ValidationError("X", "no", 400, "crm.item.get"), f"; see {SITE}/crm/universal/crm-item-get.html"),
        (ApiError("INVALID_REQUEST", "Https required", 400, "crm.item.get"), "; give the client the portal's address"),
        (MethodNotFound("ERROR_METHOD_NOT_FOUND", "no", 404, "crm.itm.get"), "; did you mean crm.item.get"),
        (
            MethodNotFound("ERROR_METHOD_NOT_FOUND", "no", 404, "tasks.task.chat.message.send"),
            "; it is a method of REST 3: call(…, rest=3); see ",
        ),
        (
            MethodNotFound("BITRIX_REST_V3_EXCEPTION_METHODNOTFOUNDEXCEPTION", "no", 404, "crm.item.get"),
            "; it is a method of REST 2: call(…, rest=2); see ",
        ),
    ],
)
def test_a_refusal_says_what_helps(error: ApiError, message: str) -> None:
    assert message in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert error.message == "Https required" or error.message == "no"


@pytest.mark.parametrize("kind", [AuthError, RateLimited, PortalError])
def test_what_is_not_about_the_method_names_no_page(kind: type[ApiError]) -> None:
    assert str(kind("X", "no", 400, "crm.item.get")) == 'crm.item.get: no (code "X", HTTP 400)'


@pytest.mark.parametrize("method", ["oauth/token", "some.method", "upload"])
def test_what_is_not_documented_has_no_page(method: str) -> None:
    assert str(ApiError("X", "no", 400, method)) == f'{method}: no (code "X", HTTP 400)'


def test_who_makes_no_mistake_does_not_load_what_explains_it() -> None:
    code = (
        "import sys; from bitrix24 import Client; Client('https://a.example/rest/1/s3cr3tc0de/').crm.item.get;"
        "assert 'bitrix24._core.hints' not in sys.modules"
    )
    path = str(Path(bitrix24.__file__).parent.parent)
    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": path}, check=True)
