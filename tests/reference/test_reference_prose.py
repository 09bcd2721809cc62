"""The words of pages on those of the reference: shown, and nothing but text there."""

from __future__ import annotations

import json

from generator.api import resolve
from generator.api.prose import joined
from generator.reference.files import render
from generator.spec.prose import ErrorProse, Prose
from tests.making import tree_of

SPECS = tree_of(
    """
method: shelf.book.get
params: {id: {type: integer, required: true}, data: {type: object, fields: {deep: {type: string}}}}
returns: {type: object, fields: {name: {type: string}}}
errors: [{code: GONE, message: Gone}]
""",
    "{event: onBook, data: {type: object, fields: {ID: {type: integer}}}}",
)
PLACES = ("params.id", "params.data.deep", "returns", "returns.name", "data", "data.ID")


def shown(text: str) -> str:
    """The HTML of all pages, for words that say the text of everything, numbered by what they are about."""
    fields = {place: f"{text} {at}" for at, place in enumerate(PLACES)}
    page = Prose("", f"{text} whole", fields, (ErrorProse("GONE", f"{text} error"),))
    prose = joined({"v2/shelf/shelf.book.get.yaml": page, "events/onBook.yaml": page}, SPECS)
    files = render(resolve(SPECS), {}, {}, prose)
    return "".join(
        block["text"]
        for path, text in files.items()
        if path.endswith(".page")
        for part in (json.loads(text), *json.loads(text)["sections"])
        for block in part["blocks"]
    )


def test_what_is_said_stands_beside_the_facts() -> None:
    html = shown("Words on")

    assert [at for at in ("whole", "error", *map(str, range(len(PLACES)))) if f"Words on {at}</p>" not in html] == []
    assert "Copyright (c) 2024 Bitrix24" in html


def test_code_is_code_and_lines_are_paragraphs() -> None:
    html = shown("Takes `Y`\nor")

    assert '<p class="b24-prose">Takes <code>Y</code></p><p class="b24-prose">or 0</p>' in html


def test_no_word_is_markup() -> None:
    html = shown("<script>x</script> `<b>` {{ 7 * 7 }} \u202e\x00")

    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;x&lt;/script&gt; <code>&lt;b&gt;</code> {{ 7 * 7 }}" in html
    assert "\u202e" not in html


def test_without_words_the_licence_is_not_there() -> None:
    assert "Copyright (c) 2024 Bitrix24" not in "".join(render(resolve(SPECS), {}, {}).values())
