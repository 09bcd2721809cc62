"""What is wrong with the parameters of a call, by the documentation, before anything is sent. It needs `jsonschema`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, cast

from .json_types import is_map

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

_MOST: Final = 5
_LONGEST: Final = 80


class Checker:
    """Of one method; made once where many calls are checked.

    Args:
        schema: Of the object that is sent.
    """

    def __init__(self, schema: Mapping[str, object]) -> None:
        from jsonschema import Draft202012Validator

        properties = schema.get("properties")
        self._names: list[str] = list(properties) if is_map(properties) else []
        self._is_open = bool(schema.get("additionalProperties")) or not is_map(properties)
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

        best_match = cast("Callable[[list[ValidationError]], ValidationError | None]", exceptions.best_match)
        for error in self._validator.iter_errors(cast("Any", body)):
            if error.validator == "additionalProperties" and not error.absolute_path:
                continue  # has been told, with what was meant
            yield best_match([error]) or error


def _described(error: ValidationError) -> str:
    place = ".".join(str(key) for key in error.absolute_path)
    value: object = error.instance
    wanted: object = error.validator_value
    several = cast("list[object]", wanted) if isinstance(wanted, list) else [wanted]
    where = f"{place}: " if place else ""
    if error.validator == "required" and is_map(value):
        return f"{where}missing: {', '.join(str(name) for name in several if name not in value)}"
    if error.validator == "type":
        return f"{where}{_shown(value)} is no {' or '.join(map(str, several))}"
    if error.validator == "enum":
        return f"{where}{_shown(value)} is none of {', '.join(map(_shown, several))}"
    return f"{where}{_shown(value)}: {_short(str(error.validator))} {_short(_json(wanted))}"


def _shown(value: object) -> str:
    return _short(_json(value))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
