"""Runs of the generator that are killed, meet each other or a full disk: a folder is the old or the new as a whole."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from generator import transaction
from generator.__main__ import main
from generator.emit.output.folder import MANIFEST, compare, write
from generator.spec import files
from generator.transaction import FOLDER, FolderUnavailable, reading, write_alone, writing
from tests.fragments import FRAGMENTS
from tests.making import tree_of

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
"""After which something hangs; on a loaded machine, too."""

OLD = {"bitrix24/a.py": "a = 1\n", "bitrix24/gone.py": "g = 1\n"}
NEW = {"bitrix24/a.py": "a = 2\n", "tests/b.py": "b = 2\n"}


def contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload,no-any-return] # options by variable
        [sys.executable, *map(str, arguments)],
        **{"cwd": ROOT, "capture_output": True, "text": True, "timeout": SECONDS * 5, "check": False, **options},
    )


def interrupt(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the folder as a run that was killed in the middle of its renames."""
    write(OLD, out)
    make, made = transaction._make, iter(range(1))

    def once(*step: Any) -> None:
        if next(made, None) is None:
            raise KeyboardInterrupt
        make(*step)

    def never(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(transaction, "_make", once)
        patched.setattr(transaction, "_undo", never)
        with pytest.raises(KeyboardInterrupt):
            write(NEW, out)
    assert (out / FOLDER / "journal").exists()


def test_what_a_killed_run_left_is_no_difference_and_not_foreign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(tmp_path, monkeypatch)
    with reading(tmp_path):
        assert compare(NEW, tmp_path) == []
    assert not (tmp_path / FOLDER).exists()
    assert set(contents(tmp_path)) == {*NEW, MANIFEST}


def test_a_file_edited_between_a_kill_and_the_next_run_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(tmp_path, monkeypatch)
    (tmp_path / "bitrix24/a.py").write_text("mine\n")
    (tmp_path / "tests").mkdir(exist_ok=True)
    (tmp_path / "tests/b.py").write_text("mine, too\n")
    with reading(tmp_path):
        found = contents(tmp_path)
    assert found.pop(MANIFEST)
    assert found == {"bitrix24/a.py": "mine\n", "tests/b.py": "mine, too\n"}


def test_ctrl_c_in_the_middle_of_the_renames_leaves_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(OLD, tmp_path)
    before = contents(tmp_path)
    make, made = transaction._make, iter(range(2))

    def twice(*step: Any) -> None:
        if next(made, None) is None:
            raise KeyboardInterrupt
        make(*step)

    monkeypatch.setattr(transaction, "_make", twice)
    with pytest.raises(KeyboardInterrupt):
        write(NEW, tmp_path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    "journal",
    [
        b"",
        b"{}x",
        b"[1]",
        b"[[1, 2, 3]]",
        b'[["a"]]',
        b"[" * 100_000,
        b'[["../outside.py", null, true]]',
        b'[["/outside.py", null, true]]',
        b'[["link/outside.py", null, true]]',
        b'[["a/../../outside.py", null, false]]',
        b'[["a\\u0000", null, true]]',
        b"\xff\xfe",
    ],
)
@pytest.mark.parametrize("opened", [reading, writing])
def test_a_journal_that_is_none_or_leads_out_is_one_line_and_touches_nothing(
    journal: bytes, opened: Callable[[Path], object], tmp_path: Path
) -> None:
    out, outside = tmp_path / "out", tmp_path / "outside.py"
    outside.write_text("precious")
    (out / FOLDER).mkdir(parents=True)
    (out / "link").symlink_to(tmp_path)
    (out / FOLDER / "new-0").write_text("evil")
    (out / FOLDER / "journal").write_bytes(journal)
    with pytest.raises(FolderUnavailable, match="is not a journal of this generator") as raised, opened(out):  # type: ignore[attr-defined]
        raise AssertionError("was opened")
    assert "\n" not in str(raised.value)
    assert outside.read_text() == "precious"


def test_a_folder_of_the_transaction_that_is_a_link_is_refused(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / FOLDER).symlink_to(precious)
    with pytest.raises(FolderUnavailable, match="is a symbolic link"):
        write(NEW, tmp_path / "out")
    assert contents(precious) == {"file": "mine"}
    assert set(contents(tmp_path / "out")) <= {f"{FOLDER}/file"}


@pytest.mark.parametrize("kind", ["pipe", "folder", "folder of the transaction"])
def test_what_is_no_file_is_in_the_way_and_nobody_waits_for_it(kind: str, tmp_path: Path) -> None:
    write(OLD, tmp_path)
    before = contents(tmp_path)
    place = tmp_path / "tests" / "b.py"
    place.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place = tmp_path / FOLDER
        (place / "somebody's").mkdir(parents=True)
    with pytest.raises(FolderUnavailable) as raised:
        write(NEW, tmp_path)
    why = "File exists" if place.name == FOLDER else "is not a file"
    assert str(raised.value) == f"{place}: {why}; nothing was written"
    assert contents(tmp_path) == before


# Two at once

_WRITER = """
import sys
from pathlib import Path
from generator.emit.output.folder import write
out, name = Path(sys.argv[1]), sys.argv[2]
for turn in range(int(sys.argv[3])):
    write({**{f"all/f{number}.py": f"{name} {turn}" for number in range(40)}, f"{name}/own.py": f"{name} {turn}"}, out)
"""
_READER = """
import sys
from pathlib import Path
from generator.transaction import reading
out = Path(sys.argv[1])
for turn in range(int(sys.argv[2])):
    with reading(out):
        texts = {file.read_text() for file in out.rglob("*.py")}
    print(len(texts), flush=True)
"""


@pytest.mark.slow
def test_runs_at_once_never_mix_and_readers_see_one_of_them(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write({"all/f0.py": "first"}, out)
    started = [
        *(subprocess.Popen([sys.executable, "-c", _WRITER, str(out), name, "12"], cwd=ROOT) for name in "abc"),
        subprocess.Popen([sys.executable, "-c", _READER, str(out), "60"], cwd=ROOT, stdout=subprocess.PIPE, text=True),
    ]
    seen = started[-1].communicate(timeout=SECONDS)[0].split()
    assert [each.wait(SECONDS) for each in started] == [0, 0, 0, 0]
    assert len(seen) == 60
    assert set(seen) == {"1"}
    assert len({text for name, text in contents(out).items() if name != MANIFEST}) == 1
    assert not (out / FOLDER).exists()


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    folder = tmp_path / "specs"
    files.write(files.texts(tree_of(*FRAGMENTS.values())), folder)
    return folder


@pytest.mark.parametrize("command", ["generate", "check", "scrape", "openapi"])
def test_a_run_that_meets_another_is_refused_with_one_line(
    command: str, specs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(transaction, "_PATIENCE", 0.1)
    arguments = {
        "generate": ["--out", str(tmp_path / "out")],
        "check": ["--out", str(tmp_path / "out")],
        "scrape": ["--source", str(ROOT / "tests" / "pages")],
        "openapi": ["--out", str(tmp_path / "api.json")],
    }[command]
    before = contents(tmp_path)
    with writing(specs):
        assert main([command, "--specs", str(specs), *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.err == f"error: {specs}: another run is at work there; try again when it has ended\n"
    assert shown.out == ""
    assert contents(tmp_path) == before
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_two_whole_runs_at_once_leave_one_client(specs: Path, tmp_path: Path) -> None:
    """Of other methods each; the second waits, or is refused with one line."""
    out = tmp_path / "out"
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "generator", "generate", "--specs", specs, "--out", out, "--only", only],
            **{"cwd": ROOT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True},
        )
        for only in ("*.get", "*", "*.add")
    ]
    said = [each.communicate(timeout=SECONDS * 2)[1] for each in started]
    refusal = f"error: {out}: another run is at work there; try again when it has ended\n"
    assert [(each.returncode, line) for each, line in zip(started, said, strict=True) if each.returncode] == [
        (2, refusal) for each in started if each.returncode
    ]
    assert 0 in {each.returncode for each in started}
    found = contents(out)
    for only in ("*.get", "*", "*.add"):
        assert main(["generate", "--specs", str(specs), "--out", str(tmp_path / "alone"), "--only", only]) == 0
        if contents(tmp_path / "alone") == found:
            return
    raise AssertionError("the client is none of those that were asked for")


@pytest.mark.slow
def test_who_waits_for_a_folder_that_goes_away_gets_the_one_that_comes(tmp_path: Path) -> None:
    """The first run makes the folder, writes nothing and removes it, while the second has it open."""
    out = tmp_path / "out"
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(out), name, "3"], cwd=ROOT) for name in "ab"]
    for _ in range(200):
        with suppress(FolderUnavailable), writing(tmp_path / "out"):
            pass
    assert [each.wait(SECONDS) for each in writers] == [0, 0]
    assert len({text for name, text in contents(out).items() if name != MANIFEST}) == 1


