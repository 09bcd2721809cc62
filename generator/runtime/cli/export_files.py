"""A list as a file: read into a part file, from which a later run can go on, and written from that once it is whole."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TypeGuard

import click

from .._core.fetched import mode_of
from .._core.json_types import is_list, is_map
from .._core.private_file import lock_file
from .output import CsvLines, json_text

if TYPE_CHECKING:
    from .._core.columns import Kind
    from .._core.table_source import TableSource
    from ..lists import Progress

# Rows of a row group.
_GROUP: Final = 50_000

Row = dict[str, Any]


def to_file(source: TableSource, portal: str, target: Path, progress: Progress | None) -> str:
    """Write the list; what was done, in words.

    Raises:
        click.UsageError: Another process does the same, or the part file is something else. ImportError: What writes
            Parquet is not installed.
        OSError: It cannot be written. ListInterrupted: It cannot be read; the part file stays for another run.
    """
    if target.is_dir():
        raise click.UsageError(f"{target} is a folder")
    mode = mode_of(target)
    write = FORMATS[target.suffix.lower()]
    if write is _write_parquet:
        _pyarrow()
    # It may hold what no other user is to see.
    part = lock_file(target.with_name(f"{target.name}.part"))
    if part is None:
        raise click.UsageError(f"another process is writing {target}")
    with part:
        staged = Staged(part, f"{portal} {source.asked}")
        staged.read_on(source, progress)
        whole = target.with_name(f"{target.name}.part.whole")
        _create(whole, mode)
        try:
            write(staged, source.columns.kinds, whole)
            whole.replace(target)
        except BaseException:
            whole.unlink(missing_ok=True)
            raise
        Path(part.name).unlink()
    again = f", {staged.before} of them by the run before" if staged.before else ""
    return f"{target}: {staged.rows} rows{again}"


def _create(whole: Path, mode: int | None) -> None:
    """An empty file, in the place of what a run left that was killed; with the mode of the file that it replaces."""
    whole.unlink(missing_ok=True)
    # Not where a symbolic link leads, and nobody may read what comes in the place of a private file.
    os.close(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else 0o600))
    if mode is not None:
        whole.chmod(mode)


class Staged:
    """The rows read so far, in a locked file: a line says what they are of, then one for each page with its place.

    Args:
        asked: Says whether the file is of the same list.
    """

    def __init__(self, file: IO[bytes], asked: str) -> None:
        self._file = file
        self._header = [asked]
        self._position: Any = None
        self.before = self.rows = 0
        end = self._known()
        file.truncate(end)
        if not end:
            self._write(self._header)

    def read_on(self, source: TableSource, progress: Progress | None) -> None:
        """To the end of the list."""
        before = self.rows

        def told(rows: int, total: int | None) -> None:
            if progress is not None:
                progress(before + rows, None if total is None else before + total)

        listed = source.rows().after(self._position)
        with closing(listed.pages(progress=told if progress is not None else None)) as pages:
            for page in pages:
                rows = [source.columns.values(row) for row in page]
                self.rows += len(rows)
                self._write([listed.position, rows])

    def pages(self) -> Iterator[list[Row]]:
        """What has been read."""
        self._file.seek(0)
        next(self._file)
        for line in self._file:
            yield json.loads(line)[1]

    def _known(self) -> int:
        """Where the last whole page of an earlier run of the same ends; 0 if there is none to go on from."""
        self._file.seek(0)
        header = self._file.readline()
        if header.endswith(b"\n") and not _is_header(_json_or_none(header)):
            raise click.UsageError(f"{self._file.name} is no part of an export: call it otherwise, or remove it")
        if _json_or_none(header) != self._header:
            return 0
        end = len(header)
        for line in self._file:
            page = _json_or_none(line)
            if not line.endswith(b"\n") or not _is_page(page):
                break  # what was killed while it wrote, or lost with the machine
            self._position, rows = page
            self.rows += len(rows)
            end += len(line)
        self.before = self.rows
        return end

    def _write(self, line: list[Any]) -> None:
        self._file.write(json.dumps(line, separators=(",", ":"), default=_in_json).encode() + b"\n")


def _json_or_none(line: bytes) -> object:
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found


def _is_header(line: object) -> bool:
    """Of this list or another."""
    return is_list(line) and len(line) == 1 and isinstance(line[0], str)


def _is_page(line: object) -> TypeGuard[list[Any]]:
    """A place to go on from, and rows."""
    if not is_list(line) or len(line) != 2:
        return False
    return is_map(line[0]) and is_list(line[1]) and all(map(is_map, line[1]))


def _in_json(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _write_jsonl(staged: Staged, _kinds: Mapping[str, Kind], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for page in staged.pages():
            file.writelines(f"{json_text(row)}\n" for row in page)
        _flush(file)


def _write_csv(staged: Staged, _kinds: Mapping[str, Kind], path: Path) -> None:
    names = _names(staged)
    # Half a character is a question mark.
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(CsvLines(file), lineterminator="\r\n")
        writer.writerow(names)
        for page in staged.pages():
            writer.writerows([_cell(row.get(name)) for name in names] for row in page)
        _flush(file)


def _flush(file: IO[str]) -> None:
    """So that what takes the file's place is there, whatever happens to the machine."""
    file.flush()
    os.fsync(file.fileno())


