"""Which pages there are, and what is on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from ..api.errors import error_class
from ..emit.python.imports import Imports
from ..emit.python.methods import SITE
from ..emit.python.names import snake
from ..emit.python.parameters import type_dict, type_module
from ..emit.python.results import type_view
from ..spec.model import Error, MethodSpec
from ..spec.names import WireName
from .annotations import readable
from .calls import example, signature
from .html import Writer, json_text
from .model import Block, Entry, Group, Html, Kind, Page, Source
from .surface import Event, Method, Namespace, SharedType, Surface
from .tables import dict_rows, parameter_rows, result_rows, view_rows

KIND_OF: Final[Mapping[int, Kind]] = {2: "method", 3: "v3"}
VERSIONS: Final = {2: "REST v2", 3: "REST 3.0"}

# Of methods without a namespace. No namespace is called so: the names of those are Python names.
_ONE_WORD: Final = "one-word"

_WORDS: Final = "Methods of one word"
_ALPHABET: Final = "All methods A–Z"
_SYSTEM_ERRORS: Final = "Errors of every method"


@dataclass(frozen=True)
class Chapter:
    """A part of the reference: one REST version's methods, the events, the shared types. `count`: of entries."""

    path: str
    title: str
    noun: str
    count: int
    sections: tuple[Contents, ...]


@dataclass(frozen=True)
class Contents:
    """A page as a line of an overview. `python`: what it is called in the client, or ""."""

    path: str
    title: str
    count: int
    python: str = ""


@dataclass(frozen=True)
class Refusal:
    error: Error
    raised: str


def pages(surface: Surface) -> tuple[Page, ...]:
    """Every page of the reference, each once."""
    maker = _Pages(surface)
    return tuple(maker.all())


def chapters(surface: Surface) -> tuple[Chapter, ...]:
    return _Pages(surface).chapters


def path_of(namespace: Namespace) -> str:
    return f"v{namespace.node.rest}/{'.'.join(namespace.node.path) or _ONE_WORD}"


