"""schemathesis calls all of the document's methods on the local portal: nothing breaks, and answers are as documented.

With SCHEMATHESIS_EXAMPLES=50 it makes fifty calls of each method, not two, beside the documented ones.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bitrix24.portal import LocalPortal
from tests.conftest import ROOT
from tests.foreign.conftest import Document
from tests.foreign.schemathesis_exceptions import ANSWERS

PROGRAM = ROOT / ".venv-foreign/bin/schemathesis"
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "2")
PATIENCE = 3600
"""Seconds, on a machine that has much else to do."""
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
_TYPES = frozenset({"string", "number", "integer", "boolean", "null", "array", "object"})


@pytest.mark.skipif(not PROGRAM.exists(), reason="`make test-foreign` makes its environment")
@pytest.mark.parametrize("rest", [2, 3])
def test_nothing_breaks_and_answers_are_as_documented(rest: int, document: Document, tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(_plain(_of_version(document, rest))), "utf-8")
    report = tmp_path / "report.ndjson"
    with LocalPortal(examples=True).listening() as webhook:
        root = webhook.partition("/rest/")[0]
        run = subprocess.run(
            [
                *(PROGRAM, "run", file, "--url", f"{root}/rest/api" if rest == 3 else f"{root}/rest"),
                *("--header", "Authorization: Bearer token", "--checks", CHECKS, "--phases", "examples,fuzzing"),
                *("--max-examples", EXAMPLES, "--generation-deterministic", "--no-shrink", "--continue-on-failure"),
                *("--suppress-health-check", "all", "--warnings", "off", "--no-color"),
                *("--report", "ndjson", "--report-ndjson-path", report),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            timeout=PATIENCE,
        )
    failures = _failures(report)

    assert run.returncode in (0, 1), run.stdout[-3000:] + run.stderr
    assert {each for each in failures if failures[each] != {"response_schema_conformance"}} == set(), run.stdout
    assert failures.keys() - ANSWERS.keys() == set(), run.stdout


def _of_version(document: Document, rest: int) -> dict[str, Any]:
    """What is called through one address. A method of both versions has `#v3` in its path in REST 3.0."""
    paths = {
        path.removesuffix("#v3"): {key: value for key, value in each.items() if key != "servers"}
        for path, each in document["paths"].items()
        if ("servers" in each) == (rest == 3)
    }
    assert len(paths) > 100
    return {**{key: value for key, value in document.items() if key not in ("servers", "webhooks")}, "paths": paths}


def _plain(value: Any) -> Any:
    """The same schemas with one type each: several in a list, which OpenAPI 3.1 allows, break schemathesis itself."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {key: _plain(each) for key, each in value.items()}
    types = found.get("type")
    if isinstance(types, list) and types and set(map(str, types)) <= _TYPES and "anyOf" not in found:
        del found["type"]
        found["anyOf"] = [{"type": each} for each in types]
    return found


def _failures(report: Path) -> dict[str, set[str]]:
    """By method, the checks that failed."""
    found: dict[str, set[str]] = {}
    for line in report.read_text("utf-8").splitlines():
        for recorder in (each["recorder"] for each in json.loads(line).values() if "recorder" in each):
            for check in (check for checks in recorder.get("checks", {}).values() for check in checks):
                if check["status"] == "failure":
                    found.setdefault(recorder["label"].removeprefix("POST /"), set()).add(check["name"])
    return found
