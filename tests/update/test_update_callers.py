"""Programs that were written for an earlier state of the documentation work with the client of a later one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from generator.api import Api, resolve
from generator.cache import FOLDER, NO_CACHE
from generator.emit.client import emit
from generator.emit.output.folder import write
from generator.emit.python.runtime import runtime_files
from generator.reference.client import client as reference_client
from generator.reference.pages import pages
from generator.scrape.merge import merge
from generator.scrape.pipeline import Scraped
from generator.site.page import PagePath
from generator.spec import files
from generator.spec.folder import SpecFiles
from generator.spec.model import SpecTree
from generator.states import States, former_names
from generator.update.changes import Weight
from generator.update.compare import compare
from tests.conftest import APIDOCS, ROOT
from tests.making import tree_of
from tests.update.callers import Program, program_of
from tests.update.outside import unexplained
from tests.whole import cache_that_knows

DAY = "2026-08-21"
PUT = """
method: shelf.put
params:
  book: {type: integer, required: true}
  host: {type: string}
  side: {type: string, values: [left, right]}
  fields: {type: object, fields: {title: {type: string}, pages: {type: integer}}}
returns: {type: object, fields: {id: {type: integer}, note: {type: string}}}
response: {result: {id: 5, note: New}}
errors: [{code: FULL, message: No place, status: 400}]
"""
PUT_NOW = """
method: shelf.put
params:
  book: {type: integer}
  place: {type: integer, required: true}
  side: {type: string, values: [left]}
  fields: {type: object, fields: {title: {type: string}}}
returns: {type: object, fields: {id: {type: integer}}}
response: {result: {id: 5}}
"""
LIST = """
method: shelf.getlist
params: {filter: {type: object, fields: {ID: {type: integer}}}}
returns: {type: array, items: {type: object, fields: {ID: {type: integer}, name: {type: string}}}}
list: {paging: start}
response: {result: [{ID: 5, name: One}]}
"""
BOX = """
method: shelf.bigbox.get
params: {id: {type: integer, required: true}}
returns: {type: object, fields: {lid: {type: object, fields: {colour: {type: string}}}}}
response: {result: {lid: {colour: red}}}
"""
BOX_NOW = """
method: shelf.bigBox.get
params: {id: {type: integer, required: true}}
returns: {type: object, fields: {lid: {type: object, ref: shelf.lid}}}
response: {result: {lid: {colour: red}}}
"""
LID = "{type: shelf.lid, fields: {colour: {type: string}}}"
READ = """
method: shelf.read
params: {card: {type: object, ref: shelf.card}}
returns: {type: object, ref: shelf.page}
response: {result: {number: 1}}
"""
CARD = "{type: shelf.card, fields: {name: {type: string}, since: {type: integer}}}"
PAGE = "{type: shelf.page, fields: {number: {type: integer}}}"
DROP = "{method: shelf.drop, params: {all: {type: integer}}, returns: {type: boolean}, response: {result: true}}"
EVENT = "{event: ONSHELFFULL, page: api-reference/shelf/on-shelf-full.html}"

OLD = tree_of(PUT, LIST, BOX, READ, CARD, PAGE, DROP, EVENT)
NEW = tree_of(
    PUT_NOW,
    LIST.replace("getlist", "getList"),
    BOX_NOW,
    LID,
    READ.replace("shelf.card", "shelf.pass").replace("object, ref: shelf.page", "boolean"),
    CARD.replace("shelf.card", "shelf.pass"),
    EVENT.replace("shelf/on-shelf-full", "events/on-shelffull"),
)


def updated(old: SpecTree, new: SpecTree, day: str = DAY) -> SpecTree:
    """The earlier specs after a scrape that found the new ones."""
    asked = frozenset(PagePath(spec.page) for tree in (old, new) for spec in tree.methods.values())
    found = merge(old, Scraped(new, (), asked=asked), partial=False, day=day)
    return replace(found, former_names=former_names(_files(old), _files(found), old.former_names, States(NO_CACHE)))


def _files(tree: SpecTree) -> SpecFiles:
    return SpecFiles(Path("specs"), {path: text.encode() for path, text in files.texts(tree).items()}, {})


def client_of(tree: SpecTree, folder: Path) -> Path:
    runtime = runtime_files()
    write(emit(resolve(tree), runtime, former=tree.former_names).files, folder)
    return folder


def broken(old: Api, new: Api) -> set[str]:
    """The methods of which `diff` says that the API itself broke, in them or in a type that they hold."""
    changes = compare(old, new)
    of = {
        kind: {name for its, name, _ in changes.of_weight(Weight.BREAKING) if its == kind} for kind in changes.by_item
    }
    holding = {
        f"v3.{each.name}" if each.rest == 3 else str(each.name)
        for each in old.methods.values()
        if not of["types"].isdisjoint(map(str, old.reached(each.references)))
    }
    return {*of["methods"], *holding}


@pytest.fixture(scope="module")
def tree() -> SpecTree:
    return updated(OLD, NEW)


@pytest.fixture(scope="module")
def client(tree: SpecTree, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return client_of(tree, tmp_path_factory.mktemp("client"))


def python(client: Path, code: str) -> list[str]:
    """What a program prints."""
    head = """
