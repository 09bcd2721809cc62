"""The plans of the generated tests: the documented call and answer, what they leave out, the refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ...api.errors import USUAL_STATUS, error_class
from ...api.file_encoding import FILE_FORMS
from ...api.interpret import Array, Cases, Nullable, Record, Ref, Shape, Shaper, merged, place_of
from ...api.samples import Maker
from ...api.unshown import Gaps
from ...problems import Problems
from ...spec.model import Error, Json, MethodSpec, TypeSpec
from ...spec.names import WireName
from ..python.listings import ListPlan
from ..python.literals import Call, Code, Row, Value, filled, literal, names_in
from ..python.methods import Shaped, can_be_batched
from ..python.names import Identifier
from ..python.parameters import Forms
from ..python.results import type_view
from .expected import Oracle, Unexpected, file_argument

# The webhook that the tests' client has; its code occurs in no documented text, where it would be hidden as a secret.
WEBHOOK_PATHS: Final = {2: "/rest/1/w3bh00k/", 3: "/rest/api/1/w3bh00k/"}

_WIDTH: Final = 120


@dataclass(frozen=True)
class FunctionPlan:
    """A function that makes one call with a client."""

    name: str
    call: str


@dataclass(frozen=True)
class CheckPlan:
    """A test: the call and its answer; the request that it was, and what came back, "" where nothing is new."""

    name: str
    call: str
    sent: str
    same: str


@dataclass(frozen=True)
class MethodTests:
    """`portal`: the fixture. `refuses`: the documented refusals, `pages`: the reading of a list to its end, or "".

    `names`: what the code needs imported.
    """

    name: str
    portal: str
    functions: tuple[FunctionPlan, ...]
    checks: tuple[CheckPlan, ...]
    refuses: str
    pages: str
    names: frozenset[str]


@dataclass(frozen=True)
class TypeTest:
    module: str
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

    def __init__(self, types: Mapping[WireName, TypeSpec], shaper: Shaper, problems: Problems) -> None:
        self._types = types
        self._shaper = shaper
        self._problems = problems
        self._oracle = Oracle(types, shaper)
        self.slips: dict[str, str] = {}
        """Places of attributes that the documented answers do not let be read, and why."""

    def method(self, method: Shaped, path: Sequence[str]) -> MethodTests:
        """`path`: its attributes from the client on."""
        name, portal = path[-1], "portal" if can_be_batched(method.spec) else "alone"
        functions: list[FunctionPlan] = []
        checks: list[CheckPlan] = []
        names: set[str] = set()
        for case in self._cases(method, name):
            if case.sent is not None:
                call = Call(".".join(("b24", *path)), keywords=self.arguments(method, case.sent))
                functions.append(FunctionPlan(f"call_{case.name}", _statement(call, "return ")))
                names |= names_in(call)
            result = self._expected(method.returns, case.answer["result"], place_of(method.spec, "response.result"))
            checks.append(_check(method.spec, case, portal, functions[-1].name, result))
            names |= names_in(result)
        pages = None
        if method.listed is not None:
            # With no more than it must have: an order of the caller's would be kept.
            call = Call(".".join(("b24", *path)), keywords=self.arguments(method, self._made(method, ())))
            functions.append(FunctionPlan(f"call_{name}__pages", _statement(call, "return ")))
            pages = self._pages(method.listed, functions[-1].name, method.spec)
            names |= names_in(call) | names_in(pages)
        return MethodTests(
            name,
            portal,
            tuple(functions),
            tuple(checks),
            _refuses(method.spec, portal, functions[0].name),
            _statement(pages) if pages is not None else "",
            frozenset(names),
        )

    def type(self, spec: TypeSpec, module: str) -> TypeTest:
        record = self._shaper.record(spec.fields, "results", str(spec.type))
        raw = Maker("results", self._types, self._shaper).record(record, (spec.type,))
        expected = self._expected(record, raw, spec.type)
        view = type_view(spec.type)
        same = Call("same", (Call(view, (Code("raw"),)), expected))
        return TypeTest(module, view, _statement(raw, "raw = "), _statement(same), names_in(expected))

    def _expected(self, shape: Shape, raw: Json, where: str) -> Value:
        try:
            reading = self._oracle.read(shape, raw)
        except Unexpected as error:
            self._problems.add(where, str(error))
            return None
        self.slips.update({slip.place: slip.what for slip in reading.slips})
        return reading.value

    def _cases(self, method: Shaped, name: str) -> list[_Case]:
        """The documented call with the documented answer; then, made, whatever these leave out."""
        spec = method.spec
        gaps = Gaps(self._types, self._shaper)
        result = _result(spec, self._problems)
        missing = _missing(method)
        sent = self.documented(method)
        answer = dict(spec.response or {}) if result is not None else {"result": gaps.made(method.returns)}
        filling = gaps.of(method.returns, result.value) if result is not None else None
        rest = self._made(method, missing) if spec.example is not None and missing else None
        cases = [_Case(name, sent, answer, is_read=True)]
        if rest is not None or filling is not None:
            more = filling.value if filling is not None else gaps.smallest(method.returns)
            cases.append(_Case(f"{name}__made", rest, {"result": more}, is_read=filling is not None))
        return cases

    def documented(self, method: Shaped) -> dict[str, Json]:
        """The documented call's parameters, with made ones for those that it should have and does not."""
        example = _example(method)
        if example is None:
            return self._made(method, list(method.params.members))
        if method.spec.positional:
            return {wire: example[wire] for wire in method.params.members if wire in example}
        return {**example, **{wire: value for wire, value in self._made(method, ()).items() if wire not in example}}

    def _made(self, method: Shaped, missing: Sequence[str]) -> dict[str, Json]:
        """Values for the missing parameters, and for those that no call can do without."""
        maker = Maker("params", self._types, self._shaper)
        shown = _example(method) or {}
        return {
            # What the example has, and not in every form, needs no more than those.
            wire: maker.value(_formed(member.shape, method.forms.get(wire)) if wire in shown else member.shape, wire)
            for wire, member in method.params.members.items()
            # By position nothing can be left out before something.
            if member.required or wire in missing or method.spec.positional
        }

    def _pages(self, listed: ListPlan, function: str, spec: MethodSpec) -> Call:
        """Reads the whole list."""
        keywords: dict[str, Value] = {}
        row: Json = {}
        if listed.key is not None:
            row = {listed.key.row: 7}
            keywords |= {"order": dict(listed.key.order), "after": Row(listed.key.filter)}
        elif listed.paging == "cursor":
            row = {"id": 7}
        elif not isinstance(listed.row, (Record, Ref)):
            row = Maker("results", self._types, self._shaper).value(listed.row, "row")
        if listed.rows:
            keywords["rows"] = Row(listed.rows)
        return Call("portal.pages", (Code(function), listed.paging, row), {**keywords, **_deprecated(spec)})

    def arguments(self, method: Shaped, sent: Mapping[str, Json]) -> dict[str, Value]:
        """The keyword arguments of the call that sends this."""
        members = method.params.members
        arguments: dict[str, Value] = {
            method.names[wire]: self._oracle.argument(members[wire].shape, sent[wire])
            for wire in members
            if wire in sent
        }
        unknown = {wire: value for wire, value in sent.items() if wire not in members}
        return {**arguments, "extra": unknown} if unknown else arguments


