"""A text of which a page names one letter, for which something is done: any other leaves it."""

from __future__ import annotations

import pytest

from generator.api.boolean_forms import boolean_forms
from tests.making import tree_of


@pytest.mark.parametrize(
    ("field", "forms"),
    [
        ("{type: string, values: [Y], open: true}", ("Y", "N")),
        ("{type: string, values: [Y]}", None),
        ("{type: string, values: [base], open: true}", None),
        ("{type: string, values: [Y, N, D], open: true}", None),
    ],
)
def test_a_switch_takes_a_bool(field: str, forms: tuple[str, str] | None) -> None:
    (spec,) = tree_of(f"method: a.b\nparams: {{x: {field}}}").methods.values()

    assert [found for _, found in boolean_forms(spec)] == ([forms] if forms else [])
