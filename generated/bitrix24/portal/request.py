# Copied from generator/runtime/portal/request.py by "python -m generator generate". Edit that file.
"""An HTTP request taken apart: which method, for whom, with what parameters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final
from urllib.parse import parse_qsl

from .errors import Refused
from .values import Params, is_list, is_map, list_of

_KEY: Final = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_DEEPEST: Final = 64
# What PHP refuses by default, and what would take hundreds of times its size in memory.
_LARGEST_FORM: Final = 8 * 1024 * 1024
_MOST_ENCODED: Final = 1_000_000
_MOST_FIELDS: Final = 10_000
_MOST_STEPS: Final = 100_000
_MOST_VALUES: Final = 1_000_000


@dataclass(frozen=True)
class Address:
    """Where a request goes: `/rest/[api/][USER/CODE/]METHOD[.json]`."""

    rest: int
    method: str
    webhook: tuple[str, str] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, path: str) -> Address:
        """`path` is what follows `/rest/`. Raises Refused for what is no address."""
        parts = path.split("/")
        rest = 3 if parts[0] == "api" else 2
        parts = parts[1:] if rest == 3 else parts
        method = method_of(path)
        if len(parts) == 1:
            return cls(rest, method)
        if len(parts) == 3:
            return cls(rest, method, (parts[0], parts[1]))
        raise Refused("ERROR_METHOD_NOT_FOUND", "Method not found!", 404)


def method_of(path: str) -> str:
    """`path`: see `Address.of`."""
    return path.rpartition("/")[2].removesuffix(".json")


def parameters(
    query: str, content_type: str, body: bytes, form: Params | None = None, by_position: bool = False
) -> Params:
    """A v2 request's parameters: the query string, then the body, whose values win. Raises Refused.

    Args:
        form: What a multipart body had, which is then not in `body`.
        by_position: The body may be a list.
    """
    kind = content_type.partition(";")[0].strip().lower()
    from_query = form_of(query)
    if form is not None:
        return {**from_query, **form}
    if not body:
        return from_query
    if kind == "application/json":
        return {**from_query, **_object(body, by_position)}
    if kind in ("application/x-www-form-urlencoded", ""):
        return {**from_query, **form_of(body.decode("utf-8", "replace"))}
    raise Refused("INVALID_REQUEST", "Send JSON or a form")


def parameters_v3(method: str, body: bytes) -> Params:
    """A v3 request's parameters: a JSON object, whatever its content type says. Raises Refused.

    The list that is the body of a batch is here its parameter `calls`. To PHP a map with the keys 0, 1, 2… is one too,
    which is what the JavaScript SDK sends.
    """
    try:
        if method == "batch" and body.lstrip().startswith(b"["):
            return {"calls": _json(body)}
        params: Params = _object(body) if body else {}
        if method == "batch" and "0" in params:
            named = {key: value for key, value in params.items() if not key.isdecimal()}
            return {**named, "calls": [call for key, call in params.items() if key.isdecimal()]}
        return params
    except Refused:
        message = "The request body is no JSON object"
        raise Refused("BITRIX_REST_V3_EXCEPTION_INVALIDJSONEXCEPTION", message) from None


def form_of(text: str) -> dict[str, Any]:
    """A query string or the body of a form, as PHP reads it. Raises Refused for one that PHP would not."""
    if len(text) > _LARGEST_FORM or text.count("%") > _MOST_ENCODED or text.count("&") >= _MOST_FIELDS:
        raise Refused("INVALID_REQUEST", "The form is too large; send JSON")
    return nested(parse_qsl(text, keep_blank_values=True))


def _json(body: bytes) -> object:
    if sum(map(body.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        raise Refused("INVALID_REQUEST", "The request body is too large")
    try:
        found: object = json.loads(body, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError):
        # The pages do not say what v2 answers here; any 400 will do.
        raise Refused("INVALID_REQUEST", "The request body is no JSON") from None
    if body.count(b"[") + body.count(b"{") > _DEEPEST and _is_deep(found):
        raise Refused("INVALID_REQUEST", "The request body is too deep")
    return found


def _finite(text: str) -> float:
    """Raises ValueError for 1e999 and NaN, which no answer and no database could hold."""
    number = float(text)
    if not isfinite(number):
        raise ValueError("too large")
    return number


def _is_deep(value: object) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [each for holder in level for each in list_of(holder)]
    return bool(level)


def _object(body: bytes, by_position: bool = False) -> Params:
    found = _json(body)
    if found == []:
        return {}
    if by_position and is_list(found):
        return {str(at): value for at, value in enumerate(found)}
    if not is_map(found):
        raise Refused("INVALID_REQUEST", "The request body is no JSON object")
    return found


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """[("a[b][]", "1")] -> {"a": {"b": ["1"]}}, as PHP reads forms; names that are not of this form are left out."""
    root: dict[str, Any] = {}
    steps = 0
    for name, value in pairs:
        depth = name.count("[")
        match = _KEY.fullmatch(name) if depth < _DEEPEST else None
        if match is None:
            continue
        steps += depth
        if steps > _MOST_STEPS:
            raise Refused("INVALID_REQUEST", "The form is too deep; send JSON")
        _put(root, [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])], value)
    return {name: _with_lists(value) for name, value in root.items()}


def _put(node: dict[str, Any], path: list[str], value: str) -> None:
    for key in path[:-1]:
        below = node.setdefault(key or str(len(node)), {})
        if isinstance(below, str):
            return
        node = below
    node[path[-1] or str(len(node))] = value


def _with_lists(value: object) -> object:
    if not is_map(value):
        return value
    found = {key: _with_lists(below) for key, below in value.items()}
    return listed(found)


def listed(found: Mapping[str, object]) -> object:
    """What has the keys 0, 1, 2… is a list."""
    return list(found.values()) if list(found) == [str(at) for at in range(len(found))] else found
