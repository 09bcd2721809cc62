"""The output folder: what is written, what is removed, and what is nobody's to touch."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.emit.output.folder import MANIFEST, Reason, compare, write
from generator.problems import GenerateError
from generator.transaction import FolderUnavailable

FILES = {"bitrix24/client.py": "x = 1\n", "bitrix24/v2/a/__init__.py": "y = 2\n", "tests/conftest.py": "ü\r\n"}


def contents(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_a_first_run_writes_everything_and_a_second_nothing(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    first = write(FILES, out)
    assert first.new == (*sorted(FILES), MANIFEST)
    assert (first.changed, first.unchanged, first.removed, first.kept) == ((), 0, (), ())
    assert contents(out) == {path: text.encode() for path, text in FILES.items()}
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    second = write(FILES, out)
    assert (second.new, second.changed, second.unchanged) == ((), (), len(FILES) + 1)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    assert compare(FILES, out) == []


def test_only_what_differs_is_written_and_what_is_left_over_goes_with_its_folder(tmp_path: Path) -> None:
    write(FILES, tmp_path)
    (tmp_path / "bitrix24/v2/a/__pycache__").mkdir()
    (tmp_path / "bitrix24/v2/a/__pycache__/__init__.cpython-311.pyc").touch()
    report = write({"bitrix24/client.py": "x = 2\n", "tests/conftest.py": FILES["tests/conftest.py"]}, tmp_path)
    assert report.changed == ("bitrix24/client.py", MANIFEST)
    assert report.unchanged == 1
    assert report.removed == ("bitrix24/v2/a/__init__.py",)
    assert not (tmp_path / "bitrix24/v2").exists()


def test_an_orphan_that_was_edited_and_a_foreign_file_are_kept_and_named(tmp_path: Path) -> None:
    write(FILES, tmp_path)
    orphan = tmp_path / "bitrix24/v2/a/__init__.py"
    orphan.write_text("y = 3  # mine\n")
    (tmp_path / "notes.txt").write_text("mine")
    report = write({"bitrix24/client.py": "x = 1\n"}, tmp_path)
    assert report.removed == ("tests/conftest.py",)
    assert len(report.kept) == 2
    assert str(orphan) in report.kept[0]
    assert orphan.read_text() == "y = 3  # mine\n"
    assert (tmp_path / "notes.txt").exists()


def test_a_foreign_file_in_the_way_stops_the_run_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/conftest.py").write_text("mine")
    with pytest.raises(GenerateError, match=r"conftest\.py: was not written by the generator") as raised:
        write(FILES, tmp_path)
    assert len(raised.value.lines) == 1
    assert contents(tmp_path) == {"tests/conftest.py": b"mine"}


def test_compare_names_every_difference_and_touches_nothing(tmp_path: Path) -> None:
    write(FILES, tmp_path)
    (tmp_path / "tests/conftest.py").unlink()
    (tmp_path / "bitrix24/client.py").write_text("edited")
    (tmp_path / "other.py").touch()
    before = contents(tmp_path)
    wanted = {"bitrix24/client.py": "x = 1\n", "tests/conftest.py": FILES["tests/conftest.py"]}
    assert {(found.path, found.reason) for found in compare(wanted, tmp_path)} == {
        ("bitrix24/client.py", Reason.EDITED),
        ("bitrix24/v2/a/__init__.py", Reason.ORPHAN),
        ("other.py", Reason.FOREIGN),
        ("tests/conftest.py", Reason.MISSING),
    }
    assert contents(tmp_path) == before


def test_compare_tells_new_specs_from_hand_edits(tmp_path: Path) -> None:
    write(FILES, tmp_path)
    (difference,) = compare({**FILES, "bitrix24/client.py": "x = 5\n"}, tmp_path)
    assert str(difference) == "bitrix24/client.py: is not what the specs say: run generate"


def test_a_manifest_that_was_edited_is_named_when_all_else_is_right(tmp_path: Path) -> None:
    write(FILES, tmp_path)
    manifest = tmp_path / MANIFEST
    manifest.write_text(f"{'0' * 64}  x.py\n{manifest.read_text()}")
    assert [difference.path for difference in compare(FILES, tmp_path)] == [MANIFEST]


def test_compare_with_no_folder_at_all(tmp_path: Path) -> None:
    assert {found.reason for found in compare(FILES, tmp_path / "none")} == {Reason.MISSING}


@pytest.mark.parametrize(
    "path", ["../x.py", "a/../../x.py", "/x.py", "a//b.py", "./x.py", "a\\..\\x.py", "C:x.py", "x\0.py", ""]
)
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    for action in (write, compare):
        with pytest.raises(GenerateError, match="no path inside the output folder"):
            action({**FILES, path: "x"}, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("link", ["bitrix24", "bitrix24/client.py"])
def test_a_symbolic_link_is_never_written_through(tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    (outside / "v2").mkdir(parents=True)
    (outside / "client.py").write_text("precious")
    place = tmp_path / "out" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(outside / "client.py" if link.endswith(".py") else outside)
    with pytest.raises(GenerateError, match="symbolic link"):
        write(FILES, tmp_path / "out")
    assert (outside / "client.py").read_text() == "precious"


def test_manifests_of_two_branches_put_together_are_one(tmp_path: Path) -> None:
    """As git does it with `merge=union`: each file may be as either branch wrote it."""
    write(FILES, tmp_path)
    ours = (tmp_path / MANIFEST).read_text()
    write({**FILES, "bitrix24/client.py": "theirs = 1\n", "bitrix24/new.py": ""}, tmp_path)
    (tmp_path / MANIFEST).write_text(ours + (tmp_path / MANIFEST).read_text())
    report = write({**FILES, "bitrix24/client.py": "both = 2\n"}, tmp_path)
    assert report.kept == ()
    assert report.removed == ("bitrix24/new.py",)
    assert compare({**FILES, "bitrix24/client.py": "both = 2\n"}, tmp_path) == []


@pytest.mark.parametrize("text", ["", "{}", "0123  x.py", f"{'0' * 64}  ", f"{'0' * 64}x.py", "\x00"])
def test_a_broken_manifest_is_one_clear_error(tmp_path: Path, text: str) -> None:
    write(FILES, tmp_path)
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(GenerateError, match=r"manifest\.txt: is not a manifest"):
        write(FILES, tmp_path)


def test_an_out_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(FolderUnavailable, match="is no folder"):
        write(FILES, tmp_path / "out")


def test_files_get_the_ordinary_mode(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write(FILES, tmp_path / "out")
    assert (tmp_path / "out/bitrix24/client.py").stat().st_mode == (tmp_path / "plain").stat().st_mode
