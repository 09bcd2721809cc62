"""When a field is returned: `Returned only if `params.get_content` is enabled`. It names the method's parameter.

`when` of a returned field names what lies beside it in the answer, or, by a path from `params.` on, a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...spec.model import PARAMETER, When
from .conditions import with_value
from .node import Fields, Node


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
    """What the row says of what is not beside it, and so must be a parameter; else what is known of it."""
    said = node.hints.when if node.facts.when is None else node.facts.when
    if said is None:
        return None
    name, value = (said, None) if isinstance(said, str) else next(iter(said.items()))
    found = None if name.split(".")[0] in beside else _place(name, params)
    if found is None:
        return node.facts.when
    path, param = found
    return f"{PARAMETER}{path}" if value is None else with_value(f"{PARAMETER}{path}", value, param)


def _place(name: str, params: Fields) -> tuple[str, Node] | None:
    """The parameter at the path; one of that name inside others where it is the only one."""
    places = [(path, node) for path, node in _walk(params, "") if path.lower() == name.lower()]
    places = places or [(path, node) for path, node in _walk(params, "") if path.lower().endswith(f".{name.lower()}")]
    return places[0] if len(places) == 1 else None


def _walk(params: Fields, at: str) -> Iterator[tuple[str, Node]]:
    for name, node in params.items():
        yield f"{at}{name}", node
        yield from _walk(node.fields, f"{at}{name}.")
