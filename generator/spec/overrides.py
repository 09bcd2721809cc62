"""Corrections of what the documentation certainly gets wrong: data, each with its reason, applied when specs are read.

A file in `specs/overrides/` holds a list `overrides`. An entry names a spec and a place in it, and does one thing:

    overrides:
    - method: crm.item.list          # or type: NAME, or event: NAME
      rest: 2                        # methods only; 2 where it is left out
      at: [params, start, type]      # the path of keys
      replace: {was: string, by: integer}
      why: the example sends a number, and so does every other list method

`add: VALUE` needs a place that is empty, `remove: VALUE` one that holds just that, `replace: {was, by}` likewise. When
the documentation changes underneath, or comes to agree, the entry is an error: it has done its work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from . import yamltext
from .model import Json

_VERBS = ("add", "replace", "remove")
_TARGETS = ("method", "type", "event")


@dataclass(frozen=True)
class Override:
    file: str
    target: str
    """The file of the spec: `v2/crm/crm.item.list.yaml`."""
    at: tuple[str | int, ...]
    verb: Literal["add", "replace", "remove"]
    value: Json
    was: Json = None

    def __str__(self) -> str:
        return f"{self.file}: {self.target}: {'.'.join(map(str, self.at))}"


class InvalidOverride(ValueError):
    """An entry that is none, or no longer applies. One line: where, what."""


def read_overrides(folder: Path, files: Mapping[str, bytes]) -> tuple[list[Override], list[str]]:
    """All entries of the folder's files, by name, and a line for each mistake in them."""
    found: list[Override] = []
    mistakes: list[str] = []
    for name, content in files.items():
        try:
            found.extend(_entries(yamltext.load(content.decode()), name))
        except (InvalidOverride, yamltext.InvalidYaml, UnicodeDecodeError) as error:
            mistakes.append(f"{folder / name}: {error}")
    return found, mistakes


def _entries(data: object, file: str) -> Iterator[Override]:
    if not isinstance(data, dict):
        raise InvalidOverride("must be a mapping")
    rows = cast("dict[str, object]", data).get("overrides", [])
    if not isinstance(rows, list):
        raise InvalidOverride("`overrides` must be a list")
    for number, row in enumerate(cast("list[object]", rows), 1):
        try:
            yield _entry(row, file)
        except InvalidOverride as error:
            raise InvalidOverride(f"entry {number}: {error}") from None


def _entry(row: object, file: str) -> Override:
    if not isinstance(row, dict):
        raise InvalidOverride("must be a mapping")
    entry = cast("dict[str, Json]", row)
    unknown = sorted(set(entry) - {*_TARGETS, "rest", "at", "why", *_VERBS})
    if unknown:
        raise InvalidOverride(f"unknown key {unknown[0]!r}")
    if not isinstance(entry.get("why"), str) or not entry["why"]:
        raise InvalidOverride("`why` is missing: say what is wrong and how it is known")
    at = entry.get("at")
    if not isinstance(at, list) or not at or not all(isinstance(key, (str, int)) for key in at):
        raise InvalidOverride("`at` must be a list of keys")
    verb = _only(entry, _VERBS)
    value, was = _change(verb, entry[verb])
    path = tuple(cast("list[str | int]", at))
    return Override(file, _target(entry), path, cast('Literal["add", "replace", "remove"]', verb), value, was)


def _only(entry: dict[str, Json], keys: Iterable[str]) -> str:
    found = [key for key in keys if key in entry]
    if len(found) != 1:
        raise InvalidOverride(f"must have exactly one of {', '.join(keys)}")
    return found[0]


def _target(entry: dict[str, Json]) -> str:
    kind = _only(entry, _TARGETS)
    name = entry[kind]
    if not isinstance(name, str):
        raise InvalidOverride(f"`{kind}` must be a name")
    if kind == "method":
        return f"v{entry.get('rest', 2)}/{name.split('.')[0]}/{name}.yaml"
    return f"{kind}s/{name}.yaml"


def _change(verb: str, value: Json) -> tuple[Json, Json]:
    if verb != "replace":
        return value, None
    if not isinstance(value, dict) or set(value) != {"was", "by"}:
        raise InvalidOverride("`replace` must have `was` and `by`")
    return value["by"], value["was"]


def apply(data: object, overrides: Iterable[Override]) -> object:
    """The spec's data with its overrides. Raises InvalidOverride for one that no longer applies."""
    for override in overrides:
        _apply(data, override)
    return data


def _apply(data: object, override: Override) -> None:
    holder = data
    for key in override.at[:-1]:
        holder = _at(holder, key, override)
    last = override.at[-1]
    if override.verb == "add":
        _add(holder, last, override)
        return
    current = _at(holder, last, override)
    found = cast("dict[str | int, object]", holder)  # or a list: either takes the key that was found in it
    if override.verb == "remove":
        if current != override.value:
            raise InvalidOverride(f"{override}: is {_short(current)} now, not {_short(override.value)}")
        del found[last]
        return
    if current == override.value:
        raise InvalidOverride(f"{override}: the documentation has come to agree; remove the entry")
    if current != override.was:
        raise InvalidOverride(f"{override}: is {_short(current)} now, not {_short(override.was)}")
    found[last] = override.value


def _add(holder: object, key: str | int, override: Override) -> None:
    if isinstance(holder, list) and key == len(items := cast("list[object]", holder)):
        items.append(override.value)
    elif not isinstance(holder, dict):
        raise InvalidOverride(f"{override}: there is nothing to add to")
    elif key in holder:
        raise InvalidOverride(f"{override}: the documentation has it by now; remove the entry")
    else:
        cast("dict[str | int, object]", holder)[key] = override.value


def _at(holder: object, key: str | int, override: Override) -> object:
    if isinstance(holder, dict) and key in holder:
        return cast("dict[str | int, object]", holder)[key]
    if isinstance(holder, list) and isinstance(key, int) and 0 <= key < len(items := cast("list[object]", holder)):
        return items[key]
    raise InvalidOverride(f"{override}: there is no {key!r} any more")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
