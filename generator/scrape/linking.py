"""Decides which shared type a value refers to: by its links, its type's name and what the examples show there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from ..site.page import PagePath
from ..spec.grammar import BASE
from ..spec.model import Defect, Field, Json
from .examples.samples import Samples
from .fields.infer import infer
from .fields.maps import is_placeholder
from .fields.node import Fields, Node
from .fields.query_words import GROUP, NO_QUERY
from .fields.reconcile import describes_fields
from .shared_objects import SharedObject, SharedObjects, Target, provisional_name, targets_of

_NAMES_ONLY: Final = frozenset({"select", "filter", "order", "sort"})
"""Parameters whose links name the fields one may ask for, not the fields of the object."""


@dataclass(frozen=True)
class Use:
    """A place where an object of the site was found to be the type."""

    object: SharedObject
    samples: Samples = field(default_factory=Samples)
    """What the examples show of the object there."""


@dataclass(frozen=True)
class Linked:
    """A value with references to shared types, in it and in all that is inside it."""

    node: Node
    uses: tuple[Use, ...] = ()
    defects: tuple[Defect, ...] = ()


@dataclass(frozen=True)
class LinkedFields:
    fields: Fields
    uses: tuple[Use, ...] = ()
    defects: tuple[Defect, ...] = ()


def link_params(params: Fields, page: PagePath, sent: Samples, objects: SharedObjects) -> LinkedFields:
    linker = _Linker(page, objects)
    return _together(
        {
            name: linker.value(
                node,
                sent.at(name),
                f"params.{name}",
                may_refer=name.lower() not in _NAMES_ONLY and not _names_fields(name, node),
            )
            for name, node in params.items()
        }
    )


def link_value(node: Node, page: PagePath, samples: Samples, at: str, objects: SharedObjects) -> Linked:
    return _Linker(page, objects).value(node, samples, at)


@dataclass(frozen=True)
class _Linker:
    page: PagePath
    objects: SharedObjects

    def value(self, node: Node, samples: Samples, at: str, *, may_refer: bool = True) -> Linked:
        own = self._own(node, samples, at, may_refer)
        if describes_fields(own.node.fields, samples):
            return self._of_descriptions(own.node, samples)
        if not (own.node.fields or own.node.variants):
            return own
        inside = _together(
            {
                name: self.value(each, _under(name, samples), f"{at}.{name}", may_refer=not _names_fields(name, each))
                for name, each in own.node.fields.items()
            }
        )
        variants = {
            case: _together({name: self.value(each, samples.at(name), f"{at}.{name}") for name, each in fields.items()})
            for case, fields in own.node.variants.items()
        }
        return Linked(
            replace(own.node, fields=inside.fields, variants={case: each.fields for case, each in variants.items()}),
            (*own.uses, *inside.uses, *(use for each in variants.values() for use in each.uses)),
            (*own.defects, *inside.defects, *(defect for each in variants.values() for defect in each.defects)),
        )

    def _of_descriptions(self, node: Node, samples: Samples) -> Linked:
        """What describes fields on the method's own page is of that method alone: it is no shared type."""
        linked = self._of_values(node, samples)
        own = [use.object.facts.fields for use in linked.uses if use.object.target.page == self.page]
        if not own:
            return linked
        return Linked(replace(node, map_of=Node(Field("object"), fields=own[0]), fields={}))

    def _of_values(self, node: Node, samples: Samples) -> Linked:
        """A map, with a reference to what lies under each key: of the linked objects the one of which the examples
        show the most there, without examples the last one, after that whose ids or fields the keys are."""
        found = list(filter(None, map(self.objects.find, targets_of(node, self.page))))
        under = samples.under_keys()
        if not found:
            return Linked(node)
        if not under.values:
            return _map_of(node, found[-1], under)
        shown = set(under.names())
        best = max(found, key=lambda each: len(each.facts.fields.keys() & shown))
        is_shown = 2 * len(best.facts.fields.keys() & shown) >= len(shown)
        return _map_of(node, best, under) if shown and is_shown else Linked(node)

    def _own(self, node: Node, samples: Samples, at: str, may_refer: bool) -> Linked:
        """The value with a reference of its own."""
        if node.has_type_of_a_field and node.is_bare and all(value is None for value in samples.values):
            return Linked(self._with_type_of_field(node))
        if not (may_refer and node.is_bare and node.holds_objects and _may_hold_objects(samples)):
            return Linked(node)
        if node.hints.keyed and not _in_lists(samples):
            return self._of_values(node, samples)
        targets = targets_of(node, self.page)
        found = self._found(node, targets, samples)
        if found:
            return _referring(node, found, samples)
        dead = filter(self.objects.is_dead, targets)
        return Linked(
            node,
            defects=tuple(Defect(at, f"links to {each.page}#{each.anchor}, which is not there") for each in dead),
        )

    def _found(self, node: Node, targets: list[Target], samples: Samples) -> SharedObject | None:
        """The object that a link leads to, else one that has the name of the type."""
        certain = [target for target in targets if target.anchor or samples.values or _is_one_object(node)]
        linked = _nearest(list(filter(None, map(self.objects.find, certain))), samples)
        word = node.type.split(" | ")[0].removesuffix("[]").lower()
        if linked or word in BASE:
            return linked
        return self.objects.named(word, [*(target.page for target in targets), self.page])

    def _with_type_of_field(self, node: Node) -> Node:
        """`catalog_store.id`: the type of the field that the type names, where examples may have nothing to say."""
        name = node.type.removesuffix("[]").rpartition(".")[2]
        type_ = self.objects.type_of_field(name, targets_of(node, self.page))
        if type_ not in BASE:
            return node
        if node.type.endswith("[]"):
            return replace(node, items=Node(Field(type_)))
        return node.with_facts(wire=type_)


