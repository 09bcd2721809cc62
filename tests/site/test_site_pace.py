"""How fast a site is asked, and when it is given up, by a clock of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest

from generator.site import PagePath, PageUnreadable, RawPage, SourceError
from generator.site.pace import Clock, Pace
from generator.site.web import AGENT, WebSource
from tests.site.published import Answer, Published, pages_in, published

pytestmark = pytest.mark.slow

PIN = "api-reference/tasks/flow/tasks-flow-flow-pin.html"


class Hands:
    """A clock that stands still but for what is slept."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.time, self.sleep)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def pace(hands: Hands) -> Pace:
    return Pace("https://docs.example", hands.clock)


def test_a_site_that_gives_nothing_is_given_up_within_a_minute(pace: Pace, hands: Hands) -> None:
    begun = hands.time

    def fail_for_ever() -> None:
        while True:
            hands.time += 8  # what a try may take, of four at once
            for _ in range(4):
                pace.failed("timed out")

    with pytest.raises(SourceError, match=r"^https://docs\.example: has given no page for \d+ s \(timed out\)"):
        fail_for_ever()
    assert 30 <= hands.time - begun <= 60


def test_a_site_that_fails_at_times_is_not_given_up(pace: Pace, hands: Hands) -> None:
    for _ in range(100):
        hands.time += 10
        pace.failed("HTTP 500")
        pace.answered()


def test_many_failures_in_a_moment_are_not_the_end(pace: Pace) -> None:
    for _ in range(100):
        pace.failed("HTTP 500")


def test_requests_keep_the_distance_that_the_site_wants(pace: Pace, hands: Hands) -> None:
    pace.keep_apart(2)
    for _ in range(3):
        pace.wait()
    assert hands.slept == [2, 2]


def test_everybody_rests_when_one_is_told_to(pace: Pace, hands: Hands) -> None:
    pace.rest(20)
    pace.wait()
    pace.wait()
    assert hands.slept == [20]


def test_a_site_that_wants_to_be_left_alone_is_read_another_time(pace: Pace) -> None:
    with pytest.raises(SourceError, match="wants to be asked again in 3600 s; what was read is kept"):
        pace.rest(3600)


# The same over HTTP


def _read(site: Published, hands: Hands) -> dict[str, RawPage | PageUnreadable]:
    source = WebSource(site.url, clock=hands.clock)
    return {page.path: page for page in source.pages(lambda path: path == PIN)}


def _at_first(*answers: Answer) -> Callable[[str], Answer | None]:
    left = iter(answers)
    return lambda path: next(left, None) if path == PIN else None


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_site_is_asked_again_when_it_says(status: int, sample_site: Path, hands: Hands) -> None:
    with published(pages_in(sample_site)) as site:
        site.fault = _at_first(Answer(status=status, headers={"Retry-After": "17"}))
        assert isinstance(_read(site, hands)[PIN], RawPage)
    assert hands.slept == [17]


def test_it_may_say_so_by_a_date(sample_site: Path, hands: Hands) -> None:
    # Of the real clock, so not to the second.
    date = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=110), usegmt=True)
    with published(pages_in(sample_site)) as site:
        site.fault = _at_first(Answer(status=429, headers={"Retry-After": date}))
        assert isinstance(_read(site, hands)[PIN], RawPage)
    assert len(hands.slept) == 1
    assert 0 < hands.slept[0] <= 110


@pytest.mark.parametrize("after", ["", "soon", "-1", "1e9"])
def test_it_may_leave_that_open(after: str, sample_site: Path, hands: Hands) -> None:
    with published(pages_in(sample_site)) as site:
        site.fault = _at_first(*[Answer(status=429, headers={"Retry-After": after})] * 2)
        assert isinstance(_read(site, hands)[PIN], RawPage)
    assert hands.slept == [5, 10]


def test_a_site_that_is_always_busy_is_given_up(sample_site: Path, hands: Hands) -> None:
    with published(pages_in(sample_site)) as site:
        site.fault = lambda path: Answer(status=429, headers={"Retry-After": "60"}) if path == PIN else None
        unreadable = _read(site, hands)[PIN]
    assert str(unreadable) == f"{PIN}: cannot be fetched: HTTP 429"
    assert hands.slept == [60] * 4


# robots.txt


def _robots(site: Published, text: str) -> None:
    site.pages["robots.txt"] = text.encode()


def test_a_page_that_robots_are_asked_not_to_read_is_not_asked_for(sample_site: Path, hands: Hands) -> None:
    with published(pages_in(sample_site)) as site:
        _robots(site, "User-agent: *\nDisallow: /api-reference/tasks/flow/*-pin.html$\nAllow: /\n")
        unreadable = _read(site, hands)[PIN]
    assert str(unreadable) == f"{PIN}: robots.txt asks not to read it"
    assert PIN not in [path for path, _ in site.asked]


def test_a_site_that_wants_no_robots_is_not_read(sample_site: Path, hands: Hands) -> None:
    with published(pages_in(sample_site)) as site:
        _robots(site, "User-agent: bitrix24-generator\nDisallow: /\n")
        with pytest.raises(SourceError, match=r"/toc\.js: robots\.txt asks not to read it$"):
            _read(site, hands)
    assert [path for path, _ in site.asked] == ["robots.txt"]


def test_the_distance_that_robots_keep_is_kept(sample_site: Path, hands: Hands) -> None:
    with published(pages_in(sample_site)) as site:
        _robots(site, "User-agent: *\nCrawl-delay: 3\n")
        list(WebSource(site.url, clock=hands.clock).pages(lambda path: PagePath(path).endswith("get.html")))
    assert sum(hands.slept) >= 3


def test_a_distance_that_nobody_would_wait_is_said_at_once(sample_site: Path, hands: Hands) -> None:
    with published(pages_in(sample_site)) as site:
        _robots(site, "User-agent: *\nCrawl-delay: 99999999\n")
        with pytest.raises(SourceError, match=r"robots\.txt asks to wait 99999999 s before each page"):
            _read(site, hands)


@pytest.mark.parametrize("status", [500, 503])
def test_a_site_that_cannot_say_what_robots_may_do_is_not_read(status: int, sample_site: Path, hands: Hands) -> None:
    with published(pages_in(sample_site)) as site:
        site.fault = lambda path: Answer(status=status) if path == "robots.txt" else None
        with pytest.raises(SourceError, match=rf"/robots\.txt: cannot be fetched: HTTP {status}$"):
            _read(site, hands)


def test_the_site_is_told_who_asks_and_where_to_complain() -> None:
    assert AGENT.startswith("bitrix24-generator/")
    assert "(+https://" in AGENT
