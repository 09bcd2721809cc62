"""Tokens in Redis and SQL databases: what is no client, what is no token, and what the database's own log shows."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bitrix24 import Token
from bitrix24._core.redis_link import text_of
from bitrix24.errors import CredentialsError
from bitrix24.redis import RedisLimiter, RedisPortals, RedisStore
from bitrix24.sql import SqlPortals, SqlStore, create_tables, metadata

redis = pytest.importorskip("redis")
sqlalchemy = pytest.importorskip("sqlalchemy")

TOKEN = Token("access-s3cret", "refresh-s3cret", "https://portal.bitrix24.com", "member1")


def _later() -> Any:
    from redis import asyncio

    return asyncio.Redis(socket_timeout=1)


@pytest.mark.parametrize(
    "make",
    [
        _later,  # its answers are awaited by nobody: a token would be lost in silence, and each lock be given
        lambda: redis.Redis(socket_timeout=1).pipeline(),
        lambda: redis.Redis,
        lambda: redis.ConnectionPool(),
        lambda: None,
        lambda: b"redis://127.0.0.1",
    ],
    ids=["asyncio", "pipeline", "class", "pool", "None", "bytes"],
)
def test_what_is_no_client_of_redis_is_refused_when_it_is_given(make: Any) -> None:
    given = make()
    with pytest.raises(TypeError, match="a client of redis-py"):
        RedisStore(given, "token")
    with pytest.raises(TypeError, match="a client of redis-py"):
        RedisPortals(given, "app")
    with pytest.raises(TypeError, match="a client of redis-py"):
        RedisLimiter(given, "portal", processes=2)


def test_what_is_no_text_is_no_token() -> None:
    class Garbage(redis.Redis):
        def execute_command(self, *_: object, **__: object) -> bytes:
            return b"\xff\xfe s3cret"

    assert text_of(b"\xff\xfe") is not None
    with pytest.raises(CredentialsError, match="does not hold a token") as caught:
        RedisStore(Garbage(socket_timeout=1), "token").load()
    assert "s3cret" not in repr(caught.value)


@pytest.mark.parametrize("given", ["sqlite://", None, object()])
def test_what_is_no_engine_is_refused_when_it_is_given(given: Any) -> None:
    with pytest.raises(TypeError, match="create_engine"):
        SqlStore(given, "token")
    with pytest.raises(TypeError, match="create_engine"):
        SqlPortals(given, "app")


def test_a_log_of_statements_and_rows_shows_no_token(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="sqlalchemy.engine")
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/tokens.sqlite")
    create_tables(engine)
    store, portals = SqlStore(engine, "portal"), SqlPortals(engine, "app")
    for _ in range(2):
        store.save(TOKEN)
        portals.add(TOKEN, "application-s3cret")
    assert store.load() == TOKEN
    assert portals.application_token("member1") == "application-s3cret"
    assert portals.tokens("member1").load() == TOKEN
    assert portals.addresses() == {"member1": TOKEN.portal}
    engine.dispose()
    assert "bitrix24_tokens" in caplog.text
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize(("until", "free"), [(timedelta(hours=1), True), (timedelta(seconds=10), False)])
def test_a_lock_from_before_the_clock_was_set_back_is_over(tmp_path: Path, until: timedelta, free: bool) -> None:
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/tokens.sqlite")
    create_tables(engine)
    with engine.begin() as connection:
        now = connection.execute(sqlalchemy.select(sqlalchemy.func.now())).scalar_one()
        held = metadata().tables["bitrix24_locks"].insert()
        # The clock goes on meanwhile: what is not over is far from it.
        held_until = now + until + (timedelta() if free else timedelta(seconds=15))
        connection.execute(held.values(name="portal", holder="another", until=held_until))
    store = SqlStore(engine, "portal")
    assert store.try_lock() is free
    store.unlock()
    engine.dispose()
