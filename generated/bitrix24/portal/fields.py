# Copied from generator/runtime/portal/fields.py by "python -m generator generate". Edit that file.
"""The fields of a family's records: under which names they come and go, and how their values are written.

A record keeps its values under keys of its own, so that the dialects of a family mean the same: `RESPONSIBLE_ID` and
`responsibleId` are `responsibleid`. It keeps them in one form: numbers as numbers, booleans as true and false, times
in the portal's zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from .documented import Facts, Method
from .values import NoValue, is_list, is_map, list_of, several

ZONE: Final = timezone(timedelta(hours=3))
"""The portal's time zone."""

_NUMBER: Final = re.compile(r"0|-?[1-9][0-9]{0,17}", re.ASCII)
_FALSE: Final = frozenset({"N", "n", "0", "false", ""})
_TRUE: Final = frozenset({"Y", "y", "1", "true"})


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """`RESPONSIBLE_ID`, `responsibleId` -> `responsibleid`."""
    return "".join(letter for letter in name if letter.isalnum()).lower()


@dataclass(frozen=True)
class Field:
    """One field of a family's records.

    Args:
        key: Under which a record has it.
        kind: `integer`, `number`, `string`, `code` (a number or a text), `boolean`, `date`, `datetime`, `timestamp`,
            `enum`, `file`, `any`, such a word with `[]` for a list of them, `list` or `map`.
        taken: Its name where it is sent; None where it is only answered.
        given: Its name where it is answered; None where it is only sent.
        forms: How true and false are answered.
        shown: A value of it in a documented answer, as which it is written; None where none has it.
        filled: It is never answered with nothing in it.
        shape: The kind as which it is answered, where that is another than the one as which it is sent and kept.
    """

    key: str
    kind: str
    taken: str | None = None
    given: str | None = None
    required: bool = False
    read_only: bool = False
    default: object = None
    forms: tuple[object, object] | None = None
    shown: object = None
    filled: bool = False
    shape: str = ""

    def read(self, value: object) -> object:
        """As a record keeps it. Raises NoValue for what is no value of it."""
        if value is None or value == "":
            return None if self.kind != "string" or value is None else ""
        if self.kind.endswith("[]"):
            one = replace(self, kind=self.kind[:-2])
            return [one.read(each) for each in several(value)]
        return _READERS.get(self.kind, _anything)(value)

    def write(self, value: object, as_text: bool) -> object:
        """As it is answered. `as_text`: the family answers numbers as texts, and true and false as letters."""
        if self.kind.startswith("file") and _is_upload(value):
            value = None
        if self.shape:
            value = _in_shape(value, self.shape)
        if value is None and self.filled:
            value = _UNFILLED.get(self.shape or self.kind, [])
        if value is None or is_list(value) or is_map(value):
            return value
        if self.kind == "boolean":
            return self._forms(as_text)[0 if value else 1]
        in_text = isinstance(self.shown, str) if self.shown is not None else as_text
        if isinstance(value, bool):
            return ("Y" if value else "N") if in_text else value
        if isinstance(value, (int, float)) and in_text and self.kind not in ("any", "map", "list"):
            return _number_text(value, self.shown)
        return value

    def _forms(self, as_text: bool) -> tuple[object, object]:
        for forms in _FORMS:
            if any(type(self.shown) is type(form) and self.shown == form for form in forms):
                return forms
        return self.forms or (_FORMS[0] if as_text else (True, False))


_SINGLE: Final = frozenset({"integer", "number", "string", "code", "boolean", "date", "datetime", "timestamp", "enum"})
_NUMBERS: Final = frozenset({"integer", "number", "timestamp"})


def _in_shape(value: object, kind: str) -> object:
    """One of several, where one is answered: of a text in several languages the first; a list where there are several.

    A text in the place of a number is what is sent of a file, and is not answered.
    """
    if kind in _SINGLE:
        while is_list(value) or is_map(value):
            value = next(iter(several(value)), None)
        if kind in _NUMBERS and isinstance(value, str):
            return value if _is_number(value) else None
        return value
    if value is not None and (kind == "list" or kind.endswith("[]")):
        return several(value)
    return value


def _is_number(text: str) -> bool:
    try:
        _number(text)
    except NoValue:
        return False
    return True


_FORMS: Final[tuple[tuple[object, object], ...]] = (("Y", "N"), (True, False), ("1", "0"), (1, 0), ("true", "false"))

_UNFILLED: Final[Mapping[str, object]] = {
    "boolean": False,
    "integer": 0,
    "number": 0,
    "string": "",
    "date": "2026-01-01",
    "datetime": "2026-01-01T12:00:00+03:00",
}
"""What is answered where a record has nothing for a field that is never empty."""


def _is_upload(value: object) -> bool:
    """A file as it is sent, which is not how it is answered: its name with its content."""
    if is_map(value):
        return any(key.lower() == "filedata" for key in value)
    if not is_list(value):
        return False
    return (len(value) == 2 and all(isinstance(each, str) for each in value)) or any(map(_is_upload, value))


