"""Whatever a spec holds, it stays data: the generated code does the same with it as with harmless words."""

from __future__ import annotations

import ast
import json
import re
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.problems import GenerateError
from generator.spec.model import Error, EventSpec, Field, MethodSpec, SpecTree, TypeSpec
from generator.spec.names import WireName
from tests.emit.making import emitted, modules, rendered

pytestmark = pytest.mark.slow

HOSTILE = [
    '"""\nimport os; os.abort()\n"""',
    "'''",
    "\\",
    '"',
    "{{ 7 * 7 }}{% for x in y %}{# #}",
    "\x00\n\r\x85\u2028",
    "\u202e\u2066\ufeff",
    "\ud800",
    "# fmt: off",
    "# type: ignore",
    "*/ --> ) ] }",
    "{0} %s $x",
]

# Than any of what is made up, so that none is the same.
LONGER = "b" * 31
hostile_text = st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=30)
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def tree(text: str, keys: tuple[str, str]) -> SpecTree:
    """A spec that has the text wherever a spec has text, and the keys wherever it has names of its own."""
    one, two = keys
    fields = {one: Field("string", values=(text, LONGER), default=text), two: Field("integer", default={text: [text]})}
    flat = Field("object", required=True, fields=fields)
    method = MethodSpec(
        method=WireName("app.do"),
        rest=2,
        page=f"a/{text}.html",
        title=text,
        scope=(text,),
        params={"data": flat, one: Field("string", nullable=True), "cases": Field("object", variants={text: fields})},
        example={"data": {one: text, "unknown": text}, "undocumented": {text: text}},
        returns=Field("object", fields={**fields, "of": Field("object", ref="thing")}),
        response={"result": {one: text, two: 1, "of": {one: text}}},
        errors=(Error(text, text, 400, text), Error("0", text)),
    )
    thing = TypeSpec(WireName("thing"), f"{text}.html", text, fields)
    event = EventSpec(
        event=WireName("onThing"),
        page=f"a/b/{text}.html",
        title=text,
        scope=(text,),
        data=Field("object", fields={**fields, "of": Field("object", ref="thing")}),
        example={"event": text, "data": {one: text, two: 1, "of": {one: text}}},
    )
    return SpecTree(
        methods={(2, method.method): method},
        events={event.event: event},
        types={thing.type: thing},
        errors=(Error(text, text, 400, text),),
    )


class Structure(ast.NodeTransformer):
    """Takes all text and all names away from a module, so that what is left is what it does."""

    def visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for name, value in ast.iter_fields(node):
            if isinstance(value, str):
                setattr(node, name, "")
        return node


def what_it_does(source: str) -> str:
    return ast.dump(Structure().visit(ast.parse(source)))


def files(text: str, keys: tuple[str, str] = ("one", "two")) -> dict[str, str]:
    return dict(emitted(tree(text, keys)).files)


# Which codes have a constant is said in their own tests.
CODES = "bitrix24/codes.py"
CATALOG = "bitrix24/_catalog/"
DATA = (CATALOG, "bitrix24/_portal/")


@lru_cache(maxsize=1)
def harmless() -> dict[str, str]:
    made = files("harmless")
    return {path: what_it_does(source) for path, source in made.items() if path != CODES and not path.startswith(DATA)}


@lru_cache(maxsize=1)
def lines_of_data() -> dict[str, int]:
    """In the files of data: hostile text is a value in them, and begins none."""
    return {path: text.count("\n") for path, text in files("harmless").items() if path.startswith(DATA)}


@slow
@given(hostile_text)
def test_hostile_text_changes_nothing_that_the_code_does(text: str) -> None:
    made = files(text)
    assert {type(node) for node in ast.parse(made.pop(CODES)).body} <= {ast.Expr, ast.ImportFrom, ast.AnnAssign}
    data = {path: made.pop(path) for path in list(made) if path.startswith(DATA)}
    assert {path: text.count("\n") for path, text in data.items()} == lines_of_data()
    for source in data.values():
        assert source.isascii()
        assert [json.loads(line) for line in source.splitlines()] != []
    assert made.keys() == harmless().keys()
    for path, source in made.items():
        assert source.isascii()
        assert what_it_does(source) == harmless()[path], path


