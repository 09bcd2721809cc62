"""Specs as plain data and back, as the classes of `model.py` say: a key is a field, in their order, of its annotation.

Reading is strict: an unknown key, a missing one or a value of the wrong kind is an `InvalidSpec` that names the place.
"""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from .model import ALWAYS_WRITTEN, Json, Unset
from .names import InvalidName, Replacement, WireName

T = TypeVar("T")
Decoder: TypeAlias = Callable[[object], object]

_WORDS: Final[Mapping[object, str]] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}
_PLAIN: Final = frozenset({str, bool, int, float})
# A recursive type has no value at runtime; data of any shape, or of any but lists and mappings, is taken as it is.
_LOCAL_NAMES: Final = {"Json": object, "Single": Hashable}


class InvalidSpec(ValueError):
    """Data that is no spec. It names the place: `params.flowData.type`, `errors[0].code`."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self._what = what
        self._place: list[str] = []

    def __str__(self) -> str:
        place = "".join(reversed(self._place)).removeprefix(".")
        return f"{place}: {self._what}" if place else self._what

    def add_key(self, key: str) -> None:
        """Says that the place so far is under a key."""
        self._place.append(f".{key}")

    def add_index(self, index: int) -> None:
        """Says that the place so far is in an element of a list."""
        self._place.append(f"[{index}]")


def decode(kind: type[T], data: object) -> T:
    """The spec, or part of one, of that class. Raises InvalidSpec."""
    return cast("T", _class(kind).decode(data))


def encode(spec: object) -> dict[str, Json]:
    """The data of an instance of one of the model's classes. What is as by default is left out."""
    found = ((name, getattr(spec, name), default) for name, default in _class(type(spec)).defaults)
    return {name: _encoded(value) for name, value, default in found if value != default}


def _encoded(value: object) -> Json:
    # Most are texts and numbers; what else they might be takes longer to ask.
    if value is None or type(value) in _PLAIN:
        return cast("Json", value)
    if isinstance(value, (WireName, Replacement)):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _encoded(each) for key, each in cast("Mapping[str, object]", value).items()}
    if isinstance(value, (tuple, list)):
        return [_encoded(each) for each in cast("Iterable[object]", value)]
    return encode(value) if dataclasses.is_dataclass(value) else cast("Json", value)


class _Class:
    """What is read from the annotations of a class, once."""

    def __init__(self, kind: type[Any]) -> None:
        self._kind = kind
        self._fields = dataclasses.fields(kind)
        self._of_one_word: dict[tuple[str, object], object] = {}

    @cached_property
    def defaults(self) -> tuple[tuple[str, object], ...]:
        """By name, what a field is where the data has nothing to say; MISSING where it is always written."""
        return tuple(
            (each.name, dataclasses.MISSING if ALWAYS_WRITTEN in each.metadata else _default(each))
            for each in self._fields
        )

    @cached_property
    def _decoders(self) -> Mapping[str, Decoder]:
        # Not with the class, whose fields may have the class itself.
        hints = get_type_hints(self._kind, localns=_LOCAL_NAMES)
        return {each.name: _decoder(hints[each.name]) for each in self._fields}

    @cached_property
    def _unsaid(self) -> dict[str, object]:
        """What the fields are of which the data says nothing."""
        return {each.name: value for each in self._fields if (value := _default(each)) is not dataclasses.MISSING}

    @cached_property
    def _required(self) -> tuple[str, ...]:
        return tuple(each.name for each in self._fields if _default(each) is dataclasses.MISSING)

    def decode(self, data: object) -> object:
        """An instance. Thousands of times a run: only the keys that are there are looked at.

        What says but one word, as most fields do with their type, is one instance for all that say the same.
        """
        mapping = _mapping(data)
        if len(mapping) != 1:
            return self._decode(mapping)
        (said,) = mapping.items()
        if not isinstance(said[1], str):
            return self._decode(mapping)
        if said not in self._of_one_word:
            self._of_one_word[said] = self._decode(mapping)
        return self._of_one_word[said]

    def _decode(self, mapping: Mapping[str, object]) -> object:
        decoders = self._decoders
        found: dict[str, object] = {}
        for key, value in mapping.items():
            if key not in decoders:
                raise self._unknown(key)
            try:
                found[key] = decoders[key](value)
            except InvalidSpec as error:
                error.add_key(key)
                raise
        for key in self._required:
            if key not in found:
                raise InvalidSpec(f"{key!r} is missing")
        # As `kind(**found)` makes it, which takes five times as long for a frozen class of many fields.
        made: object = object.__new__(self._kind)
        vars(made).update(self._unsaid | found)
        return made

    def _unknown(self, key: str) -> InvalidSpec:
        close = difflib.get_close_matches(key, list(self._decoders), 1)
        return InvalidSpec(f"unknown key {key!r}" + (f" (did you mean {close[0]!r}?)" if close else ""))


