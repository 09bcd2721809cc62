"""A method of the portal as the client knows it; every generated method has one constant of this type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Generic, Literal, NamedTuple, TypeVar

from .convert import Converter
from .wire_format import WireFormats

T_co = TypeVar("T_co", covariant=True)
Row_co = TypeVar("Row_co", covariant=True)

_WORD: Final = r"[A-Za-z0-9_][A-Za-z0-9_-]*"
_NO_FORMATS: Final[WireFormats] = MappingProxyType({})
_NAME: Final = re.compile(rf"{_WORD}(?:\.{_WORD})*\Z")


class Method(Generic[T_co]):
    """One method.

    Args:
        name: The wire name, sent to the letter: words joined by dots.
        returns: Turns the JSON of `result` into T.
        rest: 2 for `/rest/`, 3 for `/rest/api/`.
        formats: How values go on the wire where the default rule is not it.
        positional: Wire names in their order, if the portal takes the arguments by position.
        writes: False if the call may be repeated without harm.

    Raises:
        ValueError: The name could change the path of the URL, or there is no such REST version.
    """

    __slots__ = ("formats", "name", "positional", "rest", "returns", "writes")

    def __init__(
        self,
        name: str,
        returns: Converter[T_co],
        rest: int = 2,
        formats: WireFormats = _NO_FORMATS,
        positional: tuple[str, ...] = (),
        writes: bool = True,
    ) -> None:
        if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # of unchecked programs
            raise TypeError(f"the name of a method is text, not {type(name).__name__}")
        if not _NAME.match(name):
            raise ValueError(f"{name!r} is not a method name: words of letters, digits, _ and -, joined by dots")
        if rest not in (2, 3):
            raise ValueError(f"{name}: there is REST 2 and 3, not {rest!r}")
        self.name: Final = name
        self.returns: Final = returns
        self.rest: Final = rest
        self.formats: Final = formats
        self.positional: Final = positional
        self.writes: Final = writes

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, rest={self.rest})"


class RowKey(NamedTuple):
    """How one list spells its rows' id, by which they can be put in an order that stays.

    Args:
        row: In a row.
        filter: The parameter and its key that say "greater than": `("filter", ">ID")`.
        order: The parameters that order by it, ascending: `{"order": {"ID": "ASC"}}`.
    """

    row: str
    filter: tuple[str, str]
    order: Mapping[str, object]


class Listing(NamedTuple):
    """How a list method pages.

    Args:
        paging: `start` (an offset, 50 rows to a page), `pagination` (limit and offset, REST 3.0) or `cursor` (the last
            row's value of a field, REST 3.0).
        rows: Where the rows lie in `result`: `("items",)`; () if `result` is the list.
        key: Their id, if the list can be filtered and ordered by it.
        by_name: Fields that come only where the call's `select` names them.
    """

    paging: Literal["start", "pagination", "cursor"]
    rows: tuple[str, ...] = ()
    key: RowKey | None = None
    by_name: tuple[str, ...] = ()


class ListMethod(Method[T_co], Generic[T_co, Row_co]):
    """A method that answers with one page of rows; `row` reads one of them."""

    __slots__ = ("listing", "row")

    def __init__(
        self,
        name: str,
        returns: Converter[T_co],
        rest: int = 2,
        formats: WireFormats = _NO_FORMATS,
        positional: tuple[str, ...] = (),
        writes: bool = True,
        *,
        listing: Listing,
        row: Converter[Row_co],
    ) -> None:
        super().__init__(name, returns, rest, formats, positional, writes)
        self.listing: Final = listing
        self.row: Final = row
