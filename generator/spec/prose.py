"""What the documentation says in its own words: a layer beside the specs, which git ignores and nothing needs.

A file below `.prose/` in the folder of specs has the path of the spec that it belongs to, and its texts by their place
in that spec:

    page: api-reference/tasks/flow/tasks-flow-flow-get.html
    text: …
    fields: {params.flowId: …, returns.name: …}
    errors:
    - {code: ACCESS_DENIED, text: …}

A text has paragraphs, a line each, names of the API in backticks, and is not trusted: whoever writes it into something
makes it harmless there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..cache import digest
from . import codec, yamltext
from .folder import PROSE, SpecsUnusable


@dataclass(frozen=True)
class ErrorProse:
    """What a page says of a refusal. `message`, `field`: as the row of the page has them, where it has."""

    code: str
    text: str
    message: str | None = None
    field: str | None = None


@dataclass(frozen=True)
class Prose:
    """Of one method, event or shared type.

    Args:
        fields: By place in the spec: `params.flowData.name`, `returns`, `returns.items[].id`, `data.FIELDS`; of a
            shared type `fields.name`.
    """

    page: str
    text: str = ""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    errors: tuple[ErrorProse, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.text or self.fields or self.errors)


@dataclass(frozen=True)
class ProseFiles:
    """The files of the layer as they were read, by the path of their spec."""

    folder: Path
    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """Of all that they say."""
        return digest(*(part for pair in self.files.items() for part in pair))

    def parsed(self) -> dict[str, Prose]:
        """By the path of the spec. Raises SpecsUnusable with every mistake."""
        found: dict[str, Prose] = {}
        mistakes: list[str] = []
        for path, content in self.files.items():
            try:
                found[path] = codec.decode(Prose, yamltext.load(content.decode()))
            except (codec.InvalidSpec, yamltext.InvalidYaml, UnicodeDecodeError) as error:
                mistakes.append(f"{self.folder / path}: {error}")
        if mistakes:
            raise SpecsUnusable(mistakes)
        return found


def read_prose(specs: Path) -> ProseFiles:
    """What lies beside these specs, perhaps nothing."""
    folder = specs / PROSE
    return ProseFiles(folder, {path: (folder / path).read_bytes() for path in prose_paths(specs)})


def prose_paths(specs: Path) -> list[str]:
    """The paths of the specs that have such a file."""
    start = len(f"{specs / PROSE}{os.sep}")
    return sorted(
        f"{place}{os.sep}{name}"[start:].replace(os.sep, "/")
        for place, _, names in os.walk(specs / PROSE)
        for name in names
        if name.endswith(".yaml")
    )


def text_of(prose: Prose) -> str:
    """The file of it."""
    return yamltext.dump(codec.encode(prose))
