"""Which methods count as reading, and may be called again when an answer is lost."""

from __future__ import annotations

import pytest

from generator.api.read_only import only_reads
from generator.spec.model import MethodSpec
from generator.spec.names import WireName


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
        "crm.enum.ownertype",
        "server.time",
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
        "event.offline.get",
        "disk.file.getExternalLink",
        "imbot.v2.Event.get",
        "some.unheard.of",
        "a.issue",
        "a.hash",
        "a.fieldset",
    ],
)
def test_what_is_in_doubt_writes(name: str) -> None:
    assert not only_reads(spec(name))
