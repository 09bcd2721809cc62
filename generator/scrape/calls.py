"""The example calls of a page, from whichever tab can be read: cURL first, then JavaScript, then PHP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from generator.spec.names import InvalidName, WireName

from . import outline
from .code import parse_literal
from .curl import Call, parse_curl, without_auth
from .document import Document
from .literal import NotData

_METHOD = r"['\"](?P<method>[A-Za-z][\w.-]*)['\"]"
_FUNCTION = re.compile(
    rf"(?:callMethod|restCommand|->call|::call|callBatch|getList|fetchList)\s*\(\s*{_METHOD}\s*(?P<more>,?)\s*"
)
_SDK = re.compile(
    rf"(?P<version>actions\.v(?P<rest>[23])\b|\bmake\b)[^(]{{0,200}}\(\s*\{{\s*method\s*:\s*{_METHOD}\s*,?\s*"
    r"(?P<params>params\s*:)?\s*"
)


def calls_of(document: Document) -> list[Call]:
    """The example calls of methods. Where a cURL command can be read, it alone counts: the other tabs show helpers
    that page by themselves and hide what goes over the wire."""
    codes = list(outline.example_codes(document))
    shell = [call for title, code in codes if _is_shell(title, code.text) and (call := parse_curl(code.text))]
    if any(call.params is not None for call in shell):
        return shell
    other = [call for title, code in codes if not _is_shell(title, code.text) for call in _in_code(code.text)]
    return [*shell, *other]


def _is_shell(title: str, text: str) -> bool:
    return title.lower().startswith("curl") or text.startswith("curl ")


def _in_code(text: str) -> Iterator[Call]:
    for found in _SDK.finditer(text):
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
