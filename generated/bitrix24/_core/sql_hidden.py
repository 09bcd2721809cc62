# Copied from generator/runtime/_core/sql_hidden.py by "python -m generator generate". Edit that file.
"""Secrets on their way to and from a database: what SQLAlchemy logs, of statements and of rows, shows them as ***."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from .redact import HIDDEN

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, Column, ColumnElement
    from sqlalchemy.types import TypeEngine


class _Unshown(str):
    """Text whose repr is what a log may show."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(HIDDEN)


def unshown(text: str) -> BindParameter[str]:
    """A value of a statement."""
    from sqlalchemy import bindparam

    return bindparam(None, text, type_=_type(), unique=True)


def read_unshown(column: Column[Any]) -> ColumnElement[str]:
    """A column of a query, under its own name. The tables themselves keep a type that tools for migrations know."""
    from sqlalchemy import type_coerce

    return type_coerce(column, _type()).label(column.name)


@cache
def _type() -> TypeEngine[str]:
    from sqlalchemy import Text
    from sqlalchemy.types import TypeDecorator

    class UnshownText(TypeDecorator[str]):
        """Text, of which each value that comes or goes is `_Unshown`."""

        impl = Text
        cache_ok = True

        def process_bind_param(self, value: str | None, dialect: object) -> str | None:  # noqa: ARG002  # by its name
            return None if value is None else _Unshown(value)

        def process_result_value(self, value: str | None, dialect: object) -> str | None:  # noqa: ARG002  # by its name
            return None if value is None else _Unshown(value)

    return UnshownText()