@slow
@given(hostile_text, hostile_text)
def test_hostile_keys_make_names_or_stay_data(one: str, two: str) -> None:
    if "*" in one + two or one == two:
        return
    for path, source in files("x", (one, two)).items():
        assert source.isascii()
        if not path.startswith(DATA):
            compile(source, path, "exec")


@pytest.mark.parametrize("text", HOSTILE)
def test_literals_give_the_text_back(text: str) -> None:
    source = files(text)["tests/v2/test_app.py"]
    strings = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    assert text in strings


@pytest.mark.parametrize(
    "name",
    ["class.def", "None.True", "aux.con", "a" * 190, "_x._y", "A.a", "1.a2", "tests.conftest", "self.cls", "v3.v2"],
)
def test_hostile_method_names_make_valid_modules(name: str) -> None:
    method = MethodSpec(WireName(name), 2, "p.html", "t")
    made = {**emitted(SpecTree(methods={(2, method.method): method})).files}
    assert json.loads(made[f"{CATALOG}methods.jsonl"])[:2] == [name, 2]
    assert json.loads(made[f"{CATALOG}v2.{name.split('.')[0].lower()}.jsonl"])["name"] == name
    for path, source in modules(made).items():
        compile(source, path, "exec")
    assert any(f'Method("{name}"' in source or name in source for source in made.values())


@pytest.mark.parametrize(
    "name",
    ["class", "None", "aux", "a" * 190, "_x._y", "Event", "event-error", "1a", "__init__", "Field", "parse_event"],
)
def test_hostile_event_names_make_valid_modules(name: str) -> None:
    event = EventSpec(WireName(name), f"api-reference/{name}/{name}/p.html", "t", data=Field("object"))
    made = emitted(SpecTree(events={event.event: event})).files
    for path, source in made.items():
        if not path.startswith(DATA):
            compile(source, path, "exec")
    assert f'"{name.upper()}": (' in made["bitrix24/events/__init__.py"]


@pytest.mark.parametrize(
    "page", ["p.html", "/", "", "../../etc/x.html", "a b/\\/c.html", "events/events.html", "é/{x}/p"]
)
def test_hostile_pages_of_events_make_paths_inside_the_package(page: str) -> None:
    event = EventSpec(WireName("onThing"), page, "t")
    (path,) = (
        path for path, source in emitted(SpecTree(events={event.event: event})).files.items() if "(Event)" in source
    )
    assert re.fullmatch(r"bitrix24/events/[a-z][a-z0-9_]*\.py", path)


def test_two_spellings_of_a_method_both_keep_their_wire_names() -> None:
    names = [WireName("a.getFields"), WireName("a.get_fields"), WireName("A.getFields")]
    specs: dict[Any, MethodSpec] = {(2, name): MethodSpec(name, 2, "p.html", "t") for name in names}
    made = emitted(SpecTree(methods=specs)).files["bitrix24/v2/a/__init__.py"]
    for name in names:
        assert f'Method("{name}", anything, writes=False)' in made
    assert "def get_fields(" in made
    assert "def get_fields_2(" in made
    assert "def get_fields_3(" in made


def test_all_that_no_code_can_be_made_of_is_said_at_once() -> None:
    with pytest.raises(GenerateError) as raised:
        rendered("event: onX", "event: OnX", "type: a.b.c", "type: a.b_c")
    assert raised.value.lines == (
        "bitrix24/types/a.py: a.b.c and a.b_c come out as one class BC",
        "event onX: differs from OnX in case alone, which the portal does not regard",
    )