# A full disk


@pytest.mark.slow
def test_a_limit_of_the_size_of_files_leaves_the_old_and_says_so(specs: Path) -> None:
    before = contents(specs)
    done = run(
        *("-m", "generator", "scrape", "--source", "tests/pages", "--specs", specs),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500)),
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {specs}: File too large; nothing was written\n"
    assert contents(specs) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "none", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_leaves_the_old_and_says_so(small_disk: Path) -> None:
    out = small_disk / "out"
    old = {f"p/f{number}.py": f"{number}" * 2000 for number in range(10)}
    write(old, out)
    before = contents(out)
    with pytest.raises(FolderUnavailable) as raised:
        write({path: text * 2 for path, text in old.items()} | {f"q/n{n}.py": "n" * 4000 for n in range(60)}, out)
    assert str(raised.value) == f"{out}: No space left on device; nothing was written"
    assert contents(out) == before
    write({"p/f0.py": "small"}, out)
    assert set(contents(out)) == {"p/f0.py", MANIFEST}


def test_a_file_of_its_own_on_a_full_disk_stays_the_old_one(small_disk: Path) -> None:
    write_alone({small_disk / "api.json": "old", small_disk / "api.md": "old"})
    with pytest.raises(FolderUnavailable, match=r"api\.md: No space left on device; nothing was written"):
        write_alone({small_disk / "api.json": "new", small_disk / "api.md": "n" * 300_000})
    assert contents(small_disk) == {"api.json": "old", "api.md": "old"}


