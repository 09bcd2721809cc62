"""What is copied is sent once; what lies in the place of a portal's file ends no program."""

from __future__ import annotations

import copy
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bitrix24 import Client
from bitrix24.apps import FilePortals
from bitrix24.tokens import Token

MEMBER = "da45a03b265edd8787f8a258d793cc5d"
TOKEN = Token("access", "refresh", "https://portal.bitrix24.com", MEMBER)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_batch_is_not_copied(copied: Callable[[object], object]) -> None:
    """Each copy would have sent its calls."""
    with Client("https://portal.bitrix24.com/rest/1/secret/") as b24:
        batch = b24.batch()
        batch.crm.item.add(entity_type_id=2, fields={})
        with pytest.raises(TypeError, match="a batch cannot be copied"):
            copied(batch)


@pytest.fixture
def portals(tmp_path: Path) -> FilePortals:
    portals = FilePortals(tmp_path / "portals")
    portals.add(TOKEN, "token")
    return portals


@pytest.mark.parametrize("kind", ["folder", "pipe", "endless"])
def test_what_is_no_file_is_an_error(kind: str, portals: FilePortals, tmp_path: Path) -> None:
    file = tmp_path / "portals" / f"{MEMBER}.app"
    file.unlink()
    if kind == "folder":
        file.mkdir()
    elif kind == "pipe" and hasattr(os, "mkfifo"):
        os.mkfifo(file)
    elif Path("/dev/zero").exists():
        file.symlink_to("/dev/zero")
    else:
        pytest.skip("there is none here")
    with pytest.raises(OSError, match=MEMBER):
        portals.application_token(MEMBER)


def test_a_damaged_application_token_proves_nothing(portals: FilePortals, tmp_path: Path) -> None:
    (tmp_path / "portals" / f"{MEMBER}.app").write_bytes(b"\xff\xfe")
    assert portals.application_token(MEMBER) not in (None, "", "token")


def test_a_folder_that_somebody_cleared_away_comes_back(portals: FilePortals, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "portals")
    assert portals.application_token(MEMBER) is None
    portals.remove(MEMBER)
    portals.add(TOKEN, "token")
    assert portals.application_token(MEMBER) == "token"
