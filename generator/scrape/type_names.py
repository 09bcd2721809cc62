"""What a shared type is called: the `ref` of the fields that have it, and the name of its file."""

from __future__ import annotations

from hashlib import sha256

from ..spec.names import InvalidName, WireName
from .shared_objects import Target


def type_name(target: Target) -> WireName:
    """`api-reference/tasks/fields.html#user` → `tasks.fields.user`; a made-up name where the anchor is no word.

    An anchor that is not in small letters gets a mark too: files that differ only in case are one on many disks.
    """
    parts = [*target.page.removeprefix("api-reference/").removesuffix(".html").split("/"), target.anchor]
    name = ".".join(part for part in parts if part)
    try:
        if target.anchor == target.anchor.lower():
            return WireName(name)
    except InvalidName:
        pass
    plain = "".join(letter if letter == "." or (letter.isascii() and letter.isalnum()) else "_" for letter in name)
    mark = sha256(f"{target.page}#{target.anchor}".encode()).hexdigest()[:8]
    return WireName(f"{'.'.join(filter(None, plain.split('.')))[:100].strip('.')}_{mark}")
