"""The written form of a moment that a row states: in one spelling, held against the examples, told if unreadable."""

from __future__ import annotations

import pytest

from generator.scrape.fields.patterns import UnreadPattern, has_time_of_day, is_written, pattern_of, shown_pattern
from tests.scrape.page_builder import curl, facts, method_article, names, spec

OFFSET = "yyyy-mm-ddThh:mi:ss+hh:mi"


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("First day, written dd.mm.yyyy, inclusive", "dd.mm.yyyy"),
        ("The day as DD.MM.YYYY.", "dd.mm.yyyy"),
        ("Loan day (d.m.Y)", "dd.mm.yyyy"),
        ("Loan day, MM/DD/YYYY", "mm/dd/yyyy"),
        ("Loan day, d/m/Y", "dd/mm/yyyy"),
        ("Begins in Y-m-d H:i:s format, say 2026-04-15 10:00:00", "yyyy-mm-dd hh:mi:ss"),
        ("Begins, YYYY-MM-DD hh:mm:ss", "yyyy-mm-dd hh:mi:ss"),
        ("Begins, YYYY-MM-DD HH:MI", "yyyy-mm-dd hh:mi"),
        ("Begins, DD.MM.YYYY HH:MI:SS", "dd.mm.yyyy hh:mi:ss"),
        ("Written like YYYY-MM-DD", "yyyy-mm-dd"),
        ("Begins, YYYY-MM-DDThh:mm:ss±hh:mm.", OFFSET),
        ("Begins, YYYY-MM-DDTHH:MI:SS+TZD", OFFSET),
        (r"Begins, Y-m-d\TH:i:sP", OFFSET),
        (r"Begins, Y-m-d\TH:i:s", "yyyy-mm-ddThh:mi:ss"),
        ("Begins, in ISO 8601 (YYYY-MM-DDThh:mm:ss±hh:mm)", OFFSET),
        ("Begins, in the ATOM (ISO-8601) form", OFFSET),
        ("Begins, by RFC3339", OFFSET),
        ("Begins, by ISO-8601", "iso 8601"),
        ("Begins, in the format 31.12.2026 14:00:00.", "dd.mm.yyyy hh:mi:ss"),
        ("Begins, in the format: 2026-12-31 14:00", "yyyy-mm-dd hh:mi"),
        ("Opens at HH:MM", "hh:mi"),
        ("Opens at H:i:s", "hh:mi:ss"),
        ("The shelf, e.g. d.5, of Y and N, 5 m/s", None),
        ("A currency by ISO 4217", None),
        ("The opening hours last HH:MM:SS, a duration", None),
        ("From the opening, relative to it, HH:MM:SS", None),
        ("A regular expression for the form DD/MM/YYYY", None),
        ("A birthday in DD-MM form, of whichever year", "dd-mm"),
        ("Birthdays, listed as DD.MM,DD.MM", None),
    ],
)
def test_a_pattern_has_one_spelling_whoever_writes_it(text: str, pattern: str | None) -> None:
    assert pattern_of(text, "day", "string") == pattern


@pytest.mark.parametrize(
    ("name", "type", "text", "pattern"),
    [
        ("day", "date", "YYYY-MM-DD", None),
        ("day", "date", "dd.mm.yyyy", "dd.mm.yyyy"),
        ("at", "datetime", "YYYY-MM-DDThh:mm:ss±hh:mm", None),
        ("at", "datetime", "ISO 8601", None),
        ("at", "datetime", "Y-m-d H:i:s", "yyyy-mm-dd hh:mi:ss"),
        ("at", "string | boolean", "ISO 8601, or false", "iso 8601"),
        ("at", "any", "d.m.Y", "dd.mm.yyyy"),
        ("at", "integer", "YYYY-MM-DD", None),
        ("at", "object", "d.m.Y", None),
        ("dateFormat", "string", "DD.MM.YYYY", None),
    ],
)
def test_it_stands_where_the_type_does_not_say_as_much(name: str, type: str, text: str, pattern: str | None) -> None:
    assert pattern_of(text, name, type) == pattern


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The day as DD/MMM/YYYY", "states the pattern DD/MMM/YYYY, which is of no known kind"),
        ("The day as d.m.y", "states the pattern d.m.y, which is of no known kind"),
        ("The day as YYYYMMDD", "states the pattern YYYYMMDD, which is of no known kind"),
        ("At MM/DD/YYYY HH:MI:SS T", "states the pattern MM/DD/YYYY HH:MI:SS T, which is of no known kind"),
        ("YYYY-MM-DD or DD.MM.YYYY", "states several patterns: yyyy-mm-dd, dd.mm.yyyy"),
    ],
)
def test_one_that_cannot_be_read_is_told(text: str, why: str) -> None:
    with pytest.raises(UnreadPattern) as caught:
        pattern_of(text, "day", "string")

    assert str(caught.value) == why


