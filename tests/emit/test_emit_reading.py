"""Which methods count as reading, and may be called again when an answer is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.api.read_only import only_reads, only_reads_by_name
from generator.spec.model import MethodSpec
from generator.spec.names import WireName
from tests.emit.making import documented


def spec(name: str) -> MethodSpec:
    return MethodSpec(WireName(name), 2, "page.html", "title")


@pytest.mark.parametrize(
    "name",
    [
        "crm.deal.get",
        "crm.deal.list",
        "crm.deal.fields",
        "tasks.flow.Flow.isExists",
        "catalog.product.getFieldsByFilter",
        "landing.block.getmanifestfile",
        "user.search",
        "user.current",
        "humanresources.node.count",
        "crm.duplicate.findbycomm",
        "im.v2.File.download",
    ],
)
def test_reads(name: str) -> None:
    assert only_reads(spec(name))


@pytest.mark.parametrize(
    "name",
    [
        "crm.deal.add",
        "crm.deal.update",
        "crm.deal.delete",
        "batch",
        "im.dialog.read",
        "entity.rights",
        "tasks.task.startwatch",
        "crm.item.import",
        "some.unheard.of",
        "a.issue",
        "a.hash",
        "a.fieldset",
    ],
)
def test_what_is_in_doubt_writes(name: str) -> None:
    assert not only_reads(spec(name))


@pytest.mark.parametrize("name", ["crm.deal.get", "crm.deal.add"])
def test_what_the_spec_says_goes_before_the_name(name: str) -> None:
    assert only_reads(replace(spec(name), reads=True))
    assert not only_reads(replace(spec(name), reads=False))


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("crm.enum.ownertype", True),
        ("server.time", True),
        ("event.offline.get", False),
        ("disk.file.getExternalLink", False),
        ("imbot.v2.Event.get", False),
    ],
)
def test_documented_methods(name: str, reading: bool) -> None:
    assert only_reads(documented().methods[2, WireName(name)]) is reading


def test_no_spec_says_what_the_name_says_anyway() -> None:
    told = [spec for spec in documented().methods.values() if spec.reads is not None]
    assert len(told) > 40
    assert [spec.method for spec in told if spec.reads == only_reads_by_name(spec.method)] == []