import httpx, json, warnings
from bitrix24 import Client
def answer(request):
    print(request.url.path, json.loads(request.content))
    return httpx.Response(200, json={"result": {"id": 5, "lid": {"colour": "red"}}})
b24 = Client("https://portal.test/rest/1/code/", transport=httpx.MockTransport(answer))
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", head + code],
        env={**os.environ, "PYTHONPATH": str(client)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_what_leaves_the_documentation_stays_with_its_day(tree: SpecTree) -> None:
    methods = {str(spec.method): spec for spec in tree.methods.values()}
    put, drop = methods["shelf.put"], methods["shelf.drop"]
    assert (drop.status, drop.left) == ("removed", DAY)
    assert {name: each.left for name, each in put.params.items()} == {
        "book": None,
        "place": None,
        "side": None,
        "fields": None,
        "host": DAY,
    }
    assert put.params["side"].values == ("left", "right")
    assert put.params["side"].left_values == {"right": DAY}
    assert put.params["fields"].fields["pages"].left == DAY
    assert put.returns is not None
    assert put.returns.fields["note"].left == DAY
    assert put.by_position == "book"
    assert {str(each.type): (each.left, each.aliases) for each in tree.types.values()} == {
        "shelf.lid": (None, ()),
        "shelf.page": (DAY, ()),
        "shelf.pass": (None, ("shelf.card",)),
    }


def test_the_same_documentation_once_more_changes_nothing(tree: SpecTree) -> None:
    assert updated(tree, NEW, "2026-08-28") == tree


def test_what_comes_back_is_as_it_was(tree: SpecTree) -> None:
    again = updated(tree, OLD)
    assert again.methods[2, next(name for _, name in OLD.methods if name == "shelf.put")].params["host"].left is None
    assert not any("Card" in name for name in again.former_names)


def test_a_diff_says_what_left_although_it_stays(tree: SpecTree) -> None:
    changes = compare(resolve(OLD), resolve(tree))
    assert changes.methods.removed == ("shelf.drop",)
    assert {(each.kind, each.place) for each in changes.methods.changed["shelf.put"]} >= {
        ("parameter removed", "params.host"),
        ("parameter removed", "params.fields.pages"),
        ("values narrowed", "params.side"),
        ("field removed", "returns.note"),
    }


def test_a_parameter_goes_by_position_as_it_once_did_and_one_that_left_is_sent_if_given(client: Path) -> None:
    assert python(client, "b24.shelf.put(7, place=1); b24.shelf.put(place=1, host='h', side='right')") == [
        "/rest/1/code/shelf.put {'book': 7, 'place': 1}",
        "/rest/1/code/shelf.put {'place': 1, 'side': 'right', 'host': 'h'}",
    ]


COUNT = """
method: shelf.count
params: {shelfid: {type: integer, required: true}, side: {type: string, required: true}}
returns: {type: object, fields: {id: {type: integer}}}
response: {result: {id: 5}}
"""
ONE = COUNT.replace(", side: {type: string, required: true}", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "calls"),
    [
        (COUNT, ["shelfid=7, side='left'", "shelf_id=7, side='left'"]),
        (ONE, ["7", "shelfid=7", "shelf_id=7"]),
    ],
)
def test_a_required_parameter_goes_by_its_former_name_too(method: str, calls: list[str], tmp_path: Path) -> None:
    """Where the portal regards both as one and Python does not. Without either a type checker refuses the call."""
    client = client_of(updated(tree_of(method), tree_of(method.replace("shelfid", "shelfId"))), tmp_path)
    rest = ", 'side': 'left'" if "side" in method else ""

    sent = python(client, "".join(f"b24.shelf.count({call})\n" for call in calls))

    assert all("'shelfid': 7" in line or "'shelfId': 7" in line for line in sent)
    program = "from bitrix24 import Client\ndef f(b24: Client) -> None:\n"
    program += "".join(f"    b24.shelf.count({call})\n" for call in (*calls, "side='left'" if rest else ""))
    (tmp_path / "program.py").write_text(program)
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "mypy", "program.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line.split(":")[1] for line in checked.stdout.splitlines() if ": error:" in line] == [str(3 + len(calls))]


