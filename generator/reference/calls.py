"""Python as people would write it: the signature, and the documented call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..api import Json, Method
from ..api.samples import Sampler
from ..api.types import Objects
from ..emit.python.arguments import arguments, documented_parameters
from ..emit.python.literals import Call, Tuple, Value, literal, names_in, quoted
from ..emit.python.methods import ParameterPlan, SignaturePlan
from .annotations import plain
from .client import ClientMethod

_WIDTH: Final = 88
_STEP: Final = "    "
_DATES: Final = frozenset({"date", "datetime"})


def signature(path: Sequence[str], plan: SignaturePlan, returns: str) -> str:
    """`b24.crm.deal.get(id: int) -> Deal`, a parameter to a line where it is long. `extra` is not shown."""
    keywords = ["*", *map(_parameter, plan.keywords)] if plan.keywords else []
    parameters = [*map(_parameter, plan.positional), *keywords]
    start, end = f"{'.'.join(('b24', *path))}(", f") -> {plain(returns)}"
    line = start + ", ".join(parameters) + end
    if len(line) <= _WIDTH or not parameters:
        return line
    return "\n".join([start, *(f"{_STEP}{each}," for each in parameters), end])


def _parameter(plan: ParameterPlan) -> str:
    return f"{plan.name}: {plain(plan.annotation)}" + (" = ..." if plan.default else "")


def example(shown: ClientMethod, shared: Objects) -> str:
    """The documented call; "" where the page has none and the method needs arguments.

    Args:
        shared: The shared types as parameters have them.
    """
    method = shown.method
    if method.example is None and any(each.required for each in method.parameters):
        return ""
    call = Call(".".join(("b24", *shown.path)), keywords=arguments(method, _sent(method, shared), shared))
    dates = sorted(names_in(call) & _DATES)
    imports = f"from datetime import {', '.join(dates)}\n\n" if dates else ""
    return imports + laid_out(call)


def _sent(method: Method, shared: Objects) -> dict[str, Json]:
    """The documented parameters, with a sample value for each that the documented call should have and does not.

    By position nothing can be sent that is not among the parameters.
    """
    documented = documented_parameters(method)
    if method.positional:
        return {each.name: documented[each.name] for each in method.parameters if each.name in documented}
    sampler = Sampler("params", shared)
    missing = (each for each in method.parameters if each.required and each.name not in documented)
    return {**documented, **{each.name: sampler.value(each.type, each.name) for each in missing}}


def laid_out(value: Value, before: int = 0, indent: str = "") -> str:
    """On one line where it fits, else one item to a line, as black does it.

    Args:
        before: How many columns of its first line, and behind its last one, others need.
        indent: Of the line on which it starts.
    """
    line = literal(value)
    if len(indent) + before + len(line) <= _WIDTH:
        return line
    if isinstance(value, Call):
        items = [("", each) for each in value.arguments] + [(f"{key}=", each) for key, each in value.keywords.items()]
        return _enclosed(f"{value.name}(", items, ")", indent)
    if isinstance(value, Tuple):
        return _enclosed("(", [("", each) for each in value.items], ")", indent)
    if isinstance(value, str):
        return line
    if isinstance(value, Mapping):
        return _enclosed("{", [(f"{quoted(key)}: ", each) for key, each in value.items()], "}", indent)
    if isinstance(value, Sequence):
        return _enclosed("[", [("", each) for each in value], "]", indent)
    return line


def _enclosed(start: str, items: Sequence[tuple[str, Value]], end: str, indent: str) -> str:
    if not items:
        return start + end
    inner = indent + _STEP
    lines = [f"{inner}{key}{laid_out(item, len(key) + 1, inner)}," for key, item in items]
    return "\n".join([start, *lines, indent + end])
