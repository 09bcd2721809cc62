"""Specs in, `{path: source text}` out. Nothing is written here, and only the templates are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..spec.model import SpecTree
from ..spec.names import WireName
from . import events
from .aliases import with_aliases
from .codes import codes
from .errors import Problems
from .event_tests import EventTestPlanner
from .evidence import decide_by_answers
from .filing import filings
from .formatting import formatted_all
from .methods import Shaped, shaped
from .namespaces import Key, shared_type
from .package import PACKAGE, entrance, folder_module, names_on_client, namespace, types_module
from .params import FormFinder, type_module
from .shapes import Shaper, refs_in
from .suite import conftest, namespace_tests, type_tests
from .testing import TestPlanner
from .tree import tree


@dataclass(frozen=True)
class Rendered:
    """`files`: the output folder, by path. `contradictions`: where documented answers are not of that shape."""

    files: dict[str, str]
    contradictions: tuple[str, ...]


def render(specs: SpecTree, runtime: Mapping[str, str]) -> dict[str, str]:
    """The files of `rendered`."""
    return rendered(specs, runtime).files


def rendered(specs: SpecTree, runtime: Mapping[str, str]) -> Rendered:
    """Every file of the output folder, and what was found on the way.

    Args:
        runtime: The client's hand-written core, by path in the package; it is copied as it is.

    Raises:
        EmitError: With everything in the specs that no code can be made of.
    """
    problems = Problems()
    files = _Files(problems)
    rendering = _Rendering(with_aliases(specs), problems)
    rendering.into(files, runtime)
    problems.raise_any()
    made = formatted_all(files.texts)
    for path, text in runtime.items():
        files.add({f"{PACKAGE}/{path}": text})
    problems.raise_any()
    return Rendered(dict(sorted((files.texts | made).items())), rendering.contradictions)


class _Files:
    """The files so far; a path that comes up twice is a problem."""

    def __init__(self, problems: Problems) -> None:
        self.texts: dict[str, str] = {}
        self._problems = problems

    def add(self, more: Mapping[str, str]) -> None:
        for path, text in more.items():
            if path in self.texts:
                self._problems.add(path, "two things come out as this file")
            self.texts[path] = text


class _Rendering:
    def __init__(self, specs: SpecTree, problems: Problems) -> None:
        self._specs = specs
        self._problems = problems
        self._shaper = Shaper(specs.types, problems)
        self._shaper.take_files(filings(specs.methods.values()))
        self._by_answer = decide_by_answers(specs, self._shaper)
        forms = FormFinder(specs.types, self._shaper, problems)
        self._shaped: dict[Key, Shaped] = {
            key: shaped(spec, self._shaper, forms) for key, spec in sorted(specs.methods.items())
        }
        self._events = events.shaped(specs, self._shaper, problems)
        self._planner = TestPlanner(specs.types, self._shaper, problems)
        self._event_planner = EventTestPlanner(specs.types, self._shaper, problems)

    def into(self, files: _Files, runtime: Mapping[str, str]) -> None:
        by_version = {
            rest: [spec for (version, _), spec in self._specs.methods.items() if version == rest] for rest in (2, 3)
        }
        v2 = tree(2, by_version[2], names_on_client(runtime))
        v3 = tree(3, by_version[3]) if by_version[3] else None
        nodes = [*v2.all(), *(v3.all() if v3 is not None else ())]
        for node in nodes:
            files.add(namespace(node, self._shaped, v3 if node is v2 else None, self._problems))
        files.add(entrance(runtime))
        self._add_types(files)
        files.add(events.modules(self._events))
        files.add(codes(self._specs))
        files.add(conftest())
        files.add(self._event_planner.files(self._events))
        files.add(namespace_tests(nodes, self._shaped, self._planner))

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Once everything is rendered."""
        by_answer = {f"{place}: {what}; read as the answer shows it" for place, what in self._by_answer.items()}
        known = self._planner.slips | self._event_planner.slips
        slips = {f"{place}: {what}; reading it is a FieldError" for place, what in known.items()}
        return tuple(sorted(by_answer | slips))

    def _add_types(self, files: _Files) -> None:
        as_params = self._reached(refs_in(method.params) for method in self._shaped.values())
        as_results = self._reached(refs_in(method.returns) for method in self._shaped.values())
        as_results |= self._reached([events.refs(self._events)])
        # A type that no method holds is of use to whoever reads what no type describes.
        as_results |= self._reached([sorted(set(self._specs.types) - as_params - as_results)])
        for name, spec in sorted(self._specs.types.items()):
            plan = shared_type(spec, self._shaper, as_param=name in as_params, as_result=name in as_results)
            files.add({f"{PACKAGE}/types/{type_module(name)}.py": types_module(plan)})
            if name in as_results:
                files.add(type_tests(spec, self._planner))
        if self._specs.types:
            about = "Objects that several methods share."
            files.add({f"{PACKAGE}/types/__init__.py": folder_module("specs/types", about)})

    def _reached(self, names: Iterable[Iterable[WireName]]) -> set[WireName]:
        """These shared types, and those that they hold."""
        found: set[WireName] = set()
        waiting = [name for several in names for name in several]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += refs_in(self._shaper.record(self._specs.types[name].fields, "results", str(name)))
        return found
