"""Pages made to do harm: the program ends with a report, writes inside its folder, and can read what it wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.scrape.page import read_page
from generator.site import PagePath, RawPage
from generator.spec import files
from generator.spec.model import MethodSpec, SpecTree
from tests.scrape.page_builder import METHOD, PATH, assembled, code, curl, grid, method_article, names, raw, site_page

pytestmark = pytest.mark.slow

GOOD = raw(
    method_article(names(("id*", "integer")), curl({"id": 1}, method="shelf.rack.get")),
    title="Get a Rack shelf.rack.get",
    path="api-reference/shelf/shelf-rack-get.html",
)
ID = names(("id*", "integer"))

TEXTS = [
    '"""',
    "'''",
    "\\",
    "\\n",
    '\\"""',
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{# x #}",
    "</script>",
    "</SCRIPT><script>alert(1)</script>",
    "<!-- ",
    "]]>",
    "a\nb",
    "a\r\nb",
    "\0",
    "\x1b[31mred",
    "\u2028",
    "\u202edesrever",
    "!!python/object/apply:os.system [echo]",
    "&a *a",
    "<<",
    ": - # [ ] { }",
    "%s %n {0} {x!r} $HOME `id` $(id)",
    "../../x",
    "/etc/passwd",
    "C:\\x",
    "__class__",
    "None",
    "*",
    "..",
    "...",
    "[]",
    "a[]",
    "[0].x",
    ".a",
    "a.",
    "a..b",
    "🐈" * 50,
    "n" * 10_000,
]


@pytest.fixture
def survives(tmp_path: Path) -> Callable[..., SpecTree]:
    """Scrapes a hostile page beside a good one and reads back what was written."""

    def scrape(*hostile: RawPage) -> SpecTree:
        found = assembled(*hostile, GOOD)
        specs = tmp_path / "specs"
        files.write(files.texts(found.tree), specs)
        everything = {file.relative_to(tmp_path).parts[0] for file in tmp_path.rglob("*")}
        assert everything == {"specs"}
        again = files.load_tree(specs)
        assert (2, "shelf.rack.get") in again.methods
        assert files.texts(again) == files.texts(found.tree)
        return again

    return scrape


Survives = Callable[..., SpecTree]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\0", "&#0;")


@pytest.mark.slow
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text)[:30])
def test_a_hostile_text_anywhere(text: str, survives: Survives) -> None:
    told = _escaped(text)
    params = names(
        (f"{told}*", "object", f"{told} Default is <code>{told}</code>"),
        ("kind", told, f"Possible values: <code>{told}</code>, <code>b</code>"),
        ("id", "integer"),
    )
    errors = grid(("Code", "Description", "Value"), [(told, told, told), ("<code>0</code>", told, "")])
    answer = json.dumps({"result": {text: text, "rows": [{text: [text]}]}})
    article = method_article(
        params, curl({text: {text: text}, "id": text}), answer, names(("result", "object"), (told, told)), errors
    )

    survives(raw(article, title=f"Get {told} {METHOD}"))


@pytest.mark.parametrize("form", ["both", "dom", "json"])
def test_markup_in_a_text_stays_text(form: str, survives: Survives) -> None:
    article = method_article(names(("&lt;b&gt;x&lt;/b&gt;*", "string"), ("&amp;lt;i&amp;gt;", "string")), curl({}))

    tree = survives(raw(article, form=form))  # type: ignore[arg-type]  # one of the three

    assert list(_only(tree).params) == ["<b>x</b>", "&lt;i&gt;"]


def _only(tree: SpecTree, page: str = PATH) -> MethodSpec:
    (spec,) = (each for each in tree.methods.values() if each.page == page)
    return spec


@pytest.mark.slow
@pytest.mark.parametrize("depth", [70, 3_000])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<div>", "</div>"),
        ("<ul><li>", "</li></ul>"),
        ("<blockquote>", "</blockquote>"),
        ("<b>", "</b>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ('<div class="yfm-note"><p>', "</p></div>"),
        ('<div class="yfm-tabs"><div class="yfm-tab-panel" data-title="x">', "</div></div>"),
        ("<h2>", "</h2>"),
    ],
)
@pytest.mark.parametrize("form", ["dom", "json"])
def test_deep_markup(opening: str, closing: str, depth: int, form: str, survives: Survives) -> None:
    article = method_article(f"{opening * depth}{ID}{closing * depth}", curl({"id": 1}))

    survives(raw(article, form=form))  # type: ignore[arg-type]  # one of the three


