"""Which parameters take files, and in which form they want them.

The specs say it of few: a type such as `file`, or an example that can be nothing else. Of the others the documentation
says it in words, so here they are by name, each with the page that has the words. In doubt it is no file.

The form is that of the example; without one, what the pages say of the group; else what a `File` is by default.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..spec.grammar import InvalidType, alternatives
from ..spec.model import Field, Json, MethodSpec
from .kinds import Kind, UnknownType, kind_of
from .shapes import FileForm, Filing, place_of
from .uploads import FILE_FORMS, sent_as

_UPLOADING: Final = "api-reference/files/how-to-upload-files.html"
_DEFAULT: Final = Filing("NAMED_FILE")
# Of another type it is no file, whatever it is called.
_BY_TYPE: Final = {"string": Filing("BASE64"), "array": Filing("NAMED_FILE")}
# An object like that is a file without more words.
_UNMISTAKABLE: Final[frozenset[FileForm]] = frozenset({"FILE_DATA", "VALUE_FILE_DATA"})


@dataclass(frozen=True)
class Rule:
    """What pages say of parameters.

    `methods`: how the names of the methods start. `names`: of the parameters, at any depth; none: all of a file's type.
    `filing`: without an example; None: as the type says, a text is base64, a list [name, base64].
    """

    methods: str
    names: frozenset[str]
    filing: Filing | None
    page: str

    def holds(self, spec: MethodSpec, name: str, *, of_file_type: bool) -> bool:
        return spec.method.lower().startswith(self.methods) and (name in self.names if self.names else of_file_type)


def _named(methods: str, names: str, page: str, filing: Filing | None = None) -> Rule:
    return Rule(methods, frozenset(names.split()), filing, page)


def _typed(methods: str, filing: Filing, page: str) -> Rule:
    return Rule(methods, frozenset(), filing, page)


# The first that holds counts.
RULES: Final = (
    # By their names; the type may say nothing of files.
    _named("", "fileContent FILE_CONTENT", _UPLOADING),
    _named(
        "crm.documentgenerator.document.upload",
        "pdfContent imageContent",
        "api-reference/crm/document-generator/documents/crm-document-generator-document-upload.html",
    ),
    _named("im.v2.file.upload", "content", _UPLOADING),
    _named("imbot.v2.file.upload", "content", _UPLOADING),
    _named("im.chat.", "AVATAR", "api-reference/chats/chat-update/im-chat-update-avatar.html"),
    _named("imbot.chat.", "AVATAR", "api-reference/chat-bots/outdated/chats/imbot-chat-add.html"),
    _named(
        "imbot.app.register",
        "ICON_FILE",
        "api-reference/chats/outdated/create-app/imbot-app-register.html",
        Filing("BASE64"),
    ),
    _named("sale.delivery.", "LOGOTYPE", "api-reference/sale/delivery/delivery/sale-delivery-add.html"),
    _named("sale.paysystem.", "LOGOTYPE", "api-reference/pay-system/sale-pay-system-add.html"),
    _named(
        "tasks.template.checklist.addattachmentbycontent",
        "CONTENT",
        "api-reference/tasks/template/checklist/tasks-template-checklist-add-attachment-by-content.html",
    ),
    _named("user.", "PERSONAL_PHOTO", _UPLOADING),
    _named("landing.block.uploadfile", "picture", _UPLOADING, Filing("NAMED_FILE")),
    _named("log.blog", "FILES", _UPLOADING, Filing("NAMED_FILE", many=True)),
    _named(
        "rpa.comment.add",
        "files",
        "api-reference/outdated/rpa/comment/rpa-comment-add.html",
        Filing("NAMED_FILE", many=True),
    ),
    _named("lists.", "PICTURE DETAIL_PICTURE", "api-reference/lists/lists/lists-add.html", Filing("FILE_DATA")),
    # A property may be of a file's type.
    _named("sale.property.", "defaultValue", "api-reference/sale/property/sale-property-add.html", Filing("FILE_DATA")),
    _named(
        "sale.propertyvalue.modify",
        "value",
        "api-reference/sale/property-value/sale-property-value-modify.html",
        Filing("FILE_DATA"),
    ),
    # By their type: what differs from the default.
    _typed("crm.contact.", Filing("FILE_DATA"), _UPLOADING),
    _typed("crm.company.", Filing("FILE_DATA"), _UPLOADING),
    _typed(
        "crm.activity.type.",
        Filing("FILE_DATA"),
        "api-reference/crm/timeline/activities/types/crm-activity-type-add.html",
    ),
    _typed(
        "crm.activity.",
        Filing("FILE_DATA", many=True),
        "api-reference/crm/timeline/activities/activity-base/crm-activity-add.html",
    ),
    _typed("documentgenerator.template.", Filing("BASE64"), _UPLOADING),
    _typed("imbot.v2.", Filing("BASE64"), "api-reference/chat-bots/chat-bots-v2/imbot.v2/bots/bot-register.html"),
    _typed("imbot.", Filing("BASE64"), "api-reference/chat-bots/outdated/bots/imbot-register.html"),
)


def filings(specs: Iterable[MethodSpec]) -> dict[str, Filing]:
    """How the parameters that take files do, by place."""
    return {
        place: filing
        for spec in specs
        for place, filing in _of_fields(spec, spec.params, dict(spec.example or {}), place_of(spec, "params"))
    }


def rule_of(spec: MethodSpec, name: str, field: Field) -> Rule | None:
    """The first rule that holds for the parameter."""
    of_file_type = _is_of_file_type(field)
    return next((rule for rule in RULES if rule.holds(spec, name, of_file_type=of_file_type)), None)


def _of_fields(spec: MethodSpec, fields: Mapping[str, Field], shown: Json, where: str) -> Iterator[tuple[str, Filing]]:
    for name, field in fields.items():
        yield from _of_field(spec, name, field, _inside(shown, name), f"{where}.{name}")


def _of_field(spec: MethodSpec, name: str, field: Field, shown: Json, where: str) -> Iterator[tuple[str, Filing]]:
    filing = _filing(spec, name, field, shown)
    if filing is not None:
        yield where, filing
        return
    yield from _of_fields(spec, field.fields, shown, where)
    for fields in field.variants.values():
        yield from _of_fields(spec, fields, shown, where)
    if field.items is not None:
        yield from _of_field(spec, "", field.items, shown, f"{where}[]")


def _filing(spec: MethodSpec, name: str, field: Field, shown: Json) -> Filing | None:
    by_example = _by_example(shown)
    if by_example is not None and by_example.form in _UNMISTAKABLE:
        return by_example
    rule = rule_of(spec, name, field)
    if rule is None:
        documented = _DEFAULT if _is_of_file_type(field) else None
    else:
        documented = rule.filing or _BY_TYPE.get(field.type)
    return by_example or documented if documented is not None else None


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
