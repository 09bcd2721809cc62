"""Specs are read strictly: each mistake is one line with the file and the place in it, and all are reported at once."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest

from generator.__main__ import main
from generator.spec.files import load_tree
from generator.spec.folder import SpecsUnusable
from tests.conftest import ROOT

GOOD = """\
method: shelf.book.get
rest: 2
page: api-reference/shelf/shelf-book-get.html
title: Get a Book
params:
  id: {type: integer, required: true}
returns:
  type: object
  fields:
    name: {type: string}
errors:
- {code: '0', message: No such book, status: 400}
"""
PLACE = "v2/shelf/shelf.book.get.yaml"
TYPE = "type: shelf.book\npage: p.html\ntitle: Book\n"
EVENT = "event: OnShelfBookAdd\npage: p.html\ntitle: A book was added\n"


def _write(folder: Path, text: str, place: str = PLACE) -> Path:
    file = folder / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    return file


def _mistakes(folder: Path) -> list[str]:
    with pytest.raises(SpecsUnusable) as caught:
        load_tree(folder)
    lines = list(caught.value.lines)
    assert lines
    assert not any(re.search(r"[\n\r]", line) for line in lines)
    return lines


def test_the_good_one_is_read(tmp_path: Path) -> None:
    _write(tmp_path, GOOD)

    spec = load_tree(tmp_path).methods[2, "shelf.book.get"]  # type: ignore[index]  # any text finds its name

    assert spec.params["id"].required
    assert spec.status == "active"


MISTAKES: dict[str, tuple[str, str, str]] = {
    "unknown key": ("title:", "titel:", "unknown key 'titel' (did you mean 'title'?)"),
    "unknown key, nothing near": ("title: Get a Book", "title: x\nzzzz: 1", "unknown key 'zzzz'"),
    "unknown key of a parameter": (
        "required:",
        "requried:",
        "params.id: unknown key 'requried' (did you mean 'required'?)",
    ),
    "unknown key of an error": ("status: 400", "state: 400", "errors[0]: unknown key 'state' (did you mean 'status'?)"),
    "unknown key deep inside": (
        "{type: string}",
        "{type: string, format: date, ref_: x}",
        "returns.fields.name: unknown key 'ref_'",
    ),
    "key twice": ("rest: 2", "rest: 2\nrest: 3", "line 3: the key 'rest' stands here twice"),
    "parameter twice": ("  id: {", "  id: {type: string}\n  id: {", "line 7: the key 'id' stands here twice"),
    "key twice in braces": ("required: true", "type: string", "line 6: the key 'type' stands here twice"),
    "method missing": ("method: shelf.book.get\n", "", "'method' is missing"),
    "page missing": ("page: api-reference/shelf/shelf-book-get.html\n", "", "'page' is missing"),
    "type missing": ("{type: integer, required: true}", "{required: true}", "params.id: 'type' is missing"),
    "code missing": ("code: '0', ", "", "errors[0]: 'code' is missing"),
    "rest 4": ("rest: 2", "rest: 4", "rest: is 4, not 2 or 3"),
    "rest as text": ("rest: 2", "rest: '2'", "rest: must be a whole number, is str"),
    "rest a fraction": ("rest: 2", "rest: 2.0", "rest: must be a whole number, is float"),
    "rest a mark": ("rest: 2", "rest: true", "rest: must be a whole number, is bool"),
    "required as text": ("required: true", "required: 'true'", "params.id.required: must be true or false, is str"),
    "required as number": ("required: true", "required: 1", "params.id.required: must be true or false, is int"),
    "code as number": ("code: '0'", "code: 0", "errors[0].code: must be text, is int"),
    "title empty": ("title: Get a Book", "title:", "title: must be text, is NoneType"),
    "title a date": ("title: Get a Book", "title: 2026-01-01", "title: must be text, is date"),
    "status unknown": ("rest: 2", "rest: 2\nstatus: gone", "status: is 'gone', not one of active, deprecated, removed"),
    "paging unknown": (
        "rest: 2",
        "rest: 2\nlist: {paging: pages}",
        "list.paging: is 'pages', not one of start, cursor, pagination",
    ),
    "row id in part": ("rest: 2", "rest: 2\nlist: {paging: start, id: {row: ID}}", "list.id: 'filter' is missing"),
    "parameters as list": ("params:\n  id: {", "params:\n- {", "params: must be a mapping"),
    "errors as mapping": ("errors:\n- {", "errors:\n  x: {", "errors: must be a list"),
    "reads as text": ("rest: 2", "rest: 2\nreads: 'no'", "reads: must be true or false, is str"),
    "file unknown": (
        "type: integer,",
        "type: file, file: zip,",
        "params.id.file: is 'zip', not one of base64, pair, pairs, file_data, file_data_list, value_file_data, "
        "multipart, drive_id",
    ),
    "scope as text": ("rest: 2", "rest: 2\nscope: shelf", "scope: must be a list"),
    "scope of numbers": ("rest: 2", "rest: 2\nscope: [1]", "scope: must be a list of texts"),
    "values as text": ("type: integer,", "type: integer, values: Y,", "params.id.values: must be a list"),
    "field as text": ("name: {type: string}", "name: string", "returns.fields.name: must be a mapping"),
    "example as list": ("rest: 2", "rest: 2\nexample: [1]", "example: must be a mapping"),
    "ref that is no name": (
        "type: integer,",
        "type: object, ref: ../../etc,",
        "params.id.ref: '../../etc' is not a wire name",
    ),
    "replaced by no name": ("rest: 2", "rest: 2\nreplaced_by: a b", "replaced_by: 'a b' is not a wire name"),
    "replaced by an address outside": (
        "rest: 2",
        "rest: 2\nreplaced_by: https://example.com/a.html",
        "replaced_by: 'https://example.com/a.html' is not a wire name",
    ),
    "replaced by a page above": (
        "rest: 2",
        "rest: 2\nreplaced_by: ../../a.html",
        "replaced_by: '../../a.html' is not a wire name",
    ),
    "alias that is no name": ("rest: 2", "rest: 2\naliases: [a b]", "aliases: 'a b' is not a wire name"),
    "aliases as text": ("rest: 2", "rest: 2\naliases: shelf.Book.get", "aliases: must be a list"),
    "key that is a list": ("rest: 2", "rest: 2\n? [a]\n: 1", "line 3: "),
    "merge key": ("rest: 2", "rest: 2\n<<: {status: active}", "line 3: only plain keys are allowed"),
    "python tag": ("title: Get a Book", "title: !!python/object/apply:os.system [echo]", "line 4: "),
    "own tag": ("title: Get a Book", "title: !mine x", "line 4: "),
    "alias without anchor": ("title: Get a Book", "title: *nothing", "line 4: "),
    "tab as indentation": ("  id: {", "\tid: {", "line 6: "),
    "bracket left open": ("{type: string}", "{type: string", "line 1"),
    "two documents": ("rest: 2", "rest: 2\n---\na: 1", "line 3: "),
    "control character": ("title: Get a Book", "title: a\x01b", ""),
    "not UTF-8": ("title: Get a Book", "title: a\udcffb", ""),
}


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_with_file_and_place(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in GOOD
    file = _write(tmp_path, GOOD.replace(old, new, 1))

    lines = _mistakes(tmp_path)

    assert len(lines) == 1
    assert lines[0].startswith(f"{file}: {message}")


@pytest.mark.parametrize(
    ("written", "quoted"),
    [
        ("'../x'", "'../x'"),
        ("a b", "'a b'"),
        ('"a\\nb"', r"'a\nb'"),
        ("''", "''"),
        ("naïve.get", "'naïve.get'"),
        ("'.'", "'.'"),
        ("a..b", "'a..b'"),
        ("a.b.", "'a.b.'"),
        ("-a.b", "'-a.b'"),
        ("a/b", "'a/b'"),
        ("'12'", "'12'"),
        ('"a.b\\0"', r"'a.b\x00'"),
        ("'{{ x }}'", "'{{ x }}'"),
        ("\u0661.x", "'\u0661.x'"),
    ],
)
def test_a_method_name_that_is_none(written: str, quoted: str, tmp_path: Path) -> None:
    file = _write(tmp_path, GOOD.replace("shelf.book.get", written, 1))

    assert _mistakes(tmp_path) == [
        f"{file}: method: {quoted} is not a wire name (words of letters, digits, '_' and '-', joined by dots)"
    ]


def test_a_method_name_of_300_characters(tmp_path: Path) -> None:
    file = _write(tmp_path, GOOD.replace("shelf.book.get", "a" * 300, 1))

    assert _mistakes(tmp_path) == [f"{file}: method: '{'a' * 40}'… is longer than 200 characters"]


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "- a\n", "just text\n", "12\n", "---\n...\n"])
def test_a_file_that_holds_no_spec(text: str, tmp_path: Path) -> None:
    file = _write(tmp_path, text)

    lines = _mistakes(tmp_path)

    assert len(lines) == 1
    assert lines[0].startswith(f"{file}: ")


@pytest.mark.parametrize(
    ("text", "place", "right"),
    [
        (GOOD, "v2/shelf/other.yaml", PLACE),
        (GOOD, "v3/shelf/shelf.book.get.yaml", PLACE),
        (GOOD, "v2/shelf.book.get.yaml", PLACE),
        (GOOD, "v2/shelf/Shelf.book.get.yaml", PLACE),
        (GOOD, "shelf.book.get.yaml", PLACE),
        (GOOD.replace("rest: 2", "rest: 3"), PLACE, "v3/shelf/shelf.book.get.yaml"),
        (EVENT, "events/OnShelfBook.yaml", "events/OnShelfBookAdd.yaml"),
        (EVENT, "events/shelf/OnShelfBookAdd.yaml", "events/OnShelfBookAdd.yaml"),
        (TYPE, "types/book.yaml", "types/shelf.book.yaml"),
        (TYPE, "types/shelf/shelf.book.yaml", "types/shelf.book.yaml"),
    ],
)
def test_a_file_in_the_wrong_place(text: str, place: str, right: str, tmp_path: Path) -> None:
    file = _write(tmp_path, text, place)

    assert _mistakes(tmp_path) == [f"{file}: belongs into {right}"]


def test_methods_that_differ_only_in_case(tmp_path: Path) -> None:
    _write(tmp_path, GOOD)
    file = _write(tmp_path, GOOD.replace("shelf.book.get", "shelf.Book.get"), "v2/shelf/shelf.Book.get.yaml")

    (line,) = _mistakes(tmp_path)

    assert "only in case" in line
    assert str(file) in line or PLACE in line


def test_shared_types_that_differ_only_in_case(tmp_path: Path) -> None:
    _write(tmp_path, TYPE, "types/shelf.book.yaml")
    _write(tmp_path, TYPE.replace("shelf.book", "shelf.Book"), "types/shelf.Book.yaml")

    (line,) = _mistakes(tmp_path)

    assert "only in case" in line


def test_events_that_differ_only_in_case(tmp_path: Path) -> None:
    _write(tmp_path, EVENT, "events/OnShelfBookAdd.yaml")
    _write(tmp_path, EVENT.replace("OnShelf", "ONSHELF"), "events/ONSHELFBookAdd.yaml")

    (line,) = _mistakes(tmp_path)

    assert "only in case" in line


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("event:", "events:", "unknown key 'events' (did you mean 'event'?)"),
        ("title: A book was added", "", "'title' is missing"),
        ("page: p.html", "page: p.html\nauth: 'yes'", "auth: must be true or false, is str"),
        ("page: p.html", "page: p.html\ndata: {fields: {}}", "data: 'type' is missing"),
        ("OnShelfBookAdd", "On Shelf", "event: 'On Shelf' is not a wire name"),
    ],
)
def test_a_mistake_in_an_event(old: str, new: str, message: str, tmp_path: Path) -> None:
    file = _write(tmp_path, EVENT.replace(old, new, 1), "events/OnShelfBookAdd.yaml")

    (line,) = _mistakes(tmp_path)

    assert line.startswith(f"{file}: {message}")


def test_the_same_name_in_both_versions_is_no_mistake(tmp_path: Path) -> None:
    _write(tmp_path, GOOD)
    _write(tmp_path, GOOD.replace("rest: 2", "rest: 3"), "v3/shelf/shelf.book.get.yaml")

    assert len(load_tree(tmp_path).methods) == 2


def test_every_mistake_is_reported(tmp_path: Path) -> None:
    bad = [
        _write(tmp_path, "method: [", "v2/shelf/a.yaml"),
        _write(tmp_path, GOOD, "v2/shelf/b.yaml"),
        _write(tmp_path, GOOD.replace("rest: 2", "rest: 5"), "v2/shelf/c.yaml"),
        _write(tmp_path, "type: 1", "types/d.yaml"),
        _write(tmp_path, "errors: 1", "errors.yaml"),
    ]
    _write(tmp_path, GOOD)

    lines = _mistakes(tmp_path)

    assert sorted(line.partition(": ")[0] for line in lines) == sorted(map(str, bad))


@pytest.mark.parametrize("start", ["", f"{GOOD}example:\n"])
def test_a_bomb_of_aliases_is_no_spec_and_takes_no_memory(start: str, tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 12))
    file = _write(tmp_path, start + indent(bomb, "  "))

    (line,) = _mistakes(tmp_path)

    assert re.fullmatch(rf"{file}: line \d+: has an alias, which is no plain data", line)


def _deep(kind: str, depth: int) -> str:
    return {
        "lists": "[" * depth + "]" * depth,
        "mappings": "{a: " * depth + "}" * depth,
        "hidden": '["]", ' * depth + "1" + "]" * depth,
        "compact": "\n" + "- " * depth + "1",
        "block": "".join("\n" + " " * at + "-" for at in range(min(depth, 1000))),
    }[kind]


_LOAD_EACH = """\
import pathlib, sys
from generator.spec.files import load_tree
from generator.spec.folder import SpecsUnusable
for folder in sys.argv[1:]:
    try:
        load_tree(pathlib.Path(folder))
    except SpecsUnusable as error:
        print(*error.lines, sep="; ")
    else:
        print("is read")
