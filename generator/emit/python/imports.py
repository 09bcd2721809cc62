"""The imports of one generated module, collected while its code is made, and written in the order that isort keeps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

_WIDTH: Final = 120
_PACKAGE: Final = "bitrix24"
# What generated code imports of the modules that are for users; all else that is hand-written is in the core.
_PUBLIC: Final = frozenset({"batches", "entity_types", "events", "files", "lists", "types", "v2", "v3"})
_Natural: TypeAlias = "tuple[list[tuple[int, str]], str]"
_THIRD_PARTY: Final = frozenset({"typing_extensions", "httpx", "pytest"})


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
        package: The package that the module lies in, `bitrix24.v2.crm.deal`.
        taken: Names that the module's classes have as attributes: a class body sees those first, so whatever is called
            the same is imported under its name with an underscore before it.
        module: The module itself, as others would import it; what is its own needs no import.
    """

    package: str
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
        where.add((self.absolute(module), name, local))
        return local

    def absolute(self, module: str) -> str:
        """`.convert` is in the core, `.types.deal` among what is for users, `..params` beside the module itself."""
        if module.startswith(".."):
            return f"{self.package}{module[1:]}"
        if not module.startswith("."):
            return module
        return f"{_PACKAGE}{module}" if module.split(".")[1] in _PUBLIC else f"{_PACKAGE}._core{module}"

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
    for module in sorted(modules, key=natural):
        statement = _statement(module, sorted(modules[module], key=_member_key), indent)
        sections[_section(module)].append(statement)
    return ["\n".join(lines) for lines in sections if lines]


def _section(module: str) -> int:
    if module == "__future__":
        return 0
    if module.split(".")[0] == _PACKAGE:
        return 3
    return 2 if module in _THIRD_PARTY else 1


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
    kept = [name for name, local in members if name == local]
    lines = [
        _filled(start, [f"{name} as {local}"] if name != local else kept, indent)
        for name, local in members
        if name != local or name == kept[0]
    ]
    return "\n".join(lines)


def _filled(start: str, members: list[str], indent: str) -> str:
    line = f"{start} {', '.join(members)}"
    if len(line) <= _WIDTH:
        return line
    inside = "".join(f"{indent}    {member},\n" for member in members)
    return f"{start} (\n{inside}{indent})"
