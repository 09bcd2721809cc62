"""The folder `specs/`: which file holds what, all of it as one tree, writing what changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

from ..cache import NO_CACHE, Cache, Pack, digest
from ..transaction import Change, Edits, writing
from . import codec, overrides, yamltext
from .folder import PROSE, SpecFiles, SpecsUnusable, read, spec_paths
from .model import EventSpec, FormerNames, MethodSpec, SharedErrors, SpecTree, TypeSpec
from .names import WireName
from .overrides import DeadOverride
from .prose import prose_paths, read_prose

T = TypeVar("T")
Spec: TypeAlias = "MethodSpec | EventSpec | TypeSpec | SharedErrors | FormerNames"
ERRORS_FILE: Final = "errors.yaml"
FORMER_NAMES_FILE: Final = "former_names.yaml"
# All that makes a spec of a file, and keeps it.
_CODE: Final = ("spec", "cache.py")
_NO_SPEC: Final = (codec.InvalidSpec, yamltext.InvalidYaml, UnicodeDecodeError)


@dataclass(frozen=True)
class Written:
    """What writing does, as paths below the folder."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]


def method_path(spec: MethodSpec) -> str:
    return f"v{spec.rest}/{spec.method.segments[0]}/{spec.method}.yaml"


def type_path(spec: TypeSpec) -> str:
    return f"types/{spec.type}.yaml"


def event_path(spec: EventSpec) -> str:
    return f"events/{spec.event}.yaml"


def texts(tree: SpecTree, cache: Cache = NO_CACHE) -> dict[str, str]:
    """The tree as files: path below `specs/` → YAML text."""
    known = Pack[str](cache, "texts", code=_CODE)
    files = {method_path(spec): _known_text(spec, known) for spec in tree.methods.values()}
    files.update({type_path(spec): _known_text(spec, known) for spec in tree.types.values()})
    files.update({event_path(spec): _known_text(spec, known) for spec in tree.events.values()})
    known.keep()
    if tree.errors:
        files[ERRORS_FILE] = _text(SharedErrors(tree.errors))
    return with_former_names(files, tree.former_names)


