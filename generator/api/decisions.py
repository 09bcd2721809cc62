"""What specs decide together: the one way from spec to spec. Of it each method sees what concerns it, and no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, TypeVar

from ..cache import digest
from ..problems import Problems
from ..spec.grammar import InvalidType, alternatives
from ..spec.model import Field, MethodSpec, SpecTree
from ..spec.names import WireName
from .answers import Answer, answer_of_event, answer_of_method, decide
from .boolean_forms import Forms, boolean_forms
from .file_encoding import FileEncoding
from .file_inputs import file_inputs
from .interpret import Interpreter
from .model import Method
from .places import elements_of, owner_of, place_of
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


class Decisions:
    """Of all specs.

    Args:
        in_parameters: The specs of shared types with no more than parameters may have of them.
    """

    def __init__(self, specs: SpecTree, in_parameters: SpecTree, problems: Problems) -> None:
        methods = specs.methods.values()
        files, booleans = file_inputs(methods), boolean_forms(methods)
        shown, given = shown_in(specs), always_given(specs)
        # What results show of a shared type is no parameter.
        parameters = Interpreter("params", {**specs.types, **in_parameters.types}, problems)
        documented = Interpreter("results", specs.types, problems, shown=shown, given=given)
        # What an answer with shared types in it shows of these counts everywhere, and so is decided before all else.
        answers = [each for each in _answers(specs) if not specs.types.keys().isdisjoint(_named_in([each.documented]))]
        decision = decide(answers, documented)
        self.contradictions: Final = decision.told
        self.results: Final = documented.with_decided(decision.types)
        """What interprets results, of events too."""
        self.as_parameters: Final[Objects] = {name: parameters.shared[name] for name in sorted(specs.types)}
        self.as_results: Final[Objects] = {name: self.results.shared[name] for name in sorted(specs.types)}
        self.decided_places: Final = frozenset(answer.place for answer in answers)
        self._types = dict(self._seen_types())
        self._files, self._booleans = _by_owner(files), _by_owner(booleans)
        self._keys = _by_owner(query_keys(specs))
        self._numbers, self._flags, self._given = (
            _by_owner(dict.fromkeys(sorted(each))) for each in (shown.numbers, shown.flags, given)
        )
        self._decided = _by_owner(decision.types)

    def seen_by(self, method: MethodSpec, describing: tuple[Method, ...]) -> Seen:
        place = place_of(method, "returns")
        owner = owner_of(place)
        named = _named_in([*method.params.values(), *([method.returns] if method.returns is not None else [])])
        return Seen(
            tuple(self._types[name] for name in sorted(self._types.keys() & named)),
            self._files.get(owner, {}),
            self._booleans.get(owner, {}),
            self._keys.get(owner, {}),
            tuple(self._numbers.get(owner, ())),
            tuple(self._flags.get(owner, ())),
            tuple(self._given.get(owner, ())),
            self._decided.get(owner, {}),
            place in self.decided_places,
            describing,
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


def _answers(specs: SpecTree) -> Iterator[Answer]:
    found = (
        *(answer_of_method(method) for _, method in sorted(specs.methods.items())),
        *(answer_of_event(event) for _, event in sorted(specs.events.items())),
    )
    return filter(None, found)


def _by_owner(rows: Mapping[str, T]) -> Mapping[str, Mapping[str, T]]:
    found: dict[str, dict[str, T]] = defaultdict(dict)
    for place, row in rows.items():
        found[owner_of(place)][place] = row
    return found


def _named_in(waiting: list[Field]) -> set[str]:
    """What the fields name as their type, at any depth: shared types and others."""
    found: set[str] = set()
    for each in waiting:
        found.update(_names_in(each.type))
        if each.ref is not None:
            found.add(each.ref)
        if each.fields:
            waiting += each.fields.values()
        for case in each.variants.values():
            waiting += case.values()
        waiting += elements_of(each)
    return found


@cache
def _names_in(documented: str) -> tuple[str, ...]:
    try:
        return tuple(each.name for each in alternatives(documented))
    except InvalidType:  # which is told when it is interpreted
        return ()
