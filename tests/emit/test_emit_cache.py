"""The cache makes rendering faster and never different: what changes has another entry, what is broken has none."""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import threading
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import generator.cache
import generator.emit.client
import generator.emit.output.formatting
from generator import commands
from generator.__main__ import main
from generator.cache import Cache, Pack
from generator.emit.client import Emitted
from generator.emit.output.units import Output, Unit
from generator.emit.python.tree import Node
from generator.problems import GenerateError
from generator.spec import files
from generator.spec.model import SpecTree
from generator.spec.names import WireName
from tests.emit.making import ROOT, core, emitted, run, tree_of
from tests.fragments import FRAGMENTS

pytestmark = pytest.mark.slow

DEAL = FRAGMENTS["one required parameter among others"]
TYPE = FRAGMENTS["that type"]
HOLDER = FRAGMENTS["a shared type that one answer shows empty"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def cached(specs: SpecTree, folder: Path) -> Emitted:
    cache = Cache(folder)
    found = emitted(specs, cache)
    cache.save()
    return found


def same_file(number: int) -> dict[str, str]:
    return {"same.py": f"number = {number}\n"}


def same(found: Emitted, expected: Emitted) -> bool:
    return found.files == expected.files


# What is found in it


def test_what_has_not_changed_is_not_made_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    specs = tree_of(*FRAGMENTS.values())
    first = cached(specs, folder)

    def fail(*_: object) -> None:
        raise AssertionError("made again")

    for name in ("namespace", "shared_types", "namespace_tests", "types_tests"):
        monkeypatch.setattr(generator.emit.client, name, fail)
    monkeypatch.setattr(generator.emit.output.formatting, "formatted", fail)
    assert same(cached(specs, folder), first)


def test_of_one_changed_spec_only_its_namespace_is_made_and_only_what_differs_is_formatted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached(tree_of(*FRAGMENTS.values()), folder)
    made: list[str] = []
    formatted: list[str] = []
    namespace, as_black = (
        cast("Callable[..., dict[str, str]]", generator.emit.client.namespace),
        generator.emit.output.formatting.formatted,
    )

    def noted(node: Node, *more: object) -> dict[str, str]:
        made.append(node.wire)
        return namespace(node, *more)

    def formatting(source: str) -> str:
        formatted.append(source)
        return as_black(source)

    monkeypatch.setattr(generator.emit.client, "namespace", noted)
    monkeypatch.setattr(generator.emit.output.formatting, "formatted", formatting)
    changed = {**FRAGMENTS, "by position": FRAGMENTS["by position"].replace("method: ", "title: Other\nmethod: ")}
    cached(tree_of(*changed.values()), folder)
    assert made == ["task.item"]
    assert len(formatted) == 1
    assert "Other" in formatted[0]


def _renamed(text: str) -> str:
    return f"title: Another title\n{text}"


def _retyped(text: str) -> str:
    return text.replace("integer", "string")


def _answered(text: str) -> str:
    return text.replace("''", "'7'").replace("id: 1", "id: [1]")


def _optional(text: str) -> str:
    return text.replace(", required: true", "")


CHANGES: tuple[Callable[[str], str], ...] = (str, _renamed, _retyped, _answered, _optional)


def outcome(specs: SpecTree, cache: Cache) -> object:
    try:
        found = emitted(specs, cache)
    except GenerateError as error:
        return error.lines
    cache.save()
    return found.files


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.dictionaries(st.sampled_from(sorted(FRAGMENTS)), st.sampled_from(CHANGES), min_size=2, max_size=12))
def test_with_the_cache_of_all_that_went_before_the_output_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, chosen: dict[str, Callable[[str], str]]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "shared-cache"
    types = {name: FRAGMENTS[name] for name in ("the shared type", "a shared type that leads back", "that type")}
    texts = (types | {name: change(FRAGMENTS[name]) for name, change in chosen.items()}).values()
    specs = tree_of(*texts)
    expected = outcome(specs, generator.cache.NO_CACHE)
    assert outcome(specs, Cache(folder)) == expected
    assert outcome(specs, Cache(folder)) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("closed: ''", "closed: 2026-01-02T03:04:05+00:00"),  # what an answer shows of a shared type
        ("closed: {type: datetime}", "closed: {type: string}"),  # the type
        ("returns: {type: object, ref: shared}", "returns: {type: integer}"),  # who holds it
    ],
)
def test_a_change_goes_wherever_a_shared_type_is_used(folder: Path, old: str, new: str) -> None:
    other = HOLDER.replace("shared.get", "other.get").replace("{result: {id: 1, closed: ''}}", "{result: {id: 1}}")
    texts = (HOLDER, other, TYPE)
    cached(tree_of(*texts), folder)
    changed = tree_of(*(text.replace(old, new) for text in texts))
    expected = emitted(changed)
    assert expected.files != emitted(tree_of(*texts)).files
    assert same(cached(changed, folder), expected)


