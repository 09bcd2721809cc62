# Copied from generator/runtime/_core/catalog_search.py by "python -m generator generate". Edit that file.
"""Which methods do what is asked for in plain words.

A method is found by the words of its name, its title, the path of its page, its parameters and their values, and of the
deprecated methods that it replaces; each counts as BM25 has it. What is asked for also stands for what the API calls
it. The more of a name was asked for, the better; the verb decides between methods that are about the same.

Of those that fit best, one after the other is taken, and what it has of the question counts less from then on: a
question about several things finds methods of each.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeAlias

from .catalog_data import entries
from .catalog_lexicon import ACTIONS, CALLED, NAMED, PHRASES, SILENT, USUAL
from .catalog_words import Terms, stem, words

# How much each term counts.
Weights: TypeAlias = dict[str, float]

# What the words of a method count, by where they stand; fitted to questions whose answers are known.
_NAME: Final = 2.7
_TITLE: Final = 2.0
_PATH: Final = 1.6
_PARAMETERS: Final = 0.4
_VALUES: Final = 0.15
_SAID: Final = 0.4
_REPLACED: Final = 3.0
# BM25's own: how soon a term that a method has often counts no more, and how much more a short method's terms count.
_SOON: Final = 1.2
_SHORT: Final = 0.5

_WIRE_NAME: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+")
# Of a question longer than that, in characters, the beginning says what is wanted.
_LONGEST: Final = 4000
# What terms of a question count that stand for what was asked: for a word, for several together, for part of a word.
_FOR_WORD: Final = 0.3
_FOR_WORDS: Final = 0.6
_FOR_PART: Final = 0.8
# So many words of a question have its verb among them.
_VERB_WITHIN: Final = 2
_LATER_VERB: Final = 0.4
_MEANT_VERB: Final = 0.8

# By how much a method counts more or less.
_DOES_IT: Final = 0.65
_DELETES_UNASKED: Final = 0.4
_UNUSUAL: Final = 0.7
_DEPRECATED: Final = 0.85
_REST_3: Final = 0.75
_DEEPER: Final = 0.06
_REPLACES: Final = 0.16
_NAMED_ITSELF: Final = 20.0
_NAME_ASKED: Final = 0.5
_NAME_DOUBT: Final = 1.8
_NAME_MEANT: Final = 1.5

_CANDIDATES: Final = 100
# What a term still counts that a method which was taken has.
_COVERED: Final = 0.85


@dataclass(frozen=True)
class _Indexed:
    """
    Args:
        name: On the wire.
        action: What it does, in a word.
        rarity: Of the terms of its name behind the first segment, without the verb.
        prior: How much it counts before anything is asked.
    """

    name: str
    action: str
    rarity: Mapping[str, float]
    prior: float


@dataclass(frozen=True)
class _Index:
    """
    Args:
        counts: By method, what each of its terms counts there.
        halves: By method, what a term counts there that is worth half of what it can be.
        having: By term, the numbers of the methods that have it.
        rarity: By term.
    """

    terms: Terms
    methods: Sequence[_Indexed]
    counts: Sequence[Weights]
    halves: Sequence[float]
    having: Mapping[str, Sequence[int]]
    rarity: Weights


@dataclass(frozen=True)
class _Question:
    """`named`: what may be names of methods in it, in lower case."""

    terms: Weights
    actions: Weights
    named: frozenset[str]


@dataclass(frozen=True)
class _Candidate:
    """`fits`: what each term of the question counts in it; `factor`: what all of it is worth."""

    at: int
    fits: Weights
    factor: float

    def score(self, left: Mapping[str, float]) -> float:
        """`left`: what terms still count."""
        return self.factor * sum(fit * left.get(term, 1.0) for term, fit in self.fits.items())


def ranked(query: str, allowed: Callable[[int], bool]) -> Iterator[tuple[int, float]]:
    """The numbers of methods in the list of all, the best first, each with how well it fits; of one name one.

    Args:
        allowed: Tells of a number whether it is asked for.
    """
    index = _index()
    found = sorted(_candidates(_question(query, index.terms), index, allowed), key=lambda each: -each.score({}))
    best: dict[str, _Candidate] = {}
    for each in found:
        best.setdefault(index.methods[each.at].name, each)
    distinct = list(best.values())
    last = math.inf
    for candidate, score in _spread(distinct[:_CANDIDATES]):
        yield candidate.at, score
        last = score
    for candidate in distinct[_CANDIDATES:]:
        yield candidate.at, min(last, candidate.score({}))


def _candidates(question: _Question, index: _Index, allowed: Callable[[int], bool]) -> Iterator[_Candidate]:
    fits: defaultdict[int, Weights] = defaultdict(dict)
    for term, counts in question.terms.items():
        for at in index.having.get(term, ()):
            weight = index.counts[at][term]
            fits[at][term] = counts * index.rarity[term] * weight * (_SOON + 1) / (weight + index.halves[at])
    for at, each in fits.items():
        if allowed(at):
            yield _Candidate(at, each, _factor(index.methods[at], question))


def _factor(method: _Indexed, question: _Question) -> float:
    asked = question.actions.get(method.action, 0.0)
    factor = method.prior * (1 + _DOES_IT * asked)
    if method.name.lower() in question.named:
        factor *= _NAMED_ITSELF
    if method.action == "delete" and not asked:
        factor *= _DELETES_UNASKED
    found = sum(rare * min(1.0, _NAME_MEANT * question.terms.get(term, 0.0)) for term, rare in method.rarity.items())
    of_name = (found + _NAME_DOUBT) / (sum(method.rarity.values()) + _NAME_DOUBT)
    return factor * math.pow(of_name, _NAME_ASKED)


def _spread(candidates: Sequence[_Candidate]) -> Iterator[tuple[_Candidate, float]]:
    most: Weights = {}
    for candidate in candidates:
        for term, fit in candidate.fits.items():
            most[term] = max(most.get(term, 0.0), fit)
    left = dict.fromkeys(most, 1.0)
    waiting = list(candidates)
    while waiting:
        score, nearest = max((each.score(left), -place) for place, each in enumerate(waiting))
        best = waiting.pop(-nearest)
        yield best, score
        for term, fit in best.fits.items():
            left[term] *= 1 - (1 - _COVERED) * fit / most[term]


# The question


def _question(query: str, terms: Terms) -> _Question:
    asked = words(query[:_LONGEST])
    telling = [word for word in asked if word not in SILENT]
    found: Weights = {}
    actions: Weights = {}
    for word in asked:
        _count(found, terms.of_word(word)[1:], _FOR_PART)
    for place, word in enumerate(telling):
        _count(found, [stem(word)], 1.0)
        _count(actions, _doing().get(stem(word), ()), 1.0 if place < _VERB_WITHIN else _LATER_VERB)
    for phrase in (*_phrases(asked), *_phrases(telling)):
        _count(found, _called().get(phrase, ()), _FOR_WORD if len(phrase) == 1 else _FOR_WORDS)
        _count(actions, _meaning().get(phrase, ()), _MEANT_VERB)
    return _Question(found, actions, frozenset(_WIRE_NAME.findall(query[:_LONGEST].lower())))


def _count(weights: Weights, names: Iterable[str], weight: float) -> None:
    for name in names:
        weights[name] = max(weights.get(name, 0.0), weight)


def _phrases(asked: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Of up to three words, as stems."""
    stems = list(map(stem, asked))
    for length in (1, 2, 3):
        for start in range(len(stems) - length + 1):
            yield tuple(stems[start : start + length])