@pytest.mark.parametrize("depth", [100, 300, 900, 5_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_deep_example_data(opening: str, closing: str, depth: int, survives: Survives) -> None:
    deep = opening * depth + "1" + closing * depth

    survives(raw(method_article(names(("id*", "object")), curl(f'{{"id": {deep}}}'))))
    survives(raw(method_article(ID, curl({"id": 1}), f'{{"result": {deep}}}', names(("result", "object")))))
    survives(raw(method_article(ID, code(f"BX24.callMethod('{METHOD}', {{id: {deep}}})", "js"))))


@pytest.mark.parametrize("depth", [300, 900])
@pytest.mark.parametrize("opening", ['["]", ', "[ // ]\n", "[ /* ] */ ", '[ "\\"]" , '])
def test_deep_data_that_hides_its_depth(opening: str, depth: int, survives: Survives) -> None:
    survives(raw(method_article(names(("id*", "object")), curl('{"id": ' + opening * depth + "1" + "]" * depth + "}"))))


@pytest.mark.parametrize("parts", [30, 300, 3_000])
def test_a_name_of_very_many_parts(parts: int, survives: Survives) -> None:
    survives(raw(method_article(names(("a", "object"), ("a" + ".a" * parts, "integer")), curl({"a": 1}))))


def test_sub_sections_that_nest_for_ever(survives: Survives) -> None:
    sections = "".join(
        f'<h{min(2 + at, 6)} id="p{at}">p{at}</h{min(2 + at, 6)}>{names((f"p{at + 1}", "object"))}' for at in range(200)
    )

    survives(raw(method_article(names(("p0", "object")) + sections, curl({"p0": {}}))))


@pytest.mark.slow
def test_a_table_of_more_cells_than_anybody_reads_is_one_problem() -> None:
    rows = [("a", "x")] * 25_001
    page = raw(method_article(grid(("Name", "Description"), rows), curl({"id": 1})), form="json")

    facts = read_page(page)

    assert [str(problem) for problem in facts.problems] == [f"{PATH}: a table has more than 50000 cells"]
    assert facts.method is None


@pytest.mark.parametrize("name", ["n" * 10_000, "word " * 2_000, "a[0]" * 2_000])
def test_a_name_of_10_000_characters(name: str, survives: Survives) -> None:
    survives(raw(method_article(names((f"{name}*", "string"), ("id", name)), curl({name: 1}))))


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "../../../etc/passwd",
        "/etc/passwd",
        "//elsewhere/x.html",
        "data:text/html,x",
        "#",
        "",
        "#a b",
        "http://[",
        "a\\b.html",
        "x" * 3_000,
    ],
)
def test_links_that_lead_nowhere_good(href: str, survives: Survives) -> None:
    params = grid(
        ("Name<br>type", "Description"),
        [(f'<b>id*</b><br><a href="{href}"><code>object</code></a>', f'<a href="{href}">x</a>')],
    )

    tree = survives(raw(method_article(params, curl({"id": {"a": 1}}))))

    assert tree.types == {}


@pytest.mark.parametrize(
    "called", ["../../x", "..", "a b", "x/../../y", "%2e%2e%2fx", "a" * 300, "naïve", "x\ny", "x'y", ".hidden", "-rf"]
)
@pytest.mark.parametrize(
    "title", ["Get a Book shelf.book.get", "Get a Book {called}", "Get a Book"], ids=["named", "named so", "not named"]
)
def test_an_address_of_a_method_that_is_none(called: str, title: str, survives: Survives) -> None:
    tree = survives(
        raw(method_article(ID, curl({"id": 1}, method=called)), title=_escaped(title.format(called=called)))
    )

    assert all(spec.method.isascii() and "/" not in spec.method for spec in tree.methods.values())


