"""What is documented of a method as a whole, and of when a parameter means something, in short words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...api import Method
from ...api.model import Event
from ...api.types import PARAMETER, Property
from ...text import clean
from .literals import literal


def context(each: Method | Event) -> Iterator[str]:
    """From where alone it can be called, or subscribed to."""
    if each.context == "application":
        yield "Only in the context of an application, not with a webhook"


def statements(method: Method) -> Iterator[str]:
    """A sentence for each other thing that is stated of the method."""
    yield from context(method)
    if method.since is not None:
        yield f"Since version {method.since}"
    if method.on_premise:
        yield "Only on portals that their owners host"
    if method.idempotent:
        yield "Twice does what once does"
    if method.total and method.paging is None:
        yield "The answer has `total`"


def alternatives(method: Method) -> Iterator[str]:
    """The same of parameters that are needed in the place of each other."""
    for group in method.one_of:
        yield f"One of {_listed(group)} is required"
    if method.forms:
        yield f"Takes {'; or '.join(map(_listed, method.forms))}"


def conditions(property: Property) -> Iterator[str]:
    """When the property means something."""
    terms = property.terms
    if isinstance(terms.when, str):
        yield f"only with {_other(terms.when)}"
    elif terms.when is not None:
        for name, value in terms.when.items():
            values = value if isinstance(value, list) else [value]
            yield f"only where {_other(name)} is {' or '.join(f'`{literal(each)}`' for each in values)}"
    if terms.since is not None:
        yield f"since version {terms.since}"
    if terms.on_premise:
        yield "only on portals that their owners host"
    if terms.required_for == "webhook":
        yield "required in calls with a webhook"
    if terms.left is not None:
        yield left(terms.left)


def left(day: str) -> str:
    """Of what the pages once stated."""
    return f"no longer documented since {clean(day)}"


def _other(name: str) -> str:
    """What lies beside a value, or the parameter of the method at that path."""
    return f"{'the parameter ' if name.startswith(PARAMETER) else ''}`{clean(name.removeprefix(PARAMETER))}`"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{clean(name)}`" for name in names)
