"""YAML as text: read safely, written the same on every machine.

Written by hand-set rules so that a reviewer reads facts and not notation: a mapping of plain values that fits on a line
stands on one line, everything else is a block.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Final, Protocol, cast

import yaml

from .model import Json

if TYPE_CHECKING:  # one type for either pair: they differ in speed alone
    from yaml import SafeDumper as _Dumper
    from yaml import SafeLoader as _Loader
else:
    try:
        from yaml import CSafeDumper as _Dumper
        from yaml import CSafeLoader as _Loader
    except ImportError:  # PyYAML without libyaml
        from yaml import SafeDumper as _Dumper
        from yaml import SafeLoader as _Loader

# Has a reviewer see other text than there is; between double quotes, it can be written as an escape.
_INVISIBLE: Final = re.compile("[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_WIDTH = 110
_LEAST_INDENT = 4
_DEEPEST = 100
_INT: Final = "tag:yaml.org,2002:int"
# Of more digits, Python makes no text.
_LARGEST: Final = 10**4300
_TOO_DEEP = f"is nested more than {_DEEPEST} levels deep"


class InvalidYaml(ValueError):
    """Text that is no YAML, or more than plain data. The message names the line."""


class _StrictLoader(_Loader):
    """Safe, and a key given twice is an error instead of a silent loss."""


class _Constructs(Protocol):
    """The method of a loader that the stubs leave half untyped."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object: ...


def _strict_mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[str, object]:
    typed = cast("_Constructs", loader)
    found: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str) or key_node.tag == "tag:yaml.org,2002:merge":
            raise yaml.constructor.ConstructorError(None, None, "only plain keys are allowed", key_node.start_mark)
        if key in found:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} stands here twice", key_node.start_mark
            )
        found[key] = typed.construct_object(value_node, deep=True)
    return found


def _strict_number(loader: _StrictLoader, node: yaml.ScalarNode) -> int | float:
    found = loader.construct_yaml_int(node) if node.tag == _INT else loader.construct_yaml_float(node)
    if not (isfinite(found) if isinstance(found, float) else -_LARGEST < found < _LARGEST):
        raise yaml.constructor.ConstructorError(None, None, "is no number that JSON has", node.start_mark)
    return found


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _strict_mapping)
_StrictLoader.add_constructor(_INT, _strict_number)
_StrictLoader.add_constructor("tag:yaml.org,2002:float", _strict_number)


def load(text: str) -> object:
    """The data of one YAML document: mappings with text keys, lists, scalars. Raises InvalidYaml."""
    try:
        _refuse_bombs(text)
        return yaml.load(text, Loader=_StrictLoader)
    except InvalidYaml:
        raise
    except yaml.YAMLError as error:
        raise InvalidYaml(_one_line(error, text)) from None
    except (RecursionError, ValueError, LookupError, AttributeError) as error:  # PyYAML's own, of a tag on what is none
        raise InvalidYaml(f"cannot be read: {type(error).__name__}") from None


def _refuse_bombs(text: str) -> None:
    """Refuses what grows out of a few lines.

    The C parser builds its tree by recursion and does not survive a few thousand levels; its events are flat. Aliases
    of aliases take no memory until somebody writes them out; no spec needs any.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else "?"
        if depth > _DEEPEST:
            raise InvalidYaml(f"line {line}: {_TOO_DEEP}")
        if isinstance(event, yaml.AliasEvent):
            raise InvalidYaml(f"line {line}: has an alias, which is no plain data")


def _one_line(error: yaml.YAMLError, text: str) -> str:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or "is not YAML"
    if mark and _opened_in_a_row(text[: mark.index]) > _DEEPEST:
        what = _TOO_DEEP
    return f"line {mark.line + 1}: {what}" if mark else str(what)


def _opened_in_a_row(text: str) -> int:
    """The brackets and braces that the text ends with.

    The scanner reads ahead over these before it reports the first of them, and some releases of libyaml give up there.
    """
    without_blanks = "".join(text.split())
    return len(without_blanks) - len(without_blanks.rstrip("[{"))


def dump(data: Mapping[str, Json]) -> str:
    """One document. Keys keep their order."""
    text: str = yaml.serialize(  # pyright: ignore[reportUnknownMemberType]  # the stubs do not type `node`
        _node(dict(data), 0), Dumper=_Dumper, allow_unicode=True, width=10_000
    )
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04X}", text)


def _node(value: Json, depth: int) -> yaml.Node:
    if isinstance(value, dict):
        pairs = [(_scalar(key), _node(item, depth + 1)) for key, item in value.items()]
        node: yaml.CollectionNode = yaml.MappingNode("tag:yaml.org,2002:map", pairs)
        node.flow_style = not value or (depth > 0 and _fits(value, depth))
    elif isinstance(value, list):
        node = yaml.SequenceNode("tag:yaml.org,2002:seq", [_node(item, depth + 1) for item in value])
        node.flow_style = not value or _fits(value, depth)
    else:
        return _scalar(value)
    return node


def _fits(value: list[Json] | dict[str, Json], depth: int) -> bool:
    """Short enough for one line, and plain: scalars, flat lists of them, or a field without fields of its own."""
    if isinstance(value, dict):
        is_plain = ("type" in value and not {"fields", "map_of", "variants"} & value.keys()) or all(
            _is_flat(each) for each in value.values()
        )
    else:
        is_plain = all(_is_flat(each) for each in value)
    return is_plain and len(str(value)) + depth * _LEAST_INDENT < _WIDTH


def _is_flat(value: Json) -> bool:
    if isinstance(value, list):
        return not any(isinstance(each, (dict, list)) for each in value)
    return not isinstance(value, dict) or not value


def _scalar(value: bool | int | float | str | None) -> yaml.ScalarNode:
    if value is None:
        return yaml.ScalarNode("tag:yaml.org,2002:null", "null")
    if isinstance(value, bool):
        return yaml.ScalarNode("tag:yaml.org,2002:bool", "true" if value else "false")
    if isinstance(value, int):
        return yaml.ScalarNode("tag:yaml.org,2002:int", str(value))
    if isinstance(value, float):
        return yaml.ScalarNode("tag:yaml.org,2002:float", _float(value))
    # Other YAML readers take these for booleans.
    style = "'" if str(value).lower() in ("y", "n") else '"' if _INVISIBLE.search(str(value)) else None
    return yaml.ScalarNode("tag:yaml.org,2002:str", str(value), style=style)


def _float(value: float) -> str:
    """YAML 1.1 reads `1e+16` as text; it wants a point."""
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text
