"""Example calls in cURL: which address they call, and with what."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from ...spec.model import Json
from ...spec.names import InvalidName, WireName
from .call import Call, without_auth
from .json_text import NotData, parse_json

_ADDRESS: Final = re.compile(
    r"https?://[^\s/]{1,300}(?:/[^\s/]{1,100}){0,3}?/rest/(?P<v3>api/)?(?P<path>[^\s'\"?]*)(?P<query>\?[^\s'\"]*)?"
)
_DATA: Final = re.compile(r"(?:-d|--data(?:-raw|-binary)?)\s+'(?P<data>.*)'", re.DOTALL)
_DATA_FLAGS: Final = ("-d", "--data", "--data-raw", "--data-binary")
# Words take the square of their length to be read.
_LONGEST: Final = 100_000
_FORMAT: Final = re.compile(r"\.(?:json|xml)\Z")


def parse_curl(text: str) -> Call | None:
    """The call that a cURL command makes; None where it does not call a method, or no page would be that long."""
    if len(text) > _LONGEST:
        return None
    command = _read(text.replace("\\\n", " "))
    found = _ADDRESS.search(command.address)
    if not found:
        return None
    try:
        method = WireName(_FORMAT.sub("", found["path"].rstrip("/").rpartition("/")[2]))
    except InvalidName:
        return None
    rest: Literal[2, 3] = 3 if found["v3"] else 2
    try:
        return Call(method, rest, without_auth(_params(command.data)))
    except NotData as error:
        return Call(method, rest, None, str(error))


@dataclass(frozen=True)
class _Command:
    address: str
    data: str


def _read(text: str) -> _Command:
    try:
        words = shlex.split(text)
    except ValueError:
        # A quote inside the data breaks the shell's rules, not ours: take what stands between the outer quotes.
        found = _DATA.search(text)
        data = found["data"] if found else "?"
        return _Command(text.replace(data, "") if found else text, data)
    values = {at + 1 for at, word in enumerate(words) if word in (*_DATA_FLAGS, "-H", "--header")}
    address = next((word for at, word in enumerate(words) if word.startswith("http") and at not in values), "")
    return _Command(address, next((value for flag, value in pairwise(words) if flag in _DATA_FLAGS), ""))


def _params(data: str) -> dict[str, Json]:
    if not data.strip():
        return {}
    value = parse_json(data)
    if isinstance(value, list) and not value:
        return {}
    if not isinstance(value, dict):
        raise NotData("the body is not an object")
    return value
