"""Texts and JSON that a person has written, in a file or not."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Final

import click

_LARGEST: Final = 256 * 1024 * 1024


def read_text(path: Path) -> str:
    """The text in a file, which may be a pipe: whoever names one has somebody write to it.

    Raises:
        click.UsageError: It is no text, or has no end. OSError: It cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise click.UsageError(f"{path}: more than {_LARGEST:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise click.UsageError(f"{path}: no text in UTF-8") from None


def read_json(text: str | bytes) -> object:
    """What it says.

    Raises:
        ValueError: It is none, or one of its objects has a key twice, of which one would be lost.
    """
    try:
        value: object = json.loads(text, object_pairs_hook=_object)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the key {name!r} is there twice")
    return found
