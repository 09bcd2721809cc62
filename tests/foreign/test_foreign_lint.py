"""Redocly finds nothing but documented calls that are known to contradict their own pages."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.emit.openapi.exceptions import CALLS, STRICTLY
from tests.foreign.conftest import Document
from tests.foreign.node import FOLDER, REDOCLY, node

_EXAMPLES = "no-invalid-media-type-examples"


def test_the_document_is_clean(whole: Path, document: Document) -> None:
    command = node(
        REDOCLY, "lint", whole, "--config", FOLDER / "redocly.yaml", "--format", "json", "--max-problems", "99999"
    )
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "REDOCLY_TELEMETRY": "off"}
    )

    problems = json.loads(run.stdout)["problems"]
    assert [each for each in problems if each["ruleId"] != _EXAMPLES] == []
    paths = {_path(each["location"][0]["pointer"]) for each in problems}
    refused = {document["paths"][path]["post"]["operationId"] for path in paths}
    assert refused == CALLS.keys() | STRICTLY.keys()


def _path(pointer: str) -> str:
    """The key in `paths` of `#/paths/~1crm.deal.add/post/…`."""
    root, paths, key, *_ = pointer.split("/")
    assert (root, paths) == ("#", "paths")
    return key.replace("~1", "/").replace("~0", "~")