def with_former_names(texts: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """The files of a tree that has these former names."""
    others = {path: text for path, text in texts.items() if path != FORMER_NAMES_FILE}
    if names:
        others[FORMER_NAMES_FILE] = _text(FormerNames(names))
    return dict(sorted(others.items()))


def without_former_names(files: SpecFiles) -> SpecFiles:
    """The files that say what the API is."""
    return files.with_specs({path: content for path, content in files.specs.items() if path != FORMER_NAMES_FILE})


def former_names_in(files: SpecFiles) -> Mapping[str, str]:
    """The names that the client once had. Raises SpecsUnusable."""
    named = {path: content for path, content in files.specs.items() if path == FORMER_NAMES_FILE}
    return raw_tree_of(files.with_specs(named)).former_names


def _known_text(spec: Spec, known: Pack[str]) -> str:
    """To tell that a spec is the same takes a tenth of the time of writing it: equal is not the same to JSON."""
    key = digest(repr(spec))
    text = known.get(key)
    if text is None:
        text = _text(spec)
        known.put(key, text)
    return text


def _text(spec: Spec) -> str:
    return yamltext.dump(codec.encode(spec))


def load_tree(folder: Path) -> SpecTree:
    """All specs of a folder with their overrides. Raises SpecsUnusable with every mistake found."""
    return tree_of(read(folder))


def load_raw(folder: Path) -> SpecTree:
    """All specs of a folder as the scraper wrote them. Raises SpecsUnusable with every mistake, of overrides too."""
    return raw_tree_of(read(folder))


def raw_tree_of(files: SpecFiles, cache: Cache = NO_CACHE) -> SpecTree:
    """The same of files that are read."""
    _, mistakes = files.corrections
    return _tree_of(replace(files, overrides={}), mistakes, cache, "raw")


def tree_of(files: SpecFiles, cache: Cache = NO_CACHE) -> SpecTree:
    """The specs in the files with those overrides that apply. Raises SpecsUnusable with every mistake found."""
    _, mistakes = files.corrections
    return _tree_of(files, mistakes, cache)


def contents(files: SpecFiles, tree: SpecTree) -> dict[tuple[int, WireName], str]:
    """A digest of all that each method of the tree was read from."""
    return {key: files.digests[method_path(spec)] for key, spec in tree.methods.items()}


def dead_overrides(files: SpecFiles, cache: Cache = NO_CACHE) -> list[DeadOverride]:
    """The overrides that no longer apply. Of files that `tree_of` can read."""
    corrections, _ = files.corrections
    dead: list[DeadOverride] = []
    for target, entries in corrections.items():
        if target in files.specs:
            dead += overrides.apply(_data(files.specs[target], cache), entries)
        else:
            dead += [DeadOverride(each, "there is no such spec") for each in entries]
    return dead


def _tree_of(files: SpecFiles, mistakes: Iterable[str], cache: Cache, *kind: str) -> SpecTree:
    """`mistakes`: those in the overrides."""
    corrections, _ = files.corrections
    known = Pack[Spec](cache, "specs", str(files.folder), *kind, code=_CODE)
    mistakes = list(mistakes)
    methods: dict[tuple[int, WireName], MethodSpec] = {}
    types: dict[WireName, TypeSpec] = {}
    events: dict[WireName, EventSpec] = {}
    errors, names = SharedErrors(), FormerNames()
    for path, content in files.specs.items():
        try:
            spec = known.get(files.digests[path])
            if spec is None:
                data = _data(content, cache)
                overrides.apply(data, corrections.get(path, ()))
                spec = _spec(data, path)
                known.put(files.digests[path], spec)
        except _NO_SPEC as error:
            mistakes.append(f"{files.folder / path}: {error}")
        else:
            if isinstance(spec, MethodSpec):
                methods[spec.rest, spec.method] = spec
            elif isinstance(spec, TypeSpec):
                types[spec.type] = spec
            elif isinstance(spec, EventSpec):
                events[spec.event] = spec
            elif isinstance(spec, FormerNames):
                names = spec
            else:
                errors = spec
    mistakes.extend(
        _collisions(
            files.folder,
            [*map(method_path, methods.values()), *map(event_path, events.values()), *map(type_path, types.values())],
        )
    )
    if mistakes:
        raise SpecsUnusable(mistakes)
    known.keep()
    return SpecTree(methods, events, types, errors.errors, names.former_names)


def _data(content: bytes, cache: Cache) -> object:
    """What `yamltext.load` makes of a file. From the cache it comes as JSON, where that can say the same."""
    text = content.decode()
    key = cache.key("yaml", content, code=("spec/yamltext.py",))
    known = cache.get(key)
    if known is not None:
        return json.loads(known)
    data = yamltext.load(text)
    try:
        same = json.dumps(data)
    except TypeError:  # YAML has dates and sets
        return data
    if json.loads(same) == data:
        cache.put(key, same.encode())
    return data


def _spec(data: object, path: str) -> Spec:
    if path == ERRORS_FILE:
        return codec.decode(SharedErrors, data)
    if path == FORMER_NAMES_FILE:
        return codec.decode(FormerNames, data)
    if path.startswith("events/"):
        return _placed(codec.decode(EventSpec, data), event_path, path)
    if path.startswith("types/"):
        return _placed(codec.decode(TypeSpec, data), type_path, path)
    return _placed(codec.decode(MethodSpec, data), method_path, path)


def _placed(spec: T, where: Callable[[T], str], path: str) -> T:
    if where(spec) != path:
        raise codec.InvalidSpec(f"belongs into {where(spec)}")
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
    """Writes the files that are new or differ: all of them or none. See `writing` for what it raises."""
    with writing(folder) as change:
        written = prepare(change, files)
        change.make()
    return written


def prepare(
    change: Change, files: Mapping[str, str], *, prose: Mapping[str, str] = MappingProxyType({}), whole: bool = False
) -> Written:
    """Prepares writing the files that are new or differ: see `planned`."""
    edits, written = planned(change.folder, files, prose=prose, whole=whole)
    change.prepare(edits)
    return written


def planned(
    folder: Path,
    files: Mapping[str, str],
    *,
    prose: Mapping[str, str] = MappingProxyType({}),
    beside: Mapping[str, str] = MappingProxyType({}),
    whole: bool = False,
) -> tuple[Edits, Written]:
    """What makes the folder hold these files. Writes nothing.

    Args:
        beside: Files that are no specs, by path; an empty text is no file.
        prose: What pages say of these specs in their own words, by the same paths. Where there is none, that of an
            earlier run stays.
        whole: They are all there is: other specs are removed, shared types that nothing refers to any more, and
            those that have moved. Overrides are never touched.
    """
    texts: dict[str, str] = {}
    new: dict[str, None] = {}
    for path, text in files.items():
        target = folder / path
        if not target.exists():
            new[path] = None
        elif target.read_bytes() == text.encode():
            continue
        texts[path] = text
    removed = [path for path in spec_paths(folder) if path not in files] if whole else []
    left = [f"{PROSE}/{path}" for path in prose_paths(folder) if path not in files] if whole else []
    others = {path: text for path, text in beside.items() if _text_in(folder / path) != text}
    emptied = [path for path, text in others.items() if not text]
    kept = {path: text for path, text in others.items() if text}
    changed = tuple(path for path in texts if path not in new)
    written = Written(tuple(new), changed, len(files) - len(texts), tuple(removed))
    return Edits({**texts, **_differing(prose, folder), **kept}, (*removed, *left, *emptied)), written


def _text_in(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


def _differing(prose: Mapping[str, str], specs: Path) -> dict[str, str]:
    known = read_prose(specs).files
    return {f"{PROSE}/{path}": text for path, text in prose.items() if known.get(path) != text.encode()}


def differences(files: SpecFiles, cache: Cache = NO_CACHE) -> list[str]:
    """Files that are not written as the scraper writes them. Raises SpecsUnusable for those that are no specs."""
    found: list[str] = []
    mistakes: list[str] = []
    for path, content in files.specs.items():
        try:
            if not _is_as_written(content, path, cache):
                found.append(f"{files.folder / path}: is not written as the scraper writes it (edited by hand?)")
        except _NO_SPEC as error:
            mistakes.append(f"{files.folder / path}: {error}")
    if mistakes:
        raise SpecsUnusable(mistakes)
    return found


def _is_as_written(content: bytes, path: str, cache: Cache) -> bool:
    key = cache.key("as written", content, path, code=_CODE)
    if cache.get(key) is not None:
        return True
    same = _text(_spec(_data(content, cache), path)).encode() == content
    if same:
        cache.put(key, b"")
    return same
