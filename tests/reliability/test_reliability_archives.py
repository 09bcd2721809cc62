"""Archives and folders made to do harm: pages or one line, in little memory, with an end."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.site import archive as archive_source
from generator.site import open_source, web
from generator.site.page import RawPage
from generator.site.source import PageUnreadable, SourceError

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

SECONDS = 120
"""After which reading hangs; on a loaded machine, too."""
MEMORY = 200
"""MB that reading may take in all; Python itself takes 20, a page of the largest size 32."""

BLOCK = 512
HUGE = 10**20
PAGE = b"<p>page</p>"

_READ = r"""
import json, re, sys
from pathlib import Path
from generator.site import open_source
from generator.site.page import RawPage
from generator.site.source import SourceError
pages, unreadable, refusal = [], [], ""
try:
    for page in open_source(sys.argv[1]).pages(lambda _: True):
        (pages if isinstance(page, RawPage) else unreadable).append(str(page.path))
except SourceError as error:
    refusal = str(error)
# Not ru_maxrss: that counts what the process had before it became this one, a copy of the one that tests.
memory = int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps([pages, unreadable, refusal, memory]))
"""


def number(value: int, digits: int) -> bytes:
    """As a header has it: octal, or as bytes where that is too short."""
    octal = b"%0*o" % (digits - 1, value)
    return octal + b"\0" if len(octal) < digits else b"\x80" + value.to_bytes(digits - 1, "big")


def header(name: bytes, size: int = 0, kind: bytes = b"0", size_field: bytes | None = None) -> bytes:
    head = name[:100].ljust(100, b"\0") + b"0000644\0" + 2 * b"0000000\0" + (size_field or number(size, 12))
    head += b"00000000000\0" + b" " * 8 + kind + bytes(100) + b"ustar\x0000"
    head = head.ljust(BLOCK, b"\0")
    return head[:148] + b"%06o\0 " % sum(head) + head[156:]


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % BLOCK)


def member(name: bytes, data: bytes = PAGE, kind: bytes = b"0") -> bytes:
    return header(name, len(data), kind) + padded(data)


def pax(kind: bytes = b"x", **records: bytes) -> bytes:
    return member(b"pax", b"".join(record(key.encode(), value) for key, value in records.items()), kind)


def record(key: bytes, value: bytes) -> bytes:
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest) + 1
    while length != len(str(length)) + len(rest):
        length += 1
    return b"%d" % length + rest


_MEGABYTE = bytes(2**20)
_ZEROS = gzip.compress(_MEGABYTE)
END = bytes(2 * BLOCK)
GOOD = member(b"good.html")


def pieces(*parts: bytes, zeros: int = 0, then: bytes = b"") -> Iterator[bytes]:
    """`zeros`: MB of zeros behind the parts, which are never in memory at once."""
    yield from parts
    for _ in range(zeros):
        yield _MEGABYTE
    yield then


def chain(kind: bytes, count: int) -> Iterator[bytes]:
    yield GOOD
    for _ in range(count):
        yield member(b"x", b"15 path=a.html\n" if kind in b"xg" else b"b.html", kind)
    yield GOOD + END


GIGABYTE = 1024
ATTACKS: dict[str, tuple[Callable[[], Iterator[bytes]], str]] = {
    "an extended header of 3 GB": (
        lambda: pieces(header(b"p", 3 * 2**30, b"x"), zeros=3 * GIGABYTE),
        "has a header of",
    ),
    "a global header of 3 GB": (lambda: pieces(header(b"p", 3 * 2**30, b"g"), zeros=3 * GIGABYTE), "has a header of"),
    "a name of 3 GB": (lambda: pieces(header(b"p", 3 * 2**30, b"L"), zeros=3 * GIGABYTE), "has a header of"),
    "the name of a link, of 3 GB": (lambda: pieces(header(b"p", 3 * 2**30, b"K"), zeros=1), "has a header of"),
    "a member of 10^20 bytes": (lambda: pieces(header(b"a.html", HUGE), PAGE), "is larger than 2048 MB when unpacked"),
    "no page, of 10^20 bytes": (lambda: pieces(header(b"a.bin", HUGE), PAGE), "is larger than 2048 MB when unpacked"),
    "a size of 10^20 said before": (lambda: pieces(pax(size=b"%d" % HUGE), header(b"a.bin")), "a number that is none"),
    "a size of 10^19 said before": (
        lambda: pieces(pax(size=b"%d" % 10**19), header(b"a.bin")),
        "is larger than 2048 MB",
    ),
    "a size of a thousand digits": (lambda: pieces(pax(size=b"9" * 1000), GOOD, END), "a number that is none"),
    "a negative size": (lambda: pieces(pax(size=b"-512"), GOOD, END), "a number that is none"),
    "a negative size as bytes": (lambda: pieces(header(b"a", size_field=b"\xff" * 12), END), "a number that is none"),
    "a size that is a word": (lambda: pieces(header(b"a", size_field=b"twelve bytes"), END), "a number that is none"),
    "a member of 5 GB that is skipped": (lambda: pieces(header(b"a.bin", 5 * 2**30), zeros=2), "larger than 2048 MB"),
    "many members of 1 GB": (
        lambda: (part for _ in range(5) for part in pieces(header(b"a.bin", 2**30), zeros=GIGABYTE)),
        "is larger than 2048 MB when unpacked",
    ),
    "a page that ends too early": (lambda: pieces(header(b"a.html", 5000), PAGE), "is cut off"),
    "no page that ends too early": (lambda: pieces(header(b"a.bin", 5000), PAGE), "is cut off"),
    "no end": (lambda: pieces(GOOD, GOOD), "has no end"),
    "a header that is cut off": (lambda: pieces(GOOD, GOOD[:100]), "is cut off"),
    "a wrong sum": (lambda: pieces(GOOD, b"x" + GOOD[1:]), "has a header that is none"),
    "digits without an end": (lambda: pieces(member(b"p", b"1" * 65_000, b"x"), GOOD, END), "header that is none"),
    "a record that is too long": (lambda: pieces(member(b"p", b"99 path=a\n", b"x"), GOOD, END), "header that is none"),
    "a record of no length": (lambda: pieces(member(b"p", b"0 path=a\n", b"x"), GOOD, END), "header that is none"),
    "a sparse file": (
        lambda: pieces(member(b"p", record(b"GNU.sparse.map", b"0," + b"9" * 5000), b"x"), GOOD, END),
        "is a link or a device",
    ),
    "an old sparse file": (lambda: pieces(member(b"a.html", kind=b"S"), END), "is a link or a device"),
    "a link that is said to be a page before": (lambda: pieces(pax(path=b"a.html"), header(b"b", kind=b"2")), "link"),
    "a way out in an extended header": (lambda: pieces(pax(path=b"../a.html"), GOOD, END), "holds an unsafe path"),
    "a way out in a long name": (lambda: pieces(member(b"n", b"/etc/a.html\0", b"L"), GOOD, END), "unsafe path"),
    "a name in bytes that are none": (lambda: pieces(pax(path=b"\xff\xfe.html"), GOOD, END), "holds an unsafe path"),
    "an unknown kind": (lambda: pieces(member(b"a.html", kind=b"Z"), END), "is a link or a device"),
    "nothing": (lambda: pieces(), "has no end"),
}
HARMLESS: dict[str, tuple[Callable[[], Iterator[bytes]], list[str]]] = {
    "20,000 headers before a member": (lambda: chain(b"x", 20_000), ["good.html", "a.html"]),
    "20,000 long names before a member": (lambda: chain(b"L", 20_000), ["good.html", "b.html"]),
    "20,000 global headers": (lambda: chain(b"g", 20_000), ["good.html", "good.html"]),
    "40,000 global headers of their own": (
        lambda: (
            part
            for parts in ((member(b"g", record(b"k%d" % n, b"v"), b"g") for n in range(40_000)), (GOOD, END))
            for part in parts
        ),
        ["good.html"],
    ),
    "a header of 64 kB of records": (
        lambda: pieces(member(b"p", record(b"k", b"v") * 8000, b"x"), GOOD, END),
        ["good.html"],
    ),
    "50,000 empty members": (lambda: pieces(header(b"a.bin") * 50_000, GOOD, END), ["good.html"]),
    "a comment": (lambda: pieces(pax(b"g", comment=b"c" * 40), GOOD, END), ["good.html"]),
    "a size said before": (
        lambda: pieces(pax(size=b"%d" % len(PAGE)), header(b"a.html"), padded(PAGE), END),
        ["a.html"],
    ),
    "gigabytes behind the end": (lambda: pieces(GOOD, END, zeros=2 * GIGABYTE), ["good.html"]),
    "a folder with a size": (lambda: pieces(header(b"folder/", 10**9, b"5"), GOOD, END), ["good.html"]),
    "a name in two parts": (
        lambda: pieces(*_packed({"long/" * 30 + "a.html": PAGE}, tarfile.USTAR_FORMAT)),
        ["long/" * 30 + "a.html"],
    ),
    **{
        f"long names and others in {name}": (
            lambda form=form: pieces(*_packed({"ü" * 90 + ".html": PAGE, "ß.html": b""}, form)),
            ["ü" * 90 + ".html", "ß.html"],
        )
        for name, form in (("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT))
    },
}


def _packed(pages: dict[str, bytes], form: int) -> list[bytes]:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for name, data in pages.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1.5  # type: ignore[assignment] # which needs an extended header
            archive.addfile(info, io.BytesIO(data))
    return [packed.getvalue()]


def compressed(file: Path, parts: Iterator[bytes]) -> Path:
    """One stream of gzip behind the other: so gigabytes of zeros are made in no time."""
    with file.open("wb") as stream:
        for part in parts:
            stream.write(_ZEROS if part is _MEGABYTE else gzip.compress(part, 1))
    return file


def read(source: Path | str) -> tuple[list[str], list[str], str]:
    """Pages, pages that cannot be had, and the refusal of the source; in a process that is measured."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(source)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    pages, unreadable, refusal, memory = json.loads(done.stdout)
    assert memory < MEMORY
    assert "\n" not in refusal
    return pages, unreadable, refusal