_CLASSES: Final[dict[type[Any], _Class]] = {}


def _class(kind: type[Any]) -> _Class:
    if kind not in _CLASSES:
        _CLASSES[kind] = _Class(kind)
    return _CLASSES[kind]


def _default(field: dataclasses.Field[Any]) -> object:
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()


def _decoder(hint: object) -> Decoder:
    """What reads the values of an annotation."""
    if hint is object:
        return lambda value: value
    if hint is Hashable:
        return _single
    if hint is WireName:
        return _wire_name
    if hint is Replacement:
        return _replacement
    if hint in _WORDS:
        return _scalar(cast("type[object]", hint))
    if dataclasses.is_dataclass(hint):
        return _class(cast("type[object]", hint)).decode
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _choice(arguments)
    if origin in (Union, UnionType):  # null and Unset stand for a key that is not there
        return _first_of([_decoder(each) for each in arguments if each not in (NoneType, Unset)])
    if origin is tuple:
        return _texts(arguments[0]) if arguments[0] in (str, WireName) else _elements(_decoder(arguments[0]))
    if origin is Mapping:
        return _mapping if arguments[1] is object else _values(_decoder(arguments[1]))
    raise TypeError(f"specs have no {hint}")


def _single(value: object) -> object:
    if isinstance(value, (list, dict)):
        raise InvalidSpec("must be a single value")
    return value


def _scalar(kind: type[object]) -> Decoder:
    kinds = (float, int) if kind is float else (kind,)

    def decode(value: object) -> object:
        if type(value) not in kinds:  # true and false are whole numbers to Python
            raise InvalidSpec(f"must be {_WORDS[kind]}, is {type(value).__name__}")
        return value

    return decode


def _first_of(decoders: Sequence[Decoder]) -> Decoder:
    *others, last = decoders

    def decode(value: object) -> object:
        for decoder in others:
            with contextlib.suppress(InvalidSpec):
                return decoder(value)
        return last(value)

    return decode if others else last


def _choice(choices: tuple[object, ...]) -> Decoder:
    scalar = _scalar(type(choices[0]))
    others = " or ".join(map(str, choices)) if len(choices) == 2 else f"one of {', '.join(map(str, choices))}"

    def decode(value: object) -> object:
        if scalar(value) not in choices:
            raise InvalidSpec(f"is {value!r}, not {others}")
        return value

    return decode


def _wire_name(value: object) -> WireName:
    try:
        return WireName(cast("str", _scalar(str)(value)))
    except InvalidName as error:
        raise InvalidSpec(str(error)) from None


def _replacement(value: object) -> Replacement:
    try:
        return Replacement(cast("str", _scalar(str)(value)))
    except InvalidName as error:
        raise InvalidSpec(str(error)) from None


def _texts(kind: type[str]) -> Decoder:
    def decode(data: object) -> tuple[object, ...]:
        found = _sequence(data)
        if not all(isinstance(each, str) for each in found):
            raise InvalidSpec("must be a list of texts")
        return tuple(map(_wire_name if kind is WireName else str, found))

    return decode


def _elements(decoder: Decoder) -> Decoder:
    def decode(data: object) -> tuple[object, ...]:
        found: list[object] = []
        for index, value in enumerate(_sequence(data)):
            try:
                found.append(decoder(value))
            except InvalidSpec as error:
                error.add_index(index)
                raise
        return tuple(found)

    return decode


def _values(decoder: Decoder) -> Decoder:
    def decode(data: object) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in _mapping(data).items():
            try:
                found[key] = decoder(value)
            except InvalidSpec as error:
                error.add_key(key)
                raise
        return found

    return decode


def _mapping(data: object) -> dict[str, object]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise InvalidSpec("must be a mapping")
    return cast("dict[str, object]", data)


def _sequence(data: object) -> list[object]:
    if data is None:
        return []
    if not isinstance(data, list):
        raise InvalidSpec("must be a list")
    return cast("list[object]", data)