def _referring(node: Node, found: SharedObject, samples: Samples) -> Linked:
    """The value with the object as its type, or as that of what is in it; without it where the examples refute it."""
    fields = found.facts.fields
    inner = samples.under_keys()
    if all(map(is_placeholder, fields)):
        return Linked(replace(node, fields=fields))  # an object only of what lies under each key
    if describes_fields(fields, samples):
        return Linked(replace(node, map_of=infer(inner.values)), (Use(found),))
    own, deeper = (len(fields.keys() & set(each.names())) for each in (samples, inner))
    name = provisional_name(found.target)
    if len(samples.names()) > 1 and deeper > own and _in_lists(samples):
        # The type is that of what lies in each element.
        use = Use(found, Samples(tuple(inner.objects())))
        return Linked(replace(node, items=Node(Field("object", ref=name))), (use,))
    if len(samples.names()) > 1 and deeper > own:
        return _map_of(node, found, inner)
    if samples.names() and not own:
        return Linked(node, (Use(found),))
    use = Use(found, Samples(tuple(samples.objects())))
    if _is_list(node, samples):
        type_ = node.type.removesuffix("[]") if node.type.endswith("[]") else "object"
        return Linked(replace(node, items=Node(Field(type_, ref=name))), (use,))
    return Linked(node.with_facts(ref=name), (use,))


def _map_of(node: Node, found: SharedObject, under: Samples) -> Linked:
    """The object is the type of what lies under each key."""
    use = Use(found, Samples(tuple(under.objects())))
    ref = Node(Field("object", ref=provisional_name(found.target)))
    in_lists = under.values and all(isinstance(value, list) for value in under.values)
    value = Node(Field("array"), items=ref) if in_lists else ref
    return Linked(replace(node, map_of=value, fields={}), (use,))


def _nearest(found: list[SharedObject], samples: Samples) -> SharedObject | None:
    """The first, unless the examples show under each key what describes its fields: the object that does so."""
    first = next(iter(found), None)
    if first is None or not describes_fields(first.facts.fields, samples):
        return first
    under = set(samples.under_keys().names())
    return next((each for each in found if len(each.facts.fields.keys() & under) > 1), first)


def _names_fields(name: str, node: Node) -> bool:
    """It has names of fields, as its row says."""
    return name.lower() == GROUP and node.hints.query != NO_QUERY


def _in_lists(samples: Samples) -> bool:
    return any(value and isinstance(value, list) for value in samples.values)


def _under(name: str, samples: Samples) -> Samples:
    return samples.under_keys() if is_placeholder(name) else samples.at(name)


def _together(values: dict[str, Linked]) -> LinkedFields:
    return LinkedFields(
        {name: each.node for name, each in values.items()},
        tuple(use for each in values.values() for use in each.uses),
        tuple(defect for each in values.values() for defect in each.defects),
    )


def _may_hold_objects(samples: Samples) -> bool:
    """Where the examples show only words or numbers, the links lead to a list of names, not to fields."""
    return not _told(samples) or any(True for _ in samples.objects())


def _is_one_object(node: Node) -> bool:
    """`object`, or `TaskDto`. Where no example shows it, a link from a list, a choice or an id to a whole page says too
    little: the page may be about its parts, or about all that has to do with it."""
    return node.type == "object" or (node.type[:1].isupper() and node.type.isalnum())


def _is_list(node: Node, samples: Samples) -> bool:
    told = _told(samples)
    if told:
        return all(isinstance(value, list) for value in told)
    return node.type.endswith("[]") or node.type == "array"


def _told(samples: Samples) -> list[Json]:
    """The values that say something about the type."""
    return [value for value in samples.values if value not in (None, "", [], {}, False)]