@pytest.mark.parametrize("name", ATTACKS)
def test_an_archive_made_to_do_harm_is_refused_with_one_line(name: str, tmp_path: Path) -> None:
    make, expected = ATTACKS[name]
    file = compressed(tmp_path / "docs.tar.gz", make())
    _, unreadable, refusal = read(file)
    assert refusal.startswith(f"{file}: ")
    assert expected in refusal
    assert len(unreadable) <= 1


@pytest.mark.parametrize("name", HARMLESS)
def test_an_odd_archive_that_does_no_harm_is_read(name: str, tmp_path: Path) -> None:
    make, expected = HARMLESS[name]
    assert read(compressed(tmp_path / "docs.tar.gz", make())) == (expected, [], "")


def test_a_page_over_the_limit_costs_that_page(tmp_path: Path) -> None:
    large = 40 * 2**20
    parts = pieces(header(b"large.html", large), zeros=40, then=GOOD + END)
    assert read(compressed(tmp_path / "docs.tar.gz", parts)) == (["good.html"], ["large.html"], "")


def test_xz_that_asks_for_much_memory_is_refused(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 2**20}]
    data = bytearray(lzma.compress(GOOD + END, format=lzma.FORMAT_ALONE, filters=[{"id": lzma.FILTER_LZMA1}]))
    data[1:5] = (3 * 2**30).to_bytes(4, "little")
    (tmp_path / "docs.tar.lzma").write_bytes(data)
    _, _, refusal = read(tmp_path / "docs.tar.lzma")
    assert "Memory usage limit exceeded" in refusal
    (tmp_path / "docs.tar.xz").write_bytes(lzma.compress(GOOD + END, filters=filters))
    assert read(tmp_path / "docs.tar.xz") == (["good.html"], [], "")


