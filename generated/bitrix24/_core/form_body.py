# Copied from generator/runtime/_core/form_body.py by "python -m generator generate". Edit that file.
"""Reads forms as PHP does: keys with brackets become maps in maps. Events of the portal are posted so."""

from __future__ import annotations

import re
from typing import Final, TypeAlias
from urllib.parse import unquote_to_bytes

from ..errors import EventError

# Bytes of a body: a portal posts some kilobytes.
LARGEST: Final = 4 * 1024 * 1024

# PHP nests no deeper, and reads fewer fields. A form is read before its sender is known, so nobody may make it large:
# every step of a key (`a[b][c]` has three) may be a map of its own.
DEEPEST: Final = 64
_MOST_FIELDS: Final = 10_000
MOST_STEPS: Final = 50_000

# Characters that are decoded at a time.
_PIECE: Final = 32 * 1024

# What a form holds under a name.
Node: TypeAlias = "str | dict[str, Node]"

_KEY: Final = re.compile(r"([^\[]+)((?:\[[^\[\]]*\])*)\Z")
_STEP: Final = re.compile(r"\[([^\[\]]*)\]")

# What PHP takes for a number among keys; "07" and what its integers cannot hold are text to it.
_NUMBER: Final = re.compile(r"(?:0|[1-9][0-9]{0,17})\Z")


def parse_form(body: bytes | bytearray | str) -> dict[str, Node]:
    """A form whose keys have brackets, as PHP reads it: `a[b][]=1` is `{"a": {"b": {"0": "1"}}}`.

    Raises:
        EventError: It is no form, or larger or deeper than any portal posts.
    """
    if len(body) > LARGEST:
        raise EventError(f"a body of {len(body)} bytes: more than any portal posts")
    try:
        return _read(body if isinstance(body, str) else body.decode("utf-8"))
    except UnicodeError:
        pass  # it has the body in it, and must not be chained
    raise EventError("not a form in UTF-8")


def _read(text: str) -> dict[str, Node]:
    if text.count("&") >= _MOST_FIELDS:
        raise EventError("not a form that a portal posts: it has too many fields")
    form = Form()
    for field in text.split("&"):
        if field:
            key, _, value = field.partition("=")
            form.add(_decoded(key), _decoded(value))
    return form.root


def _decoded(text: str) -> str:
    """Piece by piece: what is percent-encoded takes urllib a hundred times its size."""
    if "%" not in text:
        return text.replace("+", " ")
    decoded = bytearray()
    begin = 0
    while begin < len(text):
        end = begin + _PIECE
        cut = text.rfind("%", end - 2, end)  # no %D0 in two
        end = cut if cut > begin else end
        decoded += unquote_to_bytes(text[begin:end].replace("+", " "))
        begin = end
    return decoded.decode("utf-8")


class Form:
    """A form that is being read, `root`. It may come from anyone, so neither size nor depth nor order nor odd numbers
    make it slow or large.
    """

    def __init__(self) -> None:
        self.root: dict[str, Node] = {}
        # By a map's id: the number that `[]` takes next in it, and the map itself, so that its id stays its own.
        self._numbers: dict[int, tuple[int, dict[str, Node]]] = {}
        self._fields = self._size = self._steps = 0

    def add(self, key: str, value: str) -> None:
        """A field that someone has decoded.

        Raises:
            EventError: The form is larger or deeper than any portal posts.
        """
        depth = key.count("[")
        self._fields += 1
        self._size += len(key) + len(value)
        self._steps += depth + 1
        if depth > DEEPEST:
            raise EventError(f"a form nested deeper than {DEEPEST} levels")
        if self._fields > _MOST_FIELDS or self._steps > MOST_STEPS or self._size > LARGEST:
            raise EventError("a form with more fields than any portal posts, or larger ones")
        match = _KEY.match(key)
        self._put([match[1], *_STEP.findall(match[2])] if match else [key], value)

    def _put(self, path: list[str], value: str) -> None:
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
