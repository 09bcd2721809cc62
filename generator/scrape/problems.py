"""What the scraper has to say besides facts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """Something a person has to look at: a page that could not be read, or a place the scraper does not know."""

    page: str
    at: str
    """The place on the page: a heading, a table row, a line of an example. Empty: the whole page."""
    what: str
    fatal: bool = False
    """The page gives no spec, unless the problem is a known one."""

    def __str__(self) -> str:
        return f"{self.page}: {self.at}: {self.what}" if self.at else f"{self.page}: {self.what}"


class PageError(Exception):
    """A page that cannot be turned into facts; its old spec stays as it is."""

    def __init__(self, what: str, at: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.at = at


def unknown_table(page: str, at: str, header: str) -> Problem:
    return Problem(page, at, f"has a table of an unknown kind: {header[:80]}")
