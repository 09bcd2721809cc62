"""Methods: the signature, the constant that describes it to the runtime, and the docstring."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ...api import Method, Paging
from ...api.cases import Cases, object_given
from ...api.patterns import Pattern
from ...api.prose import Prose
from ...api.wire_format import WireFormats
from ...text import clean
from .imports import ImportedNames
from .literals import Call, Code, Tuple, literal
from .names import Identifier, constant, unique
from .parameters import SHORT, ParameterTypes, facts, limits_said, values_said
from .results import ResultTypes, needs_annotation
from .statements import alternatives, statements
from .text import Line, docstring, short

# Names of parameters that mean something else in every method.
RESERVED_PARAMETERS: Final = frozenset({"self", "extra"})
# Names at module level that a method's constant would hide.
RESERVED_CONSTANTS: Final = frozenset({"OMIT", "TYPE_CHECKING"})

_KINDS: Final = ("Sync", "Async")
_WIDTH: Final = 117
# Characters of a page's own words on a method.
_LONG: Final = 400


@dataclass(frozen=True)
class ParameterPlan:
    """A parameter of the signature.

    Args:
        annotation: Of the values that are sent.
        default: As code, "" where there is none.
        omitted: The type of the default where that is no value, or "".
    """

    name: str
    annotation: str
    default: str = ""
    omitted: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self._whole_annotation()}" + (f" = {self.default}" if self.default else "")

    def _whole_annotation(self) -> str:
        """None comes last."""
        if not self.omitted:
            return self.annotation
        bare = self.annotation.removesuffix(" | None")
        return f"{bare} | {self.omitted}" + (" | None" if bare != self.annotation else "")


@dataclass(frozen=True)
class SignaturePlan:
    """`positional` may be passed by position, `keywords` only by name; `extra` is every method's last one."""

    positional: tuple[ParameterPlan, ...]
    keywords: tuple[ParameterPlan, ...]
    extra: ParameterPlan

    def __str__(self) -> str:
        return ", ".join(("self", *map(str, self.positional), "*", *map(str, self.keywords), str(self.extra)))

    @property
    def all(self) -> tuple[ParameterPlan, ...]:
        """Without `extra`."""
        return (*self.positional, *self.keywords)

    def annotated(self, annotations: Mapping[str, str]) -> SignaturePlan:
        """With other annotations of some parameters, by name."""
        positional, keywords = (
            tuple(replace(each, annotation=annotations.get(each.name, each.annotation)) for each in several)
            for several in (self.positional, self.keywords)
        )
        return SignaturePlan(positional, keywords, self.extra)


@dataclass(frozen=True)
class OverloadPlan:
    """A signature for one form of the call.

    Args:
        returns: The annotation of what it returns, by the kind of client.
        in_batch: The same, in a batch.
    """

    signature: SignaturePlan
    returns: Mapping[str, str]
    in_batch: str


@dataclass(frozen=True)
class OverloadsPlan:
    """The forms of a call.

    Args:
        are_cases: Each returns a class of its own, which a checker does not find in what implements them all.
        decorator: `overload`, as the module knows it.
        anything: `Any`, as the module knows it.
    """

    each: tuple[OverloadPlan, ...]
    are_cases: bool
    decorator: str
    anything: str


@dataclass(frozen=True)
class MethodPlan:
    """Everything that the template writes for one method, as code."""

    name: str
    constant: Identifier
    annotation: str
    """Of the constant, where it cannot be inferred, else ""."""
    description: str
    """The arguments of `Method(…)`."""
    signature: SignaturePlan
    overloads: OverloadsPlan | None
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


def parameter_names(method: Method) -> dict[str, Identifier]:
    """The Python name of each parameter, by wire name."""
    return unique((each.name for each in method.parameters), RESERVED_PARAMETERS)


