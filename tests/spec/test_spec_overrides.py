"""Overrides correct specs when they are read; one that no longer applies does nothing, and every command says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator import commands
from generator.__main__ import main
from generator.spec.files import dead_overrides, load_raw, load_tree
from generator.spec.folder import SpecsUnusable, read
from generator.spec.model import MethodSpec
from generator.spec.names import WireName
from tests.conftest import SAMPLES

pytestmark = pytest.mark.slow

SPEC = """\
method: shelf.book.get
rest: 2
page: api-reference/shelf/shelf-book-get.html
title: Get a Book
scope: [shelf]
status: active
params:
  id: {type: string, values: [a, b]}
returns: {type: string}
"""
PLACE = "v2/shelf/shelf.book.get.yaml"
AT = "at: [params, id, type]"
WHY = "why: the example sends a number"


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    file = tmp_path / "specs" / PLACE
    file.parent.mkdir(parents=True)
    file.write_text(SPEC, "utf-8")
    return tmp_path / "specs"


@pytest.fixture
def override(specs: Path) -> Callable[..., Path]:
    def write(*entries: str) -> Path:
        file = specs / "overrides" / "shelf.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text("overrides:\n" + "".join(f"- {{{entry}}}\n" for entry in entries), "utf-8")
        return file

    return write


def _entry(text: str, why: str = WHY) -> str:
    return f"method: shelf.book.get, {text}, {why}"


def _method(specs: Path) -> MethodSpec:
    return load_tree(specs).methods[2, WireName("shelf.book.get")]


def test_each_verb(specs: Path, override: Callable[..., Path]) -> None:
    override(
        _entry(f"{AT}, replace: {{was: string, by: integer}}"),
        _entry("at: [params, id, values], remove: [a, b]"),
        _entry("at: [params, name], add: {type: string, required: true}"),
        _entry("at: [scope, 1], add: crm"),
        _entry("at: [scope, 0], replace: {was: shelf, by: shelves}"),
    )

    spec = _method(specs)

    assert dead_overrides(read(specs)) == []
    assert (spec.params["id"].type, spec.params["id"].values) == ("integer", ())
    assert spec.params["name"].required
    assert spec.scope == ("shelves", "crm")
    assert load_raw(specs).methods[2, spec.method].scope == ("shelf",)


DEAD = {
    "the page agrees": (f"{AT}, replace: {{was: integer, by: string}}", "the documentation has come to agree"),
    "another value to replace": (f"{AT}, replace: {{was: date, by: integer}}", "is 'string' now, not 'date'"),
    "another value to remove": ("at: [params, id, values], remove: [a]", "is ['a', 'b'] now, not ['a']"),
    "nothing to remove": ("at: [params, id, format], remove: date", "there is no 'format' any more"),
    "nothing on the way": ("at: [params, name, type], remove: date", "there is no 'name' any more"),
    "no such element": ("at: [params, id, values, 2], remove: c", "there is no 2 any more"),
    "something where to add": (f"{AT}, add: integer", "the documentation has it by now"),
    "added past the end": ("at: [scope, 2], add: crm", "there is nothing to add to"),
    "added to a text": ("at: [title, x], add: 1", "there is nothing to add to"),
}


@pytest.mark.parametrize(("entry", "reason"), DEAD.values(), ids=DEAD)
def test_a_dead_one_is_told_and_changes_nothing(
    entry: str, reason: str, specs: Path, override: Callable[..., Path]
) -> None:
    before = _method(specs)
    file = override(_entry(entry), _entry("at: [params, id, required], add: true"))

    (dead,) = dead_overrides(read(specs))

    assert str(dead).startswith(f"{file}: {PLACE}: ")
    assert f": {reason}" in str(dead)
    spec = _method(specs)
    assert spec.params["id"].required
    assert (spec.params["id"].type, spec.scope, spec.title) == (before.params["id"].type, before.scope, before.title)


def test_one_of_a_spec_that_is_not_there_is_dead(specs: Path, override: Callable[..., Path]) -> None:
    file = override(f"method: shelf.book.get, rest: 3, {AT}, add: x, {WHY}", f"type: shelf, {AT}, add: x, {WHY}")

    assert list(map(str, dead_overrides(read(specs)))) == [
        f"{file}: v3/shelf/shelf.book.get.yaml: params.id.type: there is no such spec",
        f"{file}: types/shelf.yaml: params.id.type: there is no such spec",
    ]
    assert load_tree(specs) == load_raw(specs)


MISTAKES = {
    "no reason": (f"method: shelf.book.get, {AT}, add: x", "`why` is missing"),
    "empty reason": (f"method: shelf.book.get, {AT}, add: x, why: ''", "`why` is missing"),
    "no verb": (f"method: shelf.book.get, {AT}, {WHY}", "must have exactly one of add, replace, remove"),
    "two verbs": (f"method: shelf.book.get, {AT}, add: x, remove: y, {WHY}", "must have exactly one of add"),
    "no place": (f"method: shelf.book.get, add: x, {WHY}", "`at` must be a list of keys"),
    "no spec": (f"{AT}, add: x, {WHY}", "must have exactly one of method, type, event"),
    "half a replacement": (_entry(f"{AT}, replace: {{by: x}}"), "`replace` must have `was` and `by`"),
    "unknown key": (_entry(f"{AT}, add: x, becuase: y"), "unknown key 'becuase'"),
}


@pytest.mark.parametrize(("entry", "message"), MISTAKES.values(), ids=MISTAKES)
@pytest.mark.parametrize("load", [load_tree, load_raw])
def test_a_mistake_of_form_makes_the_specs_unusable(
    load: Callable[[Path], object], entry: str, message: str, specs: Path, override: Callable[..., Path]
) -> None:
    file = override(entry)

    with pytest.raises(SpecsUnusable) as caught:
        load(specs)

    (line,) = caught.value.lines
    assert line.startswith(f"{file}: entry 1: {message}")


def test_every_command_reports_a_dead_one_and_carries_on(
    specs: Path,
    override: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(commands, "CACHE_FOLDER", tmp_path / "cache")
    out = tmp_path / "out"
    places = ["--specs", str(specs), "--out", str(out)]
    file = override(_entry(f"{AT}, replace: {{was: date, by: integer}}"))
    line = f"problem: {file}: {PLACE}: params.id.type: is 'string' now, not 'date'"
    for _ in range(2):  # the second time, what was made is kept
        assert main(["generate", *places]) == 1
        assert capsys.readouterr().err.splitlines() == [line]
        assert (out / "bitrix24" / "v2" / "shelf" / "book" / "__init__.py").is_file()
        assert main(["check", *places]) == 1
        assert capsys.readouterr().err.splitlines() == [line]

    assert main(["scrape", "--source", str(SAMPLES), "--specs", str(specs), "--only", "api-reference/tasks/*"]) == 1
    assert line in capsys.readouterr().err.splitlines()

    file.unlink()
    assert main(["generate", *places]) == 0
    assert main(["check", *places]) == 0


def test_a_mistake_of_form_stops_scrape_before_it_writes(
    specs: Path, override: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    file = override(f"method: shelf.book.get, {AT}, add: x")
    before = sorted(specs.rglob("*"))

    assert main(["scrape", "--source", str(SAMPLES), "--specs", str(specs), "--only", "api-reference/tasks/*"]) == 2

    assert capsys.readouterr().err.startswith(f"error: {file}: entry 1: `why` is missing")
    assert sorted(specs.rglob("*")) == before
