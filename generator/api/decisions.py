"""What specs decide together: the one way from spec to spec. Of it each method sees what concerns it, and no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from ..cache import digest
from ..problems import Problems
from ..spec.model import MethodSpec, SpecTree
from ..spec.names import WireName
from .answers import Answer, answer_of_event, answer_of_method, decide
from .boolean_forms import Forms
from .entity_types import EntityType, entity_types, parameter_of
from .file_encoding import FileEncoding
from .interpret import Interpreter
from .model import Method
from .observed import Observed, types_named_in
from .places import owner_of, place_of
from .presence import always_given
from .query_keys import query_keys
from .shown import shown_in
from .types import Objects, Type

T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class SeenType:
    """A shared type and all that it leads to, as parameters and as results have them."""

    name: WireName
    as_parameters: Objects
    as_results: Objects

    @cached_property
    def _digest(self) -> str:
        objects = (*self.as_parameters.items(), *self.as_results.items())
        return digest(*(part for name, each in objects for part in (name, each.digest)))

    def __repr__(self) -> str:
        return f"SeenType({str(self.name)!r}, {self._digest})"


@dataclass(frozen=True)
class Seen:
    """What a method sees of other specs, and what was decided of its own together with them.

    Nothing has an order of chance, for the text of it all is what the method is remembered by.

    Args:
        types: The shared types that its spec names.
        files, booleans, keys: As of `Interpreter`, by place.
        numbers, flags: As of `Shown`.
        given: As of `Interpreter`.
        decided: What its result is, by place, where its answer was decided together with others.
        is_decided: It was.
        describing: The methods that say what it filters by.
        entity_types: The types of CRM objects, where a parameter says which one a call is about.
    """

    types: tuple[SeenType, ...]
    files: Mapping[str, FileEncoding]
    booleans: Mapping[str, Forms]
    keys: Mapping[str, tuple[str, ...]]
    numbers: tuple[str, ...]
    flags: tuple[str, ...]
    given: tuple[str, ...]
    decided: Mapping[str, Type]
    is_decided: bool
    describing: tuple[Method, ...]
    entity_types: tuple[EntityType, ...] = ()


class Decisions:
    """Of all specs.

    Args:
        in_parameters: The specs of shared types with no more than parameters may have of them.
        observed: What each method says by itself.
    """

    def __init__(
        self,
        specs: SpecTree,
        in_parameters: SpecTree,
        observed: Mapping[tuple[int, WireName], Observed],
        problems: Problems,
    ) -> None:
        shown = shown_in(specs, observed)
        given = always_given(specs)
        # What results show of a shared type is no parameter.
        parameters = Interpreter("params", {**specs.types, **in_parameters.types}, problems)
        documented = Interpreter("results", specs.types, problems, shown=shown, given=given)
        # What an answer with shared types in it shows of these counts everywhere, and so is decided before all else.
        answers = [each for named, each in _answers(specs, observed) if not specs.types.keys().isdisjoint(named)]
        decision = decide(answers, documented)
        self.contradictions: Final = decision.told
        self.results: Final = documented.with_decided(decision.types)
        """What interprets results, of events too."""
        self.as_parameters: Final[Objects] = {name: parameters.shared[name] for name in sorted(specs.types)}
        self.as_results: Final[Objects] = {name: self.results.shared[name] for name in sorted(specs.types)}
        self.decided_places: Final = frozenset(answer.place for answer in answers)
        self._types = dict(self._seen_types())
        self._observed = observed
        self._keys = _by_owner(query_keys(specs))
        self._numbers, self._flags, self._given = (
            _by_owner(dict.fromkeys(sorted(each))) for each in (shown.numbers, shown.flags, given)
        )
        self._decided = _by_owner(decision.types)
        self.entity_types: Final = entity_types(specs)

    def seen_by(self, method: MethodSpec, describing: tuple[Method, ...]) -> Seen:
        place = place_of(method, "returns")
        owner = owner_of(place)
        observed = self._observed[method.rest, method.method]
        named = observed.types_of_parameters | observed.types_of_result
        return Seen(
            tuple(self._types[name] for name in sorted(self._types.keys() & named)),
            observed.files,
            observed.booleans,
            self._keys.get(owner, {}),
            tuple(self._numbers.get(owner, ())),
            tuple(self._flags.get(owner, ())),
            tuple(self._given.get(owner, ())),
            self._decided.get(owner, {}),
            place in self.decided_places,
            describing,
            self.entity_types if parameter_of(method) is not None else (),
        )

    def _seen_types(self) -> Iterator[tuple[str, SeenType]]:
        held = {
            name: self.as_parameters[name].references | self.as_results[name].references for name in self.as_results
        }
        for name in held:
            all = sorted(reached([name], held))
            as_parameters = {each: self.as_parameters[each] for each in all}
            yield str(name), SeenType(name, as_parameters, {each: self.as_results[each] for each in all})


def reached(names: Iterable[WireName], held: Mapping[WireName, Iterable[WireName]]) -> set[WireName]:
    """These shared types, and those that they hold to any depth; `held`: by each."""
    found: set[WireName] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += held[name]
    return found


def _answers(
    specs: SpecTree, observed: Mapping[tuple[int, WireName], Observed]
) -> Iterator[tuple[frozenset[str], Answer]]:
    """Each with the types that what is documented of it names."""
    for key, method in sorted(specs.methods.items()):
        answer = answer_of_method(method)
        if answer is not None:
            yield observed[key].types_of_result, answer
    for _, event in sorted(specs.events.items()):
        answer = answer_of_event(event)
        if answer is not None:
            yield types_named_in([answer.documented]), answer


def _by_owner(rows: Mapping[str, T]) -> Mapping[str, Mapping[str, T]]:
    found: dict[str, dict[str, T]] = defaultdict(dict)
    for place, row in rows.items():
        found[owner_of(place)][place] = row
    return found
