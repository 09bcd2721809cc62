"""Which pages there are, and what is on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeVar

from ..api import Error, Json, Method
from ..api.licence import licence_of_prose
from ..api.model import Event
from ..api.prose import Prose
from ..emit.python.names import snake
from ..emit.python.parameters import type_dict, type_section
from ..emit.python.results import type_view
from ..emit.python.statements import alternatives, context, statements
from .calls import example, signature
from .client import Client, ClientEvent, ClientMethod, ClientType, Namespace
from .html import Writer, json_text
from .model import Block, Entry, Group, Html, Kind, Page, Source
from .tables import dict_rows, parameter_rows, result_rows, view_rows

KIND_OF: Final[Mapping[int, Kind]] = {2: "method", 3: "v3"}
VERSIONS: Final = {2: "REST v2", 3: "REST 3.0"}

# Of methods without a namespace. No namespace is called so: the names of those are Python names.
_ONE_WORD: Final = "one-word"

# Of an example as JSON, in characters: from here on it is not shown twice on a page.
_LONG: Final = 500

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
    sections: tuple[PageLink, ...]


@dataclass(frozen=True)
class PageLink:
    """A page as an overview leads to it; `count`: of its entries and of those below it."""

    path: str
    title: str
    count: int


def pages(client: Client) -> tuple[Page, ...]:
    """Every page of the reference, each once."""
    return tuple(_Pages(client).all())


def chapters(client: Client) -> tuple[Chapter, ...]:
    return _Pages(client).chapters


def path_of(namespace: Namespace) -> str:
    return f"v{namespace.node.rest}/{'.'.join(namespace.node.path) or _ONE_WORD}"


class _Pages:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._prose = client.prose
        self._as_parameters = {name: each.as_parameter for name, each in client.api.types.items()}
        self._events = _grouped(client.events, lambda shown: _slug(shown.named.test_module))
        self._types = _grouped(client.types, lambda shown: _slug(shown.type.name.segments[0]))
        self._places = dict(self._placed())
        self.chapters = tuple(chapter for chapter in self._chapters() if chapter.count)

    def all(self) -> Iterator[Page]:
        below = [(chapter.path, chapter.title) for chapter in self.chapters]
        below += [("methods", _ALPHABET), ("errors", _SYSTEM_ERRORS)]
        text = Writer("index", self._places).fill(
            "index.html.jinja", chapters=self.chapters, licence=licence_of_prose() if self._prose else ""
        )
        yield Page("index", "API reference", (Html(text),), below=tuple(below))
        for chapter in self.chapters:
            text = Writer(chapter.path, self._places).fill("chapter.html.jinja", chapter=chapter)
            yield Page(chapter.path, chapter.title, (Html(text),), below=_listed(chapter))
        for namespace in self._client.namespaces:
            if _has_page(namespace):
                yield self._namespace(namespace)
        for area, events in self._events.items():
            yield self._event_page(area, events)
        for area, types in self._types.items():
            yield self._type_page(area, types)
        yield self._alphabet()
        yield self._system_errors()

    def _placed(self) -> Iterator[tuple[tuple[Kind, str], str]]:
        for namespace in self._client.namespaces:
            for method in namespace.node.own:
                yield (KIND_OF[method.rest], method.name), path_of(namespace)
        for area, events in self._events.items():
            for event in events:
                yield ("event", event.named.event.name), f"events/{area}"
        for area, types in self._types.items():
            for type in types:
                yield ("type", type.type.name), f"types/{area}"

    def _chapters(self) -> Iterator[Chapter]:
        for rest, version in VERSIONS.items():
            tops = [each for each in self._of(rest) if len(each.node.path) <= 1 and _has_page(each)]
            sections = sorted((self._link(each) for each in tops), key=lambda section: section.path)
            count = sum(section.count for section in sections)
            yield Chapter(f"v{rest}/index", version, "methods", count, tuple(sections))
        events = tuple(PageLink(f"events/{area}", area, len(each)) for area, each in self._events.items())
        yield Chapter("events/index", "Events", "events", len(self._client.events), events)
        types = tuple(PageLink(f"types/{area}", area, len(each)) for area, each in self._types.items())
        yield Chapter("types/index", "Shared types", "types", len(self._client.types), types)

    def _link(self, namespace: Namespace) -> PageLink:
        if not namespace.node.path:
            return PageLink(path_of(namespace), _WORDS, len(namespace.methods))
        count = sum(len(node.own) for node in namespace.node.all())
        return PageLink(path_of(namespace), namespace.node.wire, count)

    def _of(self, rest: int) -> list[Namespace]:
        return [each for each in self._client.namespaces if each.node.rest == rest]

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
        writer = Writer(path, self._places)
        below = self._below(namespace)
        head = writer.fill(
            "namespace.html.jinja",
            version=VERSIONS[node.rest],
            python=".".join(("b24", *namespace.path)),
            modules=_type_sections(namespace),
            own=node.own,
            below=[(path_of(each), each.node.wire, each.node.own) for each in below],
            kind=KIND_OF[node.rest],
        )
        examples = _Examples(KIND_OF[node.rest], writer)
        sections = tuple(self._method(each, namespace, writer, examples) for each in namespace.methods)
        title = node.wire or _WORDS
        return Page(path, title, (Html(head),), sections, tuple(map(_under, below)))

    def _method(self, shown: ClientMethod, namespace: Namespace, writer: Writer, examples: _Examples) -> Entry:
        method, wire = shown.method, namespace.node.wire
        start = len(wire) + 1 if method.name.lower().startswith(f"{wire}.".lower()) else 0
        blocks = tuple(self._method_blocks(shown, namespace, writer, examples))
        successor = self._successor(method)
        return Entry(
            KIND_OF[method.rest], method.name, start, blocks, method.title, method.status != "active", successor
        )

    def _method_blocks(
        self, shown: ClientMethod, namespace: Namespace, writer: Writer, examples: _Examples
    ) -> Iterator[Block]:
        method = shown.method
        yield Html(
            writer.fill(
                "method.html.jinja",
                method=method,
                title="" if method.title == method.name else method.title,
                version=VERSIONS[method.rest],
                page=method.url,
                replacement=self._replacement(method),
                stated=[*_who("Who can", method), *statements(method), *alternatives(method)],
                prose=self._prose.about(method),
            )
        )
        yield Source("python", signature(shown.path, shown.signature, shown.returns))
        rows = list(parameter_rows(shown, namespace.params, self._prose))
        if rows:
            yield Html(writer.fill("parameters.html.jinja", rows=rows))
        call = example(shown, self._as_parameters)
        if call:
            yield Html(writer.fill("label.html.jinja", text="Example"))
            yield Source("python", call)
        yield Html(
            writer.fill(
                "result.html.jinja",
                returns=shown.returns,
                documented=method.documented_result is not None,
                rows=list(result_rows(method.returns, namespace.results, self._prose)),
                prose=self._prose.of_result(method),
            )
        )
        if method.response is not None:
            yield from examples.folded("Answer as JSON", method.name, method.response)
        for each in method.examples:
            other = replace(shown, method=replace(method, example=each.call, response=each.response))
            yield Html(writer.fill("label.html.jinja", text="Another example"))
            yield Source("python", example(other, self._as_parameters))
            if each.response is not None:
                yield from examples.folded("Its answer as JSON", method.name, each.response)
        if method.errors:
            yield Html(
                writer.fill(
                    "errors.html.jinja", errors=_once(method.errors), meaning=partial(self._prose.of_error, method)
                )
            )

    def _replacement(self, method: Method) -> tuple[Kind, str] | None:
        """Where the replacement is described, if it is: of the same REST version before the other."""
        if method.replaced_by is None:
            return None
        own = KIND_OF[method.rest]
        kinds: list[Kind] = [own, *(kind for kind in KIND_OF.values() if kind != own)]
        return next(((kind, method.replaced_by) for kind in kinds if (kind, method.replaced_by) in self._places), None)

    def _successor(self, method: Method) -> tuple[Kind, str] | None:
        """The method at the end of the chain of replacements."""
        methods: dict[tuple[Kind, str], Method] = {
            (KIND_OF[each.rest], each.name): each for each in self._client.api.methods.values()
        }
        found, passed = None, set[object]()
        while (following := self._replacement(method)) is not None and following not in passed:
            passed.add(following)
            found, method = following, methods[following]
        return found

    def _event_page(self, area: str, shown: Sequence[ClientEvent]) -> Page:
        writer = Writer(f"events/{area}", self._places)
        names = writer.fill("names.html.jinja", kind="event", entries=[each.named.event for each in shown])
        examples = _Examples("event", writer)
        sections = tuple(
            Entry(
                "event",
                each.named.event.name,
                0,
                tuple(self._event_blocks(each, writer, examples)),
                each.named.event.title,
                each.named.event.status != "active",
            )
            for each in shown
        )
        return Page(f"events/{area}", f"Events: {area}", (Html(names),), sections)

    def _event_blocks(self, shown: ClientEvent, writer: Writer, examples: _Examples) -> Iterator[Block]:
        event = shown.named.event
        other: tuple[Kind, str] = ("event", event.replaced_by or "")
        yield Html(
            writer.fill(
                "event.html.jinja",
                event=event,
                key=shown.named.key,
                page=event.url,
                replacement=other if other in self._places else None,
                stated=[*_who("Who can subscribe", event), *context(event)],
                prose=self._prose.about(event),
            )
        )
        yield Source("python", f"from bitrix24.events import {shown.named.name}")
        if shown.data is not None:
            rows = list(result_rows(shown.data, shown.results, self._prose))
            prose = self._prose.of_data(event)
            yield Html(writer.fill("data.html.jinja", annotation=shown.annotation, rows=rows, prose=prose))
        if event.example is not None:
            yield from examples.folded("What the portal sends", event.name, event.example)

    def _type_page(self, area: str, shown: Sequence[ClientType]) -> Page:
        writer = Writer(f"types/{area}", self._places)
        names = writer.fill("names.html.jinja", kind="type", entries=[each.type for each in shown])
        sections = tuple(
            Entry("type", each.type.name, 0, tuple(_type_blocks(each, writer, self._prose))) for each in shown
        )
        return Page(f"types/{area}", f"Shared types: {area}", (Html(names),), sections)

    def _alphabet(self) -> Page:
        writer = Writer("methods", self._places)
        methods = sorted(
            (each for each in self._client.api.methods.values() if not each.is_alias),
            key=lambda method: (method.name.lower(), method.rest, method.name),
        )
        letters = _grouped(methods, lambda method: method.name[0].upper())
        sections = tuple(
            Group(
                f"letter-{letter}",
                letter,
                (Html(writer.fill("letter.html.jinja", methods=several, kinds=KIND_OF)),),
            )
            for letter, several in letters.items()
        )
        return Page("methods", _ALPHABET, (Html(writer.fill("finder.html.jinja", count=len(methods))),), sections)

    def _system_errors(self) -> Page:
        writer = Writer("errors", self._places)
        text = writer.fill("system_errors.html.jinja", errors=_once(self._client.api.errors), meaning=_nothing_more)
        return Page("errors", _SYSTEM_ERRORS, (Html(text),))


def _who(can: str, each: Method | Event) -> list[str]:
    said = [*filter(None, [each.who]), *(["the page says more"] if each.who_more else [])]
    return [f"{can}: {', '.join(said)}"] if said else []


def _type_blocks(shown: ClientType, writer: Writer, prose: Prose) -> Iterator[Block]:
    type = shown.type
    view, typed_dict = type_view(type.name), type_dict(type.name)
    names = [*([view] if type.in_results else []), *([typed_dict] if type.in_parameters else [])]
    yield Html(writer.fill("type.html.jinja", type=type, page=type.url, prose=prose.about(type)))
    yield Source("python", f"from bitrix24.types.{type_section(type.name)} import {', '.join(names)}")
    if type.in_results:
        rows = list(view_rows(type.as_result, shown.results, prose))
        yield Html(writer.fill("view.html.jinja", name=view, rows=rows))
    if type.in_parameters:
        rows = list(dict_rows(type.as_parameter, shown.params, prose))
        yield Html(writer.fill("dict.html.jinja", name=typed_dict, rows=rows))


class _Examples:
    """The JSON examples of one page. A long one whose like stands above on the page is a link to that."""

    def __init__(self, kind: Kind, writer: Writer) -> None:
        self._kind = kind
        self._writer = writer
        self._above: list[tuple[str, frozenset[str]]] = []

    def folded(self, label: str, name: str, value: Json | Mapping[str, Json]) -> Iterator[Block]:
        text = json_text(value)
        if len(text) >= _LONG:
            places = frozenset(_places(value))
            like = next((each for each, others in self._above if _are_alike(places, others)), None)
            if like is not None:
                yield Html(self._writer.fill("same_example.html.jinja", label=label, kind=self._kind, name=like))
                return
            self._above.append((name, places))
        yield Html(self._writer.fill("fold_start.html.jinja", label=label))
        yield Source("json", text)
        yield Html(self._writer.fill("fold_end.html.jinja"))


def _places(value: Json | Mapping[str, Json], place: str = "") -> Iterator[str]:
    """The path of everything in it; what lies in a list has one path."""
    yield place
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _places(item, f"{place}\n{key}")
    elif isinstance(value, list):
        for item in value:
            yield from _places(item, f"{place}\n[]")


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Three quarters of what is in either is in both."""
    return 4 * len(one & other) >= 3 * len(one | other)