@pytest.mark.parametrize("gap", [b"", bytes(4), bytes(100_000)])
def test_streams_of_xz_that_follow_each_other_are_one_archive(gap: bytes, tmp_path: Path) -> None:
    file = tmp_path / "docs.tar.xz"
    file.write_bytes(lzma.compress(GOOD) + gap + lzma.compress(member(b"b.html")) + lzma.compress(END) + gap)
    assert [page.path for page in open_source(str(file)).pages(lambda _: True)] == ["good.html", "b.html"]  # type: ignore[union-attr]


@pytest.mark.parametrize("compress", [bytes, gzip.compress, bz2.compress, lzma.compress])
@settings(max_examples=100, deadline=None)
@given(st.data())
def test_damage_anywhere_ends_in_pages_or_one_line(
    compress: Callable[[bytes], bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = compress(pax(path=b"a.html") + GOOD + member(b"n", b"long.html\0", b"L") + GOOD + END)
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    file = tmp_path_factory.getbasetemp() / "damaged.tar"
    file.write_bytes(damaged)
    refusal = ""
    try:
        assert all(isinstance(page, (RawPage, PageUnreadable)) for page in open_source(str(file)).pages(lambda _: True))
    except SourceError as error:
        refusal = str(error)
    assert "\n" not in refusal


# Folders


def test_links_and_names_that_lead_nowhere_cost_their_page(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "good.html").write_bytes(PAGE)
    (site / "self.html").symlink_to("self.html")
    (site / "one.html").symlink_to("two.html")
    (site / "two.html").symlink_to("one.html")
    (site / "nowhere.html").symlink_to("missing.html")
    (site / "out.html").symlink_to("/etc/passwd")
    (site / "zero.html").symlink_to("/dev/zero")
    (site / "loop").symlink_to(site)
    (site / "folder.html").mkdir()
    os.mkfifo(site / "fifo.html")
    (site / "line\nbreak:C.html").write_bytes(PAGE)
    pages, unreadable, refusal = read(site)
    assert (pages, refusal) == (["good.html"], "")
    assert sorted(unreadable) == [
        *("fifo.html", "folder.html", "line_break_C.html", "nowhere.html", "one.html", "out.html", "self.html"),
        *("two.html", "zero.html"),
    ]


@pytest.fixture
def deep_site(tmp_path: Path) -> Iterator[Path]:
    """Folders nested 1,100 times, each with room for more; what clears up after tests would go too deep."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "good.html").write_bytes(PAGE)
    deepen(site, 1100)
    yield site
    subprocess.run(["rm", "-rf", str(site)], check=True)


def deepen(folder: Path, count: int) -> None:
    place = os.open(folder, os.O_RDONLY)
    for _ in range(count):
        os.mkdir("d", dir_fd=place)
        inner = os.open("d", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(place)


def test_folders_nested_deeper_than_calls(deep_site: Path) -> None:
    assert read(deep_site) == (["good.html"], [], "")


def test_a_folder_that_cannot_be_read_is_no_folder_without_pages(deep_site: Path) -> None:
    deepen(deep_site / "/".join(["d"] * 1100), 1000)
    pages, _, refusal = read(deep_site)
    assert pages == []
    assert refusal.endswith(": cannot be read: File name too long")


def test_a_page_that_grows_while_it_is_read_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.site import folder as folder_source

    monkeypatch.setattr(folder_source, "LARGEST_PAGE", 1000)
    (tmp_path / "a.html").write_bytes(b"x" * 1001)
    (page,) = open_source(str(tmp_path)).pages(lambda _: True)
    assert isinstance(page, PageUnreadable)
    assert archive_source.LARGEST_PAGE > 1000


# A site


class _Site(BaseHTTPRequestHandler):
    """Two pages, answered by a function of the test."""

    def do_GET(self) -> None:
        self.send_response(200)
        if self.path.endswith("toc.js"):
            self.end_headers()
            self.wfile.write(b'window.toc = {"items": [{"href": "a.html"}, {"href": "b.html"}]}')
            return
        with suppress(OSError):
            self.server.answer(self)  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


@contextmanager
def site(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.answer = answer  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_pages_that_drip_for_ever_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_LONGEST", 0.3)
    stopped = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.end_headers()
        while not stopped.wait(0.02):
            request.wfile.write(b"x")

    with site(drip) as address:
        try:
            pages = list(open_source(address).pages(lambda _: True))
        finally:
            stopped.set()
    assert [str(page) for page in pages] == [f"{name}.html: cannot be fetched: takes longer than 0 s" for name in "ab"]


@pytest.mark.parametrize("layers", [1, 2, 3, 4])
def test_compression_upon_compression_is_not_undone(layers: int) -> None:
    """Each layer multiplies by a thousand; the last would need more memory than there is."""
    body = gzip.compress(bytes(2**23))
    for _ in range(layers - 1):
        body = gzip.compress(body)

    def bomb(request: BaseHTTPRequestHandler) -> None:
        request.send_header("Content-Encoding", ", ".join(["gzip"] * layers))
        request.end_headers()
        request.wfile.write(body)

    with site(bomb) as address:
        pages, unreadable, refusal = read(address)
    assert refusal == ""
    assert (pages, unreadable) == ((["a.html", "b.html"], []) if layers == 1 else ([], ["a.html", "b.html"]))
