"""The whole documentation, read once: nothing is lost in silence, and every spec agrees with its own examples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from generator.cache import Cache
from generator.scrape.accepted_problems import ACCEPTED_FILE, load_accepted
from generator.scrape.pipeline import Pages, Scraped, scraped_of
from generator.scrape.remembered import PageMemory
from generator.scrape.type_names import TYPE_NAMES_FILE, load_type_names, with_type_names
from generator.site import open_source
from generator.spec import files
from generator.spec.model import Field, Json, MethodSpec, SpecTree
from generator.spec.names import WireName
from tests.conftest import ROOT
from tests.whole import cache_that_knows

pytestmark = [pytest.mark.slow, pytest.mark.long]

METHODS = {
    "ai": 3, "biconnector": 19, "bizproc": 21, "booking": 38, "calendar": 21, "catalog": 149, "chat-bots": 64,
    "chats": 67, "common": 14, "crm": 436, "departments": 29, "disk": 38, "document-generator": 29, "entity": 17,
    "event-log": 5, "events": 8, "how-to-call-rest-api": 1, "imopenlines": 49, "interactivity": 3, "landing": 99,
    "lists": 19, "log": 9, "mail": 24, "mailservice": 6, "messageservice": 5, "note": 25, "outdated": 30,
    "pay-system": 14, "sale": 140, "sign": 16, "sonet-group": 44, "tasks": 138, "telephony": 33, "timeman": 18,
    "user": 10, "user-consent": 3, "vibe": 4, "vote": 10, "widgets": 8,
}  # fmt: skip
EVENTS = {
    "booking": 12, "calendar": 6, "catalog": 15, "chat-bots": 19, "common": 6, "crm": 98, "events": 1,
    "imopenlines": 12, "log": 3, "sale": 10, "sign": 3, "sonet-group": 6, "tasks": 6, "telephony": 5,
}  # fmt: skip
KINDS = {
    "integer": {"integer"},
    "timestamp": {"integer"},
    "boolean": {"boolean"},
    "double": {"double", "integer"},
    "string": {"string"},
    "text": {"string"},
    "char": {"string"},
    "date": {"string"},
    "datetime": {"string"},
    "object": {"object"},
    "array": {"array"},
}


@pytest.fixture(scope="module")
def whole(real_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Scraped:
    accepted = load_accepted(ROOT / "specs" / ACCEPTED_FILE)
    memory = PageMemory(Cache(cache_that_knows(real_archive, tmp_path_factory)))
    scraped = scraped_of(Pages(open_source(str(real_archive)), None, memory=memory), accepted)
    return with_type_names(scraped, SpecTree(), load_type_names(ROOT / "specs" / TYPE_NAMES_FILE), partial=False)


def _section(page: str) -> str:
    return page.split("/")[1]


def test_every_section_has_all_its_methods_and_events(whole: Scraped) -> None:
    assert Counter(_section(spec.page) for spec in whole.tree.methods.values()) == METHODS
    assert Counter(_section(spec.page) for spec in whole.tree.events.values()) == EVENTS


def test_every_page_is_accounted_for(whole: Scraped) -> None:
    documented = {spec.page for spec in whole.tree.methods.values()} | {
        spec.page for spec in whole.tree.events.values()
    }

    assert len(whole.asked) == 2643
    assert whole.asked == documented | set(whole.skipped)
    assert not documented & set(whole.skipped)


def test_there_is_no_problem_that_nobody_has_looked_at(whole: Scraped) -> None:
    assert [str(problem) for problem in whole.problems] == []


def test_the_specs_are_written_as_they_are_read(whole: Scraped, tmp_path: Path) -> None:
    files.write(files.texts(whole.tree), tmp_path)

    assert files.load_raw(tmp_path) == whole.tree


def test_every_reference_leads_to_a_type(whole: Scraped) -> None:
    lost = [
        (place, field.ref)
        for place, field in _every_field(whole.tree)
        if field.ref and WireName(field.ref) not in whole.tree.types
    ]

    assert lost == []


def test_a_type_is_named_for_its_object_and_not_for_its_page(whole: Scraped) -> None:
    objects = {"crm.deal", "crm.multifield", "catalog.product", "sale.order", "tasks.task", "tasks.v3.task"}
    astray = [name for name in whole.tree.types if not re.fullmatch(r"[a-z_]+(\.v3)?\.[a-z_]+", name)]

    assert objects <= whole.tree.types.keys()
    assert astray == []


def test_pages_that_move_rename_no_type(whole: Scraped) -> None:
    moved = {name: replace(spec, page=f"moved/{spec.page}") for name, spec in whole.tree.types.items()}
    scraped = replace(whole, tree=replace(whole.tree, types=moved))

    assert with_type_names(scraped, whole.tree, (), partial=False).tree == scraped.tree


def test_every_example_call_fits_its_own_parameters_or_the_page_is_listed(whole: Scraped) -> None:
    astray = [
        (spec.method, name)
        for spec in whole.tree.methods.values()
        for name in spec.example or {}
        if name.lower() not in {known.lower() for known in spec.params} and not _is_listed(spec, name)
    ]

    assert astray == []


def test_every_example_answer_fits_the_returned_shape(whole: Scraped) -> None:
    astray = [
        (spec.method, place)
        for spec in whole.tree.methods.values()
        if spec.returns and spec.response
        for place in _misfits(spec.response["result"], spec.returns, whole.tree, "result")
    ]

    assert astray == []


def test_a_list_names_the_place_where_its_rows_are(whole: Scraped) -> None:
    paging = [spec for spec in whole.tree.methods.values() if spec.list]
    astray = [
        spec.method
        for spec in paging
        if spec.list and spec.list.rows and spec.returns and spec.list.rows not in spec.returns.fields
    ]

    assert astray == []
    assert len(paging) == 133
    assert sum(spec.list is not None and spec.list.id is not None for spec in paging) == 69


def _is_listed(spec: MethodSpec, name: str) -> bool:
    return any(name in defect.what for defect in spec.defects if defect.at == "params")


def _every_field(tree: SpecTree) -> Iterator[tuple[str, Field]]:
    for method in tree.methods.values():
        yield from _inside(method.params, method.method)
        yield from _inside({"returns": method.returns} if method.returns else {}, method.method)
    for kind in tree.types.values():
        yield from _inside(kind.fields, kind.type)


def _inside(fields: Mapping[str, Field], place: str) -> Iterator[tuple[str, Field]]:
    for name, field in fields.items():
        yield f"{place}.{name}", field
        yield from _inside(field.fields, f"{place}.{name}")
        yield from _inside({"[]": field.items} if field.items else {}, f"{place}.{name}")
        for case, inner in field.variants.items():
            yield from _inside(inner, f"{place}.{name}<{case}>")


def _misfits(value: Json, field: Field, tree: SpecTree, place: str) -> Iterator[str]:
    """Places of an answer whose JSON type the spec does not allow. Empty values fit everywhere."""
    if value is None or value in ("", [], {}) or value is False:
        return
    allowed = _allowed(field)
    if allowed and _kind(value) not in allowed:
        yield f"{place}: {_kind(value)}, not {'/'.join(sorted(allowed))}"
    fields = tree.types[WireName(field.ref)].fields if field.ref else field.fields
    if isinstance(value, dict) and fields:
        for name, inner in value.items():
            if name in fields:
                yield from _misfits(inner, fields[name], tree, f"{place}.{name}")
    elif isinstance(value, list) and field.items:
        for inner in value:
            yield from _misfits(inner, field.items, tree, f"{place}[]")


def _allowed(field: Field) -> set[str]:
    if field.wire:
        return set(field.wire.split(" | "))
    allowed: set[str] = set()
    for part in field.type.split(" | "):
        known = {"array"} if part.endswith("[]") else KINDS.get(part)
        if known is None:
            return set()
        allowed |= known
    return allowed


def _kind(value: Json) -> str:
    for name, python in (("boolean", bool), ("integer", int), ("double", float), ("string", str), ("array", list)):
        if isinstance(value, python):
            return name
    return "object"
