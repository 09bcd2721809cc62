"""Specs in, `{path: source text}` out. Nothing is written here, and only the templates are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from ..api.aliases import with_aliases
from ..api.answers import Evidence
from ..api.file_inputs import filings
from ..api.interpret import Shaper, place_of, place_of_data, refs_in
from ..cache import NO_CACHE, Cache, digest
from ..problems import Problems
from ..progress import Progress, silent
from ..spec.model import Field, SpecTree, TypeSpec
from ..spec.names import WireName
from .output.units import Made, Output, Unit
from .python import events
from .python.codes import codes
from .python.methods import shaped
from .python.namespaces import shared_type
from .python.package import PACKAGE, core, entrance, folder_module, names_on_client, namespace, types_module
from .python.parameters import FormFinder, type_module
from .python.reach import Reach
from .python.tree import Node, tree
from .tests.event_tests import EventTestPlanner
from .tests.method_tests import TestPlanner
from .tests.suite import conftest, namespace_tests, paths_of_tests, type_tests


@dataclass(frozen=True)
class Rendered:
    """What became of specs.

    Args:
        files: The output folder, by path.
        contradictions: Where documented answers are not of the documented shape.
        keys: Under which the cache has the files that are not copied.
    """

    files: dict[str, str]
    contradictions: tuple[str, ...]
    keys: Mapping[str, str]


def render(specs: SpecTree, runtime: Mapping[str, str], cache: Cache = NO_CACHE) -> dict[str, str]:
    """The files of `rendered`."""
    return rendered(specs, runtime, cache).files


def rendered(
    specs: SpecTree,
    runtime: Mapping[str, str],
    cache: Cache = NO_CACHE,
    progress: Progress = silent,
) -> Rendered:
    """Every file of the output folder, and what was found on the way.

    Args:
        runtime: The client's hand-written core, by path in the package; it is copied as it is.
        cache: Makes it faster, and nothing else.
        progress: Told again and again how many more steps are done.

    Raises:
        EmitError: With everything in the specs that no code can be made of.
    """
    problems = Problems()
    output = Output(cache, problems, progress)
    made = _Rendering(with_aliases(specs), problems).into(output, runtime)
    copied = core(runtime)
    output.refuse_known(copied)
    problems.raise_any()
    files = output.finished() | copied
    contradictions = {line for unit in made for line in unit.contradictions}
    return Rendered(dict(sorted(files.items())), tuple(sorted(contradictions)), output.keys)


class _Rendering:
    """Makes the units.

    In what a unit is made from there are its specs, the shared types to which they lead, and what all units share: the
    names of all shared types, and what answers show of these.
    """

    def __init__(self, specs: SpecTree, problems: Problems) -> None:
        self._specs = specs
        self._problems = problems
        self._shaper = Shaper(specs.types, problems)
        self._evidence = Evidence(specs, self._shaper)
        self._reach = Reach(specs.types)
        self._types_digests = {name: digest(repr(spec)) for name, spec in specs.types.items()}
        self._shared = digest(repr(sorted(specs.types)), repr(self._evidence.shared))
        self._forms = FormFinder(specs.types, self._shaper, problems)

    def into(self, output: Output, runtime: Mapping[str, str]) -> list[Made]:
        made = [output.add(unit) for unit in (*self._namespaces(runtime), self._events())]
        made += [output.add(unit) for unit in self._types(tuple(made))]
        output.add_files(entrance(runtime) | codes(self._specs) | conftest())
        if self._specs.types:
            about = "Objects that several methods share."
            output.add_files({f"{PACKAGE}/types/__init__.py": folder_module("specs/types", about)})
        return made

    def _namespaces(self, runtime: Mapping[str, str]) -> Iterator[Unit]:
        by_version = {
            rest: [spec for (version, _), spec in self._specs.methods.items() if version == rest] for rest in (2, 3)
        }
        v2 = tree(2, by_version[2], names_on_client(runtime))
        v3 = tree(3, by_version[3]) if by_version[3] else None
        nodes = [*v2.all(), *(v3.all() if v3 is not None else ())]
        tests = paths_of_tests(nodes)
        for node in nodes:
            beside = v3.alone if v3 is not None and node is v2 else None
            yield self._namespace(node.alone, beside, tests.get(node.place))

    def _namespace(self, node: Node, beside: Node | None, test_path: str | None) -> Unit:
        def make() -> Made:
            decided = [self._decided(place_of(spec, "returns")) for spec in node.specs]
            self._shaper.take_files(filings(node.specs))
            methods = {(node.rest, spec.method): shaped(spec, self._shaper, self._forms) for spec in node.specs}
            files, planner = namespace(node, methods, beside, self._problems), self._planner()
            if test_path is not None:
                files[test_path] = namespace_tests(node, methods, planner)
            params = dict.fromkeys(name for method in methods.values() for name in refs_in(method.params))
            results = dict.fromkeys(name for method in methods.values() for name in refs_in(method.returns))
            lines = (*chain.from_iterable(decided), *_as_errors(planner.slips))
            return Made(files, tuple(params), tuple(results), lines)

        fields = [field for spec in node.specs for field in spec.params.values()]
        fields += [spec.returns for spec in node.specs if spec.returns is not None]
        return Unit(("namespace", repr(node), repr(beside), repr(test_path), self._types_of(fields)), make)

    def _types(self, made: Sequence[Made]) -> Iterator[Unit]:
        """`made`: everything else, which decides for what the shared types are used."""
        as_params = self._reached(unit.params for unit in made)
        as_results = self._reached(unit.results for unit in made)
        # A type that nothing holds is of use to whoever reads what no type describes.
        as_results |= self._reached([sorted(set(self._specs.types) - as_params - as_results)])
        for name, spec in sorted(self._specs.types.items()):
            yield self._type(spec, name in as_params, name in as_results)

    def _type(self, spec: TypeSpec, as_param: bool, as_result: bool) -> Unit:
        def make() -> Made:
            plan = shared_type(spec, self._shaper, as_param=as_param, as_result=as_result)
            files = {f"{PACKAGE}/types/{type_module(spec.type)}.py": types_module(plan)}
            planner = self._planner()
            if as_result:
                files |= type_tests(spec, planner)
            return Made(files, contradictions=_as_errors(planner.slips))

        return Unit(("type", repr(spec), repr(as_param), repr(as_result), self._types_of(spec.fields.values())), make)

    def _events(self) -> Unit:
        """All together: their names depend on each other."""
        specs = SpecTree(events=self._specs.events, types=self._specs.types)

        def make() -> Made:
            decided = [self._decided(place_of_data(name)) for name in specs.events]
            found = events.shaped(specs, self._shaper, self._problems)
            planner = EventTestPlanner(specs.types, self._shaper, self._problems)
            files = events.modules(found) | planner.files(found)
            lines = (*chain.from_iterable(decided), *_as_errors(planner.slips))
            return Made(files, results=tuple(dict.fromkeys(events.refs(found))), contradictions=lines)

        fields = [spec.data for spec in specs.events.values() if spec.data is not None]
        return Unit(("events", repr(specs.events), self._types_of(fields)), make)

    def _types_of(self, fields: Iterable[Field]) -> str:
        """A digest of all that shared types have to do with these fields."""
        return digest(self._shared, *(self._types_digests[name] for name in self._reach.everything(fields)))

    def _planner(self) -> TestPlanner:
        return TestPlanner(self._specs.types, self._shaper, self._problems)

    def _decided(self, place: str) -> list[str]:
        """Has the documented answer decide; where it contradicts."""
        decided = self._evidence.decide(place)
        return [f"{where}: {what}; read as the answer shows it" for where, what in decided.items()]

    def _reached(self, names: Iterable[Iterable[WireName]]) -> set[WireName]:
        """These shared types, and those that they hold."""
        found: set[WireName] = set()
        waiting = [name for several in names for name in several]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += refs_in(self._shaper.shared(name))
        return found


def _as_errors(slips: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{place}: {what}; reading it is a FieldError" for place, what in slips.items())