def _stems(text: str) -> tuple[str, ...]:
    return tuple(map(stem, words(text)))


@cache
def _called() -> Mapping[tuple[str, ...], Sequence[str]]:
    """What the API calls what people say."""
    found: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for line in CALLED.strip().splitlines():
        said, _, called = line.partition(": ")
        for phrase in said.split(", "):
            found[_stems(phrase)] += _stems(called)
    return found


@cache
def _doing() -> Mapping[str, Sequence[str]]:
    """What a verb may ask for."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for action, verbs in ACTIONS.items():
        for verb in _stems(verbs):
            found[verb].append(action)
    return found


@cache
def _meaning() -> Mapping[tuple[str, ...], Sequence[str]]:
    return {_stems(phrase): actions.split() for phrase, actions in PHRASES.items()}


# The index

# A row of the list of all methods.
_Row: TypeAlias = Sequence[Any]
_OFTEN: Final = 3
_SHORTEST_PART: Final = 3


@cache
def _index() -> _Index:
    rows = entries("methods.jsonl")
    terms = Terms(_vocabulary(rows))
    replacing = _replacing(rows)
    counts = _counts(rows, entries("search.jsonl"), terms, replacing)
    having: defaultdict[str, list[int]] = defaultdict(list)
    for at, weights in enumerate(counts):
        for term in weights:
            having[term].append(at)
    rarity = {term: _rarity(len(numbers), len(rows)) for term, numbers in having.items()}
    central = Counter(at for many in replacing.values() for at in many)
    methods = [_indexed(row, terms, rarity, central[at]) for at, row in enumerate(rows)]
    return _Index(terms, methods, counts, _halves(counts), dict(having), rarity)


def _rarity(having: int, of: int) -> float:
    return math.log(1 + (of - having + 0.5) / (having + 0.5))


def _halves(counts: Sequence[Weights]) -> list[float]:
    lengths = [sum(weights.values()) for weights in counts]
    average = sum(lengths) / max(1, len(lengths))
    return [_SOON * (1 - _SHORT + _SHORT * length / average) for length in lengths]


def _vocabulary(rows: Iterable[_Row]) -> frozenset[str]:
    """Words that titles have often, and those of the lexicon."""
    titles = Counter(word for row in rows for word in set(words(row[2])))
    often = {word for word, count in titles.items() if count >= _OFTEN}
    return frozenset(word for word in (*often, *words(CALLED)) if len(word) >= _SHORTEST_PART)


def _counts(
    rows: Sequence[_Row], more: Sequence[_Row], terms: Terms, replacing: Mapping[int, Sequence[int]]
) -> list[Weights]:
    """By method, what each of its terms counts there."""
    found: list[Weights] = []
    named: list[set[str]] = []
    for row, (parameters, values, *said) in zip(rows, more, strict=True):
        name, titled = set(terms.of(row[0])), _telling(row[2], terms)
        weights: defaultdict[str, float] = defaultdict(float)
        for texts, weight in (
            (name, _NAME),
            (titled, _TITLE),
            (set(terms.of(row[8].removeprefix("api-reference/").removesuffix(".html"))), _PATH),
            (_telling(parameters, terms), _PARAMETERS),
            (_telling(values, terms), _VALUES),
            (_telling(" ".join(said), terms), _SAID),
        ):
            for term in texts:
                weights[term] += weight
        found.append(dict(weights))
        named.append(name | titled)
    for at, others in replacing.items():
        for other in others:
            _count(found[other], named[at], _REPLACED)
    return found


def _telling(text: str, terms: Terms) -> set[str]:
    return {term for word in words(text) if word not in SILENT for term in terms.of_word(word)}


def _indexed(row: _Row, terms: Terms, rarity: Weights, central: int) -> _Indexed:
    name, rest, status = row[0], row[1], row[6]
    _, *segments = name.split(".")
    *between, last = segments or [name]
    telling = {*terms.of(".".join(between)), *(term for word in words(last)[1:] for term in terms.of_word(word))}
    action = _action(last)
    prior = (1 - _DEEPER * max(0, name.count(".") - 2)) * (1 + _REPLACES * math.log(1 + central))
    prior *= 1.0 if status == "active" else _DEPRECATED
    prior *= 1.0 if rest == 2 else _REST_3
    prior *= 1.0 if action in USUAL else _UNUSUAL
    return _Indexed(name, action, {term: rarity[term] for term in telling}, prior)


def _action(last: str) -> str:
    plain = last.lower()
    if plain.endswith("list"):
        return "list"
    return next((action for start, action in NAMED if plain.startswith(start)), next(iter(words(last)), ""))


def _replacing(rows: Sequence[_Row]) -> Mapping[int, Sequence[int]]:
    """By the number of a deprecated method, those that take its place; of a family those that do the same."""
    numbers: dict[tuple[str, int], int] = {(row[0], row[1]): at for at, row in enumerate(rows)}
    found: dict[int, Sequence[int]] = {}
    for at, row in enumerate(rows):
        name, rest, by = row[0], row[1], row[7]
        if by is None:
            continue
        if by.endswith(".*"):
            family = [other for (each, of), other in numbers.items() if of == rest and each.startswith(by[:-1])]
            alike = [other for other in family if _action(_last(rows[other][0])) == _action(_last(name))]
            found[at] = alike or family
        else:
            found[at] = [numbers[by, of] for of in (rest, 2, 3) if (by, of) in numbers][:1]
    return found


def _last(name: str) -> str:
    return name.rpartition(".")[2]
