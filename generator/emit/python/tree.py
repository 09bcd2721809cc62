"""The namespaces: dotted wire names as a tree of Python names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from ...api import Method, WireName
from .names import Identifier, distinct, pascal, snake

# Names that a namespace's folder cannot have: its own modules, and what some file systems refuse.
RESERVED_FOLDERS: Final = frozenset({"params", "results", "aux", "con", "nul", "prn"})
# Names that a class in a namespace's module cannot have: what the module imports.
RESERVED_CLASSES: Final = frozenset(
    {
        "Any",
        "AsyncBatch",
        "AsyncClient",
        "AsyncList",
        "AsyncNamespace",
        "BaseAsyncClient",
        "BaseSyncClient",
        "Batch",
        "BatchMethods",
        "BatchNamespace",
        "Client",
        "Collector",
        "Content",
        "Field",
        "File",
        "ListMethod",
        "Listing",
        "Literal",
        "Mapping",
        "Method",
        "NotRequired",
        "Omitted",
        "Path",
        "RowKey",
        "Sequence",
        "SyncList",
        "SyncNamespace",
        "TypedDict",
        "View",
        "WireFormat",
    }
)


# REST version, and attributes from the client on.
Place: TypeAlias = "tuple[int, tuple[Identifier, ...]]"


@dataclass(frozen=True)
class Renamed:
    """An earlier name of a method.

    Args:
        method: What it was called.
        now: The method.
        name: What its namespace calls that in Python; `__call__` for the one that the namespace itself is.
        path, class_name: Of that namespace.
    """

    method: WireName
    now: Method
    name: str
    path: tuple[Identifier, ...]
    class_name: Identifier


@dataclass(frozen=True)
class Node:
    """A namespace.

    Args:
        path: Its attributes from the client on, such as tasks, flow, flow; empty for the root.
        wire: What its methods' names start with, without the last dot; "" for the root.
        methods: By Python name, in its order.
        children: In the order of their names.
        call: The method of exactly this name, where there is one: the namespace can be called.
        renamed: Methods of this or another namespace under their earlier names here, by Python name.
    """

    rest: int
    path: tuple[Identifier, ...]
    wire: str
    methods: Mapping[Identifier, Method]
    children: tuple[Node, ...]
    call: Method | None = None
    renamed: Mapping[Identifier, Renamed] = field(default_factory=dict[Identifier, Renamed])

    @property
    def place(self) -> Place:
        return (self.rest, self.path)

    @property
    def class_name(self) -> Identifier:
        if not self.path:
            return Identifier(f"V{self.rest}")
        return pascal("_".join(self.path), RESERVED_CLASSES)

    @property
    def own(self) -> tuple[Method, ...]:
        """Its own methods, the one that it is included."""
        own = tuple(self.methods.values())
        return own if self.call is None else (self.call, *own)

    @property
    def alone(self) -> Node:
        """The same with no more of what is below than its names."""
        return replace(
            self,
            children=tuple(replace(child, methods={}, children=(), call=None, renamed={}) for child in self.children),
        )

    def all(self) -> Iterable[Node]:
        """This node and everything below it."""
        yield self
        for child in self.children:
            yield from child.all()


def tree(rest: int, methods: Iterable[Method], on_client: Collection[str] = ()) -> Node:
    """The root of the namespaces of one REST version.

    Spellings that come out as one name share a namespace. Of two methods with one name the active one keeps it.

    Args:
        on_client: What the place at the top has already: a namespace or one-word method of that name gets an underscore
            behind it.
    """
    root = _Builder()
    for method in sorted(methods, key=lambda method: (method.status != "active", method.name)):
        builder = root
        *parents, last = method.name.segments
        for depth, segment in enumerate(parents):
            reserved = RESERVED_FOLDERS.union(() if depth else on_client)
            builder = builder.child(snake(segment, reserved), ".".join(method.name.segments[: depth + 1]))
        builder.add(snake(last, () if parents else on_client), method)
    return _with_renamed(root.node(rest, ()))


def _with_renamed(root: Node) -> Node:
    """The tree with earlier names as such: they are no methods of their own."""
    places: dict[WireName, tuple[Method, str, Node]] = {}
    for node in root.all():
        places |= {method.name: (method, name, node) for name, method in node.methods.items()}
        if node.call is not None:
            places[node.call.name] = (node.call, "__call__", node)
    return _split(root, places)


def _split(node: Node, places: Mapping[WireName, tuple[Method, str, Node]]) -> Node:
    methods: dict[Identifier, Method] = {}
    renamed: dict[Identifier, Renamed] = {}
    for name, method in node.methods.items():
        if method.is_alias and method.replaced_by is not None:
            now, called, other = places[WireName(method.replaced_by)]
            renamed[name] = Renamed(method.name, now, called, other.path, other.class_name)
        else:
            methods[name] = method
    children = tuple(_split(child, places) for child in node.children)
    return replace(node, methods=methods, children=children, renamed=renamed)


class _Builder:
    def __init__(self, wire: str = "") -> None:
        self._wire = wire
        self._methods: dict[Identifier, Method] = {}
        self._children: dict[Identifier, _Builder] = {}

    def child(self, name: Identifier, wire: str) -> _Builder:
        return self._children.setdefault(name, _Builder(wire))

    def add(self, name: Identifier, method: Method) -> None:
        self._methods[distinct(name, self._methods)] = method

    def node(self, rest: int, path: tuple[Identifier, ...], call: Method | None = None) -> Node:
        children = tuple(
            builder.node(rest, (*path, name), self._methods.get(name))
            for name, builder in sorted(self._children.items())
        )
        methods = {name: method for name, method in sorted(self._methods.items()) if name not in self._children}
        return Node(rest, path, self._wire, methods, children, call)
