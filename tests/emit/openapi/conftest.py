"""The whole documentation, once for all tests."""

from __future__ import annotations

import pytest

from generator.api import Api, resolve
from generator.cache import FOLDER, Cache
from generator.emit.openapi import openapi
from generator.spec import files
from generator.spec.folder import read
from tests.conftest import ROOT
from tests.emit.openapi.checking import Document


@pytest.fixture(scope="session")
def api() -> Api:
    return resolve(files.tree_of(read(ROOT / "specs"), Cache(FOLDER)))


@pytest.fixture(scope="session")
def document(api: Api) -> Document:
    return openapi(api, "1.2.3")
