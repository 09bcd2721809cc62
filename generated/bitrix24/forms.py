"""Reads forms as PHP does: keys with brackets become maps in maps. Events of the portal are posted so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import parse_qsl

from .errors import EventError

# PHP itself reads no more than a thousand; a form with more is no event.
_MOST_FIELDS = 10_000

# What a form holds under a name.
Node: TypeAlias = "str | dict[str, Node]"

_KEY = re.compile(r"([^\[]+)((?:\[[^\[\]]*\])*)\Z")
_STEP = re.compile(r"\[([^\[\]]*)\]")


def parse_form(body: bytes | str) -> dict[str, Node]:
    """A form whose keys have brackets, as PHP reads it: `a[b][]=1` is `{"a": {"b": {"0": "1"}}}`.

    Raises:
        EventError: It is no form.
    """
    try:
        text = body.decode("utf-8") if isinstance(body, bytes) else body
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise EventError("not a form in UTF-8, or one with too many fields") from None
    form: dict[str, Node] = {}
    for key, value in pairs:
        match = _KEY.match(key)
        path = [match[1], *_STEP.findall(match[2])] if match else [key]
        _put(form, path, value)
    return form


def _put(form: dict[str, Node], path: list[str], value: str) -> None:
    place = form
    for step in path[:-1]:
        name = _name(place, step)
        inner = place.get(name)
        if not isinstance(inner, dict):  # new, or a=1&a[b]=2, where the later one wins
            inner = place[name] = {}
        place = inner
    place[_name(place, path[-1])] = value


def _name(place: Mapping[str, object], step: str) -> str:
    """`[]` is the next number."""
    if step:
        return step
    return str(max((int(name) for name in place if name.isascii() and name.isdecimal()), default=-1) + 1)
