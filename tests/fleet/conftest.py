"""The servers that a run has, begun when they are first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from bitrix24.apps import Portals
from bitrix24.tokens import TokenStore
from tests.fleet.places import SQL, Place, make_portals, make_store, prepare
from tests.fleet.servers import PostgresServer, RedisServer, program, redis_program


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    need_redis()
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.kill()


@pytest.fixture(params=[True, False], ids=["kept", "forgotten"])
def mortal_redis(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RedisServer]:
    """One to be killed by the test; what it was told is kept over that, or is not."""
    need_redis()
    server = RedisServer(tmp_path, appendonly=request.param)
    yield server
    server.kill()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if not program("initdb"):
        pytest.skip("PostgreSQL is not installed: see `make test-servers`")
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("redis", marks=pytest.mark.servers),
        pytest.param("postgres", marks=pytest.mark.servers),
    ]
)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where tokens are kept: of each kind of store, one that no other test uses."""
    name = f"t{uuid4().hex}"
    if request.param == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        return Place("redis", server.url, name)
    if request.param == "postgres":
        cluster: PostgresServer = request.getfixturevalue("postgres_server")
        found = Place(SQL, cluster.url, name)
    else:
        found = Place(SQL, f"sqlite:///{tmp_path}/tokens.sqlite", name)
    prepare(found)
    return found


@pytest.fixture
def new_store(place: Place) -> Callable[[], TokenStore]:
    """As another process would make it."""
    return lambda: make_store(place)


@pytest.fixture
def new_portals(place: Place) -> Callable[[], Portals]:
    return lambda: make_portals(place)


def need_redis() -> None:
    if not redis_program():
        pytest.skip("redis-server is not installed: see `make test-servers`")
