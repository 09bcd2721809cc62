"""The tests of events: the documented example, and made values for what it leaves out, as forms and as classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...api.form_body import as_form
from ...api.interpret import Array, Nullable, Record, Shape, Shaper, Table, place_of_data
from ...api.unshown import Gaps
from ...problems import Problems
from ...spec.model import Json, TypeSpec
from ...spec.names import WireName
from ..python.events import DATA, Shaped, grouped
from ..python.literals import Call, Value, filled, names_in
from ..python.names import snake
from ..python.namespaces import header
from ..python.text import Line, docstring
from ..templates import fill
from .expected import FIELD_ERROR, FIELDS, Oracle, Unexpected
from .suite import TESTS


@dataclass(frozen=True)
class _TestPlan:
    name: str
    check: str
    names: frozenset[str]


@dataclass(frozen=True)
class _Tests:
    header: str
    docstring: str
    imports: str
    tests: tuple[_TestPlan, ...]


class EventTestPlanner:
    def __init__(self, types: Mapping[WireName, TypeSpec], shaper: Shaper, problems: Problems) -> None:
        self._types = types
        self._shaper = shaper
        self._problems = problems
        self._oracle = Oracle(types, shaper)
        self.slips: dict[str, str] = {}
        """Places of attributes that the documented examples do not let be read, and why."""

    def files(self, events: Sequence[Shaped]) -> dict[str, str]:
        """A module for each section of the documentation, and what they need."""
        if not events:
            return {}
        files = {f"{TESTS}/events/conftest.py": fill("events_conftest.py.jinja", header=header("generator/templates"))}
        for name, group in grouped(events, lambda event: event.test_module).items():
            tests = tuple(test for event in group for test in self._tests(event))
            about = docstring([Line(f"Events: {name}, as the portal posts them.")], width=112)
            imports = _imports(name for test in tests for name in test.names)
            module = _Tests(header("specs/events"), about, imports, tests)
            files[f"{TESTS}/events/test_events_{name}.py"] = fill("test_events.py.jinja", module=module)
        return files

    def _tests(self, event: Shaped) -> Iterator[_TestPlan]:
        sent = (event.spec.example or {}).get("event", event.key)
        for suffix, case in zip(("", "__made"), self._cases(event), strict=False):
            check = Call("posted", (event.name, sent, *case))
            yield _TestPlan(
                f"{snake(event.name)}{suffix}", filled(check, start=4, indent=8, width=120), names_in(check)
            )

    def _cases(self, event: Shaped) -> list[tuple[Value, ...]]:
        """The documented data and what it is to a reader; then, made, whatever it leaves out."""
        if event.data is None:
            return [()]
        gaps = Gaps(self._types, self._shaper)
        example = event.spec.example or {}
        shown = example[DATA] if DATA in example else gaps.made(event.data)
        more = gaps.of(event.data, as_form(shown), DATA)
        posted = [shown] if more is None else [shown, _with_something(more.value, shown)]
        return [(data, self._expected(event, event.data, data)) for data in posted]

    def _expected(self, event: Shaped, shape: Shape, posted: Json) -> Value:
        try:
            reading = self._oracle.read(shape, _with_nothing(shape, as_form(posted)))
        except Unexpected as error:
            self._problems.add(place_of_data(event.spec.event), str(error))
            return None
        self.slips.update({slip.place: slip.what for slip in reading.slips})
        return reading.value


def _with_something(made: Json, shown: Json) -> Json:
    """Of data that is null alone nothing would be posted."""
    return {**shown, **made} if as_form(made) is None and isinstance(shown, dict) and isinstance(made, dict) else made


def _with_nothing(shape: Shape, form: Json) -> Json:
    """The form, with null for each field that is not in it and need not be: lists, maps, what may be null."""
    if isinstance(shape, Nullable):
        return _with_nothing(shape.inner, form)
    if isinstance(shape, (Array, Table)) and isinstance(form, dict):
        item = shape.item if isinstance(shape, Array) else shape.value
        return {key: _with_nothing(item, value) for key, value in form.items()}
    if not isinstance(shape, Record) or not isinstance(form, dict):
        return form
    nothing = [wire for wire, each in shape.members.items() if isinstance(each.shape, (Nullable, Array, Table))]
    known = {
        wire: _with_nothing(shape.members[wire].shape, value) for wire, value in form.items() if wire in shape.members
    }
    return {**form, **known, **{wire: None for wire in nothing if wire not in form}}


def _imports(names: Iterable[str]) -> str:
    needed = set(names)
    dates = sorted(needed & {"date", "datetime"})
    lines = [f"from datetime import {', '.join(dates)}"] if dates else []
    if FIELDS in needed:
        lines.append(f"from types import SimpleNamespace as {FIELDS}")
    lines.append("from typing import Any")
    if FIELD_ERROR in needed:
        lines += ["", f"from bitrix24 import {FIELD_ERROR}"]
    return "\n".join(lines)
