"""What pages say in their own words, as Markdown that is nothing but paragraphs and code."""

from __future__ import annotations

import re
from typing import Final

from ...text import clean

# What HTML, links, images, entities and emphasis begin with.
_SIGNS: Final = re.compile(r"([\\<\[\]&*~])")
# What makes a heading, a list or a quotation of a line that begins with it.
_START: Final = re.compile(r"\A(?:(?=[#>+=-])|(\d+)(?=[.)]))")


def markdown(prose: str) -> str:
    """A paragraph for each line. Pairs of backticks stay what they are; nothing else means more than itself."""
    return "\n\n".join(filter(None, (_paragraph(clean(line)) for line in prose.split("\n"))))


def _paragraph(line: str) -> str:
    if line.count("`") % 2 or "``" in line:
        line = line.replace("`", "'")
    parts = (part if at % 2 else _SIGNS.sub(r"\\\1", part) for at, part in enumerate(line.split("`")))
    return _START.sub(r"\1\\", "`".join(parts))
