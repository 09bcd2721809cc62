"""The catalogue's files: a line for each method and shared type, of what is documented and of nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.api import resolve
from generator.api.prose import NO_PROSE, Prose, joined
from generator.cache import NO_CACHE, Cache
from generator.emit.catalog.method import lines_of
from generator.emit.client import emit
from generator.spec.model import SpecTree
from generator.spec.prose import ErrorProse
from generator.spec.prose import Prose as Page
from tests.emit.making import api_of, rendered
from tests.making import tree_of

BOOK = """
method: shelf.book.set
title: "Change a  Book"
scope: [shelf, basic]
who: administrator
params:
  note: {type: string, values: [plain, fancy], labels: {plain: Without pictures}}
  id: {type: integer, required: true}
  cover: {type: object, ref: shelf.cover}
  data: {type: object, fields: {pages: {type: integer}, deep: {type: object, fields: {deeper: {type: string}}}}}
returns: {type: object, ref: shelf.author}
errors: [{code: NOT_FOUND, message: Not here, status: 400}, {code: OTHER}]
example: {id: 7}
"""
COVER = "{type: shelf.cover, fields: {colour: {type: string}}}"
AUTHOR = "{type: shelf.author, fields: {name: {type: string}, book: {type: object, ref: shelf.cover}}}"


def items(files: dict[str, str], name: str) -> list[Any]:
    return [json.loads(line) for line in files[f"bitrix24/_catalog/{name}.jsonl"].splitlines()]


def test_the_list_has_a_method_with_what_is_required_of_it_first() -> None:
    files = rendered(BOOK, COVER, AUTHOR)
    assert items(files, "methods") == [
        [
            *("shelf.book.set", 2, "Change a Book", ["shelf", "basic"], "write", False, "active", None),
            *("api-reference/page.html", ["id", "note", "cover", "data"]),
        ]
    ]


def test_methods_are_in_the_order_of_their_names_then_versions() -> None:
    files = rendered("{method: b.get, rest: 3}", "{method: b.get}", "{method: a.get, rest: 3}", "{method: B.get2}")
    assert [row[:2] for row in items(files, "methods")] == [["B.get2", 2], ["a.get", 3], ["b.get", 2], ["b.get", 3]]


def test_a_description_is_in_the_file_of_its_first_segment_whatever_its_case() -> None:
    files = rendered("{method: Shelf.get}", "{method: shelf.book.get}", "{method: shelf.get, rest: 3}")
    assert [each["name"] for each in items(files, "v2.shelf")] == ["Shelf.get", "shelf.book.get"]
    assert [each["name"] for each in items(files, "v3.shelf")] == ["shelf.get"]


def test_a_description_has_what_is_documented() -> None:
    said = items(rendered(BOOK, COVER, AUTHOR), "v2.shelf")[0]
    assert said.keys() == {"name", "rest", "who", "parameters", "result", "errors", "example"}
    assert said["parameters"]["required"] == ["id"]
    assert said["parameters"]["properties"]["cover"] == {"$ref": "#/$defs/shelf.cover.Input"}
    assert {"$ref": "#/$defs/shelf.author"} in said["result"]["anyOf"]
    assert said["errors"] == [["NOT_FOUND", "Not here", 400], ["OTHER", None, None]]
    assert said["example"] == {"id": 7}


def test_an_example_without_parameters_is_one() -> None:
    plain, shown = items(rendered("{method: a.one}", "{method: a.two, example: {}}"), "v2.a")
    assert "example" not in plain
    assert shown["example"] == {}


def test_types_stand_once_in_the_direction_in_which_they_go() -> None:
    names = [name for name, _ in items(rendered(BOOK, COVER, AUTHOR), "types") if name.startswith("shelf.")]
    assert names == ["shelf.author", "shelf.cover", "shelf.cover.Input"]


def test_a_method_is_found_by_parameters_and_what_their_values_are_called() -> None:
    assert items(rendered(BOOK, COVER, AUTHOR), "search") == [
        ["note id cover data pages deep", "Without pictures fancy"],
    ]


# In the words of the pages


def told(*texts: str) -> Prose:
    tree = tree_of(*texts)
    page = Page(
        "",
        text="Says what a book is.",
        fields={"params.id": "The number on its back.", "returns": "Who wrote it."},
        errors=(ErrorProse("NOT_FOUND", "There is no such book.", "Not here"),),
    )
    return joined({"v2/shelf/shelf.book.set.yaml": page}, tree)


def test_descriptions_are_there_where_they_are_asked_for() -> None:
    api = api_of(BOOK, COVER, AUTHOR)
    method = api.methods[min(api.methods)]
    lines = lines_of(method, told(BOOK, COVER, AUTHOR))
    said = json.loads(lines.description)
    assert said["about"] == "Says what a book is."
    assert said["parameters"]["properties"]["id"]["description"] == "The number on its back."
    assert said["result"]["description"] == "Who wrote it."
    assert said["errors"][0] == ["NOT_FOUND", "Not here", 400, "There is no such book."]
    assert json.loads(lines.words)[2:] == ["Says what a book is."]
    assert lines.entry == lines_of(method, NO_PROSE).entry


# What is remembered


def made(specs: SpecTree, cache: Cache, monkeypatch: pytest.MonkeyPatch, prose: Prose = NO_PROSE) -> list[str]:
    """The methods whose lines are made in a run."""
    found: list[str] = []

    def noted(method: Any, words: Prose) -> Any:
        found.append(str(method.name))
        return lines_of(method, words)

    with monkeypatch.context() as patched:
        patched.setattr("generator.emit.client.lines_of", noted)
        emit(resolve(specs), {}, cache, prose=prose)
        cache.save()
    return found


def test_only_what_has_changed_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = "{method: shelf.get}"
    folder = tmp_path / "cache"
    assert made(tree_of(BOOK, COVER, AUTHOR, other), Cache(folder), monkeypatch) == ["shelf.book.set", "shelf.get"]
    assert made(tree_of(BOOK, COVER, AUTHOR, other), Cache(folder), monkeypatch) == []
    changed = tree_of(BOOK.replace("fancy", "grand"), COVER, AUTHOR, other)
    assert made(changed, Cache(folder), monkeypatch) == ["shelf.book.set"]
    words = told(BOOK, COVER, AUTHOR)
    assert made(tree_of(BOOK, COVER, AUTHOR, other), Cache(folder), monkeypatch, words) == ["shelf.book.set"]
    assert made(tree_of(BOOK, COVER, AUTHOR, other), NO_CACHE, monkeypatch) == ["shelf.book.set", "shelf.get"]
