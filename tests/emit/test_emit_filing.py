"""Which parameters take files, and in which form."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.api.file_encoding import FILE_FORMATS, FileEncoding, FileFormat, decoded, encoded
from generator.api.file_inputs import file_inputs
from generator.api.interpret import Interpreter
from generator.emit.python.imports import Imports
from generator.emit.python.parameters import ParameterTypes
from generator.problems import Problems
from generator.spec.model import Field, Json, MethodSpec
from generator.spec.yamltext import load
from tests.conftest import ROOT
from tests.emit.making import documented, tree_of

FILES = ROOT / "specs/overrides/files.yaml"
BASE64, NAMED, DATA = FileEncoding("BASE64"), FileEncoding("NAMED_FILE"), FileEncoding("FILE_DATA")
MANY, MANY_DATA = FileEncoding("NAMED_FILE", many=True), FileEncoding("FILE_DATA", many=True)


def inputs_of(specs: Iterable[MethodSpec]) -> dict[str, FileEncoding]:
    """By place."""
    return dict(chain.from_iterable(map(file_inputs, specs)))


def of_one(text: str) -> dict[str, FileEncoding]:
    """By parameter of a method."""
    found = inputs_of(tree_of(f"method: a.b\n{text}").methods.values())
    return {place.removeprefix("a.b: params."): filing for place, filing in found.items()}


def without_words(fields: Mapping[str, Field]) -> dict[str, Field]:
    return {
        name: replace(
            field,
            file=None,
            fields=without_words(field.fields),
            variants={case: without_words(inner) for case, inner in field.variants.items()},
            items=without_words({"": field.items})[""] if field.items is not None else None,
        )
        for name, field in fields.items()
    }


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
def test_documented_parameters(place: str, filing: FileEncoding | None) -> None:
    assert inputs_of(documented().methods.values()).get(place) == filing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("params: {x: {type: file}}", {"x": NAMED}),
        ("params: {x: {type: 'file | integer'}}\nexample: {x: 5}", {"x": NAMED}),
        ("params: {x: {type: diskfile}}\nexample: {x: [{fileData: [a, b]}]}", {"x": MANY_DATA}),
        ("params: {x: {type: object}}\nexample: {x: {fileData: [a, b]}}", {"x": DATA}),
        (
            "params: {x: {type: any}}\nexample: {x: [{value: {fileData: [a, b]}}]}",
            {"x": FileEncoding("VALUE_FILE_DATA", True)},
        ),
        ("params: {x: {type: array}}\nexample: {x: [a.png, QQ==]}", {}),
        ("params: {x: {type: string}}\nexample: {x: QUJDREVG}", {}),
        ("params: {fileContent: {type: string}}", {}),
        ("params: {fileContent: {type: a b}}", {}),
        ("params: {x: {type: array, file: pairs}}", {"x": MANY}),
        ("params: {x: {type: file, file: base64}}\nexample: {x: {fileData: [a, b]}}", {"x": BASE64}),
        ("params: {x: {type: file, file: drive_id}}", {}),
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
def test_words_types_and_examples(text: str, found: dict[str, FileEncoding]) -> None:
    assert of_one(text) == found


@pytest.mark.slow
def test_no_word_of_ours_says_what_type_and_example_say_anyway() -> None:
    specs = documented().methods.values()
    told = inputs_of(specs)
    inferred = inputs_of(replace(spec, params=without_words(spec.params)) for spec in specs)
    entries = cast("dict[str, list[dict[str, Any]]]", load(FILES.read_text(encoding="utf-8")))["overrides"]
    added = [entry for entry in entries if "add" in entry]
    words = [place for place in map(place_of_override, added) if place in told]
    assert len(words) > 10
    assert [place for place in words if told[place] == inferred.get(place)] == []


def place_of_override(entry: dict[str, Any]) -> str:
    """Names of fields, with `fields` between them."""
    first, *others = entry["at"]
    return f"{entry['method']}: {'.'.join((first, *others[::2]))}"


def annotations(spec: MethodSpec, interpreter: Interpreter) -> list[str]:
    """Of the parameters, and of all that is in them."""
    types = ParameterTypes(Imports("bitrix24.v2"), "..params")
    properties = interpreter.object_of(spec.params, f"{spec.method}: params").properties
    own = [types.annotation(each.type, each.name, each.name, types.imports) for each in properties]
    return [*own, *(key.annotation for plan in types.plans for key in plan.keys)]


def lists_alone(annotation: str) -> str:
    """Where a list may be one of files, a text alone is none of one."""
    return annotation.replace("str | Sequence[str]", "list[str] | tuple[str, ...]")


@pytest.mark.slow
def test_what_was_accepted_is_accepted_still() -> None:
    specs = [spec for spec in documented().methods.values() if spec.rest == 2]
    plain = Interpreter("params", documented().types, Problems())
    filed = Interpreter("params", documented().types, Problems(), files=inputs_of(specs))
    more = 0
    for spec in specs:
        for before, after in zip(annotations(spec, plain), annotations(spec, filed), strict=True):
            # In the order in which one is in another.
            for files in ("Sequence[File | Path] | ", "File | Path | ", "File | Content | "):
                more += files in after
                after = after.replace(files, "")
            assert lists_alone(after) == lists_alone(before)
    assert more > 80


FORMATS = st.sampled_from(FILE_FORMATS)


@pytest.mark.slow
@given(FORMATS, st.text(min_size=1), st.binary(min_size=1))
def test_what_is_sent_is_recognised_in_its_own_form_alone(form: FileFormat, name: str, content: bytes) -> None:
    raw = encoded(form, name, content)
    found = {other: decoded(other, raw) for other in FILE_FORMATS}
    sent = found.pop(form)
    assert sent is not None
    assert (sent.name, sent.content) == ("" if form == "BASE64" else name, content)
    assert set(found.values()) == {None}


@pytest.mark.parametrize("text", ["Example text", "QQ=", "QR==", "Q Q==", "iVBORw0KGgo...", "**base64**", "\u00e9"])
def test_a_stand_in_has_no_content(text: str) -> None:
    sent = decoded("NAMED_FILE", ["a.png", text])
    assert sent is not None
    assert sent.content is None


@pytest.mark.parametrize("raw", [None, "", [], {}, ["a.png"], ["", "QQ=="], ["a.png", ""], ["a.png", 5], {"x": "QQ=="}])
def test_what_is_no_file(raw: Json) -> None:
    assert [decoded(form, raw) for form in FILE_FORMATS] == [None] * len(FILE_FORMATS)


def test_base64_is_the_client_s() -> None:
    assert encoded("BASE64", "", b"\xff\xef") == base64.b64encode(b"\xff\xef").decode()