# Files on their own


def test_a_file_of_its_own_uses_up_what_a_killed_run_left_and_waits_for_nobody(tmp_path: Path) -> None:
    (tmp_path / ".api.json.new").write_text("torn" * 1000)
    write_alone({tmp_path / "api.json": "{}", tmp_path / "api.md": "#"})
    assert contents(tmp_path) == {"api.json": "{}", "api.md": "#"}


def test_of_files_that_belong_together_none_is_written_if_one_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("old")
    (tmp_path / "report.md").mkdir()
    with pytest.raises(FolderUnavailable, match=r"report\.md: Is a directory; nothing was written"):
        write_alone({tmp_path / "report.json": "new", tmp_path / "report.md": "new"})
    assert contents(tmp_path) == {"report.json": "old"}


@pytest.mark.slow
def test_two_that_write_one_file_never_mix(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from generator.transaction import *\n"
        "for _ in range(300):\n"
        "    try: write_alone({Path(sys.argv[1]): sys.argv[2] * 5000})\n"
        "    except FolderUnavailable as error: assert 'another run is writing it' in str(error), error\n"
    )
    target = tmp_path / "api.json"
    started = [subprocess.Popen([sys.executable, "-c", script, str(target), name], cwd=ROOT) for name in "ab"]
    while any(each.poll() is None for each in started):
        if target.exists():
            assert len(set(target.read_text())) == 1
    assert [each.wait() for each in started] == [0, 0]
    assert len(target.read_text()) == 5000


# Workers


def alive(session: int) -> list[str]:
    """The processes of a session, without those that have ended and that nobody has asked about yet."""
    found: list[str] = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] not in "ZX":
                found.append((place / "cmdline").read_text().replace("\0", " "))
    return found


def until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


_WITH_WORKERS = """
import time
from generator.workers import workers
if __name__ == "__main__":
    with workers(int) as pool:
        list(pool.map(abs, range(4)))
        print("ready", flush=True)
        list(pool.map(time.sleep, [0.01, 600]))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_the_run(number: int, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(_WITH_WORKERS)
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "main.py")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        assert len(alive(process.pid)) >= 3
        process.send_signal(number)
        process.wait(SECONDS)
        assert until(lambda: not alive(process.pid)), alive(process.pid)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("part", [0.15, 0.5, 0.8, 0.95, 0.99])
def test_a_whole_run_that_is_killed_can_be_repeated(part: float, specs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def command(cache: str, *arguments: str) -> list[str]:
        """Each cache is empty: with all in it, a run would be over at once."""
        script = "import sys; from pathlib import Path; from generator import commands, __main__\n"
        script += f"commands.CACHE_FOLDER = Path({str(tmp_path / cache)!r}); sys.exit(__main__.main(sys.argv[1:]))"
        return ["-c", script, "generate", "--specs", str(specs), "--out", str(out), *arguments]

    started = time.monotonic()
    assert run(*command("first", "--only", "*.get")).returncode == 0
    took = time.monotonic() - started
    with reading(out):
        old = contents(out)
    with subprocess.Popen([sys.executable, *command("second")], cwd=ROOT, start_new_session=True) as process:
        time.sleep(took * part)
        process.kill()
        process.wait(SECONDS)
        assert until(lambda: not alive(process.pid)), alive(process.pid)
    with reading(out):
        left = contents(out)
    again = run(*command("second"))
    assert (again.returncode, again.stderr) == (0, "")
    assert {name: text for name, text in left.items() if not name.startswith(FOLDER)} in (old, contents(out))
    assert run("-m", "generator", "check", "--specs", specs, "--out", out).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.3, 1.0, 2.0])
def test_ctrl_c_leaves_the_old_and_says_so(after: float, specs: Path, tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from generator import commands, __main__\n"
    script += f"commands.CACHE_FOLDER = Path({str(tmp_path / 'cache')!r}); print('begun', flush=True)\n"
    script += "sys.exit(__main__.main(sys.argv[1:]))"
    out = tmp_path / "out"
    write(OLD, out)
    before = contents(out)
    command = [sys.executable, "-c", script, "generate", "--specs", str(specs), "--out", str(out)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(after)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=SECONDS)
    assert process.returncode in (0, 2, 130)
    if process.returncode == 130:  # beside which workers that had not begun may say something
        assert "error: stopped\n" in said
    left = contents(out)
    if process.returncode and left != before:  # it came when all was written
        assert run(*command[1:]).returncode == 0
        assert contents(out) == left


_LOST = """
import os
from generator.workers import workers
if __name__ == "__main__":
    try:
        with workers(int) as pool:
            list(pool.map(os._exit, [9, 9, 9]))
    except ChildProcessError as error:
        print(error)
"""


@pytest.mark.slow
def test_a_worker_that_the_system_ends_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(_LOST)
    done = run(tmp_path / "main.py", env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "a process that worked for this run was ended (is there memory enough?)\n"
