"""A portal's own OpenAPI document: what it adds to specs, what of it survives, where it and the pages disagree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from generator.portal_document import DocumentUnusable, merged, read_document
from generator.portal_document.methods import PAGE
from generator.scrape.accepted_problems import AcceptedProblems
from generator.scrape.lost_pages import with_lost_pages
from generator.scrape.merge import merge
from generator.scrape.pipeline import Scraped
from generator.site.page import PagePath
from generator.spec import codec, files
from generator.spec.model import SpecTree
from generator.spec.names import WireName
from tests.cli.conftest import Cli, cli
from tests.making import tree_of

__all__ = ["cli"]

PORTAL = Path(__file__).parent / "portal.json"
ANIMAL_LIST = """\
method: zoo.animal.list
rest: 3
page: api-reference/rest-v3.html
title: Animals
source: openapi
status: active
params:
  select: {type: array, items: {type: string}}
  filter: {type: array}
  order:
    type: object
    fields:
      id: {type: string}
  pagination:
    type: object
    fields:
      page: {type: integer}
      limit: {type: integer}
      offset: {type: integer}
returns:
  type: object
  fields:
    items: {type: array, items: {type: object, ref: portal.Animal}}
list: {rows: items, paging: pagination}
defects:
- {at: returns, what: the document has a list; methods that list answer with it in `items`}
"""
ANIMAL = """\
type: portal.Animal
page: api-reference/rest-v3.html
title: Animal
fields:
  id: {type: integer}
  name: {type: string}
  seen: {type: datetime}
  tags: {type: array, items: {type: string}}
  mother: {type: object, ref: portal.Animal}
  place:
    type: object
    nullable: true
    fields:
      row: {type: integer}
