"""The rows of the tables: of parameters and of results. What lies inside an object follows it, one step in."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..api.interpret import Array, Cases, Member, Nullable, Open, Record, Scalar, Shape, Table, Union, Upload
from ..api.kinds import Kind
from ..emit.python.imports import Imports
from ..emit.python.literals import literal
from ..emit.python.parameters import ParamTypes, TypedDictPlan
from ..emit.python.results import ResultTypes, attributes
from ..spec.model import UNSET, Json
from .annotations import readable
from .surface import Method


@dataclass(frozen=True)
class Row:
    """
    Args:
        depth: In how many objects it lies.
        python: The name of the parameter or attribute; "" for a key of a dict.
        wire: As the portal spells it. Of a case of an object, the case's title.
        type: The annotation.
        default: As a literal; "" where none is documented.
        values: Documented values, or keys, that the annotation does not show, as literals.
        is_case: No field, but the heading of those that belong to a case.
    """

    depth: int
    python: str
    wire: str
    type: str
    required: bool = False
    default: str = ""
    values: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    deprecated: bool = False
    read_only: bool = False
    is_case: bool = False


def parameter_rows(method: Method) -> list[Row]:
    signature = method.signature
    by_name = {each.name: readable(each.annotation) for each in (*signature.positional, *signature.keywords)}
    rows: list[Row] = []
    for wire, member in method.shaped.params.members.items():
        name = method.shaped.names[wire]
        rows.append(_row(0, name, wire, by_name[name], member))
        rows += _keys_in(member.shape, method.params, 1)
    return rows


def dict_rows(record: Record, types: ParamTypes, depth: int = 0) -> Iterator[Row]:
    """The keys of a TypedDict."""
    members = {wire: member for wire, member in record.members.items() if not member.read_only}
    for annotation, (wire, member) in zip(_annotations(types.plan_of(record)), members.items(), strict=True):
        yield _row(depth, "", wire, annotation, member)
        yield from _keys_in(member.shape, types, depth + 1)


def view_rows(record: Record, types: ResultTypes, depth: int = 0) -> Iterator[Row]:
    """The attributes of a view."""
    names = attributes(record)
    for wire, member in record.members.items():
        yield _row(depth, names[wire], wire, readable(types.annotation(member.shape, Imports(""))), member, read=True)
        yield from result_rows(member.shape, types, depth + 1)


def result_rows(shape: Shape, types: ResultTypes, depth: int = 0) -> Iterator[Row]:
    """What the views in a result have."""
    for record, _ in _records(shape):
        yield from view_rows(record, types, depth)


def _keys_in(shape: Shape, types: ParamTypes, depth: int) -> Iterator[Row]:
    for record, case in _records(shape):
        if case:
            yield Row(depth, "", case, types.plan_of(record).name, is_case=True)
        yield from dict_rows(record, types, depth)


def _records(shape: Shape) -> Iterator[tuple[Record, str]]:
    """The outermost records in a shape, with the title of the case that each is, or ""."""
    if isinstance(shape, Record):
        yield shape, ""
    elif isinstance(shape, Cases):
        yield from ((record, title) for title, record in shape.records.items())
    else:
        for inner in _contents(shape):
            yield from _records(inner)


def _contents(shape: Shape) -> Iterable[Shape]:
    if isinstance(shape, (Nullable, Upload)):
        return (shape.inner,)
    if isinstance(shape, Array):
        return (shape.item,)
    if isinstance(shape, Table):
        return (shape.value,)
    return shape.options if isinstance(shape, Union) else ()


def _annotations(plan: TypedDictPlan) -> Iterator[str]:
    """Of each key: what is required is told apart from the type, and quotes are for the interpreter."""
    for key in plan.keys:
        tree = ast.parse(key.annotation, mode="eval").body
        if isinstance(tree, ast.Subscript) and isinstance(tree.value, ast.Name) and "NotRequired" in tree.value.id:
            tree = tree.slice
        text = ast.get_source_segment(key.annotation, tree) or ""
        yield readable(str(tree.value) if isinstance(tree, ast.Constant) else text)


def _row(depth: int, python: str, wire: str, annotation: str, member: Member, *, read: bool = False) -> Row:
    return Row(
        depth,
        python,
        wire,
        annotation,
        required=member.required and not read,
        default="" if member.default is UNSET else literal(member.default),
        values=tuple(map(literal, _two_forms(member.shape))),
        keys=tuple(_open_keys(member.shape)),
        deprecated=member.deprecated,
        read_only=member.read_only and not read,
    )


def _two_forms(shape: Shape) -> tuple[Json, ...]:
    """Of a boolean: how the portal spells it. All other values are in the annotation."""
    inner = shape.inner if isinstance(shape, Nullable) else shape
    return inner.values if isinstance(inner, Scalar) and inner.kind is Kind.BOOLEAN else ()


def _open_keys(shape: Shape) -> Iterator[str]:
    if isinstance(shape, Open):
        yield from shape.members
    else:
        for inner in _contents(shape):
            yield from _open_keys(inner)
