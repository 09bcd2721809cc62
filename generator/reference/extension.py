"""The Sphinx side: writes the reference's pages from specs/ before they are read, reads them, and registers every wire
name, so that the search finds it and other projects can link to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Set
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple, cast

from docutils import nodes
from pygments.lexers.data import (  # type: ignore[import-untyped] # pyright: ignore[reportMissingTypeStubs] # it has none
    JsonLexer,
)
from pygments.token import Punctuation, Text, Whitespace  # type: ignore[import-untyped] # has no types
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.parsers import Parser
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

from ..api import resolve
from ..api.prose import NO_PROSE, joined
from ..emit.output.folder import write
from ..emit.python.runtime import runtime_files
from ..problems import GenerateError
from ..spec.files import load_tree
from ..spec.folder import SpecsUnusable
from ..spec.prose import read_prose
from ..text import clean
from ..transaction import FolderUnavailable, reading
from .files import SUFFIX, read, render
from .llms import FULL, INDEX
from .model import Block, Entry, Group, Page, Source

FOLDER: Final = "reference"

_LEXERS: Final = {"json": "json-brief"}

# Before everything else that matches.
_IMPORTANT: Final = 0


class PageParser(Parser):
    """Builds a page of nodes: no text in it is read as markup."""

    supported = ("bitrix24-page",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        env = cast("BuildEnvironment", document.settings.env)
        page = read(inputstring)
        domain = cast("Bitrix24Domain", env.get_domain(Bitrix24Domain.name))
        for section in page.sections:
            if isinstance(section, Entry):
                domain.note(section, env.docname)
        document.append(_page(page, env.docname))


class _Noted(NamedTuple):
    """What is known of something with a wire name: where it is described, and what it is found by."""

    document: str
    title: str
    is_old: bool
    successor: tuple[str, str] | None


class Bitrix24Domain(Domain):
    """Everything with a wire name. REST 3.0 has names of its own, some of which REST v2 has too."""

    name = "bitrix24"
    label = "Bitrix24"
    object_types: ClassVar[dict[str, ObjType]] = {
        "method": ObjType("REST v2 method", "method"),
        "v3": ObjType("REST 3.0 method", "v3"),
        "event": ObjType("event", "event"),
        "type": ObjType("shared type", "type"),
    }
    roles: ClassVar[dict[str, Any]] = {name: XRefRole() for name in object_types}
    data_version = 1
    initial_data: ClassVar[dict[str, Any]] = {"objects": {}}

    @property
    def _objects(self) -> dict[tuple[str, str], _Noted]:
        """Everything, by kind and wire name."""
        return cast("dict[tuple[str, str], _Noted]", self.data["objects"])

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:  # noqa: ARG002 - as Sphinx calls it
        """Without the domain's name: the site is about nothing else."""
        return str(type.lname)

    def note(self, entry: Entry, document: str) -> None:
        self._objects[entry.kind, entry.name] = _Noted(document, clean(entry.title), entry.is_old, entry.successor)

    def titles(self) -> dict[str, dict[str, tuple[object, ...]]]:
        """What the search has to know beside names, by kind and name: the title, is it old, and its successor."""
        found: dict[str, dict[str, tuple[object, ...]]] = {}
        for (kind, name), noted in sorted(self._objects.items()):
            found.setdefault(kind, {})[name] = (noted.title, int(noted.is_old), *(noted.successor or ()))
        return found

    def clear_doc(self, docname: str) -> None:
        for key in [key for key, noted in self._objects.items() if noted.document == docname]:
            del self._objects[key]

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        theirs = cast("Mapping[tuple[str, str], _Noted]", otherdata["objects"])
        self._objects.update({key: noted for key, noted in theirs.items() if noted.document in docnames})

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        for (kind, name), noted in sorted(self._objects.items()):
            yield name, name, kind, noted.document, name, _IMPORTANT

    def resolve_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002 - as Sphinx calls it
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: addnodes.pending_xref,  # noqa: ARG002 - as Sphinx calls it
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        noted = self._objects.get((typ, target))
        return make_refnode(builder, fromdocname, noted.document, target, contnode, target) if noted else None

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        found = (
            (kind, self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode))
            for kind in self.object_types
        )
        return [(f"{self.name}:{kind}", reference) for kind, reference in found if reference is not None]


class ExampleLexer(JsonLexer):  # type: ignore[misc] # nobody knows its type
    """JSON in which keys and values are coloured: with an element for each comma, pages are three times as large."""

    name = "JSON, briefly"
    aliases: ClassVar[list[str]] = ["json-brief"]

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, Any, str]]:
        tokens = cast("Iterator[tuple[int, Any, str]]", super().get_tokens_unprocessed(text))
        for at, kind, part in tokens:
            yield at, Text if kind in (Punctuation, Whitespace) else kind, part


