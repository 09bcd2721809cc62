"""Which parameters take files, and in which encoding they want them.

The specs say it where a page does in words (`file`). Else the example shows it, if the type is a file's or the example
can be nothing else; a file's type without an example takes what a `File` is by default. In doubt it is no file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from ..spec.grammar import InvalidType, alternatives
from ..spec.model import Field, Json, MethodSpec
from .file_encoding import FILE_FORMATS, FileEncoding, FileFormat, decoded
from .kinds import Kind, UnknownType, kind_of
from .places import elements_of, inside, place_of

_DEFAULT: Final = FileEncoding("NAMED_FILE")
# By the word of the specs. Others are for what is no `File` in a call: the id of one, or a part of a multipart body.
_DOCUMENTED: Final[Mapping[str, FileEncoding]] = {
    "base64": FileEncoding("BASE64"),
    "pair": FileEncoding("NAMED_FILE"),
    "pairs": FileEncoding("NAMED_FILE", many=True),
    "file_data": FileEncoding("FILE_DATA"),
    "file_data_list": FileEncoding("FILE_DATA", many=True),
    "value_file_data": FileEncoding("VALUE_FILE_DATA"),
}
# An object like that is a file without more words.
_UNMISTAKABLE: Final[frozenset[FileFormat]] = frozenset({"FILE_DATA", "VALUE_FILE_DATA"})


def file_inputs(spec: MethodSpec) -> Iterator[tuple[str, FileEncoding]]:
    """How the parameters that take files do, each with its place."""
    return _of_fields(spec.params, dict(spec.example or {}), place_of(spec, "params"))


def _of_fields(fields: Mapping[str, Field], shown: Json, where: str) -> Iterator[tuple[str, FileEncoding]]:
    for name, field in fields.items():
        yield from _of_field(field, inside(shown, name), f"{where}.{name}")


def _of_field(field: Field, shown: Json, where: str) -> Iterator[tuple[str, FileEncoding]]:
    encoding = encoding_of(field, shown)
    if encoding is not None:
        yield where, encoding
        return
    if field.fields:
        yield from _of_fields(field.fields, shown, where)
    for fields in field.variants.values():
        yield from _of_fields(fields, shown, where)
    for element in elements_of(field):
        yield from _of_field(element, shown, f"{where}[]")


def encoding_of(field: Field, shown: Json) -> FileEncoding | None:
    """How the parameter takes files.

    Args:
        shown: What the example has there.
    """
    if field.file is not None:
        return _DOCUMENTED.get(field.file)
    by_example = _by_example(shown) if isinstance(shown, (list, dict)) else None
    if _is_of_file_type(field.type):
        return by_example or _DEFAULT
    return by_example if by_example is not None and by_example.format in _UNMISTAKABLE else None


def _by_example(shown: Json) -> FileEncoding | None:
    """The format of a file, or of a list of them, as an example shows it. A text alone does not say that it is one."""
    for format in FILE_FORMATS:
        if format != "BASE64":
            if decoded(format, shown) is not None:
                return FileEncoding(format)
            if isinstance(shown, list) and shown and all(decoded(format, item) is not None for item in shown):
                return FileEncoding(format, many=True)
    return None


@cache
def _is_of_file_type(type: str) -> bool:
    try:
        return any(kind_of(name.name) is Kind.FILE for name in alternatives(type))
    except (InvalidType, UnknownType):  # of a shared type, or nothing that is known, which is told elsewhere
        return False
