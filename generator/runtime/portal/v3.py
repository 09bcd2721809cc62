"""What the methods of REST 3.0 have in common: their codes, and reading parameters strictly by type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .errors import Refused
from .values import Params, is_list, is_map

V3: Final = "BITRIX_REST_V3_EXCEPTION_"


def invalid(field: str, message: str) -> Refused:
    code = f"{V3}VALIDATION_REQUESTVALIDATIONEXCEPTION"
    return Refused(code, "Error validating request object", validation=((field, message),))


def missing_field(field: str) -> Refused:
    return invalid(field, f"Required field `{field}` is missing")


def mistyped(field: str, wanted: str) -> Refused:
    return invalid(field, f"Field `{field}` requires data type `{wanted}` for this request")


def number(params: Params, name: str) -> int:
    """A required integer. Raises Refused."""
    value = params.get(name)
    if value is None:
        raise missing_field(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise mistyped(name, "int")
    return value


def fields_of(params: Params) -> Mapping[str, Any]:
    """The required parameter `fields`. Raises Refused."""
    value = params.get("fields")
    if value is None:
        raise missing_field("fields")
    if value != [] and not is_map(value):
        raise mistyped("fields", "array")
    return value or {}


def select_of(params: Params) -> list[str]:
    value = params.get("select", [])
    if not is_list(value):
        raise mistyped("select", "array")
    return [name for name in value if isinstance(name, str)]
