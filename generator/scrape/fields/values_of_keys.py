"""The values of one key of an object, where the row of the object lists them: `Possible `code` values:`."""

from __future__ import annotations

import re
from typing import Final

from ..html.document import Cell, lines_of
from ..html.wording import with_ticks
from .node import Fields
from .value_lists import Item, item_of

_HEAD: Final = re.compile(
    r"possible (?:values for (?:the )?`(?P<after>\w+)`|`(?P<before>\w+)` values):\Z", re.IGNORECASE
)


def with_values_of_keys(sketched: Fields, description: Cell) -> Fields:
    """The fields that a sketch shows, one of them with the values that are listed for it; empty where none are.

    There may be others: a sketch and its list show what one module has.
    """
    key = ""
    items: dict[str, list[Item]] = {}
    for line in lines_of(description.spans) if sketched else ():
        head = _HEAD.search(with_ticks(line).strip())
        item = item_of(line)
        if head:
            key = str(head["after"] or head["before"])
        elif item is None or not item.is_plain:
            key = ""
        elif key in sketched:
            items.setdefault(key, []).append(item)
    listed = {name: tuple(each for item in found for each in item.names) for name, found in items.items()}
    known = {
        name: sketched[name].with_facts(type="string", values=values, open=True)
        for name, values in listed.items()
        if len(values) > 1
    }
    return {**sketched, **known} if known else {}
