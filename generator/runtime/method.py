"""What the client knows of a method of the portal; every generated method is one constant of this type."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from .convert import Converter
from .encode import Forms

T_co = TypeVar("T_co", covariant=True)

_WORD = r"[A-Za-z0-9_][A-Za-z0-9_-]*"
_NAME = re.compile(rf"{_WORD}(?:\.{_WORD})*\Z")


@dataclass(frozen=True, slots=True, eq=False)
class Method(Generic[T_co]):
    """One method.

    Args:
        name: The wire name, sent to the letter: words joined by dots.
        returns: Turns the JSON of `result` into T.
        rest: 2 for `/rest/`, 3 for `/rest/api/`.
        forms: How values go on the wire where the default rule is not it.
        positional: Wire names in their order, if the portal takes the arguments by position.
        writes: False if the call may be repeated without harm.

    Raises:
        ValueError: The name could change the path of the URL, or there is no such REST version.
    """

    name: str
    returns: Converter[T_co]
    rest: int = 2
    forms: Forms = field(default_factory=dict[str, Any])
    positional: tuple[str, ...] = ()
    writes: bool = True

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise ValueError(f"{self.name!r} is not a method name: words of letters, digits, _ and -, joined by dots")
        if self.rest not in (2, 3):
            raise ValueError(f"{self.name}: there is REST 2 and 3, not {self.rest!r}")
