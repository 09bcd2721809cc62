"""The plans of the generated tests: the documented call and answer, what they leave out, the refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ...api import Error, Json, Method, Paging, SharedType, WireName
from ...api.errors import USUAL_STATUS
from ...api.file_encoding import FILE_FORMATS
from ...api.filters import has_no_known_keys
from ...api.fits import fits
from ...api.samples import Sampler
from ...api.types import ListOf, Object, Objects, Optional, Property, Reference, Type, Variants, merged
from ...api.unshown import Unshown
from ...api.wire_format import EVERY_KEY, WireFormats
from ..python.arguments import arguments, documented_parameters, file_argument
from ..python.literals import Call, Code, Lambda, Tuple, Value, filled, literal, names_in
from ..python.names import Identifier, snake
from ..python.results import type_view
from .expected import expected

# How tests call the client or batch that makes a call.
CLIENT: Final = "b24"

_WIDTH: Final = 120


@dataclass(frozen=True)
class TestPlan:
    """A test: the statements that make one call, with all answers to it."""

    __test__ = False  # pytest takes every class named Test… for one of its own

    name: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class MethodTests:
    """`portal`: the fixture. `names`: what the code needs imported."""

    portal: str
    tests: tuple[TestPlan, ...]
    names: frozenset[str]


@dataclass(frozen=True)
class TypeTest:
    name: str
    view: Identifier
    raw: str
    same: str
    names: frozenset[str]


@dataclass(frozen=True)
class _Case:
    """A call to be tested: what is sent (None: the same call as in the case before) and what is answered."""

    name: str
    sent: Mapping[str, Json] | None
    answer: Mapping[str, Json]
    is_read: bool


class TestPlanner:
    __test__ = False  # pytest takes every class named Test… for one of its own

    def __init__(self, types: Mapping[WireName, SharedType]) -> None:
        """`types`: the shared types that the methods lead to."""
        self._as_parameters: Objects = {name: each.as_parameter for name, each in types.items()}
        self._as_results: Objects = {name: each.as_result for name, each in types.items()}

    def method(self, method: Method, path: Sequence[str]) -> MethodTests:
        """`path`: its attributes from the client on."""
        name, portal = path[-1], "portal" if method.can_be_batched else "alone"
        tests: dict[str, list[Call]] = {}
        test: list[Call] = []
        for case in self._cases(method, name):
            if case.sent is not None:
                made = Lambda(CLIENT, self._call(method, path, case.sent))
                test = tests[case.name] = [Call(f"{portal}.call", (method.name, made, case.sent), _special(method))]
            read = (expected(method.returns, case.answer["result"], self._as_results),) if case.is_read else ()
            test.append(Call(f"{portal}.answers", (case.answer, *read)))
        if method.errors:
            tests[name].append(Call(f"{portal}.refuses", ([_refusal(error) for error in method.errors],)))
        if method.paging is not None:
            # With no more than it must have: an order of the caller's would be kept.
            made = Lambda(CLIENT, self._call(method, path, self._made(method, ())))
            tests[f"{name}__pages"] = [self._pages(method.paging, made, method)]
        return MethodTests(
            portal,
            tuple(TestPlan(name, tuple(map(_statement, statements))) for name, statements in tests.items()),
            frozenset(name for statements in tests.values() for each in statements for name in names_in(each)),
        )

    def _call(self, method: Method, path: Sequence[str], sent: Mapping[str, Json]) -> Call:
        return Call(".".join((CLIENT, *path)), keywords=arguments(method, sent, self._as_parameters))

    def type(self, type: SharedType) -> TypeTest:
        raw = Sampler("results", self._as_results).object(type.as_result.properties, (type.name,))
        value = expected(type.as_result, raw, self._as_results)
        view = type_view(type.name)
        same = Call("same", (Call(f"types.{view}", (Code("raw"),)), value))
        return TypeTest(snake(view), view, _statement(raw, "raw = "), _statement(same), names_in(value))

    def _cases(self, method: Method, name: str) -> list[_Case]:
        """The documented call with the documented answer; then, made, whatever these leave out."""
        unshown = Unshown(self._as_results)
        missing = _missing(method)
        answer = (
            _read_of(method.response) if method.response is not None else {"result": unshown.sample(method.returns)}
        )
        more = unshown.of(method.returns, answer["result"]) if method.response is not None else None
        rest = self._made(method, missing) if method.example is not None and missing else None
        cases = [_Case(name, self._documented(method), answer, is_read=True)]
        if rest is not None or more is not None:
            result = more.value if more is not None else unshown.smallest(method.returns)
            cases.append(_Case(f"{name}__made", rest, {"result": result}, is_read=more is not None))
        for number, example in enumerate(method.examples, 2):
            sent = self._documented(replace(method, example=example.call))
            result = {"result": unshown.smallest(method.returns)}
            # An answer that is none of what the page and its first answer say is left to the reference.
            has_answer = (
                example.response is not None
                and "result" in example.response
                and fits(method.returns, example.response["result"], self._as_results)
            )
            answer = _read_of(example.response) if example.response is not None and has_answer else result
            cases.append(_Case(f"{name}__example_{number}", sent, answer, is_read=has_answer))
        return cases

    def _documented(self, method: Method) -> dict[str, Json]:
        """The documented call's parameters, with made ones for those that it should have and does not."""
        if method.example is None:
            return self._made(method, [each.name for each in method.parameters])
        example = documented_parameters(method)
        if method.positional:
            return {each.name: example[each.name] for each in method.parameters if each.name in example}
        return {**example, **{wire: value for wire, value in self._made(method, ()).items() if wire not in example}}

    def _made(self, method: Method, missing: Sequence[str]) -> dict[str, Json]:
        """Values for the missing parameters, and for those that no call can do without."""
        sampler = Sampler("params", self._as_parameters)
        shown = documented_parameters(method)
        return {
            # What the example has, and not in every format, needs no more than those.
            each.name: sampler.value(
                _formatted(each.type, method.formats.get(each.name)) if each.name in shown else each.type, each.name
            )
            for each in method.parameters
            # By position nothing can be left out before something.
            if each.required or each.name in missing or method.positional
        }

    def _pages(self, paging: Paging, function: Lambda, method: Method) -> Call:
        """Reads the whole list."""
        keywords: dict[str, Value] = {}
        row: Json = {}
        if paging.key is not None:
            row = {paging.key.row: 7}
            keywords |= {"order": dict(paging.key.order), "after": Tuple(paging.key.filter)}
        elif paging.kind == "cursor":
            row = {"id": 7}
        elif not isinstance(paging.row, (Object, Reference)):
            row = Sampler("results", self._as_results).value(paging.row, "row")
        if paging.rows:
            keywords["rows"] = Tuple(paging.rows)
        deprecated: dict[str, Value] = {} if method.status == "active" else {"deprecated": method.name}
        return Call("portal.pages", (function, paging.kind, row), {**keywords, **deprecated})


