"""Files whose names differ in case alone are one file on half of all machines."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize("folder", ["specs", "generated", "generator", "tests", "docs"])
def test_no_two_names_differ_in_case_alone(folder: str) -> None:
    places = [place.relative_to(ROOT).as_posix() for place in (ROOT / folder).rglob("*")]
    names = Counter(place.casefold() for place in places)

    assert places
    assert [place for place in places if names[place.casefold()] > 1] == []
