"""YAML as text: read safely, written the same on every machine.

Written by hand-set rules so that a reviewer reads facts and not notation: a mapping of plain values that fits on a line
stands on one line, everything else is a block.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from .model import Json

try:
    from yaml import CSafeDumper as _Dumper
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML without libyaml: slower, the same text
    from yaml import SafeDumper as _Dumper  # type: ignore[assignment]
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_WIDTH = 110
_LEAST_INDENT = 4
_DEEPEST = 100


class InvalidYaml(ValueError):
    """Text that is no YAML, or more than plain data. The message names the line."""


class _StrictLoader(_Loader):
    """Safe, and a key given twice is an error instead of a silent loss."""


def _strict_mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[str, object]:
    found: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str) or key_node.tag == "tag:yaml.org,2002:merge":
            raise yaml.constructor.ConstructorError(None, None, "only plain keys are allowed", key_node.start_mark)
        if key in found:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands here twice", key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _strict_mapping)


def load(text: str) -> object:
    """The data of one YAML document: mappings with text keys, lists, scalars. Raises InvalidYaml."""
    try:
        _refuse_depth(text)
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        raise InvalidYaml(_one_line(error)) from None
    except (RecursionError, ValueError) as error:
        raise InvalidYaml(f"cannot be read: {type(error).__name__}") from None


def _refuse_depth(text: str) -> None:
    """The C parser builds its tree by recursion and does not survive a few thousand levels; its events are flat."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else "?"
            raise InvalidYaml(f"line {line}: is nested more than {_DEEPEST} levels deep")


def _one_line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or "is not YAML"
    return f"line {mark.line + 1}: {what}" if mark else str(what)


def dump(data: Mapping[str, Json]) -> str:
    """One document. Keys keep their order."""
    text: str = yaml.serialize(_node(data, 0), Dumper=_Dumper, allow_unicode=True, width=10_000)
    return text


def _node(value: object, depth: int) -> yaml.Node:
    if isinstance(value, Mapping):
        pairs = [(_scalar(str(key)), _node(item, depth + 1)) for key, item in value.items()]
        node: yaml.CollectionNode = yaml.MappingNode("tag:yaml.org,2002:map", pairs)
        node.flow_style = not value or (depth > 0 and _fits(value, depth))
    elif isinstance(value, (list, tuple)):
        node = yaml.SequenceNode("tag:yaml.org,2002:seq", [_node(item, depth + 1) for item in value])
        node.flow_style = not value or _fits(value, depth)
    else:
        return _scalar(value)
    return node


def _fits(value: object, depth: int) -> bool:
    """Short enough for one line, and plain: scalars, flat lists of them, or a field without fields of its own."""
    if len(str(value)) + depth * _LEAST_INDENT >= _WIDTH:
        return False
    if isinstance(value, Mapping):
        return ("type" in value and not {"fields", "variants"} & value.keys()) or all(_is_flat(each) for each in value.values())
    return isinstance(value, (list, tuple)) and all(_is_flat(each) for each in value)


def _is_flat(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return not any(isinstance(each, (Mapping, list, tuple)) for each in value)
    return not isinstance(value, Mapping) or not value


def _scalar(value: object) -> yaml.ScalarNode:
    if value is None:
        return yaml.ScalarNode("tag:yaml.org,2002:null", "null")
    if isinstance(value, bool):
        return yaml.ScalarNode("tag:yaml.org,2002:bool", "true" if value else "false")
    if isinstance(value, int):
        return yaml.ScalarNode("tag:yaml.org,2002:int", str(value))
    if isinstance(value, float):
        return yaml.ScalarNode("tag:yaml.org,2002:float", _float(value))
    # Other YAML readers take these for booleans.
    style = "'" if str(value).lower() in ("y", "n") else None
    return yaml.ScalarNode("tag:yaml.org,2002:str", str(value), style=style)


def _float(value: float) -> str:
    """YAML 1.1 reads `1e+16` as text; it wants a point."""
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text