def _read_of(response: Mapping[str, Json]) -> dict[str, Json]:
    """What of an answer a test is about: not the portal's clock, which every answer has."""
    return {name: value for name, value in response.items() if name != "time"}


def _missing(method: Method) -> list[str]:
    """Parameters that the documented call does not show, or that it shows with a value which another one has too."""
    example = documented_parameters(method)
    shown = {wire: literal(value) for wire, value in example.items()}
    counts = Counter(shown.values())
    return [
        each.name
        for each in method.parameters
        if each.name not in shown
        or counts[shown[each.name]] > 1
        or not (has_no_known_keys(each.type) or _covers(method.formats.get(each.name), example[each.name]))
    ]


def _covers(format: str | WireFormats | None, value: Json) -> bool:
    """Does the value show every format?"""
    if format is None or isinstance(format, str):
        return format not in FILE_FORMATS or file_argument(format, value) is not None
    if not isinstance(value, dict):
        return False
    if [*format] == [EVERY_KEY]:
        return bool(value) and all(_covers(format[EVERY_KEY], inner) for inner in value.values())
    return all(name in value and _covers(inner, value[name]) for name, inner in format.items())


def _formatted(type: Type, format: str | WireFormats | None) -> Type:
    """Of objects only the properties that have formats, and those that there must be."""
    if format is None or isinstance(format, str):
        return type
    if isinstance(type, Optional):
        return Optional(_formatted(type.inner, format))
    if isinstance(type, ListOf):
        return ListOf(_formatted(type.item, format))
    if isinstance(type, Variants):
        return _formatted(merged(type), format)
    if not isinstance(type, Object):
        return type
    kept: list[Property] = [each for each in type.properties if each.name in format or each.required]
    properties = tuple(replace(each, type=_formatted(each.type, format.get(each.name))) for each in kept)
    return Object(properties, other_files=type.other_files)


def _special(method: Method) -> dict[str, Value]:
    """What is not so of most calls."""
    of_version: dict[str, Value] = {"rest": 3} if method.rest == 3 else {}
    by_position: dict[str, Value] = {"in_order": True} if method.positional else {}
    return {**of_version, **by_position, **({} if method.status == "active" else {"deprecated": True})}


def _refusal(error: Error) -> Value:
    row: tuple[Value, ...] = (error.class_name, error.code, error.message or "", error.status or USUAL_STATUS)
    return Tuple((*row, error.field) if error.field is not None and error.class_name == "ValidationError" else row)


def _statement(value: Value, prefix: str = "") -> str:
    """A statement of a function, with what stands before the value."""
    return prefix + filled(value, start=4 + len(prefix), indent=8, width=_WIDTH)
