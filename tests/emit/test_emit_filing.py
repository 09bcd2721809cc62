"""Which parameters take files, and in which form."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.emit.errors import Problems
from generator.emit.filing import RULES, Rule, filings, rule_of
from generator.emit.imports import Imports
from generator.emit.params import ParamTypes
from generator.emit.shapes import FileForm, Filing, Shaper
from generator.emit.uploads import FILE_FORMS, as_sent, sent_as
from generator.spec.model import Field, Json, MethodSpec
from tests.emit.making import documented, tree_of

UPLOADING = "api-reference/files/how-to-upload-files.html"
BASE64, NAMED, DATA = Filing("BASE64"), Filing("NAMED_FILE"), Filing("FILE_DATA")
MANY, MANY_DATA = Filing("NAMED_FILE", many=True), Filing("FILE_DATA", many=True)


def of_one(text: str) -> dict[str, Filing]:
    """By parameter of a method."""
    found = filings(tree_of(f"method: a.b\n{text}").methods.values())
    return {place.removeprefix("a.b: params."): filing for place, filing in found.items()}


def all_fields(fields: Mapping[str, Field]) -> Iterator[tuple[str, Field]]:
    for name, field in fields.items():
        yield name, field
        inner = [field.fields, *field.variants.values(), *([{"": field.items}] if field.items is not None else [])]
        for more in inner:
            yield from all_fields(more)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "filing"),
    [
        ("disk.folder.uploadFile: params.fileContent", NAMED),
        ("bizproc.workflow.template.add: params.TEMPLATE_DATA", NAMED),
        ("user.add: params.PERSONAL_PHOTO", NAMED),
        ("sonet_group.update: params.IMAGE", NAMED),
        ("crm.item.add: params.fields.photo", NAMED),
        ("landing.block.uploadfile: params.picture", NAMED),
        ("crm.timeline.comment.add: params.fields.FILES", MANY),
        ("log.blogpost.update: params.FILES", MANY),
        ("crm.contact.add: params.fields.PHOTO", DATA),
        ("catalog.product.add: params.fields.previewPicture", DATA),
        ("crm.activity.type.add: params.fields.ICON_FILE", DATA),
        ("lists.add: params.FIELDS.PICTURE", DATA),
        ("crm.activity.update: params.fields.FILES", MANY_DATA),
        ("telephony.externalCall.attachRecord: params.FILE_CONTENT", BASE64),
        ("note.file.add (REST 3): params.fileContent", BASE64),
        ("sign.b2e.document.send: params.fields.files[].fileContent", BASE64),
        ("documentgenerator.template.add: params.fields.file", BASE64),
        ("imbot.v2.Chat.add: params.fields.avatar", BASE64),
        # The address of a picture, a `data:` address, the id of a file, or nothing that a page says.
        ("pull.application.push.add: params.AVATAR", None),
        ("biconnector.connector.add: params.fields.logo", None),
        ("imconnector.register: params.ICON.DATA_IMAGE", None),
        ("im.disk.file.commit: params.FILE_ID", None),
        ("user.add: params.WORK_LOGO", None),
        ("tasks.task.get: params.select", None),
    ],
)
def test_documented_parameters(place: str, filing: Filing | None) -> None:
    assert filings(documented().methods.values()).get(place) == filing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("params: {x: {type: file}}", {"x": NAMED}),
        ("params: {x: {type: 'file | integer'}}\nexample: {x: 5}", {"x": NAMED}),
        ("params: {x: {type: diskfile}}\nexample: {x: [{fileData: [a, b]}]}", {"x": MANY_DATA}),
        ("params: {x: {type: object}}\nexample: {x: {fileData: [a, b]}}", {"x": DATA}),
        (
            "params: {x: {type: any}}\nexample: {x: [{value: {fileData: [a, b]}}]}",
            {"x": Filing("VALUE_FILE_DATA", True)},
        ),
        ("params: {x: {type: array}}\nexample: {x: [a.png, QQ==]}", {}),
        ("params: {x: {type: string}}\nexample: {x: QUJDREVG}", {}),
        ("params: {fileContent: {type: integer}}", {}),
        ("params: {fileContent: {type: a b}}", {}),
        (
            "params: {x: {type: object, variants: {One: {y: {type: file}}, Two: {z: {type: file}}}}}",
            {"x.y": NAMED, "x.z": NAMED},
        ),
        ("params: {x: {type: array, items: {type: object, fields: {y: {type: file}}}}}", {"x[].y": NAMED}),
        (
            "params: {x: {type: array, items: {type: object, fields: {y: {type: file}}}}}\n"
            "example: {x: [{}, {y: {fileData: [a, b]}}]}",
            {"x[].y": DATA},
        ),
    ],
)
def test_types_names_and_examples(text: str, found: dict[str, Filing]) -> None:
    assert of_one(text) == found


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.methods} {' '.join(sorted(rule.names))}")
def test_every_rule_holds_for_something_and_its_page_is_there(rule: Rule) -> None:
    specs = documented().methods.values()
    assert any(rule_of(spec, name, field) is rule for spec in specs for name, field in all_fields(spec.params))
    assert rule.page == UPLOADING or rule.page in {spec.page for spec in specs}


def annotations(spec: MethodSpec, shaper: Shaper) -> list[str]:
    """Of the parameters, and of all that is in them."""
    types = ParamTypes(Imports(2), "..params")
    members = shaper.record(spec.params, "params", f"{spec.method}: params").members
    own = [types.annotation(member.shape, name, name, types.imports) for name, member in members.items()]
    return [*own, *(key.annotation for plan in types.plans for key in plan.keys)]


def test_what_was_accepted_is_accepted_still() -> None:
    specs = [spec for spec in documented().methods.values() if spec.rest == 2]
    plain, filed = (Shaper(documented().types, Problems()) for _ in range(2))
    filed.take_files(filings(specs))
    more = 0
    for spec in specs:
        for before, after in zip(annotations(spec, plain), annotations(spec, filed), strict=True):
            # In the order in which one is in another.
            for files in ("Sequence[File | Path] | ", "File | Path | ", "File | Content | "):
                more += files in after
                after = after.replace(files, "")
            assert after == before
    assert more > 80


FORMS = st.sampled_from(FILE_FORMS)


@pytest.mark.slow
@given(FORMS, st.text(min_size=1), st.binary(min_size=1))
def test_what_is_sent_is_recognised_in_its_own_form_alone(form: FileForm, name: str, content: bytes) -> None:
    raw = as_sent(form, name, content)
    found = {other: sent_as(other, raw) for other in FILE_FORMS}
    sent = found.pop(form)
    assert sent is not None
    assert (sent.name, sent.content) == ("" if form == "BASE64" else name, content)
    assert set(found.values()) == {None}


@pytest.mark.parametrize("text", ["Example text", "QQ=", "QR==", "Q Q==", "iVBORw0KGgo...", "**base64**", "\u00e9"])
def test_a_stand_in_has_no_content(text: str) -> None:
    sent = sent_as("NAMED_FILE", ["a.png", text])
    assert sent is not None
    assert sent.content is None


@pytest.mark.parametrize("raw", [None, "", [], {}, ["a.png"], ["", "QQ=="], ["a.png", ""], ["a.png", 5], {"x": "QQ=="}])
def test_what_is_no_file(raw: Json) -> None:
    assert [sent_as(form, raw) for form in FILE_FORMS] == [None] * len(FILE_FORMS)


def test_base64_is_the_client_s() -> None:
    assert as_sent("BASE64", "", b"\xff\xef") == base64.b64encode(b"\xff\xef").decode()
