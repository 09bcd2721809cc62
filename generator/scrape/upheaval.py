"""A scrape that would lose too much at once: something else is wrong than so many pages, and nothing is written."""

from __future__ import annotations

from ..site.source import too_many
from ..spec.model import EventSpec, MethodSpec, SpecTree
from .pipeline import Scraped


def upheaval(scraped: Scraped, old: SpecTree, new: SpecTree) -> str:
    """Why the scrape is not to be trusted; empty where it is.

    Args:
        new: What of it and of the earlier specs would be written.
    """
    failed = len(scraped.failed)
    if too_many(failed, len(scraped.asked)):
        return f"{failed} of {len(scraped.asked)} pages cannot be read{_such_as(scraped)}; nothing was written"
    specs: list[MethodSpec | EventSpec] = [*old.methods.values(), *old.events.values()]
    there = [spec for spec in specs if spec.status != "removed"]
    unread = sum(spec.page in scraped.failed for spec in there)
    left = _removed(new) - _removed(old)
    if too_many(unread + len(left), len(there)):
        shown = f", such as {min(left)}" if left else _such_as(scraped)
        return (
            f"of {len(there)} methods and events {len(left)} would leave and the pages of {unread} cannot be "
            f"read{shown}; nothing was written"
        )
    return ""


def _removed(tree: SpecTree) -> set[str]:
    specs: list[MethodSpec | EventSpec] = [*tree.methods.values(), *tree.events.values()]
    return {spec.page for spec in specs if spec.status == "removed"}


def _such_as(scraped: Scraped) -> str:
    problem = next((problem for problem in scraped.problems if problem.fatal), None)
    return f", such as {problem}" if problem else ""
