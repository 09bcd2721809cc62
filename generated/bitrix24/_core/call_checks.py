# Copied from generator/runtime/_core/call_checks.py by "python -m generator generate". Edit that file.
"""What is wrong with the parameters of a call, by the documentation, before anything is sent. It needs `jsonschema`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, cast

from .json_types import is_map
from .request import body_of
from .schema_places import documented_spelling, parameter_names, schema_list

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

    from .method import Method

_MOST: Final = 5
_LONGEST: Final = 80


def encoded(method: Method[Any], schema: Mapping[str, object], params: Mapping[str, object]) -> dict[str, object]:
    """The parameters as they are sent, under the names that the schema of a call has for them.

    Raises:
        TypeError, ValueError: They cannot be sent.
    """
    named = {documented_spelling(name, schema): value for name, value in params.items()}
    # Two that differ in case alone are refused, as the portal would lose one of them.
    return body_of(method, named if len(named) == len(params) else params, None)


class Checker:
    """Of one method; made once where many calls are checked.

    Args:
        schema: Of the object that is sent.
    """

    def __init__(self, schema: Mapping[str, object]) -> None:
        from jsonschema import Draft202012Validator

        self._names = parameter_names(schema)
        self._is_open = schema.get("additionalProperties", False) is not False or "properties" not in schema
        self._validator: Validator = Draft202012Validator(schema)

    def problems(self, body: Mapping[str, object]) -> list[str]:
        """All that is wrong, up to a few; nothing where nothing is."""
        found = list(dict.fromkeys([*self._unknown(body), *map(_described, self._errors(body))]))
        return [*found[:_MOST], *([f"and {len(found) - _MOST} more"] if len(found) > _MOST else [])]

    def _unknown(self, body: Mapping[str, object]) -> Iterator[str]:
        if self._is_open:
            return
        for name in body:
            if name not in self._names:
                close = get_close_matches(name, self._names, 3) or self._names
                yield f"no parameter {name!r}; {'did you mean' if close is not self._names else 'there are'} " + (
                    ", ".join(close) or "none"
                )

    def _errors(self, body: Mapping[str, object]) -> Iterator[ValidationError]:
        from jsonschema import exceptions

        for error in self._validator.iter_errors(cast("Any", body)):
            if error.validator == "additionalProperties" and not error.absolute_path:
                continue  # has been told, with what was meant
            # Of alternatives, the one that fits best says most.
            yield cast("ValidationError | None", cast("Any", exceptions).best_match([error])) or error


def _described(error: ValidationError) -> str:
    place = ".".join(str(key) for key in error.absolute_path)
    value: object = error.instance
    where = f"{place}: " if place else ""
    wanted = schema_list({"wanted": cast("object", error.validator_value)}, "wanted")
    if error.validator == "required" and is_map(value):
        return f"{where}missing: {', '.join(str(name) for name in wanted if name not in value)}"
    if error.validator == "type":
        kinds = wanted or [cast("object", error.validator_value)]
        return f"{where}{_shown(value)} is no {' or '.join(map(str, kinds))}"
    if error.validator == "enum":
        return f"{where}{_shown(value)} is none of {', '.join(map(_shown, wanted))}"
    return f"{where}{_shown(value)}: {error.validator} {_shown(cast('object', error.validator_value))}"


def _shown(value: object) -> str:
    return _short(json.dumps(value, ensure_ascii=False, default=str))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
