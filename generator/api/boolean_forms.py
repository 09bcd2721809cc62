"""In which form parameters take a boolean, where no page lists the two values but the example or the default shows one.

A boolean is sent in that form, and so are those beside it of which no page shows a value. A text that is shown as "Y"
or "N" takes a bool too, which is sent as one of these; it may be any other text all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from ..spec.model import UNSET, Field, Json, MethodSpec
from .places import elements_of, inside, place_of

# What is sent for true and for false.
Forms: TypeAlias = tuple[Json, Json]

_FORMS: Final[tuple[Forms, ...]] = (("Y", "N"), ("1", "0"), (1, 0))
_BOOLEANS: Final = frozenset({"boolean", "bool"})
_LETTERS: Final = _FORMS[:1]
# Which forms a value of a documented type may have. "1" as a text, or the number, is more often something else.
_POSSIBLE: Final[Mapping[str, tuple[Forms, ...]]] = {
    "boolean": _FORMS,
    "bool": _FORMS,
    "string": _LETTERS,
    "char": _LETTERS,
}


def boolean_forms(spec: MethodSpec) -> Iterator[tuple[str, Forms]]:
    """The forms of parameters, each with its place."""
    return _of_fields(spec.params, dict(spec.example or {}), place_of(spec, "params"))


def _of_fields(fields: Mapping[str, Field], shown: Json, where: str) -> Iterator[tuple[str, Forms]]:
    values = {name: inside(shown, name) for name in fields}
    found = {name: _forms_of(field, values[name]) for name, field in fields.items()}
    # Of one object, what one boolean has they all have, unless another is shown to be different.
    of_booleans = {
        found[name] for name, field in fields.items() if field.type in _BOOLEANS and _says(field, values[name])
    }
    common = next(iter(of_booleans)) if len(of_booleans) == 1 else None
    for name, field in fields.items():
        forms = found[name] or (common if field.type in _BOOLEANS and not field.values else None)
        if forms is not None:
            yield f"{where}.{name}", forms
        if field.fields or field.variants or field.items or field.map_of:
            yield from _within(field, values[name], f"{where}.{name}")


def _within(field: Field, shown: Json, where: str) -> Iterator[tuple[str, Forms]]:
    for fields in (field.fields, *field.variants.values()):
        yield from _of_fields(fields, shown, where)
    for element in elements_of(field):
        yield from _within(element, shown, f"{where}[]")


def _says(field: Field, shown: Json) -> bool:
    """Is there a value of it?"""
    return not field.values and (field.default is not UNSET or shown is not None)


def _forms_of(field: Field, shown: Json) -> Forms | None:
    possible = _POSSIBLE.get(field.type.lower())
    # `Y` turns it on, and whatever else there is turns it off.
    is_switch = field.open and set(field.values) <= set(_LETTERS[0])
    if possible is None or (field.values and not is_switch) or field.wire in ("object", "array"):
        return None
    # Compared with their types, for to Python 1 is True.
    evidence = [repr(value) for value in (shown, field.default, *field.values)]
    return next((forms for forms in possible if any(repr(form) in evidence for form in forms)), None)
