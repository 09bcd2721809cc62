"""What a file is on the wire, in each encoding that the documentation has: to be recognised, read and made."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from ..spec.model import Json

# The members of the client's `WireFormat` that are for files.
FileFormat: TypeAlias = Literal["BASE64", "NAMED_FILE", "FILE_DATA", "VALUE_FILE_DATA"]
FILE_FORMATS: Final[tuple[FileFormat, ...]] = get_args(FileFormat)

# Formats that are an object around another format.
_WRAPPED: Final[Mapping[FileFormat, tuple[str, FileFormat]]] = {
    "FILE_DATA": ("fileData", "NAMED_FILE"),
    "VALUE_FILE_DATA": ("value", "FILE_DATA"),
}


@dataclass(frozen=True)
class FileEncoding:
    """How a parameter takes files; `many`: a list of them."""

    format: FileFormat
    many: bool = False


@dataclass(frozen=True)
class EncodedFile:
    """`name`: "" where the format has none. `text`: where base64 should be, in documentation perhaps a placeholder."""

    name: str
    text: str

    @property
    def content(self) -> bytes | None:
        """What is in the file; None if the text is not the base64 that a client would send."""
        try:
            content = base64.b64decode(self.text, validate=True)
        except (binascii.Error, ValueError):
            return None
        return content if base64.b64encode(content).decode() == self.text else None


def decoded(format: FileFormat, raw: Json) -> EncodedFile | None:
    """The file that the JSON is in that format, or None."""
    if format == "BASE64":
        return EncodedFile("", raw) if isinstance(raw, str) and raw else None
    if format == "NAMED_FILE":
        if not isinstance(raw, list) or len(raw) != 2:
            return None
        name, text = raw
        return EncodedFile(name, text) if isinstance(name, str) and isinstance(text, str) and name and text else None
    key, inner = _WRAPPED[format]
    return decoded(inner, raw[key]) if isinstance(raw, dict) and list(raw) == [key] else None


def encoded(format: FileFormat, name: str, content: bytes) -> Json:
    """The JSON of a file in that format."""
    text = base64.b64encode(content).decode()
    if format == "BASE64":
        return text
    if format == "NAMED_FILE":
        return [name, text]
    key, inner = _WRAPPED[format]
    return {key: encoded(inner, name, content)}
