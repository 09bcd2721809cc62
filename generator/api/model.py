"""The API as one frozen value: every method, event and shared type, with every doubt decided.

Whatever is made of the documentation is made of this: a package that adds an output imports nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING

from ..cache import digest
from ..spec.model import SITE, Json, Status
from ..spec.names import WireName
from .access import Access, access_of
from .cases import Cases
from .entity_types import EntityType
from .paging import Paging
from .types import Documented, Object, Property, Type, references_in
from .wire_format import WireFormats


@dataclass(frozen=True)
class Error:
    """A documented refusal.

    Args:
        code: As the portal sends it; "" where it sends none.
        message: The portal's own text.
        status: The HTTP status.
        field: REST 3.0: the parameter that a validation error is about.
        class_name: What it is, by what a caller does next: the name of a class in `bitrix24.errors`.
    """

    code: str
    message: str | None
    status: int | None
    field: str | None
    class_name: str


@dataclass(frozen=True)
class Example:
    """A documented call beside the first, and the whole envelope of its answer where the page has one of its own."""

    call: Mapping[str, Json]
    response: Mapping[str, Json] | None


@dataclass(frozen=True, repr=False)
class Method:
    """
    One that is remembered from an earlier run has no more of this than was asked of it, and makes the rest when asked.

    Args:
        rest: The REST version, 2 or 3.
        scope: The scopes of which the caller needs one.
        left: The day from which on no page documents it.
        replaced_by: The method to use instead, the family of them, or the address of the page about them, where the
            documentation names one.
        is_alias: An earlier spelling of `replaced_by`.
        parameters: In the documented order.
        other_parameters: Names that stand for any number of parameters, such as `UF_*`.
        formats: How values go on the wire where the default rule is not it, by parameter.
        positional: The portal takes the arguments by position, in the order of the parameters.
        by_position: The parameter that callers may pass by position: the one that is required, or once was.
        only_reads: The call leaves everything as it was: it may be repeated.
        idempotent: The page says that twice does what once does: it may be repeated, too.
        who: Who can execute it, in a word of a small vocabulary; None where the page does not say it.
        who_more: The page says more of who can.
        context: `application` where no webhook can call it.
        since: The version of the portal's module from which on it is there.
        on_premise: Only on portals that their owners host.
        one_of: Groups of which one is needed, as dotted paths.
        forms: Alternative sets of parameters, of one of which a call has all.
        can_be_batched: A batch takes it.
        returns: What `result` is.
        documented_result: How the page states it; None where it does not.
        paging: None for a method that is no list.
        cases: What it takes and gives for each of several types of CRM objects, where the page says it.
        example: The parameters of the documented call.
        response: The documented answer, the whole envelope.
        total: `total` is beside `result`.
        examples: The documented calls beside the first.
    """

    name: WireName
    rest: int
    page: str
    title: str
    scope: tuple[str, ...]
    status: Status
    left: str | None
    replaced_by: str | None
    is_alias: bool
    parameters: tuple[Property, ...]
    other_parameters: tuple[str, ...]
    formats: WireFormats
    positional: bool
    by_position: str | None
    only_reads: bool
    idempotent: bool
    who: str | None
    who_more: bool
    context: str | None
    since: str | None
    on_premise: bool
    one_of: tuple[tuple[str, ...], ...]
    forms: tuple[tuple[str, ...], ...]
    can_be_batched: bool
    returns: Type
    documented_result: Documented | None
    paging: Paging | None
    cases: Cases | None
    errors: tuple[Error, ...]
    example: Mapping[str, Json] | None
    response: Mapping[str, Json] | None
    total: bool
    examples: tuple[Example, ...]

    @property
    def url(self) -> str:
        """Of its page."""
        return f"{SITE}/{self.page}"

    @property
    def access(self) -> Access:
        """What a call may do to what is there."""
        return access_of(self.name, self.only_reads)

    @cached_property
    def references_in_parameters(self) -> frozenset[WireName]:
        """The shared types in its parameters; what these hold is not looked at."""
        return frozenset(name for each in self.parameters for name in references_in(each.type))

    @cached_property
    def references_in_result(self) -> frozenset[WireName]:
        """The same, in its result."""
        return frozenset(references_in(self.returns))

    @property
    def references(self) -> frozenset[WireName]:
        """Both."""
        return self.references_in_parameters | self.references_in_result

    @cached_property
    def digest(self) -> str:
        """Of all that it is."""
        return _digest(self)

    def __repr__(self) -> str:
        # Short, and known of one that is remembered: it is part of what the cache knows a namespace by.
        return f"Method({str(self.name)!r}, {self.digest})"

    @classmethod
    def remembered(cls, make: Callable[[], Method], **known: object) -> Method:
        """One of which only that is known; `make` makes all of it."""
        method = object.__new__(cls)
        vars(method).update(known, _make=make)
        return method

    if not TYPE_CHECKING:  # to a checker, a method has its fields and no others

        def __getattr__(self, name: str) -> object:
            make = vars(self).get("_make")
            if make is None or name not in self.__dataclass_fields__:
                raise AttributeError(f"a Method has no {name!r}")
            vars(self).update(vars(make()))
            vars(self).pop("_make", None)
            return vars(self)[name]


@dataclass(frozen=True, repr=False)
class SharedType:
    """An object that several methods share.

    Args:
        as_parameter: What parameters hold of it.
        as_result: What results hold of it.
        in_parameters: Some method has it among its parameters, or had when it left.
        in_results: Some method or event has it in its result or data, or nothing has it at all.
        left: The day from which on nothing documented refers to it.
        aliases: Earlier names.
    """

    name: WireName
    page: str
    title: str
    as_parameter: Object
    as_result: Object
    in_parameters: bool
    in_results: bool
    left: str | None
    aliases: tuple[WireName, ...]

    @property
    def url(self) -> str:
        """Of the page that describes it."""
        return f"{SITE}/{self.page}"

    @property
    def references(self) -> frozenset[WireName]:
        """The shared types that it holds."""
        return self.as_parameter.references | self.as_result.references

    @cached_property
    def digest(self) -> str:
        """Of all that it is."""
        return _digest(self)

    def __repr__(self) -> str:
        # Short, for it is part of what the cache knows every unit by that leads to the type.
        return f"SharedType({str(self.name)!r}, {self.digest})"


def _digest(value: Method | SharedType) -> str:
    parts = (getattr(value, each.name) for each in fields(value))
    return digest(*(part.digest if isinstance(part, Object) else repr(part) for part in parts))


@dataclass(frozen=True)
class Event:
    """
    Args:
        left: The day from which on no page documents it.
        replaced_by: The event to subscribe to instead, or the address of a page, where the documentation names one.
        auth: The portal sends along how to answer it, in `auth`.
        who: Who can subscribe, in a word of a small vocabulary; None where the page does not say it.
        who_more: The page says more of who can.
        context: `application` where no webhook can subscribe.
        data: None where no page says what is in it.
        documented_data: How the page states it.
        example: The documented request, the whole of it.
    """

    name: WireName
    page: str
    title: str
    scope: tuple[str, ...]
    status: Status
    left: str | None
    replaced_by: str | None
    auth: bool
    who: str | None
    who_more: bool
    context: str | None
    data: Type | None
    documented_data: Documented | None
    example: Mapping[str, Json] | None

    @property
    def url(self) -> str:
        """Of its page."""
        return f"{SITE}/{self.page}"


@dataclass(frozen=True)
class Api:
    """
    Args:
        methods: By REST version and name, in that order.
        errors: What every method can answer.
        contradictions: Where a documented answer is not of the documented type, a line for each.
        entity_types: The types of CRM objects, by number.
    """

    methods: Mapping[tuple[int, WireName], Method] = field(default_factory=dict[tuple[int, WireName], Method])
    types: Mapping[WireName, SharedType] = field(default_factory=dict[WireName, SharedType])
    events: Mapping[WireName, Event] = field(default_factory=dict[WireName, Event])
    errors: tuple[Error, ...] = ()
    contradictions: tuple[str, ...] = ()
    entity_types: tuple[EntityType, ...] = ()

    def only(self, pattern: str | None) -> Api:
        """With the methods and events whose name matches; of None, all."""
        if pattern is None:
            return self
        methods = {key: each for key, each in self.methods.items() if fnmatchcase(each.name, pattern)}
        events = {name: each for name, each in self.events.items() if fnmatchcase(name, pattern)}
        return replace(self, methods=methods, events=events)

    def reached(self, names: Iterable[WireName]) -> dict[WireName, SharedType]:
        """These shared types and all that they hold, to any depth, in the order of their names."""
        found: set[WireName] = set()
        waiting = set(names)
        while waiting:
            name = waiting.pop()
            found.add(name)
            waiting |= self.types[name].references - found
        return {name: self.types[name] for name in sorted(found)}
