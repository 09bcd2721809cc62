"""The databases that tests load into: where they are, and what is in them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.fleet.servers import PostgresServer

DATASET = "crm"


class Warehouse(ABC):
    """
    Args:
        folder: Where pipelines keep what they are at.
        url: As `b24 export` takes it.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url

    @abstractmethod
    def destination(self) -> Any: ...

    @abstractmethod
    def query(self, sql: str) -> list[tuple[Any, ...]]: ...

    def pipeline(self) -> Any:
        import dlt

        return dlt.pipeline(
            "portal", destination=self.destination(), dataset_name=DATASET, pipelines_dir=str(self.folder / "pipelines")
        )

    def types(self, table: str) -> dict[str, str]:
        """Of its columns, in the words of the standard."""
        rows = self.query(
            "SELECT column_name, data_type FROM information_schema.columns"
            f" WHERE table_schema = '{DATASET}' AND table_name = '{table}'"
        )
        return {name: str(type).lower() for name, type in rows}


class DuckDb(Warehouse):
    def __init__(self, folder: Path) -> None:
        self._file = folder / "warehouse.duckdb"
        super().__init__(folder, f"duckdb:///{self._file}")

    def destination(self) -> Any:
        import dlt

        return dlt.destinations.duckdb(str(self._file))

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        import duckdb

        with duckdb.connect(str(self._file)) as connection:
            rows: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
            return rows


class Postgres(Warehouse):
    """A database of its own on the server."""

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        import psycopg

        name = f"w{uuid4().hex}"
        where = f"postgres:any@127.0.0.1:{server.port}"
        with psycopg.connect(f"postgresql://{where}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        super().__init__(folder, f"postgresql://{where}/{name}")

    def destination(self) -> Any:
        import dlt

        return dlt.destinations.postgres(self.url)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(self.url) as connection:
            return connection.execute(sql.encode()).fetchall()