def test_anchors_that_stand_on_the_page_twice(survives: Survives) -> None:
    table = grid(
        ("Name<br>type", "Description"),
        [
            ('<b>a</b><br><a href="#x"><code>object</code></a>', ""),
            ('<b>b</b><br><a href="#x"><code>object</code></a>', ""),
        ],
    )
    below = (
        '<h3 id="x">Parameter a</h3>'
        + names(("one", "string"))
        + '<h3 id="x">Parameter b</h3>'
        + names(("two", "string"))
    )

    survives(raw(method_article(table + below, curl({"a": {"one": "1"}, "b": {"two": "2"}}))))


def test_types_that_refer_to_each_other_for_ever(survives: Survives) -> None:
    link = '<b>x</b><br><a href="api-reference/shelf/{}.html#t"><code>object</code></a>'
    ring = [
        raw(
            f'<h2 id="t">T</h2>{grid(("Name<br>type", "D"), [(link.format(there), "")])}',
            title=here,
            path=f"api-reference/shelf/{here}.html",
        )
        for here, there in (("one", "two"), ("two", "one"))
    ]
    page = raw(method_article(grid(("Name<br>type", "D"), [(link.format("one"), "")]), curl({"x": {"x": {"x": {}}}})))

    tree = survives(page, *ring)

    assert sorted(tree.types) == ["shelf.one.t", "shelf.two.t"]


@pytest.mark.parametrize(
    "number",
    ["1e999", "-1e999", "9" * 400, "9" * 5_000, "1" + "0" * 5_000 + ".5", "1e-999", "0x10", "NaN", "Infinity", "-0"],
)
def test_numbers_that_are_none(number: str, survives: Survives) -> None:
    tree = survives(
        raw(method_article(ID, curl(f'{{"id": {number}}}'))),
        raw(
            method_article(ID, code(f"BX24.callMethod('shelf.book.put', {{id: {number}}})", "js")),
            title="shelf.book.put",
            path="put.html",
        ),
    )

    # JSON knows no infinity: what is written must be JSON again.
    for spec in tree.methods.values():
        json.dumps(spec.example, allow_nan=False)


@pytest.mark.parametrize("half", [chr(0xD800), chr(0xDFFF), f"a{chr(0xDC80)}b"], ids=["high", "low", "inside"])
def test_half_characters_in_the_state(half: str, survives: Survives) -> None:
    page = site_page("Get a Book", method_article(names((f"{half}*", "string", half)), curl({half: half})), "json")
    titled = page.replace('"title": "Get a Book"', json.dumps({"title": f"Get {half} {METHOD}"})[1:-1])

    survives(RawPage(PagePath(PATH), titled.encode()))


@pytest.mark.parametrize(
    "state",
    [
        "",
        "null",
        "[]",
        "1",
        '""',
        '{"data": null}',
        '{"data": []}',
        '{"data": "x"}',
        '{"data": {"html": 1}}',
        '{"data": {"html": ["x"], "title": {}}}',
        "[" * 100_000,
    ],
)
def test_a_state_of_another_shape(state: str) -> None:
    page = f'<!DOCTYPE html><html><body><script id="diplodoc-state">{state}</script></body></html>'

    facts = read_page(RawPage(PagePath(PATH), page.encode()))

    assert facts.method is None
    assert len(facts.problems) == 1


def test_a_hostile_site_through_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site"
    (site / "api-reference").mkdir(parents=True)
    deep = "[" * 600 + "]" * 600
    hostile = [
        method_article(names(("...", "string"), ("id*", "integer")), curl({"id": 1})),
        method_article(names(("id*", "object")), curl(f'{{"id": {deep}}}')),
        method_article("<div>" * 500, curl({"id": 1})),
        method_article(names(('"""\\', "string")), curl({"id": "\x1b[2J\nproblem: forged"})),
    ]
    for at, article in enumerate(hostile):
        (site / f"api-reference/p{at}.html").write_text(
            site_page(f"Get shelf.book{at}.get", article.replace(METHOD, f"shelf.book{at}.get")), "utf-8"
        )
    (site / "api-reference/good.html").write_bytes(GOOD.content)

    code_ = main(["scrape", "--source", str(site), "--specs", str(tmp_path / "specs")])

    shown = capsys.readouterr()
    assert code_ == 1
    assert all(line.startswith("problem: api-reference/p") for line in shown.err.splitlines())
    assert (tmp_path / "specs/v2/shelf/shelf.rack.get.yaml").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "specs"]
    files.load_tree(tmp_path / "specs")
