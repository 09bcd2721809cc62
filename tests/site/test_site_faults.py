"""A site that is out of order leaves the specs as they were, to the byte, and the run says why."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from generator.site import web
from tests.cli.conftest import Cli
from tests.site.published import Answer, Published, published
from tests.site.sites import PIN, clone, contents_naming, many_pages

pytestmark = pytest.mark.long

Contents = Callable[[Path], dict[str, bytes]]
# As many as may not fail at once, however many there are beside them.
COUNT = 26
PAGES = many_pages(COUNT)
SHELL = b'<!DOCTYPE html><html><head></head><body><div id="root"></div></body></html>'
EMPTY = b'<!DOCTYPE html><html><body><div class="dc-doc-page__body yfm"></div></body></html>'
NOT_FOUND = (
    b'<!DOCTYPE html><html><head><base href="/"></head><body><h1 class="dc-doc-page-title">Not found</h1>'
    b'<div class="dc-doc-page__body yfm"><p>There is no such page.</p></div></body></html>'
)
PACKED = gzip.compress(PAGES[PIN])
ZIPPED = {"Content-Encoding": "gzip"}


def on(count: int, answer: Answer) -> Callable[[str], Answer | None]:
    """The fault of so many pages."""
    paths = {clone(number) for number in range(count)}
    return lambda path: answer if path in paths else None


def once(fault: Callable[[str], Answer | None]) -> Callable[[str], Answer | None]:
    """The fault, and no more when it is asked again."""
    met: set[str] = set()
    return lambda path: None if path in met else met.add(path) or fault(path)


@dataclass(frozen=True)
class Case:
    """`code`: of the exit. `said`: part of each line on standard error; empty where nothing is said."""

    fault: Callable[[str], Answer | None]
    code: int = 1
    said: str = ""


# Of pages that fail for good.
FAULTS: Mapping[str, Case] = {
    "most of the pages are empty shells": Case(on(COUNT, Answer(SHELL)), 2, "26 of 41 pages cannot be read"),
    "most of the articles are empty": Case(on(COUNT, Answer(EMPTY)), 2, "26 of 41 pages cannot be read"),
    "most of the pages are that of another": Case(on(COUNT, Answer(PAGES[PIN])), 2, "of 41 pages cannot be read"),
    "some are empty shells": Case(on(5, Answer(SHELL)), 1, "holds no article"),
    "some articles are empty": Case(on(5, Answer(EMPTY)), 1, "(an article: no box that names scope and rights)"),
    "some are the site's own 404 page": Case(on(20, Answer(NOT_FOUND)), 1, "no longer documents tasks.flow.Flow.pin"),
    "some need a password": Case(on(5, Answer(status=401)), 1, "HTTP 401"),
    "some are an error": Case(on(5, Answer(SHELL, 500)), 1, "HTTP 500"),
    "one is asked for too often": Case(on(1, Answer(status=429)), 1, "HTTP 429"),
    "most are an error": Case(on(COUNT, Answer(status=500)), 2),
    "some are reset": Case(on(5, Answer(sent=-1)), 1, "cannot be fetched: "),
    "some break off": Case(on(5, Answer(PAGES[PIN], sent=900)), 1, "cannot be fetched: "),
    "some are cut off": Case(on(5, Answer(PAGES[PIN][:900])), 1, "is cut off: </html> is missing"),
    "some are broken gzip": Case(on(5, Answer(b"x" + PACKED, headers=ZIPPED)), 1, "is not the gzip"),
    "some are gzip that is cut off": Case(on(5, Answer(PACKED[:900], headers=ZIPPED)), 1, "is cut off"),
    "some are gzip twice": Case(
        on(5, Answer(gzip.compress(PACKED), headers={"Content-Encoding": "gzip, gzip"})), 1, "was not asked for"
    ),
    "some are too large": Case(on(3, Answer(b" " * (2**20 + 1))), 1, "is larger than 1 MB"),
    "some lead to another host": Case(on(5, Answer(status=302, headers={"Location": "//x.example/"})), 1, "HTTP 302"),
    "some lead to another page": Case(
        on(5, Answer(status=302, headers={"Location": f"/{PIN}"})), 1, "HTTP 302 to another page"
    ),
    "all are reset": Case(lambda path: Answer(sent=-1) if path.endswith(".html") else None, 2),
    "no table of contents": Case(lambda path: Answer(SHELL) if path == "toc.js" else None, 2, "is not a table"),
    "an empty table of contents": Case(lambda path: Answer(b"x = {}") if path == "toc.js" else None, 2, "no page"),
}
# Of those that are over when the page is asked for again.
PASSING = [
    "some are an error",
    "one is asked for too often",
    "some are reset",
    "some break off",
    "some are cut off",
    "some are broken gzip",
    "some are gzip that is cut off",
]


@pytest.fixture(scope="module")
def site() -> Iterator[Published]:
    with published(PAGES) as site:
        yield site


@pytest.fixture(scope="module")
def made(site: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Specs of the site in order."""
    from generator import commands
    from generator.site import page_cache

    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(page_cache, "FOLDER", folder / "kept pages")
        patched.setattr(commands, "CACHE_FOLDER", folder / "kept facts")
        assert commands.scrape(site.url, folder / "specs", None, None) == 0
    return folder


