"""The files of a folder of specs, as bytes. Light to load: where nothing changed, nobody need know what they say."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from ..cache import digest
from ..regular import read_regular

if TYPE_CHECKING:
    from .overrides import Override

PROSE: Final = ".prose"
"""What pages say in their own words lies there, and is no spec."""

_OVERRIDES: Final = "overrides"
_PAGE: Final = re.compile(rb"^page: (\S+)$", re.MULTILINE)


class SpecsUnusable(Exception):
    """Specs that cannot be read. One line for each mistake: file, place, what."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


@dataclass(frozen=True)
class SpecFiles:
    """The files of a folder as they were read: those of specs by path, those of overrides by name."""

    folder: Path
    specs: Mapping[str, bytes]
    overrides: Mapping[str, bytes]

    @cached_property
    def corrections(self) -> tuple[Mapping[str, Sequence[Override]], Sequence[str]]:
        """The entries of the overrides by the spec that they correct, and a line for each mistake in them."""
        from .overrides import read_overrides

        entries, mistakes = read_overrides(self.folder / _OVERRIDES, self.overrides)
        by_target: dict[str, list[Override]] = {}
        for each in entries:
            by_target.setdefault(each.target, []).append(each)
        return by_target, mistakes

    def with_specs(self, specs: Mapping[str, bytes]) -> SpecFiles:
        """With other specs, corrected by the same overrides, which need not be read again."""
        found = replace(self, specs=specs)
        vars(found)["corrections"] = self.corrections
        return found

    @property
    def pages(self) -> set[str]:
        """The pages that the specs are of."""
        found = (_PAGE.search(content) for content in self.specs.values())
        return {page[1].decode("utf-8", "replace").strip("'\"") for page in found if page}

    @property
    def digest(self) -> str:
        """Of all files."""
        each = (sorted(files.items()) for files in (self.specs, self.overrides))
        return digest(*(part for files in each for pair in files for part in pair))

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """By path, of all that a spec is made of: its file, and what corrects it."""
        corrections, _ = self.corrections
        return {
            path: digest(path, content, *map(repr, corrections.get(path, ()))) for path, content in self.specs.items()
        }


def read(folder: Path) -> SpecFiles:
    """Everything in a folder of specs. Raises SpecsUnusable with every file that cannot be read."""
    if not folder.is_dir():
        raise SpecsUnusable([f"{folder}: there is no such folder of specs"])
    mistakes: list[str] = []
    specs = {path: _content(f"{folder}/{path}", mistakes) for path in spec_paths(folder)}
    own = {file.name: _content(str(file), mistakes) for file in sorted((folder / _OVERRIDES).glob("*.yaml"))}
    if mistakes:
        raise SpecsUnusable(mistakes)
    return SpecFiles(folder, specs, own)


def _content(file: str, mistakes: list[str]) -> bytes:
    try:
        return read_regular(file)
    except OSError as error:
        mistakes.append(f"{file}: {error.strerror or error}")
        return b""


def _refuse(error: OSError) -> NoReturn:
    """A folder that cannot be listed is no folder without specs."""
    raise error


def spec_paths(folder: Path) -> list[str]:
    """The machine-written specs below the folder, in order."""
    start = len(f"{folder}{os.sep}")
    found = [
        f"{place}{os.sep}{name}"[start:].replace(os.sep, "/")
        for place, _, names in os.walk(folder, onerror=_refuse)
        for name in names
        if name.endswith(".yaml")
    ]
    others = (_OVERRIDES, PROSE)
    return sorted((path for path in found if path.split("/")[0] not in others), key=lambda path: path.split("/"))
