"""The reference of the whole API: complete, all of it once, links lead somewhere, and it tells what the client has."""

from __future__ import annotations

import ast
import posixpath
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from generator.api import Api, resolve
from generator.emit.python.parameters import type_dict, type_section
from generator.emit.python.results import type_view
from generator.emit.python.runtime import runtime_files
from generator.reference.annotations import plain as unmarked
from generator.reference.calls import signature
from generator.reference.client import Client, ClientMethod, Namespace, client
from generator.reference.model import Entry, Html, Page
from generator.reference.pages import KIND_OF, pages, path_of
from generator.reference.tables import Row, parameter_rows, result_rows, view_rows
from generator.spec.files import load_tree

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent.parent
CLIENT = ROOT / "generated" / "bitrix24"


@pytest.fixture(scope="module")
def api() -> Api:
    return resolve(load_tree(ROOT / "specs"))


@pytest.fixture(scope="module")
def shown(api: Api) -> Client:
    return client(api, runtime_files())


@pytest.fixture(scope="module")
def site(shown: Client) -> tuple[Page, ...]:
    return pages(shown)


def entries(site: tuple[Page, ...]) -> list[Entry]:
    return [section for page in site for section in page.sections if isinstance(section, Entry)]


def anchors(page: Page) -> list[str]:
    return [each.name if isinstance(each, Entry) else each.anchor for each in page.sections]


def links(page: Page) -> list[str]:
    blocks = [*page.blocks, *(block for section in page.sections for block in section.blocks)]
    return re.findall(r' href="([^"]*)"', "".join(block.text for block in blocks if isinstance(block, Html)))


def test_everything_in_the_api_has_one_section(api: Api, site: tuple[Page, ...]) -> None:
    wanted = [(KIND_OF[rest], name) for rest, name in api.methods]
    wanted += [("event", name) for name in api.events] + [("type", name) for name in api.types]
    assert Counter((entry.kind, entry.name) for entry in entries(site)) == Counter(wanted)


def test_no_two_pages_are_one_file_and_no_two_sections_one_anchor(site: tuple[Page, ...]) -> None:
    assert not [path for path, count in Counter(page.path.lower() for page in site).items() if count > 1]
    for page in site:
        assert len(set(anchors(page))) == len(page.sections), page.path


def test_every_page_hangs_from_one_other(site: tuple[Page, ...]) -> None:
    below = Counter(path for page in site for path, _ in page.below)
    assert below == Counter(page.path for page in site if page.path != "index")


def test_every_link_inside_leads_to_a_section_or_a_page(site: tuple[Page, ...]) -> None:
    known = {f"{page.path}.html": {"", *anchors(page)} for page in site}
    count = 0
    for page in site:
        for link in links(page):
            if link.startswith("https://apidocs.bitrix24.com/"):
                continue
            address, _, anchor = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), address or f"{page.path}.html"))
            if not address:
                target = f"{page.path}.html"
            assert unquote(anchor) in known.get(unquote(target), ()), (page.path, link)
            count += 1
    assert count > 2 * len(entries(site))


def test_all_methods_are_in_the_alphabet(api: Api, site: tuple[Page, ...]) -> None:
    (alphabet,) = (page for page in site if page.path == "methods")
    assert len(links(alphabet)) == len(api.methods)


# What the client has, read from its source with rules of our own.


class Plain(ast.NodeTransformer):
    """Names without the underscore of an import that had to be renamed, dates without their module."""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(node.id.removeprefix("_"))

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return ast.Name(node.attr)


def plain(annotation: ast.expr | None) -> str:
    assert annotation is not None
    return ast.unparse(Plain().visit(annotation)).replace(" | Omitted", "")


@cache
def classes(file: Path) -> dict[str, ast.ClassDef]:
    body = ast.parse(file.read_text("utf-8")).body if file.is_file() else []
    return {node.name: node for node in body if isinstance(node, ast.ClassDef)}


def definition(shown: ClientMethod) -> ast.FunctionDef:
    """The method of the sync client; one that is a namespace too is the `__call__` of that."""
    rest = shown.method.rest
    path = shown.path[1:] if rest == 3 else shown.path
    for folder, name in ((path[:-1], path[-1]), (path, "__call__")):
        on_client = rest == 2 and not folder
        file = CLIENT / "client.py" if on_client else CLIENT.joinpath(f"v{rest}", *folder, "__init__.py")
        for found in classes(file).values():
            if not found.name.startswith(("Async", "Batch")):
                for each in found.body:
                    if isinstance(each, ast.FunctionDef) and each.name == name and not is_another(each):
                        return each
    raise AssertionError(f"{shown.method.name} is not in the client")


def is_another(function: ast.FunctionDef) -> bool:
    """A namespace below, or one of several forms of a call."""
    return any(
        word in ast.unparse(decorator)
        for decorator in function.decorator_list
        for word in ("cached_property", "overload")
    )


def test_every_signature_is_the_client_s(shown: Client) -> None:
    for method in methods(shown):
        function = definition(method)
        told_signature = signature(method.path, method.signature, method.returns)
        (ours,) = ast.parse(re.sub(r"\Ab24[\w.]*", "def f", told_signature) + ": ...").body
        assert isinstance(ours, ast.FunctionDef)
        told, theirs = ours.args, function.args
        assert typed(told.args) == typed(theirs.args[1:]), method.method.name
        assert typed(told.kwonlyargs) == typed(theirs.kwonlyargs[:-1]), method.method.name
        optional = [default is not None for default in theirs.kw_defaults[:-1]]
        assert [default is not None for default in told.kw_defaults] == optional, method.method.name
        assert plain(ours.returns) == plain(function.returns), method.method.name


