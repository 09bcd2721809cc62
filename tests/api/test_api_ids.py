"""An id that a result has can be passed on: parameters of the same namespace take it as it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.api import Api, Method, WireName
from generator.api.kinds import Kind
from generator.api.types import (
    FileInput,
    ListOf,
    MapOf,
    Object,
    Objects,
    Optional,
    Reference,
    Scalar,
    Type,
    Union,
    options_of,
)
from tests.making import documented_api

# What is called an id there is none of the objects that the other methods take.
OTHERS: Mapping[str, str] = {
    "task.item.userfield.gettypes": "ids of types of custom fields",
    "telephony.externalcall.register": "the id of the call in the other telephone system",
    "telephony.externalCall.register": "the same",
    "lists.field.get": "fields are taken by their codes",
    "imbot.dialog.get": "chats are taken by `chat7`, users by their number",
    "im.dialog.get": "the same",
    "imopenlines.dialog.get": "the same",
}


def _entities(type: Type, shared: Objects) -> Iterator[Object]:
    """The object that a method returns, and what lies in lists and in objects around it."""
    for option in options_of(type.inner if isinstance(type, Optional) else type):
        if isinstance(option, Reference):
            option = shared[option.name]
        if isinstance(option, (ListOf, MapOf)):
            yield from _entities(option.item if isinstance(option, ListOf) else option.value, shared)
        elif isinstance(option, Object):
            yield option
            if len(option.properties) <= 3:
                for each in option.properties:
                    yield from _entities(each.type, shared)


def _kinds(type: Type) -> set[Kind]:
    """The single values that it may be; a query or a list of them counts for one."""
    if isinstance(type, (Optional, FileInput)):
        return _kinds(type.inner)
    if isinstance(type, ListOf):
        return _kinds(type.item)
    if isinstance(type, Union):
        return {kind for option in type.options for kind in _kinds(option)}
    return {type.kind} if isinstance(type, Scalar) else set()


def _returned(api: Api) -> Iterator[tuple[Method, set[Kind]]]:
    shared = {name: each.as_result for name, each in api.types.items()}
    for method in api.methods.values():
        for object in _entities(method.returns, shared):
            for each in object.properties:
                if each.name.casefold() == "id" and _kinds(each.type):
                    yield method, _kinds(each.type)


def _namespace(name: WireName) -> str:
    return name.casefold().rpartition(".")[0]


def test_ids_of_results_can_be_passed_on() -> None:
    api = documented_api()
    refused = set[str]()
    for method, kinds in _returned(api):
        if method.name.casefold().endswith("fields"):
            continue  # describes fields, id among them
        namespace = _namespace(method.name)
        names = ("id", f"{namespace.rpartition('.')[2]}id")
        for other in api.methods.values():
            if (other.rest, _namespace(other.name)) != (method.rest, namespace):
                continue
            for each in other.parameters:
                taken = _kinds(each.type)
                if each.name.casefold().replace("_", "") in names and taken and Kind.ANY not in kinds | taken:
                    refused |= {f"{method.name} -> {other.name}"} if not kinds <= taken else set[str]()

    unexpected = {each for each in refused if OTHERS.keys().isdisjoint(each.split(" -> "))}
    assert unexpected == set()
