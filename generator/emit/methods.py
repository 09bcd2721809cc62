"""Methods: the signature, the constant that describes it to the runtime, and the docstring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..spec.model import Error, Field, MethodSpec
from .imports import Imports
from .literals import Code, Row, literal
from .names import Identifier, constant, unique
from .params import FormFinder, Forms, ParamTypes, facts
from .reading import reads
from .refusals import error_class
from .results import ResultTypes, needs_annotation
from .shapes import Record, Shape, Shaper, place_of
from .text import Line, docstring

SITE: Final = "https://apidocs.bitrix24.com/"

# Names of parameters that mean something else in every method.
RESERVED_PARAMETERS: Final = frozenset({"self", "extra"})
# Names at module level that a method's constant would hide.
RESERVED_CONSTANTS: Final = frozenset({"OMIT", "TYPE_CHECKING"})

# What some pages list among a method's own parameters: the client's access token.
_SENT_BY_CLIENT: Final = frozenset({"auth"})

_UNDOCUMENTED: Final = Field(type="any")
_WIDTH: Final = 112


@dataclass(frozen=True)
class Shaped:
    """A method with every doubt about its types decided."""

    spec: MethodSpec
    params: Record
    returns: Shape
    forms: Forms
    names: Mapping[str, Identifier]
    """The Python name of each parameter, by wire name."""
    positional: str | None
    """The wire name of the one required parameter, if there is exactly one: it may be passed by position."""


@dataclass(frozen=True)
class MethodPlan:
    """Everything that the template writes for one method, as code."""

    name: str
    constant: Identifier
    annotation: str
    """Of the constant, where it cannot be inferred, else ""."""
    description: str
    """The arguments of `Method(…)`."""
    parameters: tuple[str, ...]
    returns: str
    arguments: str
    """The dict of wire names and values."""
    docstring: str
    deprecated: str
    """The message as a literal, or ""."""


def shaped(spec: MethodSpec, shaper: Shaper, forms: FormFinder) -> Shaped:
    own = {wire: field for wire, field in spec.params.items() if wire not in _SENT_BY_CLIENT}
    params = shaper.record(own, "params", place_of(spec, "params"))
    required = [wire for wire, member in params.members.items() if member.required]
    return Shaped(
        spec,
        params,
        shaper.shape(spec.returns or _UNDOCUMENTED, "results", place_of(spec, "returns")),
        forms.of(params.members, place_of(spec, "params")),
        unique(params.members, RESERVED_PARAMETERS),
        required[0] if len(required) == 1 else None,
    )


def plan(
    method: Shaped,
    name: Identifier,
    stem: str,
    imports: Imports,
    params: ParamTypes,
    results: ResultTypes,
    *,
    is_call: bool = False,
) -> MethodPlan:
    """The plan of a method.

    Args:
        name: The wire name's last segment in Python.
        stem: What the names of the classes that belong to it start with, as words: `Flow create`.
        is_call: The method is its namespace's `__call__`.
        imports: Of the module in which the method stands.
    """
    spec = method.spec
    results.plan(method.returns, f"{stem} Result", f"`result` of `{spec.method}`")
    returns = results.annotation(method.returns, imports)
    return MethodPlan(
        "__call__" if is_call else name,
        constant(name, RESERVED_CONSTANTS),
        f"Method[{returns}]" if needs_annotation(method.returns) else "",
        ", ".join(_description(method, imports, results)),
        _parameters(method, stem, imports, params),
        returns,
        literal({wire: Code(method.names[wire]) for wire in method.params.members}),
        docstring(_documentation(method, returns), width=_WIDTH - 8),
        _deprecation(spec, imports),
    )


def _description(method: Shaped, imports: Imports, results: ResultTypes) -> list[str]:
    spec = method.spec
    imports.use(".method", "Method")
    described = [literal(spec.method), results.converter(method.returns, imports)]
    if spec.rest != 2:
        described.append(f"rest={spec.rest}")
    if reads(spec):
        described.append("writes=False")
    if method.forms:
        described.append(f"forms={_forms(method.forms, imports)}")
    if spec.positional:
        described.append(f"positional={literal(Row(tuple(method.params.members)))}")
    return described


def _forms(forms: Forms, imports: Imports) -> str:
    form = imports.use(".encode", "Form")
    items = (
        f"{literal(wire)}: {f'{form}.{inner}' if isinstance(inner, str) else _forms(inner, imports)}"
        for wire, inner in forms.items()
    )
    return "{" + ", ".join(items) + "}"


def _parameters(method: Shaped, stem: str, imports: Imports, params: ParamTypes) -> tuple[str, ...]:
    """`self`, the one required parameter, `*`, required ones, optional ones, `extra`."""
    members = method.params.members
    first: list[str] = []
    required: list[str] = []
    optional: list[str] = []
    for wire, member in members.items():
        about = f"`{wire}` of `{method.spec.method}`"
        annotation = params.annotation(member.shape, f"{stem} {wire}", about, imports)
        name = method.names[wire]
        if wire == method.positional:
            first.append(f"{name}: {annotation}")
        elif member.required:
            required.append(f"{name}: {annotation}")
        else:
            omitted, omit = imports.hint(".encode", "Omitted"), imports.use(".encode", "OMIT")
            bare = annotation.removesuffix(" | None")
            last = " | None" if bare != annotation else ""
            optional.append(f"{name}: {bare} | {omitted}{last} = {omit}")
    text, anything = imports.builtin("str"), imports.builtin("object")
    extra = f"extra: {imports.hint('collections.abc', 'Mapping')}[{text}, {anything}] | None = None"
    return ("self", *first, "*", *required, *optional, extra)


def _deprecation(spec: MethodSpec, imports: Imports) -> str:
    if spec.status == "active":
        return ""
    imports.use(".deprecation", "deprecated")
    return literal(_status(spec))


def _status(spec: MethodSpec) -> str:
    what = "is deprecated" if spec.status == "deprecated" else "is no longer documented"
    return f"{spec.method} {what}" + (f"; use {spec.replaced_by}" if spec.replaced_by else "")


def _documentation(method: Shaped, returns: str) -> list[Line]:
    spec = method.spec
    version = "REST 3.0" if spec.rest == 3 else f"REST v{spec.rest}"
    scope = f", scope {', '.join(f'`{name}`' for name in spec.scope)}" if spec.scope else ""
    lines = [Line(spec.title or spec.method), Line(""), Line(f"`{spec.method}`, {version}{scope}.")]
    arguments = _arguments(method)
    lines += [Line(""), Line("Args:"), *arguments] if arguments else [Line("")]
    lines += [Line(f"Returns: {_returned(spec, returns)}")]
    lines += _raises(spec.errors)
    lines.append(Line(SITE + spec.page))
    return lines


def _arguments(method: Shaped) -> list[Line]:
    lines: list[Line] = []
    for wire, member in method.params.members.items():
        field = method.spec.params[wire]
        said = [f"`{wire}`", field.ref or field.type]
        if member.required:
            said.append("required")
        said += facts(member, in_annotation=False)
        lines.append(Line(f"{method.names[wire]}: {', '.join(said)}.", 1))
    others = [f"`{wire}`" for wire in method.spec.params if wire not in {*method.params.members, *_SENT_BY_CLIENT}]
    return [*lines, Line(f"extra: {', '.join(others)} too.", 1)] if others else lines


def _returned(spec: MethodSpec, annotation: str) -> str:
    documented = spec.returns.ref or spec.returns.type if spec.returns is not None else "not documented"
    return f"`{annotation}` ({documented})."


def _raises(errors: Sequence[Error]) -> list[Line]:
    if not errors:
        return []
    by_class: dict[str, dict[str, None]] = {}
    for error in errors:
        by_class.setdefault(error_class(error), {})[_refusal(error)] = None
    return [Line("Raises:"), *(Line(f"{name}: {'; '.join(said)}", 1) for name, said in by_class.items())]


def _refusal(error: Error) -> str:
    code = f'code "{error.code}"' if error.code else "no code"
    status = f" (HTTP {error.status})" if error.status is not None else ""
    about = f", `{error.field}`" if error.field is not None else ""
    return f"{code}{status}{about}" + (f": {error.message}" if error.message else "")
