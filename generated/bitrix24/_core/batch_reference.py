# Copied from generator/runtime/_core/batch_reference.py by "python -m generator generate". Edit that file.
"""A result that is not there yet, as a value for a later command of the same batch, alone or inside a text."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from itertools import count
from typing import Final, Protocol
from weakref import WeakValueDictionary

from .json_types import is_list, is_map
from .query_string import REFERENCE_START, quoted


class Referable(Protocol):
    """What a reference can point into."""

    @property
    def key(self) -> str:
        """The command's name inside its batch."""
        ...


# In a text a reference is `$result[<mark>.<number>][task][id].`: no text of anyone's own has the mark.
MARK: Final = os.urandom(8).hex()
_IN_TEXT: Final = re.compile(rf"\$result\[{MARK}\.(\d+)\]((?:\[[^\[\]]*\])*)\.")
_numbers: Final = count()
_targets: Final[WeakValueDictionary[int, Referable]] = WeakValueDictionary()


def marked(text: str) -> str:
    """The text, to be seen and not to be sent: no request takes it."""
    return f"{text}[{MARK}]"


def no_text(method: str) -> TypeError:
    """What is raised for a text that only a batch could take, or not even that."""
    return TypeError(
        f"{method}: a text holds a batch's call or refers to its result; calls of that batch alone can refer to it, by"
        " .ref(…)"
    )


class BatchReference:
    """A place in the result of a command: `pending.ref("task", "id")`."""

    __slots__ = ("path", "target")

    def __init__(self, target: Referable, path: tuple[str | int, ...]) -> None:
        self.target = target
        self.path = path

    def __repr__(self) -> str:
        return self.text

    def __str__(self) -> str:
        """What stands for it in a longer text, until a command takes the text.

        Raises:
            ValueError: The place's name has brackets.
        """
        if not self.can_be_said:
            raise ValueError(f"{self!r} cannot stand in a text, for the place's name has brackets")
        number = next(_numbers)
        _targets[number] = self.target
        return f"{REFERENCE_START}{MARK}.{number}]{self._steps}."

    @property
    def can_be_said(self) -> bool:
        """Can the portal be told the place? Not one whose name has brackets."""
        return not any(bracket in str(step) for step in self.path for bracket in "[]")

    @property
    def text(self) -> str:
        """As the portal reads it: `$result[key][task][id]`."""
        return f"{REFERENCE_START}{self.target.key}]{self._steps}"

    @property
    def in_query(self) -> str:
        """`text`, as it stands in a query."""
        return f"{REFERENCE_START}{self.target.key}]" + "".join(f"[{quoted(str(step))}]" for step in self.path)

    @property
    def _steps(self) -> str:
        return "".join(f"[{step}]" for step in self.path)

    def value_in(self, result: object) -> object:
        """What stands at that place.

        Raises:
            KeyError: Nothing does.
        """
        value = result
        for step in self.path:
            if is_map(value) and str(step) in value:
                value = value[str(step)]
            elif is_list(value) and str(step).isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                raise KeyError(step)
        return value


class TextWithReferences:
    """A text that has references in it: `f"See {pending.ref('id')}"`."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[str | BatchReference, ...]) -> None:
        self.parts = parts


def with_references(method: str, body: Mapping[str, object]) -> dict[str, object]:
    """The body with the texts that have references in them taken apart.

    Raises:
        TypeError: A text holds a call that is not done, or a name does.
    """
    if any(MARK in name for name in body):
        raise no_text(method)
    return {name: _taken_apart(method, value) for name, value in body.items()}


def _taken_apart(method: str, value: object) -> object:
    if isinstance(value, str):
        return _parts_of(method, value) if MARK in value else value
    if is_map(value):
        return with_references(method, value)
    return [_taken_apart(method, item) for item in value] if is_list(value) else value


def _parts_of(method: str, text: str) -> TextWithReferences:
    parts: list[str | BatchReference] = []
    end = 0
    for match in _IN_TEXT.finditer(text):
        target = _targets[int(match[1])]
        steps = tuple(match[2][1:-1].split("][")) if match[2] else ()
        parts += [text[end : match.start()], BatchReference(target, steps)]
        end = match.end()
    parts.append(text[end:])
    if any(isinstance(part, str) and MARK in part for part in parts):
        raise no_text(method)
    return TextWithReferences(tuple(parts))
