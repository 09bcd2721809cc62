"""The imports of one generated module, collected while its code is made, and written in the order that isort keeps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

_WIDTH = 120
_Natural: TypeAlias = "tuple[list[tuple[int, str]], str]"
_THIRD_PARTY = frozenset({"typing_extensions", "httpx", "pytest"})


class ImportedNames(Protocol):
    """Under which name code may use something that comes from another module."""

    def use(self, module: str, name: str) -> str:
        """Something that the code needs when it runs. A `module` of the package starts with a dot."""
        ...

    def hint(self, module: str, name: str) -> str:
        """Something that only a type checker needs."""
        ...

    def builtin(self, name: str) -> str: ...

    def date(self, name: str) -> str:
        """A class of the module `datetime`, for annotations."""
        ...


@dataclass
class Imports:
    """Hands out the name under which something is known in the module.

    Args:
        depth: How many dots lead from the module to the package `bitrix24`.
        taken: Names that the module's classes have as attributes: a class body sees those first, so whatever is called
            the same is imported under its name with an underscore before it.
        module: The module itself, as others would import it; what is its own needs no import.
    """

    depth: int
    taken: Collection[str] = ()
    module: str = ""
    _runtime: set[tuple[str, str, str]] = field(default_factory=lambda: set[tuple[str, str, str]]())
    _checking: set[tuple[str, str, str]] = field(default_factory=lambda: set[tuple[str, str, str]]())
    _plain: set[tuple[str, str]] = field(default_factory=lambda: set[tuple[str, str]]())

    def use(self, module: str, name: str) -> str:
        return self._add(self._runtime, module, name)

    def hint(self, module: str, name: str) -> str:
        return self._add(self._checking, module, name)

    def builtin(self, name: str) -> str:
        return self.hint("builtins", name) if name in self.taken else name

    def date(self, name: str) -> str:
        alias = "_dt" if "dt" in self.taken else "dt"
        self._plain.add(("datetime", alias))
        return f"{alias}.{name}"

    def _add(self, where: set[tuple[str, str, str]], module: str, name: str) -> str:
        if module == self.module:
            return name
        local = f"_{name}" if name in self.taken else name
        where.add((self._absolute(module), name, local))
        return local

    def _absolute(self, module: str) -> str:
        """`.convert` from the root of the package, `..params` beside the module itself."""
        if module.startswith(".."):
            return module[1:]
        return "." * self.depth + module[1:] if module.startswith(".") else module

    def code(self) -> str:
        """All import statements, the block for type checkers last."""
        checking = {entry for entry in self._checking if entry not in self._runtime}
        runtime = set(self._runtime)
        if checking or self._plain:
            runtime.add(("typing", "TYPE_CHECKING", "TYPE_CHECKING"))
        runtime.add(("__future__", "annotations", "annotations"))
        text = "\n\n".join(_sections(runtime, (), ""))
        if checking or self._plain:
            text += "\n\nif TYPE_CHECKING:\n" + "\n\n".join(_sections(checking, self._plain, "    "))
        return text


def _sections(entries: Iterable[tuple[str, str, str]], plain: Iterable[tuple[str, str]], indent: str) -> list[str]:
    modules: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for module, name, local in entries:
        modules[module].append((name, local))
    sections: list[list[str]] = [[], [], [], []]
    sections[1] = [f"{indent}import {module} as {alias}" for module, alias in sorted(plain)]
    for module in sorted(modules, key=_module_key):
        statement = _statement(module, sorted(modules[module], key=_member_key), indent)
        sections[_section(module)].append(statement)
    return ["\n".join(lines) for lines in sections if lines]


def _section(module: str) -> int:
    if module == "__future__":
        return 0
    if module.startswith("."):
        return 3
    return 2 if module in _THIRD_PARTY else 1


def _module_key(module: str) -> tuple[int, _Natural]:
    """The furthest parent first, then by name."""
    name = module.lstrip(".")
    return (len(name) - len(module), natural(name))


def _member_key(member: tuple[str, str]) -> tuple[int, _Natural, str]:
    """Constants, then classes, then the rest."""
    name, local = member
    order = 0 if len(name) > 1 and name.isupper() else 1 if name[0].isupper() else 2
    return (order, natural(name), local)


def natural(name: str) -> _Natural:
    """How names are sorted: without regard to case, and numbers by their value."""
    parts = re.split(r"([0-9]+)", name.lower())
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts], name


def _statement(module: str, members: list[tuple[str, str]], indent: str) -> str:
    """Of one module: its members together, in the place of the first, and each that is renamed by itself."""
    start = f"{indent}from {module} import"
    lines: list[str] = []
    kept = [name for name, local in members if name == local]
    for name, local in members:
        if name != local:
            lines.append(f"{start} {name} as {local}")
        elif name == kept[0]:
            lines.append(f"{start} {', '.join(kept)}")
        if len(lines[-1]) > _WIDTH and name == local:
            inside = "".join(f"{indent}    {name},\n" for name in kept)
            lines[-1] = f"{start} (\n{inside}{indent})"
    return "\n".join(lines)
