"""`b24 upload` and `download`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line.fake_portal import fake_portal
from tests.command_line.running import Home

# Each runs the command as a process.
pytestmark = pytest.mark.long  # processes, one or more a test

NOWHERE = "http://127.0.0.1:1/rest/download.json?token=x"


def test_files_go_there_and_come_back(home: Home) -> None:
    (home.folder / "film.bin").write_bytes(b"\x00\xff" * 1_000_000)

    sent = home.b24("upload", "film.bin", "--folder", "8930")
    (home.folder / "film.bin").rename(home.folder / "before.bin")
    number = str(sent.json["ID"])
    back = home.b24("download", number)
    again = home.b24("download", number)
    link = home.b24("call", "disk.file.get", f"id={number}").json["DOWNLOAD_URL"]
    named = home.b24("download", "-", "--output", "copy.bin", stdin=f"{link}\n")

    assert (sent.code, sent.json["SIZE"], sent.err) == (0, "2000000", "b24: film.bin: 2000000 bytes\n")
    assert (back.code, back.out) == (0, "film.bin\n")
    assert (again.code, again.err.partition(";")[0]) == (2, "b24: film.bin is there already")
    assert (named.code, named.out) == (0, "copy.bin\n")
    before = (home.folder / "before.bin").read_bytes()
    assert (home.folder / "film.bin").read_bytes() == (home.folder / "copy.bin").read_bytes() == before


def test_wrong_input_is_told(home: Home) -> None:
    (home.folder / "a.txt").write_text("a")

    assert home.b24("upload", "a.txt").code == 2
    assert home.b24("upload", "a.txt", "--folder", "1", "--storage", "1").code == 2
    assert home.b24("upload", "nothing.txt", "--folder", "8930").code == 2
    assert home.b24("upload", "a.txt", "--folder", "1").code == 1
    assert home.b24("download", "999").code == 1
    told = home.b24("download", "https://portal.example/rest/download.json?token=s3cr3t-token")
    assert (told.code, "s3cr3t" in told.err) == (2, False)
    assert home.b24("download", "-", stdin="no link\n").code == 2


@pytest.mark.parametrize("name", ["..", "", "\x1b[2J.txt", "folder/.."])
def test_a_name_that_is_none_here_is_not_used(name: str, tmp_path: Path) -> None:
    found = {"NAME": name, "DOWNLOAD_URL": NOWHERE}
    with fake_portal(lambda _method, _params: found) as portal:
        done = Home(tmp_path, portal.webhook).b24("download", "1")

    assert (done.code, "say --output" in done.err) == (2, True)


@pytest.mark.parametrize("name", ["../../evil.txt", "/tmp/evil.txt", "..\\evil.txt"])
def test_the_portals_name_for_a_file_leads_into_no_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text("mine")
    found = {"NAME": name, "DOWNLOAD_URL": NOWHERE}
    with fake_portal(lambda _method, _params: found) as portal:
        done = Home(tmp_path, portal.webhook).b24("download", "1")

    assert done.err == "b24: evil.txt is there already; --output evil.txt replaces it; see b24 download --help\n"
