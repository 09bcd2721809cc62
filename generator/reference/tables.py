"""The rows of the tables: of parameters and of results. What lies inside an object follows it, one step in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..api import UNSET, Json
from ..api.kinds import Kind
from ..api.prose import NO_PROSE, Prose
from ..api.types import Object, Optional, Property, QueryObject, Scalar, Type, Variants, parts_of
from ..emit.python.literals import literal
from ..emit.python.methods import parameter_names
from ..emit.python.parameters import ParameterTypes, limits_said, patterns_of, query_said, values_said
from ..emit.python.results import ResultTypes, attributes
from ..emit.python.statements import conditions
from .client import ClientMethod


@dataclass(frozen=True)
class Row:
    """
    Args:
        depth: In how many objects it lies.
        python: The name of the parameter or attribute; "" for a key of a dict.
        wire: As the portal spells it. Of a case of an object, the case's title.
        type: The annotation, with marks.
        default: As a literal; "" where none is documented.
        values: Documented values, or keys, that the annotation does not show, as literals.
        patterns: How dates and times are written where that is not ISO 8601.
        said: What the values are called, and limits.
        is_case: No field, but the heading of those that belong to a case.
        prose: In the page's own words, what it is.
    """

    depth: int
    python: str
    wire: str
    type: str
    required: bool = False
    default: str = ""
    values: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    deprecated: bool = False
    read_only: bool = False
    is_case: bool = False
    prose: str = ""


def parameter_rows(shown: ClientMethod, types: ParameterTypes, prose: Prose = NO_PROSE) -> Iterator[Row]:
    annotations = {each.name: each.annotation for each in (*shown.signature.positional, *shown.signature.keywords)}
    names = parameter_names(shown.method)
    for each in shown.method.parameters:
        name = names[each.name]
        yield _row(0, name, annotations[name], each, prose)
        yield from _keys_in(each.type, types, prose, 1)


def dict_rows(object: Object, types: ParameterTypes, prose: Prose = NO_PROSE, depth: int = 0) -> Iterator[Row]:
    """The keys of a TypedDict."""
    properties = (each for each in object.properties if not each.read_only)
    for key, each in zip(types.plan_of(object).keys, properties, strict=True):
        yield _row(depth, "", key.annotation, each, prose)
        yield from _keys_in(each.type, types, prose, depth + 1)


def view_rows(object: Object, types: ResultTypes, prose: Prose = NO_PROSE, depth: int = 0) -> Iterator[Row]:
    """The attributes of a view."""
    names = attributes(object)
    for each in object.properties:
        yield _row(depth, names[each.name], types.annotation(each.type, types.imports), each, prose, read=True)
        yield from result_rows(each.type, types, prose, depth + 1)


def result_rows(type: Type, types: ResultTypes, prose: Prose = NO_PROSE, depth: int = 0) -> Iterator[Row]:
    """What the views in a result have."""
    for object, _ in _outermost(type):
        yield from view_rows(object, types, prose, depth)


def _keys_in(type: Type, types: ParameterTypes, prose: Prose, depth: int) -> Iterator[Row]:
    for object, case in _outermost(type):
        if case:
            yield Row(depth, "", case, types.plan_of(object).name, is_case=True)
        yield from dict_rows(object, types, prose, depth)


def _outermost(type: Type) -> Iterator[tuple[Object, str]]:
    """The outermost objects in a type, with the title of the case that each is, or ""."""
    if isinstance(type, Object):
        yield type, ""
    elif isinstance(type, Variants):
        yield from ((case.object, case.title) for case in type.cases)
    elif not isinstance(type, QueryObject):
        for part in parts_of(type):
            yield from _outermost(part)


def _row(depth: int, python: str, annotation: str, shown: Property, prose: Prose, *, read: bool = False) -> Row:
    return Row(
        depth,
        python,
        shown.name,
        annotation,
        required=shown.required and not read,
        default="" if shown.default is UNSET else literal(shown.default),
        values=tuple(map(literal, _two_forms(shown.type))),
        patterns=(*patterns_of(shown.type), *filter(None, [shown.documented.written])),
        said=_said(shown),
        keys=tuple(_query_keys(shown.type)),
        conditions=tuple(conditions(shown)),
        query=tuple(each.replace("`", "") for each in query_said(shown.type)),
        deprecated=shown.deprecated,
        read_only=shown.read_only and not read,
        prose=prose.of(shown.place),
    )


def _said(shown: Property) -> tuple[str, ...]:
    said = (*values_said(shown.type, in_annotation=True), *limits_said(shown.documented.limits))
    return tuple(each.replace("`", "") for each in said)


def _two_forms(type: Type) -> tuple[Json, ...]:
    """Of a boolean: how the portal spells it. All other values are in the annotation."""
    inner = type.inner if isinstance(type, Optional) else type
    return inner.values if isinstance(inner, Scalar) and inner.kind is Kind.BOOLEAN else ()


def _query_keys(type: Type) -> Iterator[str]:
    if isinstance(type, QueryObject):
        yield from (each.name for each in type.properties)
    elif not isinstance(type, (Object, Variants)):
        for part in parts_of(type):
            yield from _query_keys(part)
