"""Nothing that a caller could write vanishes: what pages no longer state of a spec stays in it, with the day.

A parameter, a key, a returned field, a value of a closed set: each is `left` from that day on. It is accepted and
read as before, and is required no more. A person who knows better removes it in `specs/overrides/`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..spec.model import EventSpec, Example, Field, MethodSpec, TypeSpec
from ..text import words
from .clock_values import with_former_times

# What some pages list among a method's parameters, and the client sends by itself.
_NO_PARAMETERS: Final = frozenset({"auth"})
_BARE: Final = frozenset({"any", "object", "array", "mixed"})


@dataclass(frozen=True)
class Keeper:
    """
    Args:
        day: The day to note, `2026-08-21`.
    """

    day: str

    def method(self, old: MethodSpec, new: MethodSpec) -> MethodSpec:
        params = self._fields(old.params, new.params, words)
        return replace(
            new,
            params=params,
            by_position=_by_position(old, params),
            returns=self._value(old.returns, new.returns, words),
            example=with_former_times(new.example, old.example),
            response=with_former_times(new.response, old.response),
            examples=_with_former_times(old.examples, new.examples),
        )

    def event(self, old: EventSpec, new: EventSpec) -> EventSpec:
        return replace(
            new,
            data=self._value(old.data, new.data, words),
            example=with_former_times(new.example, old.example),
        )

    def type(self, old: TypeSpec, new: TypeSpec) -> TypeSpec:
        return replace(new, fields=self._fields(old.fields, new.fields, str), cases={**old.cases, **new.cases})

    def _value(self, old: Field | None, new: Field | None, name: Callable[[str], Hashable]) -> Field | None:
        if old is None or new is None:
            return new
        return self._field(old, new, name)

    def _fields(
        self, old: Mapping[str, Field], new: Mapping[str, Field], name: Callable[[str], Hashable]
    ) -> dict[str, Field]:
        """Those of both; `name`: what callers call one of them, by which they know it again."""
        if old == new:
            return dict(new)
        inner = str if name is not words else name
        found = {wire: self._field(old[wire], field, inner) if wire in old else field for wire, field in new.items()}
        known = set(map(name, new))
        for wire, field in old.items():
            if wire not in new and name(wire) not in known:
                found[wire] = self._left(field)
        return found

    def _left(self, field: Field) -> Field:
        return replace(field, required=False, left=field.left or self.day)

    def _field(self, old: Field, new: Field, name: Callable[[str], Hashable]) -> Field:
        if old == new:
            return new
        new = self._with_values(old, new)
        if new.ref is not None or old.ref is not None:
            return new
        if new.type in _BARE and not _is_structured(new) and _is_structured(old):
            return replace(
                new,
                fields={key: self._left(each) for key, each in old.fields.items()},
                items=old.items,
                map_of=old.map_of,
                variants=old.variants,
            )
        return replace(
            new,
            items=self._value(old.items, new.items, name),
            map_of=self._value(old.map_of, new.map_of, name),
            fields=self._fields(old.fields, new.fields, name) if new.fields else new.fields,
            variants=self._variants(old, new, name) if new.variants else new.variants,
        )

    def _variants(self, old: Field, new: Field, name: Callable[[str], Hashable]) -> dict[str, Mapping[str, Field]]:
        found = {
            case: self._fields(old.variants[case], fields, name) if case in old.variants else fields
            for case, fields in new.variants.items()
        }
        gone = {case: fields for case, fields in old.variants.items() if case not in found}
        return {
            **found,
            **{case: {key: self._left(each) for key, each in fields.items()} for case, fields in gone.items()},
        }

    def _with_values(self, old: Field, new: Field) -> Field:
        """A set that is closed, and smaller, still has its old values."""
        if not old.values or not new.values or old.open or new.open or "boolean" in (old.type, new.type):
            return new
        listed = set(map(str, new.values))
        gone = [value for value in old.values if str(value) not in listed]
        if not gone:
            return new
        return replace(
            new,
            values=(*new.values, *gone),
            labels={**{text: label for text, label in old.labels.items() if text in map(str, gone)}, **new.labels},
            left_values={str(value): old.left_values.get(str(value), self.day) for value in gone},
        )


def _with_former_times(old: Sequence[Example], new: Sequence[Example]) -> tuple[Example, ...]:
    if len(old) != len(new):
        return tuple(new)
    return tuple(
        Example(with_former_times(now.call, before.call), with_former_times(now.response, before.response))
        for before, now in zip(old, new, strict=True)
    )


def _by_position(old: MethodSpec, params: Mapping[str, Field]) -> str | None:
    """What once was the one required parameter, where the new ones do not say it."""
    former = old.by_position or sole_required(old.params)
    if former is None:
        return None
    same = [name for name in params if name.casefold() == former.casefold() or words(name) == words(former)]
    now = min(same, key=lambda name: params[name].left is not None, default=None)
    return None if now == sole_required(params) else now


def sole_required(params: Mapping[str, Field]) -> str | None:
    """The one required parameter, which callers may pass by position; None where there are none or several."""
    required = [name for name, field in params.items() if field.required and name not in _NO_PARAMETERS]
    return required[0] if len(required) == 1 else None


def _is_structured(field: Field) -> bool:
    return bool(field.fields or field.variants or field.ref is not None or field.items or field.map_of)
