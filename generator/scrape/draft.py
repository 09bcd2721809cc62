"""A value while it is being understood: what its row says, filled up from sub-sections, links and examples."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.spec.grammar import SCALARS
from generator.spec.model import UNSET, Field, Json, Unset
from generator.spec.names import WireName

from .cells import Facts, Name


@dataclass(slots=True)
class Draft:
    type: str
    required: bool = False
    values: tuple[Json, ...] = ()
    default: Json | Unset = UNSET
    nullable: bool = False
    read_only: bool = False
    deprecated: bool = False
    compares: bool = False
    """A filter: its keys may have the prefix `>`."""
    conditional: bool = False
    """Needed only in some cases, whatever the mark says."""
    alternatives: tuple[str, ...] = ()
    """Names of which one is enough."""
    links: tuple[str, ...] = ()
    """Where the row points to for the object's fields, best first: addresses as the page writes them."""
    wire: str | None = None
    format: str | None = None
    ref: str | None = None
    items: Draft | None = None
    fields: dict[str, Draft] = field(default_factory=dict[str, "Draft"])
    variants: dict[str, dict[str, Draft]] = field(default_factory=dict[str, dict[str, "Draft"]])

    @property
    def is_bare(self) -> bool:
        """Nothing says yet what is inside."""
        return not (self.fields or self.variants or self.items or self.ref)

    @property
    def holds_objects(self) -> bool:
        """An object, a list of objects, or a type of another name: it may have fields."""
        return any(part.removesuffix("[]") not in SCALARS for part in self.type.split(" | "))

    @property
    def is_field(self) -> bool:
        """`catalog_store.id`: the type is that of another object's field."""
        return "." in self.type.strip(".")

    def freeze(self) -> Field:
        return Field(
            type=self.type,
            required=self.required,
            ref=WireName(self.ref) if self.ref else None,
            wire=self.wire,
            format=self.format,
            nullable=self.nullable,
            values=self.values,
            default=self.default,
            items=self.items.freeze() if self.items else None,
            fields=freeze(self.fields),
            variants={case: freeze(fields) for case, fields in self.variants.items()},
            read_only=self.read_only,
            deprecated=self.deprecated,
        )


def freeze(fields: dict[str, Draft]) -> dict[str, Field]:
    return {name: draft.freeze() for name, draft in fields.items()}


def draft_of(name: Name, facts: Facts, links: tuple[str, ...]) -> Draft:
    return Draft(
        type=name.type or "any",
        required=name.required,
        values=facts.values,
        default=facts.default,
        nullable=facts.nullable or "null" in name.type.split(" | "),
        read_only=facts.read_only,
        deprecated=facts.deprecated,
        compares=facts.compares,
        conditional=facts.conditional,
        alternatives=facts.alternatives,
        links=links,
    )
