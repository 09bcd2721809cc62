"""`b24 export` into files: typed rows, a file that is whole or not there, and what was killed goes on."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.command_line.fake_portal import fake_portal
from tests.command_line.running import PATIENCE, Home

# Each runs the command as a process.
pytestmark = pytest.mark.long


def test_rows_are_typed(home: Home) -> None:
    done = home.b24("export", "crm.deal.list", "--to", "deals.jsonl", "--filter", "<=ID=2")

    assert (done.code, done.out, done.err) == (0, "", "b24: deals.jsonl: 2 rows\n")
    rows = [json.loads(line) for line in (home.folder / "deals.jsonl").read_text("utf-8").splitlines()]
    assert [row["ID"] for row in rows] == [1, 2]
    assert (rows[0]["OPPORTUNITY"], rows[0]["OPENED"]) == (100.0, True)
    assert rows[0]["BEGINDATE"] == "2026-01-01"
    assert rows[0]["DATE_MODIFY"] == "2026-01-01T10:00:00+03:00"
    assert [path.name for path in home.folder.iterdir() if path.is_file()] == ["deals.jsonl"]


def test_csv_has_a_column_for_whatever_came(tmp_path: Path) -> None:
    rows = [{"ID": "1"}, {"ID": "2", "TITLE": "a,b", "TAGS": ["a", 1], "OPENED": "Y"}]
    with fake_portal(lambda method, _params: rows if method == "crm.deal.list" else {}) as portal:
        home = Home(tmp_path, portal.webhook)
        done = home.b24("export", "crm.deal.list", "--to", "deals.csv")

    assert (done.code, done.err) == (0, "b24: deals.csv: 2 rows\n")
    with (tmp_path / "deals.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["ID", "TITLE", "TAGS", "OPENED"],
            ["1", "", "", ""],
            ["2", "a,b", '["a",1]', "true"],
        ]


class Pages:
    """A list of pages without a gap that is not answered any more from one of them on, until it is let go on."""

    def __init__(self) -> None:
        self.last = 3
        self.fails = True
        self.begun_at: list[int] = []

    def __call__(self, method: str, params: dict[str, Any]) -> Any:
        if method != "crm.deal.list":
            return []  # batches it does not take, and of its fields it says nothing
        after = int(params.get("filter", {}).get(">ID", 0))
        self.begun_at.append(after)
        if self.fails and after >= 100:
            return None
        page = after // 50
        return [{"ID": str(50 * page + number)} for number in range(1, 51)] if page < self.last else []


def test_what_broke_off_goes_on(tmp_path: Path) -> None:
    pages = Pages()
    with fake_portal(pages) as portal:
        home = Home(tmp_path, portal.webhook)
        (tmp_path / "deals.jsonl").write_text("of before\n")
        broken = home.b24("export", "crm.deal.list", "--to", "deals.jsonl")
        assert broken.code != 0
        assert (tmp_path / "deals.jsonl").read_text() == "of before\n"
        pages.fails = False
        pages.begun_at.clear()
        done = home.b24("export", "crm.deal.list", "--to", "deals.jsonl")

    assert (done.code, done.err) == (0, "b24: deals.jsonl: 150 rows, 100 of them by the run before\n")
    assert min(pages.begun_at) == 100
    rows = (tmp_path / "deals.jsonl").read_text().splitlines()
    assert [json.loads(row)["ID"] for row in rows] == list(range(1, 151))


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_process_that_is_ended_leaves_what_it_has_read(sent: signal.Signals, code: int, tmp_path: Path) -> None:
    """It is ended by the portal, when it asks for the third page."""
    ended: list[Any] = []

    class Ending(Pages):
        def __call__(self, method: str, params: dict[str, Any]) -> Any:
            if self.fails and int(params.get("filter", {}).get(">ID", 0)) >= 100:
                ended[0].send_signal(sent)
                ended[0].wait(PATIENCE)
                self.fails = False
            return super().__call__(method, params)

    with fake_portal(Ending()) as portal:
        home = Home(tmp_path, portal.webhook)
        ended.append(home.started("export", "crm.deal.list", "--to", "deals.jsonl"))
        _, said = ended[0].communicate(timeout=PATIENCE)
        assert (ended[0].returncode, said.strip()) == (code, "")
        assert not (tmp_path / "deals.jsonl").exists()
        done = home.b24("export", "crm.deal.list", "--to", "deals.jsonl")

    assert (done.code, done.err) == (0, "b24: deals.jsonl: 150 rows, 100 of them by the run before\n")


def test_a_part_of_another_list_is_none_of_this(tmp_path: Path) -> None:
    pages = Pages()
    with fake_portal(pages) as portal:
        home = Home(tmp_path, portal.webhook)
        home.b24("export", "crm.deal.list", "--to", "deals.jsonl")
        pages.fails = False
        done = home.b24("export", "crm.deal.list", "--to", "deals.jsonl", "--select", "ID")

    assert (done.code, done.err) == (0, "b24: deals.jsonl: 150 rows\n")


def test_a_line_that_was_half_written_is_read_again(tmp_path: Path) -> None:
    pages = Pages()
    with fake_portal(pages) as portal:
        home = Home(tmp_path, portal.webhook)
        home.b24("export", "crm.deal.list", "--to", "deals.jsonl")
        part = tmp_path / "deals.jsonl.part"
        part.write_bytes(part.read_bytes()[:-20])
        pages.fails = False
        done = home.b24("export", "crm.deal.list", "--to", "deals.jsonl")

    assert (done.code, done.err) == (0, "b24: deals.jsonl: 150 rows, 50 of them by the run before\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["crm.deal.list", "--to", "deals.xml"], ".parquet, .csv, .jsonl"),
        (["crm.deal.list", "--to", "mysql://me:top-secret@host/x"], "duckdb:///"),
        (["crm.deal.list"], "--to"),
        (["crm.deal.get", "id=1", "--to", "deals.csv"], "gives no list of rows"),
        (["crm.item.list", "--to", "deals.csv"], "missing: entityTypeId"),
        (["crm.deal.list", "--to", "nowhere/deals.csv"], "nowhere/deals.csv"),
    ],
)
def test_wrong_input_is_told(arguments: list[str], said: str, home: Home) -> None:
    done = home.b24("export", *arguments)

    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err
    assert "secret" not in done.err


@pytest.mark.parametrize(("target", "extra"), [("d.parquet", "parquet"), ("duckdb:///d.duckdb", "dlt")])
def test_what_is_not_installed_is_named(target: str, extra: str, home: Home) -> None:
    (home.folder / f"{'pyarrow' if extra == 'parquet' else 'dlt'}.py").write_text(
        f"raise ModuleNotFoundError(name='{'pyarrow' if extra == 'parquet' else 'dlt'}')\n"
    )
    done = home.b24("export", "crm.deal.list", "--to", target)

    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(f"pip install 'bitrix24-client[{extra}]'\n")


def test_csv_holds_whatever_ends_a_line(tmp_path: Path) -> None:
    texts = ["\r", "a\rb", "a\nb", "a\r\nb", "plain", "half \ud83d"]
    rows = [{"ID": str(number), "TITLE": text} for number, text in enumerate(texts, 1)]
    with fake_portal(lambda method, _params: rows if method == "crm.deal.list" else {}) as portal:
        home = Home(tmp_path, portal.webhook)
        done = home.b24("export", "crm.deal.list", "--to", "deals.csv")
        lines = home.b24("export", "crm.deal.list", "--to", "deals.jsonl")
        listed = home.b24("list", "crm.deal.list", "--format", "csv", "--filter", "ID=1")

    assert (done.code, lines.code, listed.code) == (0, 0, 0), done.err + lines.err + listed.err
    with (tmp_path / "deals.csv").open(encoding="utf-8", newline="") as file:
        assert [row[1] for row in csv.reader(file)] == ["TITLE", *texts[:-1], "half ?"]
    read = [json.loads(line)["TITLE"] for line in (tmp_path / "deals.jsonl").read_text("utf-8").splitlines()]
    assert read == texts
    assert '1,"\r"\n' in listed.out


def test_what_is_replaced_is_a_file_and_keeps_its_mode(home: Home) -> None:
    (home.folder / "deals.csv").write_text("private")
    (home.folder / "deals.csv").chmod(0o600)
    os.mkfifo(home.folder / "pipe.csv")

    assert home.b24("export", "crm.deal.list", "--to", "deals.csv").code == 0
    refused = home.b24("export", "crm.deal.list", "--to", "pipe.csv")

    assert (home.folder / "deals.csv").stat().st_mode & 0o777 == 0o600
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert (home.folder / "pipe.csv").is_fifo()


@pytest.mark.parametrize("name", ["deals.csv.part", "deals.csv.part.whole"])
def test_a_link_that_somebody_put_there_is_not_followed(home: Home, name: str) -> None:
    (home.folder / "mine").write_text("mine")
    (home.folder / name).symlink_to("mine")
    home.b24("export", "crm.deal.list", "--to", "deals.csv")
    assert (home.folder / "mine").read_text() == "mine"


def test_a_part_file_of_somebody_else_stays(home: Home) -> None:
    part = home.folder / "deals.csv.part"
    part.write_text("my own notes\n")
    done = home.b24("export", "crm.deal.list", "--to", "deals.csv")
    assert (done.code, done.err.count("\n"), part.read_text()) == (2, 1, "my own notes\n")


class Growing(io.BytesIO):
    """A part file in memory."""

    name = "deals.csv.part"


@pytest.mark.parametrize(
    "lost",
    [
        b"rubbish\n",
        b"\0" * 50 + b"\n",
        b"5\n",
        b"[]\n",
        b"[1]\n",
        b'[null,"x"]\n',
        b"[" * 100_000 + b"\n",
        b"\xff\n",
        b"[{",
    ],
)
def test_what_the_machine_lost_of_a_part_file_is_read_again(lost: bytes) -> None:
    from bitrix24.cli.export_files import Staged

    whole = b'["asked"]\n[{"after":50},[{"ID":1}]]\n'
    file = Growing(whole + lost)
    assert (Staged(file, "asked").rows, file.getvalue()) == (1, whole)


def test_no_option_is_proposed_that_it_does_not_have(home: Home) -> None:
    unknown = home.b24("export", "crm.deel.list", "--to", "deals.csv")
    wrong = home.b24("export", "crm.deal.list", "start=first", "--to", "deals.csv")

    assert (unknown.code, wrong.code) == (2, 2)
    assert "crm.deal.list" in unknown.err
    assert "--unchecked" not in unknown.err + wrong.err
