"""What the documented names of types stand for."""

from __future__ import annotations

import pytest

from generator.api.kinds import Kind, UnknownType, kind_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("integer", Kind.INTEGER),
        ("Double", Kind.NUMBER),
        ("char", Kind.STRING),
        ("crm_status", Kind.STRING),
        ("crm_company", Kind.INTEGER),
        ("sale_paysystem.ID", Kind.INTEGER),
        ("catalog_language.lid", Kind.STRING),
        ("timestamp", Kind.TIMESTAMP),
    ],
)
def test_kinds(name: str, kind: Kind) -> None:
    assert kind_of(name) is kind


@pytest.mark.parametrize("name", ["quaternion", "crm_unheard_of", "idea"])
def test_an_unknown_type_is_never_any(name: str) -> None:
    with pytest.raises(UnknownType, match=name):
        kind_of(name)