"""


@pytest.fixture
def portal() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(PORTAL.read_bytes())
    return found


def read(document: object, folder: Path) -> SpecTree:
    """The specs of a document alone."""
    file = folder / "given.json"
    file.write_text(json.dumps(document), "utf-8")
    return merged(SpecTree(), read_document(file)).tree


def problems_of(document: object, folder: Path) -> tuple[str, ...]:
    file = folder / "given.json"
    file.write_text(json.dumps(document), "utf-8")
    return merged(SpecTree(), read_document(file)).problems


def of_params(properties: Mapping[str, object], schemas: Mapping[str, object] | None = None) -> dict[str, Any]:
    """A document of one method that takes these."""
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}}
    operation = {"requestBody": body, "responses": []}
    return {
        "openapi": "3.0.0",
        "paths": {"/a.b": {"post": operation}},
        "components": {"schemas": schemas or []},
    }


def params_of(document: object, folder: Path) -> dict[str, object]:
    method = read(document, folder).methods[3, WireName("a.b")]
    return {name: codec.encode(field) for name, field in method.params.items()}


def test_methods_and_what_they_refer_to_become_specs() -> None:
    found = merged(SpecTree(), read_document(PORTAL))

    texts = files.texts(found.tree)
    assert set(texts) == {
        "v3/zoo/zoo.animal.add.yaml",
        "v3/zoo/zoo.animal.list.yaml",
        "v3/zoo/zoo.gate.open.yaml",
        "v3/zoo/zoo.keeper.get.yaml",
        "types/portal.Animal.yaml",
        "types/portal.Keeper.yaml",
    }
    assert texts["v3/zoo/zoo.animal.list.yaml"] == ANIMAL_LIST
    assert texts["types/portal.Animal.yaml"] == ANIMAL
    assert (len(found.added), found.documented, found.disagreements, found.problems) == (4, (), (), ())
    assert found.tree.methods[3, WireName("zoo.gate.open")].status == "deprecated"


@pytest.mark.parametrize(
    ("schema", "field"),
    [
        ({"type": "float"}, {"type": "number"}),
        ({"type": "unknown"}, {"type": "any"}),
        ({}, {"type": "any"}),
        ([], {"type": "any"}),
        ({"type": ["integer", "null"]}, {"type": "integer", "nullable": True}),
        ({"type": "integer", "nullable": True}, {"type": "integer", "nullable": True}),
        ({"type": "string", "enum": ["asc", "desc"], "default": "asc"}, {"values": ["asc", "desc"], "default": "asc"}),
        ({"type": "string", "maxLength": 5}, {"max_length": 5}),
        ({"type": "integer", "minimum": 1, "maximum": 9, "readOnly": True}, {"min": 1, "max": 9, "read_only": True}),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, {"map_of": {"type": "integer"}}),
        ({"allOf": [{"type": "integer"}]}, {"type": "integer"}),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, {"type": "any"}),
        ({"type": "string", "enum": [["x"]], "default": {"a": 1}}, {"type": "string"}),
    ],
)
def test_schemas_are_fields(schema: object, field: dict[str, object], tmp_path: Path) -> None:
    found = params_of(of_params({"x": schema}), tmp_path)["x"]

    assert isinstance(found, dict)
    assert {**found, **field} == found


def test_schemas_that_refer_to_each_other_have_an_end(tmp_path: Path) -> None:
    place = "#/components/schemas/"
    schemas = {
        "Tree": {"properties": {"left": {"$ref": f"{place}Tree"}, "leaf": {"$ref": f"{place}Leaf"}}},
        "Leaf": {"properties": {"tree": {"$ref": f"{place}Tree"}}},
        "Ids": {"type": "array", "items": {"type": "integer"}},
        "Round": {"$ref": f"{place}Square"},
        "Square": {"$ref": f"{place}Round"},
        "Deep": {"type": "array", "items": {"$ref": f"{place}Deep"}},
    }
    document = of_params({name: {"$ref": f"{place}{name}"} for name in schemas}, schemas)

    tree = read(document, tmp_path)

    assert set(tree.types) == {"portal.Tree", "portal.Leaf"}
    assert codec.encode(tree.methods[3, WireName("a.b")].params["Ids"]) == {
        "type": "array",
        "items": {"type": "integer"},
    }
    assert all("is nested too deep" in each for each in problems_of(document, tmp_path))
    assert len(problems_of(document, tmp_path)) == 2 + 1


@pytest.mark.parametrize("ref", ["#/components/schemas/None", "https://example.com/x.json", "#/paths", 5, ["x"]])
def test_a_reference_that_leads_nowhere_costs_that_field(ref: object, tmp_path: Path) -> None:
    document = of_params({"x": {"$ref": ref}, "y": {"type": "integer"}})

    assert params_of(document, tmp_path) == {"x": {"type": "any"}, "y": {"type": "integer"}}
    (problem,) = problems_of(document, tmp_path)
    assert problem.startswith("a.b: params.x: refers to ")


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a\nb", 'x"""', "{{x}}", "a" * 300, "a..b", "ä.b", "C:\\x"])
def test_hostile_names_of_methods_are_left_out(name: str, portal: dict[str, Any], tmp_path: Path) -> None:
    whole = read(portal, tmp_path)
    portal["paths"][f"/{name}"] = deepcopy(portal["paths"]["/zoo.gate.open"])

    assert read(portal, tmp_path) == whole
    assert len(problems_of(portal, tmp_path)) == 1


def test_names_that_differ_only_in_case_are_one(portal: dict[str, Any], tmp_path: Path) -> None:
    portal["paths"]["/Zoo.Gate.Open"] = deepcopy(portal["paths"]["/zoo.gate.open"])

    assert problems_of(portal, tmp_path) == (
        "paths: Zoo.Gate.Open differs from zoo.gate.open only in case; it is left out",
    )


