"""Where the portal keeps its records: SQLite, in memory or in a file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final, TypeAlias

from .values import is_list, is_map

Body: TypeAlias = dict[str, Any]
"""A record: JSON values by key; the id is not among them."""
Id: TypeAlias = "int | str"

_BEYOND: Final = 2**63
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS kinds (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL UNIQUE, last_id INTEGER NOT NULL, is_numbered INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS contents (name TEXT PRIMARY KEY, content BLOB NOT NULL);
"""
# A table for each kind: a seventh less memory than one for all, whose rows would each name their kind.
_NUMBERED: Final = "CREATE TABLE {} (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"
_NAMED: Final = "CREATE TABLE {} (id NOT NULL PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID"


@dataclass(frozen=True)
class Where:
    """A condition of SQL over `id` and `body`, with the values for its question marks."""

    sql: str
    values: tuple[object, ...] = ()


EVERYTHING: Final = Where("1")


class Store:
    """Records by kind and id. An id is a number, counted by the store for each kind, or a text that is given."""

    def __init__(self, path: str = ":memory:") -> None:
        # Used from the server's thread and from a test's, never by two at once: see `LocalPortal`.
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._refuse_foreign()
        # One process at a time: it remembers what there is.
        self._db.executescript(
            "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _TABLES
        )
        self._tables = self._read_tables()
        self._counts: dict[tuple[str, Where], int] = {}

    def _refuse_foreign(self) -> None:
        """Raises sqlite3.DatabaseError for somebody else's file."""
        names = {row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if names and "contents" not in names:
            raise sqlite3.DatabaseError("it has other tables than a portal's")

    def close(self) -> None:
        self._db.close()

    def take_over(self, other: Store) -> None:
        """All that the other has, and nothing else."""
        other._db.backup(self._db)
        self._tables = self._read_tables()
        self._counts.clear()

    def new_id(self, kind: str) -> int:
        """Greater than every id that the kind has had."""
        self._table(kind)
        row = self._run("UPDATE kinds SET last_id = last_id + 1 WHERE kind = ? RETURNING last_id", kind).fetchone()
        return int(row[0])

    def put(self, kind: str, id: Id, body: Mapping[str, Any]) -> None:
        """A new record, or all of one that is there."""
        table = self._table(kind) if isinstance(id, int) else self._named_table(kind)
        self._run(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", id, _text(body))
        if isinstance(id, int):
            self._seen(kind, id)
        self._counts.clear()

    def put_all(self, kind: str, bodies: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
        """Many at once."""
        greatest = 0

        def rows() -> Iterator[tuple[int, str]]:
            nonlocal greatest
            for id, body in bodies:
                greatest = max(greatest, id)
                yield id, _text(body)

        table = self._table(kind)
        self._db.execute("BEGIN")
        self._db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows())
        self._db.execute("COMMIT")
        self._seen(kind, greatest)
        self._counts.clear()

    def get(self, kind: str, id: Id) -> Body | None:
        table = self._tables.get(kind)
        row = self._run(f"SELECT body FROM {table} WHERE id = ?", id).fetchone() if table else None
        return None if row is None else json.loads(row[0])

    def remove(self, kind: str, id: Id) -> bool:
        """False where there is none."""
        self._counts.clear()
        table = self._tables.get(kind)
        return table is not None and self._run(f"DELETE FROM {table} WHERE id = ?", id).rowcount > 0

    def select(
        self, kind: str, where: Where = EVERYTHING, order: Where = Where("id"), limit: int = -1, offset: int = 0
    ) -> list[tuple[Id, Body]]:
        """`order`: what follows ORDER BY. `limit`: -1 for all."""
        table = self._tables.get(kind)
        if table is None:
            return []
        sql = f"SELECT id, body FROM {table} WHERE {where.sql} ORDER BY {order.sql} LIMIT ? OFFSET ?"
        rows = self._run(sql, *where.values, *order.values, limit, min(offset, _BEYOND - 1)).fetchall()
        # All at once: half the time of one by one.
        bodies = json.loads(f"[{','.join(row[1] for row in rows)}]")
        return [(row[0], body) for row, body in zip(rows, bodies, strict=True)]

    def count(self, kind: str, where: Where = EVERYTHING) -> int:
        """Remembered until something changes: pages of one list count the same again and again."""
        key = kind, where
        if key not in self._counts:
            table = self._tables.get(kind)
            sql = f"SELECT count(*) FROM {table} WHERE {where.sql}"
            self._counts[key] = int(self._run(sql, *where.values).fetchone()[0]) if table else 0
        return self._counts[key]

    def keep(self, name: str, content: bytes) -> None:
        """What is in a file."""
        self._db.execute("INSERT OR REPLACE INTO contents VALUES (?, ?)", (name, content))

    def content(self, name: str) -> bytes | None:
        row = self._db.execute("SELECT content FROM contents WHERE name = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def _run(self, sql: str, *values: object) -> sqlite3.Cursor:
        return self._db.execute(sql, [_bound(value) for value in values])

    def kinds(self) -> list[tuple[str, int]]:
        """Each kind with the number of its records, where it has any."""
        counted = [(kind, self.count(kind)) for kind in sorted(self._tables)]
        return [(kind, count) for kind, count in counted if count]

    def _read_tables(self) -> dict[str, str]:
        return {row[1]: f"records_{row[0]}" for row in self._db.execute("SELECT number, kind FROM kinds")}

    def _table(self, kind: str) -> str:
        """Made where there is none."""
        if kind not in self._tables:
            sql = "INSERT INTO kinds (kind, last_id, is_numbered) VALUES (?, 0, 1) RETURNING number"
            self._tables[kind] = f"records_{self._run(sql, kind).fetchone()[0]}"
            self._db.execute(_NUMBERED.format(self._tables[kind]))
        return self._tables[kind]

    def _named_table(self, kind: str) -> str:
        """The table, which takes texts for ids from now on."""
        table = self._table(kind)
        if self._run("UPDATE kinds SET is_numbered = 0 WHERE kind = ? AND is_numbered", kind).rowcount:
            self._db.execute(_NAMED.format("named"))
            self._db.execute(f"INSERT INTO named SELECT id, body FROM {table}")
            self._db.execute(f"DROP TABLE {table}")
            self._db.execute(f"ALTER TABLE named RENAME TO {table}")
        return table

    def _seen(self, kind: str, id: int) -> None:
        self._run("UPDATE kinds SET last_id = max(last_id, ?) WHERE kind = ?", id, kind)


def _bound(value: object) -> object:
    """As SQLite takes it: a number beyond its own, and half a character, are not in any record."""
    if isinstance(value, int) and not -_BEYOND <= value < _BEYOND:
        return str(value)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _text(body: Mapping[str, Any]) -> str:
    try:
        return json.dumps(body, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    except ValueError:  # a sum that has gone beyond all numbers, which is no JSON
        return _text({key: _finite(value) for key, value in body.items()})


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if isfinite(value) else None
    if is_map(value):
        return {key: _finite(each) for key, each in value.items()}
    return [_finite(each) for each in value] if is_list(value) else value