def _page(page: Page, document: str) -> nodes.section:
    root = nodes.section("", nodes.title("", "", nodes.Text(clean(page.title))), ids=["top"], classes=["b24-page"])
    root.extend(_block(block) for block in page.blocks)
    root.extend(_section(section) for section in page.sections)
    if page.below:
        root.append(_toctree(page, document))
    return root


def _section(section: Entry | Group) -> nodes.section:
    if isinstance(section, Group):
        title = nodes.title("", "", nodes.Text(clean(section.title)))
        made = nodes.section("", title, ids=[section.anchor])
    else:
        start, end = section.name[: section.start], section.name[section.start :]
        parts = [nodes.inline("", start, classes=["b24-start"])] if start else []
        title = nodes.title("", "", *parts, nodes.Text(end))
        made = nodes.section("", title, ids=[section.name], classes=["b24-entry"])
    made.extend(_block(block) for block in section.blocks)
    return made


def _block(block: Block) -> nodes.Element:
    if isinstance(block, Source):
        return nodes.literal_block(block.text, block.text, language=_LEXERS.get(block.language, block.language))
    return nodes.raw("", block.text, format="html")


def _toctree(page: Page, document: str) -> nodes.Element:
    below = [(title, f"{FOLDER}/{path}") for path, title in page.below]
    tree = addnodes.toctree(
        parent=document,
        entries=[(clean(title), path) for title, path in below],
        includefiles=[path for _, path in below],
        maxdepth=-1,
        caption=None,
        glob=False,
        hidden=True,
        includehidden=False,
        numbered=0,
        titlesonly=True,
    )
    return nodes.compound("", tree, classes=["toctree-wrapper"])


def _write_pages(app: Sphinx) -> None:
    source = Path(app.srcdir)
    try:
        specs = source / app.config.bitrix24_specs
        with reading(specs):
            tree = load_tree(specs)
            words = joined(read_prose(specs).parsed(), tree) if app.config.bitrix24_prose else NO_PROSE
        api = resolve(tree)
        files = render(api, runtime_files(), _guides(source), words)
        write(files, source / FOLDER)
    except (SpecsUnusable, GenerateError) as error:
        # Sphinx would print its own error with a traceback.
        raise SystemExit("\n".join(error.lines)) from None
    except FolderUnavailable as error:
        raise SystemExit(str(error)) from None


def _guides(folder: Path) -> dict[str, str]:
    """The Markdown of the guides, by path from the reference's folder, in the order of their index."""
    files = {file.stem: file for file in sorted((folder / "guides").glob("*.md"))}
    index = files.pop("index").read_text("utf-8").splitlines()
    listed = [name for line in index if (name := line.strip()) in files]
    return {f"../guides/{name}": files[name].read_text("utf-8") for name in dict.fromkeys([*listed, *files])}


def _copy_what_models_read(app: Sphinx, failure: Exception | None) -> None:
    """To the root of the site, where they are looked for."""
    for name in (INDEX, FULL) if failure is None else ():
        shutil.copyfile(Path(app.srcdir) / FOLDER / name, Path(app.outdir) / name)


def _short_sidebar(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Hundreds of entries on hundreds of pages are too many: the branch of the page, on the front page two levels."""
    if "toctree" in context:
        shown = {"maxdepth": 2} if pagename == app.config.root_doc else {"collapse": True}
        context["toctree"] = partial(_toctree_html, context["toctree"], shown)


def _titles_to_search(app: Sphinx, pagename: str, _template: str, _context: dict[str, Any], _doctree: object) -> None:
    """Sphinx's index has names alone; the rest stands on the page of the search, as data."""
    if pagename == "search":
        domain = cast("Bitrix24Domain", app.env.get_domain(Bitrix24Domain.name))
        data = json.dumps(domain.titles(), separators=(",", ":"))
        for letter in "<>&":  # which mean something in HTML, and stand in texts alone
            data = data.replace(letter, f"\\u{ord(letter):04x}")
        app.add_js_file(None, body=data, type="application/json", id="b24-titles")


def _toctree_html(whole: Callable[..., str], shown: Mapping[str, Any], **options: Any) -> str:
    return whole(**{**options, **shown})


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("bitrix24_specs", "../specs", "env", types=frozenset({str}))
    app.add_config_value("bitrix24_prose", False, "env", types=frozenset({bool}))
    app.add_source_suffix(SUFFIX, "bitrix24-page")
    app.add_source_parser(PageParser)
    app.add_lexer("json-brief", ExampleLexer)
    app.add_domain(Bitrix24Domain)
    app.connect("builder-inited", _write_pages)
    app.connect("build-finished", _copy_what_models_read)
    app.connect("html-page-context", _titles_to_search)
    app.connect("html-page-context", _short_sidebar, priority=400)  # before the theme makes the sidebar of it
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