def test_hostile_names_of_parameters_and_schemas_cost_those_alone(tmp_path: Path) -> None:
    place = "#/components/schemas/"
    schemas = {"../x": {"properties": {"a": {}}}, "Bitrix\\Zoo\\Cage": {"properties": {"a": {}, "b\n": {}}}}
    document = of_params(
        {"ok": {}, 'x"""': {}, "..": {}, "u": {"$ref": f"{place}../x"}, "c": {"$ref": f"{place}Bitrix\\Zoo\\Cage"}},
        schemas,
    )

    assert list(params_of(document, tmp_path)) == ["ok", "u", "c"]
    assert set(read(document, tmp_path).types) == {"portal.Cage"}
    assert len(problems_of(document, tmp_path)) == 4


def test_a_title_is_a_line_or_the_name(portal: dict[str, Any], tmp_path: Path) -> None:
    portal["paths"]["/zoo.gate.open"]["post"]["summary"] = "Open \n the\tgate"
    portal["paths"]["/zoo.animal.add"]["post"]["summary"] = "\u202eevil\u0000"

    tree = read(portal, tmp_path)
    assert tree.methods[3, WireName("zoo.gate.open")].title == "Open the gate"
    assert tree.methods[3, WireName("zoo.animal.add")].title == "zoo.animal.add"


