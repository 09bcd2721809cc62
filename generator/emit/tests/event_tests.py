"""The tests of events: the documented example, and made values for what it leaves out, as forms and as classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...api import Json, SharedType, WireName
from ...api.fits import fits
from ...api.form_body import as_form
from ...api.types import ListOf, MapOf, Object, Objects, Optional, Type
from ...api.unshown import Unshown
from ..python.events import DATA, NamedEvent, grouped
from ..python.literals import Call, Value, filled, names_in
from ..python.names import snake
from ..python.namespaces import header
from ..python.text import Line, docstring
from ..templates import fill
from .expected import FIELD_ERROR, FIELDS, expected
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


def event_tests(events: Sequence[NamedEvent], types: Mapping[WireName, SharedType]) -> dict[str, str]:
    """A module for each section of the documentation, and what they need."""
    if not events:
        return {}
    shared = {name: each.as_result for name, each in types.items()}
    files = {
        f"{TESTS}/events/conftest.py": fill("tests/events_conftest.py.jinja", header=header("generator/templates"))
    }
    for name, group in grouped(events, lambda event: event.test_module).items():
        tests = tuple(test for event in group for test in _tests(event, shared))
        about = docstring([Line(f"Events: {name}, as the portal posts them.")], width=112)
        imports = _imports(name for test in tests for name in test.names)
        module = _Tests(header("specs/events"), about, imports, tests)
        files[f"{TESTS}/events/test_events_{name}.py"] = fill("tests/test_events.py.jinja", module=module)
    return files


def _tests(named: NamedEvent, shared: Objects) -> Iterator[_TestPlan]:
    sent = (named.event.example or {}).get("event", named.key)
    for suffix, case in zip(("", "__made"), _cases(named, shared), strict=False):
        check = Call("posted", (named.name, sent, *case))
        yield _TestPlan(f"{snake(named.name)}{suffix}", filled(check, start=4, indent=8, width=120), names_in(check))


def _cases(named: NamedEvent, shared: Objects) -> list[tuple[Value, ...]]:
    """The documented data and what it is to a reader; then, made, whatever it leaves out."""
    data = named.event.data
    if data is None:
        return [()]
    unshown = Unshown(shared)
    example = named.event.example or {}
    shown = example[DATA] if DATA in example else unshown.sample(data)
    more = unshown.of(data, as_form(shown), DATA)
    posted = [shown] if more is None else [shown, _with_something(more.value, shown)]
    forms = [(each, _with_nothing(data, as_form(each))) for each in posted]
    # Of data that can be null alone nothing is posted, and nothing can be read.
    readable = [(each, form) for each, form in forms if form is not None or fits(data, form, shared)]
    return [(each, expected(data, form, shared)) for each, form in readable] or [()]


def _with_something(made: Json, shown: Json) -> Json:
    """Of data that is null alone nothing would be posted."""
    return _over(made, shown) if as_form(made) is None else made


def _over(made: Json, shown: Json) -> Json:
    """What is shown, with what is made in its place at any depth."""
    if not isinstance(made, dict) or not isinstance(shown, dict):
        return made
    return {**shown, **{name: _over(value, shown.get(name)) for name, value in made.items()}}


def _with_nothing(type: Type, form: Json) -> Json:
    """The form, with null for each property that is not in it and need not be: lists, maps, what may be null."""
    if isinstance(type, Optional):
        return _with_nothing(type.inner, form)
    if isinstance(type, (ListOf, MapOf)) and isinstance(form, dict):
        item = type.item if isinstance(type, ListOf) else type.value
        return {key: _with_nothing(item, value) for key, value in form.items()}
    if not isinstance(type, Object) or not isinstance(form, dict):
        return form
    nothing = [each.name for each in type.properties if isinstance(each.type, (Optional, ListOf, MapOf))]
    known = {
        name: _with_nothing(type.by_name[name].type, value) for name, value in form.items() if name in type.by_name
    }
    return {**form, **known, **{name: None for name in nothing if name not in form}}


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
