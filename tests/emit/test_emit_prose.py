"""The words of pages in docstrings: what they say is shown, and they do nothing else."""

from __future__ import annotations

import ast
import doctest
import inspect
from collections.abc import Mapping

import pytest

from generator.api import Api, resolve
from generator.api.licence import licence_of_prose
from generator.api.prose import NO_PROSE, Prose, joined
from generator.emit.client import emit
from generator.emit.json_schema.markdown import markdown
from generator.emit.openapi import openapi
from generator.emit.python.text import short
from generator.spec.model import SpecTree
from generator.spec.prose import ErrorProse
from generator.spec.prose import Prose as Page
from tests.fragments import FRAGMENTS
from tests.making import tree_of

LICENCE = "bitrix24/LICENSE-documentation"
BOOK = """
method: shelf.book.set
params:
  id: {type: integer, required: true}
  data: {type: object, fields: {NAME: {type: string, default: x}, 'a-b': {type: string}}}
  more: {type: object, fields: {NAME: {type: string}}}
returns: {type: object, fields: {done: {type: boolean}, cover: {type: object, ref: shelf.cover}}}
errors: [{code: NOT_FOUND, message: Not here, status: 400}]
"""
COVER = "{type: shelf.cover, fields: {colour: {type: string}}}"
EVENT = "{event: onBook, data: {type: object, fields: {ID: {type: integer}}}}"
PLACES = [
    "params.id",
    "params.data",
    "params.data.NAME",
    "params.data.a-b",
    "params.more.NAME",
    "returns",
    "returns.done",
    "fields.colour",
    "data",
    "data.ID",
]
HOSTILE = [
    '"""\nimport os; os.abort()\n"""',
    "'''",
    "ends with \\",
    'ends with "',
    "{{ 7 * 7 }}{% for x in y %}{# #}",
    "\x00\n\r\x85\u2028\x1b[31m",
    "\u202e\u2066\ufeff",
    "\ud800",
    "# fmt: off",
    "# type: ignore",
    ".. include:: /etc/passwd\n\n.. raw:: html\n\n   <script>",
    ">>> raise SystemExit",
    "![x](https://evil.example/x.png) <img src=x onerror=y>",
    "n" * 100_000,
    "word " * 20_000,
    "::" * 50_000,
]


def everywhere(text: str) -> tuple[SpecTree, Prose]:
    """A tree of specs, and words that say the text of all that is in it."""
    specs = tree_of(BOOK, COVER, EVENT)
    page = Page("", text, dict.fromkeys(PLACES, text), (ErrorProse("NOT_FOUND", text),))
    paths = ("v2/shelf/shelf.book.set.yaml", "types/shelf.cover.yaml", "events/onBook.yaml")
    return specs, joined(dict.fromkeys(paths, page), specs)


def files(specs: SpecTree, prose: Prose = NO_PROSE) -> Mapping[str, str]:
    return emit(resolve(specs), {}, prose=prose).files


def test_all_that_is_said_is_shown() -> None:
    specs, _ = everywhere("")
    said = {place: f"Words on {place}" for place in PLACES}
    page = Page("", "Words on the whole", said, (ErrorProse("NOT_FOUND", "Words on the error"),))
    paths = ("v2/shelf/shelf.book.set.yaml", "types/shelf.cover.yaml", "events/onBook.yaml")

    made = "\n".join(files(specs, joined(dict.fromkeys(paths, page), specs)).values())

    assert [text for text in (*said.values(), "Words on the whole", "Words on the error") if text not in made] == []


def test_a_code_has_a_docstring_where_all_say_the_same() -> None:
    specs, prose = everywhere("Words")
    other = tree_of(BOOK.replace("shelf.book.set", "shelf.book.get"))
    both = SpecTree({**specs.methods, **other.methods}, specs.events, specs.types)
    two = joined({"v2/shelf/shelf.book.get.yaml": Page("", errors=(ErrorProse("NOT_FOUND", "Others"),))}, other)

    assert 'NOT_FOUND: Final = "NOT_FOUND"\n"""Words."""' in files(specs, prose)["bitrix24/codes.py"]
    assert "Words" not in files(both, Prose({**prose.said, **two.said}))["bitrix24/codes.py"]


def test_a_built_package_has_the_licence_of_the_words() -> None:
    specs, prose = everywhere("Words")

    assert LICENCE not in files(specs)
    assert files(specs, prose)[LICENCE] == licence_of_prose()
    assert "Copyright (c) 2024 Bitrix24" in licence_of_prose()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:16])