def typed(arguments: list[ast.arg]) -> dict[str, str]:
    return {each.arg: plain(each.annotation) for each in arguments}


def test_every_parameter_is_in_its_table_with_the_type_of_the_signature(shown: Client) -> None:
    for namespace in shown.namespaces:
        for method in namespace.methods:
            rows = [row for row in parameter_rows(method, namespace.params) if row.depth == 0]
            arguments = definition(method).args
            told = {row.python: spelled(row) for row in rows}
            assert told == typed(arguments.args[1:] + arguments.kwonlyargs[:-1]), method.method.name


def spelled(row: Row) -> str:
    return ast.unparse(ast.parse(unmarked(row.type), mode="eval").body)


def keys(found: ast.ClassDef) -> dict[str, tuple[str, bool]]:
    """Type of each key of a TypedDict, and whether it is required."""
    fields = {
        ast.unparse(each.target): plain(each.annotation) for each in found.body if isinstance(each, ast.AnnAssign)
    }
    return {
        key: (text.removeprefix("NotRequired[").removesuffix("]"), False) if "NotRequired" in text else (text, True)
        for key, text in fields.items()
    }


def views(found: ast.ClassDef) -> dict[str, str]:
    """Wire name of each attribute of a view."""
    attributes: dict[str, str] = {}
    for each in found.body:
        if isinstance(each, (ast.Assign, ast.AnnAssign)) and isinstance(each.value, ast.Call):
            target = each.targets[0] if isinstance(each, ast.Assign) else each.target
            attributes[ast.unparse(target)] = ast.literal_eval(each.value.args[0])
    return attributes


def told(rows: Iterable[Row]) -> dict[str, tuple[str, bool]]:
    return {row.wire: (spelled(row), row.required) for row in rows if row.depth == 1}


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("tasks.flow.Flow.create", "FlowCreateFlowData"),
        ("tasks.flow.Flow.isExists", "FlowIsExistsFlowData"),
        ("catalog.product.add", "ProductAddFields"),
    ],
)
def test_keys_of_objects_are_those_of_the_client_s_typed_dict(shown: Client, wire: str, name: str) -> None:
    namespace, method = method_of(shown, wire)
    file = CLIENT.joinpath("v2", *namespace.path, "params.py")
    assert told(parameter_rows(method, namespace.params)) == keys(classes(file)[name])


@pytest.mark.parametrize(
    ("wire", "name"),
    [("calendar.settings.get", "SettingsGetResult"), ("crm.item.get", "ItemGetResult")],
)
def test_attributes_of_results_are_those_of_the_client_s_view(shown: Client, wire: str, name: str) -> None:
    namespace, method = method_of(shown, wire)
    file = CLIENT.joinpath("v2", *namespace.path, "results.py")
    rows = [row for row in result_rows(method.method.returns, namespace.results) if row.depth == 0]
    assert {row.python: row.wire for row in rows} == views(classes(file)[name])


def test_shared_types_are_those_of_the_client(shown: Client) -> None:
    for each in shown.types:
        name = each.type.name
        file = CLIENT / "types" / f"{type_section(name)}.py"
        view = classes(file).get(type_view(name))
        assert each.type.in_results == (view is not None), name
        typed_dict = re.search(
            rf"^(?:class )?{type_dict(name)}(?:\(| = )TypedDict", file.read_text("utf-8"), re.MULTILINE
        )
        assert each.type.in_parameters == (typed_dict is not None), name
        if view is not None:
            rows = [row for row in view_rows(each.type.as_result, each.results) if row.depth == 0]
            assert {row.python: row.wire for row in rows} == views(view)


def test_events_are_those_of_the_client(shown: Client) -> None:
    for event in shown.events:
        name = event.named.event.name
        found = classes(CLIENT / "events" / f"{event.named.module}.py")
        own = found[event.named.name]
        if event.data is None:
            assert not views(own), name
            continue
        (data,) = (each for each in own.body if isinstance(each, ast.AnnAssign))
        annotation = unmarked(event.annotation)
        assert plain(data.annotation) == f"Field[{annotation}]", name
        if annotation in found:
            rows = [row for row in result_rows(event.data, event.results) if row.depth == 0]
            assert {row.python: row.wire for row in rows} == views(found[annotation]), name


def methods(shown: Client) -> list[ClientMethod]:
    return [method for namespace in shown.namespaces for method in namespace.methods]


def method_of(shown: Client, wire: str) -> tuple[Namespace, ClientMethod]:
    (found,) = (
        (namespace, method)
        for namespace in shown.namespaces
        for method in namespace.methods
        if (method.method.rest, method.method.name) == (2, wire)
    )
    return found


def test_the_page_of_a_method_is_its_namespace_s(shown: Client, site: tuple[Page, ...]) -> None:
    by_path = {page.path: page for page in site}
    for namespace in shown.namespaces:
        if namespace.methods:
            names = [each.method.name for each in namespace.methods]
            assert anchors(by_path[path_of(namespace)]) == names
