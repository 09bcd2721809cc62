"""By which words beside its name and title a method is found: of its parameters, of their values, of its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...api import Json, Method
from ...api.prose import Prose
from ...api.types import Object, QueryObject, Scalar, Type, parts_of
from ...text import clean

# So deep in parameters a name still says what the method is for.
_DEEPEST: Final = 2


def words_of(method: Method, prose: Prose) -> list[Json]:
    """Names of parameters, what their values are called; and what the page says, where that is known."""
    sent = Object(method.parameters)
    said = clean(prose.about(method))
    found: list[Json] = [" ".join(dict.fromkeys(each)) for each in (_names(sent), _values(sent))]
    return [*found, said] if said else found


def _names(type: Type, depth: int = 0) -> Iterator[str]:
    """The outermost first."""
    if isinstance(type, (Object, QueryObject)):
        if depth < _DEEPEST:
            yield from (clean(each.name) for each in type.properties)
            for each in type.properties:
                yield from _names(each.type, depth + 1)
    else:
        for part in parts_of(type):
            yield from _names(part, depth)


def _values(type: Type) -> Iterator[str]:
    if isinstance(type, Scalar):
        labels = dict(type.labels)
        for value in type.values:
            if isinstance(value, str) and len(value) > 1:
                yield clean(labels.get(value, value))
        yield from (clean(label) for value, label in type.labels if value not in type.values)
    for part in parts_of(type):
        yield from _values(part)
