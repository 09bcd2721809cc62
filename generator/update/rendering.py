"""Changes as text: for people, the heaviest first and the cosmetic ones as counts, and for programs, all of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ..spec.model import Json
from .changes import Change, Changes, ItemChanges, Weight

_SINGULAR: Final = {"methods": "method", "events": "event", "types": "shared type", "names": "name in the client"}
_TITLES: Final = {
    Weight.BREAKING: "Breaking",
    Weight.DEPRECATING: "Deprecated or renamed",
    Weight.ADDING: "New",
    Weight.LOOSENING: "Looser",
    Weight.COSMETIC: "Cosmetic",
}
_LONGEST: Final = 60


@dataclass(frozen=True)
class Section:
    """What is said of the changes of one weight."""

    weight: Weight
    title: str
    lines: tuple[str, ...]


def sections(changes: Changes) -> list[Section]:
    """For people. Every change is a line, but of the cosmetic ones, of which each kind is one."""
    found: list[Section] = []
    for weight in Weight:
        lines = lines_of(changes, weight, in_full=weight is not Weight.COSMETIC)
        if lines:
            found.append(Section(weight, f"{_TITLES[weight]} ({len(changes.of_weight(weight))})", lines))
    return found


def lines_of(changes: Changes, weight: Weight, *, in_full: bool) -> tuple[str, ...]:
    """A line for each change of that weight; or else for each kind of them, with their number."""
    found = changes.of_weight(weight)
    return tuple(map(_line, found) if in_full else _counts(found))


def _counts(found: list[tuple[str, str, Change]]) -> Iterator[str]:
    for (kind, what), count in Counter((kind, change.kind) for kind, _, change in found).most_common():
        yield f"{count} × {_SINGULAR[kind]}: {what}"


def _line(found: tuple[str, str, Change]) -> str:
    kind, name, change = found
    item = f"`{name}`" if kind == "methods" else f"{_SINGULAR[kind]} `{name}`"
    place = f" `{change.place}`" if change.place else ""
    return f"{item}{place}: {change.kind}{_facts(change)}"


def _facts(change: Change) -> str:
    if change.old is None and change.new is None:
        return ""
    if change.old is None or change.new is None:
        return f" (`{_short(change.new if change.old is None else change.old)}`)"
    return f" (`{_short(change.old)}` → `{_short(change.new)}`)"


def _short(value: Json) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "".join(letter if letter.isprintable() and letter != "`" else " " for letter in text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def as_markdown(changes: Changes) -> str:
    lines = [f"**{summary(changes)}**"]
    for section in sections(changes):
        lines += ["", f"## {section.title}", "", *(f"- {line}" for line in section.lines)]
    return "\n".join(lines) + "\n"


def summary(changes: Changes) -> str:
    """One line."""
    counts = [
        f"{len(names)} {what}"
        for what, names in (
            ("methods added", changes.methods.added),
            ("removed", changes.methods.removed),
            ("renamed", changes.methods.renamed),
            ("moved", changes.methods.moved),
            ("deprecated", changes.methods.deprecated),
            ("changed", changes.methods.changed),
        )
        if names
    ]
    breaking = len(changes.of_weight(Weight.BREAKING))
    if changes.weight is None:
        return "Nothing changed"
    return ", ".join([*counts, f"{breaking} breaking changes in all" if breaking else "nothing breaks"])


def as_json(changes: Changes) -> str:
    """For programs: `changes.schema.json` says what is in it."""
    data: dict[str, Any] = {kind: _items(items) for kind, items in changes.by_item.items()}
    data["breaking"] = [
        {"of": _SINGULAR[kind], "name": name, **_change(change)}
        for kind, name, change in changes.of_weight(Weight.BREAKING)
    ]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _items(items: ItemChanges) -> dict[str, Any]:
    return {
        "added": list(items.added),
        "removed": list(items.removed),
        "renamed": [{"from": each.old, "to": each.new, "why": each.why} for each in items.renamed],
        "moved": [{"name": each.name, "from": each.old, "to": each.new} for each in items.moved],
        "deprecated": list(items.deprecated),
        "changed": [
            {"name": name, "changes": [{"weight": each.weight.value, **_change(each)} for each in changes]}
            for name, changes in items.changed.items()
        ],
    }


def _change(change: Change) -> dict[str, Json]:
    return {"kind": change.kind, "place": change.place, "from": change.old, "to": change.new}
