"""Conditions that name a value alone: `Used for `STRING` type`, `comes only for files`.

The words do not say whose value it is: it is that of the one field beside it that has such a value.
"""

from __future__ import annotations

import re
from typing import Final

from ...spec.model import Json, Single, When
from ..html.document import Spans
from ..html.wording import with_ticks
from .node import Fields

_USED: Final = (
    r"(?:required|mandatory|used|available|relevant|applicable|works|makes sense|valid|returned|filled|comes"
    r"|arrives|passed)"
)
_VALUE: Final = r"(?:`[\w./-]+`|[\w ]{1,40} \(`[\w./-]+`\))"
_NAMED: Final = re.compile(
    rf"(?:\A|[.,;(]\s*|\b(?:is|field|parameter|it) )(?:(?P<strict>only)|{_USED}(?: only)?) (?:for|with|in) "
    r"(?:the )?(?:(?:order )?(?:properties|property|settings?|fields?|services?|records?|documents?|objects?|items?) "
    rf"(?:of |with )?)?(?:the )?(?:types?:? )?(?P<values>{_VALUE}(?:(?:,| and| or|, and|, or|/) ?(?:the )?{_VALUE})*)"
    r"(?: (?:types?|actions?|placements?|modes?|fields?|values?|operations?))?\)?\s*(?:[.;]|\Z)",
    re.IGNORECASE,
)
_OF_KIND: Final = re.compile(
    rf"(?:\A|[.;]\s*)(?:(?:it|the field|this field|this parameter|the parameter)(?: is)? )?{_USED} only (?:for|with) "
    r"(?P<kind>[a-z]+)s\s*\.?\Z",
    re.IGNORECASE,
)
_IN_STATE: Final = re.compile(
    rf"(?:\A|[.;]\s*)(?:displayed|shown|returned|{_USED}) only for \w+ (?:in|with) the (?:\w+ )?status (?:\w+ )?"
    r"(?P<values>`[\w.-]+`)\s*\.?\Z",
    re.IGNORECASE,
)
_CODES: Final = re.compile(r"`([^`]+)`")


def named_values(line: Spans) -> tuple[str, ...]:
    """The values with which alone the field means something; empty where the line names none."""
    text = with_ticks(line)
    if re.search(r"\bnot\b|\bexcept\b|\bignored\b", text):
        return ()
    if found := _NAMED.search(text) or _IN_STATE.search(text):
        return tuple(dict.fromkeys(_CODES.findall(found["values"])))
    found = _OF_KIND.search(text)
    return (found["kind"],) if found else ()


def when_beside(name: str, values: tuple[str, ...], beside: Fields) -> When | None:
    """The one other field that has all of the values, with them."""
    owners = {
        other: found for other, node in beside.items() if other != name and (found := _of(values, node.facts.values))
    }
    if len(owners) != 1:
        return None
    [(owner, found)] = owners.items()
    return {owner: found[0] if len(found) == 1 else list[Json](found)}


def _of(names: tuple[str, ...], values: tuple[Single, ...]) -> tuple[Single, ...]:
    """The field's values of these names; empty where it lacks one. A value alone is no choice."""
    texts = {str(value).lower(): value for value in values}
    found = tuple(texts[name.lower()] for name in names if name.lower() in texts)
    return found if names and len(found) == len(names) and len(values) > 1 else ()