@pytest.fixture
def specs(made: Path, site: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The specs, and a site whose pages have all changed in bytes since."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(web, "LARGEST_PAGE", 2**20)
    site.build += 1
    site.fault = lambda _: None
    site.asked.clear()
    return tmp_path / "specs"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_leaves_the_specs_as_they_were_and_is_named(
    name: str, site: Published, specs: Path, cli: Cli, contents: Contents
) -> None:
    case, before = FAULTS[name], contents(specs)
    site.fault = case.fault

    outcome = cli("scrape", "--source", site.url, "--specs", specs)

    assert outcome.code == case.code, outcome.err
    assert outcome.problems
    assert all(case.said in line for line in outcome.problems), outcome.err
    assert contents(specs) == before


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_is_nothing(name: str, site: Published, specs: Path, cli: Cli, contents: Contents) -> None:
    before = contents(specs)
    site.fault = once(FAULTS[name].fault)

    outcome = cli("scrape", "--source", site.url, "--specs", specs)

    assert (outcome.code, outcome.err) == (0, "")
    assert contents(specs) == before


def test_the_next_run_finds_everything_after_a_fault(
    site: Published, specs: Path, cli: Cli, contents: Contents
) -> None:
    before = contents(specs)
    for name in ("some are cut off", "some are empty shells", "most of the articles are empty"):
        site.fault = FAULTS[name].fault
        assert cli("scrape", "--source", site.url, "--specs", specs).code
        site.fault = lambda _: None
        outcome = cli("scrape", "--source", site.url, "--specs", specs)
        assert (outcome.code, outcome.err) == (0, "")
        assert contents(specs) == before


def test_pages_that_the_contents_lack_are_found_by_links_and_by_the_specs(
    site: Published, specs: Path, cli: Cli, contents: Contents
) -> None:
    before = contents(specs)
    usual = site.pages["toc.js"]
    site.pages["toc.js"] = contents_naming("index.html")
    try:
        outcome = cli("scrape", "--source", site.url, "--specs", specs)
    finally:
        site.pages["toc.js"] = usual
    assert (outcome.code, outcome.err) == (0, "")
    assert contents(specs) == before


def test_a_page_that_the_contents_lack_is_found_by_a_link(site: Published, specs: Path) -> None:
    assert specs
    first, second = clone(0), clone(1)
    linked = site.pages[first].replace(b"</body>", f'<a href="/{second}">next</a></body>'.encode())
    answers = {"toc.js": Answer(contents_naming(first)), first: Answer(linked)}
    site.fault = answers.get
    found = [page.path for page in web.WebSource(site.url).pages(lambda path: path in (first, second))]
    assert found == [first, second]


def test_a_link_that_leads_nowhere_is_no_problem_of_the_site(
    site: Published, specs: Path, cli: Cli, contents: Contents
) -> None:
    before = contents(specs)
    linked = site.pages["index.html"].replace(b"</body>", b'<a href="/nowhere.html">x</a></body>')
    site.fault = {"index.html": Answer(linked)}.get

    outcome = cli("scrape", "--source", site.url, "--specs", specs)

    assert (outcome.code, outcome.err) == (0, "")
    assert ("nowhere.html", 404) in site.asked
    assert contents(specs) == before


def test_a_redirect_off_the_site_asks_nobody_else(site: Published, specs: Path, cli: Cli) -> None:
    assert specs
    with published(PAGES) as other:  # another port of the same host
        site.fault = on(1, Answer(status=302, headers={"Location": f"{other.url}/{PIN}"}))
        outcome = cli("scrape", "--source", site.url, "--specs", specs)
        assert other.asked == []
    assert outcome.problems == [f"{clone(0)}: cannot be fetched: HTTP 302 to another host, scheme or port"]


@pytest.mark.parametrize(
    ("seconds", "said"), [(20.0, "takes longer than 15 s"), (6.0, "comes at less than 1000 bytes a second")]
)
def test_a_page_that_drips_is_cut_off(
    seconds: float, said: str, site: Published, specs: Path, cli: Cli, contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """`seconds`: what passes from one look at the clock to the next, once the page is asked for."""
    before, looks = contents(specs), count(1)
    site.fault = lambda path: Answer(drips=True) if path == PIN else None
    monkeypatch.setattr(web, "_LONGEST", 15.0)
    monkeypatch.setattr(
        "generator.site.body.monotonic", lambda: seconds * next(looks) if (PIN, 200) in site.asked else 0.0
    )

    outcome = cli("scrape", "--source", site.url, "--specs", specs, "--only", PIN)

    assert outcome.problems == [f"{PIN}: cannot be fetched: {said}"]
    assert contents(specs) == before


def test_a_site_that_is_down_is_one_line(specs: Path, cli: Cli, contents: Contents) -> None:
    before = contents(specs)
    with published(PAGES) as gone:
        pass
    outcome = cli("scrape", "--source", gone.url, "--specs", specs)
    assert outcome.code == 2
    (line,) = outcome.problems
    assert line.startswith(f"{gone.url}/toc.js: cannot be fetched: ")
    assert contents(specs) == before


def test_a_first_run_that_cannot_read_most_of_the_pages_writes_nothing(
    site: Published, tmp_path: Path, cli: Cli
) -> None:
    site.fault = FAULTS["most are an error"].fault
    outcome = cli("scrape", "--source", site.url, "--specs", tmp_path / "new")
    assert outcome.code == 2
    assert not (tmp_path / "new").exists()