def _integer(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.strip().lstrip("-").isascii() and value.strip().lstrip("-").isdigit():
        return int(value[:20])
    raise NoValue("not an integer")


def _number(value: object) -> object:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            found = float(value.partition("|")[0])  # a sum with its currency: 100|EUR
        except ValueError:
            raise NoValue("not a number") from None
        if found != found or found in (float("inf"), float("-inf")):
            raise NoValue("not a number")
        return int(found) if found.is_integer() else found
    raise NoValue("not a number")


def _text(value: object) -> object:
    if is_map(value) or is_list(value):
        raise NoValue("not a text")
    return ("Y" if value else "N") if isinstance(value, bool) else str(value)


def _code(value: object) -> object:
    """A number where it is written as one; 007 is none."""
    text = _text(value)
    return int(text) if isinstance(text, str) and _NUMBER.fullmatch(text) else text


def _boolean(value: object) -> object:
    if isinstance(value, bool):
        return value
    written = str(value)
    if written in _TRUE:
        return True
    if written in _FALSE:
        return False
    raise NoValue("neither true nor false")


def _date(value: object) -> object:
    return _moment(value).date().isoformat()


def _datetime(value: object) -> object:
    return _moment(value).isoformat(timespec="seconds")


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise NoValue("not a date")
    text = value.strip().replace("Z", "+00:00")
    for written in ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, written).replace(tzinfo=ZONE)
        except ValueError:
            continue
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=ZONE) if found.tzinfo is None else found.astimezone(ZONE)
    except (OverflowError, ValueError):  # the first and the last day of all, in another zone
        raise NoValue("not a date") from None


def _anything(value: object) -> object:
    return value


_READERS: Final = {
    "integer": _integer,
    "number": _number,
    "string": _text,
    "code": _code,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "timestamp": _integer,
}


def _number_text(value: float, shown: object) -> str:
    decimals = len(shown.partition(".")[2]) if isinstance(shown, str) else 0
    return f"{value:.{decimals}f}" if decimals else str(value)


def now() -> str:
    return datetime.now(ZONE).isoformat(timespec="seconds")


def today() -> str:
    return datetime.now(ZONE).date().isoformat()


# What is sent may be described as a text where what is answered is described as true or false.
_LESS_SAID: Final = {"boolean": ("any", "string")}


class Fields:
    """Those of one family, as its methods document them."""

    def __init__(self, methods: Sequence[Method]) -> None:
        self.by_key: dict[str, Field] = {}
        samples = _samples(methods)
        for method in methods:
            for name, facts in _facts(method.record.given):
                known = self.by_key.get(key_of(name))
                shown = samples.get(name)
                field = replace(_field(name, facts), given=name, shown=shown)
                if known is not None and known.given is not None:
                    field = replace(known, filled=known.filled or field.filled)
                self.by_key[field.key] = field
        for method in methods:
            for name, facts in _facts(method.record.taken):
                field = _field(name, facts)
                known = self.by_key.get(field.key)
                if known is None:
                    self.by_key[field.key] = replace(field, taken=name)
                elif known.taken is None:
                    # What is sent says more of what a value is than what is answered.
                    kind = known.kind if field.kind in _LESS_SAID.get(known.kind, ("any",)) else field.kind
                    shape = known.kind if known.kind != kind else ""
                    self.by_key[field.key] = replace(
                        field,
                        kind=kind,
                        taken=name,
                        given=known.given,
                        shown=known.shown,
                        filled=known.filled,
                        shape=shape,
                    )
        self.as_text = any(isinstance(samples.get(name), str) for name in ("ID", "id"))

    def find(self, name: str) -> Field | None:
        return self.by_key.get(key_of(name))

    def __iter__(self) -> Iterator[Field]:
        return iter(self.by_key.values())


def _facts(fields: Facts) -> Iterator[tuple[str, Facts]]:
    for name, facts in fields.items():
        yield name, {"kind": facts} if isinstance(facts, str) else facts


def _field(name: str, facts: Facts) -> Field:
    forms = facts.get("forms")
    return Field(
        key_of(name),
        facts["kind"],
        required=facts.get("required", False),
        read_only=facts.get("read_only", False),
        default=facts.get("default"),
        forms=(forms[0], forms[1]) if forms else None,
        filled=facts.get("filled", False),
    )


def _samples(methods: Iterable[Method]) -> dict[str, object]:
    """Values of fields in the documented answers, by name: what is null or empty shows nothing."""
    found: dict[str, object] = {}
    for method in methods:
        for row in rows_in(method):
            for name, value in row.items():
                if value is not None and value != "" and not is_list(value) and not is_map(value):
                    found.setdefault(name, value)
    return found


def rows_in(method: Method) -> list[Mapping[str, object]]:
    """The records in a method's documented answer."""
    if method.answer is None or method.record.gives not in ("record", "records"):
        return []
    found: object = method.answer.get("result")
    for name in method.record.at:
        found = found.get(name) if is_map(found) else None
    if method.record.gives == "record":
        return [found] if is_map(found) else []
    return [each for each in list_of(found) if is_map(each)]
