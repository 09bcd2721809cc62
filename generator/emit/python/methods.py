"""Methods: the signature, the constant that describes it to the runtime, and the docstring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...api.errors import error_class
from ...api.interpret import Record, Shape, Shaper, place_of
from ...api.reads import reads
from ...spec.model import Error, Field, MethodSpec
from .imports import Imports
from .listings import ListPlan, list_plan, listing_code
from .literals import Code, Row, literal
from .names import Identifier, constant, unique
from .parameters import FormFinder, Forms, ParamTypes, facts
from .results import ResultTypes, needs_annotation
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
    listed: ListPlan | None
    """How it pages, if it does."""


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
    arguments: str
    """The dict of wire names and values."""
    docstring: str
    twins: Mapping[str, TwinPlan]
    """What differs between the two clients, by their kind."""
    batched: str
    """What makes the batch's method of the client's, or "" where a batch cannot have it."""
    deprecated: str
    """The message as a literal, or ""."""


@dataclass(frozen=True)
class TwinPlan:
    """The method on one kind of client: how it is defined, what it returns, and what it calls of its class's base."""

    define: str
    returns: str
    do: str


def shaped(spec: MethodSpec, shaper: Shaper, forms: FormFinder) -> Shaped:
    own = {wire: field for wire, field in spec.params.items() if wire not in _SENT_BY_CLIENT}
    params = shaper.record(own, "params", place_of(spec, "params"))
    required = [wire for wire, member in params.members.items() if member.required]
    returns = shaper.shape(spec.returns or _UNDOCUMENTED, "results", place_of(spec, "returns"))
    return Shaped(
        spec,
        params,
        returns,
        forms.of(params.members, place_of(spec, "params")),
        unique(params.members, RESERVED_PARAMETERS),
        required[0] if len(required) == 1 else None,
        list_plan(spec, params, returns, shaper.shared),
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
    on_client: bool = False,
) -> MethodPlan:
    """The plan of a method.

    Args:
        name: The wire name's last segment in Python.
        stem: What the names of the classes that belong to it start with, as words: `Flow create`.
        is_call: The method is its namespace's `__call__`.
        on_client: Its class is the client itself and no namespace.
        imports: Of the module in which the method stands.
    """
    spec = method.spec
    results.plan(method.returns, f"{stem} Result", f"`result` of `{spec.method}`")
    returns = _Returns.of(method, imports, results)
    return MethodPlan(
        "__call__" if is_call else name,
        constant(name, RESERVED_CONSTANTS),
        returns.constant,
        f"{returns.kind}({', '.join(_description(method, imports, results))})",
        _parameters(method, stem, imports, params),
        literal({wire: Code(method.names[wire]) for wire in method.params.members}),
        docstring(_documentation(method), width=_WIDTH - 8),
        _twins(method, returns, imports, on_client=on_client),
        _batched(method, imports),
        _deprecation(spec, imports),
    )


@dataclass(frozen=True)
class _Returns:
    """Annotations. `constant`: of the method's constant, or "" where it can be inferred. `row`: of a list's row."""

    kind: str
    result: str
    row: str
    constant: str

    @classmethod
    def of(cls, method: Shaped, imports: Imports, results: ResultTypes) -> _Returns:
        result = results.annotation(method.returns, imports)
        if method.listed is None:
            kind = imports.use(".method", "Method")
            return cls(kind, result, "", f"{kind}[{result}]" if needs_annotation(method.returns) else "")
        kind, row = imports.use(".method", "ListMethod"), results.annotation(method.listed.row, imports)
        annotated = needs_annotation(method.returns) or needs_annotation(method.listed.row)
        return cls(kind, result, row, f"{kind}[{result}, {row}]" if annotated else "")


def _twins(method: Shaped, returns: _Returns, imports: Imports, *, on_client: bool) -> dict[str, TwinPlan]:
    """A list is no coroutine on either client: it makes its calls when it is read."""
    if method.listed is None:
        do = "invoke" if on_client else "_call"
        return {
            "Sync": TwinPlan("def", returns.result, f"return self.{do}"),
            "Async": TwinPlan("async def", returns.result, f"return await self.{do}"),
        }
    do = "invoke_list" if on_client else "_list"
    return {
        kind: TwinPlan(
            "def", f"{imports.hint('.lists', f'{kind}List')}[{returns.result}, {returns.row}]", f"return self.{do}"
        )
        for kind in ("Sync", "Async")
    }


