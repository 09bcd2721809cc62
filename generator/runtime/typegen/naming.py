"""Names for what a portal calls by labels: made the same way each time, and kept when they have once been given."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

from anyascii import anyascii

__all__ = ["Wanted", "camel", "constant", "natural", "of_wire", "own_part", "plural", "settled", "snake"]

_LONGEST: Final = 50
_APOSTROPHE: Final = re.compile(r"['`’]")
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_LABEL_WORD: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+(?![a-z])")
_CUSTOM: Final = re.compile(r"ufCrm(?:[0-9]+_)?_?|UF_(?:CRM_(?:[0-9]+_)?|AUTO_|USR_)?|PROPERTY_")
_NUMBER: Final = re.compile(r"([0-9]+)")
# A label of any length is read no further than it takes for a name.
_ENOUGH: Final = 4 * _LONGEST


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be named.

    Args:
        key: It alone has it in its scope.
        name: What its label gives.
        suffix: Behind the name it tells it from others with the same.
    """

    key: str
    name: str
    suffix: str


def settled(
    wanted: Iterable[Wanted],
    before: Iterable[Wanted],
    kept: Mapping[str, tuple[str, ...]],
    taken: Iterable[str] = (),
    also: Callable[[str], tuple[str, ...]] = lambda name: (name,),
) -> dict[str, tuple[str, ...]]:
    """A name for each, then those that it had before.

    A name is kept as long as the label gives the same, and for good if it is not of the label but a person's. No name
    that something has, or had, is given to another.

    Args:
        before: What their former labels gave.
        kept: Their names so far.
        taken: Names that none may have.
        also: All that a name stands for, itself among them.
    """
    several, earlier = list(wanted), {each.key: each for each in before}
    given = set(taken)
    found: dict[str, tuple[str, ...]] = {}
    for each in several:
        names: list[str] = []
        for name in dict.fromkeys(kept.get(each.key, ())):
            if _is_free(name, given, also):
                names.append(name)
                given.update(also(name))
        found[each.key] = tuple(names)
    for each in several:
        names = list(found[each.key])
        former = earlier.get(each.key)
        if names and (former is None or former.name == each.name or not _is_made_of(names[0], former)):
            continue
        name = next(name for name in _candidates(each) if name in names or _is_free(name, given, also))
        given.update(also(name))
        found[each.key] = (name, *(other for other in names if other != name))
    return found


def _is_free(name: str, given: Container[str], also: Callable[[str], tuple[str, ...]]) -> bool:
    is_name = name.isidentifier() and name.isascii() and not name.startswith("_") and not keyword.iskeyword(name)
    return is_name and not any(each in given for each in also(name))


def _is_made_of(name: str, wanted: Wanted) -> bool:
    """Or has a person chosen it?"""
    return name.removeprefix(wanted.name) == "" or name.startswith(f"{wanted.name}{wanted.suffix}")


def _candidates(wanted: Wanted) -> Iterator[str]:
    yield wanted.name
    yield f"{wanted.name}{wanted.suffix}"
    for number in count(2):
        yield f"{wanted.name}{wanted.suffix}_{number}"


def snake(label: str, otherwise: str) -> str:
    """`delivery_date` for "Delivery date"; of a label without letters, or with a digit first, the other word too."""
    words = "_".join(_words(label)).lower()
    return _valid(words, otherwise)


def constant(label: str, otherwise: str) -> str:
    """`IN_PROGRESS` for "In progress"."""
    words = "_".join(_words(label)).upper()
    return _valid(words, otherwise)


def camel(label: str, otherwise: str) -> str:
    """`ServiceContract` for "Service contract"."""
    words = "".join(word[:1].upper() + word[1:] for word in _words(label))
    return _valid(words, otherwise, between="")


def of_wire(wire: str) -> str:
    """`assigned_by_id` for `assignedById`."""
    return "_".join(_WORD.findall(anyascii(wire[:_ENOUGH]))).lower()


def own_part(wire: str) -> str:
    """Of the name of a custom field, what others do not have: `1721244482250`."""
    return of_wire(_CUSTOM.sub("", wire, count=1) if _CUSTOM.match(wire) else wire)


def plural(name: str) -> str:
    """`deals`; a name that ends as a plural is taken for one."""
    lower = name.lower()
    if lower.endswith(("ss", "x", "ch", "sh")):
        return f"{name}es"
    if lower.endswith("s"):
        return name
    if lower.endswith("y") and lower[-2:-1] not in tuple("aeiou"):
        return f"{name[:-1]}ies"
    return f"{name}s"


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """To sort by: numbers in it by their size, so that what was made first comes first."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBER.split(text))


def _words(label: str) -> list[str]:
    plain = _APOSTROPHE.sub("", anyascii(_APOSTROPHE.sub("", label[:_ENOUGH])))
    words: list[str] = []
    for word in _LABEL_WORD.findall(plain):
        if words and sum(map(len, words)) + len(words) + len(word) > _LONGEST:
            break
        words.append(word[:_LONGEST])
    return words


def _valid(name: str, otherwise: str, between: str = "_") -> str:
    if not name:
        return otherwise
    if name[0].isdigit():
        return f"{otherwise}{between}{name}"
    return f"{name}_" if keyword.iskeyword(name) else name
