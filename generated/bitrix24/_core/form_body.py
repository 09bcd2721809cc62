# Copied from generator/runtime/_core/form_body.py by "python -m generator generate". Edit that file.
"""Reads forms as PHP does: keys with brackets become maps in maps. Events of the portal are posted so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

from ..errors import EventError

# PHP itself reads no more than a thousand; a form with more is no event.
_MOST_FIELDS: Final = 10_000

# What a form holds under a name.
Node: TypeAlias = "str | dict[str, Node]"

_KEY: Final = re.compile(r"([^\[]+)((?:\[[^\[\]]*\])*)\Z")
_STEP: Final = re.compile(r"\[([^\[\]]*)\]")

# What PHP takes for a number among keys; "07" and what its integers cannot hold are text to it.
_NUMBER: Final = re.compile(r"(?:0|[1-9][0-9]{0,17})\Z")


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
    return form_of(pairs)


def form_of(pairs: Iterable[tuple[str, str]]) -> dict[str, Node]:
    """The form of keys and values that someone else has decoded."""
    form = _Form()
    for key, value in pairs:
        match = _KEY.match(key)
        path = [match[1], *_STEP.findall(match[2])] if match else [key]
        form.put(path, value)
    return form.root


class _Form:
    """A form that is being read. It may come from anyone, so neither depth nor order nor odd numbers make it slow."""

    def __init__(self) -> None:
        self.root: dict[str, Node] = {}
        # By a map's id: the number that `[]` takes next in it, and the map itself, so that its id stays its own.
        self._numbers: dict[int, tuple[int, dict[str, Node]]] = {}

    def put(self, path: list[str], value: str) -> None:
        place = self.root
        for step in path[:-1]:
            name = self._name(place, step)
            inner = place.get(name)
            if not isinstance(inner, dict):  # new, or a=1&a[b]=2, where the later one wins
                inner = place[name] = {}
            place = inner
        place[self._name(place, path[-1])] = value

    def _name(self, place: dict[str, Node], step: str) -> str:
        """`[]` is the number after the highest so far."""
        number = int(step) if _NUMBER.match(step) else None
        if step and number is None:
            return step
        following, _ = self._numbers.get(id(place), (0, place))
        if number is None:
            number = following
        self._numbers[id(place)] = max(following, number + 1), place
        return str(number)
