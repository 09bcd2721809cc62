"""Whatever is sent to the CRM of the local portal, it is answered or refused."""

from __future__ import annotations

from typing import Any, Final

import pytest

from generator.runtime.portal.documented import Method, documentation
from generator.runtime.portal.families.crm.families import FAMILIES
from tests.portal.in_process import InProcess

pytestmark = pytest.mark.long

ODD: Final[tuple[Any, ...]] = ("", "x", -1, [[1]], {"0": {"ID": "x"}}, 10**30, "\ud800")
METHODS: Final = [
    method
    for method in documentation()
    if method.rest == 2 and method.name.rpartition(".")[0] in FAMILIES and method.record.does
]


@pytest.fixture(scope="module")
def portal() -> InProcess:
    portal = InProcess()
    for entity, fields in (
        ("company", {"TITLE": "A"}),
        ("contact", {"NAME": "A"}),
        ("lead", {}),
        ("quote", {"TITLE": "A"}),
    ):
        portal.call(f"crm.{entity}.add", {"fields": fields})
    portal.call("crm.deal.productrows.set", {"id": 1, "rows": [{"PRICE": 1}]})
    return portal


@pytest.mark.parametrize("family", sorted({method.name.rpartition(".")[0] for method in METHODS}))
def test_odd_parameters_are_answered_or_refused(portal: InProcess, family: str) -> None:
    for method in METHODS:
        if method.name.rpartition(".")[0] == family:
            for params in _odd(method):
                answer = portal.answer(method.name, params)
                assert answer.get("error") != "INTERNAL_SERVER_ERROR", (method.name, params)


def _odd(method: Method) -> list[dict[str, Any]]:
    properties = method.described.get("parameters", {}).get("properties", {})
    sound: dict[str, Any] = {"entityTypeId": 2, **dict.fromkeys(properties, 1)}
    found = [{**sound, name: odd} for name in properties for odd in ODD]
    fields = [name for name in ("fields", "field", "filter") if name in properties]
    names = list(method.record.taken)[:4] or ["ID", "id"]
    return found + [{**sound, holder: {name: odd}} for holder in fields for name in names for odd in ODD]
