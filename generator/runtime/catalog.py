"""What is documented of every method, to look up while a program runs: for tools that let people or models choose.

    from bitrix24 import catalog

    found = catalog.search("attach a file to a task")
    print(catalog.describe(found[0].method).text())

Nothing here calls a portal. A program that does not import this module does not pay for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Final, Literal, TypeAlias

from ._core.catalog_data import described, entries, self_contained

__all__ = [
    "Access",
    "Description",
    "DocumentedError",
    "Found",
    "Method",
    "UnknownMethod",
    "describe",
    "find",
    "methods",
    "search",
]

# What a call may do to what is there: nothing, add to it or change it, or take something away for good.
Access: TypeAlias = Literal["read", "write", "destructive"]

_SITE: Final = "https://apidocs.bitrix24.com"
_CLOSE: Final = 3


@dataclass(frozen=True, slots=True)
class Method:
    """
    Args:
        name: On the wire: `crm.item.get`.
        rest: The REST version, 2 or 3.
        title: Of its page.
        scope: The scopes of which a call needs one.
        access: What a call may do to what is there; where the documentation leaves it in doubt, more.
        lists: It answers pages of rows.
        status: `active` or `deprecated`.
        replaced_by: The methods to use instead, or the address of the page that is about them.
        url: Of its page.
        parameters: The names of its parameters, those first that are required.
    """

    name: str
    rest: int
    title: str
    scope: tuple[str, ...]
    access: Access
    lists: bool
    status: str
    replaced_by: tuple[str, ...]
    url: str
    parameters: tuple[str, ...]


class UnknownMethod(LookupError):
    """No documented method has that name. `close`: those that look like it."""

    def __init__(self, name: str, close: tuple[str, ...]) -> None:
        meant = f"; did you mean {' or '.join(close)}?" if close else ""
        super().__init__(f"no documented method is called {name!r}{meant}")
        self.name: Final = name
        self.close: Final = close

    def __reduce__(self) -> tuple[type[UnknownMethod], tuple[str, tuple[str, ...]]]:
        return type(self), (self.name, self.close)


@dataclass(frozen=True, slots=True)
class Found:
    """A method that a search found; `score`: higher is better, and means nothing beside another search's."""

    method: Method
    score: float


@dataclass(frozen=True, slots=True)
class DocumentedError:
    """A refusal that a page lists.

    Args:
        code: As the portal sends it; "" where it sends none.
        message: The portal's own text.
        status: The HTTP status.
        meaning: What the page says of it, in a build with descriptions.
    """

    code: str
    message: str | None
    status: int | None
    meaning: str | None = None


@dataclass(frozen=True)
class Description:
    """
    Args:
        parameters: A JSON Schema (Draft 2020-12) of the object that a call sends, with all that it refers to.
        result: The same of `result` in the answer: it takes what portals are known to send in a value's place.
        errors: The method's own.
        example: The parameters of the documented call.
        about: What the page says of the method, in a build with descriptions.
        who: Who can call it, in a word.
        context: `application` where no webhook can.
        since: The version of the portal's module from which on it is there.
        on_premise: Only on portals that their owners host.
    """

    method: Method
    parameters: Mapping[str, Any]
    result: Mapping[str, Any]
    errors: tuple[DocumentedError, ...] = ()
    example: Mapping[str, Any] | None = None
    about: str | None = None
    who: str | None = None
    context: str | None = None
    since: str | None = None
    on_premise: bool = False

    def text(self) -> str:
        """For people and models: the signature, what is required, values, limits, errors and an example, in short."""
        from ._core.catalog_text import text

        return text(self)


def methods() -> Sequence[Method]:
    """Every documented method, by name, then by REST version."""
    return _methods()


def find(name: str, rest: int | None = None) -> Method:
    """The method of that name, in any case; without `rest` that of REST 2, if there is one.

    Raises:
        UnknownMethod: There is none.
    """
    named = _by_name().get(name.casefold(), ())
    found = next((each for each in named if rest in (None, each.rest)), None)
    if found is None:
        raise UnknownMethod(name, _close(name, rest))
    return found


def describe(method: Method) -> Description:
    """All that is documented of the method."""
    said = dict(described(method.name, method.rest))
    del said["name"], said["rest"]
    said["errors"] = tuple(DocumentedError(*error) for error in said.pop("errors", ()))
    parameters = self_contained(said.pop("parameters", {}))
    return Description(method, parameters, self_contained(said.pop("result", {})), **said)


def search(query: str, *, limit: int = 10, scope: str | None = None) -> list[Found]:
    """The methods that do most likely what is asked for in plain words, the best first.

    Args:
        scope: Only methods that a caller with that scope alone can call.
    """
    from ._core.catalog_search import ranked

    known = methods()
    found = ranked(query, lambda at: scope is None or scope in known[at].scope)
    return [Found(known[at], score) for at, score in islice(found, limit)]


@cache
def _methods() -> tuple[Method, ...]:
    rows = entries("methods.jsonl")
    names: dict[int, list[str]] = {}
    for name, rest, *_ in rows:
        names.setdefault(rest, []).append(name)
    return tuple(
        Method(
            name,
            rest,
            title,
            tuple(scope),
            access,
            lists,
            status,
            _replacing(by, names[rest]),
            f"{_SITE}/{page}",
            tuple(takes),
        )
        for name, rest, title, scope, access, lists, status, by, page, takes in rows
    )


def _replacing(replacement: str | None, names: Sequence[str]) -> tuple[str, ...]:
    """The methods themselves, where it is a family of them: `crm.item.productrow.*`."""
    if replacement is None:
        return ()
    if not replacement.endswith(".*"):
        return (replacement,)
    family = replacement.removesuffix("*").lower()
    return tuple(name for name in names if name.lower().startswith(family))


@cache
def _by_name() -> Mapping[str, tuple[Method, ...]]:
    found: dict[str, tuple[Method, ...]] = {}
    for method in _methods():
        known = found.get(method.name.casefold(), ())
        found[method.name.casefold()] = tuple(sorted((*known, method), key=lambda each: each.rest))
    return found


def _close(name: str, rest: int | None) -> tuple[str, ...]:
    from difflib import get_close_matches

    known = {each.name.casefold(): each.name for each in _methods() if rest in (None, each.rest)}
    return tuple(known[each] for each in get_close_matches(name.casefold(), known, _CLOSE))