def plan(
    method: Method,
    name: Identifier,
    stem: str,
    imports: ImportedNames,
    params: ParameterTypes,
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
    names = parameter_names(method)
    returns = _Returns.of(method, imports, results)
    signature = _signature(method, names, stem, imports, params)
    return MethodPlan(
        "__call__" if is_call else name,
        constant(name, RESERVED_CONSTANTS),
        returns.constant,
        f"{returns.kind}({', '.join(_description(method, imports, results))})",
        signature,
        _overloads(method, names, signature, returns, imports, params, results),
        literal({wire: Code(name) for wire, name in names.items()}),
        docstring(_documentation(method, names, params.prose), width=_WIDTH - 8),
        _twins(method, returns, imports, on_client=on_client),
        _batched(method, imports),
        _deprecation(method, imports),
    )


@dataclass(frozen=True)
class _Returns:
    """Annotations. `constant`: of the method's constant, or "" where it can be inferred. `row`: of a list's row."""

    kind: str
    result: str
    row: str
    constant: str

    def of_client(self, kind: str, imports: ImportedNames) -> str:
        """Of the method on that kind of client."""
        return f"{imports.hint('.lists', f'{kind}List')}[{self.result}, {self.row}]" if self.row else self.result

    @classmethod
    def of(cls, method: Method, imports: ImportedNames, results: ResultTypes) -> _Returns:
        result = results.annotation(method.returns, imports)
        if method.paging is None:
            kind = imports.use(".method", "Method")
            return cls(kind, result, "", f"{kind}[{result}]" if needs_annotation(method.returns) else "")
        kind, row = imports.use(".method", "ListMethod"), results.annotation(method.paging.row, imports)
        annotated = needs_annotation(method.returns) or needs_annotation(method.paging.row)
        return cls(kind, result, row, f"{kind}[{result}, {row}]" if annotated else "")


def _twins(method: Method, returns: _Returns, imports: ImportedNames, *, on_client: bool) -> dict[str, TwinPlan]:
    """A list is no coroutine on either client: it makes its calls when it is read."""
    if method.paging is None:
        do = "invoke" if on_client else "_call"
        return {
            "Sync": TwinPlan("def", returns.of_client("Sync", imports), f"return self.{do}"),
            "Async": TwinPlan("async def", returns.of_client("Async", imports), f"return await self.{do}"),
        }
    do = "invoke_list" if on_client else "_list"
    return {kind: TwinPlan("def", returns.of_client(kind, imports), f"return self.{do}") for kind in _KINDS}


def _batched(method: Method, imports: ImportedNames) -> str:
    if not method.can_be_batched:
        return ""
    return imports.use(".namespace", "batched" if method.paging is None else "batched_list")


def _description(method: Method, imports: ImportedNames, results: ResultTypes) -> list[str]:
    described = [literal(method.name), results.converter(method.returns, imports)]
    if method.rest != 2:
        described.append(f"rest={method.rest}")
    if method.only_reads or method.idempotent:
        described.append("writes=False")
    if method.formats:
        described.append(f"formats={_formats(method.formats, imports)}")
    if method.positional:
        described.append(f"positional={literal(Tuple(tuple(each.name for each in method.parameters)))}")
    if method.paging is not None:
        described.append(f"listing={_listing(method.paging, imports)}")
        described.append(f"row={results.converter(method.paging.row, imports)}")
    return described


def _formats(formats: WireFormats, imports: ImportedNames) -> str:
    return "{" + ", ".join(f"{literal(wire)}: {_format(each, imports)}" for wire, each in formats.items()) + "}"


def _format(format: str | WireFormats, imports: ImportedNames) -> str:
    if isinstance(format, Pattern):
        return f"{imports.use('.wire_format', 'Pattern')}({literal(str(format))})"
    if isinstance(format, str):
        return f"{imports.use('.wire_format', 'WireFormat')}.{format}"
    return _formats(format, imports)


def _listing(paging: Paging, imports: ImportedNames) -> str:
    """The expression that makes the runtime's `Listing`."""
    arguments = [literal(paging.kind)]
    if paging.rows or paging.key is not None:
        arguments.append(literal(Tuple(paging.rows)))
    if paging.key is not None:
        key = Call(imports.use(".method", "RowKey"), (paging.key.row, Tuple(paging.key.filter), dict(paging.key.order)))
        arguments.append(literal(key))
    if paging.by_name:
        arguments.append(f"by_name={literal(Tuple(paging.by_name))}")
    return f"{imports.use('.method', 'Listing')}({', '.join(arguments)})"


def _renamed(method: Method) -> dict[str, str]:
    """Parameters that pages ask for, by wire name, with the earlier name of each where only their case differs.

    To the portal such names are one: callers may use either, and must use one. To Python they are two where the words
    are: `task_id` and `taskid`.
    """
    former = {each.name.casefold(): each.name for each in method.parameters if each.terms.left is not None}
    return {
        each.name: former[each.name.casefold()]
        for each in method.parameters
        if each.required and each.name.casefold() in former
    }


def _signature(
    method: Method, names: Mapping[str, Identifier], stem: str, imports: ImportedNames, params: ParameterTypes
) -> SignaturePlan:
    """What may be passed by position; then required ones, then optional ones."""
    positional: list[ParameterPlan] = []
    required: list[ParameterPlan] = []
    optional: list[ParameterPlan] = []
    renamed = _renamed(method)
    for each in method.parameters:
        is_required = each.required and each.name not in renamed
        about = f"`{each.name}` of `{method.name}`"
        annotation = params.annotation(each.type, f"{stem} {each.name}", about, imports)
        name = names[each.name]
        if is_required:
            planned = ParameterPlan(name, annotation)
        else:
            omit, omitted = imports.use(".omitted", "OMIT"), imports.hint(".omitted", "Omitted")
            planned = ParameterPlan(name, annotation, omit, omitted)
        is_first = each.name == method.by_position
        (positional if is_first else required if is_required else optional).append(planned)
    text, anything = imports.builtin("str"), imports.builtin("object")
    extra = ParameterPlan("extra", f"{imports.hint('collections.abc', 'Mapping')}[{text}, {anything}] | None", "None")
    return SignaturePlan(tuple(positional), (*required, *optional), extra)


def _overloads(
    method: Method,
    names: Mapping[str, Identifier],
    signature: SignaturePlan,
    returns: _Returns,
    imports: ImportedNames,
    params: ParameterTypes,
    results: ResultTypes,
) -> OverloadsPlan | None:
    each = tuple(_overload(form, returns, imports) for form in _of_forms(method, names, signature))
    are_cases = not each and method.cases is not None
    if method.cases is not None and are_cases:
        each = tuple(_of_cases(method, method.cases, names, signature, returns, imports, params, results))
    if not each:
        return None
    return OverloadsPlan(each, are_cases, imports.use("typing", "overload"), imports.hint("typing", "Any"))


def _overload(signature: SignaturePlan, returns: _Returns, imports: ImportedNames) -> OverloadPlan:
    in_batch = f"{imports.hint('.base_batch', 'Pending')}[{returns.result}]"
    return OverloadPlan(signature, {kind: returns.of_client(kind, imports) for kind in _KINDS}, in_batch)


def _of_forms(method: Method, names: Mapping[str, Identifier], signature: SignaturePlan) -> tuple[SignaturePlan, ...]:
    """Each form's own parameters without a default, those of other forms as they are."""
    renamed = _renamed(method)
    forms = (frozenset(renamed), frozenset(renamed.values())) if renamed else method.forms
    known = all(wire in names for form in forms for wire in form)
    if len(forms) < 2 or method.status != "active" or not known:
        return ()
    return tuple(_with_required(signature, {names[wire] for wire in form}) for form in forms)


def _of_cases(
    method: Method,
    cases: Cases,
    names: Mapping[str, Identifier],
    signature: SignaturePlan,
    returns: _Returns,
    imports: ImportedNames,
    params: ParameterTypes,
    results: ResultTypes,
) -> Iterator[OverloadPlan]:
    """For each type of object that a constant names its own; for a number, of whatever it may be, what all have."""
    parameter = names[cases.parameter]
    literal_of, entity_type = imports.hint("typing", "Literal"), imports.hint(".entity_types", "EntityType")
    for case in cases.each:
        own: dict[str, str] = {parameter: f"{literal_of}[{entity_type}.{case.name}]"}
        for each in method.parameters:
            given = object_given(each, case)
            if given is not None:
                own[names[each.name]] = params.known(given, imports)
        row = "" if case.row is None else results.annotation(case.row, imports)
        in_case = _Returns(returns.kind, results.annotation(case.returns, imports), row, "")
        yield _overload(signature.annotated(own), in_case, imports)
    yield _overload(signature.annotated({parameter: imports.hint(".entity_types", "NumberOfType")}), returns, imports)


def _with_required(signature: SignaturePlan, required: Collection[str]) -> SignaturePlan:
    first = tuple(
        ParameterPlan(each.name, each.annotation) if each.name in required else each for each in signature.positional
    )
    own = [ParameterPlan(each.name, each.annotation) for each in signature.keywords if each.name in required]
    before = [each for each in signature.keywords if not each.default and each.name not in required]
    others = [each for each in signature.keywords if each.default and each.name not in required]
    return SignaturePlan(first, (*before, *own, *others), signature.extra)


def _deprecation(method: Method, imports: ImportedNames) -> str:
    if method.status == "active":
        return ""
    imports.use(".deprecation", "deprecated")
    return literal(_status(method, method.name))


def _status(method: Method, subject: str) -> str:
    since = f" since {clean(method.left)}" if method.left else ""
    what = "is deprecated" if method.status == "deprecated" else f"is no longer documented{since}"
    return f"{subject} {what}" + (f"; use {method.replaced_by}" if method.replaced_by else "")


def _documentation(method: Method, names: Mapping[str, Identifier], prose: Prose) -> list[Line]:
    version = "REST 3.0" if method.rest == 3 else f"REST v{method.rest}"
    scope = f", scope {', '.join(f'`{name}`' for name in method.scope)}" if method.scope else ""
    deprecated = f" {_status(method, 'It')}." if method.status != "active" else ""
    returned = _returned(method)
    by = f", by {method.who}" if method.who else ""  # the page, to which the last line leads, may say more
    head = f"{_title(method)}, {version}{scope}{by}; returns {returned}.{deprecated}"
    lines = [Line(head, hanging=False), Line("")]
    about = short(prose.about(method), _LONG)
    lines += [Line(about, hanging=False), Line("")] if about else []
    sentences = (". ".join(statements(method)), *alternatives(method))
    stated = [Line(f"{said}.", hanging=False) for said in sentences if said]
    lines += [*stated, Line("")] if stated else []
    arguments = _arguments(method, names, prose)
    lines += [Line("Args:"), *arguments] if arguments else []
    result = short(prose.of_result(method), SHORT)
    lines += [Line(f"Returns: {result}")] if result else []
    lines += _raises(method, prose)
    lines.append(Line(method.url))
    return lines


def _returned(method: Method) -> str:
    if method.documented_result is None:
        return "what is not documented"
    said = [*limits_said(method.documented_result.limits), *values_said(method.returns, in_annotation=False)]
    return ", ".join((str(method.documented_result), *said))


def _title(method: Method) -> str:
    named = method.title and method.title != method.name
    return f"{method.title}: `{method.name}`" if named else f"`{method.name}`"


def _arguments(method: Method, names: Mapping[str, Identifier], prose: Prose) -> list[Line]:
    lines: list[Line] = []
    for each in method.parameters:
        said = [f"`{each.name}`", str(each.documented)]
        if each.required:
            said.append("required")
        said += facts(each, in_annotation=False)
        words = short(prose.of(each.place), SHORT)
        lines.append(Line(f"{names[each.name]}: {', '.join(said)}." + (f" {words}" if words else ""), 1))
    others = [f"`{wire}`" for wire in method.other_parameters]
    return [*lines, Line(f"extra: {', '.join(others)} too.", 1)] if others else lines


def _raises(method: Method, prose: Prose) -> list[Line]:
    """The documented refusals by class, HTTP status and code: `ApiError (HTTP 400): "0" Flow not found | Denied`."""
    groups: dict[str, dict[str, dict[str, None]]] = {}
    for error in method.errors:
        status = f" (HTTP {error.status})" if error.status is not None else ""
        words = short(prose.of_error(method, error), SHORT)
        about = f"({words.removesuffix('.')})" if words else ""
        said = " ".join(filter(None, (f"`{error.field}`" if error.field else "", error.message, about)))
        groups.setdefault(error.class_name + status, {}).setdefault(error.code, {})[said] = None
    lines = [
        f"{name}: {'; '.join(_refusal(code, said) for code, said in codes.items())}" for name, codes in groups.items()
    ]
    if len(lines) < 2:
        return [Line(f"Raises {line}") for line in lines]
    return [Line("Raises:"), *(Line(line, 1) for line in lines)]


def _refusal(code: str, messages: Iterable[str]) -> str:
    parts = (f'"{code}"' if code else "", " | ".join(filter(None, messages)))
    return " ".join(filter(None, parts)) or "no code"
