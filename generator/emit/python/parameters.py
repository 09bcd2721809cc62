"""Parameters: what a type checker is told, which TypedDicts that takes, and how values go on the wire."""

from __future__ import annotations

import keyword
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from ...api.interpret import (
    Array,
    Cases,
    Filing,
    Member,
    Nullable,
    Open,
    Record,
    Ref,
    Scalar,
    Shape,
    Shaper,
    Table,
    Union,
    Upload,
    alternatives_of,
)
from ...api.kinds import Kind
from ...problems import Problems
from ...spec.model import UNSET, Json, TypeSpec
from ...spec.names import WireName
from .imports import Imports
from .literals import literal, quoted
from .names import Identifier, distinct, pascal, snake
from .text import Line, clean, docstring

# What callers may pass for a value of a kind. `object` is "anything" without switching the checker off.
_PLAIN: Final[Mapping[Kind, str]] = {
    Kind.INTEGER: "int",
    Kind.NUMBER: "float",
    Kind.STRING: "str",
    Kind.BOOLEAN: "bool",
    Kind.ANY: "object",
}

# Which form makes which of two documented values of a boolean out of True and False; JSON true and false need none.
_BOOLEAN_FORMS: Final[Mapping[str, str]] = {
    '("Y", "N")': "YN",
    "(1, 0)": "ONE_ZERO",
    '("1", "0")': "TEXT",
}

# Wire name -> name of a member of `WireFormat`, or the formats of the object under it.
Forms: TypeAlias = "Mapping[str, str | Forms]"


@dataclass(frozen=True)
class KeyPlan:
    """A key of a TypedDict. `name` is the key as a literal where it is no identifier; `note` a docstring or ""."""

    name: str
    annotation: str
    note: str


@dataclass(frozen=True)
class TypedDictPlan:
    """`functional`: some key is no identifier, so that class syntax cannot name it."""

    name: Identifier
    docstring: str
    keys: tuple[KeyPlan, ...]
    functional: bool


