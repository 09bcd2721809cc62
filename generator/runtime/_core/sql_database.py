"""The tables of `sql`, and how rows are changed though others do it too: by what is SQL in every database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from ..errors import TokenStoreError
from .kept_token import asked, saved
from .lease import LEASE

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, MetaData, Table

# Characters of a name that is a key: as many as every database takes in one.
LONGEST_NAME: Final = 190

# How often a transaction is tried anew because others change the same row.
_TRIES: Final = 10

_LEASE: Final = timedelta(seconds=LEASE)

T = TypeVar("T")


class Changed(TokenStoreError):
    """Another has changed the row since it was read."""

    def __init__(self) -> None:
        super().__init__("the token store cannot add a portal: others change it all the time")


class Tables(NamedTuple):
    """`tokens`: by name, with the portal's address beside it for people to read. `locks`: who holds a token's lock,
    until when by the database's clock. `portals`: by application and `member_id`, with the application token.
    """

    all: MetaData
    tokens: Table
    locks: Table
    portals: Table


@cache
def tables() -> Tables:
    """
    Raises:
        ImportError: The extra `sql` is not installed.
    """
    from sqlalchemy import Column, DateTime, MetaData, String, Table, Text

    metadata = MetaData()

    def key(name: str) -> Column[Any]:
        return Column(name, String(LONGEST_NAME), primary_key=True)

    return Tables(
        metadata,
        Table(
            "bitrix24_tokens",
            metadata,
            key("name"),
            Column("portal", Text, nullable=False),
            Column("token", Text, nullable=False),
        ),
        Table(
            "bitrix24_locks",
            metadata,
            key("name"),
            Column("holder", String(32), nullable=False),
            Column("until", DateTime, nullable=False),
        ),
        Table(
            "bitrix24_portals",
            metadata,
            key("application"),
            key("member_id"),
            Column("application_token", Text, nullable=False),
        ),
    )


class Database:
    """Runs transactions: functions of a connection, which are called again if another was faster."""

    def __init__(self, engine: Engine) -> None:
        import sqlalchemy
        from sqlalchemy import exc

        if not isinstance(engine, sqlalchemy.Engine):  # pyright: ignore[reportUnnecessaryIsInstance]  # by the types
            raise TypeError(f"the engine is one of create_engine, not {type(engine).__name__}")
        self._engine: Final = engine
        self._failures: Final[type[Exception]] = exc.SQLAlchemyError
        self._faster: Final = (exc.IntegrityError, Changed)

    def does(self, what: str, work: Callable[[Connection], T]) -> T:
        """
        Raises:
            TokenStoreError: The database fails.
        """
        return asked(what, lambda: self._done(work), self._failures)

    def saves(self, work: Callable[[Connection], object]) -> None:
        """`does`, for a token that has been given out: it waits for a database that is away for some seconds."""
        saved(lambda: self._done(work), self._failures)

    def wins(self, what: str, work: Callable[[Connection], object]) -> bool:
        """False if another was faster."""
        return asked(what, lambda: self._won(work), self._failures)

    def _done(self, work: Callable[[Connection], T]) -> T:
        for _ in range(_TRIES - 1):
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except self._faster:
                continue
        with self._engine.begin() as connection:
            return work(connection)

    def _won(self, work: Callable[[Connection], object]) -> bool:
        try:
            with self._engine.begin() as connection:
                work(connection)
        except self._faster:
            return False
        return True


def put(connection: Connection, table: Table, keys: dict[str, str], values: dict[str, Any]) -> None:
    """Have the row with these keys hold these values."""
    where = [table.c[name] == value for name, value in keys.items()]
    if not connection.execute(table.update().where(*where).values(values)).rowcount:
        connection.execute(table.insert().values(keys | values))


class SqlLeases:
    """A lock in a database: a row that says who has it, and until when."""

    def __init__(self, database: Database, name: str) -> None:
        self._database: Final = database
        self._name: Final = name

    def take(self, holder: str) -> bool:
        from sqlalchemy import or_

        table, now = tables().locks, self._database.does("lock", _now)

        def take(connection: Connection) -> None:
            # One that lasts so long was taken before the database's clock was set back.
            over = or_(table.c.until < now, table.c.until > now + 2 * _LEASE)
            connection.execute(table.delete().where(table.c.name == self._name, over))
            connection.execute(table.insert().values(name=self._name, holder=holder, until=now + _LEASE))

        return self._database.wins("lock", take)

    def extend(self, holder: str) -> bool:
        table, now = tables().locks, self._database.does("lock", _now)
        mine = table.update().where(table.c.name == self._name, table.c.holder == holder)
        longer = mine.values(until=now + _LEASE)
        return self._database.does("lock", lambda connection: connection.execute(longer).rowcount > 0)

    def give_back(self, holder: str) -> None:
        table = tables().locks
        mine = table.delete().where(table.c.name == self._name, table.c.holder == holder)
        self._database.does("unlock", lambda connection: connection.execute(mine))


def _now(connection: Connection) -> datetime:
    """By the database's clock, which all share; whatever zone it shows it in."""
    from sqlalchemy import func, select

    now = connection.execute(select(func.now())).scalar_one()
    return now if now.tzinfo is None else now.astimezone(timezone.utc).replace(tzinfo=None)
