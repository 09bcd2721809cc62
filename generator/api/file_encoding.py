"""What a file is on the wire, in each form that the documentation has: to be recognised, read and made."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

from ..spec.model import Json
from .interpret import FileForm

FILE_FORMS: Final[tuple[FileForm, ...]] = get_args(FileForm)

# Forms that are an object around another form.
_WRAPPED: Final[Mapping[FileForm, tuple[str, FileForm]]] = {
    "FILE_DATA": ("fileData", "NAMED_FILE"),
    "VALUE_FILE_DATA": ("value", "FILE_DATA"),
}


@dataclass(frozen=True)
class Sent:
    """`name`: "" where the form has none. `text`: where base64 should be; in the documentation it can be a stand-in."""

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


def sent_as(form: FileForm, raw: Json) -> Sent | None:
    """The file that the JSON is in that form, or None."""
    if form == "BASE64":
        return Sent("", raw) if isinstance(raw, str) and raw else None
    if form == "NAMED_FILE":
        if not isinstance(raw, list) or len(raw) != 2:
            return None
        name, text = raw
        return Sent(name, text) if isinstance(name, str) and isinstance(text, str) and name and text else None
    key, inner = _WRAPPED[form]
    return sent_as(inner, raw[key]) if isinstance(raw, dict) and list(raw) == [key] else None


def as_sent(form: FileForm, name: str, content: bytes) -> Json:
    """The JSON of a file in that form."""
    text = base64.b64encode(content).decode()
    if form == "BASE64":
        return text
    if form == "NAMED_FILE":
        return [name, text]
    key, inner = _WRAPPED[form]
    return {key: as_sent(inner, name, content)}
