"""Types as JSON Schemas (Draft 2020-12): of what is sent, and of what is answered.

A parameter's schema says what the portal takes. A result's accepts what portals are known to send in its place: numbers
as text, `[]` for an empty object, `false` for nothing. It accepts all that `api.fits` can read without a mismatch.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import ClassVar, Final, TypeAlias, cast

from ...api import UNSET, Json, Unset, WireName
from ...api.file_encoding import FileEncoding, FileFormat
from ...api.fits import DoesNotFit, read_scalar
from ...api.kinds import Kind
from ...api.prose import NO_PROSE, Prose
from ...api.types import (
    FileInput,
    ListOf,
    MapOf,
    Object,
    Objects,
    Optional,
    Property,
    QueryObject,
    Reference,
    Scalar,
    Terms,
    Type,
    Union,
    Variants,
)
from ...text import clean
from .markdown import markdown

Schema: TypeAlias = dict[str, Json]

_EMPTY_LIST: Final[Schema] = {"type": "array", "items": {}, "maxItems": 0}

# What portals send in the place of results, a JSON type at a time: programs that write code know no other way. The
# schemas of results refer to these by name.
STAND_INS: Final[Mapping[str, Schema]] = {
    "Nothing": {
        "description": "Where there is no value.",
        "anyOf": [
            {"type": "null"},
            {"type": "boolean", "const": False},
            {"type": "string", "enum": ["", "undefined"]},
            _EMPTY_LIST,
            {"type": "object", "maxProperties": 0},
        ],
    },
    "Boolean": {
        "description": "A boolean, in whichever form the portal has it.",
        "anyOf": [
            {"type": "boolean"},
            {"type": "string", "pattern": "^([YyNn10]|true|false)$"},
            {"type": "integer", "enum": [1, 0]},
        ],
    },
    "EmptyObject": {"description": "An object without properties.", **_EMPTY_LIST},
    "ListAsObject": {
        "description": "A list, its items by their numbers.",
        "type": "object",
        "propertyNames": {"pattern": "^[0-9]+$"},
    },
    "MapAsList": {"description": "A map whose keys are 0, 1, 2 and so on.", "type": "array", "items": {}},
}

_BASE64: Final[Schema] = {"type": "string", "contentEncoding": "base64"}
_NAMED_FILE: Final[Schema] = {
    "description": "The file's name and its content.",
    "type": "array",
    "prefixItems": [{"type": "string"}, _BASE64],
    "minItems": 2,
    "maxItems": 2,
}
_FILE_DATA: Final[Schema] = {
    "type": "object",
    "properties": {"fileData": _NAMED_FILE},
    "required": ["fileData"],
}
_FILES: Final[Mapping[FileFormat, Schema]] = {
    "BASE64": _BASE64,
    "NAMED_FILE": _NAMED_FILE,
    "FILE_DATA": _FILE_DATA,
    "VALUE_FILE_DATA": {"type": "object", "properties": {"value": _FILE_DATA}, "required": ["value"]},
}
# The words that specs have for them.
_FILE_WORDS: Final[Mapping[FileFormat, str]] = {
    "BASE64": "base64",
    "NAMED_FILE": "pair",
    "FILE_DATA": "file_data",
    "VALUE_FILE_DATA": "value_file_data",
}

_SENT: Final[Mapping[Kind, Schema]] = {
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.STRING: {"type": "string"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.DATETIME: {"type": "string", "format": "date-time"},
    Kind.TIMESTAMP: {"type": "integer", "description": "Seconds since 1970."},
    Kind.ENUM: {"type": "string"},
    # An id, base64, [name, base64], a list of these, or an object around one.
    Kind.FILE: {"type": ["string", "integer", "array", "object"]},
    Kind.ANY: {},
}
_ANSWERED: Final[Mapping[Kind, Schema]] = {
    Kind.INTEGER: {"type": ["integer", "string"], "pattern": r"^\s*[-+]?[0-9]+\s*$"},
    Kind.NUMBER: {"type": ["number", "string"], "pattern": r"^\s*[-+]?[0-9.][0-9_]*\.?[0-9_]*([eE][-+]?[0-9_]+)?\s*$"},
    Kind.STRING: {"type": ["string", "number"]},
    Kind.DATE: {"type": "string", "description": "A date."},
    Kind.DATETIME: {"type": "string", "description": "A date and time."},
    Kind.TIMESTAMP: {"type": ["number", "string"], "description": "Seconds since 1970."},
    Kind.ENUM: {"type": "string"},
    Kind.FILE: {},
    Kind.ANY: {},
}


# How limits are called: of what is sent a schema says what the portal takes, of what is answered it refuses nothing.
_LIMITS_SENT: Final[Mapping[str, str]] = {
    "unit": "x-unit",
    "min": "minimum",
    "max": "maximum",
    "max_length": "maxLength",
    "max_items": "maxItems",
    "max_bytes": "x-max-bytes",
}
_LIMITS_ANSWERED: Final[Mapping[str, str]] = {
    "unit": "x-unit",
    "min": "x-minimum",
    "max": "x-maximum",
    "max_length": "x-max-length",
    "max_items": "x-max-items",
    "max_bytes": "x-max-bytes",
}


class Schemas(ABC):
    """Makes schemas of types, and of the shared types that these refer to."""

    suffix: ClassVar[str]
    """Behind the names of shared types, so that those of parameters and of results can stand side by side."""

    def __init__(self, shared: Objects, place: str, prose: Prose = NO_PROSE) -> None:
        """
        Args:
            shared: The shared types as that direction has them.
            place: Where the definitions will stand, such as `#/$defs/`.
            prose: What becomes descriptions.
        """
        self._prose = prose
        self._shared = shared
        self._place = place
        self._referred: dict[WireName, None] = {}

    def of(self, type: Type) -> Schema:
        if isinstance(type, Scalar):
            return self._scalar(type)
        if isinstance(type, Optional):
            return self._optional(self.of(type.inner))
        if isinstance(type, ListOf):
            return self._list(self.of(type.item))
        if isinstance(type, MapOf):
            return self._map(self.of(type.value))
        if isinstance(type, Union):
            return any_of(map(self.of, type.options))
        if isinstance(type, Variants):
            return any_of({"title": clean(case.title), **self.of(case.object)} for case in type.cases)
        if isinstance(type, FileInput):
            return _file(type.encoding, self.of(type.inner))
        if isinstance(type, Reference):
            self.refer(type.name)
            return self._object(self._ref(f"{type.name}{self.suffix}"))
        if isinstance(type, QueryObject):
            return self._query(type)
        return self._object(self.properties(type))

    def _query(self, type: QueryObject) -> Schema:
        schema = self.properties(type)
        if type.prefixes:
            schema["x-prefixes"] = True
        return self._object(schema)

    def refer(self, name: WireName) -> None:
        """Has a shared type among the definitions."""
        self._referred[name] = None

    def definitions(self) -> Schema:
        """What the schemas made so far refer to, by name."""
        found: Schema = {}
        waiting = list(self._referred)
        for name in waiting:
            before = len(self._referred)
            found[f"{name}{self.suffix}"] = self.properties(self._shared[name])
            waiting += list(self._referred)[before:]
        return found

    def _said(self, property: Property, schema: Schema) -> Schema:
        return with_description(schema, markdown(self._prose.of(property.place)))

    def _ref(self, name: str) -> Schema:
        return {"$ref": f"{self._place}{name}"}

    @abstractmethod
    def properties(self, type: Object | QueryObject) -> Schema:
        """The schema of an object and of nothing that stands for one."""

    @abstractmethod
    def _scalar(self, scalar: Scalar) -> Schema: ...

    @abstractmethod
    def _optional(self, inner: Schema) -> Schema: ...

    @abstractmethod
    def _list(self, item: Schema) -> Schema: ...

    @abstractmethod
    def _map(self, value: Schema) -> Schema: ...

    @abstractmethod
    def _object(self, schema: Schema) -> Schema: ...


class ParameterSchemas(Schemas):
    """Of what the portal takes."""

    suffix = ".Input"

    def properties(self, type: Object | QueryObject) -> Schema:
        sent = [each for each in type.properties if not each.read_only]
        # What a property is required for is to be written, not to be asked for.
        required = [each.name for each in sent if each.required and isinstance(type, Object)]
        schema = _object({each.name: self._property(each) for each in sent}, required)
        if isinstance(type, QueryObject):
            schema["additionalProperties"] = self.of(type.value) or True
        elif type.is_open:
            schema["additionalProperties"] = True
        return schema

    def _property(self, property: Property) -> Schema:
        schema = self._said(property, {**self.of(property.type), **_limits(property, _LIMITS_SENT), **_marks(property)})
        default = as_sent(property.type, property.default)
        return schema if default is UNSET else {**schema, "default": default}

    def _scalar(self, scalar: Scalar) -> Schema:
        if scalar.pattern is not None:
            return {"type": "string", "pattern": scalar.pattern.expression, "description": f"As {scalar.pattern}."}
        schema = _SENT[scalar.kind]
        if not scalar.values:
            return dict(schema)
        if scalar.kind is Kind.BOOLEAN:
            return {"enum": list(scalar.values)}
        return {**schema, "examples" if scalar.open else "enum": list(scalar.values), **_labels(scalar)}

    def _optional(self, inner: Schema) -> Schema:
        return any_of([inner, {"type": "null"}])

    def _list(self, item: Schema) -> Schema:
        return _array(item)

    def _map(self, value: Schema) -> Schema:
        return _mapping(value)

    def _object(self, schema: Schema) -> Schema:
        return schema


class ResultSchemas(Schemas):
    """Of what the portal answers. Nothing is required: portals leave out what is empty."""

    suffix = ""

    def definitions(self) -> Schema:
        return {**STAND_INS, **super().definitions()}

    def properties(self, type: Object | QueryObject) -> Schema:
        properties: Schema = {
            each.name: self._said(each, {**self.of(each.type), **_limits(each, _LIMITS_ANSWERED), **_marks(each)})
            for each in type.properties
        }
        return _object(properties, [])

    def _scalar(self, scalar: Scalar) -> Schema:
        if scalar.kind is Kind.BOOLEAN:
            return self._ref("Boolean")
        schema = _ANSWERED[scalar.kind]
        # What a portal answers beside the documented values has to be read too.
        return {**schema, "examples": list(scalar.values), **_labels(scalar)} if scalar.values else dict(schema)

    def _optional(self, inner: Schema) -> Schema:
        return any_of([inner, self._ref("Nothing")])

    def _list(self, item: Schema) -> Schema:
        return any_of([_array(item), self._ref("ListAsObject"), self._ref("Nothing")])

    def _map(self, value: Schema) -> Schema:
        return any_of([_mapping(value), self._ref("MapAsList"), self._ref("Nothing")])

    def _object(self, schema: Schema) -> Schema:
        return any_of([schema, self._ref("EmptyObject")])


def with_description(schema: Schema, description: str) -> Schema:
    """The schema, said in front of what it says itself."""
    if not description:
        return schema
    own = schema.get("description")
    return {**schema, "description": f"{description}\n\n{own}" if own else description}


def any_of(schemas: Iterable[Schema]) -> Schema:
    """Any of them; those that only name a JSON type become one."""
    options: list[Schema] = []
    for schema in schemas:
        inner = schema["anyOf"] if list(schema) == ["anyOf"] else [schema]
        options += (each for each in cast("list[Schema]", inner) if each not in options)
    if {} in options:
        return {}
    bare = [each for each in options if list(each) == ["type"]]
    if len(bare) > 1:
        types = dict.fromkeys(name for each in bare for name in _types(each))
        options = [{"type": list(types)}, *(each for each in options if each not in bare)]
    return options[0] if len(options) == 1 else {"anyOf": list(options)}


def _types(schema: Schema) -> list[Json]:
    types = schema["type"]
    return types if isinstance(types, list) else [types]


def _file(encoding: FileEncoding, inner: Schema) -> Schema:
    file: Schema = {**_FILES[encoding.format], "x-file": _FILE_WORDS[encoding.format]}
    files = _array(file) if encoding.many else file
    # Where anything may stand, how files are sent is still worth saying.
    return any_of([files, inner]) or {"anyOf": [files, inner]}


def as_sent(type: Type, default: Json | Unset) -> Json | Unset:
    """A documented default as the portal takes it; UNSET where it is no value of the type."""
    if isinstance(type, Optional):
        return None if default is None else as_sent(type.inner, default)
    if isinstance(type, Union):
        found = (as_sent(option, default) for option in type.options)
        return next((each for each in found if each is not UNSET), UNSET)
    if not isinstance(type, Scalar) or isinstance(default, Unset):
        return UNSET
    try:
        read = read_scalar(type.kind, default)
    except DoesNotFit:
        return UNSET
    if isinstance(read, float) and not isfinite(read):  # which JSON does not have
        return UNSET
    if type.kind is Kind.BOOLEAN and type.values:
        return type.values[0 if read else 1]
    value: Json = default if isinstance(read, dt.date) else read
    return value if not type.values or type.open or value in type.values else UNSET


def _object(properties: Schema, required: Iterable[str]) -> Schema:
    schema: Schema = {"type": "object"}
    if properties:
        schema["properties"] = properties
    names: list[Json] = list(required)
    if names:
        schema["required"] = names
    return schema


def _array(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _mapping(value: Schema) -> Schema:
    return {"type": "object", "additionalProperties": value or True}


def _labels(scalar: Scalar) -> Schema:
    """What the page calls the values; and that there are others, where the schema's keywords say neither."""
    found: Schema = {"x-labels": {value: clean(label) for value, label in scalar.labels}} if scalar.labels else {}
    return {**found, "x-open": True} if scalar.open else found


def _limits(property: Property, names: Mapping[str, str]) -> Schema:
    limits = property.documented.limits
    if not limits:
        return {}
    stated = {names[name]: value for name, value in vars(limits).items() if value is not None}
    return {name: clean(value) if isinstance(value, str) else value for name, value in stated.items()}


def _marks(property: Property) -> Schema:
    marks = {"readOnly": property.read_only, "deprecated": property.deprecated}
    written: Schema = {"x-written": property.documented.written} if property.documented.written else {}
    return {**{name: True for name, marked in marks.items() if marked}, **written, **_terms(property.terms)}


def _terms(terms: Terms) -> Schema:
    when = dict(terms.when) if terms.when is not None and not isinstance(terms.when, str) else terms.when
    said: Schema = {
        "x-when": when,
        "x-since": terms.since,
        "x-on-premise": terms.on_premise,
        "x-required-for": terms.required_for,
    }
    return {name: value for name, value in said.items() if value}