class _Pages:
    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._events = _grouped(surface.events, lambda event: _slug(event.shaped.test_module))
        self._types = _grouped(surface.types, lambda shared: _slug(shared.spec.type.segments[0]))
        self._places = dict(self._placed())
        self._classes = dict(_classes(surface.types))
        self.chapters = tuple(chapter for chapter in self._chapters() if chapter.count)

    def all(self) -> Iterator[Page]:
        below = [(chapter.path, chapter.title) for chapter in self.chapters]
        below += [("methods", _ALPHABET), ("errors", _SYSTEM_ERRORS)]
        text = self._writer("index").fill("index.html.jinja", chapters=self.chapters)
        yield Page("index", "API reference", (Html(text),), below=tuple(below))
        for chapter in self.chapters:
            text = self._writer(chapter.path).fill("chapter.html.jinja", chapter=chapter)
            yield Page(chapter.path, chapter.title, (Html(text),), below=_listed(chapter))
        for namespace in self._surface.namespaces:
            if _has_page(namespace):
                yield self._namespace(namespace)
        for area, events in self._events.items():
            yield self._event_page(area, events)
        for area, types in self._types.items():
            yield self._type_page(area, types)
        yield self._alphabet()
        yield self._system_errors()

    def _placed(self) -> Iterator[tuple[tuple[Kind, str], str]]:
        for namespace in self._surface.namespaces:
            for method in namespace.methods:
                yield (KIND_OF[method.spec.rest], method.spec.method), path_of(namespace)
        for area, events in self._events.items():
            for event in events:
                yield ("event", event.spec.event), f"events/{area}"
        for area, types in self._types.items():
            for shared in types:
                yield ("type", shared.spec.type), f"types/{area}"

    def _chapters(self) -> Iterator[Chapter]:
        for rest, version in VERSIONS.items():
            tops = [each for each in self._of(rest) if len(each.node.path) <= 1 and _has_page(each)]
            sections = sorted((self._contents(each) for each in tops), key=lambda section: section.path)
            count = sum(section.count for section in sections)
            yield Chapter(f"v{rest}/index", version, "methods", count, tuple(sections))
        events = tuple(Contents(f"events/{area}", area, len(each)) for area, each in self._events.items())
        yield Chapter("events/index", "Events", "events", len(self._surface.events), events)
        types = tuple(Contents(f"types/{area}", area, len(each)) for area, each in self._types.items())
        yield Chapter("types/index", "Shared types", "types", len(self._surface.types), types)

    def _contents(self, namespace: Namespace) -> Contents:
        if not namespace.node.path:
            return Contents(path_of(namespace), _WORDS, len(namespace.methods), "b24")
        count = sum(len(node.specs) for node in namespace.node.all())
        return Contents(path_of(namespace), namespace.node.wire, count, ".".join(("b24", *namespace.path)))

    def _of(self, rest: int) -> list[Namespace]:
        return [each for each in self._surface.namespaces if each.node.rest == rest]

    def _below(self, namespace: Namespace) -> list[Namespace]:
        """All of a section that has pages of its own, without the section itself."""
        if len(namespace.node.path) != 1:
            return []
        return [
            each
            for each in self._of(namespace.node.rest)
            if len(each.node.path) > 1 and each.node.path[0] == namespace.node.path[0] and each.methods
        ]

    def _namespace(self, namespace: Namespace) -> Page:
        node, path = namespace.node, path_of(namespace)
        writer = self._writer(path, _local_names(namespace))
        below = self._below(namespace)
        head = writer.fill(
            "namespace.html.jinja",
            version=VERSIONS[node.rest],
            python=".".join(("b24", *namespace.path)),
            modules=_type_modules(namespace),
            own=[method.spec for method in namespace.methods],
            below=[(path_of(each), each.node.wire, [method.spec for method in each.methods]) for each in below],
            kind=KIND_OF[node.rest],
        )
        sections = tuple(self._method(method, writer, node.wire) for method in namespace.methods)
        title = node.wire or _WORDS
        return Page(path, title, (Html(head),), sections, tuple(map(_under, below)))

    def _method(self, method: Method, writer: Writer, wire: str) -> Entry:
        spec = method.spec
        start = len(wire) + 1 if spec.method.lower().startswith(f"{wire}.".lower()) else 0
        return Entry(KIND_OF[spec.rest], spec.method, start, tuple(self._method_blocks(method, writer)))

    def _method_blocks(self, method: Method, writer: Writer) -> Iterator[Block]:
        spec = method.spec
        yield Html(
            writer.fill(
                "method.html.jinja",
                spec=spec,
                title="" if spec.title == spec.method else spec.title,
                version=VERSIONS[spec.rest],
                page=SITE + spec.page,
                is_list=method.shaped.listed is not None,
                replacement=self._replacement(spec),
            )
        )
        yield Source("python", signature(method.path, method.signature))
        rows = parameter_rows(method)
        if rows:
            yield Html(writer.fill("parameters.html.jinja", rows=rows))
        call = example(method, self._surface.planner)
        if call:
            yield Html(writer.fill("label.html.jinja", text="Example"))
            yield Source("python", call)
        yield Html(
            writer.fill(
                "result.html.jinja",
                returns=readable(method.signature.returns),
                documented=spec.returns is not None,
                rows=list(result_rows(method.shaped.returns, method.results)),
            )
        )
        if spec.response is not None:
            yield from _folded(writer, "Answer as JSON", json_text(spec.response))
        if spec.errors:
            yield Html(writer.fill("errors.html.jinja", errors=_refusals(spec.errors)))

    def _replacement(self, spec: MethodSpec) -> tuple[Kind, str] | None:
        """Where the replacement is described, if it is: of the same REST version before the other."""
        if spec.replaced_by is None:
            return None
        own = KIND_OF[spec.rest]
        kinds: list[Kind] = [own, *(kind for kind in KIND_OF.values() if kind != own)]
        return next(((kind, spec.replaced_by) for kind in kinds if (kind, spec.replaced_by) in self._places), None)

    def _event_page(self, area: str, events: Sequence[Event]) -> Page:
        writer = self._writer(f"events/{area}")
        listed = [(event.spec.event, event.spec.title) for event in events]
        names = writer.fill("names.html.jinja", kind="event", entries=listed)
        sections = tuple(Entry("event", event.spec.event, 0, tuple(_event_blocks(event, writer))) for event in events)
        return Page(f"events/{area}", f"Events: {area}", (Html(names),), sections)

    def _type_page(self, area: str, types: Sequence[SharedType]) -> Page:
        writer = self._writer(f"types/{area}")
        listed = [(shared.spec.type, shared.spec.title) for shared in types]
        names = writer.fill("names.html.jinja", kind="type", entries=listed)
        sections = tuple(Entry("type", shared.spec.type, 0, tuple(_type_blocks(shared, writer))) for shared in types)
        return Page(f"types/{area}", f"Shared types: {area}", (Html(names),), sections)

    def _alphabet(self) -> Page:
        writer = self._writer("methods")
        methods = [method for namespace in self._surface.namespaces for method in namespace.methods]
        methods.sort(key=lambda method: (method.spec.method.lower(), method.spec.rest, method.spec.method))
        letters = _grouped(methods, lambda method: method.spec.method[0].upper())
        sections = tuple(
            Group(
                f"letter-{letter}",
                letter,
                (Html(writer.fill("letter.html.jinja", specs=[method.spec for method in several], kinds=KIND_OF)),),
            )
            for letter, several in letters.items()
        )
        return Page("methods", _ALPHABET, (Html(writer.fill("finder.html.jinja", count=len(methods))),), sections)

    def _system_errors(self) -> Page:
        writer = self._writer("errors")
        text = writer.fill("system_errors.html.jinja", errors=_refusals(self._surface.specs.errors))
        return Page("errors", _SYSTEM_ERRORS, (Html(text),))

    def _writer(self, path: str, local: Iterable[str] = ()) -> Writer:
        local = set(local)
        return Writer(path, self._places, {name: wire for name, wire in self._classes.items() if name not in local})


