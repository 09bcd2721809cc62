"""Clients generated from tiny specs: their own tests pass, and linter and type checker find nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.emit.making import ROOT, count, generated_tests, rendered, run, written
from tests.fragments import FRAGMENTS


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("fragments") / "out", *FRAGMENTS.values())


def test_the_generated_tests_pass(out: Path) -> None:
    result = generated_tests(out)
    assert result.returncode == 0, result.stdout[-3000:]
    # Sync and async: a test for each method at least.
    assert count(out, "tests") >= 2 * len(FRAGMENTS)


@pytest.mark.slow
def test_a_type_checker_finds_nothing(out: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--python-version",
        "3.10",
        "--cache-dir",
        str(out / ".mypy_cache"),
    ]
    result = run([*command, "bitrix24/client.py", "bitrix24/types", "bitrix24/events"], out)
    assert result.returncode == 0, result.stdout[-3000:]


def test_a_linter_finds_nothing(out: Path) -> None:
    own = [
        str(out / "tests"),
        *(
            str(out / "bitrix24" / name)
            for name in ("v2", "v3", "types", "events", "client.py", "codes.py", "__init__.py")
        ),
    ]
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    result = run([*command, "--config", f'src = ["{out}"]', *own], out)
    assert result.returncode == 0, result.stdout[-3000:]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", [text for text in FRAGMENTS.values() if "ref:" not in text and text.startswith("\nmethod")]
)
def test_each_stands_alone(text: str) -> None:
    files = rendered(text)
    for path, source in files.items():
        if path.endswith(".py"):
            compile(source, path, "exec")


def test_one_required_parameter_may_be_passed_by_position_and_comes_first() -> None:
    module = rendered(FRAGMENTS["one required parameter among others"])["bitrix24/v2/deal/__init__.py"]
    assert "        self, id: int, *, select: str | Sequence[str] | Omitted = OMIT, extra: " in module


def test_of_several_required_parameters_none_goes_by_position() -> None:
    module = rendered(
        "method: a.b\n"
        "params: {x: {type: integer}, y: {type: 'integer | null', required: true}, z: {type: any, required: true}}"
    )["bitrix24/v2/a/__init__.py"]
    assert "self, *, y: int | None, z: object, x: int | Omitted = OMIT, extra: Mapping" in " ".join(module.split())


def test_a_namespace_that_is_a_method_is_called() -> None:
    files = rendered(FRAGMENTS["a namespace that is a method too"], FRAGMENTS["below a namespace that is a method"])
    assert "def __call__(self, id: int, *," in files["bitrix24/v2/calendar/event/get/__init__.py"]
    assert "def get(self) -> CalendarEventGet:" in files["bitrix24/v2/calendar/event/__init__.py"]


def test_forms_are_only_written_where_the_default_is_not_meant() -> None:
    module = rendered(FRAGMENTS["booleans in three forms, at depth"])["bitrix24/v2/forms/__init__.py"]
    assert '"active": WireFormat.YN' in module
    assert '"rows": {"flag": WireFormat.TEXT, "at": WireFormat.TIMESTAMP}' in module
    assert '"plain": WireFormat' not in module


def test_a_file_goes_out_in_the_form_of_its_example() -> None:
    files = rendered(FRAGMENTS["a file in each form, and lists of files"])
    module, params = (" ".join(files[f"bitrix24/v2/files/{name}.py"].split()) for name in ("__init__", "params"))
    assert (
        'formats={ "fileContent": WireFormat.NAMED_FILE, "FILE_CONTENT": WireFormat.BASE64, '
        '"fields": { "picture": WireFormat.FILE_DATA, "property": WireFormat.VALUE_FILE_DATA, '
        '"any": WireFormat.NAMED_FILE, }, '
        '"rows": {"fileContent": WireFormat.BASE64}, "several": WireFormat.FILE_DATA, "pairs": WireFormat.NAMED_FILE, }'
    ) in module
    assert "file_content: File | Path | Sequence[object]," in module
    assert "file_content_2: File | Content | str | Omitted = OMIT" in module
    assert "several: Sequence[File | Path] | str | int | Sequence[object] | Mapping[str, object]" in module
    assert "file_content_2: `FILE_CONTENT`, string, takes a `File`." in module
    assert "several: `several`, file, takes a list of `File`." in module
    assert "picture: NotRequired[File | Path | Mapping[str, object]]" in params
    assert "property: NotRequired[object]" in params
    assert "any: NotRequired[File | Path | str | int | Sequence[object] | Mapping[str, object] | None]" in params


def test_a_file_is_tested_with_a_file() -> None:
    tests = " ".join(rendered(FRAGMENTS["a file in each form, and lists of files"])["tests/v2/test_files.py"].split())
    assert "from bitrix24 import File" in tests
    assert 'file_content=File("a.png", b"A"), file_content_2=b"Hello World!"' in tests
    assert r'"picture": File("b.png", b"\xff\xef"), "property": File("c.png", b"ABC")' in tests
    assert 'several=[File("e.png", b"ABCDEF"), File("f.png", b"ABCDEFG")]' in tests
    made = " ".join(rendered(FRAGMENTS["a file whose example is no base64"])["tests/v2/test_files.py"].split())
    assert 'send(file_content="Example text", file=["a.png", "Example text"])' in made
    assert 'send(file_content=b"fileContent 1001", file=File("file 1002.txt", b"file 1002"))' in made


def test_cases_become_a_union_and_odd_keys_a_functional_typed_dict() -> None:
    files = rendered(FRAGMENTS["cases and a file"])
    module, params = files["bitrix24/v2/item/__init__.py"], files["bitrix24/v2/item/params.py"]
    assert "fields: ItemAddFieldsLeadOld | ItemAddFieldsDeal" in module
    assert 'ItemAddFieldsDeal = TypedDict(\n    "ItemAddFieldsDeal"' in params
    assert """"STAGE": NotRequired['Literal["NEW", "WON"]']""" in params


def test_a_long_type_under_an_odd_key_stays_in_one_piece() -> None:
    # Checkers take no string in parts for a type.
    key = "a-key-of-a-name-that-is-so-long-that-the-class-named-for-it-is-longer-than-a-string-s-part"
    params = rendered(
        "method: a.b\nparams:\n  p:\n    type: object\n"
        f"    fields: {{{key}: {{type: object, fields: {{x: {{type: integer}}}}}}}}"
    )["bitrix24/v2/a/params.py"]
    (name,) = [line.split()[1].split("(")[0] for line in params.splitlines() if line.startswith("class ")]
    assert len(name) > 60
    assert f'"{name}"' in params


def test_values_are_closed_in_parameters_and_open_in_results() -> None:
    files = rendered(
        "method: a.b\nparams: {x: {type: string, values: [p, q]}}\n"
        "returns: {type: object, fields: {x: {type: string, values: [p, q]}}}"
    )
    assert 'x: Literal["p", "q"] | Omitted = OMIT' in files["bitrix24/v2/a/__init__.py"]
    assert 'x: Field[Literal["p", "q"] | str] = always("x", string)' in files["bitrix24/v2/a/results.py"]


def test_deprecated_methods_say_so_to_checkers_and_at_run_time() -> None:
    module = rendered(FRAGMENTS["deprecated"], FRAGMENTS["gone"])["bitrix24/v2/old/__init__.py"]
    assert module.count('@deprecated("old.get is deprecated; use deal.get")') == 2
    assert module.count('@deprecated("old.list is no longer documented")') == 2


def test_a_query_takes_any_key_and_names_the_documented_ones() -> None:
    files = rendered(FRAGMENTS["a query whose keys may carry signs"])
    module = files["bitrix24/v2/query/__init__.py"]
    assert "filter: QueryListFilter | Mapping[str, object] | Omitted = OMIT" in module
    assert "filter: `filter`, object, keys `ID`, `ACTIVE`, `DAY`, signs before keys (`>=`, `!`, `%`)." in module
    assert "order: QueryListOrder | Mapping[str, object] | Omitted = OMIT" in module
    assert 'ID: NotRequired[Literal["asc", "desc"]]' in files["bitrix24/v2/query/params.py"]
    assert "sort: str | Omitted = OMIT" in module
    assert '{"filter": {"ACTIVE": WireFormat.YN, "DAY": WireFormat.DATE}}' in module


def test_a_query_has_the_keys_of_whatever_it_is_about() -> None:
    files = rendered(FRAGMENTS["queries about fields that are listed elsewhere"])
    module, params = files["bitrix24/v2/shelf/__init__.py"], files["bitrix24/v2/shelf/params.py"]
    assert "select: ShelfListSelect | str | Sequence[ShelfListSelect | str] | Omitted = OMIT" in module
    assert 'ShelfListSelect: TypeAlias = Literal["ID", "NAME", "PAGES", "PRICE", "YEAR"]' in params
    assert 'YEAR: NotRequired[Literal["ASC", "DESC"]]' in params
    assert 'sort: Mapping[str, Literal["ASC", "DESC"]] | Mapping[str, object] | Omitted = OMIT' in module


def test_what_the_answer_shows_is_optional_rearranged_or_a_slip() -> None:
    files = rendered(*(FRAGMENTS[name] for name in FRAGMENTS if name.startswith(("an answer that", "a whole result"))))
    results = files["bitrix24/v2/slips/results.py"]
    assert 'day = field("day", date)' in results
    assert 'rows = always("rows", map_of(SlipsGetRows))' in results
    assert 'at = field("at", datetime)' in results
    assert 'one = always("one", list_of(SlipsGetOne))' in results
    assert "def update(self, *, extra: Mapping[str, object] | None = None) -> int | bool:" in (
        files["bitrix24/v2/slips/__init__.py"]
    )
    tests = files["tests/v2/test_slips.py"]
    assert "flag=FieldError, day=None, at=FieldError" in tests
    assert "rule=Fields(until=FieldError)" in tests


def test_inside_what_is_rearranged_more_can_come_to_light() -> None:
    results = rendered(FRAGMENTS["a map of rows in the place of a list"])["bitrix24/v2/slips/results.py"]
    assert 'rows: Field[dict[str, Any]] = always("rows", map_of(anything))' in results or (
        'rows = always("rows", map_of(anything))' in results
    )


def test_one_answer_makes_a_field_of_a_shared_type_optional() -> None:
    files = rendered(FRAGMENTS["a shared type that one answer shows empty"], FRAGMENTS["that type"])
    assert 'closed = field("closed", datetime)' in files["bitrix24/types/shared.py"]


def test_an_id_is_not_the_object_and_a_file_not_its_description() -> None:
    files = rendered(FRAGMENTS["words that stand for other things"], FRAGMENTS["that type"])
    module = " ".join(files["bitrix24/v2/words/__init__.py"].split())
    assert "currency_id: str | Omitted = OMIT, status_id: str | Omitted = OMIT" in module
    assert "title: str | Mapping[str, str] | Omitted = OMIT" in module
    assert "tags: Mapping[str, Mapping[str, object]] | Omitted = OMIT" in module
    assert "icon: File | Path | str | int | Sequence[object] | Mapping[str, object] | Omitted = OMIT" in module
    assert "auth" not in module


def test_a_text_of_a_pattern_takes_a_date_and_goes_out_in_it() -> None:
    files = rendered(FRAGMENTS["dates and times in patterns"])
    module = " ".join(files["bitrix24/v2/patterns/__init__.py"].split())
    results = files["bitrix24/v2/patterns/results.py"]
    assert "day: dt.date | str, *, at: dt.datetime | str | Omitted = OMIT" in module
    assert "opens: str | Omitted = OMIT" in module
    assert '"day": Pattern("dd.mm.yyyy"), "at": Pattern("yyyy-mm-dd hh:mi:ss")' in module
    assert '"born": WireFormat.DATE' in module
    assert '"opens": Pattern' not in module
    assert "day: `day`, string, required, written `dd.mm.yyyy`." in module
    assert 'day = field("day", date)' in results
    assert 'field("at", one_of(datetime, boolean))' in results
    assert 'seen = field("seen", datetime)' in results
    assert 'opens = field("opens", string)' in results
    tests = " ".join(files["tests/v2/test_patterns.py"].split())
    assert 'day=date.fromisoformat("2026-12-31")' in tests
    assert '"day": "31.12.2026", "at": "2026-04-15 10:00:00"' in tests


def test_an_earlier_spelling_is_an_alias_where_python_sees_a_difference() -> None:
    module = rendered(FRAGMENTS["earlier spellings"])["bitrix24/v2/spelled/__init__.py"]
    assert module.count('    getfields = renamed("spelled.getfields", "spelled.getFields", get_fields)') == 2
    assert "GETFIELDS = GET_FIELDS" in module
    assert "spelled.GetFields" not in module


def test_the_docstring_holds_the_facts() -> None:
    module = rendered(
        FRAGMENTS["one required parameter among others"].replace("params:", "scope: [crm, user]\nparams:")
    )["bitrix24/v2/deal/__init__.py"]
    for fact in (
        "`deal.get`, REST v2, scope `crm`, `user`; returns object.",
        "id: `id`, integer, required.",
        'select: `select`, string[], default `["*"]`.',
        'NotFound (HTTP 400): "NOT_FOUND" No "deal" \\\\ here',
        'PermissionDenied (HTTP 403): "ACCESS_DENIED"',
        "https://apidocs.bitrix24.com/api-reference/page.html",
    ):
        assert fact in module


def test_what_the_example_does_not_show_is_tested_with_made_values() -> None:
    tests = rendered(
        "method: a.b\nparams: {x: {type: integer}, y: {type: integer}}\nexample: {x: 5}\n"
        "returns: {type: object, fields: {p: {type: integer}, q: {type: boolean}}}\nresponse: {result: {p: 1}}"
    )["tests/v2/test_a.py"]
    assert '"a.b", lambda b24: b24.a.b(y=1001), {"y": 1001}' in tests
    assert '{"result": {"q": "Y"}}' in tests
    assert "Fields(q=True)" in tests