def test_an_earlier_name_is_the_same_method_and_warns(client: Path) -> None:
    calls = """
warnings.simplefilter("always")
with warnings.catch_warnings(record=True) as caught:
    b24.shelf.bigbox.get(1)
    with b24.batch() as batch:
        batch.shelf.bigbox.get(1)
print(*(each.message for each in caught), sep="\\n")
"""
    found = python(client, calls)
    assert found[0] == "/rest/1/code/shelf.bigBox.get {'id': 1}"
    assert found[2:] == ["shelf.bigbox.get is deprecated; use shelf.bigBox.get"] * 2
    earlier = (client / "bitrix24/v2/shelf/bigbox/__init__.py").read_text("utf-8")
    assert "def " not in earlier


def test_a_program_of_every_call_and_every_name_runs(client: Path, tree: SpecTree, tmp_path: Path) -> None:
    program = program_of(resolve(OLD))
    program.write(tmp_path)
    assert len(program.methods) == len(OLD.methods)
    assert {
        "bitrix24.codes.FULL",
        "bitrix24.events.OnShelfFull",
        "bitrix24.types.shelf.CardDict",
        "bitrix24.types.shelf.Page",
        "bitrix24.v2.shelf.bigbox.results.BigboxGetLid",
        "bitrix24.v2.shelf.results.ShelfGetlistResult",
    } <= set(program.names)
    assert tree.former_names.keys() <= set(program.names)
    assert program.run(tmp_path, client) == {
        "shelf.put": "TypeError: Shelf.put() missing 1 required keyword-only argument: 'place'"
    }


def test_the_reference_has_methods_by_the_names_of_today(tree: SpecTree) -> None:
    text = str(pages(reference_client(resolve(tree), runtime_files())))
    assert "shelf.bigBox.get" in text
    assert "shelf.bigbox.get" not in text
    assert "no longer documented since 2026-08-21" in text


@pytest.mark.slow
def test_a_type_checker_finds_no_more_than_the_diff(client: Path, tree: SpecTree, tmp_path: Path) -> None:
    program = program_of(resolve(OLD))
    program.write(tmp_path)
    assert program.type_check(tmp_path, client) == {
        "shelf.put": 'Missing named argument "place" for "put" of "Shelf"  [call-arg]'
    }
    assert "shelf.put" in broken(resolve(OLD), resolve(tree))


_WITH_CACHE = """
import sys
from pathlib import Path
from generator import __main__, commands
commands.CACHE_FOLDER = Path(sys.argv.pop(1))
sys.exit(__main__.main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, Api, Api, Path]:
    """A program of June, the two states, and the client of August that June's was brought up to."""
    folder = tmp_path_factory.mktemp("real")
    specs, out = folder / "specs", folder / "generated"

    def command(cache: Path, *arguments: object) -> None:
        done = subprocess.run(
            [sys.executable, "-c", _WITH_CACHE, str(cache), *map(str, arguments)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr

    shutil.copytree(ROOT / "specs" / "overrides", specs / "overrides")
    earlier, later = APIDOCS / "2026-06-05.tar.xz", APIDOCS / "2026-08-21.tar.xz"
    command(cache_that_knows(earlier, tmp_path_factory), "scrape", "--source", earlier, "--specs", specs)
    command(FOLDER, "generate", "--specs", specs, "--out", folder / "june")
    june = resolve(files.load_tree(specs))
    command(cache_that_knows(later, tmp_path_factory), "scrape", "--source", later, "--specs", specs)
    command(FOLDER, "generate", "--specs", specs, "--out", out)
    return program_of(june), june, resolve(files.load_tree(specs)), out


@pytest.mark.long
@pytest.mark.skipif(not APIDOCS.is_dir(), reason="the archives of the documentation are not here")
def test_every_call_and_every_name_of_june_works_in_august(
    real: tuple[Program, Api, Api, Path], tmp_path: Path
) -> None:
    """But for those of which `diff` says that the API itself broke."""
    program, june, august, client = real
    program.write(tmp_path)
    api_broke = broken(june, august)

    failed = program.run(tmp_path, client)
    assert failed.keys() <= api_broke, failed
    assert all("positional argument" not in why or "required" in why for why in failed.values()), failed
    refused = program.type_check(tmp_path, client)
    assert refused.keys() <= api_broke, refused
    assert len(program.methods) > 3000
    assert len(program.names) > 3500
    assert len(failed) + len(refused) < 30


@pytest.mark.long
@pytest.mark.skipif(not APIDOCS.is_dir(), reason="the archives of the documentation are not here")
def test_what_griffe_finds_broken_is_named_or_kept(real: tuple[Program, Api, Api, Path]) -> None:
    _, june, august, client = real
    former = files.load_raw(client.parent / "specs").former_names

    found, left = unexplained(client.parent / "june", client, june, august, former)

    # June's page gives the languages as the only ones, August's as some of them; names of sets of values are not kept.
    assert left == ["Public object was removed: bitrix24.v2.sale.statuslang.params.StatuslangAddFieldsLid"]
    # Of each of the four methods that ask for more now, on either client.
    assert found["Parameter is now required"] == 8
