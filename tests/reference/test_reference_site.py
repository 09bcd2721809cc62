"""The site, built by Sphinx from small specs: hostile text in them stays text, and wire names are found."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from generator.api import resolve
from generator.reference.files import read, render
from generator.reference.model import Entry, Html, Page
from generator.spec.files import texts, write
from generator.spec.model import Error, EventSpec, Field, MethodSpec, SpecTree, TypeSpec
from generator.spec.names import Replacement, WireName
from generator.text import clean

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent.parent

HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
    "quotes": "\"'`` ''' \"\"\"",
    "template": "{{ 7 * 7 }}{% for x in y %}{# #}",
    "role": ":raw-html:`<b>` {raw}`x` {ref}`nowhere` :doc:`nowhere` |nothing|_ `a <b>`_ [^1] [#]_ *a **b",
    "directive": ".. raw:: html\n\n   <b>\n\n```{raw} html\n<b>\n```\n:::{include} /etc/passwd\n:::",
    "table": "a | b \\| c || d\n+--+\n|--|\n\n====\n",
    "markup": "# heading\n\n---\n\n[a](javascript:alert(1)) ![](x) </details></table></section>",
    "invisible": "\u202e\u2066\ufeff\x00\u2028\ud800",
}


def tree(text: str) -> SpecTree:
    """Specs that have the text wherever they can have one."""
    key = text.replace("*", "")  # which is no name, but stands for several
    fields = {key: Field("string", values=(text, "b"), default=text), "two": Field("integer", default={text: [text]})}
    cases = {text: fields, "other": {"three": Field("boolean", values=(text, "N"))}}
    params = {
        key: Field("string", required=True, nullable=True),
        "data": Field("object", fields=fields),
        "cases": Field("object", variants=cases),
        "filter": Field("object", fields=fields),
        "shared": Field("object", ref="thing.of"),
    }
    active = MethodSpec(
        WireName("app.do"),
        2,
        f"a/{text}.html",
        text,
        scope=(text,),
        params=params,
        example={key: text, "data": {key: text, "unknown": text}, "undocumented": {text: text}},
        returns=Field("object", fields={**fields, "of": Field("object", ref="thing.of")}),
        response={"result": {key: text, "of": {key: text}}},
        errors=(Error(text, text, 400, text), Error("0", text)),
    )
    old = MethodSpec(WireName("app.old"), 2, text, text, status="deprecated", replaced_by=Replacement("app.do"))
    new = MethodSpec(WireName("app.do"), 3, text, text, returns=Field("boolean"))
    gone = MethodSpec(WireName("app.gone"), 2, text, text, status="removed", replaced_by=Replacement("app.nowhere"))
    methods: dict[tuple[int, WireName], MethodSpec] = {
        (spec.rest, spec.method): spec for spec in (active, old, new, gone)
    }
    event = EventSpec(
        WireName("onAppDo"),
        f"api-reference/{text}/x.html",
        text,
        (text,),
        data=Field("object", fields=fields),
        example={text: text},
    )
    thing = TypeSpec(WireName("thing.of"), f"{text}.html", text, fields)
    return SpecTree(methods, {event.event: event}, {thing.type: thing}, (Error(text, text, 500),))


def made(text: str) -> dict[str, Page]:
    files = render(resolve(tree(text)), {}, {"../guides/x": text})
    return {path: read(each) for path, each in files.items() if path.endswith(".page")}


class Skeleton(HTMLParser):
    """Tags and names of attributes, in their order; all text together apart."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        blocks = [*page.blocks, *(block for section in page.sections for block in section.blocks)]
        for block in blocks:
            if isinstance(block, Html):
                self.feed(block.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(" ".join((tag, *(name for name, _ in attrs))))
        self.texts += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_adds_no_tag_and_loses_no_letter(text: str) -> None:
    harmless, hostile = made("harmless"), made(text)
    pages = {path for path in hostile if not path.startswith("events/")}
    assert pages == {path for path in harmless if not path.startswith("events/")}
    for path in pages:
        skeleton = Skeleton(hostile[path])
        assert skeleton.tags == Skeleton(harmless[path]).tags, path
        if path in ("v2/app.page", "errors.page", "types/thing.page"):
            assert clean(text) in "".join(skeleton.texts)
        assert not any(link.lower().startswith("javascript:") for link in skeleton.texts)
    (events,) = (page for path, page in hostile.items() if path.startswith("events/") and path != "events/index.page")
    assert re.fullmatch(r"events/[a-z0-9-]+", events.path)


def test_deprecated_methods_are_marked_and_lead_to_their_replacement() -> None:
    page = made("text")["v2/app.page"]
    sections = {
        each.name: "".join(block.text for block in each.blocks) for each in page.sections if isinstance(each, Entry)
    }
    assert 'Deprecated</p>\n<p>Use <a href="#app.do"><code>app.do</code></a>.</p>' in sections["app.old"]
    assert "No longer documented</p>\n<p>Use <code>app.nowhere</code>.</p>" in sections["app.gone"]
    assert "admonition" not in sections["app.do"]
    (head,) = page.blocks
    assert head.text.count("deprecated") == 1
    assert head.text.count("removed") == 1


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of specs that have everything hostile in one text."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("reference"))
    (folder / "docs" / "guides").mkdir(exist_ok=True)
    shutil.copytree(ROOT / "examples", folder / "examples")  # which guides show
    write(texts(tree(" ".join(text for name, text in HOSTILE.items() if name != "invisible"))), folder / "specs")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-D", "bitrix24_specs=../specs"]
    done = subprocess.run(
        [*command, str(folder / "docs"), str(folder / "out")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return folder / "out"


def test_hostile_text_stays_text_in_the_site(built: Path) -> None:
    for file in built.rglob("*.html"):
        page = file.read_text("utf-8")
        assert "<script>alert" not in page, file
        assert "onerror=alert(1)>" not in page, file
        assert 'href="javascript:' not in page, file
        assert "root:x:0:0" not in page, file
    page = html.unescape((built / "reference" / "v2" / "app.html").read_text("utf-8"))
    assert clean(HOSTILE["role"]) in page
    assert clean(HOSTILE["template"]) in page


def test_every_wire_name_is_an_object_that_others_can_link_to(built: Path) -> None:
    packed = (built / "objects.inv").read_bytes().split(b"\n", 4)[-1]
    lines = [line.split(" ") for line in zlib.decompress(packed).decode().splitlines()]
    found = {(kind, name): uri.replace("$", name) for name, kind, _, uri, *_ in lines}
    ours = {key: uri for key, uri in found.items() if key[0].startswith("bitrix24:")}
    assert ours[("bitrix24:method", "app.do")] == "reference/v2/app.html#app.do"
    assert ours[("bitrix24:v3", "app.do")] == "reference/v3/app.html#app.do"
    assert ours[("bitrix24:type", "thing.of")] == "reference/types/thing.html#thing.of"
    assert ("bitrix24:event", "onAppDo") in ours
    assert len(ours) == 6
    assert 'id="app.do"' in (built / "reference" / "v2" / "app.html").read_text("utf-8")


def test_the_search_knows_every_wire_name(built: Path) -> None:
    index = json.loads((built / "searchindex.js").read_text("utf-8").removeprefix("Search.setIndex(").removesuffix(")"))
    names = {f"{prefix}.{each[4]}".lstrip(".") for prefix, several in index["objects"].items() for each in several}
    names = {name for name in names if not name.startswith("bitrix24.")}  # the client's own
    assert names == {"app.do", "app.old", "app.gone", "onAppDo", "thing.of"}
    kinds = {label for domain, _, label in index["objnames"].values() if domain == "bitrix24"}
    assert kinds == {"REST v2 method", "REST 3.0 method", "event", "shared type"}


def test_a_mistake_in_the_specs_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("reference"))
    (tmp_path / "specs" / "v2" / "app").mkdir(parents=True)
    (tmp_path / "specs" / "v2" / "app" / "app.do.yaml").write_text("method: [")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", str(tmp_path / "docs"), str(tmp_path / "out")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "app.do.yaml" in line