def _nothing_more(_error: Error) -> str:
    """What is said of errors that no page has to itself."""
    return ""


def _once(errors: Iterable[Error]) -> list[Error]:
    return list(dict.fromkeys(errors))


def _listed(chapter: Chapter) -> tuple[tuple[str, str], ...]:
    return tuple((section.path, section.title) for section in chapter.sections)


def _under(namespace: Namespace) -> tuple[str, str]:
    """As its section's page lists it: `deal.contact`, below `crm`."""
    return path_of(namespace), ".".join(namespace.node.wire.split(".")[1:])


def _has_page(namespace: Namespace) -> bool:
    """Sections do without methods of their own."""
    return bool(namespace.methods) or len(namespace.node.path) == 1


def _type_sections(namespace: Namespace) -> list[str]:
    """Where the classes of its parameters and results are imported from."""
    package = ".".join(("bitrix24", f"v{namespace.node.rest}", *namespace.node.path))
    in_params = (*namespace.params.plans, *namespace.params.names_plans)
    planned = (("params", in_params), ("results", namespace.results.plans))
    return [f"{package}.{name}" for name, plans in planned if plans]


_T = TypeVar("_T")


def _grouped(items: Iterable[_T], key: Callable[[_T], str]) -> dict[str, list[_T]]:
    """In the order of the keys; items in their own."""
    groups: defaultdict[str, list[_T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(sorted(groups.items()))


def _slug(text: str) -> str:
    return snake(text).replace("_", "-")