@dataclass(frozen=True)
class _Result:
    value: Json


def _result(spec: MethodSpec, problems: Problems) -> _Result | None:
    if spec.response is None:
        return None
    if "result" not in spec.response:
        problems.add(f"{spec.method}: response", "has no `result`")
        return None
    return _Result(spec.response["result"])


def _example(method: Shaped) -> dict[str, Json] | None:
    """The documented call's parameters, under their documented names where only the case, which is ignored, differs."""
    if method.spec.example is None:
        return None
    folded = {wire.casefold(): wire for wire in method.params.members}
    own = {wire for wire in method.spec.example if wire in method.params.members}
    named: dict[str, Json] = {}
    for wire, value in method.spec.example.items():
        documented = folded.get(wire.casefold(), wire)
        if wire in own:
            named[wire] = value
        elif documented not in own:
            named[documented] = value
    return named


def _missing(method: Shaped) -> list[str]:
    """Parameters that the documented call does not show, or that it shows with a value which another one has too."""
    example = _example(method) or {}
    shown = {wire: literal(value) for wire, value in example.items()}
    counts = Counter(shown.values())
    return [
        wire
        for wire in method.params.members
        if wire not in shown or counts[shown[wire]] > 1 or not _covers(method.forms.get(wire), example[wire])
    ]


def _covers(form: str | Forms | None, value: Json) -> bool:
    """Does the value show every form?"""
    if form is None or isinstance(form, str):
        return form not in FILE_FORMS or file_argument(form, value) is not None
    if not isinstance(value, dict):
        return False
    if "*" in form:
        return bool(value) and all(_covers(form["*"], inner) for inner in value.values())
    return all(name in value and _covers(inner, value[name]) for name, inner in form.items())


def _formed(shape: Shape, form: str | Forms | None) -> Shape:
    """Of objects only the fields that have forms, and those that there must be."""
    if form is None or isinstance(form, str):
        return shape
    if isinstance(shape, Nullable):
        return Nullable(_formed(shape.inner, form))
    if isinstance(shape, Array):
        return Array(_formed(shape.item, form))
    if isinstance(shape, Cases):
        return _formed(merged(shape.records), form)
    if not isinstance(shape, Record):
        return shape
    members = {wire: member for wire, member in shape.members.items() if wire in form or member.required}
    return Record(
        {wire: replace(member, shape=_formed(member.shape, form.get(wire))) for wire, member in members.items()}
    )


def _check(spec: MethodSpec, case: _Case, portal: str, function: str, result: Value) -> CheckPlan:
    called = Call(f"{portal}.call", (Code(function), case.answer), _deprecated(spec))
    order: dict[str, Value] = {"in_order": True} if spec.positional else {}
    sent = Call(f"{portal}.sent", (WEBHOOK_PATHS[spec.rest] + spec.method, case.sent), order)
    same = Call(f"{portal}.same", (Code("result"), result))
    return CheckPlan(
        case.name,
        _statement(called, "result = " if case.is_read else ""),
        _statement(sent) if case.sent is not None else "",
        _statement(same) if case.is_read else "",
    )


def _refuses(spec: MethodSpec, portal: str, function: str) -> str:
    errors = tuple(dict.fromkeys(spec.errors))
    if not errors:
        return ""
    keywords: dict[str, Value] = {"rest": 3} if spec.rest == 3 else {}
    arguments = (Code(function), spec.method, [_refusal(error) for error in errors])
    return _statement(Call(f"{portal}.refuses", arguments, {**keywords, **_deprecated(spec)}))


def _refusal(error: Error) -> Value:
    kind = error_class(error)
    row: tuple[Value, ...] = (kind, error.code, error.message or "", error.status or USUAL_STATUS)
    return Row((*row, error.field) if error.field is not None and kind == "ValidationError" else row)


def _deprecated(spec: MethodSpec) -> dict[str, Value]:
    return {} if spec.status == "active" else {"deprecated": spec.method}


def _statement(value: Value, prefix: str = "") -> str:
    """A statement of a function, with what stands before the value."""
    return prefix + filled(value, start=4 + len(prefix), indent=8, width=_WIDTH)
