# Copied from generator/runtime/warehouse.py by "python -m generator generate". Edit that file.
"""Lists of a portal as tables of a data warehouse, by dlt. It needs the extra `dlt`.

    import dlt
    from bitrix24 import Client, warehouse

    pipeline = dlt.pipeline("portal", destination="duckdb", dataset_name="crm")
    with Client("https://portal.bitrix24.com/rest/1/secret/") as b24:
        warehouse.load(pipeline, b24, ["crm.deal.list", "crm.contact.list"])

The first load reads everything, each that follows what was changed since; what was killed goes on where it was.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from . import catalog
from ._core.columns import Kind
from ._core.table_source import TableSource

if TYPE_CHECKING:
    from dlt import Pipeline
    from dlt.extract import DltSource

    from ._core.base_client import BaseSyncClient
    from .lists import Progress

__all__ = ["Loaded", "Table", "load", "source"]

_SOURCE: Final = "bitrix24"
# The column by which dlt takes rows away; nothing is ever in it.
_GONE: Final = "_gone"
_OVERLAP: Final = timedelta(minutes=5)
_CHUNK: Final = 100_000
_FETCHED: Final = 10_000

_TYPES: Final[Mapping[Kind, str]] = {
    "integer": "bigint",
    "number": "double",
    "text": "text",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamp",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A list that becomes a table.

    Args:
        method: The wire name of a list method.
        params: Of its call: what it requires, a filter, a select.
        name: Of the table; by default the method's, with what it requires behind it: `crm.item.list_31` is the table
            `crm_item_list_31`.
        rest: The version of REST, where both have the method.
    """

    method: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])
    name: str = ""
    rest: int | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did.

    Args:
        rows: How many rows were read, by table; those of the overlap come again.
        gone: How many rows were taken away, because they are not on the portal any more, by table.
    """

    rows: Mapping[str, int]
    gone: Mapping[str, int]


def load(
    pipeline: Pipeline,
    client: BaseSyncClient[Any],
    tables: Iterable[str | Table],
    *,
    overlap: timedelta = _OVERLAP,
    chunk: int = _CHUNK,
    progress: Progress | None = None,
) -> Loaded:
    """Make the tables of a pipeline's destination as the lists of the portal are now.

    What is read is loaded each `chunk` rows, with the place to go on from: a load that was killed, at whatever moment,
    is begun again and goes on there. Rows that are gone are taken away at the end: they are looked for where the
    portal counts other rows than there are in the table.

    Args:
        pipeline: Of dlt; one for a portal.
        client: Of the portal. Tables are read in parallel, within its budget.
        tables: Names of list methods, or tables.
        overlap: So much earlier than the last load began is where this one begins.
        chunk: So many rows of each table are read before they are loaded.
        progress: Told how many rows have been read, of all tables.

    Raises:
        ImportError: The extra `dlt` is not installed.
        ValueError: A method gives no list or lacks a parameter, or two tables have one name.
        dlt.pipeline.exceptions.PipelineStepFailed: It broke off; what was loaded before stays.
    """
    dlt = _dlt()
    while pipeline.has_pending_data:
        pipeline.run()
    readers = [_Reader(dlt, each, overlap, chunk) for each in _sources(client, tables)]
    told = _Told(readers, progress)
    begun_before = [each for each in readers if each.is_unfinished(pipeline)]
    _read(dlt, pipeline, readers, told)
    # What was changed since they were begun.
    _read(dlt, pipeline, begun_before, told)
    gone = {each.table.name: ids for each in readers if (ids := _gone(pipeline, each.table))}
    if gone:
        pipeline.run(
            _as_source(dlt, [each.removal(gone[each.table.name]) for each in readers if each.table.name in gone])
        )
    return Loaded(told.rows, {name: len(ids) for name, ids in gone.items()})


def source(
    client: BaseSyncClient[Any],
    tables: Iterable[str | Table] | None = None,
    *,
    overlap: timedelta = _OVERLAP,
) -> DltSource:
    """The lists as a source of dlt, for pipelines that do more with it than `load`: each list is a resource.

    It reads what was changed since the last run of the pipeline. A run that is killed while it reads begins anew, and
    rows that are gone stay: that is for `load`.

    Args:
        client: Of the portal.
        tables: Names of list methods, or tables; None: every list method that requires no parameter. What of them is
            read is chosen by `with_resources`.
        overlap: As for `load`.

    Raises:
        ImportError: The extra `dlt` is not installed.
        ValueError: A method gives no list or lacks a parameter, or two tables have one name.
    """
    dlt = _dlt()
    found = _sources(client, _all_tables() if tables is None else tables)
    readers = [_Reader(dlt, each, overlap, None) for each in found]
    told = _Told(readers, None)
    return _as_source(dlt, [each.resource(told) for each in readers])


class _Told:
    """How many rows have been read, in whichever thread."""

    def __init__(self, readers: Iterable[_Reader], progress: Progress | None) -> None:
        self.rows = {each.table.name: 0 for each in readers}
        self._progress = progress
        self._lock = Lock()

    def more(self, name: str, rows: int) -> None:
        with self._lock:
            self.rows[name] += rows
            if self._progress is not None:
                self._progress(sum(self.rows.values()), None)


class _Reader:
    """Reads one table in runs of a pipeline, whose state says from where on.

    The state: `asked`, what the table is of; `since`, when the last whole reading began; `begun`, when the one began
    that is under way, and `position`, where it is.
    """

    def __init__(self, dlt: Any, table: TableSource, overlap: timedelta, chunk: int | None) -> None:
        self.table = table
        self._dlt = dlt
        self._overlap = overlap
        self._chunk = chunk

    def resource(self, told: _Told) -> Any:
        return self._resource(self._changed if self.table.key is not None else self._whole, told, parallelized=True)

    def removal(self, ids: Iterable[int]) -> Any:
        return self._resource(self._marked, ids)

    def is_unfinished(self, pipeline: Pipeline) -> bool:
        return "begun" in _state_of(pipeline, self.table.name)

    def _resource(
        self, rows: Callable[..., Generator[Any, None, None]], given: object, parallelized: bool = False
    ) -> Any:
        # dlt writes its own into the function, which a method does not take.
        def read() -> Generator[Any, None, None]:
            yield from rows(given)

        key = self.table.key
        hints = {"write_disposition": "replace" if key is None else "merge", "primary_key": key or ()}
        return self._dlt.resource(read, name=self.table.name, parallelized=parallelized, **hints)()

    def _marked(self, ids: Iterable[int]) -> Generator[Any, None, None]:
        yield self._with_hints([{str(self.table.key): id, _GONE: True} for id in ids])

    def _whole(self, told: _Told) -> Generator[Any, None, None]:
        with closing(self.table.rows().pages()) as pages:
            for page in pages:
                told.more(self.table.name, len(page))
                yield self._with_hints([self._values(row) for row in page])

    def _changed(self, told: _Told) -> Generator[Any, None, None]:
        state: dict[str, Any] = self._dlt.current.resource_state(self.table.name)
        if state.get("asked") != self.table.asked:
            state.clear()
            state["asked"] = self.table.asked
        state.setdefault("begun", datetime.now(timezone.utc).isoformat(timespec="seconds"))
        listed = self.table.rows()
        if "since" in state:
            listed = listed.changed_since(datetime.fromisoformat(state["since"]), overlap=self._overlap)
        listed = listed.after(state.get("position"))
        read = 0
        with closing(listed.pages()) as pages:
            for page in pages:
                read += len(page)
                told.more(self.table.name, len(page))
                yield self._with_hints([self._values(row) for row in page])
                if self._chunk is not None and read >= self._chunk and listed.position is not None:
                    state["position"] = listed.position
                    return
        state["since"] = state.pop("begun")
        state.pop("position", None)

    def _values(self, row: object) -> dict[str, Any]:
        """Without what is nothing: dlt would warn of columns of which it is never told what they are."""
        return {name: value for name, value in self.table.columns.values(row).items() if value is not None}

    def _with_hints(self, rows: list[dict[str, Any]]) -> Any:
        columns: dict[str, dict[str, object]] = {
            name: {"data_type": _TYPES[kind]} for name, kind in self.table.columns.kinds.items()
        }
        if self.table.key is not None:
            columns[_GONE] = {"data_type": "bool", "hard_delete": True}
        return self._dlt.mark.with_hints(rows, self._dlt.mark.make_hints(columns=columns))


def _read(dlt: Any, pipeline: Pipeline, readers: list[_Reader], told: _Told) -> None:
    waiting = readers
    while waiting:
        pipeline.run(_as_source(dlt, [each.resource(told) for each in waiting]))
        waiting = [each for each in waiting if each.is_unfinished(pipeline)]


def _gone(pipeline: Pipeline, table: TableSource) -> array[int]:
    """The ids in the table that the portal does not have any more."""
    if table.key is None:
        return array("q")
    known = _ids_in(pipeline, table.name, table.key)
    listed = table.ids()
    if not known or listed.first.total == len(known):
        return array("q")
    return array("q", listed.deleted(known))


def _ids_in(pipeline: Pipeline, table: str, key: str) -> array[int]:
    schema = pipeline.schemas[_SOURCE]
    name = schema.naming.normalize_table_identifier(table)
    found: array[int] = array("q")
    if name not in schema.data_table_names(seen_data_only=True):
        return found
    with pipeline.sql_client(_SOURCE) as client:
        column = client.escape_column_name(schema.naming.normalize_identifier(key))
        query = f"SELECT {column} FROM {client.make_qualified_table_name(name)} ORDER BY {column}"
        with client.execute_query(query) as cursor:
            while rows := cursor.fetchmany(_FETCHED):
                found.extend(int(row[0]) for row in rows)
    return found


def _state_of(pipeline: Pipeline, name: str) -> Mapping[str, Any]:
    sources: Mapping[str, Any] = pipeline.state.get("sources", {})
    found: Mapping[str, Any] = sources.get(_SOURCE, {}).get("resources", {}).get(name, {})
    return found


def _as_source(dlt: Any, resources: list[Any]) -> DltSource:
    made: DltSource = dlt.source(lambda: resources, name=_SOURCE, section=_SOURCE)()
    return made


def _sources(client: BaseSyncClient[Any], tables: Iterable[str | Table]) -> list[TableSource]:
    wanted = [Table(each) if isinstance(each, str) else each for each in tables]
    found = [TableSource(client, each.method, each.rest, each.params, each.name) for each in wanted]
    names = [each.name for each in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"two tables are called {twice}: give one of them a name")
    return found


def _all_tables() -> list[Table]:
    free = [each for each in catalog.methods() if each.lists and not catalog.describe(each).parameters.get("required")]
    names = [each.name for each in free]
    # What both versions of REST have is that of the second, the other by its number.
    return [
        Table(
            each.name, name=f"{each.name}_v3" if each.rest == 3 and names.count(each.name) > 1 else "", rest=each.rest
        )
        for each in free
    ]


def _dlt() -> Any:
    try:
        return import_module("dlt")
    except ModuleNotFoundError as error:
        if error.name != "dlt":
            raise
        raise ImportError("loading a warehouse needs the extra `dlt`: pip install 'bitrix24-client[dlt]'") from None
