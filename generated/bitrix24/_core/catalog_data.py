# Copied from generator/runtime/_core/catalog_data.py by "python -m generator generate". Edit that file.
"""The catalogue's files, which the generator writes: of each no more is read than is asked for.

A line is an item; lines are in the order of the names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final, cast

# Where shared types stand in a schema that has all that it refers to.
_PLACE: Final = "#/$defs/"


def lines_of(file: str) -> list[str]:
    text = resources.files("bitrix24").joinpath(f"_catalog/{file}").read_text("utf-8")
    return text.split("\n")[:-1]


def entries(file: str) -> list[list[Any]]:
    """All of a file's items: read as one, for that takes a third of the time."""
    return cast("list[list[Any]]", json.loads(f"[{','.join(lines_of(file))}]"))


def described(name: str, rest: int) -> Mapping[str, Any]:
    """What is documented of a method; the file has no more of it than that."""
    start = f'{{"name":{json.dumps(name)},"rest":{rest}'
    segment = name.partition(".")[0].lower()
    found = next(line for line in lines_of(f"v{rest}.{segment}.jsonl") if line.startswith((f"{start},", f"{start}}}")))
    return cast("Mapping[str, Any]", json.loads(found))


def self_contained(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with the definitions of all that it refers to, to any depth."""
    found: dict[str, Any] = {}
    waiting = list(dict.fromkeys(_references(schema)))
    for name in waiting:
        found[name] = json.loads(_definitions()[name])
        waiting += [each for each in dict.fromkeys(_references(found[name])) if each not in waiting]
    return {**schema, "$defs": dict(sorted(found.items()))} if found else dict(schema)


@cache
def _definitions() -> Mapping[str, str]:
    """The schemas of shared types, not yet read: few are asked for."""
    parts = (line[2:-1].partition('",') for line in lines_of("types.jsonl"))
    return {name: schema for name, _, schema in parts}


def _references(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        items = cast("dict[str, object]", schema)
        reference = items.get("$ref")
        if isinstance(reference, str):
            yield reference.removeprefix(_PLACE)
        for item in items.values():
            yield from _references(item)
    elif isinstance(schema, list):
        for item in cast("list[object]", schema):
            yield from _references(item)
