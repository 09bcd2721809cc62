"""How documented types are written, and what each is."""

from __future__ import annotations

import pytest

from generator.api.kinds import Kind, TypeName, UnknownType, alternatives, kind_of


@pytest.mark.parametrize(
    ("documented", "names"),
    [
        ("integer", (TypeName("integer"),)),
        ("string | null", (TypeName("string"), TypeName("null"))),
        ("integer|integer[]", (TypeName("integer"), TypeName("integer", 1))),
        ("string[][]", (TypeName("string", 2),)),
        ("array", (TypeName("any", 1),)),
        ("array<object>", (TypeName("object", 1),)),
        ("catalog_product.id[]", (TypeName("catalog_product.id", 1),)),
    ],
)
def test_notations(documented: str, names: tuple[TypeName, ...]) -> None:
    assert alternatives(documented) == names


@pytest.mark.parametrize("documented", ["", "a b", "integer |", "[]", "array<", 'x"""', "string[", "{{ x }}", "é"])
def test_what_is_not_written_like_a_type_is_refused(documented: str) -> None:
    with pytest.raises(UnknownType, match="is not written like a type"):
        alternatives(documented)


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
