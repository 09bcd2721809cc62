"""What a user can do about a client that cannot be rendered or written."""

from __future__ import annotations

from collections.abc import Iterable


class GenerateError(Exception):
    """The specs or the output folder do not allow it. `lines`: one for each problem, with its place."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


class Problems:
    """Collects what is wrong, so that a user sees all of it at once."""

    def __init__(self) -> None:
        self._lines: dict[str, None] = {}

    def add(self, where: str, what: str) -> None:
        self._lines[f"{where}: {what}"] = None

    def include(self, others: Problems) -> None:
        self._lines |= others._lines

    def __bool__(self) -> bool:
        return bool(self._lines)

    def raise_any(self) -> None:
        """GenerateError if anything was added."""
        if self._lines:
            raise GenerateError(sorted(self._lines))


class NothingMatches(ValueError):
    """No method has a name like that."""
