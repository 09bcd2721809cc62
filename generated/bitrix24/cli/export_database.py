# Copied from generator/runtime/cli/export_database.py by "python -m generator generate". Edit that file.
"""A list as a table of a database, by dlt."""

from __future__ import annotations

import hashlib
import os
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import click

from .._core.private_file import lock_file
from .._core.redact import redact
from ..errors import Bitrix24Error
from . import profiles

if TYPE_CHECKING:
    from .._core.base_client import BaseSyncClient
    from .._core.table_source import TableSource
    from ..lists import Progress

_DATASET: Final = "bitrix24"
# What dlt would say beside us, and tell of us.
_QUIET: Final = {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "CRITICAL"}


def to_database(
    client: BaseSyncClient[Any], source: TableSource, portal: str, url: str, progress: Progress | None
) -> str:
    """Bring the table up to date; what was done, in words.

    Raises:
        click.UsageError: Another process does the same. ImportError: The extra `dlt` is not installed.
        click.ClickException: The database does not take it. Bitrix24Error: The portal does not give it.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    from .. import warehouse

    try:
        dlt: Any = import_module("dlt")
    except ModuleNotFoundError:
        raise ImportError("databases need the extra `dlt`: pip install 'bitrix24-client[dlt]'") from None
    name = f"b24_{hashlib.sha256(f'{portal} {redact(url)} {source.name}'.encode()).hexdigest()[:16]}"
    folder = profiles.folder() / "warehouse"
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = lock_file(folder / f"{name}.lock")
    if lock is None:
        raise click.UsageError("another process is loading this table")
    table = warehouse.Table(source.method.name, source.params, source.name, source.method.rest)
    with lock:
        pipeline = dlt.pipeline(
            name, destination=_destination(dlt, url), dataset_name=_DATASET, pipelines_dir=str(folder)
        )
        try:
            done = warehouse.load(pipeline, client, [table], progress=progress)
        except Exception as error:
            raise _reason(error) from None
    gone = sum(done.gone.values())
    table_name = pipeline.default_schema.naming.normalize_table_identifier(source.name)
    return f"{_DATASET}.{table_name}: {sum(done.rows.values())} rows read" + (f", {gone} taken away" if gone else "")


def _destination(dlt: Any, url: str) -> Any:
    scheme, _, place = url.partition(":///")
    if scheme == "duckdb":
        # DuckDB calls what is in a file as the file, and takes nothing in it for it that is called the same.
        if PurePath(place).stem.lower() == _DATASET:
            raise click.UsageError(f"--to: call the file otherwise than {_DATASET}, as the tables in it are called")
        return dlt.destinations.duckdb(place)
    return dlt.destinations.postgres(_with_password(url))


def _with_password(url: str) -> str:
    """That of PGPASSWORD, as PostgreSQL's own programs take it, where the URL has none: dlt wants one."""
    from urllib.parse import quote, urlsplit

    parts = urlsplit(url)
    if parts.password is not None:
        return url
    password = os.environ.get("PGPASSWORD")
    if not password or parts.username is None:
        raise click.UsageError("--to: say in the URL as whom, and put the password into PGPASSWORD")
    user, _, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}").geturl()


def _reason(error: BaseException) -> BaseException:
    """The portal's error that dlt has wrapped, else what its own says first."""
    inner: BaseException | None = error
    last = error
    while inner is not None:
        if isinstance(inner, (Bitrix24Error, KeyboardInterrupt)):
            return inner
        last, inner = inner, inner.__cause__ or inner.__context__
    lines = str(last).strip().splitlines() or [type(last).__name__]
    return click.ClickException(f"the database does not take it: {lines[0]}")
