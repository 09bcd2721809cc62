"""How well methods are found by what the documentation's tutorials are about: `… bench_search.py ARCHIVE`.

The archive or folder has the documentation's pages. A question is the title of a tutorial, or the first sentences that
say its goal; it is answered when one of the methods that the tutorial's code calls is among the first ten. Words and
weights of the search are fitted to one half of the tutorials, told apart by the digest of their paths; the other half
is looked at here alone. The limits are nine of ten questions, 20 ms for each, and 150 ms for the first. Times are the
processor's: others may use it too.
"""

from __future__ import annotations

import hashlib
import re
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from bitrix24 import catalog
from generator.site import RawPage, open_source

_NAME = re.compile(r"\w+(?:\.\w+)+")
# What stands before the goal on every page: of scopes, of who can call the methods, of tools for developers.
_NO_GOAL = re.compile(r"Scope|Who can|If you are developing")
_FEWEST_WORDS = 8
_LONGEST = 400


@dataclass(frozen=True)
class Case:
    page: str
    title: str
    goal: str
    methods: frozenset[str]

    @property
    def is_held_out(self) -> bool:
        return hashlib.sha256(self.page.encode()).digest()[0] % 2 == 0


def main(archive: str) -> None:
    started = time.process_time()
    catalog.methods()
    listed = time.process_time()
    catalog.search("a deal")
    print(f"{'list of methods':32}{(listed - started) * 1000:6.0f} ms")
    print(f"{'first question':32}{(time.process_time() - listed) * 1000:6.0f} ms")
    cases = list(cases_of(archive))
    for half, held_out in (("fitted to", False), ("held out", True)):
        those = [case for case in cases if case.is_held_out is held_out]
        report(f"titles, {half}", [(case.title, case.methods) for case in those])
        report(f"goals, {half}", [(case.goal, case.methods) for case in those])


def report(what: str, questions: Sequence[tuple[str, frozenset[str]]]) -> None:
    hits = 0
    took: list[float] = []
    for question, methods in questions:
        started = time.process_time()
        found = catalog.search(question)
        took.append(time.process_time() - started)
        hits += any(each.method.name in methods for each in found)
    share = f"{hits} of {len(questions)}, {hits / len(questions):.0%}"
    print(f"{what:32}{share:>16}{statistics.median(took) * 1000:8.1f} ms, at most {max(took) * 1000:.1f} ms")


def cases_of(archive: str) -> Iterator[Case]:
    for page in open_source(archive).pages(lambda path: path.startswith("tutorials/")):
        case = case_of(page) if isinstance(page, RawPage) else None
        if case is not None:
            yield case


def case_of(page: RawPage) -> Case | None:
    soup = BeautifulSoup(page.content, "lxml")
    article = soup.select_one("article") or soup
    heading = article.find("h1")
    code = "\n".join(each.get_text() for each in article.find_all("pre"))
    known = {method.name.casefold(): method.name for method in catalog.methods()}
    methods = frozenset(known[name.casefold()] for name in _NAME.findall(code) if name.casefold() in known)
    if not methods or not isinstance(heading, Tag):
        return None
    paragraphs = (each.get_text(" ", strip=True) for each in heading.find_all_next("p") if not each.find_parent("li"))
    goals = (text for text in paragraphs if len(text.split()) >= _FEWEST_WORDS and not _NO_GOAL.match(text))
    return Case(str(page.path), heading.get_text(" ", strip=True), next(goals, "")[:_LONGEST], methods)


if __name__ == "__main__":
    main(sys.argv[1])
