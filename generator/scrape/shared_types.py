"""The objects that values refer to, as specs: each with all that the examples of all its uses show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ..site.page import PagePath
from ..spec.model import Defect, Field, TypeSpec
from ..spec.prose import Prose
from .examples.samples import Samples
from .fields.node import Fields, Node, to_fields, with_missing
from .fields.reconcile import reconcile
from .fields.stated import with_stated
from .linking import Use, link_value
from .page_facts import PageFacts
from .prose import by_place, texts_of
from .shared_objects import SharedObject, SharedObjects, Target, provisional_name

_CALLED_AN_OBJECT: Final = re.compile(r"object|type|parameter|dto\b", re.IGNORECASE)


@dataclass(frozen=True)
class _SharedType:
    object: SharedObject
    fields: Fields
    samples: Samples = field(default_factory=Samples)
    defects: tuple[Defect, ...] = ()
    cases: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """As of `TypeSpec`."""


@dataclass(frozen=True)
class DescribedType:
    spec: TypeSpec
    prose: Prose


def type_specs(uses: Iterable[Use], objects: SharedObjects) -> list[DescribedType]:
    """The types of the uses, and those that these refer to in turn."""
    types = _joined_parts(_with_uses({}, uses), objects.pages)
    joined = {target: each.fields for target, each in types.items()}
    return [_spec(each) for each in _linked(types, replace(objects, joined=joined)).values()]


def _with_uses(types: Mapping[Target, _SharedType], uses: Iterable[Use]) -> dict[Target, _SharedType]:
    found = dict(types)
    for use in uses:
        target = use.object.target
        known = found.get(target) or _SharedType(use.object, use.object.facts.fields)
        found[target] = replace(
            known,
            object=replace(known.object, whole_page=known.object.whole_page or use.object.whole_page),
            samples=Samples((*known.samples.values, *use.samples.values)),
        )
    return found


def _joined_parts(
    types: Mapping[Target, _SharedType], pages: Mapping[PagePath, PageFacts]
) -> dict[Target, _SharedType]:
    """A page may describe one object in several sections, the common fields and those of each case: sections of
    which the examples show at least half belong to the object, too."""
    return {
        target: _with_parts(each, pages[target.page]) if each.object.whole_page else each
        for target, each in types.items()
    }


def _with_parts(type_: _SharedType, page: PageFacts) -> _SharedType:
    shown = set(type_.samples.names()) - type_.fields.keys()
    fields = type_.fields
    is_one = _is_one_object(page)
    cases: dict[str, tuple[str, ...]] = {}
    for anchor, other in page.objects.items():
        is_shown = 2 * len(shown.intersection(other.fields)) >= len(other.fields)
        if anchor != type_.object.target.anchor and (is_shown or is_one):
            fields = with_missing(fields, other.fields)
            if not is_one:
                cases[other.title] = tuple(name for name in other.fields if name not in type_.fields)
    # A heading above the sections leads to the first of them.
    titles = {names: title for title, names in cases.items()}
    cases = {title: names for title, names in cases.items() if titles[names] == title}
    return replace(type_, fields=fields, cases=cases if len(cases) > 1 else {})


def _is_one_object(page: PageFacts) -> bool:
    """All sections of the page describe one object, by subjects: none is called an object, and no two have a field in
    common, as the cases of an object do."""
    names = [name for each in page.objects.values() for name in each.fields]
    return len(set(names)) == len(names) and not any(
        _CALLED_AN_OBJECT.search(each.title) for each in page.objects.values()
    )


def _linked(types: dict[Target, _SharedType], objects: SharedObjects) -> dict[Target, _SharedType]:
    """Types refer to further types: goes on until no new one turns up."""
    done: set[Target] = set()
    while rest := [target for target in types if target not in done]:
        for target in rest:
            done.add(target)
            for name, node in types[target].fields.items():
                samples = types[target].samples.at(name)
                linked = link_value(node, target.page, samples, f"fields.{name}", objects)
                types = _with_uses(types, linked.uses)
                known = types[target]
                types[target] = replace(
                    known, fields={**known.fields, name: linked.node}, defects=(*known.defects, *linked.defects)
                )
    return types


def _spec(type_: _SharedType) -> DescribedType:
    stated = with_stated(Node(Field("object"), fields=type_.fields), type_.samples, opened=False)
    root, defects = reconcile(stated, type_.samples, "fields", infer_fields=True)
    spec = TypeSpec(
        type=provisional_name(type_.object.target),
        page=type_.object.target.page,
        title=type_.object.facts.title,
        fields=to_fields(root.fields),
        cases=type_.cases,
        defects=tuple(dict.fromkeys((*type_.defects, *defects))),
    )
    texts = by_place(texts_of(root.fields, "fields"))
    return DescribedType(spec, Prose(spec.page, type_.object.facts.prose, texts))
