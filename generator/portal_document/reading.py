"""A file as an OpenAPI document. It comes from a portal, and so from anyone: nothing in it is trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, cast

from ..regular import regular
from ..spec.model import Json

Object: TypeAlias = Mapping[str, Json]

LARGEST: Final = 50_000_000
"""Bytes. Those of portals have one or two millions."""
_VERSION: Final = re.compile(r"3\.\d+(\.\d+)?\Z")


class DocumentUnusable(Exception):
    """A file that is no OpenAPI document: one line."""


@dataclass(frozen=True)
class Document:
    """`paths`: each with the operation behind it; `schemas`: those that others refer to, by name."""

    paths: Mapping[str, Object]
    schemas: Mapping[str, Object]


def read_document(file: Path) -> Document:
    """Raises DocumentUnusable."""
    try:
        with open(file, "rb", opener=regular) as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise DocumentUnusable(f"{file}: {error.strerror or error}") from None
    if len(content) > LARGEST:
        raise DocumentUnusable(f"{file}: is larger than {LARGEST // 1_000_000} MB, which no portal's document is")
    try:
        data: Json = json.loads(content, parse_constant=_no_number)
    except RecursionError:
        raise DocumentUnusable(f"{file}: is nested too deep for an OpenAPI document") from None
    except ValueError as error:  # bytes that are no UTF-8, too
        raise DocumentUnusable(f"{file}: is not JSON: {_short(error)}") from None
    return _document(file, data)


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _document(file: Path, data: Json) -> Document:
    version = data.get("openapi") if isinstance(data, dict) else None
    if not isinstance(data, dict) or version is None:
        raise DocumentUnusable(f"{file}: is not an OpenAPI document: it has no `openapi`{_instead(data)}")
    if not isinstance(version, str) or not _VERSION.match(version):
        raise DocumentUnusable(f"{file}: is of OpenAPI {version!r:.40}, and 3.x is read")
    paths = {path: operation for path, item in object_of(data.get("paths")).items() if (operation := _operation(item))}
    if not paths:
        raise DocumentUnusable(f"{file}: describes no method: there is no `post` or `get` in its `paths`")
    schemas = object_of(object_of(data.get("components")).get("schemas"))
    return Document(paths, {name: object_of(schema) for name, schema in schemas.items()})


def _instead(data: Json) -> str:
    """What a portal answers when it refuses."""
    return f"; a portal refused: {data['error']!s:.80}" if isinstance(data, dict) and "error" in data else ""


def _operation(item: Json) -> Object:
    found = object_of(item)
    return object_of(found.get("post")) or object_of(found.get("get"))


def object_of(value: Json) -> Object:
    """An object; whatever else stands there says nothing. PHP writes `[]` for an empty one."""
    return cast("Object", value) if isinstance(value, dict) else {}


def _short(error: ValueError) -> str:
    return " ".join(str(error).split())[:120]
