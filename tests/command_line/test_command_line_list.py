"""`b24 list`, `search` and `describe`: rows in each format, streamed; what the documentation says."""

from __future__ import annotations

import csv
import io
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.command_line.fake_portal import fake_portal
from tests.command_line.running import COMMAND, PATIENCE, Home

# Each runs the command as a process.
pytestmark = pytest.mark.long  # processes, one or more a test


def test_every_row_is_a_line(home: Home) -> None:
    done = home.b24("list", "crm.deal.list", "--select", "ID,TITLE")

    assert (done.code, done.err) == (0, "")
    assert [row["ID"] for row in done.lines] == [str(number) for number in range(1, 171)]
    assert done.lines[0] == {"ID": "1", "TITLE": "Deal #1"}


def test_filter_order_and_limit(home: Home) -> None:
    narrowed = [
        "--filter",
        ">opportunity=16500",
        "--filter",
        "<=opportunity=16900",
        "--order",
        "id=DESC",
        "--limit",
        "3",
    ]
    done = home.b24("list", "crm.item.list", "entityTypeId=2", "--select", "id", *narrowed)

    assert [row["id"] for row in done.lines] == [169, 168, 167]


def test_rest_3_filters_are_json(home: Home) -> None:
    done = home.b24("list", "tasks.task.list", "--rest", "3", "--filter", '[["id", ">", 51]]', "--select", "id")

    assert done.code == 0, done.err
    assert [row["id"] for row in done.lines] == [3835, 8017]


def test_formats(home: Home) -> None:
    def shown(form: str) -> str:
        return home.b24("list", "crm.deal.list", "--select", "ID,TITLE", "--limit", "2", "--format", form).out

    assert list(csv.reader(io.StringIO(shown("csv")))) == [["ID", "TITLE"], ["1", "Deal #1"], ["2", "Deal #2"]]
    assert shown("json") == '[{"ID":"1","TITLE":"Deal #1"},{"ID":"2","TITLE":"Deal #2"}]\n'
    assert [line.split() for line in shown("table").splitlines()] == [
        ["ID", "TITLE"],
        ["1", "Deal", "#1"],
        ["2", "Deal", "#2"],
    ]


def test_an_empty_list_is_empty_in_every_format(home: Home) -> None:
    def shown(form: str) -> str:
        return home.b24("list", "crm.deal.list", "--select", "ID", "--filter", "ID=0", "--format", form).out

    assert [shown(form) for form in ("jsonl", "json", "csv", "table")] == ["", "[]\n", "ID\n", ""]


def test_what_has_no_column_is_told(tmp_path: Path) -> None:
    rows = [{"ID": "1"}, {"ID": "2", "TITLE": "=1+1", "TAGS": ["a", 1]}]
    with fake_portal(lambda _method, _params: rows) as portal:
        home = Home(tmp_path, portal.webhook)
        lost = home.b24("list", "crm.deal.list", "--format", "csv")
        named = home.b24("list", "crm.deal.list", "--format", "csv", "--select", "ID,TAGS")

    assert (lost.out, lost.err) == ("ID\n1\n2\n", "b24: no column for TITLE, TAGS: the first row did not have it\n")
    assert (named.out, named.err) == ('ID,TAGS\n1,\n2,"[""a"",1]"\n', "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["crm.item.get"], "gives no list of rows: b24 call crm.item.get"),
        (["crm.item.list", "--select", "id"], "missing: entityTypeId"),
        (["crm.deal.list", "--filter", "ID"], "write FIELD=VALUE, or JSON"),
        (["crm.deal.list", "--limit", "-1"], "--limit"),
        (["user.option.get", "--filter", "a=b"], "gives no list"),
    ],
)
def test_wrong_input_is_told(arguments: list[str], said: str, home: Home) -> None:
    done = home.b24("list", *arguments)

    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err


def test_rows_are_there_before_the_list_ends(tmp_path: Path) -> None:
    """A page is printed while the next is fetched, and whoever has read enough ends it all, quietly."""
    pages: list[dict[str, Any]] = []

    def page(method: str, params: dict[str, Any]) -> list[dict[str, str]]:
        if method == "batch":
            return []  # it takes none
        pages.append(params)
        return [{"ID": str(50 * len(pages) + number), "TITLE": "x" * 2000} for number in range(50)]

    with fake_portal(page) as portal:
        process = Home(tmp_path, portal.webhook).started("list", "crm.deal.list")
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.stdout.close()  # the list itself never ends
        said = process.stderr.read()
        code = process.wait(PATIENCE)
        process.stderr.close()

    assert first.startswith('{"ID":"50"')
    assert (code, said) == (141, "")


def test_a_search_gives_a_method_a_line(nobody: Home) -> None:
    done = nobody.b24("search", "create a deal", "--limit", "3", "--format", "jsonl")

    assert (done.code, done.err, len(done.lines)) == (0, "", 3)
    assert "crm.deal.add" in [row["method"] for row in done.lines]
    assert done.out == nobody.b24("search", "create", "a", "deal", "--limit", "3").out


def test_a_description_as_text_and_as_json(nobody: Home) -> None:
    text = nobody.b24("describe", "crm.item.get")
    data = nobody.b24("describe", "CRM.ITEM.GET", "--format", "json")

    assert text.out.startswith("crm.item.get ")
    assert data.json["method"]["name"] == "crm.item.get"
    assert "entityTypeId" in data.json["parameters"]["properties"]
    assert nobody.b24("describe", "tasks.task.get", "--rest", "3", "--format", "json").json["method"]["rest"] == 3
    assert "did you mean crm.item.get" in nobody.b24("describe", "crm.item.gett").err


def test_colour_is_for_terminals_that_want_it(home: Home) -> None:
    arguments = ("call", "profile")

    assert "\x1b[" not in home.b24(*arguments).out
    assert "\x1b[" in _on_a_terminal(home, *arguments, TERM="xterm-256color")
    assert "\x1b[" not in _on_a_terminal(home, *arguments, TERM="xterm-256color", NO_COLOR="1")


def _on_a_terminal(home: Home, *arguments: str, **more: str) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments], env=home.environment(**more), stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # Linux says so at the end
            pass
        os.close(ours)
        assert process.wait(PATIENCE) == 0
    return shown.decode()