@pytest.mark.parametrize(
    ("text", "pattern", "yes"),
    [
        ("31.12.2026", "dd.mm.yyyy", True),
        ("2026-12-31", "dd.mm.yyyy", False),
        ("31.12.2026 10:00", "dd.mm.yyyy", False),
        ("2026-12-31 10:00:00", "yyyy-mm-dd hh:mi:ss", True),
        ("2026-12-31T10:00:00+03:00", OFFSET, True),
        ("2026-12-31T10:00:00Z", OFFSET, True),
        ("2026-12-31T10:00:00", OFFSET, False),
        ("2026-12-31", "iso 8601", True),
        ("2026-12-31T10:00:00+03:00", "iso 8601", True),
        ("12/31/2026", "iso 8601", False),
    ],
)
def test_a_text_is_of_a_pattern_or_not(text: str, pattern: str, yes: bool) -> None:
    assert is_written(text, pattern) is yes


def test_the_pattern_of_a_row_stands_in_the_spec() -> None:
    params = names(
        ("from*", "string", "Loaned since, as <code>dd.mm.yyyy</code>"),
        ("shelf", "object", "The shelf<ul><li>its place</li></ul>"),
        ("shelf.opens", "string", "When it opens, <code>HH:MM</code>"),
    )
    returned = names(("result", "object"), ("at", "string", "Loaned at, <code>Y-m-d H:i:s</code>"))
    found = spec(method_article(params, curl({"from": "01.02.2026"}), '{"result": {"at": ""}}', returned))

    assert found.returns is not None
    assert (found.params["from"].pattern, found.params["from"].format) == ("dd.mm.yyyy", "date")
    assert found.params["shelf"].fields["opens"].pattern == "hh:mi"
    assert found.returns.fields["at"].pattern == "yyyy-mm-dd hh:mi:ss"
    assert found.defects == ()


def test_a_choice_of_words_is_no_moment_whatever_is_said_of_others() -> None:
    text = "Leave out the time of <code>from</code>, which is by ISO-8601: <code>Y</code> or <code>N</code>"
    found = spec(method_article(names(("dateOnly", "string", text))))

    assert (found.params["dateOnly"].pattern, found.params["dateOnly"].values) == (None, ("Y", "N"))


def test_the_example_decides_where_it_is_written_otherwise() -> None:
    params = names(("from", "string", "Loaned since, dd.mm.yyyy"))
    found = spec(method_article(params, curl({"from": "2026-02-01"})))

    assert (found.params["from"].pattern, found.params["from"].format) == (None, "date")
    (defect,) = found.defects
    assert (defect.at, defect.what) == (
        "params.from",
        "documented as written dd.mm.yyyy; the example shows another form",
    )


def test_what_is_no_text_in_the_example_says_nothing_of_the_pattern() -> None:
    returned = names(("result", "object"), ("idle", "string | boolean", "Since when, by ISO 8601, or false"))
    found = spec(method_article(answer='{"result": {"idle": false}}', returned=returned))

    assert found.returns is not None
    assert (found.returns.fields["idle"].pattern, found.defects) == ("iso 8601", ())


def test_a_pattern_that_cannot_be_read_is_a_problem_of_the_page_and_costs_that_one_fact() -> None:
    params = names(("from", "string", "Since DD/MMM/YYYY"), ("shelf", "object"), ("shelf.at", "string", "At YYYYMMDD"))
    returned = names(("result", "object"), ("day", "string", "On d.m.y"))
    article = method_article(params, curl({"from": "x"}), '{"result": {"day": "x"}}', returned)

    assert [(problem.at, problem.what, problem.fatal) for problem in facts(article).problems] == [
        ("from", "states the pattern DD/MMM/YYYY, which is of no known kind", False),
        ("at", "states the pattern YYYYMMDD, which is of no known kind", False),
        ("day", "states the pattern d.m.y, which is of no known kind", False),
    ]
    assert spec(article).params["from"].type == "string"


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (["12/11/2024 05:59:00 pm"], "mm/dd/yyyy hh:mi:ss am"),
        (["12/24/2024"], "mm/dd/yyyy"),
        (["12/11/2024"], None),  # a day or a month
        (["02.12.2024 11:00:00", "24.12.2024 11:00:00"], "dd.mm.yyyy hh:mi:ss"),
        (["2025-07-14 08:47"], "yyyy-mm-dd hh:mi"),
        (["2025-07-14"], None),
        (["2025-07-14T08:47:19+03:00"], None),
        (["02.12.2024", "2024-12-02"], None),
        (["nextMonday()"], None),
        ([], None),
    ],
)
def test_an_example_proves_how_a_moment_is_written(texts: list[str], pattern: str | None) -> None:
    assert shown_pattern(texts) == pattern
    assert pattern is None or all(is_written(text, pattern) for text in texts)


@pytest.mark.parametrize(
    ("text", "has_one"),
    [
        ("10.10.2024 15:55:30", True),
        ("2024-10-10T02:00:00+02:00", False),
        ("2024-10-10", False),
        ("2024-10-10 09:30", True),
    ],
)
def test_a_full_hour_may_be_a_date_of_another_time_zone(text: str, has_one: bool) -> None:
    assert has_time_of_day(text) is has_one
