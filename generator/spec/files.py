"""The folder `specs/`: which file holds what, reading all of it, writing what changed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from . import codec, overrides, yamltext
from .model import Error, EventSpec, MethodSpec, SpecTree, TypeSpec
from .names import WireName
from .overrides import Override

T = TypeVar("T")
ERRORS_FILE = "errors.yaml"
_OVERRIDES = "overrides"


class SpecsUnusable(Exception):
    """Specs that cannot be read. One line for each mistake: file, place, what."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


@dataclass(frozen=True)
class Written:
    """What writing did, as paths below the folder."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int


def method_path(spec: MethodSpec) -> str:
    return f"v{spec.rest}/{spec.method.segments[0]}/{spec.method}.yaml"


def type_path(spec: TypeSpec) -> str:
    return f"types/{spec.type}.yaml"


def event_path(spec: EventSpec) -> str:
    return f"events/{spec.event}.yaml"


def texts(tree: SpecTree) -> dict[str, str]:
    """The tree as files: path below `specs/` → YAML text."""
    files = {method_path(spec): yamltext.dump(codec.method_data(spec)) for spec in tree.methods.values()}
    files.update({type_path(spec): yamltext.dump(codec.type_data(spec)) for spec in tree.types.values()})
    files.update({event_path(spec): yamltext.dump(codec.event_data(spec)) for spec in tree.events.values()})
    if tree.errors:
        files[ERRORS_FILE] = yamltext.dump({"errors": codec.errors_data(tree.errors)})
    return dict(sorted(files.items()))


def load_tree(folder: Path) -> SpecTree:
    """All specs of a folder with their overrides. Raises SpecsUnusable with every mistake found."""
    entries, mistakes = overrides.load_overrides(folder / _OVERRIDES)
    mistakes.extend(f"{each}: there is no such spec" for each in entries if not (folder / each.target).is_file())
    return _load(folder, entries, mistakes)


def load_raw(folder: Path) -> SpecTree:
    """All specs of a folder as the scraper wrote them. Raises SpecsUnusable with every mistake found."""
    return _load(folder, [], [])


def _load(folder: Path, entries: list[Override], mistakes: list[str]) -> SpecTree:
    if not folder.is_dir():
        raise SpecsUnusable([f"{folder}: there is no such folder of specs"])
    methods: dict[tuple[int, WireName], MethodSpec] = {}
    types: dict[WireName, TypeSpec] = {}
    events: dict[WireName, EventSpec] = {}
    errors: tuple[Error, ...] = ()
    for file in _spec_files(folder):
        path = file.relative_to(folder).as_posix()
        try:
            data = overrides.apply(
                yamltext.load(file.read_text("utf-8")), (each for each in entries if each.target == path)
            )
            if path == ERRORS_FILE:
                errors = codec.read_errors(data)
            elif path.startswith("events/"):
                event = _placed(codec.read_event(data), event_path, path)
                events[event.event] = event
            elif path.startswith("types/"):
                kind = _placed(codec.read_type(data), type_path, path)
                types[kind.type] = kind
            else:
                spec = _placed(codec.read_method(data), method_path, path)
                methods[spec.rest, spec.method] = spec
        except overrides.InvalidOverride as error:
            mistakes.append(f"{folder / _OVERRIDES}: {error}")
        except (codec.InvalidSpec, yamltext.InvalidYaml, OSError, UnicodeDecodeError) as error:
            mistakes.append(f"{file}: {error}")
    mistakes.extend(
        _collisions(
            folder,
            [*map(method_path, methods.values()), *map(event_path, events.values()), *map(type_path, types.values())],
        )
    )
    if mistakes:
        raise SpecsUnusable(mistakes)
    return SpecTree(methods, events, types, errors)


def _placed(spec: T, where: Callable[[T], str], path: str) -> T:
    if where(spec) != path:
        raise codec.InvalidSpec("", f"belongs into {where(spec)}")
    return spec


def _collisions(folder: Path, paths: Iterable[str]) -> list[str]:
    """Two files that differ only in case are one file on half of all machines."""
    seen: dict[str, str] = {}
    found: list[str] = []
    for path in paths:
        if path.lower() in seen:
            found.append(f"{folder / path}: differs from {seen[path.lower()]} only in case")
        seen[path.lower()] = path
    return found


def write(files: Mapping[str, str], folder: Path) -> Written:
    """Writes the files that are new or differ, each as a whole or not at all."""
    new: list[str] = []
    changed: list[str] = []
    for path, text in files.items():
        target = folder / path
        if not target.exists():
            new.append(path)
        elif target.read_bytes() != text.encode():
            changed.append(path)
        else:
            continue
        write_whole(target, text)
    return Written(tuple(new), tuple(changed), len(files) - len(new) - len(changed))


def remove_others(kept: Collection[str], folder: Path) -> tuple[str, ...]:
    """Removes shared types that nothing refers to any more, and specs that have moved. Overrides are never touched."""
    gone: list[str] = []
    for file in _spec_files(folder):
        path = file.relative_to(folder).as_posix()
        if path not in kept:
            file.unlink()
            gone.append(path)
    return tuple(gone)


def differences(tree: SpecTree, folder: Path) -> list[str]:
    """Files of the folder that are not written as the scraper writes them."""
    return [
        f"{folder / path}: is not written as the scraper writes it (edited by hand?)"
        for path, text in texts(tree).items()
        if (folder / path).read_bytes() != text.encode()
    ]


def _spec_files(folder: Path) -> Iterator[Path]:
    """The machine-written files of the folder, overrides apart."""
    for file in sorted(folder.rglob("*.yaml")):
        if file.relative_to(folder).parts[0] != _OVERRIDES:
            yield file


def write_whole(target: Path, text: str) -> None:
    """Replaces a file in one step: whoever reads it sees the old text or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
