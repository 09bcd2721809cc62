"""When a field is returned: `Returned only if `params.get_content` is enabled`. It names the method's parameter.

`when` of a field names what lies beside it, or, by a path from `params.` on, a parameter: of what is returned, and of
what lies deeper in the parameters than the one that it depends on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...spec.model import PARAMETER, When
from .conditions import with_value
from .node import Fields, Node, with_missing
from .query_words import QUERIES
from .value_conditions import when_beside


def with_parameters(fields: Fields, params: Fields) -> dict[str, Node]:
    """The returned fields, at any depth, each with the parameter with which alone it comes."""
    return _Conditions(params).of_fields(fields, "")


def with_parameters_above(params: Fields) -> dict[str, Node]:
    """The parameters, each with the one with which alone it means something, where that is not beside it."""
    return _Conditions(params, by_values=True).of_fields(params, "")


@dataclass(frozen=True)
class _Conditions:
    params: Fields
    by_values: bool = False
    """A condition may name values alone: they are those of the one parameter that has them."""

    def of_fields(self, fields: Fields, at: str) -> dict[str, Node]:
        return {name: self._of(node, f"{at}{name}", fields) for name, node in fields.items()}

    def _of(self, node: Node, at: str, beside: Fields) -> Node:
        when = self._when(node, at, beside)
        return replace(
            node if when is None else node.with_facts(when=when),
            fields=self.of_fields(node.fields, f"{at}."),
            items=self._of(node.items, at, beside) if node.items else None,
            map_of=self._of(node.map_of, at, beside) if node.map_of else None,
            variants={case: self.of_fields(inner, f"{at}.") for case, inner in node.variants.items()},
        )

    def _when(self, node: Node, at: str, beside: Fields) -> When | None:
        """What the row says of what is not beside it, and so must be a parameter; else what is known of it."""
        said = node.hints.when if node.facts.when is None else node.facts.when
        if said is None:
            return self._by_values(node.hints.when_values) if self.by_values else None
        name, value = (said, None) if isinstance(said, str) else next(iter(said.items()))
        found = None if name.split(".")[0] in beside else self._place(name)
        if found is None:
            return node.facts.when
        path, param = found
        if self.by_values and (f"{at}.".startswith(f"{path}.") or path.rpartition(".")[2].lower() in QUERIES):
            return node.facts.when  # of what it lies in, and of a list of names, it is no condition
        return f"{PARAMETER}{path}" if value is None else with_value(f"{PARAMETER}{path}", value, param)

    def _by_values(self, values: tuple[str, ...]) -> When | None:
        places = _walk(self.params, "") if values else iter(())
        owners = [when_beside("", values, {f"{PARAMETER}{path}": node}) for path, node in places]
        found = [each for each in owners if each is not None]
        return found[0] if len(found) == 1 else None

    def _place(self, name: str) -> tuple[str, Node] | None:
        """The parameter at the path; one of that name inside others where it is the only one."""
        places = [(path, node) for path, node in _walk(self.params, "") if path.lower() == name.lower()]
        inside = f".{name.lower()}"
        places = places or [(path, node) for path, node in _walk(self.params, "") if path.lower().endswith(inside)]
        return places[0] if len(places) == 1 else None


def _walk(params: Fields, at: str) -> Iterator[tuple[str, Node]]:
    for name, node in params.items():
        yield f"{at}{name}", node
        yield from _walk(with_missing(node.fields, node.hints.stated.fields), f"{at}{name}.")