class ParamTypes:
    """The annotations of the parameters of one module, and the TypedDicts in `params.py` beside it."""

    def __init__(
        self, imports: Imports, module: str, reserved: Collection[str] = (), own_type: WireName | None = None
    ) -> None:
        """
        Args:
            module: Where the TypedDicts are imported from, in the spelling of `Imports`.
            reserved: Names that none of them may have.
            own_type: The shared type whose module this is.
        """
        self.imports = imports
        self._own_type = own_type
        self._module = module
        self._names: set[str] = set(reserved)
        self._plans: list[TypedDictPlan] = []
        self._of: dict[int, TypedDictPlan] = {}

    @property
    def plans(self) -> tuple[TypedDictPlan, ...]:
        return tuple(self._plans)

    def plan_of(self, record: Record) -> TypedDictPlan:
        """The TypedDict that was planned for the record."""
        return self._of[id(record)]

    def annotation(self, shape: Shape, name: str, about: str, imports: Imports) -> str:
        """The annotation of a value.

        Args:
            name: What a TypedDict made for it is called.
            about: What the TypedDict's docstring says it is.
            imports: Of the module in which the annotation stands.
        """
        if isinstance(shape, Scalar):
            return self._scalar(shape, imports)
        if isinstance(shape, Nullable):
            return f"{self.annotation(shape.inner, name, about, imports)} | None"
        if isinstance(shape, Upload):
            return self._upload(shape, name, about, imports)
        if isinstance(shape, Array):
            return self._array(shape, name, about, imports)
        if isinstance(shape, Table):
            value = self.annotation(shape.value, name, about, imports)
            return f"{imports.hint('collections.abc', 'Mapping')}[{imports.builtin('str')}, {value}]"
        if isinstance(shape, Union):
            options = [self.annotation(option, name, about, imports) for option in shape.options]
            return " | ".join(dict.fromkeys(options))
        if isinstance(shape, Ref) and shape.name == self._own_type:
            return type_dict(shape.name)
        if isinstance(shape, Ref):
            known = imports.hint(f".types.{type_module(shape.name)}", type_dict(shape.name))
            return self._opened(known, shape.is_open, imports)
        if isinstance(shape, Open):
            return _mapping(imports)
        if isinstance(shape, Cases):
            titles = shape.records.items()
            cases = " | ".join(
                self._dict(record, f"{name} {title}", f"{about}, {title}", imports) for title, record in titles
            )
            return self._opened(cases, any(record.is_open for record in shape.records.values()), imports)
        return self._opened(self._dict(shape, name, about, imports), shape.is_open, imports)

    @staticmethod
    def _opened(known: str, is_open: bool, imports: Imports) -> str:
        """With any other keys too: checkers have no way yet to add them to a TypedDict (PEP 728)."""
        return f"{known} | {_mapping(imports)}" if is_open else known

    def _scalar(self, scalar: Scalar, imports: Imports) -> str:
        if scalar.values and scalar.kind is not Kind.BOOLEAN:
            return literal_type(scalar.values, imports)
        if scalar.kind is Kind.BOOLEAN and scalar.values and _needs_words(scalar):
            return literal_type(scalar.values, imports)
        if scalar.kind is Kind.DATE:
            return f"{imports.dates()}.date | {imports.builtin('str')}"
        if scalar.kind is Kind.DATETIME:
            return f"{imports.dates()}.datetime | {imports.builtin('str')}"
        if scalar.kind is Kind.TIMESTAMP:
            return f"{imports.dates()}.datetime | {imports.builtin('int')}"
        if scalar.kind is Kind.FILE:  # an id, base64, [name, base64], a list of these, or {"fileData": …}
            text, number, anything = (imports.builtin(name) for name in ("str", "int", "object"))
            sequence, mapping = (imports.hint("collections.abc", name) for name in ("Sequence", "Mapping"))
            return f"{text} | {number} | {sequence}[{anything}] | {mapping}[{text}, {anything}]"
        return imports.builtin(_PLAIN[scalar.kind])

    def _array(self, array: Array, name: str, about: str, imports: Imports) -> str:
        item = self.annotation(array.item, name, about, imports)
        if isinstance(array.item, Scalar) and item.endswith("str"):
            # A str is a Sequence[str] too, and passing one is the classic mistake.
            return f"{imports.builtin('list')}[{item}] | {imports.builtin('tuple')}[{item}, ...]"
        return f"{imports.hint('collections.abc', 'Sequence')}[{item}]"

    def _upload(self, upload: Upload, name: str, about: str, imports: Imports) -> str:
        filing, inner = upload.filing, upload.inner
        if filing.many and isinstance(inner, Array) and not isinstance(inner.item, Scalar):
            # One list of both, for checkers take a mixed list for neither of two.
            item = self.annotation(inner.item, name, about, imports)
            return f"{imports.hint('collections.abc', 'Sequence')}[{_files(filing, imports)} | {item}]"
        documented = self.annotation(inner, name, about, imports)
        if documented == imports.builtin("object"):
            return documented
        files = _files(filing, imports)
        if filing.many:
            files = f"{imports.hint('collections.abc', 'Sequence')}[{files}]"
        return f"{files} | {documented}"

    def _dict(self, record: Record, name: str, about: str, imports: Imports) -> str:
        identifier = self.add(record, distinct(pascal(name), self._names), about)
        return identifier if imports is self.imports else imports.hint(self._module, identifier)

    def add(self, record: Record, identifier: Identifier, about: str) -> Identifier:
        """Plans the TypedDict of a record under that name; those of its inner records before it."""
        self._names.add(identifier)
        members = {wire: member for wire, member in record.members.items() if not member.read_only}
        functional = not all(_is_key(wire) for wire in members)
        keys = tuple(self._key(wire, member, identifier, about, functional) for wire, member in members.items())
        self.imports.use("typing_extensions", "TypedDict")
        text = docstring([Line(f"{about}.")], width=106)
        self._of[id(record)] = TypedDictPlan(identifier, text, keys, functional)
        self._plans.append(self._of[id(record)])
        return identifier

    def _key(self, wire: str, member: Member, owner: str, about: str, functional: bool) -> KeyPlan:
        inner = about[:-1] if about.endswith("`") else f"{about} `"
        annotation = self.annotation(member.shape, f"{owner} {wire}", f"{inner}.{clean(wire)}`", self.imports)
        if functional:
            # This form is evaluated at import, so what is only imported for checkers has to be quoted; in one piece.
            annotation = quoted(annotation)
        if not member.required:
            known = self.imports.use if functional else self.imports.hint
            annotation = f"{known('typing_extensions', 'NotRequired')}[{annotation}]"
        note = "; ".join(facts(member, in_annotation=True))
        if functional:
            return KeyPlan(quoted(wire), annotation, "")
        return KeyPlan(wire, annotation, docstring([Line(f"{note}.")], width=106) if note else "")


def _mapping(imports: Imports) -> str:
    return f"{imports.hint('collections.abc', 'Mapping')}[{imports.builtin('str')}, {imports.builtin('object')}]"


def _files(filing: Filing, imports: Imports) -> str:
    """What a file may be: where it has to have a name, a `File` or a path, else any content."""
    content = imports.hint(".files", "Content") if filing.form == "BASE64" else imports.hint("pathlib", "Path")
    return f"{imports.hint('.files', 'File')} | {content}"


