"""The client as its users see it: what the emitter plans, under the names that the reference needs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..api.aliases import with_aliases
from ..api.answers import decide_by_answers
from ..api.file_inputs import filings
from ..api.interpret import Record, Shape, Shaper, refs_in
from ..emit.python import events
from ..emit.python.imports import Imports
from ..emit.python.methods import MethodPlan, Shaped, shaped
from ..emit.python.namespaces import Key, modules
from ..emit.python.package import names_on_client
from ..emit.python.parameters import FormFinder, ParamTypes, type_dict
from ..emit.python.results import ResultTypes, type_view
from ..emit.python.tree import RESERVED_CLASSES, Node, tree
from ..emit.tests.method_tests import TestPlanner
from ..problems import Problems
from ..spec.model import EventSpec, MethodSpec, SpecTree, TypeSpec
from ..spec.names import WireName


@dataclass(frozen=True)
class Parameter:
    """As it stands in the signature; `annotation` and `default` are code, the latter "" where there is none."""

    name: str
    annotation: str
    default: str


@dataclass(frozen=True)
class Signature:
    """`positional` may be passed by position, `keywords` only by name."""

    positional: tuple[Parameter, ...]
    keywords: tuple[Parameter, ...]
    returns: str


@dataclass(frozen=True)
class Method:
    """A method of the client; `path`: its attributes from the client on."""

    shaped: Shaped
    path: tuple[str, ...]
    signature: Signature
    params: ParamTypes
    results: ResultTypes

    @property
    def spec(self) -> MethodSpec:
        return self.shaped.spec


@dataclass(frozen=True)
class Namespace:
    node: Node
    methods: tuple[Method, ...]

    @property
    def path(self) -> tuple[str, ...]:
        """Its attributes from the client on."""
        return (*(("v3",) if self.node.rest == 3 else ()), *self.node.path)


@dataclass(frozen=True)
class Event:
    """`data`: the shape of its data, None where no page says what is in it."""

    shaped: events.Shaped
    data: Shape | None
    results: ResultTypes

    @property
    def spec(self) -> EventSpec:
        return self.shaped.spec


@dataclass(frozen=True)
class SharedType:
    """`params`, `results`: its TypedDict and its view with what they hold, each None where no method needs it."""

    spec: TypeSpec
    params: tuple[Record, ParamTypes] | None
    results: tuple[Record, ResultTypes] | None


@dataclass(frozen=True)
class Surface:
    """`namespaces`: of both versions, parents before children; a namespace without methods of its own is one too."""

    namespaces: tuple[Namespace, ...]
    types: tuple[SharedType, ...]
    events: tuple[Event, ...]
    planner: TestPlanner
    """Knows the documented calls."""
    specs: SpecTree


def surface(documented: SpecTree, runtime: Mapping[str, str]) -> Surface:
    """
    Args:
        runtime: The client's hand-written core, by path in the package.

    Raises:
        EmitError: With everything in the specs that no client can be made of.
    """
    specs = with_aliases(documented)
    problems = Problems()
    shaper = Shaper(specs.types, problems)
    shaper.take_files(filings(specs.methods.values()))
    decide_by_answers(specs, shaper)
    forms = FormFinder(specs.types, shaper, problems)
    methods = {key: shaped(spec, shaper, forms) for key, spec in sorted(specs.methods.items())}
    namespaces = tuple(
        _namespace(node, methods)
        for rest, on_client in ((2, names_on_client(runtime)), (3, frozenset[str]()))
        for node in tree(rest, _of_version(specs, rest), on_client).all()
    )
    shaped_events = events.shaped(specs, shaper, problems)
    types = tuple(_shared_types(specs, methods.values(), shaped_events, shaper))
    problems.raise_any()
    return Surface(namespaces, types, tuple(_events(shaped_events)), TestPlanner(specs.types, shaper, problems), specs)


def _of_version(specs: SpecTree, rest: int) -> list[MethodSpec]:
    return [spec for (version, _), spec in specs.methods.items() if version == rest]


def _namespace(node: Node, methods: Mapping[Key, Shaped]) -> Namespace:
    made = modules(node, methods)
    root = ("v3",) if node.rest == 3 else ()
    found: list[Method] = []
    for spec, plan in zip(node.specs, made.main.methods, strict=True):
        path = (*root, *node.path) if spec is node.call else (*root, *node.path, plan.name)
        method = methods[node.rest, spec.method]
        found.append(Method(method, path, _signature(plan), made.param_types, made.result_types))
    return Namespace(node, tuple(found))


def _signature(plan: MethodPlan) -> Signature:
    """`self`, and `extra`, which every method has, are left out."""
    source = f"def f({', '.join(plan.parameters)}): ..."
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    arguments = function.args

    def code(node: ast.expr | None) -> str:
        return "" if node is None else ast.get_source_segment(source, node) or ""

    defaults = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return Signature(
        tuple(Parameter(each.arg, code(each.annotation), "") for each in arguments.args[1:]),
        tuple(Parameter(each.arg, code(each.annotation), code(default)) for each, default in defaults)[:-1],
        plan.twins["Sync"].returns,
    )


def _events(shaped_events: Sequence[events.Shaped]) -> Iterator[Event]:
    for group in events.grouped(shaped_events, lambda event: event.module).values():
        results, plans = events.planned(group)
        for event, plan in zip(group, plans, strict=True):
            yield Event(event, plan.data, results)


def _shared_types(
    specs: SpecTree, methods: Iterable[Shaped], shaped_events: Sequence[events.Shaped], shaper: Shaper
) -> Iterator[SharedType]:
    methods = list(methods)
    as_params = _reached(specs, shaper, [name for method in methods for name in refs_in(method.params)])
    in_results = [name for method in methods for name in refs_in(method.returns)] + events.refs(shaped_events)
    as_results = _reached(specs, shaper, in_results)
    as_results |= _reached(specs, shaper, sorted(set(specs.types) - as_params - as_results))
    for name, spec in sorted(specs.types.items()):
        yield SharedType(
            spec,
            _as_params(spec, shaper) if name in as_params else None,
            _as_results(spec, shaper) if name in as_results else None,
        )


def _reached(specs: SpecTree, shaper: Shaper, names: Iterable[WireName]) -> set[WireName]:
    """These shared types, and those that they hold."""
    found: set[WireName] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += refs_in(shaper.record(specs.types[name].fields, "results", str(name)))
    return found


def _as_params(spec: TypeSpec, shaper: Shaper) -> tuple[Record, ParamTypes]:
    record = shaper.record(spec.fields, "params", str(spec.type))
    types = ParamTypes(Imports("bitrix24.types"), "", (type_view(spec.type), *RESERVED_CLASSES), spec.type)
    types.add(record, type_dict(spec.type), "")
    return record, types


def _as_results(spec: TypeSpec, shaper: Shaper) -> tuple[Record, ResultTypes]:
    record = shaper.record(spec.fields, "results", str(spec.type))
    types = ResultTypes(Imports("bitrix24.types"), "", (type_dict(spec.type), *RESERVED_CLASSES), spec.type)
    types.add(record, type_view(spec.type), "")
    return record, types
