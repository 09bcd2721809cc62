"""One type for one entity: what `get`, `list` and `add` of a namespace return is one object, whichever page says it.

Pages describe it several times, one with all fields, another with the few of its example, a third not at all. Here
these become one shared type, with the facts of all of them, named after the namespace: `crm.company`, `tasks.flow`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import takewhile
from typing import Final, TypeAlias

from ..spec.model import Field, MethodSpec, SpecTree, TypeSpec
from ..spec.names import WireName
from ..text import words
from .merge import merged
from .places import elements_of, place_of

# From a method's `returns` to what lies in it: names of fields, and `ITEM` for an item of a list or map.
Path: TypeAlias = tuple[str, ...]
Namespace: TypeAlias = tuple[int, str]

ITEM: Final = "[]"
# Methods that describe fields instead of returning what has them.
_DESCRIBING: Final = ("fields", "getfields", "getmanifest", "userfield")
# The order in which methods are asked what the entity is; after these the others, by their names.
_PRECEDENCE: Final = ("get", "getbyid", "list", "getlist", "add", "create", "update")
_LISTING: Final = frozenset({"list", "getlist"})
# An object around the entity has no more fields than that.
_MOST_OF_WRAPPER: Final = 3
# So much of the smaller set of names must be in the other for two objects to be one; few names must be the same.
_ALIKE: Final = 0.6
_FEW: Final = 3
# So much of all their names must be in both for objects of different namespaces to be one.
_TWINS: Final = 0.8
_UNDESCRIBED_LISTS: Final = frozenset({"array", "object[]", "any"})
# Parts of a namespace that say nothing of what is in it.
_SILENT: Final = frozenset({"api", "v1", "v2"})


@dataclass(frozen=True)
class Sighting:
    """What one method returns as the entity: an object of documented fields, a reference, or rows nobody describes."""

    method: MethodSpec
    path: Path
    object: Field
    names: frozenset[str]

    @property
    def is_described(self) -> bool:
        return bool(self.names)

    def fields(self, types: Mapping[WireName, TypeSpec]) -> dict[str, Field]:
        """The fields of the object, by place."""
        if self.object.ref is not None:
            where, fields = str(self.object.ref), types[self.object.ref].fields
        else:
            steps = (step if step == ITEM else f".{step}" for step in self.path)
            where, fields = place_of(self.method, "returns") + "".join(steps), self.object.fields
        return {f"{where}.{name}": field for name, field in fields.items()}


@dataclass
class _Entity:
    """Sightings of the same object, the one that leads first.

    Args:
        ref: The shared type that it is already.
        twins: The leading methods of other namespaces that are about it.
    """

    ref: WireName | None = None
    names: Set[str] = frozenset()
    sightings: list[Sighting] = field(default_factory=list["Sighting"])
    twins: list[MethodSpec] = field(default_factory=list["MethodSpec"])

    def add(self, sighting: Sighting) -> None:
        self.sightings.append(sighting)
        self.names = self.names | sighting.names
        self.ref = self.ref or sighting.object.ref


def with_entities(specs: SpecTree) -> SpecTree:
    """The specs, what methods return as their entity being references to shared types of all its facts."""
    sightings: dict[Namespace, list[Sighting]] = defaultdict(list)
    names = {(rest, name.casefold()) for rest, name in specs.methods}
    for (rest, name), method in specs.methods.items():
        namespace, _, verb = name.casefold().rpartition(".")
        if (rest, namespace) in names:  # calendar.event.get.nearest
            namespace = namespace.rpartition(".")[0]
        if namespace and not verb.startswith(_DESCRIBING) and not verb.endswith("fields"):
            sightings[rest, namespace] += sightings_in(method, specs.types)
    types = dict(specs.types)
    methods = dict(specs.methods)
    entities = [entity for _, found in sorted(sightings.items()) for entity in _entities(found)]
    for entity in filter(_is_worth_a_type, _across_namespaces(entities)):
        _unify(entity, types, methods)
    return replace(specs, types=types, methods=methods)


def sightings_in(method: MethodSpec, types: Mapping[WireName, TypeSpec]) -> Iterator[Sighting]:
    """What the method returns as its entity, if it does."""
    if method.returns is None:
        return
    start: Path = tuple(method.list.rows.split(".")) if method.list is not None and method.list.rows else ()
    found = _inside(method.returns, start)
    path, object = _principal(found, start) if found is not None else ((), None)
    if object is None:
        return
    if object.ref is not None:
        known = types.get(object.ref)
        names = frozenset(known.fields) if known is not None else frozenset[str]()
    else:
        names = frozenset(object.fields)
    if names or (method.list is not None and _says_nothing(object)):
        yield Sighting(method, path, object, names)


def _inside(field: Field, path: Path) -> Field | None:
    for step in path:
        following = next(elements_of(field), None) if step == ITEM else field.fields.get(step)
        if following is None:
            return None
        field = following
    return field


def _principal(field: Field, path: Path) -> tuple[Path, Field | None]:
    """The object that the method is about, and where it lies."""
    if field.ref is not None or field.variants:
        return path, None if field.variants else field
    for each in elements_of(field) if not field.fields else ():
        return _principal(each, (*path, ITEM))
    structured = [name for name, each in field.fields.items() if each.fields or each.items or each.map_of or each.ref]
    if len(structured) == 1 and len(field.fields) <= _MOST_OF_WRAPPER and not _has_id(field):
        return _principal(field.fields[structured[0]], (*path, structured[0]))
    if not field.fields:
        return ((*path, ITEM), Field(type="any")) if field.type in _UNDESCRIBED_LISTS else (path, field)
    return path, None if len(structured) == len(field.fields) else field


def _has_id(field: Field) -> bool:
    return any(name.casefold() == "id" for name in field.fields)


def _says_nothing(field: Field) -> bool:
    return not field.fields and field.ref is None and field.type in ("any", "object", "array")


def _entities(sightings: Iterable[Sighting]) -> list[_Entity]:
    found: list[_Entity] = []
    for each in sorted(sightings, key=_precedence):
        entity = next((entity for entity in found if _is_of(each, entity)), None)
        if entity is None:
            found.append(entity := _Entity())
        entity.add(each)
    return found


def _across_namespaces(entities: Iterable[_Entity]) -> Iterator[_Entity]:
    """`crm.deal.userfield` and `crm.lead.userfield` are about the same object, if it has the same fields."""
    known: dict[tuple[int, str, str], list[_Entity]] = defaultdict(list)
    for entity in entities:
        method = entity.sightings[0].method
        section, *parts = method.method.casefold().split(".")[:-1]
        several = known[method.rest, section, parts[-1] if parts else ""]
        twin = next((each for each in several if _is_twin(entity, each)), None)
        if twin is None:
            several.append(entity)
        else:
            twin.twins.append(entity.sightings[0].method)
            for sighting in entity.sightings:
                twin.add(sighting)
    for several in known.values():
        yield from several


def _is_twin(entity: _Entity, other: _Entity) -> bool:
    if entity.ref is not None and other.ref is not None and entity.ref != other.ref:
        return False
    common = len(entity.names & other.names)
    return common >= _FEW and common >= _TWINS * len(entity.names | other.names)


def _is_worth_a_type(entity: _Entity) -> bool:
    leading = _verb(entity.sightings[0].method)
    several = leading in _PRECEDENCE and len({each.method.method for each in entity.sightings}) > 1
    has_id = any(name.casefold() == "id" for name in entity.names)
    return several and (len(entity.names) >= _FEW or (has_id and len(entity.names) > 1))


def _precedence(sighting: Sighting) -> tuple[bool, int, str]:
    verb = _verb(sighting.method)
    place = _PRECEDENCE.index(verb) if verb in _PRECEDENCE else len(_PRECEDENCE)
    return not sighting.is_described, place, sighting.method.method


def _verb(method: MethodSpec) -> str:
    return method.method.casefold().rpartition(".")[2]


def _is_of(sighting: Sighting, entity: _Entity) -> bool:
    if sighting.object.ref is not None and entity.ref is not None:
        return sighting.object.ref == entity.ref
    if not sighting.is_described:  # rows of a list, next to what `get` describes
        return _verb(entity.sightings[0].method) == "get" and _verb(sighting.method) in _LISTING
    fewer = min(len(sighting.names), len(entity.names))
    if fewer < _FEW:
        return sighting.names == entity.names
    return len(sighting.names & entity.names) >= _ALIKE * fewer


def _unify(entity: _Entity, types: dict[WireName, TypeSpec], methods: dict[tuple[int, WireName], MethodSpec]) -> None:
    """Makes the entity a shared type, and the sightings references to it."""
    if all(each.object.ref is not None for each in entity.sightings):
        return
    fields = [each.object.fields for each in entity.sightings if each.is_described and each.object.ref is None]
    leading = entity.sightings[0].method
    if entity.ref is None:
        name = _name(entity)
        if name in types:  # of something else: views that are alike in a namespace are one class all the same
            return
        types[name] = TypeSpec(name, leading.page, _title(name), reduce(merged, fields))
    else:
        name = entity.ref
        types[name] = replace(types[name], fields=reduce(merged, fields, types[name].fields))
    for each in entity.sightings:
        if each.object.ref is None:
            method = methods[each.method.rest, each.method.method]
            assert method.returns is not None
            returns = _with(method.returns, each.path, name)
            methods[method.rest, method.method] = replace(method, returns=returns)


def _with(field: Field, path: Path, ref: WireName) -> Field:
    """The field, what lies at the path in it being the shared type."""
    if not path:
        return Field(type="object", ref=ref, wire=field.wire, nullable=field.nullable, deprecated=field.deprecated)
    step, *rest = path
    if step == ITEM:
        map_of = _with(field.map_of, tuple(rest), ref) if field.map_of else None
        items = _with(field.items or Field(type="any"), tuple(rest), ref) if field.items or not map_of else None
        return replace(field, items=items, map_of=map_of)
    return replace(field, fields={**field.fields, step: _with(field.fields[step], tuple(rest), ref)})


def _name(entity: _Entity) -> WireName:
    """`crm.requisite_preset` of `crm.requisite.preset.get`, `tasks.flow` of `tasks.flow.Flow.get`, `user.user`.

    Of several namespaces what they have in common: `crm.userfield`.
    """
    leading = entity.sightings[0].method
    section, *parts = leading.method.segments[:-1]
    for each in entity.twins:
        parts = _common_end(parts, each.method.segments[1:-1])
    told: list[str] = []
    for part in parts or [section]:
        word = "_".join(words(part))
        if part not in _SILENT and told[-1:] != [word]:
            told.append(word)
    version = ".v3" if leading.rest == 3 else ""
    return WireName(f"{'_'.join(words(section))}{version}.{'_'.join(told)}")


def _title(name: WireName) -> str:
    """What a person calls it: `Requisite preset`."""
    return name.segments[-1].replace("_", " ").capitalize()


def _common_end(one: Sequence[str], other: Sequence[str]) -> list[str]:
    pairs = zip(reversed(one), reversed(other), strict=False)
    common = takewhile(lambda pair: pair[0].casefold() == pair[1].casefold(), pairs)
    return [part for part, _ in common][::-1]
