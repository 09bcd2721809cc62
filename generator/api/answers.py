"""What documented answers decide: where one is not of the documented type, it is what portals send.

What an event's example shows counts as an answer.
An empty stand-in for a value makes it optional; a list in the place of an object (or the other way round) makes it one.
A text in the place of a number makes it one or the other. Any other single value that cannot be what is documented is a
slip of the page and decides nothing, unless it is the whole result, which no caller could read then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..spec.model import EventSpec, Field, Json, MethodSpec
from .fits import DoesNotFit, Mismatch, fits, is_nothing, read
from .form_body import as_form
from .interpret import Interpreter
from .kinds import Kind
from .places import place_of, place_of_data
from .types import ANY, ListOf, MapOf, Object, Objects, Optional, Scalar, Type, Union, options_of

_NUMBERS: Final = frozenset({Kind.INTEGER, Kind.NUMBER})


@dataclass(frozen=True)
class Answer:
    """What is documented, an example of it, and its place."""

    documented: Field
    shown: Json
    place: str


@dataclass(frozen=True)
class Decision:
    """What answers decide.

    Args:
        types: What results are, by place.
        contradictions: What was documented otherwise, by place, empty values left out.
        slips: What cannot be read and decides nothing, by place.
    """

    types: Mapping[str, Type]
    contradictions: Mapping[str, str]
    slips: Mapping[str, str]

    @property
    def told(self) -> tuple[str, ...]:
        """A line for each contradiction and slip."""
        return (
            *(f"{place}: {what}; read as the answer shows it" for place, what in self.contradictions.items()),
            *(f"{place}: {what}; reading it is a FieldError" for place, what in self.slips.items()),
        )


def answer_of_method(method: MethodSpec) -> Answer | None:
    """The documented one, if there is one."""
    if method.returns is None or method.response is None or "result" not in method.response:
        return None
    return Answer(method.returns, method.response["result"], place_of(method, "returns"))


def answer_of_event(event: EventSpec) -> Answer | None:
    """What its example shows."""
    if event.data is None or event.example is None or "data" not in event.example:
        return None
    return Answer(event.data, as_form(event.example["data"]), place_of_data(event.event))


def decide(answers: Iterable[Answer], interpreter: Interpreter) -> Decision:
    """What the answers show, each in the light of those before it."""
    types: dict[str, Type] = {}
    contradictions: dict[str, str] = {}
    slips: dict[str, str] = {}
    for answer in answers:
        while True:
            mismatches = _mismatches(answer, interpreter)
            decided = _decided(answer, mismatches, interpreter)
            if all(types.get(place) == type for place, type in decided.items()):  # nothing more comes to light
                break
            types |= decided
            contradictions |= {
                each.place: each.what
                for each in mismatches
                if each.place in decided and not _is_only_empty(each, decided[each.place])
            }
            # What is inside something comes to light when that can be read.
            interpreter = interpreter.with_decided(decided)
        slips |= {each.place: each.what for each in mismatches}
    return Decision(types, contradictions, slips)


def _mismatches(answer: Answer, interpreter: Interpreter) -> Sequence[Mismatch]:
    """Where the answer is not what is documented, each place once."""
    documented = interpreter.type_of(answer.documented, answer.place)
    try:
        found = read(documented, answer.shown, interpreter.shared).mismatches
    except DoesNotFit as error:
        found = (Mismatch(answer.place, documented, answer.shown, str(error)),)
    return list({each.place: each for each in reversed(found)}.values())


def _decided(answer: Answer, mismatches: Iterable[Mismatch], interpreter: Interpreter) -> dict[str, Type]:
    found: dict[str, Type] = {}
    for each in mismatches:
        type = _Judge(interpreter.shared, each.place == answer.place).judge(each.type, each.shown)
        if type is not None:
            found[each.place] = type
    return found


def _is_only_empty(mismatch: Mismatch, type: Type) -> bool:
    return isinstance(type, Optional) and type.inner == mismatch.type


class _Judge:
    """`whole_result`: a value that cannot be read must not stay one."""

    def __init__(self, shared: Objects, whole_result: bool) -> None:
        self._shared = shared
        self._whole_result = whole_result

    def judge(self, documented: Type, shown: Json) -> Type | None:
        """What the value is then; None if the page only slipped."""
        if fits(documented, shown, self._shared):
            return documented
        if isinstance(documented, Optional):
            inner = self.judge(documented.inner, shown)
            return None if inner is None else Optional(inner)
        if is_nothing(shown):
            return Optional(documented)
        if isinstance(documented, Union):
            return self._besides(documented, shown)
        if isinstance(shown, list):
            return self._of_list(documented, shown)
        if isinstance(shown, dict):
            return self._of_object(documented, shown)
        return self._besides(documented, shown)

    def _besides(self, documented: Type, shown: Json) -> Type | None:
        is_text_for_number = isinstance(shown, str) and isinstance(documented, Scalar) and documented.kind in _NUMBERS
        if not (self._whole_result or is_text_for_number or isinstance(shown, (list, dict))):
            return None
        return Union((*options_of(documented), _as_shown(shown)))

    def _of_list(self, documented: Type, shown: list[Json]) -> Type | None:
        if isinstance(documented, (ListOf, MapOf)):
            return self._of_items(
                documented.item if isinstance(documented, ListOf) else documented.value, shown, ListOf
            )
        return self._first((ListOf(documented), ListOf(ANY)), shown)

    def _of_object(self, documented: Type, shown: dict[str, Json]) -> Type | None:
        if isinstance(documented, MapOf):
            return self._of_items(documented.value, list(shown.values()), MapOf)
        if isinstance(documented, ListOf):
            item = documented.item
            rows = all(isinstance(value, dict) for value in shown.values())
            several = (MapOf(item),) if isinstance(item, Scalar) or (rows and item != MapOf(ANY)) else ()
            return self._first((*several, item, MapOf(ANY)), shown)
        return self._first((MapOf(documented), MapOf(ANY)), shown) if isinstance(documented, Object) else MapOf(ANY)

    def _of_items(self, item: Type, shown: list[Json], container: type[ListOf] | type[MapOf]) -> Type | None:
        """One type for all items."""
        for value in shown:
            found = self.judge(item, value)
            if found is None:
                return None
            item = found
        return container(item)

    def _first(self, candidates: tuple[Type, ...], shown: Json) -> Type:
        return next(candidate for candidate in candidates if fits(candidate, shown, self._shared))


def _as_shown(shown: Json) -> Type:
    if isinstance(shown, list):
        return ListOf(ANY)
    if isinstance(shown, dict):
        return MapOf(ANY)
    if isinstance(shown, bool):
        return Scalar(Kind.BOOLEAN)
    if isinstance(shown, int):
        return Scalar(Kind.INTEGER)
    return Scalar(Kind.NUMBER if isinstance(shown, float) else Kind.STRING)
