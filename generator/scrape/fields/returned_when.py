"""When a field is returned: `Returned only if `params.get_content` is enabled`. It names the method's parameter.

`when` of a returned field names what lies beside it in the answer, or, by a path from `params.` on, a parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ...spec.model import PARAMETER, Json, When
from ..html.document import Spans
from ..html.wording import with_ticks
from .node import Fields, Node
from .values import json_value

_NAME: Final = r"`(?P<name>[A-Za-z_]\w*(?:\.\w+)*)`(?: (?:parameter|flag|option|key))?"
_IF: Final = (
    r"(?<!not )(?<!automatically )\b(?:returned|present|available|filled|included)(?: in the (?:response|result))?"
    r"(?: only)? (?:if|when|for|with) (?:the )?(?:(?:parameter|flag|option) )?"
)
_WITH_VALUE: Final = re.compile(
    rf"{_IF}(?:`(?P<pair>[A-Za-z_]\w*(?:\.\w+)*)\s*=\s*[\"']?(?P<value>[\w-]+)[\"']?`"
    rf"|{_NAME} ?(?:=|is|equals|is set to|is equal to) `[\"']?(?P<other>[\w-]+)[\"']?`)(?P<after>[^.;]*)",
    re.IGNORECASE,
)
_GIVEN: Final = re.compile(
    rf"{_IF}{_NAME} (?:is|was) (?P<how>enabled|turned on|passed|provided|specified|given|set)\b(?P<after>[^.;]*)",
    re.IGNORECASE,
)
_ON: Final = frozenset({"enabled", "turned on"})
_MORE: Final = re.compile(r"\b(?:not|or|and|to|unless|otherwise)\b", re.IGNORECASE)
"""The condition is another one, or a part of one."""


def returned_when(line: Spans) -> When | None:
    """The parameter's name, or its value as text; `on` where it has to be switched on."""
    for sentence in re.split(r"(?<=[.;])\s", with_ticks(line)):
        if (found := _WITH_VALUE.search(sentence)) and not _MORE.search(found["after"]):
            return {found["pair"] or found["name"]: found["value"] or found["other"]}
        if (found := _GIVEN.search(sentence)) and not _MORE.search(found["after"]):
            return {found["name"]: True} if found["how"].lower() in _ON else str(found["name"])
    return None


def with_parameters(fields: Fields, params: Fields) -> dict[str, Node]:
    """The returned fields, at any depth, each with the parameter with which alone it comes."""
    return {name: _with_parameter(node, params, fields) for name, node in fields.items()}


def _with_parameter(node: Node, params: Fields, beside: Fields) -> Node:
    when = _when(node, params, beside)
    return replace(
        node if when is None else node.with_facts(when=when),
        fields=with_parameters(node.fields, params),
        items=_with_parameter(node.items, params, beside) if node.items else None,
        map_of=_with_parameter(node.map_of, params, beside) if node.map_of else None,
        variants={case: with_parameters(inner, params) for case, inner in node.variants.items()},
    )


def _when(node: Node, params: Fields, beside: Fields) -> When | None:
    """What the row says of a parameter, or of what is not beside it and so must be one."""
    when = node.facts.when
    name = when if isinstance(when, str) or when is None else next(iter(when))
    if name is not None and name.split(".")[0] in beside:
        return when
    decided = _decided(node.hints.returned, params) if node.hints.returned is not None else None
    return decided or (_decided(when, params) if when is not None else None) or when


def _decided(said: When, params: Fields) -> When | None:
    name, value = (said, None) if isinstance(said, str) else next(iter(said.items()))
    found = _place(name, params)
    if found is None:
        return None
    path, param = found
    if value is None or (value is True and "boolean" not in param.type.split(" | ")):
        return f"{PARAMETER}{path}"
    return {f"{PARAMETER}{path}": value if value is True else _typed(value, param)}


def _typed(value: Json, param: Node) -> Json:
    return json_value(str(value), param.type)


def _place(name: str, params: Fields) -> tuple[str, Node] | None:
    """The parameter at the path; one of that name inside others where it is the only one."""
    places = [(path, node) for path, node in _walk(params, "") if path.lower() == name.lower()]
    places = places or [(path, node) for path, node in _walk(params, "") if path.lower().endswith(f".{name.lower()}")]
    return places[0] if len(places) == 1 else None


def _walk(params: Fields, at: str) -> Iterator[tuple[str, Node]]:
    for name, node in params.items():
        yield f"{at}{name}", node
        yield from _walk(node.fields, f"{at}{name}.")
