"""Parameters held against what is documented of them: what is required, one of what is, what type each has.

Portals are lenient where forms have only texts: "1" is a number, "Y" is true, an empty list is an empty map.
"""

from __future__ import annotations

from typing import Final

from .documented import Facts, Method, schema_of_type
from .errors import Refused, mismatch, missing
from .fields import Field
from .v3 import missing_field, mistyped
from .values import Params, is_list, is_map

_PLACE: Final = "#/$defs/"
_DEEPEST: Final = 12
_BOOLEANS: Final = frozenset({"Y", "N", "1", "0", "true", "false", "True", "False"})
_QUERIES: Final = frozenset({"filter", "order", "pagination"})
_WORDS: Final = {"integer": "int", "number": "float", "object": "array"}


def checked(method: Method, params: Params) -> Params:
    """The parameters under their documented names, whose case portals do not mind in v2. Raises Refused."""
    schema: Facts = method.described.get("parameters", {})
    properties: Facts = schema.get("properties", {})
    given = named(method, params)
    for name in schema.get("required", ()):
        if given.get(name) is None:
            raise missing(name) if method.rest == 2 else missing_field(name)
    _check_alternatives(method, given)
    for name, value in given.items():
        if name in properties and value is not None:
            schema = properties[name]
            # What is asked of a list is read with the records' fields: a page tells some values of a filter, not all.
            schema = {"type": schema["type"]} if name.lower() in _QUERIES and "type" in schema else schema
            wrong = _misfit(schema, value, name, 0, method.rest == 3)
            if wrong is not None:
                raise _refused(method, *wrong)
    return given


def named(method: Method, params: Params) -> Params:
    """The parameters under their documented names: portals do not mind the case in v2."""
    positional: list[str] = method.known.get("positional", [])
    if positional:
        return _by_position(params, positional)
    if method.rest == 3:
        return params
    documented = {name.lower(): name for name in method.described.get("parameters", {}).get("properties", {})}
    return {documented.get(name.lower(), name): value for name, value in params.items()}


def _by_position(params: Params, names: list[str]) -> Params:
    """Such methods take their arguments in the order in which they come, whatever they are called."""
    return dict(zip(names, (value for name, value in params.items() if name.lower() != "auth"), strict=False))


def _check_alternatives(method: Method, given: Params) -> None:
    for group in method.known.get("one_of", ()):
        if not any(_has(given, path.split(".")) for path in group):
            name = group[0]
            raise missing(name) if method.rest == 2 else missing_field(name)
    forms = method.known.get("forms", ())
    if forms and not any(all(_has(given, [name]) for name in form) for form in forms):
        lacking = min(([name for name in form if not _has(given, [name])] for form in forms), key=len)
        raise missing(lacking[0]) if method.rest == 2 else missing_field(lacking[0])


def _has(given: object, path: list[str]) -> bool:
    for at, name in enumerate(path):
        if is_list(given):
            return all(_has(each, path[at:]) for each in given)
        given = given.get(name) if is_map(given) else None
    return given is not None


Misfit = tuple[str, object, str]
"""Where, what is there, and what should be."""


def _misfit(schema: Facts, value: object, at: str, depth: int, strict: bool) -> Misfit | None:
    """The first value that is none of what is documented; None where all fit."""
    if depth > _DEEPEST:
        return None
    if "$ref" in schema:
        return _misfit(schema_of_type(schema["$ref"].removeprefix(_PLACE)), value, at, depth + 1, strict)
    if "anyOf" in schema:
        found = [_misfit(each, value, at, depth + 1, strict) for each in schema["anyOf"]]
        return None if None in found else found[0]
    if "enum" in schema and not _is_one_of(schema["enum"], value):
        return at, value, " or ".join(map(str, schema["enum"]))
    if "type" not in schema or value is None or value == "":
        return None
    several = types_of(schema)
    if not any((_is_exactly if strict else _is)(kind, value) for kind in several):
        return at, value, _WORDS.get(several[0], several[0])
    return _misfit_inside(schema, value, at, depth, strict)


def types_of(schema: Facts) -> list[str]:
    """The JSON types that a schema names."""
    types: object = schema.get("type", [])
    return [str(each) for each in types] if is_list(types) else [str(types)]


def _misfit_inside(schema: Facts, value: object, at: str, depth: int, strict: bool) -> Misfit | None:
    if is_map(value):
        properties: Facts = schema.get("properties", {})
        for name in schema.get("required", ()):
            if name not in value:
                return f"{at}.{name}", None, "required"
        for name, each in value.items():
            if name in properties and (found := _misfit(properties[name], each, f"{at}.{name}", depth + 1, strict)):
                return found
    elif is_list(value) and schema.get("items"):
        for number, each in enumerate(value):
            if found := _misfit(schema["items"], each, f"{at}[{number}]", depth + 1, strict):
                return found
    if "format" in schema and isinstance(value, str):
        try:
            Field("", "date" if schema["format"] == "date" else "datetime").read(value)
        except ValueError:
            return at, value, schema["format"]
    return None


def _is_one_of(allowed: list[object], value: object) -> bool:
    words = {str(each) for each in allowed}
    if {word.upper() for word in words} <= {"ASC", "DESC"}:  # SQL's, and so in any case
        return str(value).upper() in ("ASC", "DESC")
    if words <= _BOOLEANS:  # of which portals take any for another
        return str(value) in _BOOLEANS
    return str(value) in words or (isinstance(value, bool) and bool({"Y", "N", 1, 0} & set(map(_plain, allowed))))


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int, bool)) else None


def _is(kind: str, value: object) -> bool:
    if kind == "object":
        return is_map(value) or is_list(value)
    if kind == "array":
        # A form's map with numbers, or one value where several may stand.
        return is_list(value) or is_map(value) or isinstance(value, (str, int))
    if kind == "boolean":
        return isinstance(value, bool) or str(value) in ("0", "1", "Y", "N", "y", "n", "true", "false")
    if kind == "string":
        return isinstance(value, (str, int, float))
    if kind == "null":
        return value is None
    if isinstance(value, bool):
        return kind == "integer"
    if isinstance(value, (int, float)):
        return kind == "number" or float(value).is_integer()
    return isinstance(value, str) and _reads(kind, value)


def _is_exactly(kind: str, value: object) -> bool:
    """REST 3.0 takes JSON as it is: "1" is no number."""
    if isinstance(value, bool):
        return kind == "boolean"
    if kind in ("array", "object"):
        return is_list(value) or (kind == "object" and is_map(value))
    wanted = _EXACT.get(kind)
    return wanted is None or isinstance(value, wanted)


_EXACT: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def _reads(kind: str, text: str) -> bool:
    try:
        Field("", kind).read(text)
    except ValueError:
        return False
    return True


def _refused(method: Method, at: str, value: object, wanted: str) -> Refused:
    if wanted == "required":
        return missing(at) if method.rest == 2 else missing_field(at.rpartition(".")[2])
    if method.rest == 2:
        return mismatch(at, value, wanted)
    return mistyped(at.rpartition(".")[2], wanted)
