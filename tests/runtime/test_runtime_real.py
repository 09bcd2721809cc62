"""Recorded answers of real portals: nothing that is empty raises, and everything can be shown and written down."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bitrix24._core.convert import ConvertError, is_nothing, whole
from bitrix24._core.method import Method
from bitrix24._core.views import Field, View
from bitrix24.errors import FieldError

ANSWERS = Path(__file__).resolve().parents[3] / "shared" / "real" / "answers.json"


def method_of(name: str) -> Method[Any] | None:
    """The described method, if the client has it."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.rpartition(".")[0]).lower()
    try:
        module = importlib.import_module(f"bitrix24.v2.{words}".rstrip("."))
    except ModuleNotFoundError:
        return None
    methods = (each for each in vars(module).values() if isinstance(each, Method))
    return next((each for each in methods if each.name.lower() == name.lower()), None)


def answers() -> Iterator[tuple[Method[Any], Any]]:
    for recorded in json.loads(ANSWERS.read_text("utf-8")):
        bodies = [recorded.get("body"), *(recorded.get("pages") or ())]
        method = method_of(recorded.get("method") or "")
        for body in bodies:
            if method is not None and isinstance(body, dict) and "result" in body:
                yield method, body["result"]


def read(method: Method[Any], result: object) -> object:
    """What is of another shape than documented is no matter of emptiness."""
    try:
        return whole(method.returns, result)
    except ConvertError:
        assert not is_nothing(result)
        return None


def views_in(value: object) -> Iterator[View]:
    """The views in a result, at any depth that can be read."""
    if isinstance(value, View):
        yield value
        for name in fields_of(value):
            try:
                inner = getattr(value, name)
            except FieldError:
                continue
            yield from views_in(inner)
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from views_in(item)


def fields_of(view: View) -> dict[str, str]:
    """The wire name of each attribute."""
    described = {name: each for base in type(view).__mro__ for name, each in vars(base).items()}
    return {name: each.wire_name for name, each in described.items() if isinstance(each, Field)}


@pytest.mark.slow
def test_what_real_portals_left_empty_never_raises() -> None:
    if not ANSWERS.exists():
        pytest.skip("needs the recorded answers of real portals, answers.json, in ../shared/real")
    seen, raised = 0, set[str]()
    for method, result in answers():
        for view in views_in(read(method, result)):
            json.dumps(view.to_dict())
            assert repr(view)
            assert view._repr_html_()
            for name, wire in fields_of(view).items():
                seen += 1
                try:
                    getattr(view, name)
                except FieldError as error:
                    if is_nothing(view.get(wire)):
                        raised.add(str(error))
    assert seen > 500
    assert raised == set()
