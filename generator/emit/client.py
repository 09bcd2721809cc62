"""The `Api` in, `{path: source text}` of the client and its tests out. Nothing is written here.

The output is made in units, each of a value of its own: a namespace with the shared types it leads to, a shared type,
all events, the error codes. The cache knows a unit by that value, so nothing that a file is made of can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from ..api import Api, Event, Method, SharedType, WireName
from ..api.licence import LICENCE_FILE, licence_of_prose
from ..api.prose import NO_PROSE, Prose
from ..api.types import references_in
from ..cache import NO_CACHE, Cache, Pack, digest
from ..progress import Progress, silent
from .catalog.files import descriptions_file, list_files, segment_of, types_file
from .catalog.method import MethodLines, lines_of
from .output.units import Output, Unit
from .portal import files as portal_files
from .portal.method import line_of
from .python import events
from .python.codes import codes
from .python.entity_types import entity_types
from .python.former_name import NO_FORMER_NAMES, FormerName, FormerNames
from .python.former_names import CODES, EVENTS, Names
from .python.names import Identifier
from .python.namespaces import sections, shared_types
from .python.package import entrance, folder_module, names_on_client, namespace, types_module
from .python.runtime import PACKAGE, core
from .python.tree import Node, tree
from .tests.event_tests import event_tests
from .tests.suite import conftest, namespace_tests, paths_of_tests, types_tests

Types = Mapping[WireName, SharedType]
NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Emitted:
    """The output folder, by path; under which keys the cache has the files that are not copied."""

    files: Mapping[str, str]
    keys: Mapping[str, str]


def emit(
    api: Api,
    runtime: Mapping[str, str],
    cache: Cache = NO_CACHE,
    progress: Progress = silent,
    pool: Executor | None = None,
    prose: Prose = NO_PROSE,
    former: Mapping[str, str] = NO_NAMES,
) -> Emitted:
    """Every file of the output folder.

    Args:
        runtime: The client's hand-written core, by path in the package; it is copied as it is.
        cache: Makes it faster, and nothing else.
        progress: Told again and again how many more steps are done.
        pool: Of `formatters`: what formats the files beside this process.
        prose: What goes into docstrings beside the facts.
        former: Names that the client once had, as in `specs/`.

    Raises:
        GenerateError: With everything in the API that no code can be made of.
    """
    output = Output(cache, progress, pool)
    known = Pack[MethodLines](cache, "catalog")
    of_portal = Pack[str](cache, "portal")
    catalog = _catalog_units(api, prose, known)
    for unit in (*_units(api, runtime, prose, former), *catalog, *_portal_units(api, of_portal)):
        output.add(unit)
    copied = core(runtime)
    output.refuse(copied)
    files = dict(sorted((output.finished() | copied).items()))
    known.keep()
    of_portal.keep()
    return Emitted(files, output.keys)


def nodes_of(api: Api, runtime: Mapping[str, str]) -> tuple[Node, Node | None]:
    """The namespaces of both versions."""
    v2 = tree(2, (method for method in api.methods.values() if method.rest == 2), names_on_client(runtime))
    in_v3 = [method for method in api.methods.values() if method.rest == 3]
    return v2, tree(3, in_v3) if in_v3 else None


def names_of(api: Api, runtime: Mapping[str, str]) -> Names:
    """What can be imported of the client."""
    v2, v3 = nodes_of(api, runtime)
    return Names(api, (*v2.all(), *(v3.all() if v3 is not None else ())))


def _units(api: Api, runtime: Mapping[str, str], prose: Prose, known: Mapping[str, str]) -> Iterator[Unit[Any]]:
    former = names_of(api, runtime).now(known) if known else NO_FORMER_NAMES
    # Their modules are the longest: they are formatted while the others are made.
    for section, types in sections(api.types).items():
        reached = api.reached(type.name for type in types)
        earlier = former.get(f"{PACKAGE}.types.{section}", ())
        yield Unit(_TypesUnit(section, types, reached, prose.only(types), earlier), _types_files)
    yield from _namespaces(api, runtime, prose, former)
    held = (name for event in api.events.values() if event.data is not None for name in references_in(event.data))
    events = tuple(api.events.values())
    earlier_events = {module: names for module, names in former.items() if module.startswith(EVENTS)}
    yield Unit(_EventsUnit(events, api.reached(held), prose.only(events), earlier_events), _event_files)
    errors = (api.errors, *(method.errors for method in api.methods.values()))
    earlier_codes = tuple(code for name, code in known.items() if name.startswith(f"{CODES}."))
    documented = (*(error.code for several in errors for error in several), *earlier_codes)
    yield Unit(_CodesUnit(documented, _meanings(api, prose)), _code_files)
    yield Unit(api.entity_types, entity_types)
    has = (bool(each) for each in (api.types, api.entity_types, prose))
    yield Unit(_PackageUnit(runtime.get("errors.py", ""), *has), _package_files)


@dataclass(frozen=True)
class _NamespaceUnit:
    """
    Args:
        beside: A namespace of another version that this one leads to.
        test_path: Of the module of its tests; None for one without methods.
        types: The shared types that its methods lead to.
    """

    node: Node
    beside: Node | None
    test_path: str | None
    types: Types
    prose: Prose
    former: FormerNames


def _namespaces(
    api: Api, runtime: Mapping[str, str], prose: Prose, former: FormerNames
) -> Iterator[Unit[_NamespaceUnit]]:
    v2, v3 = nodes_of(api, runtime)
    nodes = [*v2.all(), *(v3.all() if v3 is not None else ())]
    tests = paths_of_tests(nodes)
    for node in nodes:
        beside = v3.alone if v3 is not None and node is v2 else None
        types = api.reached(name for method in node.own for name in method.references)
        package = ".".join((PACKAGE, f"v{node.rest}", *node.path))
        earlier = {module: former[module] for module in (f"{package}.params", f"{package}.results") if module in former}
        yield Unit(
            _NamespaceUnit(node.alone, beside, tests.get(node.place), types, prose.only(node.own), earlier),
            _namespace_files,
        )


def _namespace_files(unit: _NamespaceUnit) -> dict[str, str]:
    files = namespace(unit.node, unit.beside, unit.prose, unit.former)
    if unit.test_path is not None:
        files[unit.test_path] = namespace_tests(unit.node, unit.types)
    return files


@dataclass(frozen=True)
class _TypesUnit:
    """The shared types of a section; `all`: these, and those to which they lead."""

    section: Identifier
    types: tuple[SharedType, ...]
    all: Types
    prose: Prose
    former: tuple[FormerName, ...]


def _types_files(unit: _TypesUnit) -> dict[str, str]:
    files = {
        f"{PACKAGE}/types/{unit.section}.py": types_module(
            shared_types(unit.section, unit.types, unit.prose, unit.former)
        )
    }
    return files | types_tests(unit.section, [type for type in unit.types if type.in_results], unit.all)


@dataclass(frozen=True)
class _EventsUnit:
    """All together: the names of their classes depend on each other."""

    events: tuple[Event, ...]
    types: Types
    prose: Prose
    former: FormerNames


def _event_files(unit: _EventsUnit) -> dict[str, str]:
    named = events.named(unit.events)
    return events.modules(named, unit.prose, unit.former) | event_tests(named, unit.types)


@dataclass(frozen=True)
class _CodesUnit:
    documented: tuple[str, ...]
    meanings: Mapping[str, str]


def _meanings(api: Api, prose: Prose) -> dict[str, str]:
    """What a code means, where all methods that have it say the same."""
    found: dict[str, set[str]] = {}
    for method in api.methods.values() if prose else ():
        for error in method.errors:
            found.setdefault(error.code, set()).add(prose.of_error(method, error) or error.message or "")
    return {code: texts.pop() for code, texts in sorted(found.items()) if len(texts) == 1}


def _code_files(unit: _CodesUnit) -> dict[str, str]:
    return codes(unit.documented, unit.meanings)


@dataclass(frozen=True)
class _ListUnit:
    """Lines of all methods."""

    entries: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class _DescriptionsUnit:
    """`lines`: of the methods of that first segment."""

    segment: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _CatalogTypesUnit:
    types: tuple[SharedType, ...]
    prose: Prose


def _catalog_units(api: Api, prose: Prose, known: Pack[MethodLines]) -> Iterator[Unit[Any]]:
    """`known`: the lines of methods that were made before: one that has not changed is not resolved for them."""
    entries: list[str] = []
    words: list[str] = []
    descriptions: dict[str, list[str]] = {}
    for method in sorted(api.methods.values(), key=lambda method: (method.name, method.rest)):
        lines = _lines_of(method, prose.only([method]), known)
        entries.append(lines.entry)
        words.append(lines.words)
        descriptions.setdefault(segment_of(method), []).append(lines.description)
    yield Unit(_ListUnit(tuple(entries), tuple(words)), _list_files)
    for segment, each in descriptions.items():
        yield Unit(_DescriptionsUnit(segment, tuple(each)), _descriptions_file)
    types = tuple(api.types.values())
    yield Unit(_CatalogTypesUnit(types, prose.only(types)), _catalog_types_file)


def _lines_of(method: Method, prose: Prose, known: Pack[MethodLines]) -> MethodLines:
    key = digest(method.digest, repr(prose))
    lines = known.get(key)
    if lines is None:
        lines = lines_of(method, prose)
        known.put(key, lines)
    return lines


def _list_files(unit: _ListUnit) -> dict[str, str]:
    return _in_catalog(list_files(unit.entries, unit.words))


def _descriptions_file(unit: _DescriptionsUnit) -> dict[str, str]:
    return _in_catalog(descriptions_file(unit.segment, unit.lines))


def _catalog_types_file(unit: _CatalogTypesUnit) -> dict[str, str]:
    return _in_catalog(types_file(unit.types, unit.prose))


def _in_catalog(files: Mapping[str, str]) -> dict[str, str]:
    return {f"{PACKAGE}/_catalog/{name}": text for name, text in files.items()}


@dataclass(frozen=True)
class _PortalUnit:
    """`lines`: of the methods of that first segment."""

    segment: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _PortalTypesUnit:
    types: tuple[SharedType, ...]


def _portal_units(api: Api, known: Pack[str]) -> Iterator[Unit[Any]]:
    """`known`: the lines of methods that were made before."""
    lines: dict[str, list[str]] = {}
    for method in sorted(api.methods.values(), key=lambda method: (method.name, method.rest)):
        line = known.get(method.digest)
        if line is None:
            line = line_of(method)
            known.put(method.digest, line)
        lines.setdefault(segment_of(method), []).append(line)
    for segment, each in lines.items():
        yield Unit(_PortalUnit(segment, tuple(each)), _portal_file)
    yield Unit(_PortalTypesUnit(tuple(api.types.values())), _portal_types_file)
    yield Unit(tuple(map(str, api.events)), _portal_events_file)


def _portal_file(unit: _PortalUnit) -> dict[str, str]:
    return _for_portal(portal_files.methods_file(unit.segment, unit.lines))


def _portal_types_file(unit: _PortalTypesUnit) -> dict[str, str]:
    return _for_portal(portal_files.types_file(unit.types))


def _portal_events_file(names: tuple[str, ...]) -> dict[str, str]:
    return _for_portal(portal_files.events_file(names))


def _for_portal(files: Mapping[str, str]) -> dict[str, str]:
    return {f"{PACKAGE}/_portal/{name}": text for name, text in files.items()}


@dataclass(frozen=True)
class _PackageUnit:
    """`errors`: the source of the module of errors, whose classes the package offers."""

    errors: str
    has_types: bool
    has_entity_types: bool
    has_prose: bool


def _package_files(unit: _PackageUnit) -> dict[str, str]:
    files = entrance(unit.errors, has_entity_types=unit.has_entity_types) | conftest()
    if unit.has_types:
        about = "Objects that several methods share."
        files[f"{PACKAGE}/types/__init__.py"] = folder_module("specs/types", about)
    if unit.has_prose:
        files[f"{PACKAGE}/{LICENCE_FILE}"] = licence_of_prose()
    return files
