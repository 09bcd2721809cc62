"""Whatever happens to a page, reading it ends in facts or in problems, and what is found can be written."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.scrape.assembly import assemble
from generator.scrape.page import read_page
from generator.scrape.page_facts import PageFacts
from generator.site import PagePath, RawPage
from generator.spec import codec, files, yamltext
from generator.spec.model import MethodSpec
from tests.scrape.page_builder import Form, assembled, curl, method_article, names, raw, site_page
from tests.scrape.test_scrape_article import NINE, dom_alone, json_alone

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).resolve().parent.parent / "pages"
SPLICES = [
    *(
        b"",
        b"\0",
        b"\xff",
        b"<",
        b">",
        b"&",
        b'"',
        b"'",
        b"\\",
        b"\\ud800",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"...",
        b"*",
        b".",
    ),
    *(
        b"&lt;",
        b"&lt;/",
        b"&lt;table&gt;",
        b"&lt;/td&gt;",
        b"&lt;tr&gt;",
        b"&amp;#0;",
        b"<table>",
        b"</table>",
        b"<td>",
        b"</div>",
        b"</script>",
    ),
    *(
        b"<div>" * 80,
        b"&lt;div&gt;" * 80,
        b"[" * 200,
        b"9" * 30,
        b"1e999",
        b"\n",
        b"\r",
        b"\xe2\x80\xa8",
        b"</html>",
        b"<!--",
        b"-->",
        b"\\n",
        b"\\u0000",
    ),
]


def _mutated(page: bytes, rng: random.Random) -> bytes:
    """A few cuts, repetitions, swaps and splices, anywhere."""
    for _ in range(rng.randint(1, 6)):
        at, more = rng.randrange(len(page) + 1), rng.randrange(len(page) + 1)
        start, end = min(at, more), max(at, more)
        end = min(end, start + rng.choice([1, 5, 50, 500, 5_000, 10**9]))
        part = page[start:end]
        page = rng.choice(
            [
                page[:start] + page[end:],
                page[:start] + part + part + page[end:],
                page[:start] + rng.choice(SPLICES) + page[start:],
                page[:start] + rng.choice(SPLICES) + page[end:],
                page[:start] + part[::-1] + page[end:],
                page[:start] + rng.randbytes(rng.randint(1, 20)) + page[end:],
            ]
        )
    return page


def _whole_end(page: bytes) -> bytes:
    """The end of a page, so that a cut is not all that the reader sees."""
    return page if page.rstrip().endswith(b"</html>") else page + b"</script></body></html>"


def _is_facts_or_problems(facts: PageFacts) -> bool:
    for problem in facts.problems:
        assert problem.page == facts.page
        assert problem.what
    return bool(facts.method or facts.events or facts.skipped or facts.problems or facts.objects)


def _can_be_written(facts: PageFacts) -> None:
    for spec in assemble([facts], [facts.page]).tree.methods.values():
        assert repr(codec.decode(MethodSpec, yamltext.load(yamltext.dump(codec.encode(spec))))) == repr(spec)


@pytest.mark.parametrize("form", ["both", "dom", "json"])
@settings(max_examples=100, deadline=None)
@given(path=st.sampled_from(NINE), seed=st.integers(0, 2**32), mended=st.booleans())
def test_a_mutated_page(form: Form, path: str, seed: int, mended: bool) -> None:
    text = (SAMPLES / path).read_text("utf-8")
    page = (text if form == "both" else dom_alone(text) if form == "dom" else json_alone(text)).encode()
    mutated = _mutated(page, random.Random(seed))

    facts = read_page(RawPage(PagePath(path), _whole_end(mutated) if mended else mutated))

    assert _is_facts_or_problems(facts)
    _can_be_written(facts)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes(content: bytes) -> None:
    facts = read_page(RawPage(PagePath("x.html"), b"<html>" + content + b"</html>"))

    assert facts.problems
    assert facts.method is None


tags = st.sampled_from(
    [
        "p",
        "div",
        "b",
        "code",
        "pre",
        "table",
        "tr",
        "td",
        "th",
        "ul",
        "li",
        "ol",
        "h2",
        "h3",
        "h4",
        "a",
        "span",
        "br",
        "blockquote",
        "strong",
        "details",
        "x",
    ]
)
words = st.sampled_from(
    [
        "Name",
        "type",
        "Parameter",
        "Code",
        "Description",
        "id*",
        "flowData",
        "a.b",
        "...",
        "[]",
        "integer",
        "object",
        "array|null",
        "Y",
        "0",
        "1",
        "true",
        "null",
        "default",
        "Possible",
        "values:",
        "error",
        "result",
    ]
) | st.text(max_size=8)


@st.composite
def markup(draw: st.DrawFn, depth: int = 3) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        if depth and draw(st.booleans()):
            tag = draw(tags)
            parts.append(f"<{tag}>{draw(markup(depth - 1))}</{tag}>")
        else:
            parts.append(draw(words).replace("<", "&lt;"))
    return " ".join(parts)


@settings(max_examples=100, deadline=None)
@given(params=markup(), example=markup(), returned=markup(), errors=markup())
def test_markup_of_any_shape(params: str, example: str, returned: str, errors: str) -> None:
    facts = read_page(raw(method_article(params, example, None, returned, errors)))

    assert _is_facts_or_problems(facts)
    _can_be_written(facts)


said = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(st.tuples(said, said, said), max_size=4),
    data=st.dictionaries(
        said,
        st.recursive(
            st.none() | st.booleans() | st.integers() | said,
            lambda inner: st.lists(inner) | st.dictionaries(said, inner),
            max_leaves=5,
        ),
    ),
    title=said,
)
def test_a_page_of_any_text(rows: list[tuple[str, str, str]], data: dict[str, object], title: str) -> None:
    escaped = [tuple(part.replace("&", "&amp;").replace("<", "&lt;") for part in row) for row in rows]
    article = method_article(names(*escaped), curl(data))  # type: ignore[arg-type]  # three texts each
    page = RawPage(PagePath("x.html"), site_page(f"{title.replace('<', '')} shelf.book.get", article).encode())

    found = assembled(page)

    for text in files.texts(found.tree).values():
        yamltext.load(text)