def _classes(types: Iterable[SharedType]) -> Iterator[tuple[str, WireName]]:
    """The classes of shared types, and the wire name of each."""
    for shared in types:
        yield type_view(shared.spec.type), shared.spec.type
        yield type_dict(shared.spec.type), shared.spec.type


def _event_blocks(event: Event, writer: Writer) -> Iterator[Block]:
    spec = event.spec
    yield Html(writer.fill("event.html.jinja", spec=spec, key=event.shaped.key, page=SITE + spec.page))
    yield Source("python", f"from bitrix24.events import {event.shaped.name}")
    if event.data is not None:
        annotation = readable(event.results.annotation(event.data, Imports("")))
        rows = list(result_rows(event.data, event.results))
        yield Html(writer.fill("data.html.jinja", annotation=annotation, rows=rows))
    if spec.example is not None:
        yield from _folded(writer, "What the portal sends", json_text(spec.example))


def _type_blocks(shared: SharedType, writer: Writer) -> Iterator[Block]:
    spec = shared.spec
    view = str(type_view(spec.type)) if shared.results else ""
    typed_dict = str(type_dict(spec.type)) if shared.params else ""
    names = ", ".join(name for name in (view, typed_dict) if name)
    yield Html(writer.fill("type.html.jinja", spec=spec, page=SITE + spec.page))
    yield Source("python", f"from bitrix24.types.{type_module(spec.type)} import {names}")
    if shared.results:
        yield Html(writer.fill("view.html.jinja", name=view, rows=list(view_rows(*shared.results))))
    if shared.params:
        yield Html(writer.fill("dict.html.jinja", name=typed_dict, rows=list(dict_rows(*shared.params))))


def _folded(writer: Writer, label: str, text: str) -> Iterator[Block]:
    yield Html(writer.fill("fold_start.html.jinja", label=label))
    yield Source("json", text)
    yield Html(writer.fill("fold_end.html.jinja"))


def _refusals(errors: Iterable[Error]) -> list[Refusal]:
    return [Refusal(error, error_class(error)) for error in dict.fromkeys(errors)]


def _listed(chapter: Chapter) -> tuple[tuple[str, str], ...]:
    return tuple((section.path, section.title) for section in chapter.sections)


def _under(namespace: Namespace) -> tuple[str, str]:
    """As its section's page lists it: `deal.contact`, below `crm`."""
    return path_of(namespace), ".".join(namespace.node.wire.split(".")[1:])


def _has_page(namespace: Namespace) -> bool:
    """Sections do without methods of their own."""
    return bool(namespace.methods) or len(namespace.node.path) == 1


def _local_names(namespace: Namespace) -> Iterator[str]:
    """Of the classes that belong to the namespace, in case that a shared type's is called the same."""
    for method in namespace.methods[:1]:
        yield from (plan.name for plan in method.params.plans)
        yield from (plan.name for plan in method.results.plans)


def _type_modules(namespace: Namespace) -> list[str]:
    """Where the classes of its parameters and results are imported from."""
    if not namespace.methods:
        return []
    package = ".".join(("bitrix24", f"v{namespace.node.rest}", *namespace.node.path))
    first = namespace.methods[0]
    made = (("params", bool(first.params.plans)), ("results", bool(first.results.plans)))
    return [f"{package}.{name}" for name, there in made if there]


_T = TypeVar("_T")


def _grouped(items: Iterable[_T], key: Callable[[_T], str]) -> dict[str, list[_T]]:
    """In the order of the keys; items in their own."""
    groups: defaultdict[str, list[_T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(sorted(groups.items()))


def _slug(text: str) -> str:
    return snake(text).replace("_", "-")