def _names(staged: Staged) -> list[str]:
    return list(dict.fromkeys(name for page in staged.pages() for row in page for name in row))


def _cell(value: object) -> object:
    if value is None or isinstance(value, str):
        return value
    return json_text(value)


@dataclass(frozen=True)
class _Column:
    """`type`: of pyarrow. `read`: from what the part file has."""

    type: Any
    read: Callable[[Any], object]


def _write_parquet(staged: Staged, kinds: Mapping[str, Kind], path: Path) -> None:
    pyarrow, parquet = _pyarrow()
    columns = {name: _column(pyarrow, _seen(staged, name), kinds.get(name)) for name in _names(staged)}
    schema = pyarrow.schema([(name, column.type) for name, column in columns.items()])
    with parquet.ParquetWriter(path, schema) as writer:
        for rows in _groups(staged):
            arrays = [
                pyarrow.array(
                    [None if (value := row.get(name)) is None else column.read(value) for row in rows], column.type
                )
                for name, column in columns.items()
            ]
            writer.write_table(pyarrow.table(arrays, schema=schema))


def _pyarrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ModuleNotFoundError:
        raise ImportError("Parquet needs the extra `parquet`: pip install 'bitrix24-client[parquet]'") from None


def _groups(staged: Staged) -> Iterator[list[Row]]:
    rows: list[Row] = []
    for page in staged.pages():
        rows += page
        if len(rows) >= _GROUP:
            yield rows
            rows = []
    if rows:
        yield rows


def _seen(staged: Staged, name: str) -> Iterator[object]:
    return (row[name] for page in staged.pages() for row in page if row.get(name) is not None)


def _column(pyarrow: Any, seen: Iterator[object], kind: Kind | None) -> _Column:
    """Of its kind, if all that came is of it, else of text."""
    text = _Column(pyarrow.string(), _as_text)
    if kind in ("date", "datetime"):
        return _moments(pyarrow, [str(value) for value in seen], kind) or text
    if kind == "integer":
        fits = all(isinstance(value, int) and -(2**63) <= value < 2**63 for value in seen)
        return _Column(pyarrow.int64(), int) if fits else text
    if kind == "number":
        return _Column(pyarrow.float64(), float) if all(isinstance(value, (int, float)) for value in seen) else text
    if kind == "boolean":
        return _Column(pyarrow.bool_(), bool) if all(isinstance(value, bool) for value in seen) else text
    return text


def _moments(pyarrow: Any, seen: list[str], kind: Kind) -> _Column | None:
    try:
        zoned = {datetime.fromisoformat(each).tzinfo is not None for each in seen}
    except ValueError:
        return None
    if kind == "date":
        return _Column(pyarrow.date32(), date.fromisoformat)
    if len(zoned) > 1:
        return None  # of some nobody knows the zone
    return _Column(pyarrow.timestamp("us", "UTC" if zoned != {False} else None), datetime.fromisoformat)


def _as_text(value: object) -> str:
    if is_list(value) or is_map(value) or not isinstance(value, str):
        return json_text(value)
    return value.encode(errors="replace").decode()  # half a character is a question mark


FORMATS: Final[Mapping[str, Callable[[Staged, Mapping[str, Kind], Path], None]]] = {
    ".parquet": _write_parquet,
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
}