def can_be_batched(spec: MethodSpec) -> bool:
    """All can but the batch itself."""
    return spec.method.lower() != "batch"


def _batched(method: Shaped, imports: Imports) -> str:
    if not can_be_batched(method.spec):
        return ""
    return imports.use(".namespace", "batched" if method.listed is None else "batched_list")


def _description(method: Shaped, imports: Imports, results: ResultTypes) -> list[str]:
    spec = method.spec
    described = [literal(spec.method), results.converter(method.returns, imports)]
    if spec.rest != 2:
        described.append(f"rest={spec.rest}")
    if reads(spec):
        described.append("writes=False")
    if method.forms:
        described.append(f"formats={_forms(method.forms, imports)}")
    if spec.positional:
        described.append(f"positional={literal(Row(tuple(method.params.members)))}")
    if method.listed is not None:
        described.append(f"listing={listing_code(method.listed, imports)}")
        described.append(f"row={results.converter(method.listed.row, imports)}")
    return described


def _forms(forms: Forms, imports: Imports) -> str:
    form = imports.use(".wire_format", "WireFormat")
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
            omitted, omit = imports.hint(".omitted", "Omitted"), imports.use(".omitted", "OMIT")
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
    return literal(_status(spec, spec.method))


def _status(spec: MethodSpec, subject: str) -> str:
    what = "is deprecated" if spec.status == "deprecated" else "is no longer documented"
    return f"{subject} {what}" + (f"; use {spec.replaced_by}" if spec.replaced_by else "")


def _documentation(method: Shaped) -> list[Line]:
    spec = method.spec
    version = "REST 3.0" if spec.rest == 3 else f"REST v{spec.rest}"
    scope = f", scope {', '.join(f'`{name}`' for name in spec.scope)}" if spec.scope else ""
    deprecated = f" {_status(spec, 'It')}." if spec.status != "active" else ""
    head = f"{_title(spec)}, {version}{scope}; returns {_returned(spec)}.{deprecated}"
    lines = [Line(head, hanging=False), Line("")]
    arguments = _arguments(method)
    lines += [Line("Args:"), *arguments] if arguments else []
    lines += _raises(spec.errors)
    lines.append(Line(SITE + spec.page))
    return lines


def _title(spec: MethodSpec) -> str:
    return f"{spec.title}: `{spec.method}`" if spec.title and spec.title != spec.method else f"`{spec.method}`"


def _arguments(method: Shaped) -> list[Line]:
    lines: list[Line] = []
    for wire, member in method.params.members.items():
        field = method.spec.params[wire]
        said = [f"`{wire}`", _documented(field)]
        if member.required:
            said.append("required")
        said += facts(member, in_annotation=False)
        lines.append(Line(f"{method.names[wire]}: {', '.join(said)}.", 1))
    others = [f"`{wire}`" for wire in method.spec.params if wire not in {*method.params.members, *_SENT_BY_CLIENT}]
    return [*lines, Line(f"extra: {', '.join(others)} too.", 1)] if others else lines


def _returned(spec: MethodSpec) -> str:
    return _documented(spec.returns) if spec.returns is not None else "what is not documented"


def _documented(field: Field) -> str:
    """The documented type, and the JSON type of the examples where that is another."""
    return (field.ref or field.type) + (f" (shown as {field.wire})" if field.wire else "")


def _raises(errors: Sequence[Error]) -> list[Line]:
    """The documented refusals by class, HTTP status and code: `ApiError (HTTP 400): "0" Flow not found | Denied`."""
    groups: dict[str, dict[str, dict[str, None]]] = {}
    for error in errors:
        status = f" (HTTP {error.status})" if error.status is not None else ""
        said = " ".join(filter(None, (f"`{error.field}`" if error.field else "", error.message)))
        groups.setdefault(error_class(error) + status, {}).setdefault(error.code, {})[said] = None
    lines = [
        f"{name}: {'; '.join(_refusal(code, said) for code, said in codes.items())}" for name, codes in groups.items()
    ]
    if len(lines) < 2:
        return [Line(f"Raises {line}") for line in lines]
    return [Line("Raises:"), *(Line(line, 1) for line in lines)]


def _refusal(code: str, messages: Iterable[str]) -> str:
    parts = (f'"{code}"' if code else "", " | ".join(filter(None, messages)))
    return " ".join(filter(None, parts)) or "no code"
