"""Corrections of what the documentation certainly gets wrong: data, each with its reason, applied when specs are read.

A file in `specs/overrides/` holds a list `overrides`. An entry names a spec and a place in it, and does one thing:

    overrides:
    - method: crm.item.list          # or type: NAME, or event: NAME
      rest: 2                        # methods only; 2 where it is left out
      at: [params, start, type]      # the path of keys
      replace: {was: string, by: integer}
      why: the example sends a number, and so does every other list method

`add: VALUE` needs a place that is empty, `remove: VALUE` one that holds just that, `replace: {was, by}` likewise. When
the documentation changes underneath, or comes to agree, the entry is dead: it does nothing, and is reported until a
person removes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, TypeVar, cast, get_args

from . import yamltext
from .model import Json

Key = TypeVar("Key", bound=str)
Verb: TypeAlias = Literal["add", "replace", "remove"]

_VERBS: Final[tuple[Verb, ...]] = get_args(Verb)
_TARGETS: Final = ("method", "type", "event")


@dataclass(frozen=True)
class Override:
    file: str
    """Where the entry stands."""
    target: str
    """The file of the spec: `v2/crm/crm.item.list.yaml`."""
    at: tuple[str | int, ...]
    verb: Verb
    value: Json
    was: Json = None

    def __str__(self) -> str:
        return f"{self.file}: {self.target}: {'.'.join(map(str, self.at))}"


@dataclass(frozen=True)
class DeadOverride:
    """An entry that no longer applies, and why."""

    override: Override
    reason: str

    def __str__(self) -> str:
        return f"{self.override}: {self.reason}"


class InvalidOverride(ValueError):
    """An entry that is none. One line: where, what."""


class _Dead(Exception):
    """Why an entry no longer applies."""


def read_overrides(folder: Path, files: Mapping[str, bytes]) -> tuple[list[Override], list[str]]:
    """All entries of the folder's files, by name, and a line for each mistake in them."""
    found: list[Override] = []
    mistakes: list[str] = []
    for name, content in files.items():
        try:
            found.extend(_entries(yamltext.load(content.decode()), str(folder / name)))
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
    return Override(file, _target(entry), tuple(cast("list[str | int]", at)), verb, value, was)


def _only(entry: dict[str, Json], keys: Iterable[Key]) -> Key:
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


def _change(verb: Verb, value: Json) -> tuple[Json, Json]:
    if verb != "replace":
        return value, None
    if not isinstance(value, dict) or set(value) != {"was", "by"}:
        raise InvalidOverride("`replace` must have `was` and `by`")
    return value["by"], value["was"]


def apply(data: object, overrides: Iterable[Override]) -> list[DeadOverride]:
    """Corrects the spec's data in place. Returns the entries that no longer apply; they change nothing."""
    dead: list[DeadOverride] = []
    for override in overrides:
        try:
            _apply(data, override)
        except _Dead as reason:
            dead.append(DeadOverride(override, str(reason)))
    return dead


def _apply(data: object, override: Override) -> None:
    holder = data
    for key in override.at[:-1]:
        holder = _inside(holder, key)
    last = override.at[-1]
    if override.verb == "add":
        _add(holder, last, override.value)
        return
    current = _inside(holder, last)
    found = cast("dict[str | int, object]", holder)  # or a list: either takes the key that was found in it
    if override.verb == "remove":
        if current != override.value:
            raise _Dead(f"is {_short(current)} now, not {_short(override.value)}")
        del found[last]
        return
    if current == override.value:
        raise _Dead("the documentation has come to agree; remove the entry")
    if current != override.was:
        raise _Dead(f"is {_short(current)} now, not {_short(override.was)}")
    found[last] = override.value


def _add(holder: object, key: str | int, value: Json) -> None:
    if isinstance(holder, list) and key == len(items := cast("list[object]", holder)):
        items.append(value)
    elif not isinstance(holder, dict):
        raise _Dead("there is nothing to add to")
    elif key in holder:
        raise _Dead("the documentation has it by now; remove the entry")
    else:
        cast("dict[str | int, object]", holder)[key] = value


def _inside(holder: object, key: str | int) -> object:
    if isinstance(holder, dict) and key in holder:
        return cast("dict[str | int, object]", holder)[key]
    if isinstance(holder, list) and isinstance(key, int) and 0 <= key < len(items := cast("list[object]", holder)):
        return items[key]
    raise _Dead(f"there is no {key!r} any more")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
