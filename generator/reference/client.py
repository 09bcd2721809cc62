"""The client as its users see it: its namespaces, methods, events and shared types, each under its name in Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..api import Api, Method, SharedType
from ..api.prose import NO_PROSE, Prose
from ..api.types import Type
from ..emit.python import events
from ..emit.python.methods import SignaturePlan
from ..emit.python.namespaces import classes_of_types, methods_of, sections
from ..emit.python.package import names_on_client
from ..emit.python.parameters import ParameterTypes
from ..emit.python.results import ResultTypes
from ..emit.python.tree import Node, tree
from .annotations import ReadableNames, readable_names


@dataclass(frozen=True)
class ClientMethod:
    """
    Args:
        path: Its attributes from the client on.
        returns: The annotation of what it returns.
    """

    method: Method
    path: tuple[str, ...]
    signature: SignaturePlan
    returns: str


@dataclass(frozen=True)
class Namespace:
    """
    Args:
        path: Its attributes from the client on.
        params: Knows the TypedDicts of its parameters.
        results: Knows the views of its results.
    """

    node: Node
    path: tuple[str, ...]
    methods: tuple[ClientMethod, ...]
    params: ParameterTypes
    results: ResultTypes


@dataclass(frozen=True)
class ClientEvent:
    """
    Args:
        data: What its data is, None where no page says it.
        annotation: Of its data, or "".
        results: Knows the views of the data.
    """

    named: events.NamedEvent
    data: Type | None
    annotation: str
    results: ResultTypes


@dataclass(frozen=True)
class ClientType:
    """A shared type. `params`, `results`: know its TypedDict and its view, if it has them."""

    type: SharedType
    params: ParameterTypes
    results: ResultTypes


@dataclass(frozen=True)
class Client:
    """
    Args:
        namespaces: Of both REST versions, parents before children; one without methods of its own is one too.
    """

    api: Api
    namespaces: tuple[Namespace, ...]
    types: tuple[ClientType, ...]
    events: tuple[ClientEvent, ...]
    prose: Prose


def client(api: Api, runtime: Mapping[str, str], prose: Prose = NO_PROSE) -> Client:
    """
    Args:
        runtime: The client's hand-written core, by path in the package.
        prose: What is shown beside the facts.

    Raises:
        GenerateError: With everything in the API that no client can be made of.
    """
    names = readable_names(api)
    types = tuple(
        ClientType(each, *classes)
        for several in sections(api.types).values()
        for classes in [classes_of_types(several, names)]
        for each in several
    )
    return Client(api, tuple(_namespaces(api, runtime, names)), types, tuple(_events(api, names)), prose)


def _namespaces(api: Api, runtime: Mapping[str, str], names: ReadableNames) -> Iterator[Namespace]:
    for rest, on_client in ((2, names_on_client(runtime)), (3, frozenset[str]())):
        methods = [method for method in api.methods.values() if method.rest == rest]
        for node in tree(rest, methods, on_client).all():
            yield _namespace(node, names)


def _namespace(node: Node, names: ReadableNames) -> Namespace:
    found = methods_of(node, names)
    path = (*(("v3",) if node.rest == 3 else ()), *node.path)
    methods = tuple(
        ClientMethod(
            method,
            path if method is node.call else (*path, plan.name),
            plan.signature,
            plan.twins["Sync"].returns,
        )
        for method, plan in zip(node.own, found.methods, strict=True)
    )
    return Namespace(node, path, methods, found.params, found.results)


def _events(api: Api, names: ReadableNames) -> Iterator[ClientEvent]:
    for group in events.grouped(events.named(api.events.values()), lambda event: event.module).values():
        results, plans = events.planned(group, names)
        for event, plan in zip(group, plans, strict=True):
            annotation = "" if plan.data is None else results.annotation(plan.data, names)
            yield ClientEvent(event, plan.data, annotation, results)
