"""Marks of required parameters that the page itself takes back: it says that one of several is enough, or its example
calls the method without them. What is really required then depends on the others; the spec says no more than is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...spec.model import Defect, Json
from ..examples.samples import Samples
from .node import Draft
from .reconcile import is_keyed

_OPERATOR: Final = re.compile(r"^[!<>=%@*?+~]{1,3}")


def relax(fields: dict[str, Draft], sent: Samples, said: list[tuple[str, ...]], at: str) -> Iterator[Defect]:
    """Takes back marks at this level and below. `said`: names of which one is enough, by the text around the tables."""
    for names in [*said, *_of_rows(fields)]:
        marked = [name for name, draft in fields.items() if name in names and draft.required]
        if marked and len(names) > 1 and all(name in fields for name in names):
            why = "of which one is enough" if len(marked) > 1 else "which another can replace"
            yield _unmark(fields, marked, at, why)
    conditional = [name for name, draft in fields.items() if draft.conditional and draft.required]
    if conditional:
        yield _unmark(fields, conditional, at, "which its own row needs only in some cases")
    omitted = [name for name, draft in fields.items() if draft.required and _is_omitted(name, fields, sent)]
    if omitted:
        yield _unmark(fields, omitted, at, "which the example omits")
    for name, draft in fields.items():
        inner = sent.at(name)
        inner = inner.under_keys() if is_keyed(draft.fields, inner) else inner
        yield from relax(draft.fields, inner, said, f"{at}.{name}")
        for case in draft.variants.values():
            yield from relax(case, Samples(), said, f"{at}.{name}")


def _of_rows(fields: dict[str, Draft]) -> Iterator[tuple[str, ...]]:
    """What a row says; with one name, of the row itself and that one."""
    for name, draft in fields.items():
        if draft.alternatives:
            yield draft.alternatives if len(draft.alternatives) > 1 else (name, *draft.alternatives)


def _unmark(fields: dict[str, Draft], names: list[str], at: str, why: str) -> Defect:
    for name in names:
        fields[name].required = False
    return Defect(at, f"marks {', '.join(names)} as required, {why}")


def _is_omitted(name: str, fields: dict[str, Draft], sent: Samples) -> bool:
    """An example of known names leaves it out. One with other names may have misspelled or misplaced it."""
    return any(
        each
        and not Samples((each,), folded=True).has(name)
        and not _strange(each, fields)
        and not _is_deeper(name, each)
        for each in sent.objects()
    )


def _strange(example: dict[str, Json], fields: dict[str, Draft]) -> bool:
    known = {name.lower() for name in fields}
    return any(_OPERATOR.sub("", name).lower() not in known for name in example)


def _is_deeper(name: str, value: Json) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(
        (isinstance(each, dict) and name.lower() in map(str.lower, each)) or _is_deeper(name, each) for each in inner
    )
