"""Tokens and portals for many processes, in a database that SQLAlchemy 2 reaches. It needs the extra `sql`.

The database has three tables, `bitrix24_tokens`, `bitrix24_locks` and `bitrix24_portals`: make them by `create_tables`,
or with your migrations from `metadata`. Transactions are short, and nothing is held between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ._core.event import same_token
from ._core.kept_token import KNOWN_OTHERWISE, text_of_token, token_of_text
from ._core.lease import LeaseLock
from ._core.sql_database import LONGEST_NAME, Changed, Database, SqlLeases, put, tables
from ._core.sql_hidden import read_unshown, unshown
from ._core.tracebacks import forgetful
from .errors import CredentialsError
from .tokens import Token, TokenStore

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Engine, MetaData

__all__ = ["SqlPortals", "SqlStore", "create_tables", "metadata"]

# Of an application's name: a portal's stands behind it in the name of its token.
_LONGEST_APPLICATION: Final = 100


def metadata() -> MetaData:
    """What describes the tables, for a tool that makes migrations."""
    return tables().all


def create_tables(engine: Engine) -> None:
    """Make the tables that are not there yet."""
    metadata().create_all(engine)


class SqlStore:
    """A `TokenStore`: keeps a token for all processes that give it the same name.

    One of them refreshes at a time, by a row that says who. The lock of one that dies ends 15 seconds later.

    Args:
        engine: Of the database. How long it waits for a connection and a lock is its own matter.
        name: For the token: what you call the portal.

    Raises:
        ImportError: The extra `sql` is not installed.
        TypeError: The engine is none.
        ValueError: The name is empty or longer than 190 characters.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        if not 0 < len(name) <= LONGEST_NAME:
            raise ValueError(f"a name has 1 to {LONGEST_NAME} characters")
        self._database = Database(engine)
        self._name = name
        self._lock = LeaseLock(SqlLeases(self._database, name))

    def __repr__(self) -> str:
        return f"SqlStore({self._name!r})"

    def load(self) -> Token | None:
        table = tables().tokens
        wanted = table.select().with_only_columns(read_unshown(table.c.token)).where(table.c.name == self._name)
        text = self._database.does("load", lambda connection: connection.execute(wanted).scalar_one_or_none())
        return None if text is None else token_of_text(text, f"the row {self._name!r}")

    @forgetful
    def save(self, token: Token) -> None:
        values = {"portal": token.portal, "token": unshown(text_of_token(token))}
        self._database.saves(lambda connection: put(connection, tables().tokens, {"name": self._name}, values))

    def try_lock(self) -> bool:
        return self._lock.try_lock()

    def unlock(self) -> None:
        self._lock.unlock()


class SqlPortals:
    """`Portals`: the portals of an application, kept for all its processes.

    A portal is known by its `member_id`, which never changes; a rename is kept with its token.

    Args:
        engine: Of the database.
        application: A name for the application, such as its `client_id`.

    Raises:
        ImportError: The extra `sql` is not installed.
        TypeError: The engine is none.
        ValueError: The name is empty or longer than 100 characters.
    """

    def __init__(self, engine: Engine, application: str) -> None:
        if not 0 < len(application) <= _LONGEST_APPLICATION:
            raise ValueError(f"an application's name has 1 to {_LONGEST_APPLICATION} characters")
        self._engine = engine
        self._database = Database(engine)
        self._application = application

    def __repr__(self) -> str:
        return f"SqlPortals({self._application!r})"

    def application_token(self, member_id: str) -> str | None:
        return self._database.does("read", lambda connection: self._known(connection, member_id))

    def tokens(self, member_id: str) -> TokenStore:
        return SqlStore(self._engine, self._name(member_id))

    def addresses(self) -> dict[str, str]:
        """Where each portal is, by its `member_id`: the origin with which its token was kept last."""
        portals, tokens = tables().portals, tables().tokens

        def read(connection: Connection) -> dict[str, str]:
            ours = portals.select().with_only_columns(portals.c.member_id)
            ours = ours.where(portals.c.application == self._application)
            names = {self._name(row.member_id): row.member_id for row in connection.execute(ours)}
            kept = tokens.select().with_only_columns(tokens.c.name, tokens.c.portal)
            kept = kept.where(tokens.c.name.startswith(self._name(""), autoescape=True))
            return {names[row.name]: row.portal for row in connection.execute(kept) if row.name in names}

        return self._database.does("read", read)

    @forgetful
    def add(self, token: Token, application_token: str) -> None:
        self._database.does("add a portal", lambda connection: self._add(connection, token, application_token))

    def remove(self, member_id: str) -> None:
        def remove(connection: Connection) -> None:
            connection.execute(tables().portals.delete().where(*self._where(member_id)))
            for table in (tables().tokens, tables().locks):
                connection.execute(table.delete().where(table.c.name == self._name(member_id)))

        self._database.does("remove a portal", remove)

    def _add(self, connection: Connection, token: Token, application_token: str) -> None:
        keys, table = {"application": self._application, "member_id": token.member_id}, tables().portals
        values = {"portal": token.portal, "token": unshown(text_of_token(token))}
        # The first is a write: a transaction of SQLite that has read before it writes may be broken off.
        put(connection, tables().tokens, {"name": self._name(token.member_id)}, values)
        known = self._known(connection, token.member_id)
        if known and not same_token(application_token, known):
            raise CredentialsError(KNOWN_OTHERWISE)
        if known is None:
            connection.execute(table.insert().values(**keys, application_token=unshown(application_token)))
            return
        ours = table.update().where(*self._where(token.member_id), table.c.application_token == unshown(known))
        if not connection.execute(ours.values(application_token=unshown(application_token))).rowcount:
            raise Changed

    def _known(self, connection: Connection, member_id: str) -> str | None:
        portals = tables().portals
        wanted = portals.select().with_only_columns(read_unshown(portals.c.application_token))
        known = connection.execute(wanted.where(*self._where(member_id))).scalar_one_or_none()
        return None if known is None else str(known)

    def _where(self, member_id: str) -> list[ColumnElement[bool]]:
        table = tables().portals
        return [table.c.application == self._application, table.c.member_id == member_id]

    def _name(self, member_id: str) -> str:
        return f"{self._application}:{member_id}"
