"""Where the documented answer is not of the documented shape, the answer decides: it is what portals send.

What an event's example shows counts as an answer.
An empty stand-in for a value makes it optional; a list in the place of an object (or the other way round) makes it one.
A single value that cannot be what is documented is a slip of the page and decides nothing, unless it is the whole
result, which no caller could read then.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..emit.python.reach import Reach
from ..emit.tests.expected import Oracle, Slip, Unexpected
from ..spec.model import Field, Json, SpecTree
from .form_body import as_form
from .interpret import (
    ANY,
    Array,
    Nullable,
    Scalar,
    Shape,
    Shaper,
    Table,
    Union,
    alternatives_of,
    place_of,
    place_of_data,
)
from .kinds import Kind


def decide_by_answers(specs: SpecTree, shaper: Shaper) -> dict[str, str]:
    """Tells the shaper what the answers show. What was documented otherwise, by place, empty values left out."""
    contradictions: dict[str, str] = {}
    evidence = Evidence(specs, shaper)
    for _, _, place in _shown(specs):
        contradictions |= evidence.decide(place)
    return contradictions


class Evidence:
    """The answers, each looked at when it is asked for; but those with shared types in them, in order, at once.

    What such an answer shows of a shared type counts everywhere. Any other decides of nothing but its own method.
    """

    def __init__(self, specs: SpecTree, shaper: Shaper) -> None:
        self._types = specs.types
        self._shaper = shaper
        self._oracle = Oracle(specs.types, shaper)
        self._contradictions: dict[str, dict[str, str]] = {}
        self._waiting: dict[str, tuple[Field, Json]] = {}
        self.shared: dict[str, Shape] = {}
        """What those with shared types decide, by place."""
        reach = Reach(specs.types)
        for field, shown, place in _shown(specs):
            self._waiting[place] = (field, shown)
            if reach.held([field]):
                self.shared |= self._decide(place)

    def decide(self, place: str) -> dict[str, str]:
        """Tells the shaper what the answer shows, if there is one. What was documented otherwise, by place."""
        if place in self._waiting:
            self._decide(place)
        return self._contradictions.get(place, {})

    def _decide(self, place: str) -> dict[str, Shape]:
        field, shown = self._waiting.pop(place)
        decided: dict[str, Shape] = {}
        contradictions = self._contradictions.setdefault(place, {})
        # What is inside something comes to light when that can be read.
        while found := self._found(field, shown, place):
            decided |= {slip.place: shape for slip, shape in found}
            self._shaper.decide(decided)
            # The old one knows shared types as they were.
            self._oracle = Oracle(self._types, self._shaper)
            contradictions |= {slip.place: slip.what for slip, shape in found if not _is_only_empty(slip, shape)}
        return decided

    def _found(self, field: Field, shown: Json, place: str) -> list[tuple[Slip, Shape]]:
        """What the answer decides, each place once."""
        documented = self._shaper.shape(field, "results", place)
        try:
            slips = {slip.place: slip for slip in reversed(self._oracle.read(documented, shown).slips)}
        except Unexpected as error:
            slips = {place: Slip(place, documented, shown, str(error))}
        judged = (
            (slip, _Judge(self._oracle, slip.place == place).shape(slip.shape, slip.shown)) for slip in slips.values()
        )
        return [(slip, shape) for slip, shape in judged if shape is not None]


def _shown(specs: SpecTree) -> Iterator[tuple[Field, Json, str]]:
    """What is documented, an example of it, and its place: the results of methods, the data of events."""
    for _, spec in sorted(specs.methods.items()):
        if spec.returns is not None and spec.response is not None and "result" in spec.response:
            yield spec.returns, spec.response["result"], place_of(spec, "returns")
    for name, event in sorted(specs.events.items()):
        if event.data is not None and event.example is not None and "data" in event.example:
            yield event.data, as_form(event.example["data"]), place_of_data(name)


def _is_only_empty(slip: Slip, shape: Shape) -> bool:
    return isinstance(shape, Nullable) and shape.inner == slip.shape


class _Judge:
    """`whole_result`: a value that cannot be read must not stay one."""

    def __init__(self, oracle: Oracle, whole_result: bool) -> None:
        self._oracle = oracle
        self._whole_result = whole_result

    def shape(self, documented: Shape, shown: Json) -> Shape | None:
        """What the value is then; None if the page only slipped."""
        if self._fits(documented, shown):
            return documented
        if isinstance(documented, Nullable):
            inner = self.shape(documented.inner, shown)
            return None if inner is None else Nullable(inner)
        if shown is None or shown is False or shown in ("", [], {}):
            return Nullable(documented)
        if isinstance(documented, Union):
            return self._besides(documented, shown)
        if isinstance(shown, list):
            return self._listed(documented, shown)
        if isinstance(shown, dict):
            return self._mapped(documented, shown)
        return self._besides(documented, shown)

    def _besides(self, documented: Shape, shown: Json) -> Shape | None:
        if not self._whole_result and not isinstance(shown, (list, dict)):
            return None
        return Union((*alternatives_of(documented), _as_shown(shown)))

    def _listed(self, documented: Shape, shown: list[Json]) -> Shape | None:
        if isinstance(documented, (Array, Table)):
            return self._items(documented.item if isinstance(documented, Array) else documented.value, shown, Array)
        return self._first((Array(documented), Array(ANY)), shown)

    def _mapped(self, documented: Shape, shown: dict[str, Json]) -> Shape | None:
        if isinstance(documented, Table):
            return self._items(documented.value, list(shown.values()), Table)
        if isinstance(documented, Array):
            item = documented.item
            rows = all(isinstance(value, dict) for value in shown.values())
            several = (Table(item),) if isinstance(item, Scalar) or (rows and item != Table(ANY)) else ()
            return self._first((*several, item, Table(ANY)), shown)
        return Table(ANY)

    def _items(self, item: Shape, shown: list[Json], container: type[Array] | type[Table]) -> Shape | None:
        """One shape for all items."""
        for value in shown:
            found = self.shape(item, value)
            if found is None:
                return None
            item = found
        return container(item)

    def _first(self, candidates: tuple[Shape, ...], shown: Json) -> Shape:
        return next(candidate for candidate in candidates if self._fits(candidate, shown))

    def _fits(self, shape: Shape, shown: Json) -> bool:
        try:
            self._oracle.read(shape, shown)
        except Unexpected:
            return False
        return True


def _as_shown(shown: Json) -> Shape:
    if isinstance(shown, list):
        return Array(ANY)
    if isinstance(shown, dict):
        return Table(ANY)
    if isinstance(shown, bool):
        return Scalar(Kind.BOOLEAN)
    if isinstance(shown, int):
        return Scalar(Kind.INTEGER)
    return Scalar(Kind.NUMBER if isinstance(shown, float) else Kind.STRING)
