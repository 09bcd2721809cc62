"""Patterns of dates and times, and the spellings that are read without one."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from generator.api.fits import DoesNotFit, moment_of_text
from generator.api.kinds import Kind
from generator.api.patterns import InvalidPattern, Pattern


@pytest.mark.parametrize(
    ("text", "kind", "is_iso"),
    [
        ("dd.mm.yyyy", Kind.DATE, False),
        ("mm/dd/yyyy", Kind.DATE, False),
        ("yyyy-mm-dd hh:mi:ss", Kind.DATETIME, False),
        ("dd.mm.yyyy hh:mi", Kind.DATETIME, False),
        ("hh:mi", Kind.STRING, False),
        ("hh:mi:ss", Kind.STRING, False),
        ("dd-mm", Kind.STRING, False),
        ("mm/dd/yyyy hh:mi:ss am", Kind.DATETIME, False),
        ("yyyy-mm-dd", Kind.DATE, True),
        ("yyyy-mm-ddThh:mi:ss", Kind.DATETIME, True),
        ("yyyy-mm-ddThh:mi:ss+hh:mi", Kind.DATETIME, True),
        ("iso 8601", Kind.DATETIME, True),
    ],
)
def test_what_is_written_so(text: str, kind: Kind, is_iso: bool) -> None:
    pattern = Pattern(text)
    assert (pattern.kind, pattern.is_iso) == (kind, is_iso)


@pytest.mark.parametrize("text", ["", "mm", "yyyy", "dd.mm.yyyy dd", "dd.mm.yyyy hh", "dd of mm, yyyy", "%d.mm.yyyy"])
def test_anything_else_is_no_pattern(text: str) -> None:
    with pytest.raises(InvalidPattern, match="is no pattern of a date or a time"):
        Pattern(text)


@pytest.mark.parametrize(
    ("pattern", "text", "moment"),
    [
        ("dd.mm.yyyy", "09.08.2024", dt.datetime(2024, 8, 9)),
        ("mm/dd/yyyy", "08/09/2024", dt.datetime(2024, 8, 9)),
        ("mm/dd/yyyy hh:mi am", "08/09/2024 12:05 am", dt.datetime(2024, 8, 9, 0, 5)),
        ("mm/dd/yyyy hh:mi am", "08/09/2024 12:05 pm", dt.datetime(2024, 8, 9, 12, 5)),
        ("mm/dd/yyyy hh:mi am", "08/09/2024 05:59 pm", dt.datetime(2024, 8, 9, 17, 59)),
        ("yyyy-mm-dd hh:mi:ss", "2024-08-29 10:30:11", dt.datetime(2024, 8, 29, 10, 30, 11)),
    ],
)
def test_what_is_written_is_read_and_has_its_form(pattern: str, text: str, moment: dt.datetime) -> None:
    assert Pattern(pattern).read(text) == moment
    assert Pattern(pattern).written(moment) == text
    assert re.search(Pattern(pattern).expression, text)


@pytest.mark.parametrize("text", ["9.8.2024", "09.08.2024 10:00", "2024-08-09", "31.02.2024", ""])
def test_what_is_written_otherwise_is_not_read(text: str) -> None:
    assert Pattern("dd.mm.yyyy").read(text) is None


def test_a_point_is_a_point() -> None:
    assert not re.search(Pattern("dd.mm.yyyy").expression, "09-08-2024")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12/24/2024", dt.datetime(2024, 12, 24)),
        ("12/24/2024 17:59", dt.datetime(2024, 12, 24, 17, 59)),
        ("12/24/2024 17:59:01", dt.datetime(2024, 12, 24, 17, 59, 1)),
        ("12/11/2024 05:59:00 pm", dt.datetime(2024, 12, 11, 17, 59)),
        ("12/11/2024 12:59 AM", dt.datetime(2024, 12, 11, 0, 59)),
        ("24.12.2024", dt.datetime(2024, 12, 24)),
    ],
)
def test_what_a_portal_with_us_settings_writes_is_read_where_it_is_certain(text: str, moment: dt.datetime) -> None:
    assert moment_of_text(text) == moment


@pytest.mark.parametrize("text", ["12/11/2024", "12/12/2024 17:59:00", "24/12/2024", "24/12/2024 05:59:00 pm"])
def test_and_nowhere_else(text: str) -> None:
    with pytest.raises(DoesNotFit, match="is no date or time"):
        moment_of_text(text)
