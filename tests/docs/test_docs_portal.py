"""The guide of the local portal says which families it keeps."""

from __future__ import annotations

from tests.docs.portal_families import GUIDE, with_table


def test_the_table_of_families_is_what_the_portal_does() -> None:
    guide = GUIDE.read_text("utf-8")
    assert with_table(guide) == guide, "run: python -m tests.docs.portal_families"
