"""What a program does not use it does not import."""

from __future__ import annotations

import json
import os
import subprocess
import sys

CODE = """
import json, sys, bitrix24
bitrix24.Client("https://p.example/rest/1/secret123/").close()
print(json.dumps(sorted(sys.modules)))
"""
# What belongs to OAuth, batches, lists, files' transfer and asyncio.
COSTLY = {
    *("apps", "batches", "events", "lists", "oauth", "tokens"),
    *("_core.base_batch", "_core.batch_commands", "_core.event", "_core.file_transfer", "_core.paging"),
    *("_core.single_flight", "_core.token_requests"),
}


def _loaded(code: str) -> set[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    return set(json.loads(run.stdout))


def test_the_package_alone_imports_nothing() -> None:
    loaded = _loaded("import json, sys, bitrix24\nprint(json.dumps(sorted(sys.modules)))")

    assert {name for name in loaded if name.startswith("bitrix24.")} == {"bitrix24._version"}
    assert "httpx" not in loaded


def test_a_webhook_client_imports_only_what_it_needs() -> None:
    loaded = _loaded(CODE)
    assert "bitrix24._core.calls" in loaded
    assert not loaded & {f"bitrix24.{name}" for name in COSTLY}
    assert "orjson" not in loaded  # not before there is an answer to read
    # The results of one-word methods such as `profile` are the clients' own.
    namespaces = {name for name in loaded if name.startswith(("bitrix24.v2", "bitrix24.v3", "bitrix24.portal"))}
    assert namespaces <= {"bitrix24.v2", "bitrix24.v2.results"}