def test_words_change_docstrings_alone(text: str) -> None:
    specs, prose = everywhere(text)
    plain, described = files(specs), files(specs, prose)

    assert described.keys() - {LICENCE} == plain.keys()
    for path in plain:
        if path.endswith(".py"):
            assert _without_docstrings(described[path]) == _without_docstrings(plain[path]), path
            _assert_harmless(described[path])


def test_fragments_are_the_same_but_for_docstrings() -> None:
    specs = tree_of(*FRAGMENTS.values())
    words = {f"{place}": "Said of this." for place in _places(specs)}
    pages = {
        path: Page("", "Said.", words)
        for path in (*(f"v{rest}/{name.segments[0]}/{name}.yaml" for rest, name in specs.methods),)
    }
    plain, described = files(specs), files(specs, joined(pages, specs))

    assert any(described[path] != plain[path] for path in plain)
    for path in plain:
        if path.endswith(".py"):
            assert _without_docstrings(described[path]) == _without_docstrings(plain[path]), path


def _places(specs: SpecTree) -> set[str]:
    names = {name for spec in specs.methods.values() for name in spec.params}
    returned = {name for spec in specs.methods.values() if spec.returns for name in spec.returns.fields}
    return {f"params.{name}" for name in names} | {f"returns.{name}" for name in returned} | {"returns"}


def _without_docstrings(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            body[:] = [each for each in body if not _is_text(each)]
    return ast.dump(tree)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _assert_harmless(source: str) -> None:
    assert source.isascii()
    assert max(map(len, source.splitlines())) <= 120
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and _is_text(node):
            assert isinstance(node.value, ast.Constant)
            shown = inspect.cleandoc(node.value.value)
            assert shown.replace("\n", "").isprintable()
            assert doctest.DocTestParser().get_examples(shown) == []
            assert "](" not in shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Number of the book", "Number of the book."),
        ("Number. Read only", "Number. Read only."),
        ("The state. Possible values:\n`Y` — yes\n`N` — no", "The state."),
        ("One of:\n`Y` — yes", "`Y` — yes."),
        ("The fields (detailed description below) of a book", "The fields of a book."),
        ("Novel: Writer\nAtlas: Publisher", "Novel: Writer. Atlas: Publisher."),
        ("", ""),
    ],
)
def test_a_short_text_is_its_first_sentences(said: str, shown: str) -> None:
    assert short(said, 200) == shown


def test_a_long_text_ends_with_a_whole_sentence_or_word() -> None:
    assert short("One two three. Four five six.", 20) == "One two three."
    assert short("One two three four five six seven", 20) == "One two three four…"


def test_openapi_has_the_words_as_descriptions() -> None:
    specs, prose = everywhere("Say `x` <b>[here](y)</b>")
    said = r"Say `x` \<b>\[here\](y)\</b>"
    document = openapi(resolve(specs), "1", prose)
    found = repr(document)

    assert repr(said)[1:-1] in found
    assert "<b>[here](y)" not in found.replace("\\\\", "\\")
    assert "Copyright (c) 2024 Bitrix24" in repr(document["info"])
    assert openapi(resolve(specs), "1") == _without_descriptions(document, openapi(resolve(specs), "1"))


def _without_descriptions(value: object, plain: object) -> object:
    """The value without descriptions that the plain one has not."""
    if isinstance(value, dict) and isinstance(plain, dict):
        kept = {key: each for key, each in value.items() if key in plain or key != "description"}
        return {
            key: plain[key] if key == "description" else _without_descriptions(each, plain.get(key))
            for key, each in kept.items()
        }
    if isinstance(value, list) and isinstance(plain, list):
        return [_without_descriptions(one, other) for one, other in zip(value, plain, strict=True)]
    return value


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("`a` and b", "`a` and b"),
        ("an odd ` tick", "an odd ' tick"),
        ("# no heading\n- no item\n1. no item", "\\# no heading\n\n\\- no item\n\n1\\. no item"),
        ("&lt;b> *x*", r"\&lt;b> \*x\*"),
    ],
)
def test_markdown_is_paragraphs_and_code(said: str, shown: str) -> None:
    assert markdown(said) == shown


def test_an_api_knows_nothing_of_the_words() -> None:
    specs, prose = everywhere("Words")
    assert isinstance(resolve(specs), Api)
    assert prose
    assert "Words" not in repr([each for method in resolve(specs).methods.values() for each in method.parameters])
