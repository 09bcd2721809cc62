"""The document of the whole API in a file, for programs to read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.api import Api, resolve
from generator.cache import FOLDER, Cache
from generator.emit.openapi import openapi
from generator.emit.openapi.text import as_json
from generator.spec import files
from generator.spec.folder import read
from tests.conftest import ROOT
from tests.foreign import node

Document = dict[str, Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.foreign)
            if not node.MODULES.is_dir():
                item.add_marker(pytest.mark.skip(reason="`make test-foreign` installs what it is held against"))


@pytest.fixture(scope="session")
def api() -> Api:
    return resolve(files.tree_of(read(ROOT / "specs"), Cache(FOLDER)))


@pytest.fixture(scope="session")
def whole(api: Api, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file."""
    file = tmp_path_factory.mktemp("openapi") / "openapi.json"
    file.write_text(as_json(openapi(api, "1.2.3")), "utf-8")
    return file


@pytest.fixture(scope="session")
def document(whole: Path) -> Document:
    """What is in it."""
    found: Document = json.loads(whole.read_bytes())
    return found
