"""Every block of code in the README and in the guides runs, and prints what the page shows."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from unittest.mock import patch

import pytest

from bitrix24.portal import LocalPortal
from tests.conftest import ROOT, SAMPLES
from tests.docs.pages import Block, Run, blocks_of, commands_of

README = ROOT / "README.md"
GUIDES = sorted(page for page in (ROOT / "docs" / "guides").glob("*.md") if page.name != "index.md")
SKILLS = sorted((ROOT / "docs" / "models" / "skills").glob("*/SKILL.md"))
PAGES = [README, ROOT / "docs" / "index.md", *GUIDES, *SKILLS]
MEMBER_ID = "a0000000000000000000000000000001"
"""As the guides show it."""
NOWHERE = "http://127.0.0.1:1/rest/1/secret/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a page's commands work: a folder with a small documentation site in `pages`."""
    shutil.copytree(SAMPLES, tmp_path / "pages", ignore=shutil.ignore_patterns("_src", "*.py", "__pycache__"))
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_runs(page: Path, folder: Path) -> None:
    # What a page puts into the environment is no other page's.
    with LocalPortal(member_id=MEMBER_ID).listening() as webhook, patch.dict(os.environ):
        Run(page, webhook, folder).all()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_no_block_that_is_not_run(page: Path) -> None:
    blocks = blocks_of(page)

    for before, block in zip([Block("", "", 0), *blocks], blocks, strict=False):
        if block.language.startswith("{"):
            continue
        where = f"{page.name}:{block.line}"
        assert block.language in ("python", "console", "yaml", "text", ""), where
        assert block.language != "text" or before.language == "python", f"{where}: an output of nothing"
        assert block.language != "yaml" or block.saved_as, f"{where}: a file without a name"
        assert block.language != "console" or list(commands_of(block.text)), f"{where}: no command"
        assert block.language or "──" in block.text, f"{where}: neither code nor a drawing"
    saved = [index for index, block in enumerate(blocks) if block.saved_as]
    last = max((index for index, block in enumerate(blocks) if block.language == "console"), default=-1)
    assert not saved or saved[-1] < last, f"{page.name}: files that nothing uses"
    text = page.read_text("utf-8")
    assert text.count("```") == 2 * len(blocks), f"{page.name}: an odd fence"
    assert not re.search(r"^    \S", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?://)([^)#]+)[^)]*\)", page.read_text("utf-8")):
        # The pages of the reference are there once the site is built, whose builder looks after them.
        assert (page.parent / link).exists() or link.startswith("../reference/"), f"{page.name}: {link}"


def test_the_readme_and_the_site_lead_to_every_guide() -> None:
    text, site = README.read_text("utf-8"), (ROOT / "docs" / "guides" / "index.md").read_text("utf-8")

    assert GUIDES
    assert [guide.name for guide in GUIDES if f"docs/guides/{guide.name}" not in text] == []
    assert [guide.name for guide in GUIDES if f"\n{guide.stem}\n" not in site] == []


@pytest.mark.parametrize(
    "text",
    [
        "```python\nprint(1)\n```\n\n```text\n2\n```\n",
        "```python\nprint(1)\n```\n",
        "```console\n$ echo 1\n2\n```\n",
        "```console\n$ pip install '.[nothing]'\n```\n",
        "```console\n$ make nothing\n```\n",
    ],
)
def test_a_page_that_is_wrong_fails(text: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")

    with pytest.raises(AssertionError):
        Run(page, NOWHERE, tmp_path).all()


def test_a_traceback_points_into_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Words\n\n```python\nx = 1\n1 / 0\n```\n", "utf-8")

    with pytest.raises(ZeroDivisionError) as failure:
        Run(page, NOWHERE, tmp_path).all()

    last = failure.traceback[-1]
    assert (str(last.path), last.lineno + 1) == (str(page), 5)