def test_a_run_with_problems_leaves_nothing_and_says_the_same_again(folder: Path) -> None:
    specs = tree_of(DEAL, "method: bad.get\nparams: {id: {type: date, pattern: nonsense}}")
    lines = []
    for _ in range(2):
        with pytest.raises(GenerateError) as raised:
            cached(specs, folder)
        lines.append(raised.value.lines)
    assert lines[0] == lines[1]
    assert "nonsense" in lines[0][0]
    assert entries(folder) == []


def test_two_things_that_come_out_as_one_file_are_a_problem_from_the_cache_too(folder: Path) -> None:
    for number in (1, 2):
        cache = Cache(folder)
        output = Output(cache)
        output.add(Unit(number, same_file))
        output.finished()
        cache.save()
    output = Output(Cache(folder))
    output.add(Unit(1, same_file))
    output.add(Unit(2, same_file))
    with pytest.raises(GenerateError, match=r"same\.py: two things come out as this file"):
        output.finished()


# What it is told apart by


@pytest.fixture
def own_generator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the generator's files, to be edited; what runs is the original."""
    place = tmp_path / "generator"
    shutil.copytree(ROOT / "generator", place, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(generator.cache, "_GENERATOR", place)
    return place


@pytest.mark.parametrize(
    "name",
    ["templates/python/macros.jinja", "emit/python/methods.py", "spec/codec.py", "build.py", "cache.py", "emit/new.py"],
)
def test_code_of_the_generator_that_is_edited_makes_everything_anew(
    own_generator: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    specs = tree_of(DEAL)
    cached(specs, folder)
    with (own_generator / name).open("a") as file:
        file.write("\n# edited\n")
    monkeypatch.setattr(generator.emit.client, "namespace", lambda node, *_: {f"{node.class_name}.py": "x = 'anew'\n"})
    assert cached(specs, folder).files["Deal.py"] == 'x = "anew"\n'


def test_the_core_is_input_and_no_code_of_the_generator(own_generator: Path, folder: Path) -> None:
    before = Cache(folder).key("x")
    (own_generator / "runtime" / "files.py").write_text("")
    assert Cache(folder).key("x") == before
    shutil.rmtree(own_generator / "templates")
    assert Cache(folder).key("x") != before


@pytest.mark.parametrize("library", ["black", "Jinja2", "PyYAML", "markupsafe"])
def test_another_version_of_a_library_makes_everything_anew(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    specs = tree_of(DEAL)
    cached(specs, folder)
    (tmp_path / f"{library}-99.1.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(generator.emit.output.formatting, "formatted", lambda source: f"# styled anew\n{source}")
    files = cached(specs, folder).files
    assert all(text.startswith("# styled anew\n") for path, text in files.items() if path.endswith(".py"))


def test_libraries_whose_folders_are_not_seen_are_asked_for_their_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "listdir", lambda _: [])
    assert generator.cache._versions() == [metadata.version(library) for library in generator.cache._LIBRARIES]


def test_another_python_makes_everything_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Cache(folder).key("x", code=("emit/output/formatting.py",))
    monkeypatch.setattr(sys, "version", "3.99")
    assert Cache(folder).key("x", code=("emit/output/formatting.py",)) != before


def test_a_style_that_is_edited_formats_everything_anew(
    own_generator: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = tree_of(DEAL)
    cached(specs, folder)
    style = own_generator / "emit" / "output" / "formatting.py"
    style.write_text(style.read_text().replace("line_length=120", "line_length=100"))
    monkeypatch.setattr(generator.emit.output.formatting, "formatted", lambda _: "narrow = True\n")
    files = cached(specs, folder).files
    assert {text for path, text in files.items() if path.endswith(".py")} == {"narrow = True\n"}
    data = [path for path in files if not path.endswith(".py")]
    catalog = [f"bitrix24/_catalog/{name}.jsonl" for name in ("methods", "search", "types", "v2.deal")]
    assert data == [*catalog, *(f"bitrix24/_portal/{name}.jsonl" for name in ("events", "types", "v2.deal"))]


def test_while_the_generator_is_edited_nothing_is_kept(own_generator: Path, folder: Path) -> None:
    cache = Cache(folder)
    emitted(tree_of(DEAL), cache)
    with (own_generator / "emit" / "python" / "methods.py").open("a") as file:
        file.write("\n# saved in the editor while a run was under way\n")
    cache.save()
    assert entries(folder) == []


@pytest.mark.parametrize(("one", "other"), [(("ab", "c"), ("a", "bc")), (("a", ""), ("a",)), (("a:1",), ("a", "1"))])
def test_parts_that_read_the_same_in_a_row_have_different_keys(
    folder: Path, one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert Cache(folder).key(*one) != Cache(folder).key(*other)


# What is broken


def _flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def _flipped_in_front(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


@pytest.mark.parametrize(
    "damage",
    [_flipped, _flipped_in_front, lambda data: data[: len(data) // 2], lambda _: b"", lambda data: data + b"# more\n"],
)
def test_a_broken_entry_counts_as_none_and_is_mended(folder: Path, damage: Callable[[bytes], bytes]) -> None:
    specs = tree_of(DEAL, TYPE)
    expected = emitted(specs)
    cached(specs, folder)
    whole = {entry: entry.read_bytes() for entry in entries(folder)}
    for entry, data in whole.items():
        entry.write_bytes(damage(data))
    assert same(cached(specs, folder), expected)
    assert {entry: entry.read_bytes() for entry in entries(folder)} == whole


def test_one_broken_entry_among_whole_ones(folder: Path) -> None:
    specs = tree_of(DEAL, TYPE)
    expected = emitted(specs)
    cached(specs, folder)
    for entry in entries(folder):
        data = entry.read_bytes()
        entry.write_bytes(_flipped(data))
        assert same(emitted(specs, Cache(folder)), expected)
        entry.unlink()
        assert same(emitted(specs, Cache(folder)), expected)
        entry.write_bytes(data)


def test_an_entry_in_the_place_of_another_counts_as_none(folder: Path) -> None:
    specs = tree_of(DEAL, TYPE)
    expected = emitted(specs)
    cached(specs, folder)
    found = entries(folder)
    contents = [entry.read_bytes() for entry in found]
    for entry, data in zip(found, [*contents[1:], contents[0]], strict=True):
        entry.write_bytes(data)
    assert same(cached(specs, folder), expected)


def test_without_a_folder_that_can_be_had_everything_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    specs = tree_of(DEAL)
    expected = emitted(specs)
    for folder in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "no" / "such"):
        assert same(cached(specs, folder), expected)
    assert (tmp_path / "file").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_entry_that_cannot_be_read_or_written_only_costs_time(folder: Path) -> None:
    specs = tree_of(DEAL)
    expected = cached(specs, folder)
    for entry in entries(folder):
        entry.unlink()
        entry.mkdir()
    assert same(cached(specs, folder), expected)


def test_what_is_used_least_goes_first_when_much_is_new(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(folder)
    keys = [cache.key(str(number)) for number in range(8)]
    for age, key in enumerate(keys):
        cache.put(key, b"x" * 1000)
        cache.save()
        (entry,) = (entry for entry in entries(folder) if entry.parent.name + entry.name == key)
        os.utime(entry, (age, age))
    assert cache.get(keys[0]) is not None
    small = Cache(folder, most_bytes=4000)
    small.put(small.key("new"), b"x" * 1000)
    monkeypatch.setattr(generator.cache, "_MANY", 1)
    small.save()
    kept = [number for number, key in enumerate(keys) if Cache(folder).get(key) is not None]
    assert kept == [0, 7]
    assert Cache(folder).get(small.key("new")) is not None


def test_who_reads_while_others_write_finds_a_whole_entry_or_none(folder: Path) -> None:
    names = Cache(folder)
    keys = [names.key(str(number)) for number in range(20)]
    wrong: list[bytes] = []

    def use() -> None:
        for _ in range(20):
            cache = Cache(folder, most_bytes=10_000)
            for key in keys:
                if cache.get(key) not in (None, key.encode() * 20):
                    wrong.append(key.encode())
                cache.put(key, key.encode() * 20)
            cache.save()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert {len(entry.name) for entry in entries(folder)} <= {62}


# Many values in one entry


def packed(folder: Path, **values: object) -> None:
    cache = Cache(folder)
    pack = Pack[object](cache, "numbers")
    for key, value in values.items():
        if pack.get(key) is None:
            pack.put(key, value)
    pack.keep()
    cache.save()


def known(folder: Path, *name: str) -> set[str]:
    pack = Pack[object](Cache(folder), *(name or ("numbers",)))
    return {key for key in map(str, "abcdefghijklmnopqrstuvwxyz") if pack.get(key) is not None}


def test_a_pack_has_what_the_last_run_used_each_by_its_own_key(folder: Path) -> None:
    packed(folder, a=1, b=WireName("one.two"))
    assert Pack[object](Cache(folder), "numbers").get("b") == WireName("one.two")
    assert known(folder) == {"a", "b"}
    assert known(folder, "others") == set()
    packed(folder, b=WireName("one.two"), c=3)
    assert known(folder) == {"b", "c"}


def test_a_pack_is_not_written_for_little_that_is_new(folder: Path) -> None:
    packed(folder, **dict.fromkeys("abcdefghijklmnopqrstuvwx", 1))
    before = [entry.read_bytes() for entry in entries(folder)]
    packed(folder, **dict.fromkeys("abcdefghijklmnopqrstuvwxy", 1))
    assert [entry.read_bytes() for entry in entries(folder)] == before
    packed(folder, **dict.fromkeys("abcdefghijklmnopqrstuvwxyz", 1))
    assert "z" in known(folder)


def test_a_pack_of_other_code_is_not_read(own_generator: Path, folder: Path) -> None:
    packed(folder, a=1)
    with (own_generator / "api" / "method.py").open("a") as file:
        file.write("\n# edited\n")
    assert known(folder) == set()


@pytest.mark.parametrize("value", [os.getcwd, Path("x"), run, main])
def test_a_pack_with_anything_but_the_generator_s_own_classes_is_refused(folder: Path, value: object) -> None:
    packed(folder, a=value)
    with pytest.raises(pickle.UnpicklingError):
        known(folder)


def test_a_pack_does_not_reach_what_the_generator_s_modules_import(folder: Path) -> None:
    cache = Cache(folder)
    cache.put(cache.key("pack", "numbers"), b"\x80\x04cgenerator.cache\nos.getcwd\n)R.")
    cache.save()
    with pytest.raises(pickle.UnpicklingError):
        known(folder)


# The commands


@pytest.fixture
def project(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Specs and their client, made with a cache of its own."""
    monkeypatch.setattr(commands, "CACHE_FOLDER", folder)
    for path, text in files.texts(tree_of(DEAL, HOLDER, TYPE)).items():
        (tmp_path / "specs" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "specs" / path).write_text(text)
    assert call("generate", tmp_path) == 0
    return tmp_path


def call(command: str, project: Path, *more: str) -> int:
    return main([command, "--specs", str(project / "specs"), "--out", str(project / "out"), *more])


def _cold(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _warm(_: Path) -> None:
    pass


def _corrupt(folder: Path) -> None:
    for entry in entries(folder):
        entry.write_bytes(_flipped(entry.read_bytes()))


STATES = [_cold, _warm, _corrupt]


@pytest.mark.parametrize("spoil", STATES)
@pytest.mark.parametrize("times", [1, 2])
def test_check_finds_the_same_whatever_the_cache_is_like(
    project: Path, folder: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], None], times: int
) -> None:
    assert call("check", project) == 0
    (project / "out" / "bitrix24" / "v2" / "deal" / "__init__.py").write_text("edited = True\n")
    (project / "out" / "bitrix24" / "foreign.py").write_text("mine = True\n")
    (project / "out" / "bitrix24" / "errors.py").unlink()
    spec = project / "specs" / "types" / "shared.yaml"
    spec.write_text(f"{spec.read_text()}# by hand\n")
    for _ in range(times):
        spoil(folder)
        capsys.readouterr()
        assert call("check", project) == 1
        shown = capsys.readouterr().err
        assert "shared.yaml: is not written as the scraper writes it" in shown
        assert "deal/__init__.py: was edited by hand" in shown
        assert "foreign.py: was not written by the generator" in shown
        assert "errors.py: is missing" in shown
        assert len(shown.splitlines()) == 4


@pytest.mark.parametrize("spoil", STATES)
def test_a_changed_spec_a_new_override_and_their_end_come_through(
    project: Path, folder: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], None]
) -> None:
    before = {file: file.read_bytes() for file in (project / "out").rglob("*") if file.is_file()}
    override = project / "specs" / "overrides" / "types.yaml"
    override.parent.mkdir()
    override.write_text(
        "overrides:\n- {type: shared, at: [fields, closed, type], replace: {was: datetime, by: date}, why: it is}\n"
    )
    spoil(folder)
    assert call("check", project) == 1
    assert "types/shared.py: is not what the specs say: run generate" in capsys.readouterr().err
    assert call("generate", project) == 0
    assert '= field("' in (project / "out" / "bitrix24" / "types" / "shared.py").read_text()
    assert call("check", project) == 0
    override.unlink()
    assert call("generate", project) == 0
    assert {file: file.read_bytes() for file in before} == before


def test_an_override_that_no_longer_applies_is_told_each_time_with_its_own_folder(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    override = project / "specs" / "overrides" / "types.yaml"
    override.parent.mkdir()
    override.write_text("overrides:\n- {type: shared, at: [gone], remove: x, why: it was}\n")
    shutil.copytree(project / "specs", project / "copy" / "specs")
    for place in (project, project / "copy"):
        for command in ("generate", "generate", "check"):
            assert call(command, place) == 1
            line = f"{place}/specs/overrides/types.yaml: types/shared.yaml: gone: there is no 'gone' any more"
            assert line in capsys.readouterr().err
    override.unlink()
    assert call("check", project) == 0


NOTHING_CHANGED = """
import sys
from pathlib import Path
from generator import commands
from generator.__main__ import main
commands.CACHE_FOLDER = Path(sys.argv[1])
assert main(["generate", "--specs", sys.argv[2], "--out", sys.argv[3]]) == 0
print(*sys.modules)
"""


def test_where_nothing_changed_nothing_is_loaded_that_would_make_it(project: Path, folder: Path) -> None:
    command = [sys.executable, "-c", NOTHING_CHANGED, str(folder), str(project / "specs"), str(project / "out")]
    result = run(command, ROOT, FORCE_COLOR="")
    assert result.returncode == 0, result.stderr
    loaded = {*result.stdout.split(), *(name.partition(".")[0] for name in result.stdout.split())}
    assert "generator.build" in loaded
    assert (
        loaded
        & {
            *("black", "bs4", "email", "httpx", "jinja2", "multiprocessing", "rich", "yaml"),
            *("generator.api", "generator.emit.client"),
        }
        == set()
    )


@pytest.mark.parametrize("spoil", STATES)
def test_a_spec_that_is_none_stops_the_command_each_time(
    project: Path, folder: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], None]
) -> None:
    (project / "specs" / "types" / "shared.yaml").write_text("type: [")
    for _ in range(2):
        spoil(folder)
        assert call("generate", project) == 2
        assert "shared.yaml" in capsys.readouterr().err


def test_a_part_of_the_client_does_not_pass_for_the_whole(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = {file: file.read_bytes() for file in (project / "out").rglob("*") if file.is_file()}
    for _ in range(2):
        assert call("generate", project, "--only", "deal.*") == 0
        assert not (project / "out" / "bitrix24" / "v2" / "shared").exists()
        assert call("generate", project, "--only", "no.such.*") == 2
        assert "no method matches 'no.such.*'" in capsys.readouterr().err
        assert call("generate", project) == 0
        assert {file: file.read_bytes() for file in whole} == whole


@pytest.fixture
def checkout(project: Path) -> Path:
    """With a generator of its own, and that one's cache where it belongs."""
    shutil.copytree(ROOT / "generator", project / "generator", ignore=shutil.ignore_patterns("__pycache__"))
    return project


def test_a_template_that_is_edited_changes_the_client(checkout: Path) -> None:
    command = [sys.executable, "-m", "generator", "generate", "--out", "anew"]
    template = checkout / "generator" / "templates" / "python" / "batches.py.jinja"
    for line in ("# one", "# other"):
        text = template.read_text()
        template.write_text(f"{text}{line}\n")
        for _ in range(2):
            result = run(command, checkout)
            assert result.returncode == 0, result.stderr
        assert (checkout / "anew" / "bitrix24" / "batches.py").read_text().endswith(f"{line}\n")
    assert entries(checkout / ".generator_cache")
    assert core()["files.py"] == (checkout / "anew" / "bitrix24" / "files.py").read_text()


def test_two_runs_at_once_make_the_same(checkout: Path) -> None:
    results = []

    def generate(out: str) -> None:
        results.append(run([sys.executable, "-m", "generator", "generate", "--out", out], checkout))

    threads = [threading.Thread(target=generate, args=(f"out{number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(result.returncode, result.stderr) for result in results] == [(0, "")] * 3
    made = [
        {file.relative_to(out): file.read_bytes() for file in out.rglob("*") if file.is_file()}
        for out in (checkout / "out", *(checkout / f"out{number}" for number in range(3)))
    ]
    assert made[0] == made[1] == made[2] == made[3]
