"""Which parameters take files, and in which form they want them.

The specs say it where a page does in words (`file`). Else the example shows it, if the type is a file's or the example
can be nothing else; a file's type without an example takes what a `File` is by default. In doubt it is no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ..spec.grammar import InvalidType, alternatives
from ..spec.model import Field, Json, MethodSpec
from .kinds import Kind, UnknownType, kind_of
from .shapes import FileForm, Filing, place_of
from .uploads import FILE_FORMS, sent_as

_DEFAULT: Final = Filing("NAMED_FILE")
# By the word of the specs. Others are for what is no `File` in a call: the id of one, or a part of a multipart body.
_DOCUMENTED: Final[Mapping[str, Filing]] = {
    "base64": Filing("BASE64"),
    "pair": Filing("NAMED_FILE"),
    "pairs": Filing("NAMED_FILE", many=True),
    "file_data": Filing("FILE_DATA"),
    "file_data_list": Filing("FILE_DATA", many=True),
}
# An object like that is a file without more words.
_UNMISTAKABLE: Final[frozenset[FileForm]] = frozenset({"FILE_DATA", "VALUE_FILE_DATA"})


def filings(specs: Iterable[MethodSpec]) -> dict[str, Filing]:
    """How the parameters that take files do, by place."""
    return {
        place: filing
        for spec in specs
        for place, filing in _of_fields(spec.params, dict(spec.example or {}), place_of(spec, "params"))
    }


def _of_fields(fields: Mapping[str, Field], shown: Json, where: str) -> Iterator[tuple[str, Filing]]:
    for name, field in fields.items():
        yield from _of_field(field, _inside(shown, name), f"{where}.{name}")


def _of_field(field: Field, shown: Json, where: str) -> Iterator[tuple[str, Filing]]:
    filing = filing_of(field, shown)
    if filing is not None:
        yield where, filing
        return
    yield from _of_fields(field.fields, shown, where)
    for fields in field.variants.values():
        yield from _of_fields(fields, shown, where)
    if field.items is not None:
        yield from _of_field(field.items, shown, f"{where}[]")


def filing_of(field: Field, shown: Json) -> Filing | None:
    """How the parameter takes files.

    Args:
        shown: What the example has there.
    """
    if field.file is not None:
        return _DOCUMENTED.get(field.file)
    by_example = _by_example(shown)
    if _is_of_file_type(field):
        return by_example or _DEFAULT
    return by_example if by_example is not None and by_example.form in _UNMISTAKABLE else None


def _by_example(shown: Json) -> Filing | None:
    """The form of a file, or of a list of them. A text alone does not say that it is one."""
    for form in FILE_FORMS:
        if form != "BASE64":
            if sent_as(form, shown) is not None:
                return Filing(form)
            if isinstance(shown, list) and shown and all(sent_as(form, item) is not None for item in shown):
                return Filing(form, many=True)
    return None


def _is_of_file_type(field: Field) -> bool:
    try:
        return any(kind_of(name.name) is Kind.FILE for name in alternatives(field.type))
    except (InvalidType, UnknownType):  # of a shared type, or nothing that is known, which is told elsewhere
        return False


def _inside(shown: Json, name: str) -> Json:
    """What the example has under a name: in the object, or in the first of a list of objects that has it."""
    objects = shown if isinstance(shown, list) else [shown]
    return next((item[name] for item in objects if isinstance(item, dict) and name in item), None)
