"""Example calls in JavaScript and PHP, through the SDKs' functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from ...spec.names import InvalidName, WireName
from .call import Call, without_auth
from .json_text import NotData
from .literals import parse_literal

_METHOD: Final = r"['\"](?P<method>[A-Za-z][\w.-]*)['\"]"
_FUNCTION: Final = re.compile(
    rf"(?:callMethod|restCommand|->call|::call|callBatch|getList|fetchList)\s*\(\s*{_METHOD}\s*(?P<more>,?)\s*"
)
_ACTION: Final = re.compile(
    rf"(?P<version>actions\.v(?P<rest>[23])\b|\bmake\b)[^(]{{0,200}}\(\s*\{{\s*method\s*:\s*{_METHOD}\s*,?\s*"
    r"(?P<params>params\s*:)?\s*"
)


def parse_sdk(text: str) -> Iterator[Call]:
    """The calls in a piece of JavaScript or PHP."""
    for found in _ACTION.finditer(text):
        yield _call(text, found, bool(found["params"]), 3 if found["rest"] == "3" else 2)
    for found in _FUNCTION.finditer(text):
        yield _call(text, found, bool(found["more"]), 2)


def _call(text: str, found: re.Match[str], has_params: bool, rest: Literal[2, 3]) -> Call:
    try:
        method = WireName(found["method"])
    except InvalidName:
        return Call(WireName("unknown"), rest, None, "its method has no valid name")
    if not has_params:
        return Call(method, rest, {})
    try:
        params = parse_literal(text, found.end())
    except NotData as error:
        return Call(method, rest, None, str(error))
    if isinstance(params, list) and not params:
        params = {}
    if not isinstance(params, dict):
        return Call(method, rest, None, "its parameters are no object")
    return Call(method, rest, without_auth(params))
