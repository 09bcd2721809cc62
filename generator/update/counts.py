"""Counts in pages written by hand, which follow the specs: `all <!-- count: methods -->1,666<!-- end --> methods`.

No line may begin with such a mark: Markdown would take the line for HTML.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ..spec.model import SpecTree

# What is no number between the marks was written by somebody: it stays.
_COUNT: Final = re.compile(r"(<!-- count: (\w+) -->)[\d,]*(<!-- end -->)")
_PAGES: Final = ("README.md", "docs/**/*.md")


def counts_of(tree: SpecTree) -> dict[str, int]:
    """By the names that pages use for them, of what is documented now."""
    return {
        "methods": sum(spec.status != "removed" for spec in tree.methods.values()),
        "events": sum(spec.status != "removed" for spec in tree.events.values()),
        "types": len(tree.types),
    }


def with_counts(text: str, counts: Mapping[str, int]) -> str:
    """The page with these counts. Those of which nobody knows stay."""
    return _COUNT.sub(
        lambda found: f"{found[1]}{counts[found[2]]:,}{found[3]}" if found[2] in counts else found[0], text
    )


def pages_to_write(root: Path, counts: Mapping[str, int]) -> dict[str, str]:
    """The new texts of the pages whose counts differ, by path in the project."""
    return {path: now for path, text in _pages(root) if (now := with_counts(text, counts)) != text}


def _pages(root: Path) -> Iterator[tuple[str, str]]:
    for pattern in _PAGES:
        for file in filter(Path.is_file, sorted(root.glob(pattern))):
            with contextlib.suppress(UnicodeDecodeError):  # whatever it is, it has no such mark
                yield file.relative_to(root).as_posix(), file.read_bytes().decode()
