"""A small project that follows a small site: two methods of shelves, and what stands around specs/ and generated/."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from generator.transaction import FOLDER
from tests.scrape.page_builder import code, method_article, names, site_page

CHANGELOG = "# Changelog\n\n## 0.1.0 — 2026-01-01\n\nClient\n- The first one.\n"
README = "All <!-- count: methods -->0<!-- end --> methods.\n"
VERSION = "generator/runtime/_version.py"
DAY = "2026-08-21"


def put(site: Path, method: str, *params: tuple[str, str], title: str = "Do It") -> Path:
    """The page of a method, written or written anew."""
    page = site / "api-reference" / "shelf" / f"{method.replace('.', '-')}.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    sent = "&".join(f"{name.strip('*')}=1" for name, _ in params)
    example = code(f"curl -X POST -d '{sent}' https://portal.example/rest/1/key/{method}", "bash")
    page.write_text(site_page(f"{title} {method}", method_article(names(*params), example)))
    return page


def site_of(folder: Path) -> Path:
    put(folder, "shelf.book.get", ("id*", "integer"))
    put(folder, "shelf.book.put", ("id*", "integer"), ("place", "integer"))
    return folder


def project_of(folder: Path) -> Path:
    """With no specs yet, at version 0.1.0, which is released."""
    (folder / VERSION).parent.mkdir(parents=True)
    (folder / VERSION).write_text('__version__ = "0.1.0"\n')
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    (folder / "README.md").write_text(README)
    return folder


def contents(project: Path) -> dict[str, str]:
    """Every file of the project but git's own and what Python compiled: also what a run leaves behind."""
    files = (file for file in project.rglob("*") if file.is_file())
    found = {file.relative_to(project).as_posix(): file for file in files}
    others = (".git/", "__pycache__")
    return {path: file.read_text() for path, file in found.items() if not any(each in path for each in others)}


def left_over(project: Path) -> list[str]:
    """What only a run that was interrupted leaves."""
    return [path for path in map(str, project.rglob("*")) if FOLDER in path or path.endswith(".new")]


def git(folder: Path, *arguments: str) -> str:
    nobody = {f"GIT_{who}_{what}": "nobody@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **nobody}, capture_output=True, text=True, check=True
    )
    return done.stdout
