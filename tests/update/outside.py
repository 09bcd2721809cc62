"""What griffe finds broken between two clients, who knows nothing of the documentation, against what we say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import griffe

from generator.api import Api
from generator.api.places import owner_of_method
from generator.emit.client import names_of, nodes_of
from generator.emit.python.runtime import runtime_files
from generator.update.changes import Weight
from generator.update.compare import compare

Kind = griffe.BreakageKind


def unexplained(
    before: Path, after: Path, old: Api, new: Api, former: Mapping[str, str]
) -> tuple[Counter[str], list[str]]:
    """How much of each kind griffe finds, and what of that is neither named by the diff nor kept under its name.

    Args:
        before, after: The two clients, of these states.
        former: The names that the later client keeps.
    """
    # The value of an attribute is how it is made of the portal's JSON, which is nobody's to rely on.
    found = [
        each
        for each in griffe.find_breaking_changes(_package(before), _package(after))
        if each.kind is not Kind.ATTRIBUTE_CHANGED_VALUE
    ]
    places = _places(old)
    named = _named(old, new)
    kept = {*former, *names_of(new, runtime_files()).all()}
    aliases = {owner_of_method(each.name, each.rest) for each in new.methods.values() if each.is_alias}

    def is_explained(name: str, kind: Kind) -> bool:
        place = places.get(name) or places.get(name.rpartition(".")[0], "")
        owner = place.partition(": ")[0]
        if kind is Kind.OBJECT_CHANGED_KIND and (name in kept or owner in aliases):
            return True  # a class or a function that is an alias now
        return any(owner == each or owner.startswith((f"{each}.", f"{each} (")) for each in named)

    left = [f"{each.kind.value}: {each.obj.path}" for each in found if not is_explained(each.obj.path, each.kind)]
    return Counter(each.kind.value for each in found), left


def _package(client: Path) -> griffe.Object | griffe.Alias:
    return griffe.GriffeLoader(search_paths=[client], allow_inspection=False).load("bitrix24")


def _named(old: Api, new: Api) -> set[str]:
    """What the diff says breaks, as places begin."""
    changes = compare(old, new)
    methods = {f"v3.{each.name}" if each.rest == 3 else str(each.name): each for each in new.methods.values()}
    found: set[str] = set()
    for kind, name, _ in changes.of_weight(Weight.BREAKING):
        if kind == "methods":
            found.update({owner_of_method(methods[name].name, methods[name].rest)} if name in methods else {name})
        else:
            found.add(f"event {name}" if kind == "events" else name)
    return found


def _places(api: Api) -> dict[str, str]:
    """Where in the specs each class and each function is of."""
    return names_of(api, runtime_files()).all() | dict(_functions(api))


def _functions(api: Api) -> Iterator[tuple[str, str]]:
    for root in filter(None, nodes_of(api, runtime_files())):
        for node in root.all():
            module = ".".join(("bitrix24", f"v{node.rest}", *node.path))
            on_client = not node.path and node.rest == 2
            classes = (
                ("bitrix24.client.Client", "bitrix24.client.AsyncClient")
                if on_client
                else tuple(f"{module}.{prefix}{node.class_name}" for prefix in ("", "Async", "Batch"))
            )
            for name, method in node.methods.items():
                yield from ((f"{each}.{name}", owner_of_method(method.name, method.rest)) for each in classes)
