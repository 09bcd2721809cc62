"""The layout of a module as black has it, which would take seconds for all of a large portal's."""

from __future__ import annotations

from functools import cache
from textwrap import indent

from black import format_str
from black.mode import Mode, TargetVersion

__all__ = ["laid_out"]

_WIDTH = Mode().line_length


def laid_out(text: str) -> str:
    """The text, with the lines broken that are too long. For the rest see the template, which writes as black does."""
    return "".join(line if len(line) <= _WIDTH + 1 else _broken(line) for line in text.splitlines(keepends=True))


def _broken(line: str) -> str:
    code = line.lstrip(" ")
    blanks = " " * (len(line) - len(code))
    # A head needs a body to be a statement.
    is_head = code.endswith(":\n")
    found = _formatted(f"{code}    pass\n" if is_head else code, _WIDTH - len(blanks))
    return indent(found.removesuffix("    pass\n") if is_head else found, blanks)


@cache
def _formatted(code: str, width: int) -> str:
    return format_str(code, mode=Mode(line_length=width, target_versions={TargetVersion.PY310}))
