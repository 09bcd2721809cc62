"""The hand-written lists of `specs/overrides/` that a scrape reads: entries of texts, each with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from ..spec import yamltext
from ..spec.folder import SpecsUnusable


def load_entries(file: Path, name: str, keys: tuple[str, ...]) -> list[dict[str, str]]:
    """The list `name` of the file, empty where there is no such file. Raises SpecsUnusable."""
    if not file.exists():
        return []
    try:
        data = yamltext.load(file.read_text("utf-8"))
    except (yamltext.InvalidYaml, OSError, UnicodeDecodeError) as error:
        raise SpecsUnusable([f"{file}: {error}"]) from None
    content: dict[str, object] = cast("dict[str, object]", data) if isinstance(data, dict) else {}
    rows = content.get(name) if len(content) == 1 else None
    if not isinstance(rows, list):
        raise SpecsUnusable([f"{file}: must hold one list, `{name}`"])
    entries = [_entry(row, keys) for row in cast("list[object]", rows)]
    mistakes = [
        f"{file}: entry {at}: must have exactly {', '.join(keys)}, all texts"
        for at, entry in enumerate(entries, 1)
        if entry is None
    ]
    if mistakes:
        raise SpecsUnusable(mistakes)
    return [entry for entry in entries if entry is not None]


def _entry(row: object, keys: tuple[str, ...]) -> dict[str, str] | None:
    if not isinstance(row, dict):
        return None
    entry = cast("dict[str, object]", row)
    texts = {key: value for key, value in entry.items() if isinstance(value, str)}
    return texts if entry.keys() == texts.keys() == set(keys) and texts["why"] else None
