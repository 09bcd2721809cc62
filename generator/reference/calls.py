"""Python as people would write it: the signature, and the documented call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..emit.python.literals import Call, Row, Value, literal, names_in, quoted
from ..emit.tests.method_tests import TestPlanner
from .annotations import readable
from .surface import Method, Signature

_WIDTH: Final = 88
_STEP: Final = "    "
_DATES: Final = frozenset({"date", "datetime"})


def signature(path: Sequence[str], described: Signature) -> str:
    """`b24.crm.deal.get(id: int) -> Deal`, a parameter to a line where it is long. `extra` is not shown."""
    positional = [f"{each.name}: {readable(each.annotation)}" for each in described.positional]
    keywords = [
        f"{each.name}: {readable(each.annotation)}" + (" = ..." if each.default else "") for each in described.keywords
    ]
    parameters = [*positional, *(["*", *keywords] if keywords else [])]
    start, end = f"{'.'.join(('b24', *path))}(", f") -> {readable(described.returns)}"
    line = start + ", ".join(parameters) + end
    if len(line) <= _WIDTH or not parameters:
        return line
    return "\n".join([start, *(f"{_STEP}{each}," for each in parameters), end])


def example(method: Method, planner: TestPlanner) -> str:
    """The documented call; "" where the page has none and the method needs arguments."""
    members = method.shaped.params.members
    if method.spec.example is None and any(member.required for member in members.values()):
        return ""
    sent = planner.documented(method.shaped) if method.spec.example is not None else {}
    arguments = planner.arguments(method.shaped, sent)
    dates = sorted(names_in(Call("b24", keywords=arguments)) & _DATES)
    imports = f"from datetime import {', '.join(dates)}\n\n" if dates else ""
    return imports + laid_out(Call(".".join(("b24", *method.path)), keywords=arguments))


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
    if isinstance(value, Row):
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