"""


def test_deep_nesting_is_one_line(tmp_path: Path) -> None:
    kinds = ["lists", "mappings", "hidden", "compact", "block"]
    written = [
        _write(tmp_path / f"{kind}-{depth}", f"{GOOD}example: {_deep(kind, depth)}\n")
        for kind in kinds
        for depth in (300, 100_000)
    ]

    # In a process of its own: what is tested is that none takes the interpreter down.
    folders = [str(each) for each in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        [sys.executable, "-c", _LOAD_EACH, *folders], cwd=ROOT, capture_output=True, text=True, check=False
    )

    lines = done.stdout.splitlines()
    assert (done.returncode, len(lines)) == (0, len(written)), done.stderr
    for file, line in zip(sorted(written), lines, strict=True):
        assert re.fullmatch(rf"{re.escape(str(file))}: line \d+: is nested more than 100 levels deep", line)


def test_a_missing_folder(tmp_path: Path) -> None:
    assert _mistakes(tmp_path / "none") == [f"{tmp_path / 'none'}: there is no such folder of specs"]


def test_overrides_are_not_read_as_specs(tmp_path: Path) -> None:
    _write(tmp_path, GOOD)
    _write(tmp_path, "anything: [", "overrides/v2/x.yaml")

    assert len(load_tree(tmp_path).methods) == 1


@pytest.mark.parametrize("command", ["generate", "check"])
def test_commands_print_every_mistake_and_exit_with_2(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path / "specs", GOOD.replace("title:", "titel:"))
    _write(tmp_path / "specs", GOOD.replace("shelf.book.get", "a b"), "v2/shelf/other.yaml")

    code = main([command, "--specs", str(tmp_path / "specs"), "--out", str(tmp_path / "out")])

    shown = capsys.readouterr()
    assert code == 2
    assert len(shown.err.splitlines()) == 2
    assert all(line.startswith(f"error: {tmp_path / 'specs'}/v2/shelf/") for line in shown.err.splitlines())
    assert not (tmp_path / "out").exists()
