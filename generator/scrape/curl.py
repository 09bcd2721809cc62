"""The cURL examples: which address they call, and with what."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import Literal

from generator.spec.model import Json
from generator.spec.names import InvalidName, WireName

from .literal import NotData, parse_json

_ADDRESS = re.compile(r"https?://[^\s/]{1,300}(?:/[^\s/]{1,100}){0,3}?/rest/(?P<v3>api/)?(?P<path>[^\s'\"?]*)(?P<query>\?[^\s'\"]*)?")
_DATA = re.compile(r"(?:-d|--data(?:-raw|-binary)?)\s+'(?P<data>.*)'", re.DOTALL)
_FORMAT = re.compile(r"\.(?:json|xml)\Z")


@dataclass(frozen=True)
class Call:
    """An example call. `params` is None where the example's data cannot be read; `why` then says why."""

    method: WireName
    rest: Literal[2, 3]
    params: dict[str, Json] | None
    why: str = ""


def parse_curl(text: str) -> Call | None:
    """The call that a cURL command makes; None where it does not call a method."""
    joined = text.replace("\\\n", " ")
    found = _ADDRESS.search(joined)
    if not found:
        return None
    last = _FORMAT.sub("", found["path"].rstrip("/").rpartition("/")[2])
    try:
        method = WireName(last)
    except InvalidName:
        return None
    rest: Literal[2, 3] = 3 if found["v3"] else 2
    try:
        params = _params(joined)
    except NotData as error:
        return Call(method, rest, None, str(error))
    params.pop("auth", None)
    return Call(method, rest, params)


def _params(command: str) -> dict[str, Json]:
    data = _data(command)
    if data is None or not data.strip():
        return {}
    value = parse_json(data)
    if isinstance(value, list) and not value:
        return {}
    if not isinstance(value, dict):
        raise NotData("the body is not an object")
    return dict(value)


def _data(command: str) -> str | None:
    try:
        words = shlex.split(command)
    except ValueError:
        # A quote inside the data breaks the shell's rules, not ours: take what stands between the outer quotes.
        found = _DATA.search(command)
        if not found:
            raise NotData("the shell command cannot be read") from None
        return found["data"]
    for flag, value in zip(words, words[1:], strict=False):
        if flag in ("-d", "--data", "--data-raw", "--data-binary"):
            return value
    return None
