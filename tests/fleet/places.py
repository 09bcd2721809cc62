"""Where tokens are kept: what a process of its own is told, to make the same store."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from bitrix24.redis import RedisPortals, RedisStore
from bitrix24.sql import SqlPortals, SqlStore, create_tables

SQL = "sql"


@dataclass(frozen=True)
class Place:
    kind: str
    url: str
    name: str


@cache
def engine(url: str) -> Any:
    from sqlalchemy import NullPool, create_engine

    # Connections are closed at once: what is left over at the end of a test would be a warning.
    return create_engine(url, poolclass=NullPool)


def prepare(place: Place) -> None:
    create_tables(engine(place.url))


def make_store(place: Place) -> RedisStore | SqlStore:
    return SqlStore(engine(place.url), place.name) if place.kind == SQL else RedisStore(place.url, place.name)


def make_portals(place: Place) -> RedisPortals | SqlPortals:
    return SqlPortals(engine(place.url), place.name) if place.kind == SQL else RedisPortals(place.url, place.name)
