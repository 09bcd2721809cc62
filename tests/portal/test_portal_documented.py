"""Every documented example call is taken, and answered in the documented shape."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from generator.runtime._core.catalog_data import lines_of
from generator.runtime.portal.app import create_app
from generator.runtime.portal.documented import Method, documentation
from tests.portal.documented_exceptions import ANSWERS, BEFORE, CALLS

_READ, _WRITTEN, _GONE = range(3)


@pytest.fixture(scope="module")
def answers() -> Mapping[str, tuple[int, Any]]:
    """Status and body by method, of REST 3.0 with `3:` before it: first what reads, last what deletes."""
    with_example = [method for method in documentation() if "example" in method.described]
    return asyncio.run(_answers(sorted(with_example, key=_order)))


def test_the_documented_calls_are_taken(answers: Mapping[str, tuple[int, Any]]) -> None:
    refused = {name: body for name, (status, body) in answers.items() if status != 200}

    assert len(answers) > 1600
    assert {name: body for name, body in refused.items() if name not in CALLS} == {}
    assert CALLS.keys() - refused.keys() == set(), "these are taken by now"


def test_the_answers_have_the_documented_shape(answers: Mapping[str, tuple[int, Any]]) -> None:
    wrong = {}
    for method in documentation():
        status, body = answers.get(_name(method), (0, {}))
        if status == 200 and (error := _error(method, body["result"])):
            wrong[_name(method)] = error

    assert {name: error for name, error in wrong.items() if name not in ANSWERS} == {}
    assert ANSWERS.keys() - wrong.keys() == set(), "these have it by now"


async def _answers(methods: list[Method]) -> dict[str, tuple[int, Any]]:
    """One after the other on one portal; what others have left in the way of a call, on a portal of its own."""
    found: dict[str, tuple[int, Any]] = {}
    async with _portal(examples=True) as http:
        for method in methods:
            found[_name(method)] = await _called(http, method)
    for method in methods:
        # What an example adds is there, where others speak of it: then on a portal without it.
        for examples in (False, True):
            if found[_name(method)][0] != 200:
                async with _portal(examples) as http:
                    for name, params in BEFORE.get(_name(method), ()):
                        await http.post(f"/rest/{name}", json={**params, "auth": "token"})
                    found[_name(method)] = await _called(http, method)
    return found


def _portal(examples: bool) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(create_app(examples=examples), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8024")


async def _called(http: httpx.AsyncClient, method: Method) -> tuple[int, Any]:
    url = f"/rest/api/{method.name}" if method.rest == 3 else f"/rest/{method.name}"
    answer = await http.post(url, json={**method.described["example"], "auth": "token"})
    return answer.status_code, answer.json()


def _order(method: Method) -> int:
    if method.reads:
        return _READ
    return _GONE if method.record.does == "delete" else _WRITTEN


def _name(method: Method) -> str:
    return f"3:{method.name}" if method.rest == 3 else method.name


@cache
def _types() -> dict[str, Any]:
    """The shared types' schemas."""
    return dict(json.loads(line)[:2] for line in lines_of("types.jsonl"))


def _error(method: Method, result: object) -> str:
    """What is wrong with a result, or ""."""
    validator = Draft202012Validator({**method.described.get("result", {}), "$defs": _types()})
    error = best_match(validator.iter_errors(result))
    return "" if error is None else f"{error.json_path}: {error.message}"[:200]