def facts(member: Member, *, in_annotation: bool) -> list[str]:
    """What is documented beside the type: default, and what the annotation does not show where it is shown."""
    found: list[str] = []
    values = values_of(member.shape)
    if values and not in_annotation:
        found.append("one of " + ", ".join(f"`{literal(value)}`" for value in values))
    if isinstance(member.shape, Upload) and not in_annotation:
        found.append("takes a list of `File`" if member.shape.filing.many else "takes a `File`")
    keys = [f"`{clean(wire)}`" for shape in alternatives_of(member.shape) for wire in _keys_of(shape)]
    if keys:
        found.append(f"keys {', '.join(keys)}")
    if member.default is not UNSET:
        found.append(f"default `{literal(member.default)}`")
    if member.deprecated:
        found.append("deprecated")
    return found


def _keys_of(shape: Shape) -> Iterable[str]:
    return shape.members if isinstance(shape, Open) else ()


def values_of(shape: Shape) -> tuple[Json, ...]:
    inner = shape.inner if isinstance(shape, Nullable) else shape
    return inner.values if isinstance(inner, Scalar) and inner.kind is not Kind.BOOLEAN else ()


def literal_type(values: tuple[Json, ...], imports: Imports) -> str:
    return f"{imports.hint('typing', 'Literal')}[{', '.join(literal(value) for value in values)}]"


def type_module(name: WireName) -> Identifier:
    """The module of a shared type, under `bitrix24.types`."""
    return snake(name)


def type_dict(name: WireName) -> Identifier:
    """The TypedDict of a shared type; its view has the name without `Dict`."""
    return Identifier(f"{pascal(name)}Dict")


def boolean_form(scalar: Scalar) -> str | None:
    """The member of `WireFormat` for a boolean, or None where JSON true and false are what the portal takes."""
    return _BOOLEAN_FORMS.get(f"({', '.join(literal(value) for value in scalar.values)})")


def _needs_words(scalar: Scalar) -> bool:
    """Its two values are no boolean's in any of the known forms, so they have to be passed as they are."""
    return scalar.values != (True, False) and boolean_form(scalar) is None


class FormFinder:
    """The forms of values that do not go on the wire by the default rule."""

    def __init__(self, types: Mapping[WireName, TypeSpec], shaper: Shaper, problems: Problems) -> None:
        self._types = types
        self._shaper = shaper
        self._problems = problems

    def of(self, members: Mapping[str, Member], where: str, inside: tuple[WireName, ...] = ()) -> Forms:
        """`inside`: the shared types that lead here; one that holds itself is followed once."""
        found = {wire: self._form(member.shape, f"{where}.{wire}", inside) for wire, member in members.items()}
        return {wire: form for wire, form in found.items() if form}

    def _form(self, shape: Shape, where: str, inside: tuple[WireName, ...]) -> str | Forms | None:
        if isinstance(shape, Scalar):
            if shape.kind is Kind.BOOLEAN:
                return boolean_form(shape)
            return {Kind.DATE: "DATE", Kind.TIMESTAMP: "TIMESTAMP"}.get(shape.kind)
        if isinstance(shape, Upload):
            return shape.filing.form
        if isinstance(shape, Nullable):
            return self._form(shape.inner, where, inside)
        if isinstance(shape, Array):
            return self._form(shape.item, where, inside)
        if isinstance(shape, Table):
            form = self._form(shape.value, where, inside)
            return {"*": form} if form and not isinstance(form, str) else form
        if isinstance(shape, (Record, Open)):
            return self.of(shape.members, where, inside)
        if isinstance(shape, Ref):
            if shape.name in inside:
                return None
            fields = self._types[shape.name].fields
            return self.of(self._shaper.record(fields, "params", where).members, where, (*inside, shape.name))
        options = shape.options if isinstance(shape, Union) else tuple(shape.records.values())
        return self._only([self._form(option, where, inside) for option in options], where)

    def _only(self, forms: list[str | Forms | None], where: str) -> str | Forms | None:
        """The one form that the alternatives ask for; objects with different fields are put together."""
        words = {form for form in forms if isinstance(form, str)}
        maps = [form for form in forms if form and not isinstance(form, str)]
        merged: dict[str, str | Forms] = {}
        for forms_of_one in maps:
            for wire, form in forms_of_one.items():
                if merged.setdefault(wire, form) != form:
                    self._problems.add(
                        f"{where}.{wire}", "two cases of the object put its value on the wire differently"
                    )
        if len(words) + bool(merged) > 1:
            self._problems.add(where, "two alternatives of its type put the value on the wire differently")
        return merged or next(iter(sorted(words)), None)


def _is_key(wire: str) -> bool:
    """Can class syntax name this key? Names with two underscores in front would be mangled."""
    return wire.isascii() and wire.isidentifier() and not keyword.iskeyword(wire) and not wire.startswith("__")
