"""The generated tests can fail: each small lie in the generated client makes one of them fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.emit.making import count, generated_tests, written
from tests.fragments import FRAGMENTS

pytestmark = pytest.mark.long

DEAL = "bitrix24/v2/deal/__init__.py"
FORMS = "bitrix24/v2/forms/__init__.py"
FILES, FILE_TESTS = "bitrix24/v2/files/__init__.py", "tests/v2/test_files.py"
THINGS, THING_TESTS = "bitrix24/events/general.py", "tests/events/test_events_general.py"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("mutants") / "out", *FRAGMENTS.values())


@pytest.fixture
def mutated(out: Path, tmp_path: Path) -> Path:
    shutil.copytree(out, tmp_path / "out")
    return tmp_path / "out"


MUTANTS = [
    pytest.param(DEAL, '"id": id', '"ID": id', "tests/v2/test_deal.py", id="a parameter's wire name"),
    pytest.param(
        DEAL,
        '{"select": select, "id": id}',
        '{"select": id, "id": select}',
        "tests/v2/test_deal.py",
        id="two parameters swapped",
    ),
    pytest.param(DEAL, '"deal.get"', '"deal.Get"', "tests/v2/test_deal.py", id="the method's wire name"),
    pytest.param("bitrix24/v3/deal/__init__.py", ", rest=3", "", "tests/v3", id="the address of the version"),
    pytest.param(
        "bitrix24/v2/app/__init__.py",
        'INFO = Method("app.info", integer',
        'from bitrix24._core.convert import string\nINFO = Method("app.info", string',
        "tests/v2/test_app.py",
        id="the conversion of the result",
    ),
    pytest.param(
        "bitrix24/v2/deal/results.py",
        'always("TITLE", string)',
        'always("ID", string)',
        "tests/v2/test_deal.py",
        id="a field's wire name",
    ),
    pytest.param(
        "bitrix24/v2/deal/results.py",
        '    title = always("TITLE", string)\n',
        "",
        "tests/v2/test_deal.py",
        id="a field dropped",
    ),
    pytest.param(
        "bitrix24/v2/dates/results.py",
        'field("since", timestamp)',
        'field("since", string)',
        "tests/v2/test_dates.py",
        id="the conversion of a field",
    ),
    pytest.param(FORMS, "WireFormat.YN", "WireFormat.ONE_ZERO", "tests/v2/test_forms.py", id="the form of a boolean"),
    pytest.param(
        FORMS,
        '"at": WireFormat.TIMESTAMP',
        '"no": WireFormat.TIMESTAMP',
        "tests/v2/test_forms.py",
        id="a form at depth",
    ),
    *(
        pytest.param(
            path,
            f'"{name}": WireFormat.{form}',
            f'"{name}": WireFormat.{other}',
            tests,
            id=f"the form of a file, {name}",
            marks=[] if name == "fileContent" else [pytest.mark.long],
        )
        for path, name, form, other, tests in (
            (FILES, "fileContent", "NAMED_FILE", "FILE_DATA", FILE_TESTS),
            (FILES, "FILE_CONTENT", "BASE64", "NAMED_FILE", FILE_TESTS),
            (FILES, "picture", "FILE_DATA", "NAMED_FILE", FILE_TESTS),
            (FILES, "property", "VALUE_FILE_DATA", "FILE_DATA", FILE_TESTS),
            (FILES, "several", "FILE_DATA", "VALUE_FILE_DATA", FILE_TESTS),
            (FILES, "file", "NAMED_FILE", "BASE64", FILE_TESTS),
            ("bitrix24/v2/item/__init__.py", "FILE", "NAMED_FILE", "BASE64", "tests/v2/test_item.py"),
        )
    ),
    pytest.param(
        FILES,
        '"rows": {"fileContent": WireFormat.BASE64}',
        '"rows": {"fileContent": WireFormat.NAMED_FILE}',
        FILE_TESTS,
        id="the form of a file in a list of objects",
    ),
    pytest.param(
        "bitrix24/v2/task/item/__init__.py",
        '("TASKID", "FIELDS", "LAST")',
        '("FIELDS", "TASKID", "LAST")',
        "tests/v2/test_task_item.py",
        id="the order of positions",
    ),
    pytest.param(
        "bitrix24/_core/envelope.py",
        '"ACCESS_DENIED": PermissionDenied',
        '"ACCESS_DENIED": AuthError',
        "tests/v2/test_deal.py",
        id="the class of an error",
    ),
    pytest.param(
        "bitrix24/errors.py",
        "self.status = status",
        "self.status = 200",
        "tests/v2/test_deal.py",
        id="the status of an error",
    ),
    pytest.param(
        "bitrix24/v2/old/__init__.py",
        '@deprecated("old.get is deprecated; use deal.get")\n',
        "",
        "tests/v2/test_old.py",
        id="a deprecation",
    ),
    pytest.param(
        "bitrix24/types/node.py",
        'field("parent", _node)',
        'field("owner", _node)',
        "tests/types",
        id="a field of a shared type",
    ),
    pytest.param(THINGS, '("ID", integer)', '("Id", integer)', THING_TESTS, id="a wire name in an event"),
    pytest.param(
        THINGS, 'always("OPEN", boolean)', 'always("OPEN", _string)', THING_TESTS, id="a conversion in an event"
    ),
    pytest.param(THINGS, "list_of(integer)", "list_of(anything)", THING_TESTS, id="the items of a list in an event"),
    pytest.param(
        THINGS, 'always("data", OnThingShareData)', 'always("data", OnThingAddData)', THING_TESTS, id="an event's data"
    ),
    pytest.param(THINGS, "map_of(OnThingDoneDataBot)", "map_of(anything)", THING_TESTS, id="the values of a map"),
    pytest.param(
        "bitrix24/events/__init__.py",
        '"ONTHINGDELETE": ("general", "OnThingDelete")',
        '"ONTHINGDELETE": ("general", "OnThingMoveToCategory")',
        THING_TESTS,
        id="the class of an event",
    ),
    pytest.param("bitrix24/events/__init__.py", "name.upper()", "name", THING_TESTS, id="the case of an event's name"),
]


@pytest.mark.parametrize(("path", "old", "new", "tests"), MUTANTS)
def test_a_mutant_is_caught(mutated: Path, path: str, old: str, new: str, tests: str) -> None:
    file = mutated / path
    source = file.read_text("utf-8")
    assert old in source
    file.write_text(source.replace(old, new), "utf-8")
    result = generated_tests(mutated, "-x", tests)
    assert result.returncode == 1, result.stdout[-2000:]
    assert count(mutated, "failures") == 1


def test_without_a_mutation_they_pass(mutated: Path) -> None:
    assert generated_tests(mutated).returncode == 0