UNUSABLE: Mapping[str, tuple[bytes, str]] = {
    "nothing": (b"", "is not JSON"),
    "text": (b"<html>", "is not JSON"),
    "half": (PORTAL.read_bytes()[:900], "is not JSON"),
    "no UTF-8": (b'{"openapi": "\xff"}', "is not JSON"),
    "no number": (b'{"openapi": NaN}', "is not JSON"),
    "a list": (b"[]", "is not an OpenAPI document"),
    "a refusal": (b'{"error": {"code": "X"}}', "a portal refused: {'code': 'X'}"),
    "Swagger": (b'{"swagger": "2.0", "paths": {}}', "is not an OpenAPI document"),
    "another version": (b'{"openapi": "4.0.0", "paths": {}}', "is of OpenAPI '4.0.0'"),
    "a version that is no text": (b'{"openapi": 3}', "is of OpenAPI 3"),
    "no paths": (b'{"openapi": "3.0.0", "paths": []}', "describes no method"),
    "no operation": (b'{"openapi": "3.0.0", "paths": {"/a": {"x": 1}}}', "describes no method"),
    "depth": (b'{"openapi": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "is nested too deep"),
}


@pytest.mark.parametrize("kind", UNUSABLE)
def test_a_file_that_is_no_document_is_refused_with_one_line(kind: str, tmp_path: Path, cli: Cli) -> None:
    content, why = UNUSABLE[kind]
    file, specs = tmp_path / "given.json", tmp_path / "specs"
    file.write_bytes(content)
    specs.mkdir()

    outcome = cli("scrape", "--openapi", file, "--specs", specs)

    assert outcome.code == 2
    (line,) = outcome.problems
    assert line.startswith(f"{file}: ")
    assert why in line
    assert list(specs.iterdir()) == []


def test_a_file_that_is_too_large_or_none_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as stream:
        stream.truncate(100_000_000)  # takes no room on the disk

    for file, why in (
        (large, "is larger than 50 MB"),
        (tmp_path, "is not a file"),
        (tmp_path / "none", "No such file"),
    ):
        with pytest.raises(DocumentUnusable, match=why):
            read_document(file)


DOCUMENTED = """
method: zoo.keeper.get
rest: 3
page: api-reference/zoo/keeper-get.html
params:
  ID: {type: integer}
  id: {type: integer, required: true}
  select: {type: 'string[]'}
  gone: {type: string, left: '2026-01-01'}
"""


def test_what_a_page_documents_stays_and_the_difference_is_told() -> None:
    old = tree_of(DOCUMENTED)

    found = merged(old, read_document(PORTAL))

    name = WireName("zoo.keeper.get")
    assert found.tree.methods[3, name] == old.methods[3, name]
    assert "portal.Keeper" not in found.tree.types
    assert found.documented == (name,)
    assert found.disagreements == (
        "zoo.keeper.get: params.ID: only the page has it",
        "zoo.keeper.get: params.id: integer on the page, string in the document",
        "zoo.keeper.get: params.select: required in the document only",
        "zoo.keeper.get: params.shift: only the document has it",
    )


def test_a_documented_method_of_version_2_is_another() -> None:
    assert len(merged(tree_of(DOCUMENTED.replace("rest: 3", "rest: 2")), read_document(PORTAL)).added) == 4


def test_what_another_portal_told_of_stays(portal: dict[str, Any], tmp_path: Path) -> None:
    first = read(portal, tmp_path)
    del portal["paths"]["/zoo.gate.open"]
    del portal["components"]["schemas"]["Animal"]["properties"]["tags"]
    file = tmp_path / "second.json"
    file.write_text(json.dumps(portal), "utf-8")

    second = merged(first, read_document(file)).tree

    assert second.methods == first.methods
    assert second.types[WireName("portal.Animal")].fields.keys() == {"id", "name", "seen", "tags", "mother", "place"}


def test_a_scrape_of_the_pages_leaves_it_and_misses_nothing() -> None:
    known = merged(SpecTree(), read_document(PORTAL)).tree
    page = PagePath(PAGE)
    scraped = Scraped(tree_of("{method: a.b}"), (), asked=frozenset({page}), skipped={page: "is no reference"})

    sure = with_lost_pages(scraped, known, AcceptedProblems(()))
    tree = merge(known, sure, partial=False, day="2026-11-26")

    assert sure.problems == ()
    assert {key: tree.methods[key] for key in known.methods} == known.methods
    assert {name: tree.types[name] for name in known.types} == known.types


def test_a_page_takes_its_place() -> None:
    known = merged(SpecTree(), read_document(PORTAL)).tree
    scraped = Scraped(tree_of(DOCUMENTED), (), asked=frozenset({PagePath(PAGE)}))

    tree = merge(known, scraped, partial=False, day="2026-11-26")

    keeper = tree.methods[3, WireName("zoo.keeper.get")]
    assert (keeper.source, keeper.page) == (None, "api-reference/zoo/keeper-get.html")
    assert keeper.params["id"].type == "integer"
    # Who knew of it by the document goes on.
    assert (keeper.params["shift"].left, keeper.params["shift"].type) == ("2026-11-26", "integer")


@pytest.mark.slow
def test_a_document_comes_beside_pages(sample_site: Path, portal: dict[str, Any], tmp_path: Path, cli: Cli) -> None:
    specs, file = tmp_path / "specs", tmp_path / "portal.json"
    portal["paths"]["/tasks.task.get"] = deepcopy(portal["paths"]["/zoo.keeper.get"])
    file.write_text(json.dumps(portal), "utf-8")
    assert cli("scrape", "--source", sample_site, "--specs", specs).code == 0

    added = cli("scrape", "--openapi", file, "--specs", specs)
    again = cli("scrape", "--openapi", file, "--specs", specs)
    pages = cli("scrape", "--source", sample_site, "--specs", specs)

    assert (added.code, again.code, pages.code) == (0, 0, 0)
    assert "tasks.task.get: params.shift: only the document has it" in added.out
    assert f"{file}: 4 methods that no page documents, 1 that one does, " in added.out
    assert f"{specs}: 6 new, 0 changed, 23 unchanged, 0 removed" in added.out
    assert f"{specs}: 0 new, 0 changed, 29 unchanged, 0 removed" in again.out
    assert f"{specs}: 0 new, 0 changed, 29 unchanged, 0 removed" in pages.out
    assert (specs / "v3/zoo/zoo.animal.list.yaml").read_text("utf-8") == ANIMAL_LIST


@pytest.mark.parametrize("other", [["--only", "x"], ["--report", "r.json"], ["--source", "pages"]])
def test_what_is_about_pages_does_not_go_with_it(other: list[str], tmp_path: Path, cli: Cli) -> None:
    outcome = cli("scrape", "--openapi", PORTAL, "--specs", tmp_path, *other)

    assert outcome.code == 2
    assert list(tmp_path.iterdir()) == []
